//! A finding that has to be put right (整改): somebody mends it in time, and somebody else looks again.

use kernel::{Instant, PersonId, Result, codes, refusals};

codes! {
    /// How a correction stands.
    pub enum Standing {
        /// To be mended.
        Open = "open",
        /// Mended, and waiting for the second look.
        Mended = "mended",
        /// Looked at again and found good.
        Closed = "closed",
    }
}

codes! {
    /// What was done about a correction.
    pub enum StepKind {
        /// It was mended (已改).
        Mended = "mended",
        /// Looked at again, and good (复查合格).
        Good = "good",
        /// Looked at again, and not good yet (复查不合格).
        Again = "again",
    }
}

refusals! {
    /// Why a correction does not go on.
    pub enum Refused {
        /// It is mended already.
        AlreadyMended = Conflict "correction.already_mended",
        /// Nobody has mended it yet.
        NotMended = Conflict "correction.not_mended",
        /// It is closed.
        Closed = Conflict "correction.closed",
        /// The second look is somebody else's.
        OwnMending { name: String } = Forbidden "correction.own_mending",
    }
}

/// A correction between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// How it stands.
    pub standing: Standing,
    /// Who shall mend it.
    pub owner: PersonId,
    /// Who has mended it.
    pub mended_by: Option<PersonId>,
    /// Until when.
    pub due: Instant,
}

impl Correction {
    /// Somebody has mended it.
    pub fn mend(self, by: PersonId) -> Result<Correction, Refused> {
        match self.standing {
            Standing::Open => Ok(Correction { standing: Standing::Mended, mended_by: Some(by), ..self }),
            Standing::Mended => Err(Refused::AlreadyMended),
            Standing::Closed => Err(Refused::Closed),
        }
    }

    /// Somebody else looks again; what is not good yet is open again until another time.
    pub fn check(self, by: PersonId, name: &str, again: Option<Instant>) -> Result<Correction, Refused> {
        match self.standing {
            Standing::Open => return Err(Refused::NotMended),
            Standing::Closed => return Err(Refused::Closed),
            Standing::Mended => {}
        }
        if self.mended_by == Some(by) || self.owner == by {
            return Err(Refused::OwnMending { name: name.to_owned() });
        }
        Ok(match again {
            None => Correction { standing: Standing::Closed, ..self },
            Some(due) => Correction { standing: Standing::Open, mended_by: None, due, ..self },
        })
    }

    /// Should it have been mended by now?
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.standing == Standing::Open && now > self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;
    use proptest::prelude::*;

    const DUE: i64 = 1000;

    fn person(id: i64) -> PersonId {
        PersonId::of(id)
    }

    fn ordered() -> Correction {
        let due = Instant::from_millis(DUE);
        Correction { standing: Standing::Open, owner: person(1), mended_by: None, due }
    }

    #[test]
    fn it_is_mended_once_and_closed_by_somebody_else() {
        let mended = ordered().mend(person(1)).expect("mended");
        assert_eq!(mended.mend(person(1)), Err(Refused::AlreadyMended));
        assert_eq!(mended.check(person(1), "王丽", None), Err(Refused::OwnMending { name: "王丽".into() }));
        let closed = mended.check(person(2), "周敏", None).expect("closed");
        assert_eq!(closed.standing, Standing::Closed);
        assert_eq!(closed.mend(person(3)), Err(Refused::Closed));
        assert_eq!(ordered().check(person(2), "周敏", None), Err(Refused::NotMended));
    }

    #[test]
    fn what_is_not_good_is_open_again_until_another_time() {
        let later = Instant::from_millis(5000);
        let again = ordered().mend(person(3)).and_then(|c| c.check(person(2), "周敏", Some(later)));
        let again = again.expect("open again");
        assert_eq!((again.standing, again.mended_by, again.due), (Standing::Open, None, later));
        assert!(again.is_overdue(Instant::from_millis(5001)) && !again.is_overdue(later));
    }

    proptest! {
        #[test]
        fn nobody_ever_closes_what_she_mended_or_should_have(steps in prop::collection::vec((any::<bool>(), 1..5i64, any::<bool>()), 1..20)) {
            let mut correction = ordered();
            for (mends, who, good) in steps {
                let before = correction;
                let by = person(who);
                let again = (!good).then(|| Instant::from_millis(9000));
                let next = if mends { correction.mend(by) } else { correction.check(by, "她", again) };
                if let Ok(next) = next {
                    if next.standing == Standing::Closed {
                        prop_assert!(before.mended_by.is_some() && before.mended_by != Some(by) && before.owner != by);
                    }
                    correction = next;
                }
            }
        }
    }
}
