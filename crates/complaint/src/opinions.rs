//! Opinions (征询意见): asked for after a visit by a link or a picture to scan, answered by the customer herself, joined
//! to her visit and to whoever treated her. Low marks open a complaint.

use booking::{VisitId, VisitLineId};
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Error, Instant, Permission, PersonId, Place, Result};
use org::Organisation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{App, Call, Form};

use crate::case::{Refused, Source};
use crate::complaints::{self, NoteForm};
use crate::opinion::{Filled, OpinionForm, sheet};
use crate::place;
use crate::policy::policy;
use crate::store::{self, NewComplaint, NewOpinion, OpinionId, OpinionRow, TreatmentRow, When};

/// For which visit.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AskForm {
    /// The visit's key.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub visit: String,
}

impl Form for AskForm {
    fn sample() -> AskForm {
        AskForm { visit: "1".into() }
    }
}

/// Asks a customer for her opinion of a visit: makes the link, or finds the one there is.
pub fn ask(tx: &mut Tx, call: &Call, form: &AskForm) -> Result<OpinionId> {
    let mut wrong = web::limits(form);
    let visit = wrong.need("visit", form.visit.trim().parse::<VisitId>().ok(), "unknown");
    let visit = wrong.or(visit)?;
    let visit = store::visit(tx, visit)?;
    let by = call.mandate(Permission::TakeComplaints, &Place::store(visit.store_id))?;
    let customer = visit.customer_id.ok_or(Refused::NothingGiven)?;
    if let Some(sent) = store::opinion_of_visit(tx, visit.id, customer)? {
        return Ok(sent);
    }
    let given = store::given(tx, visit.id)?;
    if given.is_empty() {
        return Err(Refused::NothingGiven.into());
    }
    let id = store::add_opinion(
        tx,
        &NewOpinion {
            token: hex::encode(rand::random::<[u8; 16]>()),
            store: visit.store_id,
            day: visit.day,
            customer,
            visit: visit.id,
            by: by.person,
            at: call.now,
            expires: call.now.plus_minutes(sheet()?.valid_days * 24 * 60),
        },
    )?;
    for line in given {
        let name = catalog::treatment(tx, line.treatment_id)?.name;
        let row = TreatmentRow {
            visit_line_id: line.id,
            name_zh: name.zh,
            name_en: name.en,
            person_id: line.therapist_id,
            mark: None,
        };
        store::add_treatment(tx, id, &row)?;
    }
    call.note(tx, &by, "opinion.asked", format!("opinions/{id}"), json!({ "visit": visit.id }))?;
    Ok(id)
}

/// An opinion that the asker may see: a store's, one of treatments that she gave, or one that she asked for.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: OpinionId) -> Result<(OpinionRow, Vec<TreatmentRow>)> {
    let row = store::opinion(tx, id)?;
    let treatments = store::opinion_treatments(tx, id)?;
    let gave = treatments.iter().map(|treatment| treatment.person_id);
    let people: Vec<PersonId> = gave.chain(row.sent_by).collect();
    place::sight(call, Permission::ViewOpinions, row.store_id, &people)?;
    Ok((row, treatments))
}

/// Writes down what a customer was answered.
pub fn reply(tx: &mut Tx, call: &Call, id: OpinionId, form: &NoteForm) -> Result<()> {
    let (row, _) = seen(tx, call, id)?;
    let by = call.mandate(Permission::HandleComplaints, &Place::store(row.store_id))?;
    let words = form.parse()?;
    row.answered_at.ok_or_else(Error::missing)?;
    store::reply(tx, id, &words, by.person, call.now)?;
    call.note(tx, &by, "opinion.replied", format!("opinions/{id}"), json!({}))
}

/// The form behind a link, for whoever holds its secret.
pub(crate) struct Opened {
    pub row: OpinionRow,
    pub treatments: Vec<TreatmentRow>,
    /// Who gave them, by name.
    pub therapists: Vec<String>,
    pub store: String,
}

/// Opens a link. Whoever hits nothing too often waits.
pub(crate) async fn by_link(app: &App, address: &str, token: &str) -> Result<Opened> {
    let (now, from, secret) = (app.now(), address.to_owned(), token.to_owned());
    let house = app.clone();
    let found = app
        .read(move |tx| {
            held_back(tx, &from, now)?;
            let Some(id) = store::opinion_by_token(tx, &secret)? else { return Ok(None) };
            let organisation = org::fresh(tx, house.part())?;
            opened(tx, &organisation, id).map(Some)
        })
        .await?;
    if found.is_none() {
        let from = address.to_owned();
        app.write_unattended(move |tx| store::add_attempt(tx, &from, now)).await?;
    }
    found.ok_or_else(Error::missing)
}

fn held_back(tx: &mut Tx, address: &str, now: Instant) -> Result<()> {
    let sheet = sheet()?;
    let tries = store::attempts(tx, address, now.plus_minutes(-sheet.try_minutes))?;
    if tries >= sheet.tries {
        return Err(Refused::TooManyTries { minutes: sheet.try_minutes }.into());
    }
    Ok(())
}

fn opened(tx: &mut Tx, organisation: &Organisation, id: OpinionId) -> Result<Opened> {
    let row = store::opinion(tx, id)?;
    let store = organisation.store(row.store_id)?.name.clone();
    let treatments = store::opinion_treatments(tx, id)?;
    let named = |row: &TreatmentRow| organisation.person_name(row.person_id).to_owned();
    Ok(Opened { therapists: treatments.iter().map(named).collect(), treatments, row, store })
}

/// Takes a customer's answer, from whoever holds the secret.
pub(crate) async fn answer(app: &App, token: &str, form: &OpinionForm) -> Result<()> {
    let (now, house, secret, form) = (app.now(), app.clone(), token.to_owned(), form.clone());
    app.write_unattended(move |tx| {
        let id = store::opinion_by_token(tx, &secret)?.ok_or_else(Error::missing)?;
        answered(tx, &house, now, id, &form)
    })
    .await
}

/// Keeps an answer. What was answered once stays; low marks open a complaint.
pub fn answered(tx: &mut Tx, app: &App, now: Instant, id: OpinionId, form: &OpinionForm) -> Result<()> {
    let row = store::opinion(tx, id)?;
    let treatments = store::opinion_treatments(tx, id)?;
    let lines: Vec<VisitLineId> = treatments.iter().map(|treatment| treatment.visit_line_id).collect();
    let sheet = sheet()?;
    let filled = form.parse(sheet, &lines)?;
    if row.answered_at.is_some() {
        return Err(Refused::Answered.into());
    }
    let organisation = org::fresh(tx, app.part())?;
    if now > row.expires_at {
        let day = row.expires_at.at(&organisation.zone()).date().to_string();
        return Err(Refused::Expired { day }.into());
    }
    let today = organisation.business_date(Some(row.store_id), now);
    let when = When { day: today, at: now };
    store::answer_opinion(tx, id, &filled, when)?;
    if let Some(complaint) = complaint_of(tx, app, &row, &treatments, &filled, when)? {
        let complaint = complaints::open(tx, &complaint)?;
        store::join_complaint(tx, id, complaint)?;
    }
    let detail = json!({ "overall": filled.overall });
    db::journal::note_unattended(tx, now, "opinion.answered", format!("opinions/{id}"), detail)
}

/// What low marks become: a complaint of the customer, looked after by whom the policy names.
fn complaint_of(
    tx: &mut Tx,
    app: &App,
    row: &OpinionRow,
    treatments: &[TreatmentRow],
    filled: &Filled,
    When { day, at: now }: When,
) -> Result<Option<NewComplaint>> {
    let Some(low) = sheet()?.low(filled) else { return Ok(None) };
    let policy = policy(day)?;
    let chart = org::on(tx, app.part(), day)?;
    let Some(owner) = policy.owner(&chart, row.store_id) else { return Ok(None) };
    let deadline = policy.deadline(low.severity);
    let of_whom = treatments.iter().find(|treatment| Some(treatment.visit_line_id) == low.line);
    Ok(Some(NewComplaint {
        store: row.store_id,
        day,
        customer: Some(row.customer_id),
        who: row.who.clone(),
        about: of_whom.map(|treatment| treatment.person_id),
        line: low.line,
        cause: low.cause,
        severity: low.severity,
        source: Source::Opinion,
        words: filled.words.clone(),
        taken_by: None,
        taken_at: now,
        owner,
        due: now.plus_minutes(deadline.within),
        climbs: deadline.climbs,
    }))
}

/// Forgets addresses that hit nothing long ago; how many.
pub fn forget_attempts(tx: &mut Tx, before: Instant) -> Result<u64> {
    store::forget_attempts(tx, before)
}

/// How a therapist's treatments were marked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marked {
    pub person: PersonId,
    pub name: String,
    pub count: i64,
    pub sum: i64,
    pub low: i64,
}

/// How the treatments of some days were marked, therapist by therapist.
pub(crate) fn by_therapist(
    tx: &mut Tx,
    call: &Call,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<Marked>> {
    let sight = place::Sight::of(call, Permission::ViewOpinions)?;
    let organisation = org::organisation(tx, call)?;
    let rows = store::marked(tx, sight.store, from, until, sheet()?.low)?;
    let of = |row: store::MarkedRow| Marked {
        person: row.person_id,
        name: organisation.person_name(row.person_id).to_owned(),
        count: row.count,
        sum: row.sum,
        low: row.low,
    };
    let own = |row: &store::MarkedRow| sight.own == 0 || row.person_id == call.actor.person;
    Ok(rows.into_iter().filter(own).map(of).collect())
}
