//! The same posts at every store of a chain: at the first one held by [`PEOPLE`]; at the third one the greeter signs in
//! as `greeter-3`, and the fourth of its people has the staff number 0304.

use super::{PEOPLE, Someone};

/// A store, by its place in the chain; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Branch(pub usize);

/// Somebody as she begins at a store.
pub(crate) struct Hire {
    /// Sign-in name.
    pub account: String,
    /// Post, by its code in the handbook.
    pub post: &'static str,
    /// Staff number.
    pub number: String,
}

/// Those who stand above all stores, and are there once.
const ABOVE_ALL: [&str; 2] = ["board", "gm"];

impl Branch {
    /// The one of the demonstration.
    pub(crate) const FIRST: Branch = Branch(1);

    /// Who works there: the one who is meant, by her sign-in name at the first store.
    pub(crate) fn account(self, account: &str) -> String {
        if self == Branch::FIRST || ABOVE_ALL.contains(&account) {
            account.to_owned()
        } else {
            format!("{account}-{}", self.0)
        }
    }

    /// Whom a further store takes on.
    pub(crate) fn posts(self) -> impl Iterator<Item = (&'static Someone, Hire)> {
        let own = PEOPLE.iter().filter(|one| !ABOVE_ALL.contains(&one.account));
        own.map(move |one| (one, self.hire(one)))
    }

    /// One of them.
    pub(crate) fn hire(self, one: &Someone) -> Hire {
        let account = self.account(one.account);
        let number = number_of(&account).unwrap_or_default();
        Hire { account, post: one.post, number }
    }
}

/// The staff number of whoever signs in by a name.
pub(crate) fn number_of(account: &str) -> Option<String> {
    let (base, store) = match account.rsplit_once('-') {
        Some((base, store)) => (base, store.parse::<usize>().ok()?),
        None => (account, 1),
    };
    let nth = PEOPLE.iter().position(|one| one.account == base)? + 1;
    let store = if store == 1 { 0 } else { store };
    Some(format!("{store:02}{nth:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_shares_a_number_or_a_name() {
        let first = PEOPLE.iter().map(|one| Branch::FIRST.hire(one));
        let further = (2..=200).flat_map(|nth| Branch(nth).posts().map(|(_, hire)| hire));
        let all: Vec<Hire> = first.chain(further).collect();
        let mut numbers: Vec<&str> = all.iter().map(|hire| hire.number.as_str()).collect();
        let mut accounts: Vec<&str> = all.iter().map(|hire| hire.account.as_str()).collect();
        for texts in [&mut numbers, &mut accounts] {
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), all.len());
        }
        assert_eq!(number_of("greeter").as_deref(), Some("0017"));
        assert_eq!(number_of("greeter-3").as_deref(), Some("0317"));
        assert_eq!(Branch(3).account("gm"), "gm");
        assert_eq!(number_of("nobody"), None);
    }
}
