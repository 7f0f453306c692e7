use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::Permission::{DecideRefunds, PayRefunds, ViewPrepaid};
use kernel::{BusinessDate, Error, Instant, Money, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View,
    Wrong, again, filters,
};

use super::seen;
use super::views::CardView;
use super::working::WorkingView;
use crate::card::card;
use crate::law::{Article, article, rules};
use crate::refund::{self, DecisionForm, GiftPolicy, MEANS, PaymentForm};
use crate::sight;
use crate::store::{self, RefundId, RefundLine, RefundRow, Verdict};

/// The refunds.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/refunds.html")]
pub struct RefundsPage {
    rows: Vec<RefundLine>,
    list: ListPlace,
    today: BusinessDate,
}

impl RefundLine {
    /// The key of how it stands.
    fn state(&self) -> &'static str {
        state(self.decision, self.carried_out_at.is_some(), self.paid_on.is_some())
    }

    fn is_late(&self, today: &BusinessDate) -> bool {
        let open = self.paid_on.is_none() && self.decision != Some(Verdict::Refused);
        open && self.due_on < *today
    }

    fn ground_name(&self) -> Words {
        ground(&self.ground)
    }
}

fn ground(code: &str) -> Words {
    let found = rules().ok().and_then(|rules| rules.ground(code));
    found.map(|ground| ground.name.clone()).unwrap_or_else(|| Words::new(code, code))
}

fn state(decision: Option<Verdict>, carried_out: bool, paid: bool) -> &'static str {
    match (decision, carried_out, paid) {
        (_, _, true) => "prepaid.refund.state.paid",
        (Some(Verdict::Refused), ..) => "prepaid.refund.state.refused",
        (_, true, _) => "prepaid.refund.state.due",
        (Some(Verdict::Approved), ..) => "prepaid.refund.state.second",
        (None, ..) => "prepaid.refund.state.asked",
    }
}

impl View for RefundsPage {
    fn title(&self, say: Say) -> String {
        say.t("prepaid.refunds.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("prepaid.refunds.{key}"));
        let row = |line: &RefundLine| {
            vec![
                line.customer.clone().into(),
                line.store.clone().into(),
                line.ground_name().read(say.0).into(),
                line.asked_on.into(),
                line.due_on.into(),
                say.t(line.state()).into(),
                line.amount.into(),
                line.paid_on.into(),
            ]
        };
        let columns = ["customer", "store", "ground", "asked_on", "due_on", "state", "amount", "paid_on"];
        Some(Table {
            name: "refunds".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = |decision, carried_out: bool, paid: bool| RefundLine {
            id: kernel::Id::of(1),
            customer: "李小燕".into(),
            store: "静安店".into(),
            ground: "moved".into(),
            asked_on: jiff::civil::date(2026, 11, 1),
            due_on: jiff::civil::date(2026, 11, 16),
            decision,
            carried_out_at: carried_out.then(Instant::default),
            paid_on: paid.then(|| jiff::civil::date(2026, 11, 10)),
            amount: Money::fen(1_804_59).unwrap_or_default(),
        };
        let rows = vec![
            line(None, false, false),
            line(Some(Verdict::Approved), false, false),
            line(Some(Verdict::Approved), true, false),
            line(Some(Verdict::Approved), true, true),
            line(Some(Verdict::Refused), false, false),
        ];
        let page =
            |rows| RefundsPage { rows, list: ListPlace::sample(), today: jiff::civil::date(2026, 11, 24) };
        vec![page(rows), page(vec![])]
    }
}

/// `GET /prepaid/refunds`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<RefundsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let page =
            store::REFUNDS.page(tx, &listing.ask_newest_first(), db::args![seen(call, ViewPrepaid)?])?;
        Ok(RefundsPage { list: listing.place(&page), rows: page.rows, today: org::today(tx, call)?.day })
    });
    Ok(Reply(page.await?))
}

/// A refund from the request to the money.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/refund.html")]
pub struct RefundPage {
    id: RefundId,
    customer: Brief,
    card: CardView,
    ground: Words,
    /// What the ground's articles say.
    articles: Vec<Article>,
    gifts: GiftPolicy,
    why: String,
    asked_on: BusinessDate,
    asked_by: String,
    due_on: BusinessDate,
    due_article: Article,
    /// The key of how it stands.
    state: &'static str,
    is_late: bool,
    /// As it would be today by each policy; as it was carried out, once it was.
    workings: Vec<WorkingView>,
    /// Above this amount a second post has to agree.
    second_above: Money,
    decision: Option<Verdict>,
    decided_by: Option<String>,
    decided_at: Option<Instant>,
    note: String,
    second_by: Option<String>,
    second_at: Option<Instant>,
    paid_on: Option<BusinessDate>,
    paid_by: Option<String>,
    paid_with: Option<String>,
    #[serde(skip)]
    may_decide: bool,
    #[serde(skip)]
    may_pay: bool,
    #[serde(skip)]
    deciding: DecisionForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl RefundPage {
    fn means(&self) -> Vec<Choice> {
        let way = |role: &ledger::Role| Choice::new(role.code(), format!("prepaid.means.{}", role.code()));
        MEANS.iter().map(way).collect()
    }

    fn paid_key(&self) -> String {
        format!("prepaid.means.{}", self.paid_with.as_deref().unwrap_or("bank"))
    }

    fn has_policies(&self) -> bool {
        self.workings.len() > 1
    }

    fn is_chosen(&self, working: &WorkingView) -> bool {
        match self.deciding.gifts.as_str() {
            "" => working.gifts == self.gifts,
            typed => working.gifts.code() == typed,
        }
    }
}

impl View for RefundPage {
    fn title(&self, say: Say) -> String {
        say.fill("prepaid.refund.title", &[("id", self.id.to_string())])
    }

    fn samples() -> Vec<Self> {
        let Ok(article) = article("penalties-10").cloned() else { return vec![] };
        let page = |card, state, decision, paid: bool| RefundPage {
            id: kernel::Id::of(1),
            customer: Brief::sample(),
            card,
            ground: Words::new("门店搬迁、停业", "The shop moved or closed"),
            articles: vec![article.clone()],
            gifts: GiftPolicy::Counted,
            why: "搬到浦东，太远".into(),
            asked_on: jiff::civil::date(2026, 11, 1),
            asked_by: "唐糖".into(),
            due_on: jiff::civil::date(2026, 11, 16),
            due_article: article.clone(),
            state,
            is_late: !paid,
            workings: WorkingView::samples(),
            second_above: Money::fen(3_000_00).unwrap_or_default(),
            decision,
            decided_by: decision.map(|_| "沈薇".into()),
            decided_at: decision.map(|_| Instant::default()),
            note: "按法院通行算法".into(),
            second_by: decision.map(|_| "陆总".into()),
            second_at: decision.map(|_| Instant::default()),
            paid_on: paid.then(|| jiff::civil::date(2026, 11, 10)),
            paid_by: paid.then(|| "钱多".into()),
            paid_with: paid.then(|| "wechat".into()),
            may_decide: decision.is_none(),
            may_pay: decision.is_some() && !paid,
            deciding: DecisionForm::default(),
            wrong: Wrong::default(),
        };
        let card = || CardView::samples().swap_remove(0);
        vec![
            page(card(), "prepaid.refund.state.asked", None, false),
            page(card(), "prepaid.refund.state.due", Some(Verdict::Approved), false),
            page(card(), "prepaid.refund.state.paid", Some(Verdict::Approved), true),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: RefundId) -> Result<RefundPage> {
    let row = store::refund(tx, id)?;
    let brief = sight::seeing(tx, call, row.customer_id)?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(row.store_id), call.now);
    let card = card(tx, row.bought().ok_or_else(Error::missing)?)?;
    let view = CardView::of(&card, organisation.store(card.store())?.name.clone(), today)?;
    let rules = rules()?;
    let articles = rules.ground(&row.ground).map(|ground| ground.articles.as_slice()).unwrap_or_default();
    let articles = articles.iter().map(|code| article(code).cloned()).collect::<Result<_>>()?;
    let place = Place::store(row.store_id);
    let name = |person: Option<_>| person.map(|person| organisation.person_name(person).to_owned());
    let me = Some(call.actor.person);
    let may_decide = row.is_open()
        && row.asked_by != me
        && row.decided_by != me
        && call.actor.may_at(DecideRefunds, &place);
    let may_pay =
        row.carried_out_at.is_some() && row.paid_on.is_none() && call.actor.may_at(PayRefunds, &place);
    let is_late = row.paid_on.is_none() && row.decision != Some(Verdict::Refused) && row.due_on < today;
    Ok(RefundPage {
        id,
        workings: workings(&row, &card, &view, today)?,
        card: view,
        ground: ground(&row.ground),
        articles,
        gifts: row.gifts,
        why: row.why,
        asked_on: row.asked_on,
        asked_by: name(row.asked_by).unwrap_or_default(),
        due_on: row.due_on,
        due_article: article(&row.due_article)?.clone(),
        state: state(row.decision, row.carried_out_at.is_some(), row.paid_on.is_some()),
        is_late,
        second_above: rules.second_above(today)?,
        decision: row.decision,
        decided_by: name(row.decided_by),
        decided_at: row.decided_at,
        note: row.note,
        second_by: name(row.second_by),
        second_at: row.second_at,
        paid_on: row.paid_on,
        paid_by: name(row.paid_by),
        paid_with: row.paid_with,
        may_decide,
        may_pay,
        deciding: DecisionForm::default(),
        wrong: Wrong::default(),
        customer: brief,
    })
}

fn workings(
    row: &RefundRow,
    card: &crate::card::Card,
    view: &CardView,
    today: BusinessDate,
) -> Result<Vec<WorkingView>> {
    if row.carried_out_at.is_some() {
        return Ok(vec![WorkingView::of(row.gifts, &serde_json::from_str(&row.working)?)?]);
    }
    let ground = rules()?.ground(&row.ground).ok_or_else(Error::missing)?;
    let gifts = view.lines.iter().any(|line| line.gift);
    let policies = GiftPolicy::ALL.iter().filter(|policy| gifts || **policy == row.gifts);
    let of = |policy: &GiftPolicy| {
        WorkingView::of(*policy, &refund::estimate(card, ground, *policy, row.asked_on, today)?)
    };
    policies.map(of).collect()
}

/// `GET /prepaid/refunds/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<RefundId>,
) -> Result<Reply<RefundPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /prepaid/refunds/{id}/decision`
pub async fn decide(
    State(app): State<App>,
    By(by): By,
    At(id): At<RefundId>,
    Payload(form): Payload<DecisionForm>,
) -> Result<Answer<RefundPage>, Failure> {
    let decided =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| refund::decide(tx, call, *id, form)).await;
    match decided {
        Ok(()) => Ok(Done::at(format!("/prepaid/refunds/{id}")).saying("prepaid.refund.decided").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| RefundPage { deciding: form, wrong, ..page })
        }
    }
}

/// `POST /prepaid/refunds/{id}/payment`
pub async fn pay(
    State(app): State<App>,
    By(by): By,
    At(id): At<RefundId>,
    Payload(form): Payload<PaymentForm>,
) -> Result<Answer<RefundPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| refund::pay(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/prepaid/refunds/{id}")).saying("prepaid.refund.paid").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| RefundPage { wrong, ..page })
        }
    }
}
