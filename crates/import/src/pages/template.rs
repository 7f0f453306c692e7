//! Workbooks to fill in.

use axum::extract::State;
use kernel::{Lang, Permission, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::{App, Asked, By, Failure, FileReply, Table, TableCell};

use crate::kind::ImportKind;

/// Which one.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TemplateQuery {
    kind: String,
    /// `en` for English headings.
    lang: String,
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
        columns: fields.iter().map(|field| field.name().read(lang).to_owned()).collect(),
        rows: vec![fields.iter().map(|field| TableCell::Text(field.sample.clone())).collect()],
    };
    Ok(FileReply {
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        name: Some(format!("dianwu-{}.xlsx", kind.code())),
        bytes: table.xlsx(&app.settings().zone)?,
    })
}
