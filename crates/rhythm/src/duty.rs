use std::collections::BTreeMap;

use handbook::{Book, Entry, MonthDay, When};
use jiff::ToSpan;
use kernel::{BusinessDate, DayCut, Instant, PersonId, StoreId};
use org::{Chart, Seat, StoreCalendar};

/// Something that falls to a person on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// Which entry of the day's book, by its place there.
    pub entry: usize,
    /// Whose.
    pub person: PersonId,
    /// By which post, where.
    pub seat: Seat,
    /// From when on.
    pub begins: Instant,
    /// Until when; then it is late.
    pub due: Instant,
    /// When it climbs to the reviewer's superior.
    pub climbs: Option<Instant>,
    /// When its business day ends; then it is missed.
    pub ends: Instant,
}

/// Everything that falls to everybody on a day, in the order of the seats and of the hours. A pure function of
/// book, chart and calendars: the same day asked twice is the same list.
pub fn duties(book: &Book, chart: &Chart) -> Vec<Duty> {
    let mut by_post: BTreeMap<&str, Vec<(usize, &Entry)>> = BTreeMap::new();
    for (index, entry) in book.entries.iter().enumerate() {
        by_post.entry(&entry.post).or_default().push((index, entry));
    }
    let organisation = &chart.organisation;
    let mut places: BTreeMap<Option<StoreId>, (StoreCalendar<'_>, DayCut)> = BTreeMap::new();
    let mut all = vec![];
    for seat in chart.seats() {
        let holders = chart.holders(seat);
        let post = organisation.posts.get(&seat.post);
        let (Some(entries), false) =
            (post.and_then(|post| by_post.get(post.code.as_str())), holders.is_empty())
        else {
            continue;
        };
        let (calendar, cut) = places
            .entry(seat.store)
            .or_insert_with(|| (organisation.calendar(seat.store), organisation.day_cut(seat.store)));
        let mut timed: Vec<(Instant, usize, &Entry)> = entries
            .iter()
            .filter(|(_, entry)| falls_on(&entry.when, chart.day, calendar, seat.store.is_none()))
            .filter_map(|(index, entry)| {
                Some((cut.moment(chart.day, entry.when.at()?.minutes()), *index, *entry))
            })
            .collect();
        timed.sort_by_key(|(begins, index, _)| (*begins, *index));
        let ends = cut.begins(chart.day.tomorrow().unwrap_or(chart.day));
        for person in holders {
            let of = |(begins, index, entry): &(Instant, usize, &Entry)| {
                let due = begins.plus_minutes(entry.within.unwrap_or(0).into());
                let climbs = entry.escalate_after.map(|minutes| due.plus_minutes(minutes.into()));
                Duty { entry: *index, person: *person, seat, begins: *begins, due, climbs, ends }
            };
            all.extend(timed.iter().map(of));
        }
    }
    all
}

/// Does a time fall on this day? What falls on a day of rest is done on the next open day; the last of a month is
/// the last open one. Those who answer for the whole centre keep working days instead of a store's days.
pub fn falls_on(when: &When, day: BusinessDate, calendar: &StoreCalendar<'_>, whole_centre: bool) -> bool {
    let open = |day: BusinessDate| {
        if whole_centre { calendar.kind(day).is_working() } else { calendar.is_open(day) }
    };
    if !open(day) {
        return false;
    }
    // The days of rest just before today hand what fell on them to today.
    let rested = (1..31)
        .map(|n| day.saturating_sub(n.days()))
        .take_while(|earlier| calendar.has_begun(*earlier) && !open(*earlier));
    let mut nominal = std::iter::once(day).chain(rested);
    match when {
        When::Standing | When::On(_) => false,
        When::Daily(_) => true,
        When::Weekly(weekday, _) => nominal.any(|day| day.weekday() == *weekday),
        When::Monthly(MonthDay::Day(of_month), _) => nominal.any(|day| day.day() == *of_month as i8),
        When::Monthly(MonthDay::Last, _) => {
            let rest = (1..31).map(|n| day.saturating_add(n.days())).take_while(|d| d.month() == day.month());
            rest.into_iter().all(|later| !open(later))
        }
        When::Yearly(of_year, _) => {
            nominal.any(|day| (day.month(), day.day()) == (of_year.month(), of_year.day()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;
    use org::HoursRow;
    use proptest::prelude::*;

    /// Open every day but Mondays.
    fn rests_on_monday() -> StoreCalendar<'static> {
        let store = StoreId::of(1);
        let hours: Vec<HoursRow> = (1..=7)
            .map(|weekday| HoursRow {
                store_id: store,
                weekday,
                from_day: date(2020, 1, 1),
                opens: (weekday != 1).then_some(600),
                closes: (weekday != 1).then_some(1260),
            })
            .collect();
        StoreCalendar::of(Some(store), &[], hours.leak(), &[])
    }

    fn when(text: &str) -> When {
        text.parse().expect("a time")
    }

    fn falls(text: &str, day: BusinessDate) -> bool {
        falls_on(&when(text), day, &rests_on_monday(), false)
    }

    #[test]
    fn what_falls_on_a_day_of_rest_is_done_on_the_next_open_day() {
        assert!(!falls("weekly mon 09:00", date(2026, 11, 23)));
        assert!(falls("weekly mon 09:00", date(2026, 11, 24)));
        assert!(!falls("weekly mon 09:00", date(2026, 11, 25)));
        assert!(falls("monthly 23 09:00", date(2026, 11, 24)));
        assert!(falls("yearly 11-23 09:00", date(2026, 11, 24)));
    }

    #[test]
    fn a_stores_first_day_inherits_nothing() {
        // The store keeps hours from the 1st of January 2020 on; what fell on December days is nobody's.
        assert!(!falls("monthly 28 09:00", date(2020, 1, 1)));
        assert!(falls("monthly 1 09:00", date(2020, 1, 1)));
    }

    #[test]
    fn the_last_of_a_month_is_the_last_open_day() {
        // The 30th of November 2026 is a Monday.
        assert!(falls("monthly last 18:00", date(2026, 11, 29)));
        assert!(!falls("monthly last 18:00", date(2026, 11, 28)));
        assert!(!falls("monthly last 18:00", date(2026, 11, 30)));
    }

    #[test]
    fn standing_things_and_events_have_no_day() {
        assert!(!falls("standing", date(2026, 11, 24)));
        assert!(!falls("on complaint-received", date(2026, 11, 24)));
    }

    #[test]
    fn the_board_keeps_working_days() {
        let at = |day| falls_on(&when("daily 09:00"), day, &StoreCalendar::default(), true);
        assert!(at(date(2026, 11, 24)));
        assert!(!at(date(2026, 11, 28)));
    }

    proptest! {
        #[test]
        fn every_week_and_month_has_its_duty_once(start in 0i64..3000, weekday in 0i8..7, of_month in 1i8..28) {
            let from = date(2024, 1, 1).saturating_add((start * 7).days());
            let codes = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            let weekly = when(&format!("weekly {} 09:00", codes[weekday as usize]));
            // Tuesday to Monday is one week of a store that rests on Mondays and shifts to Tuesdays.
            let week = (1..8).map(|n| from.saturating_add(n.days()));
            prop_assert_eq!(week.filter(|day| falls_on(&weekly, *day, &rests_on_monday(), false)).count(), 1);

            let monthly = when(&format!("monthly {of_month} 09:00"));
            let first = from.first_of_month();
            let window = (0..31).map(|n| first.saturating_add(n.days())).take_while(|d| d.month() == first.month());
            prop_assert_eq!(window.filter(|day| falls_on(&monthly, *day, &rests_on_monday(), false)).count(), 1);
        }
    }
}
