use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Error, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, At, By, Call, Failure, Reply, Say, View, filters};

use super::seen::{VersionShown, built, seen};
use super::shown::{EntryShown, Name, sample_entries};
use crate::book::{Book, Post};
use crate::edit::may_edit;
use crate::entry::Kind;
use crate::version::{Standing, VersionId};

/// Which version to look at; the one in force when none is named.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct InVersion {
    /// Key of a version.
    pub version: Option<VersionId>,
}

/// What a post is, answers for and does.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "handbook/post.html")]
pub struct PostPage {
    /// The version this is read from.
    version: Option<VersionShown>,
    post: Post,
    department: Option<Words>,
    superior: Option<Name>,
    /// Those who get copies of its reports.
    copied: Vec<Name>,
    /// Those who answer to it.
    below: Vec<Name>,
    entries: Vec<EntryShown>,
    may_edit: bool,
}

impl PostPage {
    fn of_kind(&self, kind: &str) -> Vec<&EntryShown> {
        self.entries.iter().filter(|shown| shown.entry.kind.code() == kind).collect()
    }

    /// What stands in the middle: duties in the handbook's order, the day's work by its hours.
    fn work(&self) -> [(&'static str, Vec<&EntryShown>); 2] {
        let mut workflow = self.of_kind(Kind::Workflow.code());
        workflow.sort_by_key(|shown| shown.entry.when.order());
        [(Kind::Duty.code(), self.of_kind(Kind::Duty.code())), (Kind::Workflow.code(), workflow)]
    }

    /// Added to the addresses of other posts, so that one stays in the version one reads.
    fn same_version(&self) -> String {
        let other = self.version.as_ref().filter(|version| version.standing != Standing::InForce);
        other.map_or(String::new(), |version| format!("?version={}", version.id))
    }
}

impl View for PostPage {
    fn title(&self, say: Say) -> String {
        self.post.name.read(say.0).to_owned()
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = crate::shipped() else { return vec![] };
        let page = |code: &str, standing, may_edit| {
            let post = shipped.book.post(code)?.clone();
            let entries = sample_entries().into_iter().filter(|shown| shown.entry.post == code).collect();
            let version = Some(VersionShown::sample(2, standing));
            Some(PostPage { entries, may_edit, ..page_of(&shipped.book, post, version) })
        };
        let pages =
            [page("general-manager", Standing::InForce, true), page("greeter", Standing::Past, false)];
        pages.into_iter().flatten().collect()
    }
}

fn page_of(book: &Book, post: Post, version: Option<VersionShown>) -> PostPage {
    let name = |code: &String| Name::of(code, book.post_name(code));
    PostPage {
        version,
        department: post.department.as_ref().and_then(|code| book.department(code)).map(|d| d.name.clone()),
        superior: post.superior.as_ref().map(name),
        copied: post.dotted.iter().map(name).collect(),
        below: book
            .below(&post.code)
            .into_iter()
            .map(|below| Name::of(&below.code, below.name.clone()))
            .collect(),
        entries: vec![],
        may_edit: false,
        post,
    }
}

fn post_page(tx: &mut Tx, call: &Call, code: &str, version: Option<VersionId>) -> Result<PostPage> {
    let seen = seen(tx, call, version)?;
    let post = seen.book.post(code).ok_or_else(Error::missing)?.clone();
    let entries = seen.book.entries.iter().filter(|entry| entry.post == code);
    Ok(PostPage {
        entries: entries.map(|entry| EntryShown::of(&seen.book, built(call), entry)).collect(),
        may_edit: may_edit(call),
        ..page_of(&seen.book, post, seen.version)
    })
}

/// `GET /handbook/posts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(code): At<String>,
    Asked(asked): Asked<InVersion>,
) -> Result<Reply<PostPage>, Failure> {
    let wish = (code, asked.version);
    let page = app.look(&by, &wish, |tx, call, (code, version)| post_page(tx, call, code, *version));
    Ok(Reply(page.await?))
}
