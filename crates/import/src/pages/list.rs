//! The imports, and the form that brings a file.

use askama::Template;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use db::Tx;
use garde::Validate;
use kernel::{Id, Instant, Permission, Place, Problems, Result, Scope, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, By, Call, Choice, Done, Failure, Form, ListPlace, Listing, Payload, Reply, Say, Table, View,
    Wrong, again, filters,
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
    /// The store that it belongs to; empty is one's own, or the first.
    #[garde(length(max = 20))]
    pub store: String,
    /// Its name; a form sends it with the file.
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
            store: String::new(),
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
        let store = match self.store.trim() {
            "" => Some(None),
            key => wrong.need("store", key.parse().ok().map(Some), "not_a_choice"),
        };
        let bytes = wrong.need("file", web::files::content(&self.file), "needed");
        let (kind, (way, (store, bytes))) = wrong.or(kind.zip(way.zip(store.zip(bytes))))?;
        let name = match self.name.trim() {
            "" => web::files::name(&self.file).unwrap_or_default(),
            name => name.to_owned(),
        };
        Ok(Brought { kind, store, name, bytes, way, keep: true })
    }
}

/// The imports.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "import/imports.html")]
pub struct ImportsPage {
    rows: Vec<ImportLine>,
    list: ListPlace,
    /// Into which stores this person may bring data, where there are several.
    #[serde(skip)]
    stores: Vec<Choice>,
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
        let page = |rows, wrong| ImportsPage {
            rows,
            list: ListPlace::sample(),
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            form: FileForm::default(),
            wrong,
        };
        vec![page(rows, Wrong::default()), page(vec![], Wrong::sample("file", "needed"))]
    }
}

fn listed(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<ImportsPage> {
    let everywhere = call.actor.scope(Permission::ImportData) == Some(Scope::Centre);
    let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
    let store = if everywhere { 0 } else { own };
    let page = store::IMPORTS.page(tx, &listing.ask_newest_first(), db::args![store])?;
    let list = listing.place(&page);
    let form = FileForm { store: opening::my_store(tx, call)?.to_string(), ..FileForm::default() };
    Ok(ImportsPage { rows: page.rows, list, stores: stores(tx, call)?, form, wrong: Wrong::default() })
}

fn stores(tx: &mut Tx, call: &Call) -> Result<Vec<Choice>> {
    let chart = org::today(tx, call)?;
    let may = |store: &StoreId| call.actor.may_at(Permission::ImportData, &Place::store(*store));
    let mut stores = vec![];
    for store in chart.open_stores().filter(may) {
        stores.push(Choice::new(store, chart.organisation.store(store)?.name.clone()));
    }
    Ok(if stores.len() > 1 { stores } else { vec![] })
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
