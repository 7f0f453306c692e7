use askama::Template;
use axum::extract::State;
use customer::{CustomerId, Keepers};
use db::Tx;
use kernel::{BusinessDate, Instant, Money, Permission, Place, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::names::{Block, Names, Pick, customers_of};
use super::new::therapist_picks;
use crate::change::{self, CancelForm, ConfirmForm, LateForm, MoveForm};
use crate::clock::minute_text;
use crate::elsewhere::elsewhere;
use crate::floor::{FloorLine, lines_of};
use crate::order::Slot;
use crate::policies::policy;
use crate::state::{LineState, Outcome, Source};
use crate::store::{self, VisitRow};
use crate::treat::{self, now_at};
use crate::{VisitId, warned};

/// What came of asking.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConfirmationView {
    outcome: Outcome,
    note: String,
    by: String,
    at: Instant,
}

/// Another visit of the course.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TurnView {
    id: VisitId,
    day: BusinessDate,
    at: String,
    is_this: bool,
}

/// A visit.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/show.html")]
pub struct VisitPage {
    id: VisitId,
    store: String,
    day: BusinessDate,
    at: String,
    customer: String,
    customer_id: Option<CustomerId>,
    source: Source,
    note: String,
    deposit: Money,
    deposit_why: Option<Words>,
    /// What she has paid beforehand and not used.
    deposit_held: String,
    /// May the reader take money?
    may_cash: bool,
    booked_by: String,
    booked_at: Instant,
    late_minutes: Option<u32>,
    arrived_at: Option<Instant>,
    cancelled_at: Option<Instant>,
    cancel_reason: Option<String>,
    cancel_note: String,
    missed_at: Option<Instant>,
    blocks: Vec<Block>,
    confirmations: Vec<ConfirmationView>,
    course: Vec<TurnView>,
    warnings: Vec<Words>,
    /// Can it still be changed, and may the reader?
    may_change: bool,
    may_arrive: bool,
    may_miss: bool,
    /// May the reader begin and end these treatments?
    may_treat: bool,
    /// When else it could be, with the same therapists.
    elsewhere: Vec<Slot>,
    #[serde(skip)]
    therapists: Vec<Pick>,
    #[serde(skip)]
    rooms: Vec<Pick>,
    #[serde(skip)]
    moving: MoveForm,
    #[serde(skip)]
    cancelling: CancelForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl VisitPage {
    /// The same with what is wrong.
    pub(super) fn with(self, wrong: Wrong) -> VisitPage {
        VisitPage { wrong, ..self }
    }

    /// The deposit as one would type it at the till.
    fn deposit_typed(&self) -> String {
        self.deposit.typed()
    }

    fn source_key(&self) -> String {
        format!("booking.source.{}", self.source.code())
    }

    fn outcome_key(&self, confirmation: &ConfirmationView) -> String {
        format!("booking.outcome.{}", confirmation.outcome.code())
    }

    fn reason_key(&self, reason: &str) -> String {
        format!("booking.reason.{reason}")
    }
}

impl View for VisitPage {
    fn title(&self, _: Say) -> String {
        format!("{} {} {}", self.customer, self.day, self.at)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let page = |state, open: bool, wrong| VisitPage {
            id: kernel::Id::of(1),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            at: "10:30".into(),
            customer: "李小燕".into(),
            customer_id: open.then(|| kernel::Id::of(1)),
            source: Source::Phone,
            note: "怕冷".into(),
            deposit: Money::fen(16_000).unwrap_or(Money::ZERO),
            deposit_why: Some(Words::new(
                "项目总价 800 元起，订金两成",
                "Treatments of 800 yuan or more: a fifth",
            )),
            deposit_held: if open { "¥160.00".into() } else { String::new() },
            may_cash: open,
            booked_by: "唐糖".into(),
            booked_at: at,
            late_minutes: open.then_some(15),
            arrived_at: None,
            cancelled_at: (!open).then_some(at),
            cancel_reason: (!open).then(|| "time".to_owned()),
            cancel_note: "下周再约".into(),
            missed_at: None,
            blocks: vec![Block::sample(state)],
            confirmations: vec![ConfirmationView {
                outcome: Outcome::Confirmed,
                note: String::new(),
                by: "唐糖".into(),
                at,
            }],
            course: vec![TurnView {
                id: kernel::Id::of(1),
                day: jiff::civil::date(2026, 11, 24),
                at: "10:30".into(),
                is_this: true,
            }],
            warnings: vec![Words::new("怀孕（五个月）", "Pregnant")],
            may_change: open,
            may_arrive: open,
            may_miss: open,
            may_treat: open,
            elsewhere: vec![Slot {
                day: jiff::civil::date(2026, 11, 24),
                starts: 660,
                at: "11:00".into(),
                therapists: vec![kernel::Id::of(7)],
                names: "陈思思".into(),
            }],
            therapists: vec![Pick::new(7, Words::new("陈思思", ""))],
            rooms: vec![Pick::new(1, Words::new("面部一房", ""))],
            moving: MoveForm::default(),
            cancelling: CancelForm::default(),
            wrong,
        };
        vec![
            page(LineState::Booked, true, Wrong::default()),
            page(LineState::InTreatment, true, Wrong::sample("at", "not_a_moment")),
            page(LineState::Cancelled, false, Wrong::default()),
        ]
    }
}

/// `GET /bookings/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
) -> Result<Reply<VisitPage>, Failure> {
    Ok(Reply(app.look(&by, &id, page).await?))
}

pub(super) fn page(tx: &mut Tx, call: &Call, id: &VisitId) -> Result<VisitPage> {
    let visit = store::visit(tx, *id)?;
    call.sight(Permission::ViewBookings, &Place::store(visit.store_id))?;
    let lines = lines_of(tx, *id)?;
    let mut customers = customers_of(&lines);
    customers.extend(visit.customer_id);
    let names = Names::read(tx, call, visit.store_id, visit.day, &customers)?;
    let booked_on = names.organisation.business_date(Some(visit.store_id), visit.booked_at);
    let deposit_why = policy(tx, visit.store_id, booked_on)?.deposit_words(&visit.deposit_rule);
    let may_book = call.actor.may_at(Permission::Book, &Place::store(visit.store_id));
    let ahead = lines.iter().any(|line| line.state.is_ahead());
    let (today, now) = now_at(tx, call, visit.store_id)?;
    let missed_after = policy(tx, visit.store_id, today)?.missed_after;
    let is_over = visit.day < today || (visit.day == today && visit.starts + missed_after <= now);
    let hers = |line: &FloorLine| {
        let place = Place::of(line.therapist, Some(visit.store_id), None);
        call.actor.may_at(Permission::GiveTreatments, &place)
    };
    Ok(VisitPage {
        id: *id,
        store: names.organisation.store(visit.store_id)?.name.clone(),
        day: visit.day,
        at: minute_text(visit.starts),
        customer: names.customer(visit.customer_id, &visit.guest),
        customer_id: visit.customer_id,
        source: visit.source,
        note: visit.note.clone(),
        deposit: visit.deposit,
        deposit_held: match (&deposit_why, visit.customer_id) {
            (Some(_), Some(customer)) => deposit_held(tx, call, customer)?,
            _ => String::new(),
        },
        deposit_why,
        may_cash: call.actor.may_at(Permission::RunTill, &Place::store(visit.store_id)),
        booked_by: visit.booked_by.map_or(String::new(), |person| names.person(person)),
        booked_at: visit.booked_at,
        late_minutes: visit.late_minutes,
        arrived_at: visit.arrived_at,
        cancelled_at: visit.cancelled_at,
        cancel_reason: visit.cancel_reason.map(|reason| reason.code().to_owned()),
        cancel_note: visit.cancel_note.clone(),
        missed_at: visit.missed_at,
        blocks: lines.iter().map(|line| names.block(line)).collect(),
        confirmations: confirmations(tx, *id, &names)?,
        course: course(tx, &visit)?,
        warnings: warnings(tx, call, &visit, &lines)?,
        may_change: may_book && ahead,
        may_arrive: may_book
            && lines.iter().any(|line| line.state == LineState::Booked)
            && visit.day == today,
        may_miss: may_book && ahead && visit.arrived_at.is_none() && is_over,
        may_treat: visit.day == today && (may_book || lines.iter().any(hers)),
        elsewhere: match may_book && ahead {
            true => other_times(tx, call, &visit)?,
            false => vec![],
        },
        therapists: therapist_picks(tx, call, visit.store_id, visit.day)?,
        rooms: names
            .rooms
            .iter()
            .filter(|room| org::holds(room.opened_on, room.closed_on, visit.day))
            .map(|room| Pick::new(room.id, Words::new(&room.name, "")))
            .collect(),
        moving: MoveForm::default(),
        cancelling: CancelForm::default(),
        wrong: Wrong::default(),
    })
}

/// What she has paid beforehand and not used, as the till tells it to whoever greets her.
fn deposit_held(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<String> {
    for keeper in call.app.part::<Keepers>().iter() {
        let card = keeper.card(tx, customer, call.now)?;
        if let Some(line) = card.into_iter().find(|line| line.code == "sales.deposit") {
            return Ok(line.words);
        }
    }
    Ok(String::new())
}

/// When else it could be, as long as nothing of it has begun.
fn other_times(tx: &mut Tx, call: &Call, visit: &VisitRow) -> Result<Vec<Slot>> {
    let lines = store::lines_of(tx, visit.id)?;
    match lines.iter().all(|line| line.state.is_ahead()) {
        true => elsewhere(tx, call, visit, &lines),
        false => Ok(vec![]),
    }
}

fn confirmations(tx: &mut Tx, id: VisitId, names: &Names) -> Result<Vec<ConfirmationView>> {
    let view = |row: store::ConfirmationRow| ConfirmationView {
        outcome: row.outcome,
        note: row.note,
        by: names.person(row.asked_by),
        at: row.asked_at,
    };
    Ok(store::confirmations_of(tx, id)?.into_iter().map(view).collect())
}

fn course(tx: &mut Tx, visit: &VisitRow) -> Result<Vec<TurnView>> {
    let Some(course) = visit.course_id else { return Ok(vec![]) };
    let turn = |row: VisitRow| TurnView {
        id: row.id,
        day: row.day,
        at: minute_text(row.starts),
        is_this: row.id == visit.id,
    };
    Ok(store::visits_of_course(tx, course)?.into_iter().map(turn).collect())
}

fn warnings(tx: &mut Tx, call: &Call, visit: &VisitRow, lines: &[FloorLine]) -> Result<Vec<Words>> {
    let treatments = catalog::treatments(tx, call, visit.day)?;
    let mut all = vec![];
    for line in lines {
        all.extend(warned::of(tx, line, &treatments)?);
    }
    all.dedup();
    Ok(all)
}

/// `POST /bookings/{id}/arrival`
pub async fn arrive(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| treat::arrive(tx, call, *id)).await?;
    Ok(Done::at(format!("/bookings/{id}")).saying("booking.show.arrived"))
}

/// `POST /bookings/{id}/no-show`
pub async fn miss(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| change::miss(tx, call, *id)).await?;
    Ok(Done::at(format!("/bookings/{id}")).saying("booking.show.missed"))
}

/// `POST /bookings/{id}/time`
pub async fn move_to(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(form): Payload<MoveForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form.clone());
    let done = app.act(&by, &asked, |tx, call, (id, form)| change::move_to(tx, call, *id, form));
    match done.await {
        Ok(()) => Ok(Done::at(back(id, &form)).saying("booking.show.moved").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| VisitPage { wrong, moving: form, ..page })
        }
    }
}

/// Whoever dragged it on the board goes on there.
fn back(id: VisitId, form: &MoveForm) -> String {
    let day = form.at.split([' ', 'T']).next().and_then(parse_day);
    match (form.back.as_str(), day) {
        (by @ ("therapist" | "room"), Some(day)) => format!("/bookings?by={by}&day={day}"),
        _ => format!("/bookings/{id}"),
    }
}

/// `POST /bookings/{id}/cancellation`
pub async fn cancel(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(form): Payload<CancelForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form.clone());
    let done = app.act(&by, &asked, |tx, call, (id, form)| change::cancel(tx, call, *id, form));
    match done.await {
        Ok(()) => Ok(Done::at(format!("/bookings/{id}")).saying("booking.show.cancelled").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| VisitPage { wrong, cancelling: form, ..page })
        }
    }
}

/// `POST /bookings/{id}/lateness`
pub async fn late(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(form): Payload<LateForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form);
    let done = app.act(&by, &asked, |tx, call, (id, form)| change::late(tx, call, *id, form));
    match done.await {
        Ok(()) => Ok(Done::at(format!("/bookings/{id}")).saying("booking.show.late").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| VisitPage { wrong, ..page })
        }
    }
}

/// `POST /bookings/{id}/confirmations`
pub async fn confirm(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitId>,
    Payload(form): Payload<ConfirmForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form);
    let done = app.act(&by, &asked, |tx, call, (id, form)| change::confirm(tx, call, *id, form));
    match done.await {
        Ok(()) => Ok(Done::at(format!("/bookings/{id}")).saying("booking.show.asked").into()),
        Err(refused) => {
            let page = app.look(&by, &id, page).await?;
            again(refused, |wrong| VisitPage { wrong, ..page })
        }
    }
}
