//! What customers' words tell a log and an agenda. Without their names: logs and minutes stay, when a file is erased.

use db::Tx;
use kernel::{BusinessDate, PersonId, Result};
use meeting::{AgendaAsked, AgendaItem, AgendaItems, Section};
use report::{Deed, Deeds};
use web::Call;

use crate::case::StepKind;
use crate::proof::Spoken;
use crate::store;
use crate::words::{name, vocabulary};

/// An opinion with such a mark or less is talked of.
const LOW: i64 = 3;

impl Deeds for Spoken {
    fn tells(&self) -> &'static [&'static str] {
        &["complaint.", "customer.opinion"]
    }

    fn deeds(&self, tx: &mut Tx, _: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
        let known = vocabulary()?;
        let alerts = store::reported_by(tx, person, day)?.into_iter().map(|(id, kind, at)| Deed {
            at,
            code: "complaint.alert".to_owned(),
            words: name(&known.situation, &kind).zh,
            href: format!("/alerts/{id}"),
        });
        let steps = store::steps_by(tx, person, day)?.into_iter().map(|(id, kind, at, cause)| Deed {
            at,
            code: format!("complaint.{}", step(kind)),
            words: name(&known.cause, &cause).zh,
            href: format!("/complaints/{id}"),
        });
        Ok(alerts.chain(steps).collect())
    }
}

fn step(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Taken => "taken",
        StepKind::Remedy => "remedy",
        StepKind::Verdict => "verdict",
        StepKind::Note | StepKind::Handed | StepKind::Severity => "worked_on",
    }
}

impl AgendaItems for Spoken {
    /// Complaints that are not closed, yesterday's special situations, and low marks.
    fn items(&self, tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let known = vocabulary()?;
        let organisation = org::organisation(tx, call)?;
        let mut items = vec![];
        for case in store::open_at(tx, asked.store)? {
            let code = if case.due_at < call.now { "complaint_late" } else { "complaint" };
            let owner = organisation.person_name(case.owner_id);
            let words = format!("{}（{owner}）", name(&known.cause, &case.cause).zh);
            let item = AgendaItem::words(Section::Customers, code, words, format!("/complaints/{}", case.id));
            items.push(item.of(asked.department_of(case.owner_id)));
        }
        for (id, kind) in store::alerts_at(tx, asked.store, asked.yesterday)? {
            let words = name(&known.situation, &kind).zh;
            items.push(AgendaItem::words(Section::Customers, "alert", words, format!("/alerts/{id}")));
        }
        for (id, mark) in store::opinions_at(tx, asked.store, asked.yesterday)? {
            if mark <= LOW {
                let words = format!("{mark}/5");
                items.push(AgendaItem::words(
                    Section::Customers,
                    "low_opinion",
                    words,
                    format!("/opinions/{id}"),
                ));
            }
        }
        Ok(items)
    }
}
