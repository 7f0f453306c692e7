use customer::{CardLine, CustomerId, Happening, Keeper, Kept, Stays};
use db::Tx;
use kernel::{Instant, Mandate, Result};
use serde_json::json;

use crate::case::State;
use crate::store;

/// What customers said, as part of their files.
pub struct Said;

/// Whoever asks for everything gets everything.
const ALL: i64 = i64::MAX;

impl Keeper for Said {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let complaints = store::complaints_of(tx, customer, most)?.into_iter().map(|told| Happening {
            at: told.at,
            code: "complaint",
            words: told.words,
            person: told.person_id,
            href: Some(format!("/complaints/{}", told.id)),
        });
        let mut all: Vec<Happening> = complaints.collect();
        all.extend(store::alerts_of(tx, customer, most)?.into_iter().map(|told| Happening {
            at: told.at,
            code: "alert",
            words: told.words,
            person: Some(told.person_id),
            href: Some(format!("/alerts/{}", told.id)),
        }));
        all.extend(store::opinions_of(tx, customer, most)?.into_iter().map(|told| Happening {
            at: told.at,
            code: "opinion",
            words: format!("{}/5 {}", told.overall, told.words).trim().to_owned(),
            person: None,
            href: Some(format!("/opinions/{}", told.id)),
        }));
        all.sort_by_key(|happening| std::cmp::Reverse(happening.at));
        all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(all)
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, _now: Instant) -> Result<Vec<CardLine>> {
        let complaints = store::complaints_of(tx, customer, 5)?;
        let open = complaints.into_iter().filter(|told| told.state != State::Closed);
        let line =
            |told: store::ToldComplaint| CardLine { code: "open_complaint", words: told.words, warns: true };
        let mut lines: Vec<CardLine> = open.map(line).collect();
        let last = store::opinions_of(tx, customer, 1)?.into_iter().next();
        let low = crate::opinion::sheet()?.low;
        lines.extend(last.filter(|told| told.overall <= low).map(|told| CardLine {
            code: "low_opinion",
            words: format!("{}/5 {}", told.overall, told.words).trim().to_owned(),
            warns: true,
        }));
        Ok(lines)
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let complaints = store::complaints_of(tx, customer, ALL)?;
        let alerts = store::alerts_of(tx, customer, ALL)?;
        let opinions = store::opinions_of(tx, customer, ALL)?;
        let complaint = |told: store::ToldComplaint| json!({ "at": told.at, "words": told.words, "state": told.state, "verdict": told.verdict });
        let alert = |told: store::ToldAlert| json!({ "at": told.at, "words": told.words });
        let opinion =
            |told: store::ToldOpinion| json!({ "at": told.at, "overall": told.overall, "words": told.words });
        Ok(vec![
            Kept { code: "complaints", rows: complaints.into_iter().map(complaint).collect() },
            Kept { code: "alerts", rows: alerts.into_iter().map(alert).collect() },
            Kept { code: "opinions", rows: opinions.into_iter().map(opinion).collect() },
        ])
    }

    fn merge(&self, tx: &mut Tx, _by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        store::move_to(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, _by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        let complaints = store::complaints_of(tx, customer, ALL)?.len();
        store::take_words_out(tx, customer)?;
        let count = i64::try_from(complaints).unwrap_or(i64::MAX);
        Ok(Some(Stays { code: "complaints", count }).filter(|stays| stays.count > 0).into_iter().collect())
    }
}
