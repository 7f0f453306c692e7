use askama::Template;
use axum::extract::State;
use kernel::{PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::chart::Chart;
use crate::pages::form::Named;
use crate::pages::parts::{self, PostRef, store_name};
use crate::people::{self};
use crate::posts::{self};
use crate::sight;
use crate::store::{self, PersonLine};
use crate::words;

/// A seat somebody sits on, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeatWords {
    pub(super) post: PostRef,
    /// The store's name; none for the whole centre.
    pub(super) store: Option<String>,
    department: Option<Words>,
}

/// A person in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonInList {
    #[serde(flatten)]
    line: PersonLine,
    /// What she holds today.
    seats: Vec<SeatWords>,
    /// Has she left?
    has_left: bool,
    /// Is she yet to come?
    is_coming: bool,
}

/// The people whom one may see.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/people.html")]
pub struct PeoplePage {
    rows: Vec<PersonInList>,
    stores: Vec<Named>,
    departments: Vec<Named>,
    posts: Vec<Named>,
    list: ListPlace,
    may_add: bool,
}

impl PeoplePage {
    fn leavers(&self) -> Vec<Named> {
        ["left", "all"].map(|code| Named::new(code, words::said(&format!("org.people.only_{code}")))).to_vec()
    }
}

impl View for PeoplePage {
    fn title(&self, say: Say) -> String {
        say.t("org.people.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns = ["staff_number", "name", "posts", "store", "department", "joined_on", "left_on"];
        let row = |row: &PersonInList| {
            let each = |of: &dyn Fn(&SeatWords) -> Option<String>| {
                let mut all: Vec<String> = row.seats.iter().filter_map(of).collect();
                all.dedup();
                all.join(&say.t("common.and"))
            };
            vec![
                row.line.staff_number.clone().into(),
                row.line.name.clone().into(),
                each(&|seat| Some(seat.post.name.read(say.0).to_owned())).into(),
                each(&|seat| seat.store.clone()).into(),
                each(&|seat| seat.department.as_ref().map(|name| name.read(say.0).to_owned())).into(),
                row.line.joined_on.into(),
                row.line.left_on.into(),
            ]
        };
        Some(Table {
            name: "people".to_owned(),
            columns: columns.map(|key| say.t(&format!("org.people.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = PersonLine {
            id: kernel::Id::of(7),
            name: "许雅琴".into(),
            staff_number: "0021".into(),
            joined_on: jiff::civil::date(2021, 3, 8),
            left_on: None,
        };
        let seat = SeatWords {
            post: PostRef::sample(),
            store: Some("静安店".into()),
            department: Some(Words::new("前台", "Front desk")),
        };
        let here = PersonInList { line, seats: vec![seat], has_left: false, is_coming: false };
        let left = PersonInList {
            line: PersonLine { left_on: Some(jiff::civil::date(2026, 6, 30)), ..here.line.clone() },
            seats: vec![],
            has_left: true,
            is_coming: false,
        };
        let coming = PersonInList { is_coming: true, seats: vec![], ..here.clone() };
        let choice = || vec![Named::plain("1", "静安店")];
        vec![
            PeoplePage {
                rows: vec![here, left, coming],
                stores: choice(),
                departments: choice(),
                posts: choice(),
                list: ListPlace::sample(),
                may_add: true,
            },
            PeoplePage {
                rows: vec![],
                stores: vec![],
                departments: vec![],
                posts: vec![],
                list: ListPlace::sample(),
                may_add: false,
            },
        ]
    }
}

/// `GET /people`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<PeoplePage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let chart = crate::today(tx, call)?;
        let organisation = &chart.organisation;
        let ask = listing.ask();
        let asked = ask.filters.iter().any(|(name, _)| name == "left");
        let keys = sight::visible(&chart, &call.actor).map(|people| {
            people.iter().map(|person| format!("{person},")).fold(",".to_owned(), |all, key| all + &key)
        });
        let shown = if asked { "" } else { "here" };
        let page = store::PEOPLE.page(tx, &ask, db::args![chart.day, keys.unwrap_or_default(), shown])?;
        let list = listing.place(&page);
        let rows = page.rows.into_iter().map(|line| PersonInList {
            seats: seats(&chart, line.id),
            has_left: line.left_on.is_some_and(|left| left < chart.day),
            is_coming: line.joined_on > chart.day,
            line,
        });
        Ok(PeoplePage {
            rows: rows.collect(),
            stores: parts::stores(organisation, chart.day),
            departments: parts::departments(organisation),
            posts: parts::posts(organisation, chart.day),
            list,
            may_add: people::may_add(call),
        })
    });
    Ok(Reply(page.await?))
}

pub(super) fn seats(chart: &Chart, person: PersonId) -> Vec<SeatWords> {
    let organisation = &chart.organisation;
    let words = |seat: &crate::Seat| SeatWords {
        post: PostRef::of(organisation, seat.post),
        store: store_name(organisation, seat.store),
        department: organisation
            .posts
            .get(&seat.post)
            .and_then(|post| post.department.as_deref())
            .map(|code| posts::department_name(organisation, code)),
    };
    chart.seats_held(person).iter().map(words).collect()
}
