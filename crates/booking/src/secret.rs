//! Addresses that only their owner knows: a key and what proves it, worked out from the house's own key and kept nowhere.

use customer::Vault;

/// The address part of a key.
pub(crate) fn seal(vault: &Vault, kind: &str, key: i64) -> String {
    let proof = vault.hash(kind, &key.to_string());
    let hex: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{key}-{hex}")
}

/// The key of an address part, if it is one of ours.
pub(crate) fn open(vault: &Vault, kind: &str, text: &str) -> Option<i64> {
    let key: i64 = text.split_once('-')?.0.parse().ok()?;
    let (ours, theirs) = (seal(vault, kind, key), text.as_bytes());
    let differs = ours.bytes().zip(theirs).fold(0, |all, (one, other)| all | (one ^ other));
    (ours.len() == theirs.len() && differs == 0).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_house_has_sealed_opens() {
        let (vault, other) = (Vault::new(&[1; 32]), Vault::new(&[2; 32]));
        let sealed = seal(&vault, "feed", 7);
        assert_eq!(open(&vault, "feed", &sealed), Some(7));
        assert_eq!(open(&vault, "pass", &sealed), None, "of another kind");
        assert_eq!(open(&other, "feed", &sealed), None, "under another key");
        assert_eq!(open(&vault, "feed", &sealed.replace("7-", "8-")), None);
        assert_eq!(["", "7", "7-", "x-1"].map(|text| open(&vault, "feed", text)), [None; 4]);
    }
}
