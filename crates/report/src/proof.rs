use std::collections::BTreeMap;

use db::Tx;
use jiff::ToSpan;
use kernel::{Instant, Result};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::kind::ReportKind;
use crate::store::{self, HandedIn};

/// Logs, reports and reviews as evidence and in figures.
pub struct Reports;

const ROLL_UP: &str = "rhythm.roll-up";
const COPY: &str = "rhythm.report-copy";
const REVIEW: &str = "rhythm.review";
const CHARTS: &str = "insight.charts";

/// How far back reviews are looked for: what was handed in before a week is not today's reading.
const BACK: i64 = 7;

impl Evidence for Reports {
    fn codes(&self) -> &'static [&'static str] {
        &[
            "rhythm.work-log",
            "rhythm.daily-report",
            "rhythm.weekly-report",
            "rhythm.monthly-report",
            ROLL_UP,
            COPY,
            REVIEW,
            CHARTS,
        ]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = vec![];
        let of = |code| {
            move |row: HandedIn| Proof {
                code,
                about: About::Person(row.person_id),
                at: row.at,
                href: format!("/reports/{}", row.id),
            }
        };
        for kind in ReportKind::ALL {
            let from = kind.reported_on(asked.day).from;
            let handed_in = store::handed_in_about(tx, *kind, from)?;
            // What a superior hands in was opened with what those below had handed in.
            if *kind != ReportKind::Log {
                proofs.extend(handed_in.iter().cloned().map(of(ROLL_UP)));
            }
            // A week's or month's report handed in has its charts, frozen with it and printed with it.
            if matches!(kind, ReportKind::Weekly | ReportKind::Monthly) {
                proofs.extend(handed_in.iter().cloned().map(of(CHARTS)));
            }
            proofs.extend(handed_in.into_iter().map(of(kind.evidence())));
            proofs.extend(store::copied_about(tx, *kind, from)?.into_iter().map(of(COPY)));
        }
        proofs.extend(reviews(tx, asked)?);
        proofs.retain(|proof| matches!(proof.about, About::Person(person) if asked.people.contains(&person)));
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "rhythm.work-log" => Some("/reports/write?kind=log"),
            "rhythm.daily-report" => Some("/reports/write?kind=daily"),
            "rhythm.weekly-report" => Some("/reports/write?kind=weekly"),
            "rhythm.monthly-report" => Some("/reports/write?kind=monthly"),
            CHARTS => Some("/reports/write?kind=monthly"),
            REVIEW => Some("/reports#review"),
            _ => None,
        }
    }
}

/// Reading is done once nothing of the days before waits and something was read on the day; where nothing came to be
/// read, nothing is missing.
fn reviews(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let since = asked.day.saturating_sub(BACK.days());
    let mut by_reader: BTreeMap<_, Vec<store::Reading>> = BTreeMap::new();
    for row in store::readings(tx, since, asked.day)? {
        by_reader.entry(row.person_id).or_default().push(row);
    }
    let proof = |(person, rows): (kernel::PersonId, Vec<store::Reading>)| {
        Some(Proof {
            code: REVIEW,
            about: About::Person(person),
            at: read_at(&rows, asked.day)?,
            href: "/reports".to_owned(),
        })
    };
    Ok(by_reader.into_iter().filter_map(proof).collect())
}

/// When the reading of a day was done, if it was.
fn read_at(rows: &[store::Reading], day: kernel::BusinessDate) -> Option<Instant> {
    let read = |row: &&store::Reading| row.reviewed_on.is_some_and(|on| on <= day);
    let old = |row: &&store::Reading| row.handed_in_on < day;
    if rows.iter().filter(old).any(|row| !read(&row)) {
        return None;
    }
    let on_the_day = || rows.iter().filter(|row| row.reviewed_on == Some(day));
    let of_before = on_the_day().filter(old).filter_map(|row| row.reviewed_at).max();
    let first = on_the_day().filter_map(|row| row.reviewed_at).min();
    let nothing_waits = rows.iter().all(|row| read(&row));
    let last = || rows.iter().filter_map(|row| row.reviewed_at).max().filter(|_| nothing_waits);
    of_before.or(first).or_else(last)
}

impl Figures for Reports {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let theirs = sums.iter().filter(|sum| asked.people.contains(&sum.person_id));
        let href = format!("/reports/all?from={}&until={}", period.from, period.until);
        let amount = Amount::Count(theirs.map(|sum| sum.reports).sum());
        Ok(vec![Figure { code: "report.handed_in", amount, href }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::{Id, PersonId};

    fn row(handed_in: i8, reviewed: Option<(i8, i64)>) -> store::Reading {
        store::Reading {
            person_id: PersonId::of(1),
            handed_in_on: date(2026, 11, handed_in),
            reviewed_on: reviewed.map(|(day, _)| date(2026, 11, day)),
            reviewed_at: reviewed.map(|(_, at)| Instant::from_millis(at)),
        }
    }

    #[test]
    fn reading_is_done_when_the_last_of_the_days_before_is_read() {
        let day = date(2026, 11, 24);
        let at = |rows: &[store::Reading]| read_at(rows, day).map(Instant::millis);
        assert_eq!(at(&[row(23, Some((24, 5))), row(23, None)]), None);
        assert_eq!(at(&[row(23, Some((24, 5))), row(23, Some((24, 9))), row(24, Some((24, 70)))]), Some(9));
        assert_eq!(at(&[row(24, Some((24, 70))), row(24, None)]), Some(70), "the same evening");
        assert_eq!(at(&[row(24, None)]), None);
        assert_eq!(at(&[row(22, Some((23, 3)))]), Some(3), "nothing came to be read");
        assert_eq!(at(&[]), None);
        assert_eq!(at(&[row(23, Some((25, 99)))]), None, "only the day after");
    }
}
