use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId};

use crate::CustomerId;
use crate::customer::{OwnerRole, Sex};

db::record! {
    /// A customer's file.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct CustomerRow {
        pub id: CustomerId,
        pub store_id: StoreId,
        pub number: i64,
        pub card: Option<String>,
        pub name: String,
        pub sex: Option<Sex>,
        pub birthday: Option<BusinessDate>,
        pub phone_sealed: Option<Vec<u8>>,
        pub phone_hash: Option<Vec<u8>>,
        pub phone_end: Option<String>,
        pub identity_sealed: Option<Vec<u8>>,
        pub identity_hash: Option<Vec<u8>>,
        pub identity_end: Option<String>,
        pub guardian: String,
        pub source: Option<String>,
        pub referrer_id: Option<CustomerId>,
        pub consultant_id: Option<PersonId>,
        pub therapist_id: Option<PersonId>,
        /// JSON, by the fields of the file.
        pub facts: String,
        pub lacks: String,
        pub opened_by: PersonId,
        pub opened_at: Instant,
        pub opened_on: BusinessDate,
        pub checked_at: Instant,
        pub checked_by: PersonId,
        pub merged_into: Option<CustomerId>,
        pub merged_at: Option<Instant>,
        pub erased_at: Option<Instant>,
    }
}

#[cfg(test)]
impl CustomerRow {
    pub fn sample() -> CustomerRow {
        let at = Instant::from_millis(1_795_484_000_000);
        CustomerRow {
            id: kernel::Id::of(1),
            store_id: kernel::Id::of(1),
            number: 100_001,
            card: None,
            name: "李小燕".into(),
            sex: None,
            birthday: None,
            phone_sealed: None,
            phone_hash: None,
            phone_end: None,
            identity_sealed: None,
            identity_hash: None,
            identity_end: None,
            guardian: String::new(),
            source: None,
            referrer_id: None,
            consultant_id: None,
            therapist_id: None,
            facts: "{}".into(),
            lacks: String::new(),
            opened_by: kernel::Id::of(1),
            opened_at: at,
            opened_on: jiff::civil::date(2026, 11, 24),
            checked_at: at,
            checked_by: kernel::Id::of(1),
            merged_into: None,
            merged_at: None,
            erased_at: None,
        }
    }
}

/// A file by its key.
pub(crate) fn customer(tx: &mut Tx, id: CustomerId) -> Result<CustomerRow> {
    tx.get(
        sql!(
            "SELECT id, store_id, number, card, name, sex, birthday, phone_sealed, phone_hash, phone_end, \
             identity_sealed, identity_hash, identity_end, guardian, source, referrer_id, consultant_id, \
             therapist_id, facts, lacks, opened_by, opened_at, opened_on, checked_at, checked_by, merged_into, merged_at, \
             erased_at FROM customer WHERE id = $1" => CustomerRow
        ),
        args![id],
    )
}

/// The number of the first file.
const FIRST: i64 = 100_001;

/// The number after the highest.
pub(crate) fn next_number(tx: &mut Tx) -> Result<i64> {
    let highest: Option<i64> =
        tx.scalar(sql!("SELECT max(number) FROM customer" => (Option<i64>,)), args![])?;
    Ok(highest.map_or(FIRST, |number| number + 1))
}

/// A new file, as bare as can be; what else is known is saved after.
pub(crate) fn add_customer(tx: &mut Tx, row: &CustomerRow) -> Result<CustomerId> {
    tx.scalar(
        sql!(
            "INSERT INTO customer (store_id, number, name, facts, lacks, opened_by, opened_at, opened_on, checked_at, \
              checked_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $6) RETURNING id" => (CustomerId,)
        ),
        args![
            row.store_id,
            row.number,
            &row.name,
            &row.facts,
            &row.lacks,
            row.opened_by,
            row.opened_at,
            row.opened_on,
            row.checked_at
        ],
    )
}

/// What a file says, but for its number, its owners, and when it was opened.
pub(crate) fn save_customer(tx: &mut Tx, row: &CustomerRow) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE customer SET card = $2, name = $3, sex = $4, birthday = $5, phone_sealed = $6, phone_hash = $7, \
             phone_end = $8, identity_sealed = $9, identity_hash = $10, identity_end = $11, guardian = $12, \
             source = $13, referrer_id = $14, facts = $15, lacks = $16, checked_at = $17, checked_by = $18 WHERE id = $1"
        ),
        args![
            row.id,
            row.card.clone(),
            &row.name,
            row.sex,
            row.birthday,
            row.phone_sealed.clone(),
            row.phone_hash.clone(),
            row.phone_end.clone(),
            row.identity_sealed.clone(),
            row.identity_hash.clone(),
            row.identity_end.clone(),
            &row.guardian,
            row.source.clone(),
            row.referrer_id,
            &row.facts,
            &row.lacks,
            row.checked_at,
            row.checked_by
        ],
    )
    .map(drop)
}

/// Gives the file to somebody.
pub(crate) fn set_owner(
    tx: &mut Tx,
    id: CustomerId,
    role: OwnerRole,
    person: Option<PersonId>,
) -> Result<()> {
    let statement = match role {
        OwnerRole::Consultant => sql!("UPDATE customer SET consultant_id = $2 WHERE id = $1"),
        OwnerRole::Therapist => sql!("UPDATE customer SET therapist_id = $2 WHERE id = $1"),
    };
    tx.exec(statement, args![id, person]).map(drop)
}

pub(crate) fn set_lacks(tx: &mut Tx, id: CustomerId, lacks: &str) -> Result<()> {
    tx.exec(sql!("UPDATE customer SET lacks = $2 WHERE id = $1"), args![id, lacks]).map(drop)
}

/// Whose card it is.
pub(crate) fn card_holder(tx: &mut Tx, card: &str) -> Result<Option<(CustomerId, String)>> {
    tx.find(sql!("SELECT id, name FROM customer WHERE card = $1" => (CustomerId, String)), args![card])
}
