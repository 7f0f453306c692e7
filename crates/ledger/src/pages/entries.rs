use askama::Template;
use axum::extract::State;
use kernel::{Id, Instant, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Choice, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use super::{seen, stores};
use crate::PostingId;
use crate::accounts::accounts;
use crate::store::{self, EntryLine};

/// The entries of the books.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "ledger/entries.html")]
pub struct EntriesPage {
    rows: Vec<EntryLine>,
    list: ListPlace,
    #[serde(skip)]
    accounts: Vec<(String, Words)>,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl EntryLine {
    fn debit(&self) -> Option<Money> {
        Some(self.amount).filter(|amount| *amount > Money::ZERO)
    }

    fn credit(&self) -> Option<Money> {
        Some(-self.amount).filter(|amount| *amount > Money::ZERO)
    }
}

impl EntriesPage {
    /// The account's name.
    fn account(&self, code: &str) -> Words {
        let found = self.accounts.iter().find(|(number, _)| number == code);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

impl View for EntriesPage {
    fn title(&self, say: Say) -> String {
        say.t("ledger.entries.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("ledger.entries.{key}"));
        let row = |line: &EntryLine| -> Vec<TableCell> {
            vec![
                line.day.into(),
                format!("{} {}", line.account, self.account(&line.account).read(say.0)).into(),
                line.words.clone().into(),
                line.debit().into(),
                line.credit().into(),
                line.store.clone().into(),
                line.document.clone().into(),
                line.posting_id.get().into(),
            ]
        };
        let columns = ["day", "account", "words", "debit", "credit", "store", "document", "posting"];
        Some(Table {
            name: "entries".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = EntryLine {
            id: 1,
            posting_id: PostingId::of(7),
            day: Instant::from_millis(1_795_484_000_000).at(&jiff::tz::TimeZone::UTC).date(),
            account: "1001".into(),
            store: "静安店".into(),
            words: "储值 5,000".into(),
            document: "prepaid/cards/3".into(),
            reverses: None,
            amount: Money::fen(5_000_00).unwrap_or_default(),
        };
        let back = EntryLine { id: 2, amount: -line.amount, reverses: Some(line.posting_id), ..line.clone() };
        let page = |rows| EntriesPage {
            rows,
            list: ListPlace::sample(),
            accounts: vec![("1001".into(), Words::new("库存现金", "Cash in hand"))],
            stores: vec![],
        };
        vec![page(vec![line, back]), page(vec![])]
    }
}

/// `GET /ledger/entries`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<EntriesPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let store = seen(call, store::ALL)?;
        let page = store::ENTRIES.page(tx, &listing.ask_newest_first(), db::args![store])?;
        let all = accounts()?.all().iter();
        Ok(EntriesPage {
            list: listing.place(&page),
            rows: page.rows,
            accounts: all.map(|account| (account.code.clone(), account.name.clone())).collect(),
            stores: stores(tx, call)?,
        })
    });
    Ok(Reply(page.await?))
}
