use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, PersonId, Result};

use super::Where;
use super::tickets::{TicketId, TicketLineId};
use crate::share::Share;

db::record! {
    /// Somebody's part of a tip.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub(crate) struct TipRow {
        /// On which line.
        pub line_id: TicketLineId,
        /// Whose; none where nobody was named.
        pub person_id: Option<PersonId>,
        /// Against the weights of the others.
        pub weight: u32,
        /// How much.
        pub amount: Money,
    }
}

impl TipRow {
    /// The part of somebody in a line.
    pub fn of(line: TicketLineId, share: Share, amount: Money) -> TipRow {
        TipRow { line_id: line, person_id: share.person, weight: share.weight, amount }
    }

    /// The same on the line that takes it back.
    pub fn back(self, line: TicketLineId) -> TipRow {
        TipRow { line_id: line, amount: -self.amount, ..self }
    }
}

pub(crate) fn add_tips(tx: &mut Tx, place: Where, tips: &[TipRow]) -> Result<()> {
    let row = |tip: &TipRow| {
        args![tip.line_id, tip.person_id, place.store, place.day, tip.weight, tip.amount].to_vec()
    };
    let rows: Vec<_> = tips.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO tip_share (line_id, person_id, store_id, day, weight, amount) VALUES ($1, $2, $3, $4, $5, $6)"),
        &rows,
    )
    .map(drop)
}

/// Whom the tips of a ticket are for.
pub(crate) fn tips(tx: &mut Tx, ticket: TicketId) -> Result<Vec<TipRow>> {
    tx.all(
        sql!("SELECT s.line_id, s.person_id, s.weight, s.amount FROM tip_share s \
              JOIN ticket_line l ON l.id = s.line_id WHERE l.ticket_id = $1 ORDER BY s.id" => TipRow),
        args![ticket],
    )
}

/// The tips (小费) that a person was given in a time.
pub fn tips_of(tx: &mut Tx, person: PersonId, from: BusinessDate, until: BusinessDate) -> Result<Money> {
    tx.scalar(
        sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) AS amount FROM tip_share \
              WHERE person_id = $1 AND day BETWEEN $2 AND $3" => (Money,)),
        args![person, from, until],
    )
}
