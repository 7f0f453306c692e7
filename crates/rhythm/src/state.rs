use handbook::Entry;
use kernel::{Instant, codes};

use crate::duty::Duty;
use crate::evidence::{Evidences, Proof, Proofs};

codes! {
    /// How a duty stands.
    pub enum State {
        /// Done, and in time.
        Done = "done",
        /// Done, after its time.
        DoneLate = "done-late",
        /// Now.
        Due = "due",
        /// Its time has passed.
        Late = "late",
        /// The day has ended without it.
        Missed = "missed",
        /// Its time has not come.
        Later = "later",
        /// The program cannot see yet whether it is done.
        NotBuilt = "not-built",
    }
}

impl State {
    /// Done at all?
    pub fn is_done(self) -> bool {
        matches!(self, State::Done | State::DoneLate)
    }

    /// Should it have been done by now?
    pub fn is_overdue(self) -> bool {
        matches!(self, State::Late | State::Missed)
    }
}

/// How a duty stands at a moment, with what proves it. It is done once everything it asks for is there; what the
/// program cannot see yet keeps it from being called done or late.
pub fn judge<'a>(
    duty: &Duty,
    entry: &Entry,
    evidences: &Evidences,
    proofs: &'a Proofs,
    now: Instant,
) -> (State, Option<&'a Proof>) {
    if entry.evidence.is_empty() || entry.evidence.iter().any(|code| !evidences.is_built(code)) {
        return (State::NotBuilt, None);
    }
    let asked = entry.evidence.iter().filter(|code| !evidences.is_always(code));
    let first = |code: &String| proofs.first(code, duty.person, duty.seat.store);
    let found: Option<Vec<&Proof>> = asked.map(first).collect();
    match found {
        Some(found) => {
            let last = found.into_iter().max_by_key(|proof| proof.at);
            let late = last.is_some_and(|proof| proof.at > duty.due);
            (if late { State::DoneLate } else { State::Done }, last)
        }
        None if now >= duty.ends => (State::Missed, None),
        None if now > duty.due => (State::Late, None),
        None if now >= duty.begins => (State::Due, None),
        None => (State::Later, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{About, Asked, Evidence};
    use kernel::{Id, PersonId, PostId, Result, StoreId};

    struct Opening;

    impl Evidence for Opening {
        fn codes(&self) -> &'static [&'static str] {
            &["opening"]
        }
        fn proofs(&self, _: &mut db::Tx, _: &Asked) -> Result<Vec<Proof>> {
            Ok(vec![])
        }
        fn door(&self, _: &str) -> Option<&'static str> {
            None
        }
    }

    fn duty() -> Duty {
        Duty {
            entry: 0,
            person: PersonId::of(1),
            seat: org::Seat { post: PostId::of(1), store: Some(StoreId::of(1)) },
            begins: Instant::from_millis(100),
            due: Instant::from_millis(200),
            climbs: None,
            ends: Instant::from_millis(1000),
        }
    }

    fn entry(evidence: &[&str]) -> Entry {
        let shipped = handbook::shipped().expect("the shipped handbook");
        let evidence = evidence.iter().map(|code| code.to_string()).collect();
        Entry { evidence, ..shipped.book.entries[0].clone() }
    }

    fn at(now: i64, entry: &Entry, proofs: &[Proof]) -> State {
        let evidences = Evidences::default().always(&["line"]).evidence(Opening);
        let at = Instant::from_millis;
        judge(&duty(), entry, &evidences, &Proofs::of(proofs.to_vec()), at(now)).0
    }

    fn proof(store: i64, at: i64) -> Proof {
        let about = About::Store(StoreId::of(store));
        Proof { code: "opening", about, at: Instant::from_millis(at), href: String::new() }
    }

    #[test]
    fn the_hours_decide_until_something_is_proven() {
        let entry = entry(&["opening", "line"]);
        let states = [50, 100, 200, 201, 1000].map(|now| at(now, &entry, &[]));
        assert_eq!(states, [State::Later, State::Due, State::Due, State::Late, State::Missed]);
    }

    #[test]
    fn a_proof_in_time_is_done_and_a_later_one_done_late() {
        let entry = entry(&["opening"]);
        assert_eq!(at(999, &entry, &[proof(1, 200)]), State::Done);
        assert_eq!(at(999, &entry, &[proof(1, 201)]), State::DoneLate);
        assert_eq!(at(999, &entry, &[proof(1, 300), proof(1, 150)]), State::Done, "the first counts");
        assert_eq!(at(150, &entry, &[proof(2, 120)]), State::Due, "another store's proof is not this one's");
    }

    #[test]
    fn what_cannot_be_seen_is_never_called_done_or_late() {
        assert_eq!(at(999, &entry(&["opening", "repair"]), &[proof(1, 120)]), State::NotBuilt);
        assert_eq!(at(999, &entry(&[]), &[]), State::NotBuilt);
    }
}
