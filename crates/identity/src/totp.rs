//! The second step: six figures that a phone works out from a shared secret and the time (RFC 6238).

use kernel::{Error, Instant, Result};
use totp_rs::{Builder, Secret, Totp};

/// A fresh secret in base 32.
pub(crate) fn new_secret() -> String {
    Secret::generate().to_base32()
}

/// The half minute whose code this is, around now: one before and one after count too, for clocks that are off.
pub(crate) fn matching_step(secret: &str, code: &str, now: Instant) -> Result<Option<i64>> {
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let step = totp(secret, "", "")?.check(code, seconds(now));
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The code of this moment; shown in the demonstration only.
pub(crate) fn code(secret: &str, now: Instant) -> Result<String> {
    Ok(totp(secret, "", "")?.generate(seconds(now)).to_string())
}

/// What the picture says: the secret, whose it is and for what.
pub(crate) fn address(secret: &str, centre: &str, account: &str) -> Result<String> {
    totp(secret, centre, account)?.to_url().map_err(|e| Error::fault(e.to_string()))
}

/// The secret as one types it: in groups of four.
pub(crate) fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn totp(secret: &str, centre: &str, account: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|e| Error::fault(e.to_string()))?;
    let plain = |text: &str| text.replace(':', " ");
    let issuer = Some(plain(if centre.is_empty() { "dianwu" } else { centre }));
    let totp =
        Builder::new().with_secret(secret).with_skew(1).with_issuer(issuer).with_account_name(plain(account));
    totp.build().map_err(|e| Error::fault(e.to_string()))
}

fn seconds(now: Instant) -> u64 {
    u64::try_from(now.millis() / 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (moment, expected) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(code(SECRET, at(moment)).expect("a code"), expected);
        }
    }

    #[test]
    fn a_code_holds_for_its_half_minute_and_the_ones_beside_it() {
        let step = |moment| matching_step(SECRET, "287082", at(moment)).expect("a secret");
        assert_eq!(
            [step(0), step(30), step(59), step(89), step(90)],
            [Some(1), Some(1), Some(1), Some(1), None]
        );
    }

    #[test]
    fn what_is_no_code_matches_nothing() {
        for wrong in ["", "28708", "2870820", "28708a", " 287082", "２８７０８２"] {
            assert_eq!(matching_step(SECRET, wrong, at(59)).expect("a secret"), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_phone_can_scan_and_type_it() {
        let secret = new_secret();
        let address = address(&secret, "花间: 美容", "0021").expect("an address");
        assert!(address.starts_with("otpauth://totp/") && address.contains(&secret), "{address}");
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
