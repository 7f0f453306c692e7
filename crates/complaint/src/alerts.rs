//! Special situations (特殊情况): said with one button from anywhere, heard by the superior at once, and by one superior
//! more every few minutes until somebody takes it.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, PersonId, Place, Result};
use org::Chart;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::case::Refused;
use crate::complaints::NoteForm;
use crate::policy::policy;
use crate::store::{self, AlertId, AlertRow, NewAlert};
use crate::words::{is_offered, vocabulary};
use crate::{climb, place};

/// A special situation as it is said.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AlertForm {
    /// What kind, by its code.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub kind: String,
    /// The customer's key; may be empty.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, or about whom in words; may be empty.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// What happens.
    #[serde(default)]
    #[garde(length(chars, max = 1000))]
    pub words: String,
    /// Key of the store; empty is one's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
}

impl Form for AlertForm {
    fn sample() -> AlertForm {
        AlertForm {
            kind: "reaction".into(), words: "二号房顾客头晕。".into(), ..AlertForm::default()
        }
    }
}

impl AlertForm {
    fn parse(&self, day: BusinessDate) -> Result<(String, String)> {
        let mut wrong = web::limits(self);
        let kinds = &vocabulary()?.situation;
        let kind = Some(self.kind.trim()).filter(|code| is_offered(kinds, code, day));
        let kind = wrong.need("kind", kind, if self.kind.is_empty() { "needed" } else { "not_a_choice" });
        let words = wrong.need("words", Some(self.words.trim()).filter(|text| !text.is_empty()), "needed");
        wrong.or(kind.zip(words).map(|(kind, words)| (kind.to_owned(), words.to_owned())))
    }
}

/// Says that something is not as it should be. Whoever is above hears within seconds.
pub fn report(tx: &mut Tx, call: &Call, form: &AlertForm) -> Result<AlertId> {
    let store = place::store(tx, call, Permission::TakeComplaints, &form.store)?;
    let by = call.mandate(Permission::TakeComplaints, &Place::store(store))?;
    let chart = org::today(tx, call)?;
    let day = chart.organisation.business_date(Some(store), call.now);
    let (kind, words) = form.parse(day)?;
    // A report must not fail over a name: whoever may not look into files still says whom she means.
    let customer: Option<CustomerId> = match call.actor.may(Permission::ViewCustomers) {
        true => customer::picked(tx, call, &form.customer, "")?,
        false => None,
    };
    let new = NewAlert {
        store,
        day,
        kind,
        customer,
        who: form.customer_q.trim().to_owned(),
        words,
        by: by.person,
        at: call.now,
        climbs: policy(day)?.alert_climbs,
    };
    let id = store::add_alert(tx, &new)?;
    let detail = json!({ "kind": new.kind, "heard_by": heard_by(&chart, &store::alert(tx, id)?, call.now) });
    call.note(tx, &by, "alert.reported", format!("alerts/{id}"), detail)?;
    Ok(id)
}

/// Who hears of a special situation by now, the nearest first.
pub(crate) fn heard_by(chart: &Chart, alert: &AlertRow, now: kernel::Instant) -> Vec<PersonId> {
    // At once: the moment of reporting is already late.
    let steps = climb::steps(alert.reported_at, alert.climbs, now).max(1);
    let seat = climb::seat_of(chart, alert.reported_by, alert.store_id);
    seat.map(|seat| climb::hears(chart, seat, alert.reported_by, steps)).unwrap_or_default()
}

/// A special situation that the asker may see: a store's, her own, or one that has come up to her.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: AlertId) -> Result<AlertRow> {
    let row = store::alert(tx, id)?;
    let chart = org::today(tx, call)?;
    let hears = heard_by(&chart, &row, call.now).contains(&call.actor.person);
    let mine = row.reported_by == call.actor.person || row.taken_by == Some(call.actor.person);
    if !hears && !mine {
        place::sight(call, Permission::ViewComplaints, row.store_id, &[])?;
    }
    Ok(row)
}

/// Takes it on: from now on nobody else is called.
pub fn take(tx: &mut Tx, call: &Call, id: AlertId) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::TakeComplaints, &Place::store(row.store_id))?;
    if let Some((person, at)) = row.taken_by.zip(row.taken_at) {
        let organisation = org::organisation(tx, call)?;
        let name = organisation.person_name(person).to_owned();
        let time = web::text::clock(at, &organisation.zone());
        return Err(Refused::Taken { name, time }.into());
    }
    store::take_alert(tx, id, by.person, call.now)?;
    call.note(tx, &by, "alert.taken", format!("alerts/{id}"), json!({}))
}

/// Says how it went; whoever has not taken it takes it with that.
pub fn end(tx: &mut Tx, call: &Call, id: AlertId, form: &NoteForm) -> Result<()> {
    let row = seen(tx, call, id)?;
    let by = call.mandate(Permission::TakeComplaints, &Place::store(row.store_id))?;
    let outcome = form.parse()?;
    if row.ended_at.is_some() {
        return Err(Refused::Over.into());
    }
    if row.taken_at.is_none() {
        store::take_alert(tx, id, by.person, call.now)?;
    }
    store::end_alert(tx, id, &outcome, call.now)?;
    call.note(tx, &by, "alert.ended", format!("alerts/{id}"), json!({}))
}
