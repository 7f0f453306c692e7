use askama::Template;
use axum::extract::State;
use kernel::{Id, Instant, Money, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::offer::OfferKind;
use crate::proposal::{ProposalId, ProposalKind, State as Standing, margin, percent};
use crate::store::{self, ProposalLine};

impl ProposalLine {
    fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    fn margin(&self) -> String {
        margin(self.price, self.cost).map(percent).unwrap_or_default()
    }
}

/// The proposed changes of the catalogue.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/proposals.html")]
pub struct ProposalsPage {
    rows: Vec<ProposalLine>,
    list: ListPlace,
}

impl View for ProposalsPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.proposals.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |row: &ProposalLine| {
            vec![
                row.number.clone().into(),
                row.name().read(say.0).into(),
                say.t(&row.kind.key()).into(),
                say.t(&row.state.key()).into(),
                row.price.into(),
                row.cost.into(),
                row.proposer.clone().into(),
                row.proposed_at.into(),
                row.from_day.into(),
            ]
        };
        let columns = [
            "catalog.number",
            "catalog.name",
            "catalog.proposals.what",
            "catalog.proposals.state",
            "catalog.price",
            "catalog.cost",
            "catalog.proposals.by",
            "catalog.proposals.at",
            "common.from_day",
        ];
        Some(Table {
            name: "proposals".to_owned(),
            columns: columns.map(|key| say.t(key)).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = |kind, state| ProposalLine {
            id: ProposalId::of(1),
            kind,
            offer_kind: OfferKind::Treatment,
            number: "F001".into(),
            name_zh: "深层补水护理".into(),
            name_en: "Deep moisture facial".into(),
            price: Money::fen(298_00).ok(),
            cost: Money::fen(36_20).unwrap_or_default(),
            proposer: "周敏".into(),
            proposed_at: Instant::from_millis(1_795_484_000_000),
            state,
            from_day: None,
        };
        let kinds = ProposalKind::ALL.iter().cycle().copied();
        let rows = kinds.zip(Standing::ALL).map(|(kind, state)| line(kind, *state)).collect();
        let page = |rows| ProposalsPage { rows, list: ListPlace::sample() };
        vec![page(rows), page(vec![])]
    }
}

/// `GET /proposals`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ProposalsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, _, listing| {
        let page = store::PROPOSALS.page(tx, &listing.ask_newest_first(), &[])?;
        Ok(ProposalsPage { list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}
