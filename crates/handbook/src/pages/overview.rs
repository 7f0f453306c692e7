use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, Nothing, Reply, Say, View, filters};

use super::seen::{VersionShown, built, seen};
use crate::book::{Book, Post};
use crate::check::{Report, check};
use crate::edit::may_edit;
use crate::shipped::shipped;
use crate::store;
use crate::version::{Standing, newest};

/// The handbook in force: its posts, its clauses, its versions.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/overview.html")]
pub struct OverviewPage {
    /// The version in force.
    version: Option<VersionShown>,
    /// Posts by department; those above all come first.
    groups: Vec<Group>,
    /// How far the clauses are answered.
    report: Report,
    /// A version to come, and the draft.
    ahead: Vec<VersionShown>,
    /// The program has brought a newer handbook than the centre's is made from: its version.
    release: Option<String>,
    may_edit: bool,
}

/// The posts of a department.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// The department; none for posts above all.
    name: Option<Words>,
    /// What it is there for.
    purpose: Option<Words>,
    posts: Vec<PostLine>,
}

/// A post as the overview lists it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PostLine {
    code: String,
    name: Words,
    summary: Words,
    /// How many entries it has.
    entries: usize,
    /// How many of them the program cannot show yet.
    not_built: usize,
}

impl OverviewPage {
    fn has_draft(&self) -> bool {
        self.ahead.iter().any(|version| version.standing == Standing::Draft)
    }
}

impl View for OverviewPage {
    fn title(&self, say: Say) -> String {
        say.t("handbook.title")
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = shipped() else { return vec![] };
        let page = |ahead: Vec<VersionShown>, release: Option<String>, may_edit| OverviewPage {
            version: Some(VersionShown::sample(2, Standing::InForce)),
            groups: groups(&shipped.book, &Default::default()),
            report: check(&shipped.book, &Default::default()),
            ahead,
            release,
            may_edit,
        };
        let ahead = [(3, Standing::Coming), (4, Standing::Draft)];
        let ahead = ahead.map(|(number, standing)| VersionShown::sample(number, standing));
        vec![
            page(vec![], Some("0.2.0".into()), true),
            page(ahead.to_vec(), None, true),
            page(vec![], None, false),
        ]
    }
}

fn groups(book: &Book, built: &std::collections::BTreeSet<String>) -> Vec<Group> {
    let line = |post: &Post| {
        let entries = book.entries_of(&post.code);
        PostLine {
            code: post.code.clone(),
            name: post.name.clone(),
            summary: post.summary.clone(),
            entries: entries.len(),
            not_built: entries.iter().filter(|entry| !entry.is_built(built)).count(),
        }
    };
    let of = |code: Option<&str>| {
        book.posts.iter().filter(|p| p.department.as_deref() == code).map(line).collect()
    };
    let above = Group { name: None, purpose: None, posts: of(None) };
    let departments = book.departments.iter().map(|department| Group {
        name: Some(department.name.clone()),
        purpose: Some(department.purpose.clone()),
        posts: of(Some(&department.code)),
    });
    [above].into_iter().chain(departments).filter(|group| !group.posts.is_empty()).collect()
}

fn overview(tx: &mut Tx, call: &Call) -> Result<OverviewPage> {
    let chart = org::today(tx, call)?;
    let (seen, versions) = (seen(tx, call, None)?, store::versions(tx)?);
    let may_edit = may_edit(call);
    let shown = versions.iter().map(|v| VersionShown::of(&chart.organisation, &versions, v, chart.day));
    let is_ahead = |version: &VersionShown| match version.standing {
        Standing::Coming => true,
        Standing::Draft => may_edit,
        Standing::InForce | Standing::Past => false,
    };
    let shipped = shipped()?;
    let outdated = newest(&versions).is_some_and(|version| version.based_on != shipped.hash);
    Ok(OverviewPage {
        groups: groups(&seen.book, built(call)),
        report: check(&seen.book, built(call)),
        ahead: shown.filter(is_ahead).collect(),
        release: outdated.then(|| shipped.release.to_owned()),
        version: seen.version,
        may_edit,
    })
}

/// `GET /handbook`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<OverviewPage>, Failure> {
    Ok(Reply(app.look(&by, &Nothing {}, |tx, call, _| overview(tx, call)).await?))
}
