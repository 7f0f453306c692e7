//! Random secrets, and what is kept of them.

use sha2::{Digest, Sha256};

/// No letter or figure that is easily taken for another.
const READABLE: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// 256 random bits in hex: what a cookie carries.
pub(crate) fn session_token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

/// The same with a mark, so that a program's token is found when it was put where it does not belong.
pub(crate) fn bearer_token() -> String {
    format!("dw_{}", session_token())
}

/// What is kept of a token. It is random enough that a plain hash cannot be undone.
pub(crate) fn fingerprint(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A password to be read out over the counter and changed at once: `k7mp-3xqd-w9ha-n2ce`, some 79 bits.
pub fn one_time_password() -> String {
    let groups: Vec<String> = (0..4).map(|_| (0..4).map(|_| readable()).collect()).collect();
    groups.join("-")
}

fn readable() -> char {
    READABLE[rand::random_range(0..READABLE.len())].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_comes_twice_and_none_is_kept_as_it_is() {
        let (one, other) = (session_token(), session_token());
        assert_ne!(one, other);
        assert_eq!(one.len(), 64);
        assert_ne!(fingerprint(&one), one);
        assert_eq!(fingerprint("a"), "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    }

    #[test]
    fn a_one_time_password_satisfies_our_own_rule() {
        let password = one_time_password();
        assert_eq!(password.len(), 19);
        assert_eq!(crate::password::check(&password, &["0021"]), Ok(()), "{password}");
    }
}
