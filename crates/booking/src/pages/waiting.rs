use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, Table, View, Wrong, again,
    filters,
};

use super::names::{Names, Pick, store_asked};
use super::new::{therapist_picks, treatment_picks};
use crate::clock::minute_text;
use crate::treat::now_at;
use crate::waiting::{self, TakeForm, WaitForm};
use crate::{OfferedId, WaitingId, store, warned};

/// Whose waiting list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct WaitingQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
}

/// Somebody who waits.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaitingView {
    id: WaitingId,
    customer: String,
    phone_end: String,
    treatment: Words,
    therapist: String,
    from: BusinessDate,
    until: BusinessDate,
    hours: String,
    note: String,
    /// What came free for her.
    offer: Option<OfferView>,
}

/// What came free for somebody.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OfferView {
    id: OfferedId,
    day: BusinessDate,
    at: String,
    /// What must be heeded with her.
    warnings: Vec<Words>,
}

/// The waiting list.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/waiting.html")]
pub struct WaitingPage {
    rows: Vec<WaitingView>,
    may_book: bool,
    #[serde(skip)]
    treatments: Vec<Pick>,
    #[serde(skip)]
    therapists: Vec<Pick>,
    #[serde(skip)]
    form: WaitForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for WaitingPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.waiting")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("booking.waiting.{key}"));
        let row = |row: &WaitingView| {
            vec![
                row.customer.clone().into(),
                row.treatment.read(say.0).to_owned().into(),
                row.therapist.clone().into(),
                row.from.into(),
                row.until.into(),
                row.hours.clone().into(),
                row.note.clone().into(),
            ]
        };
        Some(Table {
            name: "waiting".to_owned(),
            columns: ["customer", "treatment", "therapist", "from", "until", "hours", "note"]
                .map(heading)
                .to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let row = |offer| WaitingView {
            id: kernel::Id::of(1),
            customer: "李小燕".into(),
            phone_end: "5678".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            therapist: "陈思思".into(),
            from: day,
            until: day,
            hours: "14:00–18:00".into(),
            note: "下班后".into(),
            offer,
        };
        let offer = OfferView {
            id: kernel::Id::of(1),
            day,
            at: "15:30".into(),
            warnings: vec![Words::new("怀孕（五个月）", "Pregnant")],
        };
        let page = |rows, may_book, wrong| WaitingPage {
            rows,
            may_book,
            treatments: vec![Pick::new(2, Words::new("F002 深层补水护理", "F002 Deep moisture facial"))],
            therapists: vec![Pick::new(7, Words::new("陈思思", ""))],
            form: WaitForm::default(),
            wrong,
        };
        vec![
            page(vec![row(Some(offer)), row(None)], true, Wrong::sample("until", "day_order")),
            page(vec![], false, Wrong::default()),
        ]
    }
}

/// `GET /waiting`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<WaitingQuery>,
) -> Result<Reply<WaitingPage>, Failure> {
    Ok(Reply(app.look(&by, &query.store, |tx, call, store| page(tx, call, store.as_deref())).await?))
}

fn page(tx: &mut Tx, call: &Call, typed: Option<&str>) -> Result<WaitingPage> {
    let store = store_asked(tx, call, typed)?;
    let (today, _) = now_at(tx, call, store)?;
    let rows = store::all_waiting(tx, store, today)?;
    let offers = waiting::offers(tx, store, today)?;
    let customers: Vec<_> = rows.iter().map(|row| row.customer_id).collect();
    let names = Names::read(tx, call, store, today, &customers)?;
    let warnings = warnings(tx, call, &rows, &offers)?;
    let view = |row: store::WaitingRow| {
        let offer = offers.iter().find(|offer| offer.waiting_id == row.id);
        WaitingView {
            id: row.id,
            customer: names.customer(Some(row.customer_id), ""),
            phone_end: names.phone_end(row.customer_id),
            treatment: names.treatment(row.treatment_id),
            therapist: row.therapist_id.map_or(String::new(), |person| names.person(person)),
            from: row.from_day,
            until: row.until_day,
            hours: match (row.earliest, row.latest) {
                (0, latest) if latest >= 36 * 60 - 1 => String::new(),
                (earliest, latest) => format!("{}–{}", minute_text(earliest), minute_text(latest)),
            },
            note: row.note,
            offer: offer.map(|offer| OfferView {
                id: offer.id,
                day: offer.day,
                at: minute_text(offer.starts),
                warnings: warnings.get(&row.id).cloned().unwrap_or_default(),
            }),
        }
    };
    let mut rows: Vec<WaitingView> = rows.into_iter().map(view).collect();
    rows.sort_by_key(|row| row.offer.is_none());
    Ok(WaitingPage {
        rows,
        may_book: call.actor.may_at(Permission::Book, &Place::store(store)),
        treatments: treatment_picks(tx, call, today)?,
        therapists: therapist_picks(tx, call, store, today)?,
        form: WaitForm { from: today.to_string(), until: today.to_string(), ..WaitForm::default() },
        wrong: Wrong::default(),
    })
}

/// What must be heeded with those to whom something is offered.
fn warnings(
    tx: &mut Tx,
    call: &Call,
    rows: &[store::WaitingRow],
    offers: &[store::OfferedRow],
) -> Result<BTreeMap<WaitingId, Vec<Words>>> {
    let mut all = BTreeMap::new();
    for row in rows {
        let Some(offer) = offers.iter().find(|offer| offer.waiting_id == row.id) else { continue };
        let held = customer::warnings(tx, row.customer_id, offer.day)?;
        if let Some(treatment) = catalog::treatments(tx, call, offer.day)?.get(row.treatment_id) {
            let touching = warned::touching(&held, treatment).into_iter();
            all.insert(row.id, touching.map(|(_, words)| words).collect());
        }
    }
    Ok(all)
}

/// `POST /waiting`
pub async fn wait(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<WaitForm>,
) -> Result<Answer<WaitingPage>, Failure> {
    match app.act(&by, &form, waiting::wait).await {
        Ok(id) => Ok(Done::created("/waiting", id).saying("booking.waiting.added").into()),
        Err(error) => {
            let page = app.look(&by, &form, |tx, call, form| page(tx, call, Some(&form.store))).await?;
            again(error, |wrong| WaitingPage { wrong, form, ..page })
        }
    }
}

/// `POST /waiting/{id}/leaving`
pub async fn leave(
    State(app): State<App>,
    By(by): By,
    At(id): At<WaitingId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| waiting::leave(tx, call, *id)).await?;
    Ok(Done::at("/waiting").saying("booking.waiting.left"))
}

/// `POST /waiting/offers/{id}/booking`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferedId>,
    Payload(form): Payload<TakeForm>,
) -> Result<Done, Failure> {
    let visit = app.act(&by, &(id, form), |tx, call, (id, form)| waiting::take(tx, call, *id, form)).await?;
    Ok(Done::created(format!("/bookings/{visit}"), visit).saying("booking.new.done"))
}

/// `POST /waiting/offers/{id}/refusal`
pub async fn decline(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferedId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| waiting::decline(tx, call, *id)).await?;
    Ok(Done::at("/waiting").saying("booking.waiting.declined"))
}
