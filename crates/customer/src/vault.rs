use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use db::{Tx, args, sql};
use hmac::{Hmac, Mac};
use kernel::{Error, Result};
use sha2::Sha256;

/// What customers' numbers are sealed with and found by. The key lies outside the database, so that whoever carries
/// the database away carries no number away; without the key no number is ever read again.
#[derive(Clone)]
pub struct Vault {
    seal: [u8; 32],
    find: [u8; 32],
    mark: [u8; 32],
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

/// How many random bytes begin what is sealed.
const NONCE: usize = 24;

impl Vault {
    /// The vault of a key. Sealing, finding and telling the key apart each have a key of their own, made from it.
    pub fn new(key: &[u8; 32]) -> Vault {
        let part = |what: &str| mac(key, &[what.as_bytes()]);
        Vault { seal: part("seal"), find: part("find"), mark: part("mark") }
    }

    /// Seals a text of a kind; the same text is sealed differently each time.
    pub fn seal(&self, kind: &str, text: &str) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: text.as_bytes(), aad: kind.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::fault("a text that cannot be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed as this kind.
    pub fn unseal(&self, kind: &str, sealed: &[u8]) -> Result<String> {
        let broken = || Error::fault("a sealed text that this key does not open");
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let payload = Payload { msg, aad: kind.as_bytes() };
        let text = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| broken())?;
        String::from_utf8(text).map_err(|_| broken())
    }

    /// By what a text of a kind is found, which tells nothing of it without the key.
    pub fn hash(&self, kind: &str, text: &str) -> Vec<u8> {
        mac(&self.find, &[kind.as_bytes(), &[0], text.as_bytes()])[..16].to_vec()
    }

    /// Makes sure that the numbers in this database are this key's; a database without any takes it.
    pub fn fits(&self, tx: &mut Tx) -> Result<bool> {
        let mark = hex::encode(self.mark);
        tx.exec(
            sql!("INSERT INTO customer_vault (id, mark) VALUES (1, $1) ON CONFLICT (id) DO NOTHING"),
            args![&mark],
        )?;
        Ok(known(tx)? == Some(mark))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.seal.into())
    }
}

/// By which key the numbers in this database are sealed; none as long as nobody said.
fn known(tx: &mut Tx) -> Result<Option<String>> {
    tx.find_scalar(sql!("SELECT mark FROM customer_vault WHERE id = 1" => (String,)), args![])
}

/// Has this database a key already, without which it cannot be read?
pub fn has_key(tx: &mut Tx) -> Result<bool> {
    Ok(known(tx)?.is_some())
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a shorter key up to its block with zeros.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_sealed_is_read_with_its_key_and_as_its_kind_only() {
        let (vault, other) = (Vault::new(&[1; 32]), Vault::new(&[2; 32]));
        let sealed = vault.seal("phone", "13812345678").expect("sealed");
        assert_eq!(vault.unseal("phone", &sealed).expect("opened"), "13812345678");
        assert!(other.unseal("phone", &sealed).is_err());
        assert!(vault.unseal("identity", &sealed).is_err());
        assert!(vault.unseal("phone", b"short").is_err());
        assert_ne!(vault.seal("phone", "13812345678").expect("sealed"), sealed);
    }

    proptest! {
        #[test]
        fn two_texts_are_found_by_two_hashes(one in "[0-9]{5,18}", other in "[0-9]{5,18}") {
            let vault = Vault::new(&[7; 32]);
            prop_assert_eq!(vault.hash("phone", &one) == vault.hash("phone", &other), one == other);
            prop_assert_ne!(vault.hash("phone", &one), vault.hash("identity", &one));
        }
    }
}
