//! The agenda of a meeting, made from what the house knows.

use std::collections::BTreeSet;

use db::Tx;
use kernel::{PersonId, Result};
use rhythm::{Amount, Evidences, Period};
use web::Call;
use work::Origin;

use crate::agenda::{AgendaAsked, AgendaItem, AgendaSources, Section};
use crate::roll::MeetingKind;
use crate::store;

/// All items, part by part, in the order of the parts.
pub(crate) fn agenda(
    tx: &mut Tx,
    call: &Call,
    kind: MeetingKind,
    asked: &AgendaAsked,
) -> Result<Vec<AgendaItem>> {
    let mut items = unfinished(tx, call, kind, asked)?;
    items.extend(figures(tx, call, kind, asked)?);
    items.extend(said(tx, call, asked)?);
    items.extend(not_done(tx, call, asked)?);
    items.extend(not_handed_in(tx, call, asked)?);
    items.extend(to_mend(tx, call, asked)?);
    let sources: &AgendaSources = call.app.part();
    items.extend(sources.all(tx, call, asked)?);
    items.sort_by_key(|item| item.section);
    Ok(items)
}

/// What meetings of the same kind resolved, and is not done.
fn unfinished(tx: &mut Tx, call: &Call, kind: MeetingKind, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let department = match (kind, &asked.departments[..]) {
        (MeetingKind::Department, [(code, _)]) => code.as_str(),
        _ => "",
    };
    let earlier: BTreeSet<String> = store::of_kind(tx, kind, asked.store, department)?
        .into_iter()
        .map(|id| format!("/meetings/{id}"))
        .collect();
    let organisation = org::organisation(tx, call)?;
    let open = work::open_of_origin(tx, Origin::Meeting)?;
    let item = |task: work::TaskRow| {
        let code = if task.due_at < call.now { "resolution_late" } else { "resolution" };
        let words = format!("{}（{}）", task.title, organisation.person_name(task.owner_id));
        let department = asked.department_of(task.owner_id);
        AgendaItem::words(Section::Open, code, words, format!("/tasks/{}", task.id)).of(department)
    };
    Ok(open.into_iter().filter(|task| earlier.contains(&task.source)).map(item).collect())
}

/// Yesterday in figures: the store's, and each department's where it has any.
fn figures(tx: &mut Tx, call: &Call, kind: MeetingKind, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let evidences: &Evidences = call.app.part();
    let period = Period { from: asked.yesterday, until: asked.yesterday };
    let day = asked.yesterday;
    let mut items = vec![];
    if kind == MeetingKind::Supervisors {
        let all = rhythm::Asked { day, people: asked.people(), stores: [asked.store].into() };
        let figures = evidences.count(tx, &all, period)?;
        // No takings are news; nothing of something else is not.
        let told = |figure: &rhythm::Figure| {
            matches!(figure.amount, Amount::Money(_)) || !figure.amount.is_nothing()
        };
        let figures = figures.into_iter().filter(told);
        items.extend(figures.map(|figure| AgendaItem::figure(Section::Figures, figure)));
    }
    for (department, people) in &asked.departments {
        let theirs = rhythm::Asked { day, people: people.clone(), stores: BTreeSet::new() };
        let figures = evidences.count(tx, &theirs, period)?;
        let told = figures.into_iter().filter(|figure| !figure.amount.is_nothing());
        items.extend(
            told.map(|figure| AgendaItem::figure(Section::Figures, figure).of(Some(department.clone()))),
        );
    }
    Ok(items)
}

/// What yesterday's logs and reports tell.
fn said(tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let organisation = org::organisation(tx, call)?;
    let mut items = vec![];
    for said in report::said(tx, asked.yesterday)? {
        let Some(department) = asked.department_of(said.person_id) else { continue };
        let lines = [
            (Section::Problems, "problem", &said.problems),
            (Section::Customers, "feedback", &said.feedback),
            (Section::Suggestions, "suggestion", &said.suggestions),
            (Section::Suggestions, "support", &said.support),
        ];
        let name = organisation.person_name(said.person_id);
        for (section, code, text) in lines.into_iter().filter(|(_, _, text)| !text.is_empty()) {
            let words = format!("{name}：{text}");
            let item = AgendaItem::words(section, code, words, format!("/reports/{}", said.id));
            items.push(item.of(Some(department.clone())));
        }
    }
    Ok(items)
}

/// Whose duties of yesterday were not done.
fn not_done(tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let day = rhythm::day(tx, call, asked.yesterday)?;
    let evidences: &Evidences = call.app.part();
    let proofs = evidences.first_proofs(tx, &day.asked(asked.people()))?;
    let missed = |person: PersonId| {
        let all = day.standing(person, evidences, &proofs, call.now);
        all.filter(|(_, state, _)| state.is_overdue()).count()
    };
    let mut items = vec![];
    for (department, people) in &asked.departments {
        for person in people {
            let count = missed(*person);
            if count > 0 {
                let name = day.chart.organisation.person_name(*person);
                let href = format!("/duties/{person}?on={}", asked.yesterday);
                let item =
                    AgendaItem::words(Section::Duties, "duties", name, href).of(Some(department.clone()));
                items.push(AgendaItem { amount: Some(Amount::Count(count as i64)), ..item });
            }
        }
    }
    Ok(items)
}

/// Who has not handed in what the chair should have.
fn not_handed_in(tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let organisation = org::organisation(tx, call)?;
    let missing = report::missing(tx, call, call.actor.person)?;
    let theirs = missing.into_iter().filter_map(|owed| Some((asked.department_of(owed.person)?, owed)));
    let item = |(department, owed): (String, report::Owed)| {
        let words = format!("{} {}", organisation.person_name(owed.person), owed.period.from);
        AgendaItem::words(Section::Duties, "not_handed_in", words, "/reports").of(Some(department))
    };
    Ok(theirs.map(item).collect())
}

/// What rounds found and nobody has mended in time, and safety equipment that runs out.
fn to_mend(tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
    let organisation = org::organisation(tx, call)?;
    let mut items = vec![];
    for late in inspection::overdue(tx, asked.store, call.now)? {
        let words = format!("{}（{}）", late.point.zh, organisation.person_name(late.owner));
        let item =
            AgendaItem::words(Section::Duties, "correction", words, format!("/corrections/{}", late.id));
        items.push(item.of(asked.department_of(late.owner)));
    }
    let expiring = inspection::expiring(tx, asked.store, asked.day)?;
    if expiring > 0 {
        let item = AgendaItem::words(Section::Care, "expiring", "", "/safety-equipment?sort=valid_until");
        items.push(AgendaItem { amount: Some(Amount::Count(expiring)), ..item });
    }
    Ok(items)
}
