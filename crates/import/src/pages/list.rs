//! The imports, and the form that brings a file.

use askama::Template;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use db::Tx;
use garde::Validate;
use kernel::{Id, Instant, Permission, Problems, Result, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, By, Call, Done, Failure, Form, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::kind::{ImportKind, Way};
use crate::opening::{self, Brought};
use crate::store::{self, ImportId, ImportLine};

/// A file as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct FileForm {
    /// `customers`, `staff`, `treatments`, `products`, `balances` or `sales`.
    #[garde(length(max = 20))]
    pub kind: String,
    /// `all`: all rows or none; `each`: each row that is right.
    #[garde(length(max = 10))]
    pub way: String,
    /// Its name; may be empty.
    #[garde(length(chars, max = 80))]
    pub name: String,
    /// The file: `data:…;base64,…`; a form sends the file itself.
    #[garde(skip)]
    pub file: String,
}

impl Form for FileForm {
    fn sample() -> FileForm {
        FileForm {
            kind: "customers".into(),
            way: "all".into(),
            name: "顾客.csv".into(),
            file: format!("data:text/csv;base64,{}", STANDARD.encode("姓名,电话\n李小燕,13800001234\n")),
        }
    }
}

impl FileForm {
    fn parse(&self) -> Result<Brought> {
        let mut wrong: Problems = web::limits(self);
        let kind = wrong.need("kind", ImportKind::from_code(&self.kind), "not_a_choice");
        let way = match self.way.as_str() {
            "" => Some(Way::All),
            code => wrong.need("way", Way::from_code(code), "not_a_choice"),
        };
        let file = self.file.split_once(',').filter(|_| self.file.starts_with("data:"));
        let bytes = file.and_then(|(_, text)| {
            STANDARD.decode(text.trim()).or_else(|_| URL_SAFE_NO_PAD.decode(text.trim())).ok()
        });
        let bytes = wrong.need("file", bytes, "needed");
        let (kind, (way, bytes)) = wrong.or(kind.zip(way.zip(bytes)))?;
        let name = self.name.trim().to_owned();
        Ok(Brought { kind, store: None, name, bytes, way, keep: true })
    }
}

/// The imports.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "import/imports.html")]
pub struct ImportsPage {
    rows: Vec<ImportLine>,
    list: ListPlace,
    #[serde(skip)]
    form: FileForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ImportsPage {
    fn kinds(&self) -> impl Iterator<Item = (&'static str, String)> {
        ImportKind::ALL.iter().map(|kind| (kind.code(), kind.title()))
    }

    fn state(&self, line: &ImportLine) -> &'static str {
        standing_of(line)
    }
}

/// How it stands, as the key of its word.
pub(super) fn standing(undone: bool, ended: bool, place: i64) -> &'static str {
    match (undone, ended, place) {
        (true, ..) => "import.state.undone",
        (_, true, _) => "import.state.ended",
        (_, _, 0) => "import.state.waiting",
        _ => "import.state.begun",
    }
}

fn standing_of(line: &ImportLine) -> &'static str {
    standing(line.undone_at.is_some(), line.ended_at.is_some(), line.place)
}

impl View for ImportsPage {
    fn title(&self, say: Say) -> String {
        say.t("import.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns = ["kind", "file", "store", "total", "brought", "wrong", "by", "read_at", "state"];
        let row = |line: &ImportLine| {
            vec![
                say.t(&line.kind.title()).into(),
                line.file.clone().into(),
                line.store.clone().into(),
                line.total.into(),
                line.brought.into(),
                line.wrong.into(),
                line.by.clone().into(),
                line.read_at.into(),
                say.t(standing_of(line)).into(),
            ]
        };
        Some(Table {
            name: "imports".into(),
            columns: columns.map(|key| say.t(&format!("import.list.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = |ended, undone, place| ImportLine {
            id: ImportId::of(1),
            kind: ImportKind::Sales,
            store: "静安店".into(),
            file: "消费记录.xlsx".into(),
            total: 120,
            place,
            brought: place,
            wrong: 0,
            by: "陆文娟".into(),
            read_at: at,
            ended_at: ended,
            undone_at: undone,
        };
        let rows = vec![
            line(None, None, 0),
            line(None, None, 40),
            line(Some(at), None, 120),
            line(None, Some(at), 120),
        ];
        let page =
            |rows, wrong| ImportsPage { rows, list: ListPlace::sample(), form: FileForm::default(), wrong };
        vec![page(rows, Wrong::default()), page(vec![], Wrong::sample("file", "needed"))]
    }
}

fn listed(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<ImportsPage> {
    let everywhere = call.actor.scope(Permission::ImportData) == Some(Scope::Centre);
    let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
    let store = if everywhere { 0 } else { own };
    let page = store::IMPORTS.page(tx, &listing.ask_newest_first(), db::args![store])?;
    let list = listing.place(&page);
    Ok(ImportsPage { rows: page.rows, list, form: FileForm::default(), wrong: Wrong::default() })
}

/// `GET /imports`
pub(super) async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ImportsPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, listed).await?))
}

/// `POST /imports`
pub(super) async fn read(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
    Payload(form): Payload<FileForm>,
) -> Result<Answer<ImportsPage>, Failure> {
    let done = match form.parse() {
        Ok(brought) => app.act(&by, &brought, opening::open).await,
        Err(refused) => Err(refused),
    };
    match done {
        Ok(id) => Ok(Done::created(format!("/imports/{id}"), id).into()),
        Err(refused) => {
            let page = app.look(&by, &listing, listed).await?;
            let form = FileForm { file: String::new(), ..form };
            again(refused, |wrong| ImportsPage { form, wrong, ..page })
        }
    }
}
