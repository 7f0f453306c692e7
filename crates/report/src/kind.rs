use jiff::ToSpan;
use kernel::{BusinessDate, codes};
use rhythm::Period;

codes! {
    /// Which kind of log or report, from the shortest to the longest.
    pub enum ReportKind {
        /// What one person did on a day (工作日志).
        Log = "log",
        /// A post's day (日报).
        Daily = "daily",
        /// Its week, Monday to Sunday (周报).
        Weekly = "weekly",
        /// Its month (月报).
        Monthly = "monthly",
    }
}

codes! {
    /// How a report stands.
    pub enum ReportStatus {
        /// Being written.
        Draft = "draft",
        /// Waits for its reader.
        HandedIn = "handed-in",
        /// Given back with the reason.
        Returned = "returned",
        /// Read and accepted.
        Accepted = "accepted",
    }
}

impl ReportStatus {
    /// May its author still change the words?
    pub fn is_open(self) -> bool {
        matches!(self, ReportStatus::Draft | ReportStatus::Returned)
    }
}

/// The parts in words, in their order: what went well, problems, what customers said, suggestions, support wanted,
/// what comes next.
pub const LINES: [&str; 6] = ["well", "problems", "feedback", "suggestions", "support", "next"];

impl ReportKind {
    /// The evidence that it is, which the handbook's entries ask for.
    pub fn evidence(self) -> &'static str {
        match self {
            ReportKind::Log => "rhythm.work-log",
            ReportKind::Daily => "rhythm.daily-report",
            ReportKind::Weekly => "rhythm.weekly-report",
            ReportKind::Monthly => "rhythm.monthly-report",
        }
    }

    /// The span of this kind that a day lies in.
    pub fn span(self, day: BusinessDate) -> Period {
        let (from, until) = match self {
            ReportKind::Log | ReportKind::Daily => (day, day),
            ReportKind::Weekly => {
                let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                (monday, monday.saturating_add(6.days()))
            }
            ReportKind::Monthly => (day.first_of_month(), day.last_of_month()),
        };
        Period { from, until }
    }

    /// The span that is reported on a day: a week's report written from Thursday on is about that week, before that
    /// about the last; a month's in its second half about that month, in the first about the last.
    pub fn reported_on(self, day: BusinessDate) -> Period {
        let span = self.span(day);
        let early = match self {
            ReportKind::Log | ReportKind::Daily => false,
            ReportKind::Weekly => day.weekday().to_monday_zero_offset() < 3,
            ReportKind::Monthly => day.day() <= 15,
        };
        if early { self.span(span.from.saturating_sub(1.day())) } else { span }
    }

    /// The key of what it is called.
    pub fn text(self) -> String {
        format!("report.kind.{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_report_is_about_the_span_that_is_over_or_nearly() {
        let weekly = |day| ReportKind::Weekly.reported_on(day).from;
        assert_eq!(weekly(date(2026, 11, 29)), date(2026, 11, 23), "Sunday evening: this week");
        assert_eq!(weekly(date(2026, 11, 30)), date(2026, 11, 23), "Monday: the week before");
        let monthly = |day| ReportKind::Monthly.reported_on(day).until;
        assert_eq!(monthly(date(2026, 12, 3)), date(2026, 11, 30));
        assert_eq!(monthly(date(2026, 12, 31)), date(2026, 12, 31));
    }

    proptest! {
        #[test]
        fn it_is_never_about_what_has_not_begun(n in 0i64..10_000, kind in 0..ReportKind::ALL.len()) {
            let day = date(2010, 1, 1).saturating_add(n.days());
            let period = ReportKind::ALL[kind].reported_on(day);
            prop_assert!(period.from <= day && period.from <= period.until);
        }
    }
}
