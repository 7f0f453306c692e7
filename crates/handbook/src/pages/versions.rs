use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, Nothing, Reply, Say, Table, View, filters};

use super::seen::{VersionShown, seen};
use super::shown::Name;
use crate::edit::may_edit;
use crate::merge::Leaf;
use crate::store;
use crate::version::{Standing, VersionId};

/// Every version of the centre's handbook.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/versions.html")]
pub struct VersionsPage {
    /// The newest first.
    rows: Vec<VersionShown>,
    may_edit: bool,
}

impl VersionsPage {
    fn has_draft(&self) -> bool {
        self.rows.iter().any(|version| version.standing == Standing::Draft)
    }
}

impl View for VersionsPage {
    fn title(&self, say: Say) -> String {
        say.t("handbook.versions.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("handbook.versions.{key}"));
        let row = |version: &VersionShown| {
            vec![
                version.number.into(),
                version.title.as_str().into(),
                say.t(&format!("handbook.standing.{}", version.standing.code())).into(),
                version.effective_from.into(),
                version.by.as_str().into(),
                version.at.into(),
                version.reason.as_str().into(),
            ]
        };
        Some(Table {
            name: "handbook-versions".to_owned(),
            columns: ["number", "name", "state", "from", "by", "at", "reason"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let all = [(4, Standing::Draft), (3, Standing::Coming), (2, Standing::InForce), (1, Standing::Past)];
        let rows = all.map(|(number, standing)| VersionShown::sample(number, standing)).to_vec();
        vec![
            VersionsPage { rows: rows.clone(), may_edit: true },
            VersionsPage { rows: rows[2..].to_vec(), may_edit: false },
        ]
    }
}

fn versions(tx: &mut Tx, call: &Call) -> Result<VersionsPage> {
    let chart = org::today(tx, call)?;
    let (versions, may_edit) = (store::versions(tx)?, may_edit(call));
    let shown = versions.iter().map(|v| VersionShown::of(&chart.organisation, &versions, v, chart.day));
    Ok(VersionsPage { rows: shown.filter(|v| may_edit || v.standing != Standing::Draft).collect(), may_edit })
}

/// `GET /handbook/versions`
pub async fn list(State(app): State<App>, By(by): By) -> Result<Reply<VersionsPage>, Failure> {
    Ok(Reply(app.look(&by, &Nothing {}, |tx, call, _| versions(tx, call)).await?))
}

/// A version with its posts.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/version.html")]
pub struct VersionPage {
    version: VersionShown,
    /// The version it was copied from.
    follows: Option<VersionId>,
    posts: Vec<PostCount>,
    withdrawn: Vec<WithdrawnLine>,
}

/// A post, and how many entries it has in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PostCount {
    post: Name,
    entries: usize,
}

/// An entry that a version has struck out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WithdrawnLine {
    id: String,
    title: kernel::Words,
    reason: String,
}

impl View for VersionPage {
    fn title(&self, say: Say) -> String {
        say.fill("handbook.version.name", &[("n", self.version.number.to_string())])
    }

    fn samples() -> Vec<Self> {
        let posts = vec![PostCount {
            post: Name::of("greeter", kernel::Words::new("前台迎宾", "Greeter")),
            entries: 15,
        }];
        let line = WithdrawnLine {
            id: "driver.wash".into(),
            title: kernel::Words::new("洗车", "Wash the car"),
            reason: "没有车".into(),
        };
        let page = |number, standing, withdrawn| VersionPage {
            version: VersionShown::sample(number, standing),
            follows: (number > 1).then(|| kernel::Id::of(number - 1)),
            posts: posts.clone(),
            withdrawn,
        };
        vec![page(2, Standing::Coming, vec![line]), page(1, Standing::Past, vec![])]
    }
}

fn version(tx: &mut Tx, call: &Call, id: VersionId) -> Result<VersionPage> {
    let seen = seen(tx, call, Some(id))?;
    let posts = seen.book.posts.iter().map(|post| PostCount {
        post: Name::of(&post.code, post.name.clone()),
        entries: seen.book.entries_of(&post.code).len(),
    });
    let struck = |leaf: Leaf| {
        let reason = leaf.withdrawn?;
        Some(WithdrawnLine { id: leaf.entry.id, title: leaf.entry.title, reason })
    };
    Ok(VersionPage {
        version: seen.version.ok_or_else(Error::missing)?,
        follows: store::versions(tx)?.into_iter().find(|version| version.id == id).and_then(|v| v.follows),
        posts: posts.collect(),
        withdrawn: store::leaves(tx, id)?.into_iter().filter_map(struck).collect(),
    })
}

/// `GET /handbook/versions/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<VersionId>,
) -> Result<Reply<VersionPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| version(tx, call, *id)).await?))
}
