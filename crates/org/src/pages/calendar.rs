use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Permission, Place, Result, StoreId, Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, Table, View, filters};

use super::form::{FormPage, Named, blank, retry};
use super::organisation::{store_asked, stores_seen};
use super::parts::day_or;
use crate::calendar::{CalendarDayRow, DayKind, Notice, StoreCalendar, StoreDayRow};
use crate::days::{self, AnnouncedForm, StoreDayForm};
use crate::stores::time;
use crate::words;

/// Which year and which store.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct CalendarQuery {
    /// The year; empty is this one.
    #[serde(default)]
    pub year: String,
    /// Key of the store; empty is one's own.
    #[serde(default)]
    pub store: String,
}

/// The day a form is opened for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct DayQuery {
    /// The day, `YYYY-MM-DD`.
    #[serde(default)]
    pub day: String,
}

codes! {
    /// What stands on a day of the year's page. A day may carry two: what it is to everybody, and to the store.
    pub enum Mark {
        /// A weekend or bridging day.
        Rest = "rest",
        /// A statutory holiday.
        Statutory = "statutory",
        /// A weekend day worked in exchange.
        MakeUp = "make-up",
        /// The store is shut.
        Closed = "closed",
        /// The store keeps hours of its own.
        OwnHours = "own-hours",
    }
}

impl Mark {
    /// The one sign under the day.
    pub fn sign(self) -> String {
        format!("org.calendar.sign.{}", self.code())
    }

    /// What the sign stands for.
    pub fn name(self) -> String {
        format!("org.calendar.mark.{}", self.code())
    }

    /// How the sign is coloured; the sign itself says it without.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Rest => "quiet",
            Mark::Statutory => "done",
            Mark::MakeUp | Mark::OwnHours => "due",
            Mark::Closed => "soft",
        }
    }
}

/// A day of the year.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DayCell {
    day: BusinessDate,
    /// An ordinary working day carries none.
    marks: Vec<Mark>,
    is_today: bool,
}

/// A month, week by week from Monday; none before its first and after its last day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Month {
    number: i8,
    weeks: Vec<Vec<Option<DayCell>>>,
}

impl Month {
    fn name(&self) -> String {
        format!("org.calendar.month.{}", self.number)
    }
}

/// A day that is not as its weekday says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpecialDay {
    day: BusinessDate,
    /// What it is, or a store's hours on it.
    kind: Words,
    name: Words,
    /// Where it is announced; empty for a store's own.
    source: String,
    /// Is it announced for everybody?
    announced: bool,
}

/// The year at a glance.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/calendar.html")]
pub struct CalendarPage {
    year: i16,
    today: BusinessDate,
    /// Key of the store; empty for the centre.
    store: String,
    store_name: Option<String>,
    stores: Vec<Named>,
    /// Has the year's announcement been entered?
    is_announced: bool,
    months: Vec<Month>,
    days: Vec<SpecialDay>,
    /// How many statutory holidays there are.
    statutory: usize,
    may_announce: bool,
    may_set: bool,
}

impl CalendarPage {
    fn at(&self, year: i16) -> String {
        format!("/calendar?year={year}&store={}", self.store)
    }

    fn as_file(&self, format: &str) -> String {
        format!("{}&format={format}", self.at(self.year))
    }

    fn legend(&self) -> &'static [Mark] {
        Mark::ALL
    }
}

impl View for CalendarPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("org.calendar.title"), self.year)
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |day: &SpecialDay| {
            vec![
                day.day.into(),
                web::text::weekday(day.day.weekday(), say).into(),
                day.kind.read(say.0).into(),
                day.name.read(say.0).into(),
                day.source.clone().into(),
            ]
        };
        Some(Table {
            name: format!("calendar-{}", self.year),
            columns: ["day", "weekday", "kind", "name", "source"]
                .map(|key| say.t(&format!("org.calendar.{key}")))
                .to_vec(),
            rows: self.days.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let work = CalendarDayRow {
            day: jiff::civil::date(2026, 2, 14),
            kind: Notice::Work,
            name_zh: "春节调休上班".into(),
            name_en: "Make-up day".into(),
            source: "国务院办公厅".into(),
        };
        let eve =
            CalendarDayRow { day: jiff::civil::date(2026, 2, 16), kind: Notice::Statutory, ..work.clone() };
        let shut = StoreDayRow {
            store_id: kernel::Id::of(1),
            day: eve.day,
            opens: None,
            closes: None,
            note: "除夕".into(),
        };
        let late = StoreDayRow { day: work.day, opens: Some(600), closes: Some(1560), ..shut.clone() };
        let (announced, own) = ([work, eve], [late, shut]);
        let calendar = StoreCalendar::of(Some(kernel::Id::of(1)), &announced, &[], &own);
        let today = jiff::civil::date(2026, 2, 16);
        let page = CalendarPage {
            year: 2026,
            today,
            store: "1".into(),
            store_name: Some("静安店".into()),
            stores: vec![Named::plain(1, "静安店"), Named::plain(2, "徐汇店")],
            is_announced: true,
            months: months(&calendar, Some((jiff::civil::date(2026, 1, 1), None)), 2026, today),
            days: special(&announced, &own, 2026),
            statutory: 1,
            may_announce: true,
            may_set: true,
        };
        let empty = CalendarPage {
            year: 2027,
            store: String::new(),
            store_name: None,
            stores: vec![],
            is_announced: false,
            months: months(&StoreCalendar::default(), None, 2027, today),
            days: vec![],
            statutory: 0,
            may_announce: false,
            may_set: false,
            today,
        };
        vec![page, empty]
    }
}

/// From its first day to its last, if it has one: only then do a store's own days count.
type Life = Option<(BusinessDate, Option<BusinessDate>)>;

/// The marks of a day. The centre itself keeps no hours.
fn marks(calendar: &StoreCalendar, life: Life, day: BusinessDate) -> Vec<Mark> {
    let kind = match calendar.kind(day) {
        DayKind::Working => None,
        DayKind::Rest(_) => Some(Mark::Rest),
        DayKind::Statutory(_) => Some(Mark::Statutory),
        DayKind::MakeUp(_) => Some(Mark::MakeUp),
    };
    let its = match calendar.hours(day) {
        _ if !life.is_some_and(|(from, until)| crate::holds(from, until, day)) => None,
        None => Some(Mark::Closed),
        Some(_) if calendar.has_own(day) => Some(Mark::OwnHours),
        Some(_) => None,
    };
    kind.into_iter().chain(its).collect()
}

fn months(calendar: &StoreCalendar, life: Life, year: i16, today: BusinessDate) -> Vec<Month> {
    let month = |number: i8| {
        let first = BusinessDate::new(year, number, 1).unwrap_or(today);
        let before = usize::from(first.weekday().to_monday_zero_offset().unsigned_abs());
        let mut cells: Vec<Option<DayCell>> = vec![None; before];
        for number in 1..=first.days_in_month() {
            let Ok(day) = first.with().day(number).build() else { continue };
            cells.push(Some(DayCell { day, marks: marks(calendar, life, day), is_today: day == today }));
        }
        cells.resize(cells.len().next_multiple_of(7), None);
        Month { number, weeks: cells.chunks(7).map(<[_]>::to_vec).collect() }
    };
    (1..=12).map(month).collect()
}

fn notice_name(kind: Notice) -> Words {
    words::said(&format!("org.calendar.notice.{}", kind.code()))
}

fn special(announced: &[CalendarDayRow], own: &[StoreDayRow], year: i16) -> Vec<SpecialDay> {
    let of_all = announced.iter().filter(|row| row.day.year() == year).map(|row| SpecialDay {
        day: row.day,
        kind: notice_name(row.kind),
        name: Words::new(&row.name_zh, &row.name_en),
        source: row.source.clone(),
        announced: true,
    });
    let of_store = own.iter().filter(|row| row.day.year() == year).map(|row| SpecialDay {
        day: row.day,
        kind: match (row.opens, row.closes) {
            (Some(opens), Some(closes)) => {
                let hours = format!("{}–{}", time(opens), time(closes));
                Words::new(&hours, &hours)
            }
            _ => words::said(&Mark::Closed.name()),
        },
        name: Words::new(&row.note, &row.note),
        source: String::new(),
        announced: false,
    });
    let mut days: Vec<SpecialDay> = of_all.chain(of_store).collect();
    days.sort_by_key(|day| (day.day, !day.announced));
    days
}

fn calendar_page(tx: &mut Tx, call: &Call, query: &CalendarQuery) -> Result<CalendarPage> {
    let chart = crate::today(tx, call)?;
    let organisation = &chart.organisation;
    let year = match query.year.trim() {
        "" => chart.day.year(),
        text => text.parse().ok().filter(|year| (1990..=2200).contains(year)).ok_or_else(Error::missing)?,
    };
    let seen = stores_seen(organisation, call);
    let store = store_asked(call, &seen, &query.store)?;
    let calendar = organisation.calendar(store);
    let own: Vec<StoreDayRow> =
        organisation.store_days.iter().filter(|row| Some(row.store_id) == store).cloned().collect();
    let days = special(&organisation.announced, &own, year);
    let of_year = organisation.announced.iter().filter(|row| row.day.year() == year);
    let its = store.and_then(|id| organisation.stores.get(&id));
    let life = its.map(|store| (store.opened_on, store.closed_on));
    let named = |id: &StoreId| Some(Named::plain(id, &organisation.stores.get(id)?.name));
    let may = |place: &Place| call.actor.may_at(Permission::ManageCalendar, place);
    Ok(CalendarPage {
        year,
        today: chart.day,
        store: store.map(|store| store.to_string()).unwrap_or_default(),
        store_name: super::parts::store_name(organisation, store),
        stores: seen.iter().filter_map(named).collect(),
        is_announced: calendar.knows(year),
        months: months(&calendar, life, year, chart.day),
        days,
        statutory: of_year.filter(|row| row.kind == Notice::Statutory).count(),
        may_announce: may(&Place::centre()),
        may_set: store.is_some_and(|store| may(&Place::store(store))),
    })
}

/// `GET /calendar`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<CalendarQuery>,
) -> Result<Reply<CalendarPage>, Failure> {
    Ok(Reply(app.look(&by, &query, calendar_page).await?))
}

fn draw_store_day(tx: &mut Tx, call: &Call, (id, form): &(StoreId, StoreDayForm)) -> Result<FormPage> {
    call.sight(Permission::ManageCalendar, &Place::store(*id))?;
    let chart = crate::today(tx, call)?;
    let store = chart.organisation.store(*id)?;
    Ok(FormPage::new("org.calendar.set_day", format!("/calendar?store={id}"), format!("/stores/{id}/days"))
        .about(Words::new(&store.name, &store.name))
        .note("org.calendar.set_day_note")
        .day("day", "org.calendar.day", &day_or(&form.day, chart.day))
        .must()
        .text("opens", "org.stores.opens", &form.opens)
        .text("closes", "org.stores.closes", &form.closes)
        .hint("org.stores.hours_hint")
        .text("note", "common.reason", &form.note)
        .must())
}

/// `GET /stores/{id}/days`
pub async fn store_day(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
    Asked(query): Asked<DayQuery>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, StoreDayForm { day: query.day, ..StoreDayForm::default() }), draw_store_day).await
}

/// `POST /stores/{id}/days`
pub async fn set_store_day(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
    Payload(form): Payload<StoreDayForm>,
) -> Result<Answer<FormPage>, Failure> {
    let year = form.day.trim().split('-').next().filter(|year| year.parse::<i16>().is_ok()).unwrap_or("");
    let back = format!("/calendar?year={year}&store={id}");
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| days::set_store_day(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(back).saying("org.calendar.day_set").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_store_day).await,
    }
}

fn draw_announced(tx: &mut Tx, call: &Call, form: &AnnouncedForm) -> Result<FormPage> {
    call.sight(Permission::ManageCalendar, &Place::centre())?;
    let chart = crate::today(tx, call)?;
    let kept = chart.organisation.announced.iter().find(|row| row.day.to_string() == form.day);
    let form = match kept.filter(|_| form.kind.is_empty() && form.name_zh.is_empty()) {
        Some(row) => AnnouncedForm {
            day: form.day.clone(),
            kind: row.kind.code().to_owned(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            source: row.source.clone(),
        },
        None => form.clone(),
    };
    let kinds = Notice::ALL.iter().map(|kind| Named::new(kind.code(), notice_name(*kind)));
    Ok(FormPage::new("org.calendar.announce", "/calendar", "/calendar/days")
        .note("org.calendar.announce_note")
        .day("day", "org.calendar.day", &form.day)
        .must()
        .choice("kind", "org.calendar.kind", &form.kind, kinds.collect())
        .must()
        .text("name_zh", "org.calendar.name_zh", &form.name_zh)
        .must()
        .text("name_en", "org.calendar.name_en", &form.name_en)
        .text("source", "org.calendar.source", &form.source)
        .must()
        .hint("org.calendar.source_hint"))
}

/// `GET /calendar/days`
pub async fn announcing(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<DayQuery>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, AnnouncedForm { day: query.day, ..AnnouncedForm::default() }, draw_announced).await
}

/// `POST /calendar/days`
pub async fn announce(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<AnnouncedForm>,
) -> Result<Answer<FormPage>, Failure> {
    let year = form.day.trim().split('-').next().filter(|year| year.parse::<i16>().is_ok()).unwrap_or("");
    let back = format!("/calendar?year={year}");
    match app.act(&by, &form, days::announce).await {
        Ok(()) => Ok(Done::at(back).saying("org.calendar.announced").into()),
        Err(refused) => retry(&app, &by, form, refused, draw_announced).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_has_all_its_days_each_under_its_weekday() {
        for year in [2024, 2026] {
            let months = months(&StoreCalendar::default(), None, year, date(2026, 1, 1));
            let weeks = months.iter().flat_map(|month| &month.weeks);
            let cells = weeks.flat_map(|week| week.iter().enumerate());
            let mut days = 0;
            for (column, cell) in cells.filter_map(|(column, cell)| Some((column, cell.as_ref()?))) {
                assert_eq!(usize::from(cell.day.weekday().to_monday_zero_offset().unsigned_abs()), column);
                days += 1;
            }
            assert_eq!(days, if year == 2024 { 366 } else { 365 });
        }
    }

    #[test]
    fn a_store_is_not_shut_before_it_opens() {
        let first = date(2026, 2, 1);
        let week = crate::HoursRow {
            store_id: kernel::Id::of(1),
            weekday: 1,
            from_day: first,
            opens: Some(600),
            closes: Some(1260),
        };
        let calendar = StoreCalendar::of(Some(kernel::Id::of(1)), &[], vec![week].leak(), &[]);
        let marks = |day| marks(&calendar, Some((first, None)), day);
        assert_eq!((marks(date(2026, 1, 27)), marks(date(2026, 2, 3))), (vec![], vec![Mark::Closed]));
    }

    #[test]
    fn a_day_says_what_it_is_to_everybody_and_to_the_store() {
        let page = &CalendarPage::samples()[0];
        let mut cells = page.months[1].weeks.iter().flatten().flatten();
        let eve = cells.find(|cell| cell.day == date(2026, 2, 16)).expect("in February");
        assert_eq!(eve.marks, [Mark::Statutory, Mark::Closed]);
    }
}
