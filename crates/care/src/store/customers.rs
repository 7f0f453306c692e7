use customer::CustomerId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, PersonId, Result, StoreId};

db::record! {
    /// What care needs to know of a customer's file.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FileRow {
        /// Key.
        pub id: CustomerId,
        /// When it was opened.
        pub opened_on: BusinessDate,
        /// Her card, where she has one.
        pub card: Option<String>,
        /// Who brought her.
        pub referrer_id: Option<CustomerId>,
        /// Her consultant.
        pub consultant_id: Option<PersonId>,
        /// Her therapist.
        pub therapist_id: Option<PersonId>,
    }
}

/// The files of a store that are somebody's, those opened first first; `None` of all, else the one.
pub(crate) fn files(tx: &mut Tx, store: StoreId, only: Option<CustomerId>) -> Result<Vec<FileRow>> {
    tx.all(
        sql!("SELECT id, opened_on, card, referrer_id, consultant_id, therapist_id FROM customer \
              WHERE store_id = $1 AND merged_into IS NULL AND erased_at IS NULL AND (id = $2 OR $2 = 0) \
              ORDER BY opened_on, id" => FileRow),
        args![store, only.map_or(0, kernel::Id::get)],
    )
}

/// Since when somebody looks after her as her therapist, of a store's customers.
pub(crate) fn therapists_since(tx: &mut Tx, store: StoreId) -> Result<Vec<(CustomerId, kernel::Instant)>> {
    tx.all(
        sql!("SELECT o.customer_id, max(o.set_at) AS set_at FROM customer_owner o \
              JOIN customer c ON c.id = o.customer_id \
              WHERE c.store_id = $1 AND o.role = 'therapist' GROUP BY o.customer_id"
            => (CustomerId, kernel::Instant)),
        args![store],
    )
}
