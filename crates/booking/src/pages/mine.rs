use askama::Template;
use axum::extract::State;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, At, By, Call, Done, Failure, Form, Payload, Reply, Say, View, again, filters};

use super::names::{Block, Names, customers_of};
use super::show::{VisitPage, page as visit_page};
use crate::clock::minute_text;
use crate::extend::{self, ExtendForm};
use crate::floor::{floor, on_duty};
use crate::state::LineState;
use crate::treat::{self, now_at};
use crate::{VisitId, VisitLineId, store, warned};

/// What is said when a treatment begins or ends.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct TreatForm {
    /// `yes`: the warnings that touch it were read.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub heeded: String,
    /// What was seen, 300 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 300))]
    pub note: String,
    /// `my-day` or `desk` to go back there.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub back: String,
}

impl Form for TreatForm {
    fn sample() -> TreatForm {
        TreatForm { heeded: "yes".into(), note: "皮肤状态好".into(), back: String::new() }
    }
}

/// One's own treatments of the day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/mine.html")]
pub struct MyDayPage {
    day: BusinessDate,
    /// When one works, and rests.
    hours: Vec<String>,
    blocks: Vec<Block>,
    /// What must be heeded at each of them.
    warnings: Vec<Vec<Words>>,
    /// The address of one's own calendar, if it has one.
    feed: Option<String>,
}

impl MyDayPage {
    fn left(&self) -> usize {
        self.blocks.iter().filter(|block| block.state.is_open()).count()
    }
}

impl View for MyDayPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.my-day")
    }

    fn samples() -> Vec<Self> {
        let states = [LineState::Done, LineState::InTreatment, LineState::Arrived, LineState::Booked];
        let page = |blocks: Vec<Block>, feed: Option<&str>| MyDayPage {
            day: jiff::civil::date(2026, 11, 24),
            hours: vec!["10:00–19:00".into(), "13:00–13:30".into()],
            warnings: blocks.iter().map(|_| vec![Words::new("怀孕（五个月）", "Pregnant")]).collect(),
            blocks,
            feed: feed.map(str::to_owned),
        };
        vec![page(states.map(Block::sample).to_vec(), Some("/calendars/1-00")), page(vec![], None)]
    }
}

/// `GET /my-day`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<MyDayPage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| page(tx, call)).await?;
    rhythm::looks::looked(&app, &by, crate::proof::MY_DAY).await?;
    Ok(Reply(page))
}

fn page(tx: &mut Tx, call: &Call) -> Result<MyDayPage> {
    let store = super::names::store_asked(tx, call, None)?;
    let (day, _) = now_at(tx, call, store)?;
    let me = call.actor.person;
    let mut lines = floor(tx, store, day)?;
    lines.retain(|line| line.therapist == me && (line.state.is_open() || line.state == LineState::Done));
    let names = Names::read(tx, call, store, day, &customers_of(&lines))?;
    let duty = on_duty(tx, store, day)?.into_iter().find(|duty| duty.person == me);
    let span = |from, until| format!("{}–{}", minute_text(from), minute_text(until));
    let hours = duty.map_or(vec![], |duty| {
        let breaks = duty.breaks.iter().map(|rest| span(rest.from, rest.until));
        std::iter::once(span(duty.from, duty.until)).chain(breaks).collect()
    });
    let blocks = lines.iter().map(|line| names.block(line)).collect();
    let treatments = catalog::treatments(tx, call, day)?;
    let mut warnings = vec![];
    for line in &lines {
        warnings.push(warned::of(tx, line, &treatments)?);
    }
    Ok(MyDayPage { day, hours, blocks, warnings, feed: crate::feed::address(tx, &call.app, me)? })
}

fn back(form: &TreatForm, visit: VisitId) -> String {
    match form.back.as_str() {
        "my-day" => "/my-day".to_owned(),
        "desk" => "/desk".to_owned(),
        _ => format!("/bookings/{visit}"),
    }
}

/// `POST /bookings/treatments/{id}/beginning`
pub async fn begin(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    Payload(form): Payload<TreatForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form.clone());
    let done = app.act(&by, &asked, |tx, call, (id, form)| {
        web::limits(form).or(Some(()))?;
        treat::begin(tx, call, *id, form.heeded == "yes")?;
        Ok(store::line(tx, *id)?.visit_id)
    });
    answer(&app, &by, id, &form, done.await, "booking.show.begun").await
}

/// `POST /bookings/treatments/{id}/end`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    Payload(form): Payload<TreatForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let asked = (id, form.clone());
    let done = app.act(&by, &asked, |tx, call, (id, form)| {
        web::limits(form).or(Some(()))?;
        treat::end(tx, call, *id, &form.note)?;
        Ok(store::line(tx, *id)?.visit_id)
    });
    answer(&app, &by, id, &form, done.await, "booking.show.ended").await
}

/// `POST /bookings/treatments/{id}/extensions`
pub async fn extend(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    Payload(form): Payload<ExtendForm>,
) -> Result<Answer<VisitPage>, Failure> {
    let said = if form.treatment.trim().is_empty() { "booking.show.extended" } else { "booking.extend.done" };
    let back = TreatForm { back: form.back.clone(), ..TreatForm::default() };
    let asked = (id, form);
    let done = app.act(&by, &asked, |tx, call, (id, form)| extend::extend(tx, call, *id, form));
    answer(&app, &by, id, &back, done.await, said).await
}

async fn answer(
    app: &App,
    by: &kernel::Actor,
    id: VisitLineId,
    form: &TreatForm,
    done: Result<VisitId>,
    said: &'static str,
) -> Result<Answer<VisitPage>, Failure> {
    match done {
        Ok(visit) => Ok(Done::at(back(form, visit)).saying(said).into()),
        Err(refused) => {
            let page = app.look(by, &id, |tx, call, id| {
                let line = store::line(tx, *id)?;
                visit_page(tx, call, &line.visit_id)
            });
            let page = page.await?;
            again(refused, |wrong| page.with(wrong))
        }
    }
}
