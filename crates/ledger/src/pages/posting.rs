use askama::Template;
use axum::extract::State;
use kernel::Permission::ViewLedger;
use kernel::{BusinessDate, Id, Instant, Money, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Failure, Reply, Say, View, filters};

use crate::PostingId;
use crate::accounts::accounts;
use crate::store;

/// An entry of a posting.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryView {
    account: String,
    name: Words,
    /// To the debit side.
    debit: Option<Money>,
    /// To the credit side.
    credit: Option<Money>,
}

/// A posting.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "ledger/posting.html")]
pub struct PostingPage {
    id: PostingId,
    day: BusinessDate,
    store: String,
    words: String,
    /// Where its document stands.
    document: String,
    /// Who posted; empty when it was the house itself.
    by: String,
    at: Instant,
    entries: Vec<EntryView>,
    /// What it takes back, and why.
    reverses: Option<PostingId>,
    reason: String,
    /// By what it was taken back.
    reversed_by: Option<PostingId>,
}

impl View for PostingPage {
    fn title(&self, say: Say) -> String {
        say.fill("ledger.posting.title", &[("id", self.id.to_string())])
    }

    fn samples() -> Vec<Self> {
        let amount = Money::fen(5_000_00).ok();
        let entry = |account: &str, zh: &str, debit, credit| EntryView {
            account: account.into(),
            name: Words::new(zh, ""),
            debit,
            credit,
        };
        let page = |reverses, reversed_by| PostingPage {
            id: PostingId::of(7),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            words: "储值".into(),
            document: "prepaid/cards/3".into(),
            by: "唐糖".into(),
            at: Instant::from_millis(1_795_484_000_000),
            entries: vec![entry("1001", "库存现金", amount, None), entry("220501", "合同负债", None, amount)],
            reverses,
            reason: "收错了".into(),
            reversed_by,
        };
        vec![page(None, Some(PostingId::of(9))), page(Some(PostingId::of(3)), None)]
    }
}

/// `GET /ledger/postings/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostingId>,
) -> Result<Reply<PostingPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let row = store::posting(tx, *id)?;
        call.sight(ViewLedger, &Place::store(row.store_id))?;
        let (organisation, chart) = (org::organisation(tx, call)?, accounts()?);
        let entry = |entry: store::EntryRow| EntryView {
            name: chart.by_code(&entry.account).map(|account| account.name.clone()).unwrap_or_default(),
            account: entry.account,
            debit: Some(entry.amount).filter(|amount| *amount > Money::ZERO),
            credit: Some(-entry.amount).filter(|amount| *amount > Money::ZERO),
        };
        Ok(PostingPage {
            id: row.id,
            day: row.day,
            store: organisation.store(row.store_id)?.name.clone(),
            words: row.words,
            document: row.document,
            by: row.posted_by.map(|by| organisation.person_name(by).to_owned()).unwrap_or_default(),
            at: row.posted_at,
            entries: store::entries(tx, row.id)?.into_iter().map(entry).collect(),
            reverses: row.reverses,
            reason: row.reason,
            reversed_by: store::reversal_of(tx, row.id)?,
        })
    });
    Ok(Reply(page.await?))
}
