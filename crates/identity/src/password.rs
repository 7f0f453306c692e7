//! What a password must be, and how it is kept: argon2id, worked out apart from the requests and at most two at
//! once, because each takes 19 MiB and some 40 ms.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kernel::{Error, Problems, Result};
use tokio::sync::Semaphore;

/// The fewest letters; one of another script, such as a Chinese character, counts for two.
pub const SHORTEST: usize = 12;
/// The most characters; a long sentence fits.
pub const LONGEST: usize = 128;

/// Among the first that anybody tries.
const WORST: [&str; 20] = [
    "123456789012",
    "1234567890123",
    "123456789123",
    "1234567890-=",
    "012345678901",
    "987654321098",
    "abcdefghijkl",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop[]",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "password1234",
    "passwordpassword",
    "administrator",
    "letmeinplease",
    "iloveyou1314",
    "woaini1314520",
    "woaini5201314",
    "changemeplease",
];

/// A hash of nothing in particular, so that a name nobody has takes as long as one that somebody has.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$7UvJzNKYUxOBGGX36Rh0MA$ioHVl2T6qXUe59v+Tnssfuk+HD5uVEOJWlk7TvPKHWc";

static TWO_AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Is it good enough? Long, not one of the worst, and not made of `names`. Nothing is asked of its composition:
/// such rules make passwords alike. Answers the code of the problem.
pub fn check(password: &str, names: &[&str]) -> Result<(), &'static str> {
    let weight: usize = password.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    if weight < SHORTEST {
        return Err("identity.password_short");
    }
    if password.chars().count() > LONGEST {
        return Err("identity.password_long");
    }
    let small = password.to_lowercase();
    if names.iter().any(|name| is_made_of(&small, &name.to_lowercase())) {
        return Err("identity.password_is_name");
    }
    let different: std::collections::BTreeSet<char> = small.chars().collect();
    if different.len() < 5 || WORST.contains(&small.as_str()) {
        return Err("identity.password_worst");
    }
    Ok(())
}

/// Is hardly anything left without the name?
fn is_made_of(password: &str, name: &str) -> bool {
    name.chars().count() >= 2
        && password.contains(name)
        && password.replace(name, "").chars().filter(|c| c.is_alphanumeric()).count() < 6
}

/// A new password typed twice, with what is wrong noted by field.
pub(crate) fn read_new(
    wrong: &mut Problems,
    (field, password): (&str, &str),
    (again_field, again): (&str, &str),
    names: &[&str],
) -> Option<String> {
    if let Err(code) = check(password, names) {
        wrong.add_with(field, code, vec![("least", SHORTEST.to_string()), ("most", LONGEST.to_string())]);
        return None;
    }
    if password != again {
        wrong.add(again_field, "identity.password_differs");
        return None;
    }
    Some(password.to_owned())
}

/// What is kept of a password. Takes its time: for the command line, and within [`hash_apart`].
pub fn hash(password: &str) -> Result<String> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Is it the password of this hash? Without a hash it takes as long, and is not.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let right = PasswordHash::new(hash.unwrap_or(NOBODYS))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && hash.is_some()
}

/// [`hash`] without holding up other requests.
pub async fn hash_apart(password: String) -> Result<String> {
    apart(move || hash(&password)).await?
}

/// [`verify`] without holding up other requests.
pub async fn verify_apart(password: String, hash: Option<String>) -> Result<bool> {
    apart(move || verify(&password, hash.as_deref())).await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = TWO_AT_ONCE.acquire().await?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::fault("hashing was broken off"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_a_name() {
        let names = ["xuyaqin", "许雅琴"];
        let of = |password: &str| check(password, &names);
        assert_eq!(of("short"), Err("identity.password_short"));
        assert_eq!(of("correct horse battery"), Ok(()));
        assert_eq!(of("春眠不觉晓处处"), Ok(()), "seven characters weigh as much as fourteen letters");
        assert_eq!(of("春眠不觉晓"), Err("identity.password_short"));
        assert_eq!(of("Xuyaqin2026!!"), Err("identity.password_is_name"));
        assert_eq!(of("许雅琴许雅琴许雅琴"), Err("identity.password_is_name"));
        assert_eq!(of("xuyaqin likes green tea"), Ok(()));
        assert_eq!(of("aaaaaaaabbbbbbbb"), Err("identity.password_worst"));
        assert_eq!(of("WoAiNi1314520"), Err("identity.password_worst"));
        assert_eq!(of(&"ab cd ef".repeat(20)), Err("identity.password_long"));
    }

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hash = hash("correct horse battery").expect("a hash");
        assert!(verify("correct horse battery", Some(&hash)));
        assert!(!verify("correct horse batterY", Some(&hash)));
        assert!(!verify("correct horse battery", Some("no hash at all")));
    }

    #[test]
    fn nobodys_hash_costs_what_everybodys_costs() {
        let cost = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(cost(NOBODYS), cost(&hash("x").expect("a hash")));
        assert!(!verify("", None));
    }
}
