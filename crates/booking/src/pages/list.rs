use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Result, Scope, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Choice, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::names::{store_asked, store_picks};
use crate::clock::{minute_text, open_hours};
use crate::days::{Days, Wanted, diaries, later};
use crate::store::{self, BookLine};
use crate::treat::now_at;

/// The appointment book (顾客预约表).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/list.html")]
pub struct BookPage {
    rows: Vec<BookLine>,
    list: ListPlace,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl BookPage {
    fn at(&self, row: &BookLine) -> String {
        minute_text(row.starts)
    }

    fn states(&self) -> [(&'static str, String); 6] {
        let codes = ["booked", "arrived", "in-treatment", "done", "cancelled", "no-show"];
        codes.map(|code| (code, format!("booking.state.{code}")))
    }
}

impl View for BookPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("booking.list.{key}"));
        let row = |row: &BookLine| {
            vec![
                row.day.into(),
                minute_text(row.starts).into(),
                i64::from(row.ends.saturating_sub(row.starts)).into(),
                row.customer.clone().into(),
                row.treatment.clone().into(),
                row.therapist.clone().into(),
                say.t(&format!("booking.dispatch.{}", row.dispatch.code())).into(),
                row.room.clone().into(),
                say.t(&format!("booking.state.{}", row.state.code())).into(),
                row.taker.clone().into(),
            ]
        };
        Some(Table {
            name: "appointments".to_owned(),
            columns: [
                "day",
                "at",
                "minutes",
                "customer",
                "treatment",
                "therapist",
                "dispatch",
                "room",
                "state",
                "taker",
            ]
            .map(heading)
            .to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let page = |rows| BookPage {
            rows,
            list: ListPlace::sample(),
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
        };
        vec![page(vec![BookLine::sample()]), page(vec![])]
    }
}

/// `GET /bookings/list`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<BookPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let everywhere = call.actor.scope(Permission::ViewBookings) == Some(Scope::Centre);
        let store = if everywhere { 0 } else { kernel::Id::get(store_asked(tx, call, None)?) };
        let page = store::BOOK.page(tx, &listing.ask_newest_first(), db::args![store])?;
        Ok(BookPage { list: listing.place(&page), rows: page.rows, stores: store_picks(tx, call)? })
    });
    Ok(Reply(page.await?))
}

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

/// The week's bookings.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/week.html")]
pub struct WeekPage {
    store: StoreId,
    monday: BusinessDate,
    before: BusinessDate,
    after: BusinessDate,
    days: Vec<WeekDay>,
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
        vec![WeekPage {
            store: kernel::Id::of(1),
            monday,
            before: later(monday, -7),
            after: later(monday, 7),
            days: (0..7).map(day).collect(),
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
        before: later(monday, -7),
        after: later(monday, 7),
        days: (0..7).map(day).collect(),
        stores: store_picks(tx, call)?,
    })
}
