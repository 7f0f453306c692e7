use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Instant, Money, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::follow_ups::{CustomerAsked, shown};
use crate::negotiating::{self, RemarkForm, TalkForm};
use crate::sight;
use crate::stage::{Step, Way};
use crate::store::{self, EntryKind, NegotiationId};

/// Something said or remarked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryView {
    kind: EntryKind,
    way: Option<Way>,
    said: String,
    stage: Option<Step>,
    budget: Option<Money>,
    objection: String,
    next_day: Option<BusinessDate>,
    by: String,
    at: Instant,
}

/// A negotiation with all that was said.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/negotiation.html")]
pub struct NegotiationPage {
    id: NegotiationId,
    customer: i64,
    name: String,
    phone_end: Option<String>,
    consultant: String,
    stage: Step,
    need: String,
    budget: Option<Money>,
    objection: String,
    next_day: Option<BusinessDate>,
    opened_day: BusinessDate,
    closed_day: Option<BusinessDate>,
    entries: Vec<EntryView>,
    today: BusinessDate,
    may_talk: bool,
    may_remark: bool,
    #[serde(skip)]
    form: TalkForm,
    #[serde(skip)]
    remark: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl NegotiationPage {
    fn is_late(&self) -> bool {
        self.next_day.is_some_and(|day| day < self.today)
    }
}

impl View for NegotiationPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("care.negotiation.title"), self.name)
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let talk = EntryView {
            kind: EntryKind::Talk,
            way: Some(Way::Visit),
            said: "嫌整套太贵".into(),
            stage: Some(Step::Offer),
            budget: Money::fen(6_000_00).ok(),
            objection: "价格".into(),
            next_day: Some(day),
            by: "林晓彤".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        let note = EntryView {
            kind: EntryKind::Note,
            way: None,
            stage: None,
            budget: None,
            objection: String::new(),
            next_day: None,
            said: "先送一次体验".into(),
            by: "周敏".into(),
            ..talk.clone()
        };
        let open = || NegotiationPage {
            id: NegotiationId::of(3),
            customer: 1,
            name: "李小燕".into(),
            phone_end: Some("5678".into()),
            consultant: "林晓彤".into(),
            stage: Step::Offer,
            need: "改善暗沉".into(),
            budget: Money::fen(6_000_00).ok(),
            objection: "价格".into(),
            next_day: Some(jiff::civil::date(2026, 11, 20)),
            opened_day: day,
            closed_day: None,
            entries: vec![note.clone(), talk.clone()],
            today: day,
            may_talk: true,
            may_remark: true,
            form: <TalkForm as web::Form>::sample(),
            remark: String::new(),
            wrong: Wrong::sample("next_day", "needed"),
        };
        let won = NegotiationPage {
            stage: Step::Won,
            closed_day: Some(day),
            next_day: None,
            budget: None,
            objection: String::new(),
            need: String::new(),
            may_talk: false,
            may_remark: false,
            wrong: Wrong::default(),
            ..open()
        };
        vec![open(), won]
    }
}

fn page(tx: &mut Tx, call: &Call, id: NegotiationId) -> Result<NegotiationPage> {
    let (row, brief) = negotiating::seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let name = |person| chart.organisation.person_name(person).to_owned();
    let entry = |entry: store::EntryRow| EntryView {
        kind: entry.kind,
        way: entry.way,
        said: entry.said,
        stage: entry.stage,
        budget: entry.budget,
        objection: entry.objection,
        next_day: entry.next_day,
        by: name(entry.by_person),
        at: entry.at,
    };
    let entries = store::entries(tx, id)?.into_iter().map(entry).collect();
    let is_open = row.closed_day.is_none();
    let may = |permission| sight::persons(call, permission, row.store_id, Some(row.consultant_id)).is_ok();
    let typed = |money: Money| money.typed();
    Ok(NegotiationPage {
        id,
        customer: row.customer_id.get(),
        name: brief.name,
        phone_end: brief.phone_end,
        consultant: name(row.consultant_id),
        entries,
        today: chart.day,
        may_talk: is_open && may(Permission::CareForCustomers),
        may_remark: may(Permission::DirectCare),
        form: TalkForm {
            stage: row.stage.code().to_owned(),
            need: row.need.clone(),
            budget: row.budget.map(typed).unwrap_or_default(),
            objection: row.objection.clone(),
            next_day: chart.day.saturating_add(3.days()).to_string(),
            ..TalkForm::default()
        },
        stage: row.stage,
        need: row.need,
        budget: row.budget,
        objection: row.objection,
        next_day: row.next_day,
        opened_day: row.opened_day,
        closed_day: row.closed_day,
        remark: String::new(),
        wrong: Wrong::default(),
    })
}

/// `GET /negotiations/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<NegotiationId>,
) -> Result<Reply<NegotiationPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /negotiations/{id}/talks`
pub async fn talk(
    State(app): State<App>,
    By(by): By,
    At(id): At<NegotiationId>,
    Payload(form): Payload<TalkForm>,
) -> Result<Answer<NegotiationPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| negotiating::talk(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/negotiations/{id}")).saying("care.negotiation.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| NegotiationPage { form: input.1, wrong, ..page })
        }
    }
}

/// `POST /negotiations/{id}/remarks`
pub async fn remark(
    State(app): State<App>,
    By(by): By,
    At(id): At<NegotiationId>,
    Payload(form): Payload<RemarkForm>,
) -> Result<Answer<NegotiationPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| negotiating::remark(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(format!("/negotiations/{id}")).saying("care.negotiation.remarked").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| NegotiationPage { remark: input.1.remark, wrong, ..page })
        }
    }
}

/// The form that opens a negotiation.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/negotiate.html")]
pub struct NegotiatePage {
    form: TalkForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for NegotiatePage {
    fn title(&self, say: Say) -> String {
        say.t("care.negotiate.title")
    }

    fn samples() -> Vec<Self> {
        let form = <TalkForm as web::Form>::sample();
        vec![
            NegotiatePage { form, wrong: Wrong::sample("said", "needed") },
            NegotiatePage { form: TalkForm::default(), wrong: Wrong::default() },
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &TalkForm) -> Result<NegotiatePage> {
    let mut form = form.clone();
    form.customer_q = shown(tx, &form.customer, &form.customer_q)?;
    if form.next_day.is_empty() {
        form.next_day = org::today(tx, call)?.day.saturating_add(3.days()).to_string();
    }
    Ok(NegotiatePage { form, wrong: Wrong::default() })
}

/// `GET /negotiations/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<CustomerAsked>,
) -> Result<Reply<NegotiatePage>, Failure> {
    let stage = Step::Contact.code().to_owned();
    let form = TalkForm { customer: asked.customer, stage, ..TalkForm::default() };
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /negotiations`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<TalkForm>,
) -> Result<Answer<NegotiatePage>, Failure> {
    match app.act(&by, &form, negotiating::open).await {
        Ok(id) => Ok(Done::created(format!("/negotiations/{id}"), id).saying("care.negotiation.kept").into()),
        Err(refused) => again(refused, |wrong| NegotiatePage { form, wrong }),
    }
}
