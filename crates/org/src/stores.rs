//! Stores: opened, renamed, given their hours, closed.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::calendar::HoursRow;
use crate::founding::open_store;
use crate::lines::Refused;
use crate::organisation::StoreRow;
use crate::store;

/// A store as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct StoreForm {
    /// Name, 40 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// When the business day ends, `HH:MM` after midnight; empty is midnight.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub day_cut: String,
    /// First business day, when a store is opened.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub opened_on: String,
}

/// A store that can be opened.
struct NewStore {
    name: String,
    day_cut: i64,
    opened_on: Option<BusinessDate>,
}

impl Form for StoreForm {
    fn sample() -> StoreForm {
        StoreForm { name: "静安店".into(), day_cut: "02:00".into(), opened_on: "2026-12-01".into() }
    }
}

impl StoreForm {
    fn parse(&self) -> Result<NewStore> {
        let mut wrong = web::limits(self);
        let name = wrong.need("name", Some(self.name.trim()).filter(|name| !name.is_empty()), "needed");
        let day_cut = match self.day_cut.trim() {
            "" => Some(0),
            text => wrong.need("day_cut", minutes(text), "not_a_time"),
        };
        if day_cut.is_some_and(|minutes| minutes > 720) {
            wrong.add("day_cut", "cut_range");
        }
        let opened_on = day_or_none(&mut wrong, "opened_on", &self.opened_on);
        wrong.or(name.zip(day_cut).map(|(name, day_cut)| NewStore {
            name: name.to_owned(),
            day_cut,
            opened_on,
        }))
    }
}

/// The day typed into a field that may stay empty.
pub(crate) fn day_or_none(wrong: &mut Problems, field: &str, text: &str) -> Option<BusinessDate> {
    match text.trim() {
        "" => None,
        text => wrong.need(field, parse_day(text), "not_a_day"),
    }
}

/// Minutes after midnight of `HH:MM`; up to 47:59, for what ends after midnight.
pub(crate) fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..48).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// `HH:MM` of minutes after midnight.
pub(crate) fn time(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Opens a store with the departments that the centre's other stores have, and the usual hours.
pub fn open(tx: &mut Tx, call: &Call, form: &StoreForm) -> Result<StoreId> {
    let by = call.mandate(Permission::ManageOrganisation, &Place::centre())?;
    let new = form.parse()?;
    let organisation = store::organisation(tx, call)?;
    let on = new.opened_on.unwrap_or_else(|| organisation.business_date(None, call.now));
    name_is_free(&organisation.stores, &new.name, None)?;
    let departments = organisation.department_kinds();
    let id = open_store(tx, &new.name, new.day_cut, on, &departments)?;
    let detail = json!({ "name": new.name, "opened_on": on });
    call.note(tx, &by, "store.opened", format!("stores/{id}"), detail)?;
    store::changed(tx)?;
    Ok(id)
}

/// Renames a store, or moves the hour at which its business day ends.
pub fn change(tx: &mut Tx, call: &Call, id: StoreId, form: &StoreForm) -> Result<()> {
    let organisation = store::organisation(tx, call)?;
    let old = organisation.store(id)?;
    let by = call.mandate(Permission::ManageOrganisation, &Place::store(id))?;
    let new = form.parse()?;
    name_is_free(&organisation.stores, &new.name, Some(id))?;
    let changed = StoreRow { name: new.name, day_cut: new.day_cut, ..old.clone() };
    store::save_store(tx, &changed)?;
    let detail = json!({ "from": { "name": old.name, "day_cut": old.day_cut },
                         "to": { "name": changed.name, "day_cut": changed.day_cut } });
    call.note(tx, &by, "store.changed", format!("stores/{id}"), detail)?;
    store::changed(tx)
}

fn name_is_free(
    stores: &std::collections::BTreeMap<StoreId, StoreRow>,
    name: &str,
    except: Option<StoreId>,
) -> Result<()> {
    match stores.values().any(|store| store.name == name && Some(store.id) != except) {
        true => Err(Refused::NameTaken { name: name.to_owned() }.into()),
        false => Ok(()),
    }
}

/// The last business day of a store, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ClosingForm {
    /// The last day, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub closed_on: String,
}

impl Form for ClosingForm {
    fn sample() -> ClosingForm {
        ClosingForm { closed_on: "2027-06-30".into() }
    }
}

/// Sets a store's last day; nobody may hold a post there beyond it.
pub fn close(tx: &mut Tx, call: &Call, id: StoreId, form: &ClosingForm) -> Result<()> {
    let organisation = store::organisation(tx, call)?;
    let old = organisation.store(id)?;
    let by = call.mandate(Permission::ManageOrganisation, &Place::store(id))?;
    let mut wrong = web::limits(&form);
    let day = wrong.need("closed_on", parse_day(form.closed_on.trim()), "not_a_day");
    let day = wrong.or(day)?;
    if day < old.opened_on {
        return Err(Refused::TooEarly { day: old.opened_on }.into());
    }
    let beyond = organisation.holdings.iter().filter(|h| h.store_id == Some(id));
    let names: Vec<&str> = beyond
        .filter(|held| held.until_day.is_none_or(|until| until > day))
        .map(|held| organisation.person_name(held.person_id))
        .collect();
    if !names.is_empty() {
        return Err(Refused::StillHeld { what: names.join("、") }.into());
    }
    store::save_store(tx, &StoreRow { closed_on: Some(day), ..old.clone() })?;
    call.note(tx, &by, "store.closed", format!("stores/{id}"), json!({ "closed_on": day }))?;
    store::changed(tx)
}

/// A store's week as it is typed: seven opening and seven closing times, Monday first, both empty to rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct HoursForm {
    /// The first day of the new week.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Seven times `HH:MM` or empty.
    #[serde(default)]
    #[garde(length(max = 7), inner(length(max = 5)))]
    pub opens: Vec<String>,
    /// Seven times `HH:MM` or empty; past midnight `26:00`.
    #[serde(default)]
    #[garde(length(max = 7), inner(length(max = 5)))]
    pub closes: Vec<String>,
}

impl Form for HoursForm {
    fn sample() -> HoursForm {
        let (mut opens, mut closes) = (vec!["10:00".to_owned(); 7], vec!["21:00".to_owned(); 7]);
        (opens[0], closes[0]) = (String::new(), String::new());
        HoursForm { from_day: "2026-12-01".into(), opens, closes }
    }
}

impl HoursForm {
    fn parse(&self, store_id: StoreId) -> Result<Vec<HoursRow>> {
        let mut wrong = web::limits(self);
        let from = wrong.need("from_day", parse_day(self.from_day.trim()), "not_a_day");
        let mut week = vec![];
        for (index, weekday) in (0..7).zip(1..) {
            let typed = |times: &[String]| times.get(index).map_or("", |text| text.trim()).to_owned();
            let (opens, closes) = (typed(&self.opens), typed(&self.closes));
            let hours = match (opens.as_str(), closes.as_str()) {
                ("", "") => Some((None, None)),
                (opens, closes) => minutes(opens).zip(minutes(closes)).map(|(o, c)| (Some(o), Some(c))),
            };
            let Some((opens, closes)) = wrong.need("opens", hours, "not_a_time") else { continue };
            if opens >= closes && opens.is_some() {
                wrong.add("opens", "hours_order");
            }
            week.extend(from.map(|from_day| HoursRow { store_id, weekday, from_day, opens, closes }));
        }
        wrong.or(Some(week))
    }
}

/// Gives a store a new week from a day on; what was before stays as it was.
pub fn set_hours(tx: &mut Tx, call: &Call, id: StoreId, form: &HoursForm) -> Result<()> {
    store::organisation(tx, call)?.store(id)?;
    let by = call.mandate(Permission::ManageCalendar, &Place::store(id))?;
    let week = form.parse(id)?;
    week.iter().try_for_each(|hours| store::set_hours(tx, hours))?;
    let detail = json!({ "from_day": form.from_day, "opens": form.opens, "closes": form.closes });
    call.note(tx, &by, "store.hours_set", format!("stores/{id}"), detail)?;
    store::changed(tx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_up_to_the_small_hours() {
        assert_eq!(minutes("09:30"), Some(570));
        assert_eq!(minutes("26:00"), Some(1560));
        for wrong in ["", "9", "48:00", "10:60", "a:b", "-1:00", "10:00:00"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
        assert_eq!(time(1560), "26:00");
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let form = StoreForm { name: " ".into(), day_cut: "25".into(), opened_on: "soon".into() };
        let refusal = form.parse().err().and_then(|e| e.refusal().cloned()).expect("refused");
        let fields: Vec<&str> = refusal.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "day_cut", "opened_on"]);
    }

    #[test]
    fn a_week_keeps_its_days_of_rest() {
        let week = HoursForm::sample().parse(kernel::Id::of(1)).expect("right");
        assert_eq!(
            week.iter().filter(|day| day.opens.is_none()).map(|day| day.weekday).collect::<Vec<_>>(),
            [1]
        );
    }
}
