use askama::Template;
use axum::extract::State;
use kernel::{Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::chart::Seat;
use crate::organisation::Level;
use crate::pages::form::Named;
use crate::pages::parts::{self, PostRef};
use crate::posts::{self};
use crate::store::{self, PostLine};

/// A post in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostInList {
    #[serde(flatten)]
    line: PostLine,
    /// Name.
    name: Words,
    /// Name of its department.
    department_name: Option<Words>,
    /// The post it answers to today.
    superior: Option<PostRef>,
    /// How many seats it has today.
    seats: i64,
    /// On how many of them nobody sits.
    vacant: i64,
    /// Has it ended?
    is_over: bool,
}

/// The posts of the centre.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/posts.html")]
pub struct PostsPage {
    rows: Vec<PostInList>,
    departments: Vec<Named>,
    list: ListPlace,
    may_manage: bool,
}

impl View for PostsPage {
    fn title(&self, say: Say) -> String {
        say.t("org.posts.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns =
            ["code", "name", "department", "level", "superior", "seats", "vacant", "created_on", "ended_on"];
        let row = |row: &PostInList| {
            let read = |words: &Option<Words>| words.as_ref().map(|words| words.read(say.0).to_owned());
            vec![
                row.line.code.clone().into(),
                row.name.read(say.0).into(),
                read(&row.department_name).into(),
                say.t(&format!("org.level.{}", row.line.level.code())).into(),
                read(&row.superior.as_ref().map(|post| post.name.clone())).into(),
                row.seats.into(),
                row.vacant.into(),
                row.line.created_on.into(),
                row.line.ended_on.into(),
            ]
        };
        Some(Table {
            name: "posts".to_owned(),
            columns: columns.map(|key| say.t(&format!("org.posts.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = PostLine {
            id: kernel::Id::of(3),
            code: "greeter".into(),
            name_zh: "前台迎宾".into(),
            name_en: "Greeter".into(),
            department: Some("front-desk".into()),
            level: Level::Store,
            created_on: jiff::civil::date(2026, 1, 1),
            ended_on: None,
        };
        let open = PostInList {
            name: Words::new("前台迎宾", "Greeter"),
            line: line.clone(),
            department_name: Some(Words::new("前台", "Front desk")),
            superior: Some(PostRef::sample()),
            seats: 2,
            vacant: 1,
            is_over: false,
        };
        let over = PostInList {
            line: PostLine { ended_on: Some(jiff::civil::date(2026, 6, 30)), ..line },
            superior: None,
            seats: 0,
            vacant: 0,
            is_over: true,
            ..open.clone()
        };
        let departments = vec![Named::new("front-desk", Words::new("前台", "Front desk"))];
        vec![
            PostsPage { rows: vec![open, over], departments, list: ListPlace::sample(), may_manage: true },
            PostsPage { rows: vec![], departments: vec![], list: ListPlace::sample(), may_manage: false },
        ]
    }
}

pub(super) fn may_manage(call: &Call) -> bool {
    call.actor.may_at(Permission::ManageOrganisation, &Place::centre())
}

/// `GET /posts`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<PostsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let chart = crate::today(tx, call)?;
        let organisation = &chart.organisation;
        let ask = listing.ask();
        let ended = ask.filters.iter().any(|(name, _)| name == "ended");
        let page = store::POSTS.page(tx, &ask, db::args![chart.day, if ended { "" } else { "open" }])?;
        let list = listing.place(&page);
        let seats = chart.seats();
        let count = |keep: &dyn Fn(&Seat) -> bool| {
            i64::try_from(seats.iter().filter(|seat| keep(seat)).count()).unwrap_or(i64::MAX)
        };
        let row = |line: PostLine| PostInList {
            name: Words::new(&line.name_zh, &line.name_en),
            department_name: line
                .department
                .as_deref()
                .map(|code| posts::department_name(organisation, code)),
            superior: chart.superior_post(line.id).map(|post| PostRef::of(organisation, post)),
            seats: count(&|seat| seat.post == line.id),
            vacant: count(&|seat| seat.post == line.id && chart.holders(*seat).is_empty()),
            is_over: line.ended_on.is_some_and(|ended| ended < chart.day),
            line,
        };
        let rows = page.rows.into_iter().map(row).collect();
        Ok(PostsPage {
            rows,
            departments: parts::departments(organisation),
            list,
            may_manage: may_manage(call),
        })
    });
    Ok(Reply(page.await?))
}
