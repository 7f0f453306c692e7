//! What care for customers tells a log and an agenda.

use db::Tx;
use kernel::{BusinessDate, Instant, PersonId, Result};
use meeting::{AgendaAsked, AgendaItem, AgendaItems, Section};
use report::{Deed, Deeds};
use rhythm::Amount;
use web::Call;

use crate::proof::Cared;
use crate::store::{self, FollowUpId};

impl Deeds for Cared {
    fn tells(&self) -> &'static [&'static str] {
        &["customer.", "sales.negotiation", "booking.allocation"]
    }

    fn deeds(&self, tx: &mut Tx, _: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
        let hers = |by: PersonId, at: Instant| (by == person).then_some(at);
        let followed = store::followed_on(tx, day)?;
        let followed = followed.iter().filter_map(|(_, by, at)| hers(*by, *at)).collect::<Vec<_>>();
        let talks = store::entries_on(tx, day)?;
        let talks = talks.iter().filter_map(|(_, by, at)| hers(*by, *at)).collect::<Vec<_>>();
        let all = [
            ("care.follow_ups", followed, format!("/follow-ups?done=yes&from={day}&until={day}")),
            ("care.talks", talks, "/negotiations".to_owned()),
        ];
        let told = all.into_iter().filter_map(|(code, times, href)| {
            Some(Deed::counted(times.iter().copied().max()?, code, times.len(), href))
        });
        Ok(told.collect())
    }
}

impl AgendaItems for Cared {
    /// How many customers are to be spoken with today, department by department.
    fn items(&self, tx: &mut Tx, _: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let due = store::due_at(tx, asked.store, asked.day)?;
        let mut items = vec![];
        for (department, people) in &asked.departments {
            let count: i64 = due.iter().filter(|(owner, _)| people.contains(owner)).map(|(_, n)| n).sum();
            if count > 0 {
                let item = AgendaItem::words(Section::Today, "follow_ups", "", "/care");
                let item = AgendaItem { amount: Some(Amount::Count(count)), ..item };
                items.push(item.of(Some(department.clone())));
            }
        }
        Ok(items)
    }
}

/// A step for others: the follow-ups that are due to somebody up to a day, the oldest first.
pub fn due_to(tx: &mut Tx, person: PersonId, until: BusinessDate) -> Result<Vec<FollowUpId>> {
    Ok(store::due(tx, 0, kernel::Id::get(person), until)?.into_iter().map(|line| line.id).collect())
}
