//! What a report opens with: figures, deeds, and what those below have handed in.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use jiff::ToSpan;
use kernel::{PersonId, Result};
use org::{Chart, Seat};
use rhythm::{Amount, Asked, Evidences, Period};
use web::Call;

use crate::deed;
use crate::frozen::{Frozen, FrozenFigure, Point};
use crate::kind::ReportKind;
use crate::store::{self, ReportRow};

/// All of it as it stands now; frozen when handed in.
pub(crate) fn gather(
    tx: &mut Tx,
    call: &Call,
    person: PersonId,
    kind: ReportKind,
    period: Period,
) -> Result<Frozen> {
    let today = org::today(tx, call)?.day;
    let day = rhythm::day(tx, call, period.until.min(today))?;
    let mut people = BTreeSet::from([person]);
    if kind != ReportKind::Log {
        people.extend(day.chart.below(person).iter());
    }
    let evidences: &Evidences = call.app.part();
    // A log is one's own: the store's figures stand in the reports of those who lead.
    let asked = match kind {
        ReportKind::Log => Asked { stores: BTreeSet::new(), ..day.asked(people) },
        _ => day.asked(people),
    };
    let mut figures = evidences.count(tx, &asked, period)?;
    figures.retain(|figure| kind != ReportKind::Log || !figure.amount.is_nothing());
    let deeds = match kind {
        ReportKind::Log => deed::seen_of(tx, call, person, period.from)?,
        _ => vec![],
    };
    let parts = match kind {
        ReportKind::Log => vec![],
        _ => parts(tx, &day.chart, person, kind, period)?,
    };
    Ok(Frozen { figures: figures.iter().map(FrozenFigure::of).collect(), deeds, parts, points: vec![] })
}

/// The figures of a week or a month, day by day: asked once, when it is handed in.
pub(crate) fn points(
    tx: &mut Tx,
    call: &Call,
    person: PersonId,
    kind: ReportKind,
    period: Period,
) -> Result<Vec<Point>> {
    if !matches!(kind, ReportKind::Weekly | ReportKind::Monthly) {
        return Ok(vec![]);
    }
    let today = org::today(tx, call)?.day;
    let evidences: &Evidences = call.app.part();
    let last = rhythm::day(tx, call, period.until.min(today))?;
    let mut people = BTreeSet::from([person]);
    people.extend(last.chart.below(person).iter());
    let mut points = vec![];
    for on in period.from.series(1.day()).take_while(|on| *on <= period.until.min(today)) {
        let asked = Asked { day: on, ..last.asked(people.clone()) };
        for figure in evidences.count(tx, &asked, Period { from: on, until: on })? {
            // A share has no height of its own.
            if !matches!(figure.amount, Amount::Share(..)) {
                points.push(Point { code: figure.code.to_owned(), day: on, amount: figure.amount });
            }
        }
    }
    Ok(points)
}

/// Whose reports roll up: those of everybody directly below, in the order of the posts.
fn direct(chart: &Chart, person: PersonId) -> Vec<PersonId> {
    let mut below: Vec<(i64, PersonId)> = chart
        .directly_below(person)
        .into_iter()
        .map(|(person, seat)| {
            (chart.organisation.posts.get(&seat.post).map_or(0, |post| post.position), person)
        })
        .collect();
    below.sort();
    let mut seen = BTreeSet::new();
    below.into_iter().map(|(_, person)| person).filter(|person| seen.insert(*person)).collect()
}

/// What those below have handed in about the span: of each the longest kind there is, all of that kind.
fn parts(
    tx: &mut Tx,
    chart: &Chart,
    person: PersonId,
    kind: ReportKind,
    period: Period,
) -> Result<Vec<(PersonId, Option<crate::ReportId>)>> {
    let people = direct(chart, person);
    let mut of: BTreeMap<PersonId, Vec<ReportRow>> = BTreeMap::new();
    for row in store::within(tx, period)? {
        if row.kind <= kind && people.contains(&row.person_id) {
            of.entry(row.person_id).or_default().push(row);
        }
    }
    let mut parts = vec![];
    for person in people {
        let theirs = of.remove(&person).unwrap_or_default();
        match theirs.iter().map(|row| row.kind).max() {
            Some(longest) => {
                parts.extend(
                    theirs.iter().filter(|row| row.kind == longest).map(|row| (person, Some(row.id))),
                );
            }
            None => parts.push((person, None)),
        }
    }
    Ok(parts)
}

/// The seat that a report is written for: the first held whose post owes one of this kind, or the first held.
pub(crate) fn seat_for(
    chart: &Chart,
    book: &handbook::Book,
    person: PersonId,
    kind: ReportKind,
) -> Option<Seat> {
    let owes = |seat: &Seat| {
        let code = chart.organisation.posts.get(&seat.post).map(|post| post.code.as_str());
        let asks =
            |entry: &handbook::Entry| entry.evidence.first().is_some_and(|first| first == kind.evidence());
        book.entries.iter().any(|entry| Some(entry.post.as_str()) == code && asks(entry))
    };
    let seats = chart.seats_held(person);
    seats.iter().find(|seat| owes(seat)).or(seats.first()).copied()
}

/// To whom a report goes: the reader whom the handbook's entry names, or the nearest superior.
pub(crate) fn reader(day: &rhythm::Day, person: PersonId, seat: Seat, kind: ReportKind) -> Option<Seat> {
    let chart = &day.chart;
    let code = chart.organisation.posts.get(&seat.post).map(|post| post.code.as_str());
    let asks = |entry: &&handbook::Entry| {
        Some(entry.post.as_str()) == code
            && entry.evidence.first().is_some_and(|first| first == kind.evidence())
    };
    let named = day.book.entries.iter().find(asks).and_then(|entry| entry.reviewer.as_deref());
    let post = named.and_then(|code| chart.organisation.post_by_code(code));
    let above = post.and_then(|post| chart.line_above(seat).find(|above| above.post == post.id));
    above.or_else(|| chart.superior(seat, Some(person)).map(|(above, _)| above))
}

/// The seats that get a copy along the dotted line.
pub(crate) fn copies(chart: &Chart, seat: Seat) -> Vec<Seat> {
    let posts = chart.copied(seat.post);
    let at = |post| {
        let level = chart.organisation.posts.get(&post).map(|post| post.level);
        Seat { post, store: if level == Some(org::Level::Store) { seat.store } else { None } }
    };
    posts.into_iter().map(at).collect()
}
