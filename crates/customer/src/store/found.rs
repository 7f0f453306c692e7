use std::collections::BTreeSet;

use db::{Tx, args, sql};
use kernel::{Error, Id, Result, StoreId};

use crate::{Brief, CustomerId};

/// How many are read with one statement.
const TOGETHER: usize = 20;

/// Her file is neither merged nor changed before the command ends that relies on it.
pub fn hold(tx: &mut Tx, id: CustomerId) -> Result<()> {
    tx.hold(sql!("SELECT id FROM customer WHERE id = $1" => (CustomerId,)), args![id]).map(drop)
}

/// What may be shown of a customer to whoever has to do with her.
pub fn brief(tx: &mut Tx, id: CustomerId) -> Result<Brief> {
    tx.get(
        sql!(
            "SELECT id, store_id, number, card, name, sex, birthday, phone_end, consultant_id, therapist_id, \
             merged_into FROM customer WHERE id = $1" => Brief
        ),
        args![id],
    )
}

/// What may be shown of these, in the order asked for. Who is missing is a fault: keys come from our own rows.
pub fn briefs(tx: &mut Tx, ids: &[CustomerId]) -> Result<Vec<Brief>> {
    let mut rows: Vec<Brief> = vec![];
    for some in ids.chunks(TOGETHER) {
        let one = |at: usize| some.get(at).map_or(0, |id| id.get());
        rows.extend(tx.all(
            sql!(
                "SELECT id, store_id, number, card, name, sex, birthday, phone_end, consultant_id, therapist_id, \
                 merged_into FROM customer WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                 $14, $15, $16, $17, $18, $19, $20)" => Brief
            ),
            args![
                one(0), one(1), one(2), one(3), one(4), one(5), one(6), one(7), one(8), one(9), one(10), one(11),
                one(12), one(13), one(14), one(15), one(16), one(17), one(18), one(19)
            ],
        )?);
    }
    let row = |id: &CustomerId| rows.iter().find(|row| row.id == *id).cloned().ok_or_else(Error::missing);
    ids.iter().map(row).collect()
}

/// Those of a store that are found by a key of the range, by key.
pub(crate) fn found(tx: &mut Tx, store: StoreId, from: &[u8], until: &[u8]) -> Result<Vec<Brief>> {
    tx.all(
        sql!(
            "SELECT c.id, c.store_id, c.number, c.card, c.name, c.sex, c.birthday, c.phone_end, c.consultant_id, \
             c.therapist_id, c.merged_into FROM customer_key k JOIN customer c ON c.id = k.customer_id \
             WHERE k.store_id = $1 AND k.key >= $2 AND k.key < $3 ORDER BY k.key, k.customer_id LIMIT 24" => Brief
        ),
        args![store, from.to_vec(), until.to_vec()],
    )
}

/// The same for whoever looks through more of them for other words.
pub(crate) fn found_many(tx: &mut Tx, store: StoreId, from: &[u8], until: &[u8]) -> Result<Vec<Brief>> {
    tx.all(
        sql!(
            "SELECT c.id, c.store_id, c.number, c.card, c.name, c.sex, c.birthday, c.phone_end, c.consultant_id, \
             c.therapist_id, c.merged_into FROM customer_key k JOIN customer c ON c.id = k.customer_id \
             WHERE k.store_id = $1 AND k.key >= $2 AND k.key < $3 ORDER BY k.key, k.customer_id LIMIT 400" => Brief
        ),
        args![store, from.to_vec(), until.to_vec()],
    )
}

/// Everybody with this number, first come first; a number of a file that became part of another one finds that one.
pub(crate) fn with_phone(tx: &mut Tx, hash: Vec<u8>) -> Result<Vec<Brief>> {
    tx.all(
        sql!(
            "SELECT id, store_id, number, card, name, sex, birthday, phone_end, consultant_id, therapist_id, \
             merged_into FROM customer WHERE id IN (SELECT coalesce(merged_into, id) FROM customer WHERE phone_hash = $1) \
             ORDER BY id LIMIT 20" => Brief
        ),
        args![hash],
    )
}

/// Everybody with this identity number.
pub(crate) fn with_identity(tx: &mut Tx, hash: Vec<u8>) -> Result<Vec<Brief>> {
    tx.all(
        sql!(
            "SELECT id, store_id, number, card, name, sex, birthday, phone_end, consultant_id, therapist_id, \
             merged_into FROM customer WHERE id IN (SELECT coalesce(merged_into, id) FROM customer WHERE identity_hash = $1) \
             ORDER BY id LIMIT 20" => Brief
        ),
        args![hash],
    )
}

/// Everybody of this very name.
pub(crate) fn with_name(tx: &mut Tx, store: StoreId, name: &str) -> Result<Vec<Brief>> {
    tx.all(
        sql!(
            "SELECT id, store_id, number, card, name, sex, birthday, phone_end, consultant_id, therapist_id, \
             merged_into FROM customer WHERE store_id = $1 AND name = $2 AND merged_into IS NULL \
             AND erased_at IS NULL ORDER BY id LIMIT 20" => Brief
        ),
        args![store, name],
    )
}

/// The keys by which a file is found, in the place of those before.
pub(crate) fn set_keys(tx: &mut Tx, store: StoreId, id: CustomerId, keys: &BTreeSet<Vec<u8>>) -> Result<()> {
    tx.exec(sql!("DELETE FROM customer_key WHERE customer_id = $1"), args![id])?;
    for key in keys {
        tx.exec(
            sql!("INSERT INTO customer_key (store_id, key, customer_id) VALUES ($1, $2, $3)"),
            args![store, key.clone(), id],
        )?;
    }
    Ok(())
}
