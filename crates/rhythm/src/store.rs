//! All SQL of the slice.

pub(crate) mod record;

use std::collections::BTreeSet;

use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result};

db::record! {
    /// That somebody looked at a page on a day, first at this moment.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LookRow {
        /// Who.
        pub person_id: PersonId,
        /// At which page.
        pub page: String,
        /// When first.
        pub at: Instant,
    }
}

pub(crate) fn look(tx: &mut Tx, person: PersonId, day: BusinessDate, page: &str, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO page_look (person_id, day, page, at) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (person_id, day, page) DO NOTHING"
        ),
        args![person, day, page, at],
    )
    .map(drop)
}

pub(crate) fn has_looked(tx: &mut Tx, person: PersonId, day: BusinessDate, page: &str) -> Result<bool> {
    let found: Option<i64> = tx.find_scalar(
        sql!("SELECT id FROM page_look WHERE person_id = $1 AND day = $2 AND page = $3" => (i64,)),
        args![person, day, page],
    )?;
    Ok(found.is_some())
}

/// The looks of a day at the pages that duties ask for; few people look, so the day is read whole.
pub(crate) fn looks(tx: &mut Tx, day: BusinessDate, people: &BTreeSet<PersonId>) -> Result<Vec<LookRow>> {
    let rows = if let [person] = people.iter().collect::<Vec<_>>()[..] {
        tx.all(
            sql!("SELECT person_id, page, at FROM page_look WHERE person_id = $1 AND day = $2" => LookRow),
            args![*person, day],
        )?
    } else {
        tx.all(sql!("SELECT person_id, page, at FROM page_look WHERE day = $1" => LookRow), args![day])?
    };
    Ok(rows.into_iter().filter(|row| people.contains(&row.person_id)).collect())
}
