use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

db::record! {
    /// Card balances matched with the books.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct MatchRow {
        /// The store.
        pub store_id: StoreId,
        /// The business day.
        pub day: BusinessDate,
        /// What was unused.
        pub unused: Money,
        /// What the books owed.
        pub owed: Money,
        /// Why they differed.
        pub words: String,
        /// Who matched them.
        pub matched_by: PersonId,
        /// When.
        pub matched_at: Instant,
    }
}

pub(crate) fn add_match(tx: &mut Tx, new: &MatchRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO prepaid_match (store_id, day, unused, owed, words, matched_by, matched_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![new.store_id, new.day, new.unused, new.owed, &new.words, new.matched_by, new.matched_at],
    )
    .map(drop)
}

/// The latest ones.
pub(crate) fn matches(tx: &mut Tx, most: i64) -> Result<Vec<MatchRow>> {
    tx.all(
        sql!("SELECT store_id, day, unused, owed, words, matched_by, matched_at FROM prepaid_match \
              ORDER BY id DESC LIMIT $1" => MatchRow),
        args![most],
    )
}

pub(crate) fn matched_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<MatchRow>> {
    tx.all(
        sql!("SELECT store_id, day, unused, owed, words, matched_by, matched_at FROM prepaid_match WHERE day = $1 \
              ORDER BY id" => MatchRow),
        args![day],
    )
}
