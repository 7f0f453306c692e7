//! What targets tell the morning's meeting.

use db::Tx;
use kernel::{Money, Result};
use meeting::{AgendaAsked, AgendaItem, AgendaItems, Section};
use rhythm::{Amount, Figure};
use sales::Journal;
use web::Call;

use crate::months::{months, of_people};
use crate::proof::Aims;
use crate::store;

impl AgendaItems for Aims {
    /// What each department reached yesterday, against what the day had asked of it.
    fn items(&self, tx: &mut Tx, _: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let day = asked.yesterday;
        let mut items = vec![];
        for measure in Journal::ALL {
            let months = months(tx, asked.store, *measure, day)?;
            let reached = store::reached(tx, asked.store, *measure, day, day)?;
            let code = match measure {
                Journal::Cash => "targets.cash_reached",
                Journal::Consumption => "targets.consumption_reached",
            };
            for (department, people) in &asked.departments {
                let target = of_people(&months, people)?.today;
                if target == Money::ZERO {
                    continue;
                }
                let hers = reached.iter().filter(|(of, ..)| of.is_some_and(|of| people.contains(&of)));
                let amount = Amount::Money(Money::total(hers.map(|(.., amount)| *amount))?);
                let href = format!("/targets?month={}&measure={}", day.strftime("%Y-%m"), measure.code());
                let item = AgendaItem::figure(Section::Figures, Figure { code, amount, href });
                items.push(item.of(Some(department.clone())).against(Amount::Money(target)));
            }
        }
        Ok(items)
    }
}
