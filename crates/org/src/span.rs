use kernel::{BusinessDate, Problems, Result, parse_day};

use crate::lines::Refused;

/// How something dated comes to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// This is its last day.
    On(BusinessDate),
    /// It is taken back before it began.
    Never,
}

impl Ending {
    /// What becomes of something that begins on `from` when `last` is to be its last day.
    pub fn of(from: BusinessDate, last: BusinessDate) -> Ending {
        if last < from { Ending::Never } else { Ending::On(last) }
    }

    /// The same when the day before `first` is to be its last.
    pub fn before(from: BusinessDate, first: BusinessDate) -> Ending {
        if first <= from { Ending::Never } else { Ending::On(first.yesterday().unwrap_or(first)) }
    }

    /// The last day; none when it never begins.
    pub fn last(self) -> Option<BusinessDate> {
        match self {
            Ending::On(day) => Some(day),
            Ending::Never => None,
        }
    }
}

/// Do two spans share a day? Without a last day a span has no end.
pub(crate) fn overlap(
    (from, until): (BusinessDate, Option<BusinessDate>),
    (other_from, other_until): (BusinessDate, Option<BusinessDate>),
) -> bool {
    until.is_none_or(|until| other_from <= until) && other_until.is_none_or(|until| from <= until)
}

/// Does the span lie within the other, from its first day to its last?
pub(crate) fn within(
    (from, until): (BusinessDate, Option<BusinessDate>),
    (first, last): (BusinessDate, Option<BusinessDate>),
) -> bool {
    first <= from && last.is_none_or(|last| until.is_some_and(|until| until <= last))
}

/// The past is written; what is set from now on may begin today.
pub(crate) fn not_past(today: BusinessDate, day: BusinessDate) -> Result<BusinessDate> {
    if day < today { Err(Refused::TooEarly { day: today }.into()) } else { Ok(day) }
}

/// The day that must be typed into a field.
pub(crate) fn day_of(wrong: &mut Problems, field: &str, text: &str) -> Option<BusinessDate> {
    match text.trim() {
        "" => wrong.need(field, None, "needed"),
        text => wrong.need(field, parse_day(text), "not_a_day"),
    }
}

/// The text that must be typed into a field.
pub(crate) fn text_of<'a>(wrong: &mut Problems, field: &str, text: &'a str) -> Option<&'a str> {
    wrong.need(field, Some(text.trim()).filter(|text| !text.is_empty()), "needed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn day(n: i8) -> BusinessDate {
        date(2026, 3, n)
    }

    #[test]
    fn what_would_end_before_it_begins_never_begins() {
        assert_eq!(Ending::of(day(5), day(5)), Ending::On(day(5)));
        assert_eq!(Ending::of(day(5), day(4)), Ending::Never);
        assert_eq!(Ending::before(day(5), day(5)), Ending::Never);
        assert_eq!(Ending::before(day(5), day(6)), Ending::On(day(5)));
    }

    fn span() -> impl Strategy<Value = (BusinessDate, Option<BusinessDate>)> {
        (1i8..28, prop::option::of(0i8..4))
            .prop_map(|(from, more)| (day(from), more.map(|more| day((from + more).min(31)))))
    }

    proptest! {
        #[test]
        fn two_spans_overlap_when_a_day_is_in_both(a in span(), b in span()) {
            let both = (1..=31).any(|n| [a, b].iter().all(|(from, until)| crate::holds(*from, *until, day(n))));
            prop_assert_eq!(overlap(a, b), both);
            prop_assert_eq!(overlap(a, b), overlap(b, a));
        }

        #[test]
        fn what_lies_within_holds_on_no_other_day(a in span(), b in span()) {
            if within(a, b) {
                for n in 1..=31 {
                    prop_assert!(!crate::holds(a.0, a.1, day(n)) || crate::holds(b.0, b.1, day(n)));
                }
            }
        }
    }
}
