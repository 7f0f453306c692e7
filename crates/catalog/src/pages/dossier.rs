use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Instant, Money, Permission, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Failure, Reply, Say, Table, View, filters};

use super::seen::ContentView;
use super::{may, sees_costs};
use crate::offer::{OfferId, OfferKind};
use crate::proposal::{ProposalId, ProposalKind, State as Standing, margin, percent};
use crate::propose::current;
use crate::review::{Outcome, ReviewId, due_on};
use crate::store;

/// A price with its days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PriceLine {
    from_day: BusinessDate,
    price: Money,
    member_price: Option<Money>,
}

/// A version with where it came from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VersionLine {
    from_day: BusinessDate,
    name: Words,
    proposal: ProposalId,
}

/// A proposal about the thing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProposalRef {
    id: ProposalId,
    kind: ProposalKind,
    by: String,
    at: Instant,
    state: Standing,
    why: String,
}

/// A look back at the thing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReviewView {
    id: ReviewId,
    from_day: BusinessDate,
    until_day: BusinessDate,
    uses: Option<i64>,
    takings: Option<Money>,
    complaints: Option<i64>,
    margin: Option<String>,
    finding: String,
    decision: Outcome,
    by: String,
}

/// The dossier of a thing: what it is, needs and costs, and how it came to be so.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/dossier.html")]
pub struct OfferPage {
    id: OfferId,
    today: BusinessDate,
    kind: OfferKind,
    number: String,
    name: Words,
    first_day: BusinessDate,
    last_day: Option<BusinessDate>,
    withdrawn_why: String,
    /// As it is on the newest version's first day, which may still come.
    content: ContentView,
    prices: Vec<PriceLine>,
    versions: Vec<VersionLine>,
    /// What one costs the house; empty for whoever is not to see it.
    cost: Option<Money>,
    margin: Option<String>,
    proposals: Vec<ProposalRef>,
    reviews: Vec<ReviewView>,
    /// When it is to be looked at again.
    due_on: Option<BusinessDate>,
    may_propose: bool,
    may_pass: bool,
}

impl OfferPage {
    /// The price that holds today.
    fn price(&self) -> Option<&PriceLine> {
        self.prices.iter().find(|price| price.from_day <= self.today).or_else(|| self.prices.last())
    }

    fn is_due(&self) -> bool {
        self.due_on.is_some_and(|day| day <= self.today)
    }

    fn is_gone(&self) -> bool {
        self.last_day.is_some_and(|day| day < self.today)
    }

    /// Can a change of it be proposed?
    fn is_open(&self) -> bool {
        self.may_propose && self.last_day.is_none()
    }
}

impl View for OfferPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", self.number, self.name.read(say.0))
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &PriceLine| vec![line.from_day.into(), line.price.into(), line.member_price.into()];
        let columns = ["common.from_day", "catalog.price", "catalog.member_price"];
        Some(Table {
            name: format!("prices-{}", self.number),
            columns: columns.map(|key| say.t(key)).to_vec(),
            rows: self.prices.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 1, 1);
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let page = |kind, content| OfferPage {
            id: OfferId::of(2),
            today: jiff::civil::date(2026, 11, 24),
            kind,
            number: "F002".into(),
            name: Words::new("深层补水护理", "Deep moisture facial"),
            first_day: day,
            last_day: None,
            withdrawn_why: String::new(),
            content,
            prices: vec![
                PriceLine {
                    from_day: jiff::civil::date(2026, 12, 1),
                    price: fen(318_00),
                    member_price: None,
                },
                PriceLine { from_day: day, price: fen(298_00), member_price: Some(fen(258_00)) },
            ],
            versions: vec![VersionLine {
                from_day: day,
                name: Words::new("深层补水护理", ""),
                proposal: ProposalId::of(4),
            }],
            cost: Some(fen(36_20)),
            margin: Some(percent(8785)),
            proposals: vec![ProposalRef {
                id: ProposalId::of(9),
                kind: ProposalKind::Price,
                by: "周敏".into(),
                at: Instant::from_millis(1_795_484_000_000),
                state: Standing::Open,
                why: "精华涨价".into(),
            }],
            reviews: vec![ReviewView {
                id: ReviewId::of(1),
                from_day: day,
                until_day: jiff::civil::date(2026, 3, 31),
                uses: Some(120),
                takings: Some(fen(30_000_00)),
                complaints: None,
                margin: Some(percent(8785)),
                finding: "复购稳定".into(),
                decision: Outcome::Keep,
                by: "周敏".into(),
            }],
            due_on: Some(jiff::civil::date(2026, 6, 29)),
            may_propose: true,
            may_pass: true,
        };
        use OfferKind::{Instrument, Plan, Product, Promotion, Treatment};
        let kinds = [Treatment, Promotion, Product, Plan, Instrument];
        let mut pages: Vec<OfferPage> = kinds
            .into_iter()
            .zip(ContentView::samples())
            .map(|(kind, content)| page(kind, content))
            .collect();
        pages.push(OfferPage {
            last_day: Some(jiff::civil::date(2026, 6, 30)),
            withdrawn_why: "少有人做".into(),
            cost: None,
            margin: None,
            proposals: vec![],
            reviews: vec![],
            due_on: None,
            may_propose: false,
            ..page(Treatment, ContentView::default())
        });
        pages
    }
}

/// `GET /offers/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferId>,
) -> Result<Reply<OfferPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let (offer, now) = current(tx, call, *id)?;
        let chart = org::today(tx, call)?;
        let name = |person| chart.organisation.person_name(person).to_owned();
        let costs = sees_costs(call);
        let (prices, versions) = (store::prices(tx, *id)?, store::versions(tx, *id)?);
        let looks = store::reviews(tx, *id)?;
        let every = store::review_days(tx, offer.kind, chart.day)?;
        let last = looks.first().map(|look| look.until_day);
        let due_on = every.map(|days| due_on(offer.first_day, last, days)).transpose()?;
        let may_propose = may(call, Permission::ProposeCatalog);
        let proposals = if may_propose { store::proposals_of(tx, *id)? } else { vec![] };
        Ok(OfferPage {
            id: *id,
            today: chart.day,
            kind: offer.kind,
            number: offer.number,
            name: now.name,
            first_day: offer.first_day,
            due_on: due_on.filter(|_| may_propose && offer.last_day.is_none()),
            last_day: offer.last_day,
            withdrawn_why: offer.withdrawn_why,
            content: ContentView::of(tx, call, now.content)?,
            prices: prices
                .into_iter()
                .map(|row| PriceLine {
                    from_day: row.from_day,
                    price: row.price,
                    member_price: row.member_price,
                })
                .collect(),
            versions: versions
                .into_iter()
                .map(|row| VersionLine {
                    from_day: row.from_day,
                    name: row.name(),
                    proposal: row.proposal_id,
                })
                .collect(),
            cost: Some(now.cost).filter(|_| costs),
            margin: margin(now.price, now.cost).filter(|_| costs).map(percent),
            proposals: proposals
                .into_iter()
                .map(|row| ProposalRef {
                    id: row.id,
                    kind: row.kind,
                    by: name(row.proposed_by),
                    at: row.proposed_at,
                    state: row.state(),
                    why: row.why,
                })
                .collect(),
            reviews: if costs {
                looks
                    .into_iter()
                    .map(|row| ReviewView {
                        id: row.id,
                        from_day: row.from_day,
                        until_day: row.until_day,
                        uses: row.uses,
                        takings: row.takings,
                        complaints: row.complaints,
                        margin: row.margin.map(percent),
                        finding: row.finding,
                        decision: row.decision,
                        by: name(row.reviewed_by),
                    })
                    .collect()
            } else {
                vec![]
            },
            may_propose,
            may_pass: call.actor.may(Permission::PassSkills),
        })
    });
    Ok(Reply(page.await?))
}
