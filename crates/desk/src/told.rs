//! What the front desk tells a log and an agenda: counted, because a greeter's day has too many of each.

use db::Tx;
use kernel::{BusinessDate, PersonId, Result};
use meeting::{AgendaAsked, AgendaItem, AgendaItems, Section};
use report::{Deed, Deeds};
use rhythm::Amount;
use web::Call;

use crate::proof::Desk;
use crate::store;

impl Deeds for Desk {
    fn tells(&self) -> &'static [&'static str] {
        &["frontdesk."]
    }

    fn deeds(&self, tx: &mut Tx, _: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
        let days = format!("from={day}&until={day}");
        let all = [
            ("desk.greeted", store::greeted_by(tx, person, day)?, format!("/arrivals?{days}")),
            ("desk.calls", store::calls_by(tx, person, day)?, format!("/slips?{days}")),
            (
                "desk.answered",
                store::answered_by(tx, person, (day, day.yesterday()?))?,
                format!("/slips?{days}"),
            ),
        ];
        let told = all.into_iter().filter_map(|(code, (count, at), href)| {
            Some(Deed::counted(at?, code, usize::try_from(count).ok()?, href))
        });
        Ok(told.collect())
    }
}

impl AgendaItems for Desk {
    /// Messages that nobody has answered in time.
    fn items(&self, tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let count = store::unanswered(tx, asked.store, call.now)?;
        if count == 0 {
            return Ok(vec![]);
        }
        let item = AgendaItem::words(Section::Customers, "unanswered", "", "/slips?open=yes");
        Ok(vec![AgendaItem { amount: Some(Amount::Count(count)), ..item }])
    }
}
