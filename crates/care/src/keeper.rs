use customer::{CardLine, CustomerId, Happening, Keeper, Kept, Stays};
use db::Tx;
use kernel::{Instant, Mandate, Result};
use serde_json::json;

use crate::stage::Step;
use crate::store::{self, EntryKind, NegotiationRow};

/// What care keeps about customers.
pub struct Care;

impl Keeper for Care {
    fn happenings(&self, tx: &mut Tx, customer: CustomerId, most: i64) -> Result<Vec<Happening>> {
        let mut all = vec![];
        for row in store::follow_ups_of(tx, customer, most)? {
            let Some(at) = row.done_at else { continue };
            let words = [row.topic.as_str(), row.said.as_str()].join(" · ");
            let href = Some(format!("/follow-ups/{}", row.id));
            all.push(Happening { at, code: "followed_up", words, person: row.done_by, href });
        }
        for talk in store::negotiations_of(tx, customer)? {
            for entry in store::entries(tx, talk.id)? {
                let code = if entry.kind == EntryKind::Talk { "negotiated" } else { "remarked" };
                let href = Some(format!("/negotiations/{}", talk.id));
                let (at, words) = (entry.at, entry.said);
                all.push(Happening { at, code, words, person: Some(entry.by_person), href });
            }
        }
        for note in store::service_notes(tx, customer, most)? {
            let words = [note.given.as_str(), note.note.as_str()].join(" · ");
            let (at, person) = (note.at, Some(note.by_person));
            let href = Some(format!("/care/{customer}"));
            all.push(Happening { at, code: "service_noted", words, person, href });
        }
        all.sort_by_key(|happening| std::cmp::Reverse(happening.at));
        all.truncate(usize::try_from(most).unwrap_or_default());
        Ok(all)
    }

    fn card(&self, tx: &mut Tx, customer: CustomerId, _now: Instant) -> Result<Vec<CardLine>> {
        let mut lines = vec![];
        if let Some(note) =
            store::service_notes(tx, customer, 1)?.pop().filter(|note| note.reaction.code() != "good")
        {
            let words = format!("{} {} {}", note.day, note.given, note.note);
            lines.push(CardLine { code: "reaction", words, warns: true });
        }
        if let Some(talk) =
            store::negotiations_of(tx, customer)?.into_iter().find(|talk| talk.closed_day.is_none())
        {
            let words = [talk.need.as_str(), talk.objection.as_str()].join(" · ");
            lines.push(CardLine { code: "negotiation", words, warns: false });
        }
        let open = store::follow_ups_of(tx, customer, 20)?.into_iter().filter(|row| row.done_at.is_none());
        if let Some(next) = open.min_by_key(|row| row.due_day) {
            let words = format!("{} {}", next.due_day, next.topic);
            lines.push(CardLine { code: "follow_up", words, warns: false });
        }
        Ok(lines)
    }

    fn export(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<Kept>> {
        let follow_ups = store::follow_ups_of(tx, customer, i64::MAX)?.into_iter().map(|row| {
            json!({ "stage": row.stage, "due": row.due_day, "topic": row.topic, "outcome": row.outcome, "said": row.said })
        });
        let follow_ups = follow_ups.collect();
        let mut talks = vec![];
        for row in store::negotiations_of(tx, customer)? {
            let said = store::entries(tx, row.id)?
                .into_iter()
                .map(|entry| json!({ "at": entry.at, "said": entry.said }));
            let said: Vec<_> = said.collect();
            talks.push(json!({ "stage": row.stage, "need": row.need, "budget": row.budget,
                "objection": row.objection, "said": said }));
        }
        let classes = store::class_history(tx, customer)?
            .into_iter()
            .map(|row| json!({ "kind": row.kind, "class": row.class, "since": row.day }));
        let classes = classes.collect();
        let notes = store::service_notes(tx, customer, i64::MAX)?.into_iter().map(
            |row| json!({ "day": row.day, "given": row.given, "reaction": row.reaction, "note": row.note }),
        );
        Ok(vec![
            Kept { code: "follow_ups", rows: follow_ups },
            Kept { code: "negotiations", rows: talks },
            Kept { code: "classes", rows: classes },
            Kept { code: "service_notes", rows: notes.collect() },
        ])
    }

    fn merge(&self, tx: &mut Tx, _by: &Mandate, from: CustomerId, into: CustomerId) -> Result<()> {
        // Two open negotiations become one: the file that stays keeps its own.
        let open = |rows: Vec<NegotiationRow>| rows.into_iter().find(|row| row.closed_day.is_none());
        let (first, second) =
            (open(store::negotiations_of(tx, from)?), open(store::negotiations_of(tx, into)?));
        if let Some((row, _)) = first.zip(second) {
            let closed_day = Some(row.last_day);
            store::save_negotiation(
                tx,
                &NegotiationRow { stage: Step::Lost, closed_day, next_day: None, ..row },
            )?;
        }
        store::merge_follow_ups(tx, from, into)?;
        store::merge_negotiations(tx, from, into)?;
        store::merge_classes(tx, from, into)?;
        store::merge_allocations(tx, from, into)?;
        store::merge_notes(tx, from, into)
    }

    fn erase(&self, tx: &mut Tx, by: &Mandate, customer: CustomerId) -> Result<Vec<Stays>> {
        let last = store::follow_ups_of(tx, customer, i64::MAX)?;
        for row in last.iter().filter(|row| row.done_at.is_none()) {
            store::drop_follow_up(tx, row.id, by.person, row.due_day)?;
        }
        for row in store::negotiations_of(tx, customer)?.into_iter().filter(|row| row.closed_day.is_none()) {
            let closed_day = Some(row.last_day);
            store::save_negotiation(
                tx,
                &NegotiationRow { stage: Step::Lost, closed_day, next_day: None, ..row },
            )?;
        }
        store::erase_follow_ups(tx, customer)?;
        store::erase_negotiations(tx, customer)?;
        store::erase_allocations(tx, customer)?;
        store::erase_notes(tx, customer)?;
        Ok(vec![])
    }
}
