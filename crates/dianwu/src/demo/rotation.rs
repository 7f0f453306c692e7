//! The boards of the demonstration as they hang today: cards up, some customers given, one of them over.

use db::Tx;
use kernel::Result;
use rotation::cards::{self, CardForm, HandForm};
use rotation::dispatching::{self, DispatchForm};
use rotation::{EventId, amending};
use web::Call;

use super::acting;

/// Who signs in, in order.
const UP: [&str; 8] =
    ["therapist", "therapist2", "treatment", "body", "therapist3", "hydro", "body2", "treatment2"];

/// Treatment, how the customer came, and for whom she asked.
const GIVEN: [(&str, &str, &str); 6] = [
    ("F001", "turn", ""),
    ("F004", "requested", "therapist2"),
    ("B001", "turn", ""),
    ("F002", "turn", ""),
    ("T001", "turn", ""),
    ("H001", "turn", ""),
];

/// Hangs the cards up and gives the day's first customers.
pub(super) fn fill(tx: &mut Tx, today: &Call) -> Result<()> {
    let greeter = acting(tx, today, "greeter")?;
    for account in UP {
        let person = acting(tx, today, account)?.actor.person.to_string();
        let form = CardForm { person, act: "sign-in".into(), late: "0".into(), ..CardForm::default() };
        cards::turn(tx, &greeter, &form)?;
    }
    let mut given: Vec<EventId> = vec![];
    for (treatment, dispatch, account) in GIVEN {
        let person = match account {
            "" => String::new(),
            account => acting(tx, today, account)?.actor.person.to_string(),
        };
        let form = DispatchForm {
            treatment: treatment.into(),
            dispatch: dispatch.into(),
            person,
            ..DispatchForm::default()
        };
        // At some hours nobody is left who can.
        match dispatching::dispatch(tx, &greeter, &form) {
            Err(refused) if refused.refusal().is_some() => {}
            id => given.push(id?),
        }
    }
    if let Some(first) = given.first() {
        amending::finish(tx, &greeter, *first)?;
    }
    let head = acting(tx, today, "head")?;
    let person = acting(tx, today, "body2")?.actor.person.to_string();
    let points = HandForm {
        family: "body".into(),
        person,
        penalty: "moved-card".into(),
        why: "没告诉前台，自己把牌往前挪".into(),
        ..HandForm::default()
    };
    cards::penalise(tx, &head, &points).map(drop)
}
