//! Workbooks to fill in.

use axum::extract::State;
use kernel::{Lang, Permission, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::{App, Asked, By, Failure, FileReply, Table, TableCell};

use crate::kind::{Field, ImportKind};

/// Which one.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TemplateQuery {
    kind: String,
    /// `en` for English headings.
    lang: String,
}

/// A needed column says so, in brackets: those are not part of its name when it is read.
fn heading(field: &Field, lang: Lang) -> String {
    let name = field.name().read(lang).to_owned();
    match (field.needed, lang) {
        (false, _) => name,
        (true, Lang::English) => format!("{name} (needed)"),
        (true, _) => format!("{name}（必填）"),
    }
}

/// `GET /imports/template`
pub(super) async fn download(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TemplateQuery>,
) -> Result<FileReply, Failure> {
    by.scope(Permission::ImportData).ok_or_else(kernel::Error::missing)?;
    let kind = ImportKind::from_code(&asked.kind).ok_or_else(kernel::Error::missing)?;
    let lang = Lang::from_tag(&asked.lang).unwrap_or_default();
    let fields = kind.fields()?;
    let table = Table {
        name: kind.code().to_owned(),
        columns: fields.iter().map(|field| heading(field, lang)).collect(),
        rows: vec![fields.iter().map(|field| TableCell::Text(field.sample.clone())).collect()],
    };
    Ok(FileReply {
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        name: Some(format!("dianwu-{}.xlsx", kind.code())),
        bytes: table.xlsx(&app.settings().zone)?,
    })
}
