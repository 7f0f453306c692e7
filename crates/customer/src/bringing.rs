//! Steps: many files brought in at once from another program, and taken back again.

use std::collections::HashMap;

use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Mandate, Result, StoreId, Value};

use crate::customer::{NewCustomer, OwnerRole};
use crate::data::sources;
use crate::file::{Facts, lacks, lacks_text};
use crate::find::Findable;
use crate::opening::{empty, set_phone};
use crate::rights::NAMELESS;
use crate::store::{self, CustomerRow};
use crate::vault::Vault;
use crate::{CustomerId, Phone};

/// A file of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFile {
    /// What is known of her.
    pub new: NewCustomer,
    /// Her number there: on her card.
    pub card: Option<String>,
    /// When she came first, and the moment that stands for it.
    pub opened: (BusinessDate, Instant),
}

/// Who brings in, and when.
#[derive(Clone, Copy)]
pub struct Bringing<'a> {
    /// By which right.
    pub by: &'a Mandate,
    /// What seals her numbers.
    pub call: &'a web::Call,
}

/// Opens files for all of them; the keys in their order. Whether somebody is known already was looked at before.
pub fn bring_in(tx: &mut Tx, how: &Bringing, files: &[PastFile]) -> Result<Vec<CustomerId>> {
    let first = store::next_number(tx)?;
    let rows =
        (first..).zip(files).map(|(number, file)| row(how, number, file)).collect::<Result<Vec<_>>>()?;
    let keys: HashMap<i64, CustomerId> = add(tx, &rows)?.into_iter().collect();
    let ids: Vec<CustomerId> = rows.iter().filter_map(|row| keys.get(&row.number).copied()).collect();
    add_keys(tx, &rows, &ids)?;
    add_owners(tx, how, &rows, &ids)?;
    Ok(ids)
}

fn row(how: &Bringing, number: i64, file: &PastFile) -> Result<CustomerRow> {
    let new = &file.new;
    let mut row = CustomerRow {
        card: file.card.clone(),
        consultant_id: new.consultant,
        therapist_id: new.therapist,
        ..empty(new, number, file.opened, how.by, how.call.now)
    };
    set_phone(how.call, &mut row, new.phone.as_ref())?;
    row.lacks = lacks_text(&lacks(&row, &Facts::new())?);
    Ok(row)
}

fn add(tx: &mut Tx, rows: &[CustomerRow]) -> Result<Vec<(i64, CustomerId)>> {
    let cells = |row: &CustomerRow| {
        args![
            row.store_id,
            row.number,
            row.card.clone(),
            &row.name,
            row.sex,
            row.birthday,
            row.phone_sealed.clone(),
            row.phone_hash.clone(),
            row.phone_end.clone(),
            row.source.clone(),
            row.consultant_id,
            row.therapist_id,
            &row.facts,
            &row.lacks,
            row.opened_by,
            row.opened_at,
            row.opened_on,
            row.checked_at,
            row.checked_by
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = rows.iter().map(cells).collect();
    tx.all_many(
        sql!("INSERT INTO customer (store_id, number, card, name, sex, birthday, phone_sealed, phone_hash, phone_end, \
              source, consultant_id, therapist_id, facts, lacks, opened_by, opened_at, opened_on, checked_at, checked_by) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
              RETURNING number, id" => (i64, CustomerId)),
        &rows,
    )
}

fn add_keys(tx: &mut Tx, rows: &[CustomerRow], ids: &[CustomerId]) -> Result<()> {
    let mut cells = vec![];
    for (row, id) in rows.iter().zip(ids) {
        cells.extend(Findable::of(row).keys().into_iter().map(|key| args![row.store_id, key, *id].to_vec()));
    }
    tx.exec_many(sql!("INSERT INTO customer_key (store_id, key, customer_id) VALUES ($1, $2, $3)"), &cells)
        .map(drop)
}

fn add_owners(tx: &mut Tx, how: &Bringing, rows: &[CustomerRow], ids: &[CustomerId]) -> Result<()> {
    let mut cells = vec![];
    for (row, id) in rows.iter().zip(ids) {
        let owners = [(OwnerRole::Consultant, row.consultant_id), (OwnerRole::Therapist, row.therapist_id)];
        for (role, person) in owners.into_iter().filter(|(_, person)| person.is_some()) {
            cells.push(args![*id, role, person, how.by.person, how.call.now, ""].to_vec());
        }
    }
    tx.exec_many(
        sql!(
            "INSERT INTO customer_owner (customer_id, role, person_id, set_by, set_at, why) \
              VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &cells,
    )
    .map(drop)
}

/// The file itself goes again, with all that tells who she is; its number stays. Whether anything happened with her
/// since is the asker's to look at before.
pub fn take_back(tx: &mut Tx, how: &Bringing, id: CustomerId, why: &str) -> Result<()> {
    store::erase_customer(tx, id, NAMELESS, how.call.now)?;
    store::add_erasure(tx, id, why, "[]", how.by.person, how.call.now)
}

/// A file as whoever brings in has to know it: key, number, card, name, by what its telephone number is found.
pub type Known = (CustomerId, i64, Option<String>, String, Option<Vec<u8>>);

/// Every file of a store that is somebody's.
pub fn known(tx: &mut Tx, store: StoreId) -> Result<Vec<Known>> {
    tx.all(
        sql!("SELECT id, number, card, name, phone_hash FROM customer \
              WHERE store_id = $1 AND erased_at IS NULL AND merged_into IS NULL"
              => (CustomerId, i64, Option<String>, String, Option<Vec<u8>>)),
        args![store],
    )
}

/// By what a telephone number is found.
pub fn phone_key(call: &web::Call, phone: &Phone) -> Vec<u8> {
    let vault: &Vault = call.app.part();
    vault.hash("phone", phone.whole())
}

/// The code of a channel (来源) that goes by this code or name.
pub fn source_of(text: &str) -> Result<Option<String>> {
    let text = text.trim();
    let found = sources()?.iter().find(|known| known.code == text || known.zh == text || known.en == text);
    Ok(found.map(|known| known.code.clone()))
}
