use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Permission, PersonId, Problems, Result, Scope, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, View, filters};

use crate::evidence::Period;
use crate::record::{Kept, Rate};
use crate::store::record as store;

/// Which days; the last thirty when left out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct SpanQuery {
    /// First day, `YYYY-MM-DD`.
    #[serde(default)]
    from: String,
    /// Last day.
    #[serde(default)]
    until: String,
}

impl SpanQuery {
    fn parse(&self, today: BusinessDate) -> Result<Period> {
        let mut wrong = Problems::default();
        let mut day = |field: &str, text: &str, other: BusinessDate| match text {
            "" => Some(other),
            text => wrong.need(field, parse_day(text), "not_a_day"),
        };
        let until = day("until", &self.until, today);
        let from = day("from", &self.from, until.unwrap_or(today).saturating_sub(29.days()));
        wrong.or(from.zip(until).map(|(from, until)| Period { from, until }))
    }
}

/// A post, a person or a clause, and how far its duties were done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RateRow {
    /// What it is about.
    pub name: Words,
    /// How far.
    pub rate: Rate,
    /// The lines behind it.
    pub href: String,
}

/// A day and how far its duties were done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DayRate {
    /// The day.
    pub day: BusinessDate,
    /// How far.
    pub rate: Rate,
}

/// Is the centre run by the book? The duty record in rates, the worst first.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rhythm/record.html")]
pub struct RecordPage {
    from: BusinessDate,
    until: BusinessDate,
    rate: Rate,
    days: Vec<DayRate>,
    posts: Vec<RateRow>,
    clauses: Vec<RateRow>,
    people: Vec<RateRow>,
}

impl RecordPage {
    /// The tables, each with the key of its heading.
    fn tables(&self) -> [(&'static str, &[RateRow]); 3] {
        [
            ("rhythm.record.posts", &self.posts),
            ("rhythm.record.clauses", &self.clauses),
            ("rhythm.record.people", &self.people),
        ]
    }

    /// The columns of a field of 100 by 40, a day each: where, how wide, the share done and missed, and what it says.
    fn columns(&self) -> Vec<(String, String, String, String, String)> {
        let width = 100.0 / self.days.len().max(1) as f64;
        let place = |n: f64| format!("{n:.2}");
        self.days
            .iter()
            .enumerate()
            .map(|(index, on)| {
                let done = on.rate.per_mille().unwrap_or(0) as f64 * 40.0 / 1000.0;
                (
                    place(index as f64 * width + width * 0.1),
                    place(width * 0.8),
                    place(40.0 - done),
                    place(done),
                    format!("{} · {}", on.day, on.rate.percent()),
                )
            })
            .collect()
    }
}

impl View for RecordPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.duty-record")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("rhythm.record.{key}"));
        let kinds = [("post", &self.posts), ("clause", &self.clauses), ("person", &self.people)];
        let row = |kind: &str, row: &RateRow| {
            let Rate { done, late, missed, excused } = row.rate;
            let mut cells = vec![
                heading(kind).as_str().into(),
                row.name.read(say.0).into(),
                row.rate.percent().as_str().into(),
            ];
            cells.extend([done, late, missed, excused].map(web::TableCell::from));
            cells
        };
        let rows = kinds.into_iter().flat_map(|(kind, rows)| rows.iter().map(move |one| (kind, one)));
        Some(Table {
            name: format!("duty-record-{}", self.until),
            columns: ["kind", "name", "rate", "done", "late", "missed", "excused"].map(heading).to_vec(),
            rows: rows.map(|(kind, one)| row(kind, one)).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let rate = Rate { done: 40, late: 3, missed: 5, excused: 2 };
        let row = |zh: &str, en: &str| RateRow {
            name: Words::new(zh, en),
            rate,
            href: "/duty-record/lines?q=x".into(),
        };
        let day = |n| DayRate { day: jiff::civil::date(2026, 11, n), rate };
        let page = |days: Vec<DayRate>, rows: Vec<RateRow>| RecordPage {
            from: jiff::civil::date(2026, 11, 1),
            until: jiff::civil::date(2026, 11, 24),
            rate: if days.is_empty() { Rate::default() } else { rate },
            days,
            posts: rows.clone(),
            clauses: rows.clone(),
            people: rows,
        };
        vec![page((1..8).map(day).collect(), vec![row("前台迎宾", "Greeter")]), page(vec![], vec![])]
    }
}

/// Those whose record the asker may see; none is everybody.
pub(super) fn visible(call: &Call) -> Option<BTreeSet<PersonId>> {
    if call.actor.scope(Permission::ViewDuties) == Some(Scope::Centre) {
        return None;
    }
    let below = call.actor.holdings.iter().flat_map(|held| held.below.iter().copied());
    Some(std::iter::once(call.actor.person).chain(below).collect())
}

fn page(tx: &mut Tx, call: &Call, query: &SpanQuery) -> Result<RecordPage> {
    let today = org::today(tx, call)?;
    let period = query.parse(today.day)?;
    let organisation = &today.organisation;
    let theirs = visible(call);
    let seen = |person: PersonId| theirs.as_ref().is_none_or(|people| people.contains(&person));
    let lines =
        |what: String| format!("/duty-record/lines?from={}&until={}&{what}", period.from, period.until);

    let mut posts: BTreeMap<_, Rate> = BTreeMap::new();
    let mut people: BTreeMap<_, Rate> = BTreeMap::new();
    let mut all = Rate::default();
    for row in store::by_person(tx, period)?.into_iter().filter(|row| seen(row.person_id)) {
        let add = |rate: &mut Rate| *rate = rate.with(row.state, row.duties);
        add(posts.entry(row.post_id).or_default());
        add(people.entry(row.person_id).or_default());
        add(&mut all);
    }
    let mut clauses: BTreeMap<String, Rate> = BTreeMap::new();
    for row in store::by_clause(tx, period)?.into_iter().filter(|row| seen(row.person_id)) {
        for clause in row.clauses.split(' ') {
            let rate = clauses.entry(clause.to_owned()).or_default();
            *rate = rate.with(row.state, row.duties);
        }
    }
    let mut days: BTreeMap<BusinessDate, Rate> = BTreeMap::new();
    for row in store::by_day(tx, period)?.into_iter().filter(|row| seen(row.person_id)) {
        let rate = days.entry(row.day).or_default();
        *rate = rate.with(row.state, row.duties);
    }
    let post = |(id, rate): (kernel::PostId, Rate)| RateRow {
        name: organisation.posts.get(&id).map(|post| post.name()).unwrap_or_default(),
        rate,
        href: lines(format!("post={}", id.get())),
    };
    let person = |(id, rate): (PersonId, Rate)| {
        let name = organisation.person_name(id);
        RateRow { name: Words::new(name, name), rate, href: lines(format!("person={}", id.get())) }
    };
    let clause = |(id, rate): (String, Rate)| RateRow {
        name: Words::new(&id, &id),
        rate,
        href: lines(format!("clause={id}")),
    };
    Ok(RecordPage {
        from: period.from,
        until: period.until,
        rate: all,
        days: days.into_iter().map(|(day, rate)| DayRate { day, rate }).collect(),
        posts: worst_first(posts.into_iter().map(post)),
        clauses: worst_first(clauses.into_iter().map(clause)),
        people: worst_first(people.into_iter().map(person)),
    })
}

fn worst_first(rows: impl Iterator<Item = RateRow>) -> Vec<RateRow> {
    let mut rows: Vec<RateRow> = rows.collect();
    rows.sort_by_key(|row| (row.rate.per_mille().unwrap_or(1001), -row.rate.missed));
    rows
}

/// `GET /duty-record`
pub async fn record(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<SpanQuery>,
) -> Result<Reply<RecordPage>, Failure> {
    Ok(Reply(app.look(&by, &query, page).await?))
}

/// How a line of the record looks: class, picture, key of its text.
pub(super) fn look(state: Kept) -> (&'static str, &'static str, String) {
    let (class, symbol) = match state {
        Kept::Done => ("is-done", "check"),
        Kept::Late => ("is-due", "clock"),
        Kept::Missed => ("is-late", "alert-triangle"),
        Kept::Excused => ("is-none", "info-circle"),
    };
    (class, symbol, format!("rhythm.kept.{}", state.code()))
}
