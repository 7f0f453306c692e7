//! A proposal (提议) to add, change, price anew or withdraw: what it says, and how it stands.

use kernel::{Instant, Money, PersonId, Result, Words, codes, ids};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::offer::{Content, OfferId, OfferKind};
use crate::refused::Refused;

ids! {
    /// A proposal.
    pub struct ProposalId;
}

codes! {
    /// What is proposed.
    pub enum ProposalKind {
        /// Something new (新增).
        Add = "add",
        /// Other content (调整).
        Change = "change",
        /// Another price (调价).
        Price = "price",
        /// That it goes (下架).
        Withdraw = "withdraw",
    }
}

impl ProposalKind {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.proposal.{}", self.code())
    }
}

codes! {
    /// How a trial went.
    pub enum TrialVerdict {
        /// As it should be.
        Good = "good",
        /// Something is to be mended.
        Mend = "mend",
        /// Not like this.
        Bad = "bad",
    }
}

impl TrialVerdict {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.verdict.{}", self.code())
    }
}

codes! {
    /// What was decided.
    pub enum Decision {
        /// It shall be so.
        Approved = "approved",
        /// It shall not.
        Refused = "refused",
    }
}

impl Decision {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.decision.{}", self.code())
    }
}

codes! {
    /// How a proposal stands.
    pub enum State {
        /// Waits for a decision.
        Open = "open",
        /// Approved, waits for its publication.
        Approved = "approved",
        /// Not wanted.
        Refused = "refused",
        /// Taken back by who proposed it.
        TakenBack = "taken-back",
        /// Carried out.
        Published = "published",
    }
}

impl State {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("catalog.state.{}", self.code())
    }

    /// The class and symbol of its mark.
    pub(crate) fn mark(self) -> (&'static str, &'static str) {
        match self {
            State::Open => ("is-due", "clock"),
            State::Approved => ("is-due", "check"),
            State::Refused => ("is-late", "ban"),
            State::TakenBack => ("is-later", "ban"),
            State::Published => ("is-done", "check"),
        }
    }
}

/// What is proposed, read from what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proposed {
    /// Which kind of proposal.
    pub kind: ProposalKind,
    /// Which kind of thing.
    pub offer_kind: OfferKind,
    /// The thing; none when it is new.
    pub offer: Option<OfferId>,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: Words,
    /// What it shall be.
    pub content: Content,
    /// What it shall cost; none for what is not sold.
    pub price: Option<Money>,
    /// What members shall pay.
    pub member_price: Option<Money>,
    /// Why (理由).
    pub why: String,
    /// For which customers (适合谁).
    pub whom: String,
    /// What can go wrong, and what is done then (风险).
    pub risk: String,
    /// What it costs the house each time.
    pub cost: Money,
}

/// What remains of the price after the cost, in hundredths of a percent; none without a price.
pub fn margin(price: Option<Money>, cost: Money) -> Option<i64> {
    let price = price.map(Money::in_fen).filter(|fen| *fen > 0)?;
    let left = i128::from(price) - i128::from(cost.in_fen());
    i64::try_from(left * 10_000 / i128::from(price)).ok()
}

/// `62.5%` of hundredths of a percent.
pub fn percent(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let tenths = hundredths.abs() / 10;
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

/// Whether somebody may decide on a proposal of somebody.
pub fn may_decide(state: State, proposed_by: PersonId, decider: PersonId) -> Result<()> {
    match state {
        State::Open if proposed_by == decider => Err(Refused::OwnProposal.into()),
        State::Open => Ok(()),
        _ => Err(Refused::Settled.into()),
    }
}

/// Whether it may be approved after its trials, the oldest first: a new treatment is tried in the house, and
/// nothing is approved whose last trial went badly.
pub fn may_approve(kind: ProposalKind, offer: OfferKind, trials: &[TrialVerdict]) -> Result<()> {
    match trials.last() {
        Some(TrialVerdict::Bad) => Err(Refused::WentBadly.into()),
        None if kind == ProposalKind::Add && offer == OfferKind::Treatment => Err(Refused::NotTried.into()),
        _ => Ok(()),
    }
}

/// How a proposal stands by what happened to it.
pub fn state(taken_back: Option<Instant>, decision: Option<Decision>, published: Option<Instant>) -> State {
    match (taken_back, decision, published) {
        (Some(_), ..) => State::TakenBack,
        (_, Some(Decision::Refused), _) => State::Refused,
        (_, _, Some(_)) => State::Published,
        (_, Some(Decision::Approved), _) => State::Approved,
        _ => State::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;
    use proptest::prelude::*;

    fn yuan(yuan: i64) -> Money {
        Money::fen(yuan * 100).expect("an amount")
    }

    #[test]
    fn the_margin_is_what_remains_of_the_price() {
        assert_eq!(margin(Some(yuan(400)), yuan(100)), Some(7500));
        assert_eq!(percent(7500), "75.0%");
        assert_eq!(margin(Some(yuan(100)), yuan(120)), Some(-2000));
        assert_eq!(percent(-2000), "-20.0%");
        assert_eq!(margin(Some(Money::ZERO), yuan(1)), None, "what is given away has none");
        assert_eq!(margin(None, yuan(1)), None);
    }

    #[test]
    fn nobody_decides_her_own_and_nothing_is_decided_twice() {
        let (she, other) = (PersonId::of(1), PersonId::of(2));
        assert!(may_decide(State::Open, she, other).is_ok());
        assert!(may_decide(State::Open, she, she).is_err());
        for settled in [State::Approved, State::Refused, State::TakenBack, State::Published] {
            assert!(may_decide(settled, she, other).is_err());
        }
    }

    #[test]
    fn a_new_treatment_is_tried_first() {
        use TrialVerdict::{Bad, Good, Mend};
        let new = |trials: &[TrialVerdict]| may_approve(ProposalKind::Add, OfferKind::Treatment, trials);
        assert!(new(&[]).is_err());
        assert!(new(&[Good]).is_ok());
        assert!(new(&[Bad, Mend]).is_ok(), "the last one counts");
        assert!(new(&[Good, Bad]).is_err());
        assert!(may_approve(ProposalKind::Price, OfferKind::Treatment, &[]).is_ok());
        assert!(may_approve(ProposalKind::Add, OfferKind::Product, &[]).is_ok());
    }

    proptest! {
        #[test]
        fn a_dearer_thing_never_has_the_lower_margin(low in 1..100_000i64, more in 0..100_000i64, cost in 0..100_000i64) {
            let of = |fen| margin(Money::fen(fen).ok(), Money::fen(cost).expect("a cost"));
            prop_assert!(of(low) <= of(low + more));
        }
    }
}
