use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::TakeComplaints;
use kernel::{Instant, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use super::Pick;
use super::alerts::look;
use super::take::Known;
use crate::alerts::{self, AlertForm, heard_by};
use crate::complaints::NoteForm;
use crate::store::AlertId;
use crate::words::{name, vocabulary};

/// The form of a special situation: as few fields as can be, for somebody in a hurry.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/report.html")]
pub struct ReportPage {
    form: AlertForm,
    /// The name of the customer who was chosen.
    customer: Option<String>,
    kinds: Vec<Pick>,
    /// Who will hear of it at once.
    hears: Vec<String>,
    #[serde(skip)]
    wrong: Wrong,
}

impl ReportPage {
    /// What stands in the customer's field: her name, or what was typed.
    fn shown(&self) -> &str {
        self.customer.as_deref().unwrap_or(&self.form.customer_q)
    }
}

impl View for ReportPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.report.title")
    }

    fn samples() -> Vec<Self> {
        let page = |wrong, customer: Option<&str>| ReportPage {
            form: <AlertForm as web::Form>::sample(),
            customer: customer.map(String::from),
            kinds: Pick::sample(),
            hears: vec!["杨帆".into()],
            wrong,
        };
        vec![page(Wrong::sample("kind", "needed"), None), page(Wrong::default(), Some("秦岚"))]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &AlertForm) -> Result<ReportPage> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let seat = chart.seats_held(me).first().copied();
    let hears = seat.map(|seat| crate::climb::hears(&chart, seat, me, 1)).unwrap_or_default();
    let customer = form.customer.trim().parse().ok();
    let customer = customer.map(|id| customer::brief(tx, id)).transpose().ok().flatten();
    Ok(ReportPage {
        form: form.clone(),
        customer: customer.map(|brief| brief.name),
        kinds: Pick::named(&vocabulary()?.situation, chart.day),
        hears: hears.into_iter().map(|who| chart.organisation.person_name(who).to_owned()).collect(),
        wrong: Wrong::default(),
    })
}

/// `GET /alerts/new`
pub async fn blank(
    State(app): State<App>,
    By(by): By,
    Asked(known): Asked<Known>,
) -> Result<Reply<ReportPage>, Failure> {
    let form = AlertForm { customer: known.customer, ..AlertForm::default() };
    web::limits(&form).or(Some(()))?;
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /alerts`
pub async fn report(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<AlertForm>,
) -> Result<Answer<ReportPage>, Failure> {
    match app.act(&by, &form, alerts::report).await {
        Ok(id) => Ok(Done::created(format!("/alerts/{id}"), id).saying("complaint.report.done").into()),
        Err(refused) => {
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| ReportPage { wrong, ..page })
        }
    }
}

/// A special situation.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/alert.html")]
pub struct AlertPage {
    id: AlertId,
    store: String,
    kind: Words,
    who: String,
    customer: Option<customer::CustomerId>,
    words: String,
    reporter: String,
    reported_at: Instant,
    taker: Option<String>,
    taken_at: Option<Instant>,
    ended_at: Option<Instant>,
    outcome: String,
    /// Who has been called so far.
    heard_by: Vec<String>,
    may_take: bool,
    /// What was typed and did not go through.
    #[serde(skip)]
    typed: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl AlertPage {
    fn look(&self) -> (&'static str, &'static str, &'static str) {
        look(self.taken_at.is_some(), self.ended_at.is_some())
    }
}

impl View for AlertPage {
    fn title(&self, say: Say) -> String {
        say.t("complaint.alert.title")
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let page = |taken: bool, ended: bool, wrong| AlertPage {
            id: kernel::Id::of(1),
            store: "静安店".into(),
            kind: Words::new("顾客身体不适", "A customer feels unwell"),
            who: "秦岚".into(),
            customer: taken.then(|| kernel::Id::of(1)),
            words: "二号房顾客头晕".into(),
            reporter: "唐糖".into(),
            reported_at: at,
            taker: taken.then(|| "杨帆".into()),
            taken_at: taken.then_some(at),
            ended_at: ended.then_some(at),
            outcome: if ended { "休息后好转".into() } else { String::new() },
            heard_by: vec!["杨帆".into()],
            may_take: true,
            typed: String::new(),
            wrong,
        };
        vec![
            page(false, false, Wrong::default()),
            page(true, false, Wrong::sample("words", "needed")),
            page(true, true, Wrong::default()),
        ]
    }
}

fn draw_alert(tx: &mut Tx, call: &Call, id: AlertId) -> Result<AlertPage> {
    let row = alerts::seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let named = |person| chart.organisation.person_name(person).to_owned();
    let until = row.taken_at.unwrap_or(call.now);
    Ok(AlertPage {
        id,
        store: chart.organisation.store(row.store_id)?.name.clone(),
        kind: name(&vocabulary()?.situation, &row.kind),
        heard_by: heard_by(&chart, &row, until).into_iter().map(named).collect(),
        who: row.who,
        customer: row.customer_id,
        words: row.words,
        reporter: named(row.reported_by),
        reported_at: row.reported_at,
        taker: row.taken_by.map(named),
        taken_at: row.taken_at,
        ended_at: row.ended_at,
        outcome: row.outcome,
        may_take: call.actor.may_at(TakeComplaints, &kernel::Place::store(row.store_id)),
        typed: String::new(),
        wrong: Wrong::default(),
    })
}

/// `GET /alerts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<AlertId>,
) -> Result<Reply<AlertPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| draw_alert(tx, call, *id)).await?))
}

/// `POST /alerts/{id}/taker`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    At(id): At<AlertId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| alerts::take(tx, call, *id)).await?;
    Ok(Done::at(format!("/alerts/{id}")).saying("complaint.alert.taken"))
}

/// `POST /alerts/{id}/outcome`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<AlertId>,
    Payload(form): Payload<NoteForm>,
) -> Result<Answer<AlertPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| alerts::end(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/alerts/{id}")).saying("complaint.alert.ended").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| draw_alert(tx, call, *id)).await?;
            again(refused, |wrong| AlertPage { wrong, typed: form.words, ..page })
        }
    }
}
