use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Permission, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::following::{self, FollowUpForm};
use crate::sight;
use crate::stage::{Outcome, Stage};
use crate::store::{self, FollowUpId, FollowUpLine};

impl FollowUpLine {
    /// Where it is dealt with: a talk's date in its negotiation, everything else by itself.
    pub(super) fn href(&self) -> String {
        match self.negotiation_id {
            Some(id) => format!("/negotiations/{id}"),
            None => format!("/follow-ups/{}", self.id),
        }
    }

    /// The one of an example.
    pub(super) fn sample() -> FollowUpLine {
        FollowUpLine {
            id: FollowUpId::of(1),
            customer_id: Id::of(1),
            customer: "李小燕".into(),
            phone_end: Some("5678".into()),
            stage: Stage::After,
            due_day: jiff::civil::date(2026, 11, 24),
            owner: Some("林晓彤".into()),
            topic: "问护理后的反应".into(),
            done_day: None,
            outcome: None,
            said: String::new(),
            next_day: None,
            negotiation_id: None,
        }
    }
}

/// Follow-ups as a table.
pub(super) fn table(name: &str, lines: &[&FollowUpLine], say: Say) -> Table {
    let row = |line: &&FollowUpLine| {
        vec![
            line.due_day.into(),
            line.customer.clone().into(),
            say.t(&line.stage.key()).into(),
            line.topic.clone().into(),
            line.owner.clone().into(),
            line.done_day.into(),
            line.outcome.map(|outcome| say.t(&outcome.key())).into(),
            line.said.clone().into(),
            line.next_day.filter(|_| line.done_day.is_some()).into(),
        ]
    };
    let columns =
        ["due_day", "customer", "stage_is", "topic", "owner", "done_day", "outcome_is", "said", "next_day"];
    Table {
        name: name.to_owned(),
        columns: columns.map(|key| say.t(&format!("care.follow_up.{key}"))).to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}

/// All follow-ups that the reader sees.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/follow_ups.html")]
pub struct FollowUpsPage {
    rows: Vec<FollowUpLine>,
    list: ListPlace,
    /// May the reader set what is followed up by itself?
    may_direct: bool,
}

impl View for FollowUpsPage {
    fn title(&self, say: Say) -> String {
        say.t("care.follow_ups.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        Some(table("follow-ups", &self.rows.iter().collect::<Vec<_>>(), say))
    }

    fn samples() -> Vec<Self> {
        let done = |outcome: &Outcome| FollowUpLine {
            done_day: Some(jiff::civil::date(2026, 11, 24)),
            outcome: Some(*outcome),
            said: "下周再约".into(),
            next_day: Some(jiff::civil::date(2026, 12, 1)),
            ..FollowUpLine::sample()
        };
        let rows = Outcome::ALL.iter().map(done).chain([FollowUpLine::sample()]).collect();
        let page = |rows| FollowUpsPage { rows, list: ListPlace::sample(), may_direct: true };
        vec![page(rows), page(vec![])]
    }
}

/// `GET /follow-ups`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<FollowUpsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight::seen(call, Permission::ViewCare);
        let page = store::FOLLOW_UPS.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        let may_direct = call.actor.may(Permission::DirectCare);
        Ok(FollowUpsPage { list: listing.place(&page), rows: page.rows, may_direct })
    });
    Ok(Reply(page.await?))
}

/// Of which customer something is asked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerAsked {
    /// Key of the customer.
    pub customer: String,
}

/// The form of a follow-up.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/plan.html")]
pub struct PlanPage {
    form: FollowUpForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for PlanPage {
    fn title(&self, say: Say) -> String {
        say.t("care.plan.title")
    }

    fn samples() -> Vec<Self> {
        let page = |form, wrong| PlanPage { form, wrong };
        let form = <FollowUpForm as web::Form>::sample();
        vec![page(form, Wrong::sample("topic", "needed")), page(FollowUpForm::default(), Wrong::default())]
    }
}

/// What stands in a picker of somebody chosen.
pub(super) fn shown(tx: &mut Tx, chosen: &str, typed: &str) -> Result<String> {
    match chosen.trim().parse() {
        Ok(id) => Ok(customer::brief(tx, id)?.name),
        Err(_) => Ok(typed.to_owned()),
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &FollowUpForm) -> Result<PlanPage> {
    let mut form = form.clone();
    form.customer_q = shown(tx, &form.customer, &form.customer_q)?;
    if form.due_day.is_empty() {
        let today: BusinessDate = org::today(tx, call)?.day;
        form.due_day = today.saturating_add(3.days()).to_string();
    }
    Ok(PlanPage { form, wrong: Wrong::default() })
}

/// `GET /follow-ups/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<CustomerAsked>,
) -> Result<Reply<PlanPage>, Failure> {
    let form = FollowUpForm { customer: asked.customer, ..FollowUpForm::default() };
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /follow-ups`
pub async fn plan(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<FollowUpForm>,
) -> Result<Answer<PlanPage>, Failure> {
    match app.act(&by, &form, following::plan).await {
        Ok(id) => Ok(Done::created("/care", id).saying("care.plan.done").into()),
        Err(refused) => again(refused, |wrong| PlanPage { form, wrong }),
    }
}
