use db::record;
use kernel::{BusinessDate, Instant, PersonId, codes, ids, refusals};

ids! {
    /// A version of the centre's handbook.
    pub struct VersionId;
}

codes! {
    /// How far a version has come.
    pub enum State {
        /// Being written; there is one at most.
        Draft = "draft",
        /// Fixed for good.
        Published = "published",
    }
}

codes! {
    /// What a version is on a day.
    pub enum Standing {
        /// Being written.
        Draft = "draft",
        /// Published, for a later day.
        Coming = "coming",
        /// What holds.
        InForce = "in-force",
        /// What held.
        Past = "past",
    }
}

record! {
    /// A version of the centre's handbook, without its entries.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Version {
        /// Key.
        pub id: VersionId,
        /// Counted from 1.
        pub number: i64,
        /// Draft or published.
        pub state: State,
        /// Counts the changes of a draft.
        pub edit: i64,
        /// The version it was copied from.
        pub follows: Option<VersionId>,
        /// Hash of the release it is based on.
        pub based_on: String,
        /// The version of the program that brought that release.
        pub shipped_with: String,
        /// The first day on which it holds.
        pub effective_from: Option<BusinessDate>,
        /// What it is about.
        pub title: String,
        /// Why it was made.
        pub reason: String,
        /// What a merge left to look at, as JSON.
        pub review: String,
        /// Who began it; empty when the house did.
        pub created_by: Option<PersonId>,
        /// When.
        pub created_at: Instant,
        /// Who published it.
        pub published_by: Option<PersonId>,
        /// When.
        pub published_at: Option<Instant>,
    }
}

refusals! {
    /// Why the handbook cannot be changed so.
    pub enum Refused {
        /// A draft is open already.
        DraftOpen { number: i64 } = Conflict "handbook.draft_open",
        /// There is no draft to work on.
        NoDraft = Conflict "handbook.no_draft",
        /// The draft says what its predecessor says.
        NothingChanged = Conflict "handbook.nothing_changed",
        /// The centre's handbook is already made from the newest release.
        NoRelease = Conflict "handbook.no_release",
        /// The entry is withdrawn already.
        IsWithdrawn = Conflict "handbook.is_withdrawn",
        /// The entry is in force already.
        NotWithdrawn = Conflict "handbook.not_withdrawn",
    }
}

/// The version that holds on a day: of those published, the one that began last; of two that began on the same
/// day, the later.
pub fn in_force_on(versions: &[Version], day: BusinessDate) -> Option<&Version> {
    let begun = versions.iter().filter(|v| v.effective_from.is_some_and(|from| from <= day));
    begun.max_by_key(|version| (version.effective_from, version.number))
}

/// The version that everything new is made from: the one that begins last, in force or still coming.
pub fn newest(versions: &[Version]) -> Option<&Version> {
    in_force_on(versions, BusinessDate::MAX)
}

/// What a version is on a day, among all of them.
pub fn standing(versions: &[Version], version: &Version, day: BusinessDate) -> Standing {
    match version.effective_from {
        None => Standing::Draft,
        Some(from) if from > day => Standing::Coming,
        Some(_) if in_force_on(versions, day).is_some_and(|now| now.id == version.id) => Standing::InForce,
        Some(_) => Standing::Past,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;

    pub(super) fn version(number: i64, from: Option<BusinessDate>) -> Version {
        Version {
            id: VersionId::of(number),
            number,
            state: if from.is_some() { State::Published } else { State::Draft },
            edit: 0,
            follows: None,
            based_on: String::new(),
            shipped_with: String::new(),
            effective_from: from,
            title: String::new(),
            reason: String::new(),
            review: "[]".into(),
            created_by: None,
            created_at: Instant::default(),
            published_by: None,
            published_at: from.map(|_| Instant::default()),
        }
    }

    #[test]
    fn the_latest_that_has_begun_holds() {
        let (may, june) = (date(2026, 5, 1), date(2026, 6, 1));
        let all = [version(1, Some(may)), version(2, Some(june)), version(3, Some(june)), version(4, None)];
        let on = |day| in_force_on(&all, day).map(|version| version.number);
        assert_eq!(on(date(2026, 4, 30)), None);
        assert_eq!((on(may), on(date(2026, 5, 31)), on(june)), (Some(1), Some(1), Some(3)));
        assert_eq!(newest(&all).map(|version| version.number), Some(3));
        let is: Vec<Standing> = all.iter().map(|version| standing(&all, version, may)).collect();
        assert_eq!(is, [Standing::InForce, Standing::Coming, Standing::Coming, Standing::Draft]);
        assert_eq!(standing(&all, &all[1], june), Standing::Past);
    }
}
