use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, PostId, Result, StoreId};
use org::Seat;
use rhythm::Amount;

use crate::ReportId;
use crate::deed::Deed;
use crate::frozen::{Frozen, FrozenFigure, amount};

/// Writes what is written once.
pub(crate) fn freeze(tx: &mut Tx, id: ReportId, frozen: &Frozen) -> Result<()> {
    for (position, figure) in (1i64..).zip(&frozen.figures) {
        tx.exec(
            sql!(
                "INSERT INTO report_figure (report_id, position, code, unit, amount, whole, href) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![id, position, &figure.code, figure.unit, figure.amount, figure.whole, &figure.href],
        )?;
    }
    for (position, deed) in (1i64..).zip(&frozen.deeds) {
        tx.exec(
            sql!(
                "INSERT INTO report_deed (report_id, position, at, code, words, href) VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![id, position, deed.at, &deed.code, &deed.words, &deed.href],
        )?;
    }
    for (position, (person, part)) in (1i64..).zip(&frozen.parts) {
        tx.exec(
            sql!("INSERT INTO report_part (report_id, position, person_id, part_id) VALUES ($1, $2, $3, $4)"),
            args![id, position, *person, *part],
        )?;
    }
    Ok(())
}

db::record! {
    struct FigureRow {
        code: String,
        unit: String,
        amount: i64,
        whole: Option<i64>,
        href: String,
    }

    struct DeedRow {
        at: Instant,
        code: String,
        words: String,
        href: String,
    }

    struct PartRow {
        person_id: PersonId,
        part_id: Option<ReportId>,
    }

    /// A figure of a day's report, for the picture of a month.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DayFigure {
        /// The day.
        pub day: BusinessDate,
        /// Which figure.
        pub code: String,
        /// Its unit.
        pub unit: String,
        /// How much.
        pub amount: i64,
    }

    struct CopyRow {
        post_id: PostId,
        store_id: Option<StoreId>,
    }
}

fn unit(code: &str) -> &'static str {
    match code {
        "money" => "money",
        "share" => "share",
        _ => "count",
    }
}

/// What a report froze.
pub(crate) fn frozen(tx: &mut Tx, id: ReportId) -> Result<Frozen> {
    let figures = tx.all(
        sql!("SELECT code, unit, amount, whole, href FROM report_figure WHERE report_id = $1 ORDER BY position" => FigureRow),
        args![id],
    )?;
    let deeds = tx.all(
        sql!("SELECT at, code, words, href FROM report_deed WHERE report_id = $1 ORDER BY position" => DeedRow),
        args![id],
    )?;
    let parts = tx.all(
        sql!("SELECT person_id, part_id FROM report_part WHERE report_id = $1 ORDER BY position" => PartRow),
        args![id],
    )?;
    let figure = |row: FigureRow| FrozenFigure {
        unit: unit(&row.unit),
        code: row.code,
        amount: row.amount,
        whole: row.whole,
        href: row.href,
    };
    Ok(Frozen {
        figures: figures.into_iter().map(figure).collect(),
        deeds: deeds
            .into_iter()
            .map(|row| Deed { at: row.at, code: row.code, words: row.words, href: row.href })
            .collect(),
        parts: parts.into_iter().map(|row| (row.person_id, row.part_id)).collect(),
    })
}

/// The figures of a report, as amounts by code.
pub(crate) fn amounts(tx: &mut Tx, id: ReportId) -> Result<Vec<(String, Amount)>> {
    let rows = tx.all(
        sql!("SELECT code, unit, amount, whole, href FROM report_figure WHERE report_id = $1 ORDER BY position" => FigureRow),
        args![id],
    )?;
    rows.into_iter().map(|row| Ok((row.code, amount(&row.unit, row.amount, row.whole)?))).collect()
}

/// The figures of a person's daily reports between two days.
pub(crate) fn day_figures(
    tx: &mut Tx,
    person: PersonId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<DayFigure>> {
    tx.all(
        sql!("SELECT r.from_day AS day, f.code, f.unit, f.amount FROM report r JOIN report_figure f ON f.report_id = r.id \
              WHERE r.person_id = $1 AND r.kind = 'daily' AND r.from_day >= $2 AND r.from_day <= $3 \
              ORDER BY r.from_day, f.position" => DayFigure),
        args![person, from, until],
    )
}

pub(crate) fn copy(tx: &mut Tx, id: ReportId, seat: Seat) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO report_copy (report_id, post_id, store_id) VALUES ($1, $2, $3)"),
        args![id, seat.post, seat.store],
    )
    .map(drop)
}

pub(crate) fn copies(tx: &mut Tx, id: ReportId) -> Result<Vec<Seat>> {
    let rows = tx.all(
        sql!("SELECT post_id, store_id FROM report_copy WHERE report_id = $1 ORDER BY id" => CopyRow),
        args![id],
    )?;
    Ok(rows.into_iter().map(|row| Seat { post: row.post_id, store: row.store_id }).collect())
}

db::record! {
    struct Sealed {
        id: ReportId,
        seal: Option<String>,
    }
}

db::inventory::submit! { db::verify::Check { name: "reports", run: verify } }

/// Is every report still what was handed in?
fn verify(tx: &mut Tx) -> Result<Vec<String>> {
    let sealed =
        tx.all(sql!("SELECT id, seal FROM report WHERE seal IS NOT NULL ORDER BY id" => Sealed), args![])?;
    let mut wrong = vec![];
    for row in sealed {
        if row.seal != Some(frozen(tx, row.id)?.seal()?) {
            wrong.push(format!("report {}: its figures are not those that were handed in", row.id));
        }
    }
    Ok(wrong)
}
