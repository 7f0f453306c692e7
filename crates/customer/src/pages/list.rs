use askama::Template;
use axum::extract::State;
use db::list::{Filter, Shape, Sort};
use kernel::Permission::{EditCustomers, ViewCustomers};
use kernel::{BusinessDate, Id, Instant, Scope};
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::{Pick, people_picks, source_picks};
use crate::proof::NEW;
use crate::{Brief, CustomerId, search};

db::record! {
    /// A customer in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct CustomerLine {
        /// Key.
        pub id: CustomerId,
        /// The number of her file.
        pub number: i64,
        /// Name.
        pub name: String,
        /// The last four digits of her telephone number.
        pub phone_end: Option<String>,
        /// Her consultant.
        pub consultant: Option<String>,
        /// Her therapist.
        pub therapist: Option<String>,
        /// The channel by which she came.
        pub source: Option<String>,
        /// The day on which the file was opened.
        pub opened_on: BusinessDate,
        /// When somebody last looked it through.
        pub checked_at: Instant,
        /// What it lacks.
        pub lacks: String,
    }
}

db::listing! {
    /// The customers of all stores, or of `$1`.
    pub(crate) static CUSTOMERS: CustomerLine = Shape {
        select: "c.id, c.number, c.name, c.phone_end, a.name AS consultant, b.name AS therapist, c.source, c.opened_on, \
                 c.checked_at, c.lacks",
        from: "customer c LEFT JOIN person a ON a.id = c.consultant_id LEFT JOIN person b ON b.id = c.therapist_id",
        only: "(c.store_id = $1 OR $1 = 0) AND c.merged_into IS NULL AND c.erased_at IS NULL",
        key: "c.id",
        sorts: &[
            Sort::int("number", "c.number"),
            Sort::text("name", "c.name"),
            Sort::text("opened_on", "c.opened_on"),
            Sort::int("checked_at", "c.checked_at"),
        ],
        filters: &[
            Filter::int("consultant", "c.consultant_id = ?"),
            Filter::int("therapist", "c.therapist_id = ?"),
            Filter::text("source", "c.source = ?"),
            Filter::day("from", "c.opened_on >= ?"),
            Filter::day("until", "c.opened_on <= ?"),
            Filter::int("checked_before", "c.checked_at < ?"),
            Filter::flag("missing", "c.lacks <> ''"),
            Filter::flag("ownerless", "c.consultant_id IS NULL"),
        ],
    };
}

/// The customers.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/customers.html")]
pub struct CustomersPage {
    /// What was typed into the search.
    q: String,
    /// Whom it fits best.
    found: Vec<Brief>,
    rows: Vec<CustomerLine>,
    list: ListPlace,
    people: Vec<Pick>,
    sources: Vec<Pick>,
    may_open: bool,
}

impl CustomersPage {
    fn source(&self, code: &str) -> Option<&kernel::Words> {
        self.sources.iter().find(|pick| pick.value == code).map(|pick| &pick.name)
    }
}

impl CustomerLine {
    /// How many things it lacks.
    fn lacking(&self) -> usize {
        self.lacks.matches(',').count()
    }
}

impl View for CustomersPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.customers")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("customer.list.{key}"));
        let row = |line: &CustomerLine| {
            let source = line.source.as_ref().and_then(|code| self.source(code)).map(|name| name.read(say.0));
            vec![
                line.number.into(),
                line.name.clone().into(),
                line.phone_end.clone().into(),
                line.consultant.clone().into(),
                line.therapist.clone().into(),
                source.into(),
                line.opened_on.into(),
                i64::try_from(line.lacking()).unwrap_or(0).into(),
            ]
        };
        let columns = ["number", "name", "phone", "consultant", "therapist", "source", "opened_on", "lacks"];
        Some(Table {
            name: "customers".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = CustomerLine {
            id: CustomerId::of(1),
            number: 100_001,
            name: "李小燕".into(),
            phone_end: Some("5678".into()),
            consultant: Some("林晓彤".into()),
            therapist: None,
            source: Some("referral".into()),
            opened_on: jiff::civil::date(2026, 9, 1),
            checked_at: Instant::from_millis(1_795_484_000_000),
            lacks: "birthday,skin_type,".into(),
        };
        let page = |rows| CustomersPage {
            q: "lxy".into(),
            found: vec![Brief::sample()],
            rows,
            list: ListPlace::sample(),
            people: vec![Pick::new(5, kernel::Words::new("林晓彤", "林晓彤"))],
            sources: vec![Pick::new("referral", kernel::Words::new("老客介绍", "Brought by a customer"))],
            may_open: true,
        };
        vec![page(vec![line]), page(vec![])]
    }
}

/// `GET /customers`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    mut listing: Listing,
) -> Result<Reply<CustomersPage>, Failure> {
    let q: String = listing.take("q").trim().chars().take(super::find::LONGEST).collect();
    let (page, day, seen) = app
        .look(&by, &(q, listing), |tx, call, (q, listing)| {
            let everywhere = call.actor.scope(ViewCustomers) == Some(Scope::Centre);
            let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
            let store = if everywhere { 0 } else { own };
            let page = CUSTOMERS.page(tx, &listing.ask_newest_first(), db::args![store])?;
            let chart = org::today(tx, call)?;
            let seen = looks::seen(tx, call.actor.person, chart.day, NEW)?;
            let view = CustomersPage {
                found: search(tx, call, q)?,
                q: q.clone(),
                list: listing.place(&page),
                rows: page.rows,
                people: people_picks(&chart.organisation, chart.day),
                sources: source_picks()?,
                may_open: call.actor.may(EditCustomers),
            };
            Ok((view, chart.day, seen))
        })
        .await?;
    looks::keep(&app, seen, by.person, day, NEW);
    Ok(Reply(page))
}
