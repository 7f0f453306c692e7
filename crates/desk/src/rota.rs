//! Who stands at the door and greets (站岗): stretches of a business day, the gaps between them, and the form.

use booking::{Span, parse_minute};
use db::Tx;
use garde::Validate;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Permission, PersonId, Place, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::place;
use crate::refused::Refused;
use crate::store::{self, NewStand, StandId};

/// The stretches of a day in which nobody stands at the door.
pub fn gaps(open: Span, stands: &[Span]) -> Vec<Span> {
    let mut sorted: Vec<Span> = stands.to_vec();
    sorted.sort_by_key(|stand| stand.from);
    let mut gaps = vec![];
    let mut covered = open.from;
    for stand in sorted {
        if stand.from > covered {
            gaps.push(Span::new(covered, stand.from.min(open.until)));
        }
        covered = covered.max(stand.until);
        if covered >= open.until {
            break;
        }
    }
    if covered < open.until {
        gaps.push(Span::new(covered, open.until));
    }
    gaps.retain(|gap| gap.from < gap.until);
    gaps
}

/// A stretch at the door.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct StandForm {
    /// `YYYY-MM-DD`; empty is today.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// From when, like `10:00`.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub starts: String,
    /// Until when.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub ends: String,
    /// Key of the person.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub person: String,
}

impl Form for StandForm {
    fn sample() -> StandForm {
        StandForm {
            starts: "10:00".into(),
            ends: "13:00".into(),
            person: "17".into(),
            ..StandForm::default()
        }
    }
}

/// The day asked for; none is today.
pub(crate) fn day_of(text: &str, today: BusinessDate) -> Option<BusinessDate> {
    match text.trim() {
        "" => Some(today),
        text => parse_day(text),
    }
}

/// Puts somebody at the door for a stretch of a day.
pub fn stand(tx: &mut Tx, call: &Call, form: &StandForm) -> Result<StandId> {
    let store = place::store(tx, call, Permission::ManageRosters, "")?;
    let by = call.mandate(Permission::ManageRosters, &Place::store(store))?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(form);
    let day = wrong.need("day", day_of(&form.day, chart.day), "not_a_day");
    let starts = wrong.need("starts", parse_minute(&form.starts), "not_a_time");
    let ends = wrong.need("ends", parse_minute(&form.ends), "not_a_time");
    if starts.zip(ends).is_some_and(|(starts, ends)| ends <= starts) {
        wrong.add("ends", "hours_order");
    }
    let person = form.person.trim().parse::<PersonId>().ok();
    let person =
        person.filter(|person| chart.seats_held(*person).iter().any(|seat| seat.store == Some(store)));
    let person = wrong.need("person", person, "not_a_choice");
    let (((day, starts), ends), person) = wrong.or(day.zip(starts).zip(ends).zip(person))?;
    if day < chart.day {
        return Err(Refused::RotaPast.into());
    }
    let span = Span::new(starts, ends);
    let others = store::stands(tx, store, day)?;
    let twice = others.iter().find(|other| other.person_id == person && other.span().meets(span));
    if let Some(other) = twice {
        let name = chart.organisation.person_name(person).to_owned();
        return Err(Refused::StandsAlready { name, at: other.text() }.into());
    }
    let new = NewStand { store, day, span, person, by: by.person, at: call.now };
    let id = store::add_stand(tx, &new)?;
    let detail = json!({ "day": day, "from": starts, "until": ends, "person": person });
    call.note(tx, &by, "rota.set", format!("greeter-stands/{id}"), detail)?;
    Ok(id)
}

/// Takes a stretch back.
pub fn withdraw(tx: &mut Tx, call: &Call, id: StandId) -> Result<BusinessDate> {
    let row = store::stand(tx, id)?;
    call.sight(Permission::ViewDesk, &Place::store(row.store_id))?;
    let by = call.mandate(Permission::ManageRosters, &Place::store(row.store_id))?;
    if row.withdrawn_at.is_some() {
        return Err(Error::missing());
    }
    store::withdraw_stand(tx, id, call.now)?;
    call.note(tx, &by, "rota.withdrawn", format!("greeter-stands/{id}"), json!({}))?;
    Ok(row.day)
}

/// Which day's rota is to be as it was a week before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct CarryForm {
    /// `YYYY-MM-DD`; empty is today.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
}

impl Form for CarryForm {
    fn sample() -> CarryForm {
        CarryForm::default()
    }
}

/// Fills an empty day as the same day of the week before; says how many stretches.
pub fn carry(tx: &mut Tx, call: &Call, form: &CarryForm) -> Result<i64> {
    let store = place::store(tx, call, Permission::ManageRosters, "")?;
    let by = call.mandate(Permission::ManageRosters, &Place::store(store))?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(form);
    let day = wrong.need("day", day_of(&form.day, chart.day), "not_a_day");
    let day = wrong.or(day)?;
    if day < chart.day {
        return Err(Refused::RotaPast.into());
    }
    let before = store::stands(tx, store, day.saturating_sub(7.days()))?;
    if before.is_empty() || !store::stands(tx, store, day)?.is_empty() {
        return Err(Refused::NothingToCarry.into());
    }
    let works = |person: PersonId| chart.seats_held(person).iter().any(|seat| seat.store == Some(store));
    let mut carried = 0;
    for row in before.iter().filter(|row| works(row.person_id)) {
        let (span, person) = (row.span(), row.person_id);
        store::add_stand(tx, &NewStand { store, day, span, person, by: by.person, at: call.now })?;
        carried += 1;
    }
    call.note(
        tx,
        &by,
        "rota.carried",
        format!("stores/{store}"),
        json!({ "day": day, "stretches": carried }),
    )?;
    Ok(carried)
}

/// Everybody of the front desk at a store, who may stand at the door.
pub(crate) fn greeters(chart: &org::Chart, store: StoreId) -> Vec<PersonId> {
    let desk = chart.organisation.department_in(store, "front-desk").map(|department| department.id);
    let here = chart.people().filter(|(_, seats)| {
        seats
            .iter()
            .any(|seat| seat.store == Some(store) && chart.department(*seat) == desk && desk.is_some())
    });
    here.map(|(person, _)| person).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_gap_is_told() {
        let open = Span::new(600, 1260);
        let stands = [Span::new(780, 900), Span::new(600, 780), Span::new(960, 1300)];
        assert_eq!(gaps(open, &stands), [Span::new(900, 960)]);
        assert_eq!(gaps(open, &[]), [open]);
        assert_eq!(gaps(open, &[Span::new(540, 1300)]), []);
    }

    proptest! {
        /// Each minute of the day is either covered or in a gap.
        #[test]
        fn every_minute_is_covered_or_in_a_gap(spans in prop::collection::vec((0u32..200, 1u32..60), 0..8)) {
            let open = Span::new(50, 150);
            let stands: Vec<Span> = spans.iter().map(|(from, length)| Span::new(*from, from + length)).collect();
            let gaps = gaps(open, &stands);
            let within = |span: &Span, minute: u32| span.from <= minute && minute < span.until;
            for minute in 50..150 {
                let covered = stands.iter().any(|stand| within(stand, minute));
                let gap = gaps.iter().filter(|gap| within(gap, minute)).count();
                prop_assert_eq!(usize::from(!covered), gap);
            }
            prop_assert!(gaps.iter().all(|gap| gap.from >= 50 && gap.until <= 150));
        }
    }
}
