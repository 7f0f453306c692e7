//! Putting cards up, turning them over, taking them down, moving them, and points. Only the desk moves cards.

use db::Tx;
use garde::Validate;
use kernel::{Permission, PersonId, Problems, Result, StoreId, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::board::CardState;
use crate::deed::{Deed, EventId};
use crate::floor::Floor;
use crate::place::{Desk, store_of};
use crate::policy::Spot;
use crate::refused::Refused;
use crate::store::Counts;

codes! {
    /// What is done with a card.
    pub enum CardAct {
        /// Put up (上牌).
        SignIn = "sign-in",
        /// Turned over (歇牌).
        Rest = "rest",
        /// Turned back (回牌).
        Back = "back",
        /// Taken down (下牌).
        Leave = "leave",
    }
}

/// Something done with a card, as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct CardForm {
    /// Key of the store; empty for one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The board; empty for every board of hers.
    #[garde(length(max = 40))]
    pub family: String,
    /// Key of the person.
    #[garde(length(max = 20))]
    pub person: String,
    /// `sign-in`, `rest`, `back` or `leave`.
    #[garde(length(max = 20))]
    pub act: String,
    /// So many minutes after her shift began, when she is late.
    #[garde(length(max = 4))]
    pub late: String,
    /// Why.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for CardForm {
    fn sample() -> CardForm {
        CardForm { person: "7".into(), act: "sign-in".into(), ..CardForm::default() }
    }
}

struct NewCard {
    person: PersonId,
    act: CardAct,
    late: Option<u32>,
    why: String,
}

impl CardForm {
    fn parse(&self) -> Result<NewCard> {
        let mut wrong = web::limits(self);
        let person = wrong.need("person", self.person.trim().parse().ok(), "not_a_choice");
        let act = wrong.need("act", CardAct::from_code(self.act.trim()), "not_a_choice");
        let late = match self.late.trim() {
            "" => None,
            text => wrong.need("late", text.parse().ok(), "not_a_number"),
        };
        let (person, act) = wrong.or(person.zip(act))?;
        Ok(NewCard { person, act, late, why: self.why.trim().to_owned() })
    }
}

/// Puts a card up, turns it over or back, or takes it down: on one board, or on all of hers.
pub fn turn(tx: &mut Tx, call: &Call, form: &CardForm) -> Result<StoreId> {
    let store = store_of(tx, call, Permission::Dispatch, &form.store)?;
    let mut desk = Desk::at(tx, call, Permission::Dispatch, store)?;
    let new = form.parse()?;
    let name = desk.name(new.person)?;
    if name.is_empty() {
        let mut wrong = Problems::default();
        wrong.add("person", "not_a_choice");
        wrong.or(None::<()>)?;
    }
    let families = families(&mut desk, &form.family, &new, &name)?;
    for family in &families {
        let deed = deed(&mut desk, family, &new)?;
        desk.write(family, new.person, &deed, Counts::default(), None)?;
    }
    let detail = json!({ "person": new.person, "act": new.act, "boards": families, "why": new.why });
    call.note(desk.tx, &desk.by, "rotation.card", format!("people/{}", new.person), detail)?;
    Ok(store)
}

/// The boards on which it is done.
fn families(desk: &mut Desk, asked: &str, new: &NewCard, name: &str) -> Result<Vec<String>> {
    let day = desk.boards.day;
    let offered = catalog::treatments(desk.tx, desk.call, day)?;
    let asked = asked.trim();
    if !asked.is_empty() && !offered.families().contains(&asked) {
        let mut wrong = Problems::default();
        wrong.add("family", "not_a_choice");
        wrong.or(None::<()>)?;
    }
    let candidates: Vec<String> = match (asked, new.act) {
        ("", CardAct::SignIn) => hers(desk, new.person)?,
        ("", _) => desk.boards.hung.keys().cloned().collect(),
        (family, _) => vec![family.to_owned()],
    };
    if candidates.is_empty() {
        return Err(Refused::NoBoard { name: name.to_owned() }.into());
    }
    let mut fitting = vec![];
    for family in candidates {
        let state = desk.board(&family)?.card(new.person).map_or(CardState::Away, |card| card.state);
        let fits = match new.act {
            CardAct::SignIn => state == CardState::Away,
            CardAct::Rest => state == CardState::Ready,
            CardAct::Back => state == CardState::Resting,
            CardAct::Leave => state != CardState::Away,
        };
        if fits {
            fitting.push(family);
        }
    }
    if fitting.is_empty() {
        let name = name.to_owned();
        return Err(match new.act {
            CardAct::SignIn => Refused::AlreadyUp { name },
            CardAct::Leave => Refused::NotUp { name },
            CardAct::Rest | CardAct::Back => Refused::SameSide { name },
        }
        .into());
    }
    if new.act == CardAct::Leave && desk.boards.busy().contains_key(&new.person) {
        return Err(Refused::HasCustomer { name: name.to_owned() }.into());
    }
    Ok(fitting)
}

/// The boards of which she may give something: she has passed in it, or it is her department's.
fn hers(desk: &mut Desk, person: PersonId) -> Result<Vec<String>> {
    let day = desk.boards.day;
    let offered = catalog::treatments(desk.tx, desk.call, day)?;
    let passes = catalog::passes(desk.tx, desk.call, day)?;
    let chart = org::today(desk.tx, desk.call)?;
    let posts = chart.seats_held(person).iter().filter_map(|seat| chart.organisation.post(seat.post).ok());
    let departments: Vec<&str> = posts.filter_map(|post| post.department.as_deref()).collect();
    let given = offered.all().iter().filter(|treatment| {
        passes.may_give(person, treatment)
            && (treatment.skill.is_some() || departments.contains(&treatment.department.as_str()))
    });
    let mut families: Vec<String> = given.map(|treatment| treatment.family.clone()).collect();
    families.sort_unstable();
    families.dedup();
    Ok(families)
}

fn deed(desk: &mut Desk, family: &str, new: &NewCard) -> Result<Deed> {
    let policy = desk.boards.policy(desk.tx, family)?;
    let now = desk.call.now;
    let card = desk.board(family)?.card(new.person).cloned();
    Ok(match new.act {
        CardAct::SignIn => {
            let began = Floor::now(desk.tx, desk.call, &desk.boards)?.began.get(&new.person).copied();
            // Only the first signing in of a day can be late, by the roster where it names her.
            let was_up = card.is_some_and(|card| card.was_up);
            let late = policy.late(new.late.or(began.filter(|_| !was_up)));
            // Whoever took her card down today comes back behind the others.
            let spot = match late {
                Some(_) => policy.late_place,
                None if was_up => Spot::Tail,
                None => Spot::Own,
            };
            Deed::SignedIn { late, spot, points: late.map_or(0, |_| policy.points("late")) }
        }
        CardAct::Rest => Deed::Rested { why: new.why.clone() },
        CardAct::Back => {
            let rested = card.map_or(0, |card| (now.millis() - card.since.millis()) / 60_000);
            Deed::Back { spot: if policy.rest_loses(rested) { Spot::Tail } else { Spot::Own } }
        }
        CardAct::Leave => Deed::Left { why: new.why.clone() },
    })
}

/// Another place for a card, or points against somebody, as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct HandForm {
    /// Key of the store; empty for one's own.
    #[garde(length(max = 20))]
    pub store: String,
    /// The board.
    #[garde(length(max = 40))]
    pub family: String,
    /// Key of the person.
    #[garde(length(max = 20))]
    pub person: String,
    /// To which place, from one; for moving.
    #[garde(length(max = 4))]
    pub to: String,
    /// Code of the policy; for points.
    #[garde(length(max = 40))]
    pub penalty: String,
    /// Why.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for HandForm {
    fn sample() -> HandForm {
        HandForm {
            family: "face".into(),
            person: "7".into(),
            to: "1".into(),
            penalty: "moved-card".into(),
            why: "前一单客人走了".into(),
            ..HandForm::default()
        }
    }
}

impl HandForm {
    /// Who on which board, and why.
    fn read<T>(&self, desk: &mut Desk, field: &str, value: Option<T>) -> Result<(PersonId, T, String)> {
        let mut wrong = web::limits(self);
        let person = wrong.need("person", self.person.trim().parse().ok(), "not_a_choice");
        let value = wrong.need(field, value, "not_a_choice");
        let why = Some(self.why.trim()).filter(|why| !why.is_empty());
        let why = wrong.need("why", why, "needed");
        let ((person, value), why) = wrong.or(person.zip(value).zip(why))?;
        let name = desk.name(person)?;
        if desk.board(&self.family)?.card(person).is_none() {
            return Err(Refused::NotUp { name }.into());
        }
        Ok((person, value, why.to_owned()))
    }
}

/// Moves a card by hand, with a reason.
pub fn move_card(tx: &mut Tx, call: &Call, form: &HandForm) -> Result<EventId> {
    let store = store_of(tx, call, Permission::OverrideRotation, &form.store)?;
    let mut desk = Desk::at(tx, call, Permission::OverrideRotation, store)?;
    let to = form.to.trim().parse::<u32>().ok().filter(|to| *to > 0);
    let (person, to, why) = form.read(&mut desk, "to", to)?;
    let deed = Deed::Moved { to, why: why.clone() };
    let id = desk.write(&form.family, person, &deed, Counts::default(), None)?;
    let detail = json!({ "person": person, "to": to, "why": why });
    call.note(desk.tx, &desk.by, "rotation.moved", format!("rotation/events/{id}"), detail)?;
    Ok(id)
}

/// Puts points against somebody, by the policy's list.
pub fn penalise(tx: &mut Tx, call: &Call, form: &HandForm) -> Result<EventId> {
    let store = store_of(tx, call, Permission::OverrideRotation, &form.store)?;
    let mut desk = Desk::at(tx, call, Permission::OverrideRotation, store)?;
    let policy = desk.boards.policy(desk.tx, &form.family)?;
    let (person, penalty, why) =
        form.read(&mut desk, "penalty", policy.penalty(form.penalty.trim()).cloned())?;
    let (code, name, points) = (penalty.code.clone(), penalty.name, penalty.points);
    let deed = Deed::Penalised { code: code.clone(), name, points, why: why.clone() };
    let id = desk.write(&form.family, person, &deed, Counts::default(), None)?;
    let detail = json!({ "person": person, "penalty": code, "points": points, "why": why });
    call.note(desk.tx, &desk.by, "rotation.penalised", format!("rotation/events/{id}"), detail)?;
    Ok(id)
}
