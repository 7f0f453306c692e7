//! A complaint and how it goes on: open, remedied, closed by the customer's verdict.

use kernel::{BusinessDate, Instant, Money, PersonId, StoreId, codes, ids, refusals};

use crate::policy::{Deadline, Policy};

ids! {
    /// A complaint (投诉).
    pub struct ComplaintId;
    /// A step in its handling.
    pub struct StepId;
}

codes! {
    /// How bad it is; the worse, the sooner it is due.
    pub enum Severity {
        /// A wish or a remark (轻微).
        Light = "light",
        /// Something went wrong (一般).
        Normal = "normal",
        /// She may not come back (严重).
        Serious = "serious",
        /// Health, safety or the centre's name is at stake (紧急).
        Critical = "critical",
    }
}

codes! {
    /// How a complaint stands.
    pub enum State {
        /// It waits for a remedy.
        Open = "open",
        /// It waits for the customer's verdict.
        Remedied = "remedied",
        /// The customer has spoken.
        Closed = "closed",
    }
}

codes! {
    /// By which way it came.
    pub enum Source {
        /// Said at the desk.
        Desk = "desk",
        /// Said on the telephone.
        Phone = "phone",
        /// Written on the net.
        Online = "online",
        /// Low marks in an opinion form.
        Opinion = "opinion",
        /// Out of a special situation.
        Alert = "alert",
    }
}

codes! {
    /// What the customer says of the remedy.
    pub enum Verdict {
        /// Content (满意).
        Satisfied = "satisfied",
        /// It will do (可以接受).
        Accepted = "accepted",
        /// Not content: it goes on (不满意).
        Dissatisfied = "dissatisfied",
        /// She could not be asked, however often (联系不上).
        Unreachable = "unreachable",
    }
}

codes! {
    /// What a step is.
    pub enum StepKind {
        /// It came in.
        Taken = "taken",
        /// Something was found out or said.
        Note = "note",
        /// Another looks after it.
        Handed = "handed",
        /// It is worse or less bad than thought.
        Severity = "severity",
        /// Something makes up for it.
        Remedy = "remedy",
        /// The customer has spoken.
        Verdict = "verdict",
    }
}

refusals! {
    /// Why a complaint does not go on so.
    pub enum Refused {
        /// It is closed.
        Closed = Conflict "complaint.closed",
        /// Nothing was done yet that the customer could judge.
        NoRemedy = Conflict "complaint.no_remedy",
        /// More than the post may give.
        BeyondAuthority { limit: Money, worth: Money, who: String } = Conflict "complaint.beyond_authority",
        /// More than anybody may give.
        BeyondAll { limit: Money, worth: Money } = Conflict "complaint.beyond_all",
        /// Whoever is to look after it may not handle complaints there.
        NotAHandler { name: String } = Conflict "complaint.not_a_handler",
        /// It is hers already.
        SameOwner { name: String } = Conflict "complaint.same_owner",
        /// It is that bad already.
        SameSeverity = Conflict "complaint.same_severity",
        /// A special situation that somebody took already.
        Taken { name: String, time: String } = Conflict "complaint.alert_taken",
        /// A special situation that is over.
        Over = Conflict "complaint.alert_over",
        /// The opinion was answered already.
        Answered = Conflict "complaint.opinion_answered",
        /// The time for answering is over.
        Expired { day: String } = Conflict "complaint.opinion_expired",
        /// Too many addresses that hit nothing.
        TooManyTries { minutes: i64 } = TooMany "complaint.too_many_tries",
        /// Nothing of the visit was given to her.
        NothingGiven = Conflict "complaint.nothing_given",
        /// Nobody works at a store there.
        NoStore = Conflict "complaint.no_store",
    }
}

/// A complaint as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Key.
    pub id: ComplaintId,
    /// Where.
    pub store: StoreId,
    /// The business day on which it came in.
    pub day: BusinessDate,
    /// How bad.
    pub severity: Severity,
    /// Who looks after it.
    pub owner: PersonId,
    /// How it stands.
    pub state: State,
    /// Until when the next step is due.
    pub due: Instant,
    /// Minutes after that until each next superior hears.
    pub climbs: i64,
    /// When the last remedy was given.
    pub remedied_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
}

impl Case {
    /// Is the next step late?
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.state != State::Closed && now > self.due
    }

    /// Something makes up for it: now the customer is to be asked.
    pub fn remedied(self, policy: &Policy, at: Instant) -> Result<Case, Refused> {
        let open = self.going_on()?;
        Ok(Case {
            state: State::Remedied,
            due: at.plus_minutes(policy.verdict_within),
            remedied_at: Some(at),
            ..open
        })
    }

    /// The customer has spoken: it is closed, or goes on with a fresh deadline when she is not content.
    pub fn judged(self, verdict: Verdict, policy: &Policy, at: Instant) -> Result<Case, Refused> {
        let open = self.going_on()?;
        match (open.state, verdict) {
            (State::Open, _) => Err(Refused::NoRemedy),
            (_, Verdict::Dissatisfied) => {
                let Deadline { within, climbs } = policy.deadline(open.severity);
                Ok(Case { state: State::Open, due: at.plus_minutes(within), climbs, ..open })
            }
            _ => Ok(Case { state: State::Closed, closed_at: Some(at), ..open }),
        }
    }

    /// It is worse, or less bad, than thought. While it waits for a remedy the deadline of the new severity counts
    /// from when it came in, so that nothing is won by changing it.
    pub fn weighed(self, severity: Severity, policy: &Policy, taken: Instant) -> Result<Case, Refused> {
        let open = self.going_on()?;
        if open.severity == severity {
            return Err(Refused::SameSeverity);
        }
        let Deadline { within, climbs } = policy.deadline(severity);
        let due = if open.state == State::Open { taken.plus_minutes(within) } else { open.due };
        Ok(Case { severity, climbs, due, ..open })
    }

    /// Another looks after it; the deadline stays.
    pub fn handed(self, owner: PersonId, name: &str) -> Result<Case, Refused> {
        let open = self.going_on()?;
        if open.owner == owner {
            return Err(Refused::SameOwner { name: name.to_owned() });
        }
        Ok(Case { owner, ..open })
    }

    /// Not closed yet.
    pub fn going_on(self) -> Result<Case, Refused> {
        if self.state == State::Closed { Err(Refused::Closed) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::policy;
    use kernel::Id;
    use proptest::prelude::*;

    const DAY: BusinessDate = jiff::civil::date(2026, 11, 24);

    fn at(minutes: i64) -> Instant {
        Instant::from_millis(1_795_484_000_000).plus_minutes(minutes)
    }

    fn case() -> Case {
        let deadline = policy(DAY).expect("a policy").deadline(Severity::Serious);
        Case {
            id: ComplaintId::of(1),
            store: StoreId::of(1),
            day: DAY,
            severity: Severity::Serious,
            owner: PersonId::of(1),
            state: State::Open,
            due: at(deadline.within),
            climbs: deadline.climbs,
            remedied_at: None,
            closed_at: None,
        }
    }

    #[test]
    fn a_remedy_waits_for_the_customer_and_her_verdict_closes() {
        let policy = policy(DAY).expect("a policy");
        assert_eq!(case().judged(Verdict::Satisfied, policy, at(10)), Err(Refused::NoRemedy));
        let remedied = case().remedied(policy, at(30)).expect("remedied");
        assert_eq!((remedied.state, remedied.due), (State::Remedied, at(30 + policy.verdict_within)));
        let closed = remedied.judged(Verdict::Accepted, policy, at(60)).expect("closed");
        assert_eq!((closed.state, closed.closed_at), (State::Closed, Some(at(60))));
        assert_eq!(closed.clone().remedied(policy, at(70)), Err(Refused::Closed));
        assert!(!closed.is_overdue(at(1_000_000)));
    }

    #[test]
    fn who_is_not_content_is_looked_after_again() {
        let policy = policy(DAY).expect("a policy");
        let again = case()
            .remedied(policy, at(30))
            .and_then(|case| case.judged(Verdict::Dissatisfied, policy, at(100)));
        let again = again.expect("it goes on");
        assert_eq!((again.state, again.due), (State::Open, at(100 + 240)));
        assert!(!again.is_overdue(at(340)) && again.is_overdue(at(341)));
    }

    #[test]
    fn nothing_is_won_by_calling_it_less_bad_and_back() {
        let policy = policy(DAY).expect("a policy");
        let light = case().weighed(Severity::Light, policy, at(0)).expect("weighed");
        assert_eq!(light.due, at(4320));
        let back = light.weighed(Severity::Serious, policy, at(0)).expect("weighed");
        assert_eq!(back, case());
    }

    proptest! {
        /// Whatever is done in whatever order: a closed one is closed for good, and an open one has a deadline.
        #[test]
        fn closed_stays_closed(acts in prop::collection::vec((0u8..4, 0usize..4), 0..12)) {
            let policy = policy(DAY).expect("a policy");
            let mut now = case();
            for (minute, (act, which)) in (0i64..).zip(acts) {
                let (verdict, severity) = (Verdict::ALL[which], Severity::ALL[which]);
                let next = match act {
                    0 => now.clone().remedied(policy, at(minute)),
                    1 => now.clone().judged(verdict, policy, at(minute)),
                    2 => now.clone().weighed(severity, policy, at(0)),
                    _ => now.clone().handed(PersonId::of(which as i64), ""),
                };
                if now.state == State::Closed {
                    prop_assert_eq!(&next, &Err(Refused::Closed));
                }
                now = next.unwrap_or(now);
                prop_assert_eq!(now.state == State::Closed, now.closed_at.is_some());
                prop_assert!(now.state == State::Open || now.remedied_at.is_some());
            }
        }
    }
}
