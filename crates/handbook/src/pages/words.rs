//! Entries in words, in every language.

use kernel::{Lang, Words};
use web::Say;

use super::shown::Asked;
use crate::book::Book;
use crate::entry::{Education, Entry, Qualification, Requires};
use crate::field::{BETWEEN, Field};
use crate::when::{MonthDay, When, weekday_code};

/// A text in every language, made from the message files.
pub(super) fn both(text: impl Fn(Say) -> String) -> Words {
    Words::new(text(Say(Lang::Chinese)), text(Say(Lang::English)))
}

fn t(key: &str) -> Words {
    both(|say| say.t(key))
}

/// `每日 08:30`, `the last day of each month, 18:00`.
pub(super) fn when_in_words(book: &Book, when: &When) -> Words {
    let (key, args) = match when {
        When::Standing => ("standing", vec![]),
        When::Daily(at) => ("daily", vec![("at", at.to_string())]),
        When::Weekly(_, at) => ("weekly", vec![("at", at.to_string())]),
        When::Monthly(MonthDay::Day(day), at) => {
            ("monthly", vec![("day", day.to_string()), ("at", at.to_string())])
        }
        When::Monthly(MonthDay::Last, at) => ("monthly_last", vec![("at", at.to_string())]),
        When::Yearly(day, at) => (
            "yearly",
            vec![("month", day.month().to_string()), ("day", day.day().to_string()), ("at", at.to_string())],
        ),
        When::On(_) => ("on", vec![]),
    };
    both(|say| {
        let mut args = args.clone();
        if let When::Weekly(weekday, _) = when {
            args.push(("weekday", say.t(&format!("common.weekday.{}", weekday_code(*weekday)))));
        }
        if let Some(event) = when.event() {
            args.push(("event", book.event_name(event).read(say.0).to_owned()));
        }
        say.fill(&format!("handbook.when.{key}"), &args)
    })
}

/// `90 分钟内`, `within 2 days`.
pub(super) fn within_in_words(minutes: u32) -> Words {
    let (key, n) = span(minutes);
    both(|say| say.fill(&format!("handbook.within.{key}"), &[("n", n.to_string())]))
}

/// The largest unit in which a number of minutes is whole.
fn span(minutes: u32) -> (&'static str, u32) {
    match minutes {
        0 => ("minutes", 0),
        1 => ("minute", 1),
        60 => ("hour", 1),
        1440 => ("day", 1),
        n if n % 1440 == 0 => ("days", n / 1440),
        n if n % 60 == 0 => ("hours", n / 60),
        n => ("minutes", n),
    }
}

/// Where an entry climbs when it is overdue.
pub(super) fn climbs(book: &Book, entry: &Entry) -> Option<Words> {
    let (key, n) = span(entry.escalate_after?);
    let superior = book.post(&entry.post)?.superior.as_ref()?;
    let name = book.post_name(superior);
    Some(both(|say| {
        let after = say.fill(&format!("handbook.span.{key}"), &[("n", n.to_string())]);
        say.fill("handbook.climbs", &[("after", after), ("post", name.read(say.0).to_owned())])
    }))
}

/// What a post asks for, one by one.
pub(super) fn asked(requires: &Requires) -> Vec<Asked> {
    let fact = |name: &str, value: Words| Asked { name: t(&format!("handbook.requires.{name}")), value };
    let education = |held: Education| t(&format!("handbook.education.{}", held.code()));
    let qualification = |held: Qualification| t(&format!("handbook.qualification.{}", held.code()));
    let experience = |years: u32| {
        both(|say| {
            let trade = requires
                .experience_in
                .map_or(String::new(), |trade| say.t(&format!("handbook.trade.{}", trade.code())));
            say.fill("handbook.years", &[("n", years.to_string()), ("trade", trade)]).trim().to_owned()
        })
    };
    let facts = [
        requires.education.map(|held| fact("education", education(held))),
        requires.qualification.map(|held| fact("qualification", qualification(held))),
        requires.experience_years.map(|years| fact("experience", experience(years))),
        requires.presentable.then(|| fact("presentable", t("handbook.presentable"))),
    ];
    facts.into_iter().flatten().collect()
}

/// Several names in a row.
fn joined(names: Vec<Words>) -> Words {
    both(|say| names.iter().map(|name| name.read(say.0)).collect::<Vec<_>>().join(&say.t("handbook.list")))
}

/// The text of a field, as [`Field::text`] gives it, in words.
pub(super) fn text_in_words(book: &Book, field: Field, text: &str) -> Words {
    let as_it_is = || Words::new(text, text);
    match field {
        _ if text.is_empty() => t("common.none"),
        Field::When => text.parse().map_or_else(|_| as_it_is(), |when| when_in_words(book, &when)),
        Field::Within => text.parse().map_or_else(|_| as_it_is(), within_in_words),
        Field::Evidence => joined(text.split(BETWEEN).map(|code| book.evidence_name(code)).collect()),
        Field::Post | Field::Reviewer => book.post_name(text),
        _ => as_it_is(),
    }
}

/// A field of an entry in words.
pub(super) fn field_in_words(book: &Book, field: Field, entry: &Entry) -> Words {
    match field {
        Field::Post => book.post_name(&entry.post),
        Field::Kind => t(&format!("handbook.kind.{}", entry.kind.code())),
        Field::When => when_in_words(book, &entry.when),
        Field::Within => entry.within.map(within_in_words).unwrap_or_default(),
        Field::EscalateAfter => climbs(book, entry).unwrap_or_default(),
        Field::Evidence => joined(entry.evidence.iter().map(|code| book.evidence_name(code)).collect()),
        Field::Reviewer => entry.reviewer.as_ref().map(|code| book.post_name(code)).unwrap_or_default(),
        Field::Requires => {
            joined(entry.requires.as_ref().map_or(vec![], asked).into_iter().map(|a| a.value).collect())
        }
        Field::TitleZh | Field::TitleEn | Field::DetailZh | Field::DetailEn | Field::Clauses => {
            let text = field.text(entry);
            Words::new(text.clone(), text)
        }
    }
}

/// The name of a field.
pub(super) fn field_name(field: Field) -> Words {
    t(&format!("handbook.field.{}", field.code()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    #[test]
    fn minutes_are_told_in_the_largest_whole_unit() {
        let told = [30, 60, 90, 1440, 10080].map(span);
        assert_eq!(told, [("minutes", 30), ("hour", 1), ("minutes", 90), ("day", 1), ("days", 7)]);
    }

    #[test]
    fn every_time_is_told_in_both_languages() {
        let book = &shipped().expect("sound").book;
        let told = |when: &str| when_in_words(book, &when.parse().expect("a time"));
        assert_eq!(told("daily 08:30"), Words::new("每日 08:30", "Every day, 08:30"));
        assert_eq!(told("weekly mon 09:00"), Words::new("每周一 09:00", "Every Mon, 09:00"));
        assert_eq!(
            told("monthly last 18:00"),
            Words::new("每月最后一天 18:00", "Last day of each month, 18:00")
        );
        assert_eq!(
            told("yearly 12-05 17:00"),
            Words::new("每年 12 月 5 日 17:00", "Every year on 12-5, 17:00")
        );
        assert_eq!(told("on customer-arrived"), Words::new("客人到店时", "When: A guest arrives"));
    }

    #[test]
    fn every_field_of_every_entry_has_words() {
        let book = &shipped().expect("sound").book;
        for entry in &book.entries {
            for field in Field::ALL {
                let told = field_in_words(book, *field, entry);
                assert!(!told.zh.contains("handbook.") && !told.en.contains("handbook."), "{told:?}");
            }
        }
    }
}
