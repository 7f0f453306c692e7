use db::record;
use jiff::civil::Weekday;
use kernel::{BusinessDate, StoreId, Words, codes};

codes! {
    /// What the State Council's yearly notice makes of a day.
    pub enum Notice {
        /// A statutory holiday: work is paid threefold.
        Statutory = "statutory",
        /// A rest day that bridges a holiday.
        Rest = "rest",
        /// A weekend day worked to make up for one.
        Work = "work",
    }
}

record! {
    /// A day of the mainland's yearly calendar that is not as its weekday says.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CalendarDayRow {
        /// The day.
        pub day: BusinessDate,
        /// What it is.
        pub kind: Notice,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// Where it is announced.
        pub source: String,
    }
}

record! {
    /// The hours of one weekday of a store, from a day on.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HoursRow {
        /// The store.
        pub store_id: StoreId,
        /// 1 is Monday.
        pub weekday: i64,
        /// From this day on.
        pub from_day: BusinessDate,
        /// Minutes after midnight; empty on a day of rest.
        pub opens: Option<i64>,
        /// Minutes after midnight, past 24:00 when it closes in the small hours.
        pub closes: Option<i64>,
    }
}

record! {
    /// A single day on which a store differs from its week.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StoreDayRow {
        /// The store.
        pub store_id: StoreId,
        /// The day.
        pub day: BusinessDate,
        /// Opens, or not at all.
        pub opens: Option<i64>,
        /// Closes.
        pub closes: Option<i64>,
        /// Why.
        pub note: String,
    }
}

/// From when to when, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Opens.
    pub opens: i64,
    /// Closes; past 24:00 when in the small hours.
    pub closes: i64,
}

/// What a day is in the working calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A weekend day worked to make up for a holiday.
    MakeUp(Words),
    /// A weekend or bridging day.
    Rest(Option<Words>),
    /// A statutory holiday.
    Statutory(Words),
}

impl DayKind {
    /// Is it worked by those who keep office hours?
    pub fn is_working(&self) -> bool {
        matches!(self, DayKind::Working | DayKind::MakeUp(_))
    }
}

/// A store's days: which are open, and what each is in the working calendar. Borrowed from rows in the order of store
/// and day, because pages ask for it often.
#[derive(Debug, Clone, Copy, Default)]
pub struct StoreCalendar<'a> {
    announced: &'a [CalendarDayRow],
    hours: &'a [HoursRow],
    days: &'a [StoreDayRow],
}

impl<'a> StoreCalendar<'a> {
    /// The calendar of one store, or of the centre (which keeps no hours), from sorted rows of all.
    pub fn of(
        store: Option<StoreId>,
        announced: &'a [CalendarDayRow],
        hours: &'a [HoursRow],
        days: &'a [StoreDayRow],
    ) -> StoreCalendar<'a> {
        let Some(store) = store else { return StoreCalendar { announced, ..StoreCalendar::default() } };
        StoreCalendar {
            announced,
            hours: its(hours, store, |row| row.store_id),
            days: its(days, store, |row| row.store_id),
        }
    }

    fn announced_on(&self, day: BusinessDate) -> Option<&'a CalendarDayRow> {
        self.announced.binary_search_by_key(&day, |row| row.day).ok().map(|at| &self.announced[at])
    }

    fn own_hours_on(&self, day: BusinessDate) -> Option<&'a StoreDayRow> {
        self.days.binary_search_by_key(&day, |row| row.day).ok().map(|at| &self.days[at])
    }

    /// What the day is in the working calendar of the mainland.
    pub fn kind(&self, day: BusinessDate) -> DayKind {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        match self.announced_on(day) {
            Some(row) => {
                let name = Words::new(&row.name_zh, &row.name_en);
                match row.kind {
                    Notice::Statutory => DayKind::Statutory(name),
                    Notice::Rest => DayKind::Rest(Some(name)),
                    Notice::Work => DayKind::MakeUp(name),
                }
            }
            None if weekend => DayKind::Rest(None),
            None => DayKind::Working,
        }
    }

    /// Has the year's notice been entered?
    pub fn knows(&self, year: i16) -> bool {
        self.announced.iter().any(|row| row.day.year() == year)
    }

    /// The hours of a day; none when the store rests. A single day's own hours come before the week's; the week
    /// that began last before the day counts; a centre without hours is open on every day.
    pub fn hours(&self, day: BusinessDate) -> Option<Hours> {
        let both = |opens: Option<i64>, closes: Option<i64>| Some(Hours { opens: opens?, closes: closes? });
        if let Some(own) = self.own_hours_on(day) {
            return both(own.opens, own.closes);
        }
        if self.hours.is_empty() {
            return Some(Hours { opens: 0, closes: 24 * 60 });
        }
        let weekday = i64::from(day.weekday().to_monday_one_offset());
        let week = self.hours.iter().filter(|row| row.weekday == weekday && row.from_day <= day);
        week.max_by_key(|row| row.from_day).and_then(|row| both(row.opens, row.closes))
    }

    /// Has the store hours of its own on this single day, or stays shut on it?
    pub fn has_own(&self, day: BusinessDate) -> bool {
        self.own_hours_on(day).is_some()
    }

    /// The store's ordinary week as it stands on a day, Monday first; none on a day of rest.
    pub fn week(&self, day: BusinessDate) -> [Option<Hours>; 7] {
        let rows =
            |weekday: i64| self.hours.iter().filter(move |row| row.weekday == weekday && row.from_day <= day);
        [1, 2, 3, 4, 5, 6, 7].map(|weekday| {
            let row = rows(weekday).max_by_key(|row| row.from_day)?;
            Some(Hours { opens: row.opens?, closes: row.closes? })
        })
    }

    /// Has the store begun to keep hours by that day? A day before its first is no day of rest.
    pub fn has_begun(&self, day: BusinessDate) -> bool {
        self.hours.is_empty() || self.hours.iter().any(|row| row.from_day <= day)
    }

    /// Is the store open on the day?
    pub fn is_open(&self, day: BusinessDate) -> bool {
        self.hours(day).is_some()
    }

    /// The day itself if the store is open, otherwise the next open day; looks a month ahead.
    pub fn open_day_from(&self, day: BusinessDate) -> BusinessDate {
        let days = std::iter::successors(Some(day), |day| day.tomorrow().ok()).take(31);
        days.into_iter().find(|day| self.is_open(*day)).unwrap_or(day)
    }

    /// The last open day of a day's month.
    pub fn last_open_day_of_month(&self, day: BusinessDate) -> BusinessDate {
        let last = day.last_of_month();
        let days = std::iter::successors(Some(last), |day| day.yesterday().ok()).take(28);
        days.into_iter().find(|day| self.is_open(*day)).unwrap_or(last)
    }
}

/// The rows of one store among rows sorted by store.
fn its<R>(rows: &[R], store: StoreId, of: impl Fn(&R) -> StoreId) -> &[R] {
    let begins = rows.partition_point(|row| of(row) < store);
    let ends = rows.partition_point(|row| of(row) <= store);
    &rows[begins..ends]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;

    fn calendar() -> StoreCalendar<'static> {
        let store = StoreId::of(1);
        let work = CalendarDayRow {
            day: date(2026, 2, 14),
            kind: Notice::Work,
            name_zh: "春节调休".into(),
            name_en: "Make-up day".into(),
            source: "test".into(),
        };
        let week = |from: BusinessDate, rest: i64| {
            (1..=7).map(move |weekday| HoursRow {
                store_id: store,
                weekday,
                from_day: from,
                opens: (weekday != rest).then_some(600),
                closes: (weekday != rest).then_some(1260),
            })
        };
        let hours: Vec<HoursRow> = week(date(2026, 1, 1), 1).chain(week(date(2026, 3, 1), 2)).collect();
        let party = StoreDayRow {
            store_id: store,
            day: date(2026, 1, 5),
            opens: Some(720),
            closes: Some(1560),
            note: "店庆".into(),
        };
        StoreCalendar::of(Some(store), vec![work].leak(), hours.leak(), vec![party].leak())
    }

    #[test]
    fn a_weekend_day_may_be_worked_and_a_monday_rested() {
        assert!(calendar().kind(date(2026, 2, 14)).is_working());
        assert_eq!(calendar().kind(date(2026, 2, 21)), DayKind::Rest(None));
        assert!(!calendar().is_open(date(2026, 1, 12)));
        assert!(calendar().is_open(date(2026, 1, 10)));
    }

    #[test]
    fn a_single_days_hours_come_before_the_weeks() {
        assert_eq!(calendar().hours(date(2026, 1, 5)), Some(Hours { opens: 720, closes: 1560 }));
    }

    #[test]
    fn a_new_week_counts_from_its_day_on() {
        assert!(!calendar().is_open(date(2026, 2, 23)), "Monday is the day of rest until March");
        assert!(calendar().is_open(date(2026, 3, 2)), "then Monday is open");
        assert!(!calendar().is_open(date(2026, 3, 3)), "and Tuesday rests");
        assert_eq!(calendar().open_day_from(date(2026, 3, 3)), date(2026, 3, 4));
        assert_eq!(calendar().last_open_day_of_month(date(2026, 3, 10)), date(2026, 3, 30));
    }

    #[test]
    fn before_its_first_week_a_store_is_shut() {
        assert!(!calendar().is_open(date(2025, 12, 31)));
    }
}
