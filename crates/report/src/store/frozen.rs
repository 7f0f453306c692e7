use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, PostId, Result, StoreId};
use org::Seat;
use rhythm::Amount;

use crate::ReportId;
use crate::deed::Deed;
use crate::frozen::{Frozen, FrozenFigure, Point, amount};

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
    for point in &frozen.points {
        let (unit, amount) = match point.amount {
            Amount::Money(money) => ("money", money.in_fen()),
            Amount::Count(count) | Amount::Share(count, _) => ("count", count),
        };
        tx.exec(
            sql!("INSERT INTO report_point (report_id, code, unit, day, amount) VALUES ($1, $2, $3, $4, $5)"),
            args![id, &point.code, unit, point.day, amount],
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

    struct PointRow {
        code: String,
        unit: String,
        day: BusinessDate,
        amount: i64,
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
    let points = tx.all(
        sql!("SELECT code, unit, day, amount FROM report_point WHERE report_id = $1 ORDER BY id" => PointRow),
        args![id],
    )?;
    let point = |row: PointRow| {
        Ok(Point { amount: amount(&row.unit, row.amount, None)?, code: row.code, day: row.day })
    };
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
        points: points.into_iter().map(point).collect::<Result<_>>()?,
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
