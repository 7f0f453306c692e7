//! An account, a session and a token, as they are kept.

use std::collections::BTreeSet;

use kernel::{AccountId, Instant, Lang, Permission, PersonId, ids};

ids! {
    /// Somebody signed in on a device.
    pub struct SessionId;
    /// What a program signs in with.
    pub struct TokenId;
    /// One try at the door.
    pub struct AttemptId;
}

db::record! {
    /// An account, secrets and all; never shown and never printed.
    #[derive(Clone)]
    pub(crate) struct AccountRow {
        pub id: AccountId,
        pub name: String,
        pub person_id: PersonId,
        pub lang: Lang,
        pub password_hash: String,
        pub password_set_at: Instant,
        pub must_change_at: Option<Instant>,
        pub disabled_at: Option<Instant>,
        pub totp_secret: Option<String>,
        pub totp_confirmed_at: Option<Instant>,
        pub totp_last_step: Option<i64>,
        pub created_at: Instant,
    }

    /// A session on somebody's own page.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct SessionRow {
        pub id: SessionId,
        pub account_id: AccountId,
        pub created_at: Instant,
        pub seen_at: Instant,
        pub device: String,
        pub address: String,
    }

    /// A token on somebody's own page.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct TokenRow {
        pub id: TokenId,
        pub account_id: AccountId,
        pub name: String,
        pub scopes: String,
        pub created_at: Instant,
        pub expires_at: Option<Instant>,
        pub last_used_at: Option<Instant>,
    }
}

/// What everybody signs in with: without blanks around it, in small letters, and nothing that cannot be seen.
pub(crate) fn plain_name(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).collect::<String>().to_lowercase()
}

/// May it be a sign-in name? A staff number, a name, letters of any script: 2 to 40, with `.`, `_` and `-`.
pub(crate) fn is_name(name: &str) -> bool {
    (2..=40).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// All that the token's person may do.
const ALL: &str = "all";

/// What a token may do, as it is kept.
pub(crate) fn scopes_text(only: Option<&BTreeSet<Permission>>) -> String {
    match only {
        None => ALL.to_owned(),
        Some(only) => only.iter().map(|permission| permission.code()).collect::<Vec<_>>().join(" "),
    }
}

/// What a token may do; a permission that there is no more is one it does not have.
pub(crate) fn scopes(text: &str) -> Option<BTreeSet<Permission>> {
    (text != ALL).then(|| text.split(' ').filter_map(Permission::from_code).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_name_is_short_and_without_blanks() {
        for right in ["0021", "许雅琴", "xu.yaqin", "a-b_c"] {
            assert!(is_name(right), "{right}");
        }
        for wrong in ["", "x", "a b", "a/b", "a@b", &"x".repeat(41)] {
            assert!(!is_name(wrong), "{wrong:?}");
        }
        assert_eq!(plain_name(" Xu.Ya\0qin "), "xu.yaqin");
    }

    #[test]
    fn a_token_without_permissions_is_not_one_with_all() {
        let some = BTreeSet::from([Permission::ViewToday, Permission::ViewJournal]);
        assert_eq!(scopes(&scopes_text(Some(&some))), Some(some));
        assert_eq!(scopes(&scopes_text(Some(&BTreeSet::new()))), Some(BTreeSet::new()));
        assert_eq!(scopes(&scopes_text(None)), None);
        assert_eq!(scopes("view-today gone-long-ago"), Some(BTreeSet::from([Permission::ViewToday])));
    }
}
