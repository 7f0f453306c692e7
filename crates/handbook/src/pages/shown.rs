//! Parts that several pages show: an entry in words, a version, names with their addresses.

use std::collections::BTreeSet;

use db::Tx;
use kernel::{BusinessDate, Id, Instant, Lang, PersonId, Result, Words};
use org::Organisation;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Say};

use crate::book::Book;
use crate::entry::{Education, Entry, Qualification, Requires};
use crate::field::Field;
use crate::force::{BookCache, bound, in_force};
use crate::store;
use crate::version::{Standing, Version, VersionId, standing};
use crate::when::{MonthDay, When, weekday_code};
use crate::{Built, shipped};

/// A text in every language, made from the message files.
pub(super) fn both(text: impl Fn(Say) -> String) -> Words {
    Words::new(text(Say(Lang::Chinese)), text(Say(Lang::English)))
}

fn t(key: &str) -> Words {
    both(|say| say.t(key))
}

/// A code and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Name {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
}

impl Name {
    pub(super) fn of(code: &str, name: Words) -> Name {
        Name { code: code.to_owned(), name }
    }
}

/// A kind of evidence, and whether the program can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceShown {
    /// Code.
    pub code: String,
    /// What it is.
    pub name: Words,
    /// Can the program show it yet?
    pub built: bool,
}

/// Something a post asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asked {
    /// Of what kind.
    pub name: Words,
    /// What.
    pub value: Words,
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryShown {
    /// The entry itself.
    pub entry: Entry,
    /// When it falls due, in words.
    pub when: Words,
    /// How long there is for it, in words.
    pub within: Option<Words>,
    /// Where it climbs when overdue, in words.
    pub climbs: Option<Words>,
    /// By what one sees that it was done.
    pub evidence: Vec<EvidenceShown>,
    /// Who looks at it.
    pub reviewer: Option<Name>,
    /// What the post asks for.
    pub requires: Vec<Asked>,
    /// The clauses it carries.
    pub clauses: Vec<Name>,
    /// Can the program show all of its evidence yet?
    pub built: bool,
}

impl EntryShown {
    pub(super) fn of(book: &Book, built: &BTreeSet<String>, entry: &Entry) -> EntryShown {
        let evidence = |code: &String| EvidenceShown {
            code: code.clone(),
            name: book.evidence_name(code),
            built: built.contains(code),
        };
        let clause = |id: &String| {
            Name::of(id, book.clause(id).map_or_else(|| Words::new(id, id), |clause| clause.name.clone()))
        };
        EntryShown {
            when: when_in_words(book, &entry.when),
            within: entry.within.map(within_in_words),
            climbs: climbs(book, entry),
            evidence: entry.evidence.iter().map(evidence).collect(),
            reviewer: entry.reviewer.as_ref().map(|code| Name::of(code, book.post_name(code))),
            requires: entry.requires.as_ref().map_or(vec![], asked),
            clauses: entry.clauses.iter().map(clause).collect(),
            built: entry.is_built(built),
            entry: entry.clone(),
        }
    }
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
fn within_in_words(minutes: u32) -> Words {
    let (key, n) = span(minutes);
    both(|say| say.fill(&format!("handbook.within.{key}"), &[("n", n.to_string())]))
}

/// The largest unit in which a number of minutes is whole.
fn span(minutes: u32) -> (&'static str, u32) {
    match minutes {
        0 => ("minutes", 0),
        n if n % 1440 == 0 => ("days", n / 1440),
        n if n % 60 == 0 => ("hours", n / 60),
        n => ("minutes", n),
    }
}

fn climbs(book: &Book, entry: &Entry) -> Option<Words> {
    let (key, n) = span(entry.escalate_after?);
    let superior = book.post(&entry.post)?.superior.as_ref()?;
    let name = book.post_name(superior);
    Some(both(|say| {
        let after = say.fill(&format!("handbook.span.{key}"), &[("n", n.to_string())]);
        say.fill("handbook.climbs", &[("after", after), ("post", name.read(say.0).to_owned())])
    }))
}

fn asked(requires: &Requires) -> Vec<Asked> {
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

/// A field of an entry in words.
pub(super) fn field_in_words(book: &Book, field: Field, entry: &Entry) -> Words {
    let joined = |names: Vec<Words>| {
        both(|say| {
            names.iter().map(|name| name.read(say.0)).collect::<Vec<_>>().join(&say.t("handbook.comma"))
        })
    };
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

/// A version as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VersionShown {
    /// Key.
    pub id: VersionId,
    /// Counted from 1.
    pub number: i64,
    /// What it is today.
    pub standing: Standing,
    /// What it is about; empty for the first, which came with the program.
    pub title: String,
    /// Why it was made.
    pub reason: String,
    /// The first day on which it holds.
    pub effective_from: Option<BusinessDate>,
    /// Who published it, or began it while it is a draft; empty when the house did.
    pub by: String,
    /// When that was.
    pub at: Instant,
    /// The version of the program whose release it is based on.
    pub shipped_with: String,
}

impl VersionShown {
    pub(super) fn of(
        organisation: &Organisation,
        versions: &[Version],
        version: &Version,
        today: BusinessDate,
    ) -> VersionShown {
        let name = |person: Option<PersonId>| person.map_or("", |id| organisation.person_name(id)).to_owned();
        VersionShown {
            id: version.id,
            number: version.number,
            standing: standing(versions, version, today),
            title: version.title.clone(),
            reason: version.reason.clone(),
            effective_from: version.effective_from,
            by: name(version.published_by.or(version.created_by)),
            at: version.published_at.unwrap_or(version.created_at),
            shipped_with: version.shipped_with.clone(),
        }
    }

    pub(super) fn sample(number: i64, standing: Standing) -> VersionShown {
        let title = if number == 1 { "" } else { "冬季作息" };
        VersionShown {
            id: VersionId::of(number),
            number,
            standing,
            title: title.into(),
            reason: "冬季早上客少".into(),
            effective_from: (standing != Standing::Draft).then(|| jiff::civil::date(2026, 11, 1)),
            by: "王慧敏".into(),
            at: Instant::from_millis(1_793_000_000_000),
            shipped_with: "0.1.0".into(),
        }
    }
}

/// A version and its book, as a reader asked for it.
pub(super) struct Seen {
    pub version: Option<VersionShown>,
    pub book: std::sync::Arc<Book>,
}

/// The book in force today, or the version asked for; a draft is seen by those who write in it.
pub(super) fn seen(tx: &mut Tx, call: &Call, asked: Option<VersionId>) -> Result<Seen> {
    let chart = org::today(tx, call)?;
    let versions = store::versions(tx)?;
    let show = |version: &Version| VersionShown::of(&chart.organisation, &versions, version, chart.day);
    let Some(id) = asked else {
        let current = crate::version::in_force_on(&versions, chart.day);
        let book = in_force(tx, call.app.part::<BookCache>(), chart.day)?;
        return Ok(Seen { version: current.map(show), book });
    };
    let version = versions.iter().find(|version| version.id == id).ok_or_else(kernel::Error::missing)?;
    if version.effective_from.is_none() && !crate::edit::may_edit(call) {
        return Err(kernel::Error::missing());
    }
    let shown = show(version);
    Ok(Seen { version: Some(shown), book: bound(&store::leaves(tx, id)?)?.into() })
}

/// The codes of evidence that the program can show.
pub(super) fn built(call: &Call) -> &BTreeSet<String> {
    &call.app.part::<Built>().0
}

/// A shipped entry, for samples of pages.
pub(super) fn sample_entries() -> Vec<EntryShown> {
    let Ok(shipped) = shipped() else { return vec![] };
    let built = BTreeSet::from(["org.line".to_owned()]);
    let entries = ["greeter", "general-manager"].into_iter().flat_map(|post| shipped.book.entries_of(post));
    entries.map(|entry| EntryShown::of(&shipped.book, &built, entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_told_in_the_largest_whole_unit() {
        let told = [30, 60, 90, 1440, 10080].map(span);
        assert_eq!(told, [("minutes", 30), ("hours", 1), ("minutes", 90), ("days", 1), ("days", 7)]);
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
