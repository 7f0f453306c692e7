use booking::{Span, minute_text};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, ids};

ids! {
    /// A stretch at the door (站岗).
    pub struct StandId;
}

db::record! {
    /// A stretch at the door.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StandRow {
        /// Key.
        pub id: StandId,
        /// Where.
        pub store_id: StoreId,
        /// When.
        pub day: BusinessDate,
        /// From which minute of the day.
        pub starts: u32,
        /// Until which.
        pub ends: u32,
        /// Who.
        pub person_id: PersonId,
        /// When it was set.
        pub set_at: Instant,
        /// When it was taken back.
        pub withdrawn_at: Option<Instant>,
    }
}

impl StandRow {
    /// The stretch.
    pub fn span(&self) -> Span {
        Span::new(self.starts, self.ends)
    }

    /// `10:00–13:00`.
    pub fn text(&self) -> String {
        format!("{}–{}", minute_text(self.starts), minute_text(self.ends))
    }
}

/// A stretch to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewStand {
    pub store: StoreId,
    pub day: BusinessDate,
    pub span: Span,
    pub person: PersonId,
    pub by: PersonId,
    pub at: Instant,
}

pub(crate) fn add_stand(tx: &mut Tx, new: &NewStand) -> Result<StandId> {
    tx.scalar(
        sql!("INSERT INTO greeter_stand (store_id, day, starts, ends, person_id, set_by, set_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (StandId,)),
        args![new.store, new.day, new.span.from, new.span.until, new.person, new.by, new.at],
    )
}

pub(crate) fn stand(tx: &mut Tx, id: StandId) -> Result<StandRow> {
    tx.get(
        sql!("SELECT id, store_id, day, starts, ends, person_id, set_at, withdrawn_at FROM greeter_stand \
              WHERE id = $1" => StandRow),
        args![id],
    )
}

/// The stretches of a store's day, by time.
pub(crate) fn stands(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<Vec<StandRow>> {
    tx.all(
        sql!("SELECT id, store_id, day, starts, ends, person_id, set_at, withdrawn_at FROM greeter_stand \
              WHERE store_id = $1 AND day = $2 AND withdrawn_at IS NULL ORDER BY starts, id" => StandRow),
        args![store, day],
    )
}

/// When each store's rota of a day was set, first and by whom.
pub(crate) fn rotas_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(StoreId, Instant, PersonId)>> {
    tx.all(
        sql!("SELECT store_id, set_at, set_by FROM greeter_stand WHERE day = $1 AND withdrawn_at IS NULL ORDER BY id" => (StoreId, Instant, PersonId)),
        args![day],
    )
}

pub(crate) fn withdraw_stand(tx: &mut Tx, id: StandId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE greeter_stand SET withdrawn_at = $2 WHERE id = $1"), args![id, at]).map(drop)
}
