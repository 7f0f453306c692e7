//! What the slice itself keeps about customers, as every slice tells it.
use db::Tx;
use kernel::{Instant, Mandate, Result, Words};
use serde_json::{Value, json};
use web::Call;

use crate::data::data;
use crate::file::Facts;
use crate::keeper::{CardLine, Happening, Keeper, Keepers, Kept, Stays};
use crate::photo::Stage;
use crate::{Brief, CustomerId, OwnerRole, store};

/// Customers' files as a keeper.
pub struct Files;

impl Keeper for Files {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let row = store::customer(tx, customer)?;
        let mut all = vec![of(row.opened_at, "opened", String::new(), row.opened_by)];
        for owner in store::owner_changes(tx, customer)? {
            let code = match owner.role {
                OwnerRole::Consultant => "consultant",
                OwnerRole::Therapist => "therapist",
            };
            let name = owner.person_id.map(|person| person_name(tx, person)).transpose()?.unwrap_or_default();
            all.push(of(owner.set_at, code, words(&[&name, &owner.why]), owner.set_by));
        }
        for warning in store::warnings(tx, customer)? {
            let name = crate::warning::read(warning.clone())?.name.zh;
            all.push(of(warning.noted_at, "warned", words(&[&name, &warning.note]), warning.noted_by));
            if let Some((at, by)) = warning.ended_at.zip(warning.ended_by) {
                all.push(of(at, "warning_ended", words(&[&name, &warning.end_why]), by));
            }
        }
        for consent in store::consents(tx, customer)? {
            let code = if consent.given { "agreed" } else { "took_back" };
            let name = purpose(&consent.purpose)?.zh;
            all.push(of(consent.taken_at, code, words(&[&name, &consent.guardian]), consent.taken_by));
        }
        for assessment in store::assessments(tx, customer)? {
            let kind = data()?.assessments.iter().find(|kind| kind.code == assessment.kind);
            let name = kind.map_or("", |kind| kind.zh.as_str());
            let mut line = of(
                assessment.assessed_at,
                "assessed",
                words(&[name, &assessment.note]),
                assessment.assessed_by,
            );
            line.href = Some(format!("/customers/{customer}/assessments"));
            all.push(line);
        }
        for photo in store::photos(tx, customer)? {
            let code = match photo.stage {
                Stage::Before => "photo_before",
                Stage::After => "photo_after",
            };
            let mut line = of(photo.taken_at, code, photo.part.clone(), photo.taken_by);
            line.href = Some(format!("/customers/{customer}/photos"));
            all.push(line);
        }
        for merge in store::merges_into(tx, customer)? {
            all.push(of(
                merge.merged_at,
                "merged",
                words(&[&merge.number.to_string(), &merge.why]),
                merge.merged_by,
            ));
        }
        all.sort_by_key(|line| std::cmp::Reverse(line.at));
        all.truncate(usize::try_from(most).unwrap_or(0));
        Ok(all)
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, now: Instant) -> Result<Vec<CardLine>> {
        let row = store::customer(tx, customer)?;
        let today = now.at(&store::zone(tx)?).date();
        let mut lines = vec![];
        for warning in crate::warnings(tx, customer, today)? {
            lines.push(CardLine {
                code: "warning",
                words: words(&[&warning.name.zh, &warning.note]),
                warns: true,
            });
        }
        if let Some(days) =
            row.birthday.and_then(|born| until_birthday(born, today)).filter(|days| *days <= 7)
        {
            let code = if days == 0 { "birthday_today" } else { "birthday_soon" };
            lines.push(CardLine { code, words: days.to_string(), warns: false });
        }
        let facts: Facts = serde_json::from_str(&row.facts)?;
        for code in ["preferences", "therapist_wish", "strength"] {
            let field = data()?.file.fields().find(|field| field.code == code);
            if let (Some(field), Some(value)) = (field, facts.get(code)) {
                let words = words(&[&field.zh, &field.read(value).zh]);
                lines.push(CardLine { code: "wish", words, warns: false });
            }
        }
        let lacking = row.lacks.split(',').filter(|code| !code.is_empty()).count();
        if lacking > 0 {
            lines.push(CardLine { code: "lacks", words: lacking.to_string(), warns: false });
        }
        Ok(lines)
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let row = store::customer(tx, customer)?;
        let facts: Value = serde_json::from_str(&row.facts)?;
        let file = json!({
            "name": row.name, "number": row.number, "card": row.card, "sex": row.sex, "birthday": row.birthday,
            "guardian": row.guardian, "source": row.source, "opened_on": row.opened_on, "facts": facts,
        });
        let warnings = store::warnings(tx, customer)?.into_iter().map(|row| {
            json!({ "code": row.code, "note": row.note, "until": row.until_day, "noted_at": row.noted_at, "ended_at": row.ended_at })
        });
        let consents = store::consents(tx, customer)?.into_iter().map(|row| {
            json!({ "purpose": row.purpose, "given": row.given, "edition": row.edition, "way": row.way, "guardian": row.guardian, "at": row.taken_at })
        });
        let assessments = store::assessments(tx, customer)?;
        let assessments = assessments.into_iter().map(|row| {
            let found: Value = serde_json::from_str(&row.found).unwrap_or_default();
            json!({ "kind": row.kind, "day": row.day, "tenths": found, "note": row.note })
        });
        let photos = store::photos(tx, customer)?.into_iter();
        let photos = photos
            .map(|row| json!({ "stage": row.stage, "part": row.part, "day": row.day, "note": row.note }));
        let looks = store::looks(tx, customer)?.into_iter();
        let looks = looks.map(|row| json!({ "what": row.what, "at": row.at, "times": row.times }));
        Ok(vec![
            Kept { code: "file", rows: vec![file] },
            Kept { code: "warnings", rows: warnings.collect() },
            Kept { code: "consents", rows: consents.collect() },
            Kept { code: "assessments", rows: assessments.collect() },
            Kept { code: "photos", rows: photos.collect() },
            Kept { code: "looks", rows: looks.collect() },
        ])
    }

    fn merge(&self, tx: &mut Tx, _: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        store::move_records(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, _: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        store::blank_records(tx, customer)?;
        let consents = store::consents(tx, customer)?.len();
        let looks = store::looks(tx, customer)?.len();
        Ok(vec![
            Stays { code: "consents", count: i64::try_from(consents).unwrap_or(i64::MAX) },
            Stays { code: "looks", count: i64::try_from(looks).unwrap_or(i64::MAX) },
        ])
    }
}

/// Everything that happened with a customer, from all who keep something about her, the last first.
pub fn timeline(tx: &mut Tx, call: &Call, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
    let keepers: &Keepers = call.app.part();
    let mut all = vec![];
    for keeper in keepers.iter() {
        all.extend(keeper.happenings(tx, customer, most)?);
    }
    all.sort_by_key(|happening| std::cmp::Reverse(happening.at));
    all.truncate(usize::try_from(most).unwrap_or(0));
    Ok(all)
}

/// What whoever greets her should know (迎宾卡): who she is, then what must be heeded, then the rest, from all who keep
/// something about her.
pub fn greeting(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<(Brief, Vec<CardLine>)> {
    let brief = crate::brief(tx, customer)?;
    let keepers: &Keepers = call.app.part();
    let mut lines = vec![];
    for keeper in keepers.iter() {
        lines.extend(keeper.card(tx, customer, call.now)?);
    }
    lines.sort_by_key(|line| !line.warns);
    Ok((brief, lines))
}

fn of(at: Instant, code: &'static str, words: String, person: kernel::PersonId) -> Happening {
    Happening { at, code, words, person: Some(person), href: None }
}

fn words(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn person_name(tx: &mut Tx, person: kernel::PersonId) -> Result<String> {
    store::person_name(tx, person)
}

/// A line that begins with a name of our own data (a warning, a purpose, a kind of assessment) in both languages; what
/// people typed stays as it was typed.
pub(crate) fn both(line: &str) -> Result<Words> {
    let (first, rest) = line.split_once(" · ").map_or((line, None), |(first, rest)| (first, Some(rest)));
    let data = data()?;
    let warnings = data.warnings.iter().map(|entry| (&entry.zh, &entry.en));
    let purposes = data.purposes.iter().map(|purpose| (&purpose.zh, &purpose.en));
    let kinds = data.assessments.iter().map(|kind| (&kind.zh, &kind.en));
    let fields = data.file.fields().map(|field| (&field.zh, &field.en));
    let mut named = warnings.chain(purposes).chain(kinds).chain(fields);
    let english = named.find(|(zh, _)| *zh == first).map_or(first, |(_, en)| en);
    let english = rest.map_or(english.to_owned(), |rest| format!("{english} · {rest}"));
    Ok(Words::new(line, english))
}

pub(crate) fn purpose(code: &str) -> Result<Words> {
    let purpose = data()?.purposes.iter().find(|purpose| purpose.code == code);
    Ok(purpose.map_or_else(|| Words::new(code, code), |purpose| Words::new(&purpose.zh, &purpose.en)))
}

/// In how many days it is somebody's birthday.
fn until_birthday(born: kernel::BusinessDate, today: kernel::BusinessDate) -> Option<i32> {
    let in_year = |year: i16| {
        // Whoever was born on 29 February has it on the 28th in other years.
        jiff::civil::Date::new(year, born.month(), born.day())
            .or_else(|_| jiff::civil::Date::new(year, born.month(), born.day() - 1))
            .ok()
    };
    let next = in_year(today.year()).filter(|day| *day >= today).or_else(|| in_year(today.year() + 1))?;
    Some((next - today).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_birthday_is_so_many_days_away() {
        let born = date(1990, 1, 2);
        assert_eq!(until_birthday(born, date(2026, 1, 2)), Some(0));
        assert_eq!(until_birthday(born, date(2026, 12, 30)), Some(3));
        assert_eq!(until_birthday(date(2000, 2, 29), date(2026, 2, 27)), Some(1));
    }
}
