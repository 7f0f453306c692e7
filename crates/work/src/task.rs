use garde::Validate;
use kernel::{BusinessDate, Instant, PersonId, Problems, Result, StoreId, codes, parse_day, refusals};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

codes! {
    /// Where a task comes from.
    pub enum Origin {
        /// A superior's word (上级交办).
        Superior = "superior",
        /// A resolution of a meeting (会议决议).
        Meeting = "meeting",
        /// A line of a plan (计划).
        Plan = "plan",
        /// Something found on a round (循查).
        Round = "round",
        /// A complaint (投诉).
        Complaint = "complaint",
        /// One's own note.
        Own = "own",
    }
}

codes! {
    /// How a task stands.
    pub enum Status {
        /// An instruction that waits for its owner's answer (待接受).
        Given = "given",
        /// Being worked on (在办).
        Accepted = "accepted",
        /// The owner says why it cannot be (办不了); whoever gave it decides.
        Declined = "declined",
        /// Accounted for (已交代); whoever gave it has to agree.
        Done = "done",
        /// Agreed (了结).
        Closed = "closed",
        /// Taken back (撤回).
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// Is it still the owner's to do?
    pub fn is_open(self) -> bool {
        matches!(self, Status::Given | Status::Accepted)
    }

    /// Does it wait for whoever gave it?
    pub fn awaits_giver(self) -> bool {
        matches!(self, Status::Done | Status::Declined)
    }
}

codes! {
    /// What one does with a task.
    pub enum Turn {
        /// Gives it.
        Give = "give",
        /// Takes it, and says by when.
        Accept = "accept",
        /// Says why it cannot be.
        Decline = "decline",
        /// Says what came of it.
        Account = "account",
        /// Agrees that it is done.
        Agree = "agree",
        /// Not yet: gives it back with the reason.
        Again = "again",
        /// Takes it back.
        Withdraw = "withdraw",
    }
}

impl Turn {
    /// The owner's to take; the others are the giver's.
    pub fn is_owners(self) -> bool {
        matches!(self, Turn::Accept | Turn::Decline | Turn::Account)
    }

    /// Must it be said in words?
    pub fn needs_words(self) -> bool {
        matches!(self, Turn::Decline | Turn::Account | Turn::Again | Turn::Withdraw)
    }
}

refusals! {
    /// Why a task or a plan cannot go on.
    pub enum Refused {
        /// It stands otherwise by now.
        NotSo { status: String } = Conflict "work.not_so",
        /// The turn is the other one's.
        NotYours = Forbidden "work.not_yours",
        /// It was handed in, and only a returned plan is changed.
        HandedIn = Conflict "work.handed_in",
        /// Nobody reviews her own plan.
        OwnPlan = Forbidden "work.own_plan",
        /// It was handed down already.
        HandedDown = Conflict "work.handed_down",
    }
}

/// What becomes of a task by a turn. An owner who gave it to herself needs nobody's agreement.
pub fn after(status: Status, turn: Turn, is_own: bool) -> Option<Status> {
    match (status, turn) {
        (Status::Given, Turn::Accept) => Some(Status::Accepted),
        (Status::Given | Status::Accepted, Turn::Decline) => Some(Status::Declined),
        (Status::Given | Status::Accepted, Turn::Account) if is_own => Some(Status::Closed),
        (Status::Given | Status::Accepted, Turn::Account) => Some(Status::Done),
        (Status::Done, Turn::Agree) => Some(Status::Closed),
        (Status::Done, Turn::Again) => Some(Status::Accepted),
        (Status::Declined, Turn::Again) => Some(Status::Given),
        (Status::Given | Status::Accepted | Status::Declined | Status::Done, Turn::Withdraw) => {
            Some(Status::Withdrawn)
        }
        _ => None,
    }
}

/// A task to be given, understood.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// What is to be done, in a line.
    pub title: String,
    /// The whole of it; may be empty.
    pub detail: String,
    /// Who does it.
    pub owner: PersonId,
    /// Where.
    pub store: Option<StoreId>,
    /// Until when.
    pub due: Instant,
    /// An instruction that must be accepted?
    pub must_accept: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// The address of what it comes from; may be empty.
    pub source: String,
}

/// A task as it is typed: one for each owner.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct GiveForm {
    /// What is to be done.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub title: String,
    /// The whole of it.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub detail: String,
    /// Keys of those who do it, each for herself.
    #[serde(default)]
    #[garde(length(max = 60), inner(length(max = 20)))]
    pub owner: Vec<String>,
    /// Until which day, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub due_day: String,
    /// Until which time, `HH:MM`; empty is the end of the day.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub due_time: String,
    /// `yes` makes it an instruction that must be accepted.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub must_accept: String,
}

impl web::Form for GiveForm {
    fn sample() -> GiveForm {
        GiveForm {
            title: "补齐三号房的毛巾".into(),
            detail: String::new(),
            owner: vec!["17".into()],
            due_day: "2026-11-25".into(),
            due_time: "12:00".into(),
            must_accept: "yes".into(),
        }
    }
}

/// What the form says, before it is known where the owners work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What is to be done.
    pub title: String,
    /// Who, each for herself.
    pub owners: Vec<PersonId>,
    /// Until which day.
    pub due_day: BusinessDate,
    /// Until which minute of that day; none is its end.
    pub due_minutes: Option<i64>,
}

impl GiveForm {
    /// All that is wrong is told together; `known` are those whom the asker may give work.
    pub fn parse(&self, today: BusinessDate, known: impl Fn(PersonId) -> bool) -> Result<Given> {
        let mut wrong = web::limits(self);
        let title = wrong.need("title", text(&self.title), "needed");
        let owners: Option<Vec<PersonId>> = self
            .owner
            .iter()
            .filter(|key| !key.is_empty())
            .map(|key| key.parse().ok().filter(|id| known(*id)))
            .collect();
        let owners = wrong.need("owner", owners, "not_a_choice");
        if owners.as_ref().is_some_and(Vec::is_empty) {
            wrong.add("owner", "needed");
        }
        let due_day = day_not_past(&mut wrong, "due_day", &self.due_day, today);
        let due_minutes = match self.due_time.trim() {
            "" => Some(None),
            time => wrong.need("due_time", minutes(time), "not_a_time").map(Some),
        };
        let given = title.zip(owners).zip(due_day).zip(due_minutes);
        wrong.or(given.map(|(((title, owners), due_day), due_minutes)| Given {
            title: title.to_owned(),
            owners,
            due_day,
            due_minutes,
        }))
    }
}

/// A text with something in it.
pub(crate) fn text(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|text| !text.is_empty())
}

/// A day that must be typed and is not over.
pub(crate) fn day_not_past(
    wrong: &mut Problems,
    field: &str,
    typed: &str,
    today: BusinessDate,
) -> Option<BusinessDate> {
    match typed.trim() {
        "" => wrong.need(field, None, "needed"),
        typed => {
            let day = wrong.need(field, parse_day(typed), "not_a_day")?;
            wrong.need(field, Some(day).filter(|day| *day >= today), "work.day_over")
        }
    }
}

fn minutes(time: &str) -> Option<i64> {
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// A turn as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct TurnForm {
    /// `accept`, `decline`, `account`, `agree`, `again` or `withdraw`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub turn: String,
    /// What came of it, or why.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub words: String,
    /// By when the owner means to have it done, where she accepts; empty keeps the deadline.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
}

impl web::Form for TurnForm {
    fn sample() -> TurnForm {
        TurnForm { turn: "account".into(), words: "已补齐并点过数".into(), day: String::new() }
    }
}

impl TurnForm {
    /// The turn, and the day named.
    pub fn parse(&self, today: BusinessDate) -> Result<(Turn, Option<BusinessDate>)> {
        let mut wrong = web::limits(self);
        let turn = Turn::from_code(&self.turn).filter(|turn| *turn != Turn::Give);
        let turn = wrong.need("turn", turn, "not_a_choice");
        if turn.is_some_and(Turn::needs_words) && text(&self.words).is_none() {
            wrong.add("words", "needed");
        }
        let day = match self.day.trim() {
            "" => None,
            typed => day_not_past(&mut wrong, "day", typed, today),
        };
        wrong.or(turn.map(|turn| (turn, day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;
    use proptest::prelude::*;

    #[test]
    fn a_task_goes_its_way() {
        let way = [Turn::Accept, Turn::Account, Turn::Again, Turn::Account, Turn::Agree];
        let last = way.iter().try_fold(Status::Given, |status, turn| after(status, *turn, false));
        assert_eq!(last, Some(Status::Closed));
        assert_eq!(after(Status::Accepted, Turn::Account, true), Some(Status::Closed), "one's own");
        assert_eq!(after(Status::Declined, Turn::Again, false), Some(Status::Given));
    }

    proptest! {
        #[test]
        fn what_is_closed_or_withdrawn_stays_so(turn in 0..Turn::ALL.len(), is_own: bool) {
            for status in [Status::Closed, Status::Withdrawn] {
                prop_assert_eq!(after(status, Turn::ALL[turn], is_own), None);
            }
        }

        #[test]
        fn only_the_givers_word_closes_what_another_does(turns in prop::collection::vec(0..Turn::ALL.len(), 0..12)) {
            let mut status = Status::Given;
            for turn in turns.into_iter().map(|n| Turn::ALL[n]) {
                let next = after(status, turn, false).unwrap_or(status);
                if next == Status::Closed && status != Status::Closed {
                    prop_assert_eq!(turn, Turn::Agree);
                }
                status = next;
            }
        }
    }

    #[test]
    fn everything_wrong_with_a_task_is_told_together() {
        let form = GiveForm {
            owner: vec!["3".into()],
            due_day: "2026-11-23".into(),
            due_time: "25:00".into(),
            ..GiveForm::default()
        };
        let error = form.parse(date(2026, 11, 24), |id| id.get() == 2).expect_err("wrong");
        let fields: Vec<_> =
            error.refusal().expect("refused").problems.iter().map(|p| (p.field.clone(), p.code)).collect();
        let wrong = [
            ("title", "needed"),
            ("owner", "not_a_choice"),
            ("due_day", "work.day_over"),
            ("due_time", "not_a_time"),
        ];
        assert_eq!(fields, wrong.map(|(field, code)| (field.to_owned(), code)));
    }
}
