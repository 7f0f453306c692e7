//! The rows behind the records' figures, as lists.

use askama::Template;
use axum::extract::State;
use kernel::{Id, Result, Scope, StoreId};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Choice, Failure, ListPlace, Listing, Reply, Say, Table, TableCell, View, filters};

use kernel::Permission::ViewSales;

use crate::kind::{LineKind, Means};
use crate::share::Journal;
use crate::store::{self, EarnedLine, PaidLine, SoldLine, TicketLine};
use crate::wish::Deal;

/// Of which store and of whom one may see the sales; nought stands for all.
pub(super) fn sight(call: &Call) -> (i64, i64) {
    let own: Option<StoreId> = call.actor.holdings.iter().find_map(|held| held.store);
    match call.actor.scope(ViewSales) {
        Some(Scope::Centre) => (0, 0),
        Some(Scope::Store) => (own.map_or(-1, Id::get), 0),
        _ => (own.map_or(-1, Id::get), call.actor.person.get()),
    }
}

/// The settled tickets.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/tickets.html")]
pub struct TicketsPage {
    rows: Vec<TicketLine>,
    list: ListPlace,
}

impl View for TicketsPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.tickets.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &TicketLine| -> Vec<TableCell> {
            vec![
                line.number.clone().into(),
                line.day.into(),
                line.store.clone().into(),
                line.customer.clone().into(),
                line.words.clone().into(),
                line.total.into(),
                line.by.clone().into(),
                line.at.into(),
            ]
        };
        let keys =
            ["ticket.number", "day", "store", "ticket.customer", "ticket.lines", "line.amount", "by", "at"];
        Some(table("tickets", say, &keys, self.rows.iter().map(row)))
    }

    fn samples() -> Vec<Self> {
        let line = TicketLine {
            id: Id::of(7),
            number: "1-20261124-1-0007".into(),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            customer: Some("王芳".into()),
            words: "深层补水护理".into(),
            total: kernel::Money::fen(298_00).unwrap_or_default(),
            by: "唐糖".into(),
            at: Some(kernel::Instant::from_millis(1_795_484_000_000)),
            reverses: None,
        };
        let back =
            TicketLine { customer: None, reverses: Some(Id::of(7)), total: -line.total, ..line.clone() };
        let page = |rows| TicketsPage { rows, list: ListPlace::sample() };
        vec![page(vec![line, back]), page(vec![])]
    }
}

fn table<T>(name: &str, say: Say, keys: &[&str], rows: impl Iterator<Item = T>) -> Table
where
    T: Into<Vec<TableCell>>,
{
    Table {
        name: name.to_owned(),
        columns: keys.iter().map(|key| say.t(&format!("sales.{key}"))).collect(),
        rows: rows.map(Into::into).collect(),
    }
}

/// `GET /tickets`
pub async fn tickets(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<TicketsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight(call);
        let page = store::TICKETS.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        Ok(TicketsPage { list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}

/// The lines of settled tickets.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/lines.html")]
pub struct LinesPage {
    rows: Vec<SoldLine>,
    list: ListPlace,
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    deals: Vec<Choice>,
}

impl View for LinesPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.rows.lines")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &SoldLine| -> Vec<TableCell> {
            vec![
                line.number.clone().into(),
                line.day.into(),
                say.t(&line.kind.title()).into(),
                line.words.clone().into(),
                line.count.into(),
                line.list.into(),
                line.amount.into(),
                line.money.into(),
                line.owed.into(),
                say.t(&format!("sales.deal.{}", line.deal.code())).into(),
                line.why.clone().into(),
            ]
        };
        let keys = [
            "ticket.number",
            "day",
            "line.kind",
            "line.item",
            "line.count",
            "line.list",
            "line.amount",
            "line.money",
            "line.owed",
            "line.deal",
            "line.why",
        ];
        Some(table("lines", say, &keys, self.rows.iter().map(row)))
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| kernel::Money::fen(fen).unwrap_or_default();
        let line = SoldLine {
            ticket_id: Id::of(7),
            number: "1-20261124-1-0007".into(),
            day: jiff::civil::date(2026, 11, 24),
            kind: LineKind::Treatment,
            words: "深层补水护理".into(),
            deal: Deal::Discount,
            why: "熟客".into(),
            count: 1,
            list: fen(298_00),
            amount: fen(268_00),
            money: fen(200_00),
            owed: fen(68_00),
        };
        let page = |rows| LinesPage { rows, list: ListPlace::sample(), kinds: vec![], deals: vec![] };
        vec![page(vec![line]), page(vec![])]
    }
}

/// `GET /records/lines`
pub async fn lines(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<LinesPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight(call);
        let page = store::LINES.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        Ok(LinesPage {
            list: listing.place(&page),
            rows: page.rows,
            kinds: LineKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.title())).collect(),
            deals: Deal::ALL
                .iter()
                .map(|deal| Choice::new(deal.code(), format!("sales.deal.{}", deal.code())))
                .collect(),
        })
    });
    Ok(Reply(page.await?))
}

/// What tickets were paid with.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/tenders.html")]
pub struct TendersPage {
    rows: Vec<PaidLine>,
    list: ListPlace,
    #[serde(skip)]
    means: Vec<Choice>,
}

impl View for TendersPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.rows.tenders")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &PaidLine| -> Vec<TableCell> {
            vec![
                line.number.clone().into(),
                line.day.into(),
                say.t(&line.means.title()).into(),
                line.amount.into(),
                line.reference.clone().into(),
                line.customer.clone().into(),
            ]
        };
        let keys =
            ["ticket.number", "day", "tender.means", "tender.amount", "tender.reference", "ticket.customer"];
        Some(table("tenders", say, &keys, self.rows.iter().map(row)))
    }

    fn samples() -> Vec<Self> {
        let line = PaidLine {
            ticket_id: Id::of(7),
            number: "1-20261124-1-0007".into(),
            day: jiff::civil::date(2026, 11, 24),
            means: Means::WeChat,
            amount: kernel::Money::fen(268_00).unwrap_or_default(),
            reference: "4200001".into(),
            customer: Some("王芳".into()),
        };
        let page = |rows| TendersPage { rows, list: ListPlace::sample(), means: vec![] };
        vec![page(vec![line]), page(vec![])]
    }
}

/// `GET /records/tenders`
pub async fn tenders(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<TendersPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight(call);
        let page = store::TENDERS.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        Ok(TendersPage {
            list: listing.place(&page),
            rows: page.rows,
            means: Means::ALL.iter().map(|means| Choice::new(means.code(), means.title())).collect(),
        })
    });
    Ok(Reply(page.await?))
}

/// The journals of performance.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/shares.html")]
pub struct SharesPage {
    rows: Vec<EarnedLine>,
    list: ListPlace,
    #[serde(skip)]
    journals: Vec<Choice>,
    #[serde(skip)]
    people: Vec<Choice>,
}

impl View for SharesPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.rows.shares")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &EarnedLine| -> Vec<TableCell> {
            vec![
                line.number.clone().into(),
                line.day.into(),
                say.t(&format!("sales.journal.{}", line.journal.code())).into(),
                line.person.clone().into(),
                say.t(&line.kind.title()).into(),
                line.words.clone().into(),
                line.weight.into(),
                line.amount.into(),
                line.count.into(),
            ]
        };
        let keys = [
            "ticket.number",
            "day",
            "journal.title",
            "person",
            "line.kind",
            "line.item",
            "weight",
            "line.amount",
            "line.count",
        ];
        Some(table("performance", say, &keys, self.rows.iter().map(row)))
    }

    fn samples() -> Vec<Self> {
        let line = EarnedLine {
            ticket_id: Id::of(7),
            number: "1-20261124-1-0007".into(),
            day: jiff::civil::date(2026, 11, 24),
            journal: Journal::Cash,
            person: Some("林晓彤".into()),
            kind: LineKind::Package,
            words: "补水疗程".into(),
            weight: 60,
            amount: kernel::Money::fen(720_00).unwrap_or_default(),
            count: 1,
        };
        let house = EarnedLine { person: None, ..line.clone() };
        let page = |rows| SharesPage { rows, list: ListPlace::sample(), journals: vec![], people: vec![] };
        vec![page(vec![line, house]), page(vec![])]
    }
}

/// `GET /records/shares`
pub async fn shares(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<SharesPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight(call);
        let page = store::SHARES.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        let organisation = org::organisation(tx, call)?;
        let everybody = organisation.people.values().filter(|one| person == 0 || one.id == call.actor.person);
        Ok(SharesPage {
            list: listing.place(&page),
            rows: page.rows,
            journals: Journal::ALL
                .iter()
                .map(|journal| Choice::new(journal.code(), format!("sales.journal.{}", journal.code())))
                .collect(),
            people: everybody.map(|person| Choice::new(person.id, person.name.clone())).collect(),
        })
    });
    Ok(Reply(page.await?))
}
