//! A file is read and kept, its columns guessed; nothing is brought in yet.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customer::Vault;
use db::Tx;
use kernel::{Error, Permission, Place, Result, StoreId};
use serde_json::json;
use web::Call;

use crate::kind::{ImportKind, Way};
use crate::matching::{Columns, guess};
use crate::refused::Refused;
use crate::running::mandate;
use crate::sheet::{Sheet, digest};
use crate::store::{self, ImportId, ImportRow, NewImport};
use crate::table::{self, Table};

/// A file to be brought in.
#[derive(Debug, Clone)]
pub struct Brought {
    /// What it is about.
    pub kind: ImportKind,
    /// Into which store; none is the only one of the asker.
    pub store: Option<StoreId>,
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// All rows or none.
    pub way: Way,
    /// Is it kept, sealed, until the import has ended? Whoever has it at hand need not.
    pub keep: bool,
}

/// Reads a file to be looked through, and keeps nothing of it.
pub fn look(tx: &mut Tx, call: &Call, brought: &Brought) -> Result<(StoreId, Sheet)> {
    let store = into(tx, call, brought)?;
    mandate(call, store)?;
    if let Some(id) = store::unfinished(tx, brought.kind, store, &digest(&brought.bytes))? {
        return sheet_of(tx, id, &brought.bytes);
    }
    Ok((store, Sheet::read(brought.kind, store, &brought.bytes)?))
}

fn into(tx: &mut Tx, call: &Call, brought: &Brought) -> Result<StoreId> {
    match brought.store {
        Some(store) => Ok(org::organisation(tx, call)?.store(store)?.id),
        None => my_store(tx, call),
    }
}

/// Reads a file; goes on with the import of the same file that was not ended.
pub fn open(tx: &mut Tx, call: &Call, brought: &Brought) -> Result<ImportId> {
    let store = into(tx, call, brought)?;
    let by = mandate(call, store)?;
    let digest = digest(&brought.bytes);
    let content = || brought.keep.then(|| seal(call, &brought.bytes)).transpose();
    if let Some(id) = store::unfinished(tx, brought.kind, store, &digest)? {
        let row = store::import(tx, id)?;
        // Once rows are in one by one, it goes on one by one.
        let way = if row.place == 0 { brought.way } else { row.way };
        store::set_columns(tx, id, &row.columns, way)?;
        if row.content.is_none() && brought.keep {
            store::keep(tx, id, content()?)?;
        }
        return Ok(id);
    }
    let fields = brought.kind.fields()?;
    let table = table::read(&brought.bytes, fields)?;
    let columns = guess(&table.headings, fields);
    let content = content()?;
    let file: String = brought.name.chars().take(80).collect();
    let new = NewImport {
        kind: brought.kind,
        store,
        file: &file,
        digest: &digest,
        content,
        total: i64::try_from(table.rows.len()).unwrap_or(i64::MAX),
        columns: &serde_json::to_string(&columns)?,
        way: brought.way,
        at: call.now,
    };
    let id = store::add(tx, &by, &new)?;
    let detail = json!({ "kind": brought.kind, "rows": table.rows.len() });
    call.note(tx, &by, "import.read", format!("imports/{id}"), detail)?;
    Ok(id)
}

/// The store of the first post held; for posts of the whole centre its first open store.
pub(crate) fn my_store(tx: &mut Tx, call: &Call) -> Result<StoreId> {
    let held = call.actor.holdings.iter().filter_map(|held| held.store);
    let mine =
        held.into_iter().find(|store| call.actor.may_at(Permission::ImportData, &Place::store(*store)));
    match mine {
        Some(store) => Ok(store),
        None => org::today(tx, call)?.open_stores().next().ok_or_else(|| Refused::NoStore.into()),
    }
}

fn seal(call: &Call, bytes: &[u8]) -> Result<Vec<u8>> {
    let vault: &Vault = call.app.part();
    vault.seal("import", &STANDARD.encode(bytes))
}

/// The file of an import that is kept.
pub(crate) fn kept(call: &Call, row: &ImportRow) -> Result<Table> {
    let vault: &Vault = call.app.part();
    let sealed = row.content.as_ref().ok_or(Refused::FileGone)?;
    let text = vault.unseal("import", sealed)?;
    let bytes = STANDARD.decode(text).map_err(|_| Error::fault("a kept file that is no base64"))?;
    table::read(&bytes, row.kind.fields()?)
}

/// The file of an import with its columns.
pub(crate) fn sheet(row: &ImportRow, table: Table) -> Result<Sheet> {
    Sheet::new(row.kind, row.store_id, table, columns(row)?)
}

pub(crate) fn columns(row: &ImportRow) -> Result<Columns> {
    Ok(serde_json::from_str(&row.columns)?)
}

/// The same for whoever has the file at hand.
pub fn sheet_of(tx: &mut Tx, id: ImportId, bytes: &[u8]) -> Result<(StoreId, Sheet)> {
    let row = store::import(tx, id)?;
    Ok((row.store_id, sheet(&row, table::read(bytes, row.kind.fields()?)?)?))
}

/// Says which column is which field, and what becomes of rows that are not right, before anything is brought in.
pub fn match_columns(tx: &mut Tx, call: &Call, id: ImportId, columns: &Columns, way: Way) -> Result<()> {
    let row = store::import(tx, id)?;
    let by = mandate(call, row.store_id)?;
    if row.place > 0 || row.ended_at.is_some() || row.undone_at.is_some() {
        return Err(Refused::NotWaiting.into());
    }
    store::set_columns(tx, id, &serde_json::to_string(columns)?, way)?;
    call.note(tx, &by, "import.matched", format!("imports/{id}"), json!({ "columns": columns, "way": way }))
}
