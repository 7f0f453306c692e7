use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Choice, Failure, Reply, Say, Table, View, filters};

use super::names::{Names, customers_of, store_asked, store_picks};
use crate::VisitId;
use crate::clock::open_hours;
use crate::days::{Days, Wanted, diaries, later};
use crate::floor::floors;
use crate::state::LineState;
use crate::store;
use crate::treat::now_at;

/// Which week of which store.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct WeekQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
    /// Any day of the week; without it today.
    day: Option<String>,
}

/// A day of the week.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeekDay {
    day: BusinessDate,
    is_open: bool,
    /// Visits still to come, being given, and given.
    visits: i64,
    called_off: i64,
    missed: i64,
    /// Minutes of work that are promised or done, of those that are rostered less breaks.
    taken: u32,
    works: u32,
}

impl WeekDay {
    /// A share of the rostered minutes, in hundredths.
    fn share(&self) -> u32 {
        (self.taken * 100).checked_div(self.works).unwrap_or(0).min(100)
    }
}

/// A treatment of the week.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeekEntry {
    visit: VisitId,
    /// When she is to be there.
    at: String,
    customer: String,
    treatment: Words,
    state: LineState,
}

/// Somebody's week: her seven days, Monday first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeekRow {
    name: String,
    days: Vec<WeekCell>,
}

/// Somebody's day.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct WeekCell {
    /// Does she work?
    works: bool,
    entries: Vec<WeekEntry>,
}

/// The week's bookings.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/week.html")]
pub struct WeekPage {
    store: StoreId,
    monday: BusinessDate,
    sunday: BusinessDate,
    before: BusinessDate,
    after: BusinessDate,
    days: Vec<WeekDay>,
    /// The same by therapists.
    people: Vec<WeekRow>,
    today: BusinessDate,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl WeekPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }
}

impl View for WeekPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.week.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("booking.week.{key}"));
        let row = |day: &WeekDay| {
            let minutes = [day.taken, day.works].map(|minutes| i64::from(minutes).into());
            let [taken, works] = minutes;
            vec![day.day.into(), day.visits.into(), day.called_off.into(), day.missed.into(), taken, works]
        };
        Some(Table {
            name: format!("week-{}", self.monday),
            columns: ["day", "visits", "called_off", "missed", "taken", "works"].map(heading).to_vec(),
            rows: self.days.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let monday = jiff::civil::date(2026, 11, 23);
        let day = |ahead| WeekDay {
            day: later(monday, ahead),
            is_open: ahead != 2,
            visits: 12,
            called_off: 1,
            missed: 1,
            taken: 1800,
            works: if ahead == 2 { 0 } else { 2400 },
        };
        let entry = WeekEntry {
            visit: kernel::Id::of(1),
            at: "10:30".into(),
            customer: "李小燕".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            state: LineState::Booked,
        };
        vec![WeekPage {
            store: kernel::Id::of(1),
            monday,
            sunday: later(monday, 6),
            before: later(monday, -7),
            after: later(monday, 7),
            days: (0..7).map(day).collect(),
            people: vec![WeekRow {
                name: "陈思思".into(),
                days: (0..7)
                    .map(|day| WeekCell { works: day != 2, entries: vec![entry.clone(); day % 3] })
                    .collect(),
            }],
            today: monday,
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
        }]
    }
}

/// `GET /bookings/week`
pub async fn week(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<WeekQuery>,
) -> Result<Reply<WeekPage>, Failure> {
    Ok(Reply(app.look(&by, &query, week_page).await?))
}

fn week_page(tx: &mut Tx, call: &Call, query: &WeekQuery) -> Result<WeekPage> {
    let store = store_asked(tx, call, query.store.as_deref())?;
    let (today, _) = now_at(tx, call, store)?;
    let day = query.day.as_deref().and_then(parse_day).unwrap_or(today);
    let monday = later(day, -i64::from(day.weekday().to_monday_zero_offset()));
    let organisation = org::organisation(tx, call)?;
    let counts = store::counts(tx, store, monday, later(monday, 6))?;
    let diaries = diaries(tx, call, store, Days::many(monday, 7), Wanted::default())?;
    let day = |ahead| {
        let day = later(monday, ahead);
        let count = counts.iter().find(|count| count.day == day);
        let diary = diaries.iter().find(|diary| diary.day == day);
        let hands = diary.map_or(&[][..], |diary| &diary.hands);
        let done = count.map_or(0, |count| u32::try_from(count.done_minutes).unwrap_or(0));
        let taken: u32 = hands.iter().map(|hand| hand.load).sum();
        WeekDay {
            day,
            is_open: open_hours(&organisation, store, day).is_some(),
            visits: count.map_or(0, |count| count.visits),
            called_off: count.map_or(0, |count| count.called_off),
            missed: count.map_or(0, |count| count.missed),
            taken: taken + done,
            works: hands.iter().map(|hand| hand.works).sum(),
        }
    };
    Ok(WeekPage {
        store,
        monday,
        sunday: later(monday, 6),
        before: later(monday, -7),
        after: later(monday, 7),
        days: (0..7).map(day).collect(),
        people: people(tx, call, store, monday)?,
        today,
        stores: store_picks(tx, call)?,
    })
}

/// Everybody on duty in the week, and whoever has something to do in it.
fn people(tx: &mut Tx, call: &Call, store: StoreId, monday: BusinessDate) -> Result<Vec<WeekRow>> {
    let sunday = later(monday, 6);
    let mut lines = floors(tx, store, monday, sunday)?;
    lines.retain(|line| line.state.is_open() || line.state == LineState::Done);
    let names = Names::read(tx, call, store, monday, &customers_of(&lines))?;
    let place = |day: BusinessDate| {
        usize::try_from(monday.until(day).map_or(0, |span| span.get_days())).unwrap_or(0).min(6)
    };
    let mut weeks: BTreeMap<PersonId, Vec<WeekCell>> = BTreeMap::new();
    let nothing = || vec![WeekCell::default(); 7];
    for row in store::rosters(tx, store, monday, sunday)? {
        weeks.entry(row.person_id).or_insert_with(nothing)[place(row.day)].works = true;
    }
    for line in &lines {
        let block = names.block(line);
        let entry = WeekEntry {
            visit: line.visit,
            at: block.at,
            customer: block.customer,
            treatment: block.treatment,
            state: line.state,
        };
        weeks.entry(line.therapist).or_insert_with(nothing)[place(line.day)].entries.push(entry);
    }
    let row = |(person, days)| WeekRow { name: names.person(person), days };
    Ok(weeks.into_iter().map(row).collect())
}
