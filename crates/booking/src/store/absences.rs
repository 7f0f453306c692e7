use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;

db::record! {
    /// Somebody is away for some days.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct AbsenceRow {
        /// Who.
        pub person_id: PersonId,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
        /// Which leave.
        pub kind: String,
        /// Where it was granted: `approvals/12`.
        pub source: String,
    }
}

pub(crate) fn add_absence(tx: &mut Tx, row: &AbsenceRow, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO absence (person_id, from_day, until_day, kind, source, noted_by, noted_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![row.person_id, row.from_day, row.until_day, &row.kind, &row.source, by, at],
    )
    .map(drop)
}

/// Who is away on a day.
pub(crate) fn absences_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<AbsenceRow>> {
    tx.all(
        sql!("SELECT person_id, from_day, until_day, kind, source FROM absence \
              WHERE until_day >= $1 AND from_day <= $1 ORDER BY person_id, id" => AbsenceRow),
        args![day],
    )
}

/// Who is away on one of these days.
pub(crate) fn absences_between(
    tx: &mut Tx,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<AbsenceRow>> {
    tx.all(
        sql!("SELECT person_id, from_day, until_day, kind, source FROM absence \
              WHERE until_day >= $1 AND from_day <= $2 ORDER BY person_id, id" => AbsenceRow),
        args![from, until],
    )
}

/// Who stands on a roster around a day, and whether on the day itself.
pub(crate) fn rostered_around(
    tx: &mut Tx,
    day: BusinessDate,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<(PersonId, i64)>> {
    tx.all(
        sql!("SELECT person_id, max(CASE WHEN day = $1 THEN 1 ELSE 0 END) AS works FROM roster \
              WHERE store_id IN (SELECT id FROM store) AND day BETWEEN $2 AND $3 GROUP BY person_id ORDER BY person_id" => (PersonId, i64)),
        args![day, from, until],
    )
}
