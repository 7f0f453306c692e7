//! Addresses that a phone scans from the page.

use kernel::{Error, Result};
use qrcode::{Color, QrCode};

/// The picture that a phone scans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Its width and height in dots.
    pub size: usize,
    /// The dark dots, as the path of an SVG.
    pub path: String,
}

/// The picture of an address.
pub fn picture(address: &str) -> Result<Picture> {
    let code = QrCode::new(address).map_err(|e| Error::fault(e.to_string()))?;
    let size = code.width();
    let dots = code.to_colors();
    let dark = dots.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let path = dark.map(|(place, _)| format!("M{} {}h1v1h-1z", place % size, place / size)).collect();
    Ok(Picture { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_dots() {
        let picture = picture("otpauth://totp/0021?secret=ABCDEFGHIJ").expect("a picture");
        assert!(picture.size >= 21 && picture.path.starts_with("M0 0h1v1h-1z"));
    }
}
