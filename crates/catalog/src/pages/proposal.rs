use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Instant, Money, Permission, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::may;
use super::seen::ContentView;
use crate::offer::{OfferId, OfferKind};
use crate::proposal::{
    Decision, ProposalId, ProposalKind, State as Standing, TrialVerdict, margin, may_approve, percent,
};
use crate::propose::{self, DecisionForm, PublishForm, TrialForm};
use crate::store;

/// A trial in the house.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrialView {
    day: BusinessDate,
    verdict: TrialVerdict,
    result: String,
    by: String,
}

/// A proposal with all that happened to it, and what can be done with it now.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/proposal.html")]
pub struct ProposalPage {
    id: ProposalId,
    kind: ProposalKind,
    offer_kind: OfferKind,
    offer: Option<OfferId>,
    number: String,
    name: Words,
    content: ContentView,
    price: Option<Money>,
    member_price: Option<Money>,
    /// The prices that hold now, where there is such a thing already.
    price_now: Option<Money>,
    cost: Money,
    margin: Option<String>,
    why: String,
    whom: String,
    risk: String,
    state: Standing,
    by: String,
    at: Instant,
    trials: Vec<TrialView>,
    decided_by: Option<String>,
    decided_at: Option<Instant>,
    decision: Option<Decision>,
    decision_note: String,
    published_by: Option<String>,
    published_at: Option<Instant>,
    from_day: Option<BusinessDate>,
    today: BusinessDate,
    /// Must it be tried before it can be approved?
    needs_trial: bool,
    is_mine: bool,
    may_decide: bool,
    #[serde(skip)]
    trial: TrialForm,
    #[serde(skip)]
    deciding: DecisionForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ProposalPage {
    fn is_open(&self) -> bool {
        self.state == Standing::Open
    }

    fn may_publish(&self) -> bool {
        self.may_decide && self.state == Standing::Approved
    }
}

impl View for ProposalPage {
    fn title(&self, say: Say) -> String {
        let what = say.t(&self.kind.key());
        format!("{what} {} {}", self.number, self.name.read(say.0))
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let page = |kind, content| ProposalPage {
            id: ProposalId::of(4),
            kind,
            offer_kind: OfferKind::Treatment,
            offer: None,
            number: "F002".into(),
            name: Words::new("深层补水护理", "Deep moisture facial"),
            content,
            price: Money::fen(298_00).ok(),
            member_price: Money::fen(258_00).ok(),
            price_now: None,
            cost: Money::fen(36_20).unwrap_or_default(),
            margin: Some(percent(8785)),
            why: "秋冬换季".into(),
            whom: "皮肤干燥的顾客".into(),
            risk: "先做耳后测试".into(),
            state: Standing::Open,
            by: "周敏".into(),
            at,
            trials: vec![],
            decided_by: None,
            decided_at: None,
            decision: None,
            decision_note: String::new(),
            published_by: None,
            published_at: None,
            from_day: None,
            today: jiff::civil::date(2026, 11, 24),
            needs_trial: true,
            is_mine: true,
            may_decide: false,
            trial: TrialForm::default(),
            deciding: DecisionForm::default(),
            wrong: Wrong::default(),
        };
        let contents = ContentView::samples();
        let mut pages: Vec<ProposalPage> = ProposalKind::ALL
            .iter()
            .zip(contents)
            .map(|(kind, content)| ProposalPage { offer: Some(OfferId::of(2)), ..page(*kind, content) })
            .collect();
        let tried = |verdict| TrialView {
            day: jiff::civil::date(2026, 11, 20),
            verdict,
            result: "补水明显".into(),
            by: "蒋怡".into(),
        };
        let decided = |decision| ProposalPage {
            trials: TrialVerdict::ALL.iter().map(|verdict| tried(*verdict)).collect(),
            decided_by: Some("许雅琴".into()),
            decided_at: Some(at),
            decision: Some(decision),
            decision_note: "先在静安店推".into(),
            may_decide: true,
            is_mine: false,
            needs_trial: false,
            price_now: Money::fen(268_00).ok(),
            ..page(ProposalKind::Price, ContentView::default())
        };
        let approved = || ProposalPage { state: Standing::Approved, ..decided(Decision::Approved) };
        pages.extend([
            ProposalPage {
                may_decide: true,
                is_mine: false,
                ..page(ProposalKind::Add, ContentView::default())
            },
            ProposalPage {
                wrong: Wrong::sample("result", "needed"),
                ..page(ProposalKind::Add, ContentView::default())
            },
            approved(),
            ProposalPage { state: Standing::Refused, ..decided(Decision::Refused) },
            ProposalPage {
                state: Standing::TakenBack,
                ..page(ProposalKind::Withdraw, ContentView::default())
            },
            ProposalPage {
                state: Standing::Published,
                published_by: Some("许雅琴".into()),
                published_at: Some(at),
                from_day: Some(jiff::civil::date(2026, 12, 1)),
                offer: Some(OfferId::of(2)),
                ..approved()
            },
        ]);
        pages
    }
}

fn page(tx: &mut Tx, call: &Call, id: ProposalId) -> Result<ProposalPage> {
    let row = store::proposal(tx, id)?;
    let chart = org::today(tx, call)?;
    let name = |person| chart.organisation.person_name(person).to_owned();
    let trials = store::trials(tx, id)?;
    let verdicts: Vec<TrialVerdict> = trials.iter().map(|trial| trial.verdict).collect();
    let price_now = row.offer_id.map(|offer| store::newest_price(tx, offer)).transpose()?.flatten();
    let proposed = row.proposed()?;
    Ok(ProposalPage {
        id,
        kind: row.kind,
        offer_kind: row.offer_kind,
        offer: row.offer_id,
        state: row.state(),
        needs_trial: may_approve(row.kind, row.offer_kind, &verdicts).is_err(),
        content: ContentView::of(tx, call, proposed.content)?,
        name: proposed.name,
        price_now: price_now.map(|price| price.price).filter(|_| row.published_at.is_none()),
        margin: margin(row.price, row.cost).map(percent),
        number: row.number,
        price: row.price,
        member_price: row.member_price,
        cost: row.cost,
        why: row.why,
        whom: row.whom,
        risk: row.risk,
        by: name(row.proposed_by),
        at: row.proposed_at,
        trials: trials
            .into_iter()
            .map(|trial| TrialView {
                day: trial.day,
                verdict: trial.verdict,
                result: trial.result,
                by: name(trial.tried_by),
            })
            .collect(),
        decided_by: row.decided_by.map(name),
        decided_at: row.decided_at,
        decision: row.decision,
        decision_note: row.decision_note,
        published_by: row.published_by.map(name),
        published_at: row.published_at,
        from_day: row.from_day,
        today: chart.day,
        is_mine: row.proposed_by == call.actor.person,
        may_decide: may(call, Permission::DecideCatalog) && row.proposed_by != call.actor.person,
        trial: TrialForm::default(),
        deciding: DecisionForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /proposals/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ProposalId>,
) -> Result<Reply<ProposalPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

fn here(id: ProposalId) -> Done {
    Done::at(format!("/proposals/{id}"))
}

/// `POST /proposals/{id}/trials`
pub async fn try_out(
    State(app): State<App>,
    By(by): By,
    At(id): At<ProposalId>,
    Payload(form): Payload<TrialForm>,
) -> Result<Answer<ProposalPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| propose::try_out(tx, call, *id, form)).await {
        Ok(()) => Ok(here(id).saying("catalog.proposal_page.tried").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ProposalPage { trial: input.1, wrong, ..page })
        }
    }
}

/// `POST /proposals/{id}/decision`
pub async fn decide(
    State(app): State<App>,
    By(by): By,
    At(id): At<ProposalId>,
    Payload(form): Payload<DecisionForm>,
) -> Result<Answer<ProposalPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| propose::decide(tx, call, *id, form)).await {
        Ok(()) => Ok(here(id).saying("catalog.proposal_page.decided").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ProposalPage { deciding: input.1, wrong, ..page })
        }
    }
}

/// `POST /proposals/{id}/publication`
pub async fn publish(
    State(app): State<App>,
    By(by): By,
    At(id): At<ProposalId>,
    Payload(form): Payload<PublishForm>,
) -> Result<Answer<ProposalPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| propose::publish(tx, call, *id, form)).await {
        Ok(offer) => Ok(Done::created(format!("/offers/{offer}"), offer)
            .saying("catalog.proposal_page.published")
            .into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ProposalPage { wrong, ..page })
        }
    }
}

/// `POST /proposals/{id}/withdrawal`
pub async fn take_back(
    State(app): State<App>,
    By(by): By,
    At(id): At<ProposalId>,
    Payload(_): Payload<Nothing>,
) -> Result<Answer<ProposalPage>, Failure> {
    match app.act(&by, &id, |tx, call, id| propose::take_back(tx, call, *id)).await {
        Ok(()) => Ok(here(id).saying("catalog.proposal_page.taken_back").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ProposalPage { wrong, ..page })
        }
    }
}
