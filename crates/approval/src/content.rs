//! What is signed, and whether a signature still holds.

use kernel::{PersonId, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fill::Filled;

/// A picture that belongs to a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Its key.
    pub picture: i64,
    /// SHA-256 of its content.
    pub digest: String,
}

/// What is signed: all that was asked for, with its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Which form.
    pub form: String,
    /// Who asks.
    pub asker: PersonId,
    /// What it is about in another part of the house: `refunds/12`.
    pub subject: String,
    /// Everything filled in.
    pub filled: Filled,
    /// Its pictures.
    pub pictures: Vec<Attached>,
}

impl Content {
    /// As it is kept and signed: the same content is the same text.
    pub fn text(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

/// SHA-256, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether what was signed is what stands there now: its text, and each picture.
pub fn is_whole(signed: &str, text: &str, pictures: &[Option<String>]) -> bool {
    let Ok(content) = serde_json::from_str::<Content>(text) else { return false };
    let same = content.pictures.iter().zip(pictures).all(|(kept, now)| now.as_ref() == Some(&kept.digest));
    digest(text.as_bytes()) == signed && same && content.pictures.len() == pictures.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_changed_form_shows() {
        let content = Content {
            form: "purchase".into(),
            asker: PersonId::of(1),
            subject: String::new(),
            filled: [("total".to_owned(), "300000".to_owned())].into(),
            pictures: vec![Attached { picture: 3, digest: digest(b"a photo") }],
        };
        let text = content.text().expect("text");
        let signed = digest(text.as_bytes());
        assert!(is_whole(&signed, &text, &[Some(digest(b"a photo"))]));
        assert!(!is_whole(&signed, &text.replace("300000", "900000"), &[Some(digest(b"a photo"))]));
        assert!(!is_whole(&signed, &text, &[Some(digest(b"another"))]), "the picture was exchanged");
        assert!(!is_whole(&signed, &text, &[None]), "the picture is gone");
    }
}
