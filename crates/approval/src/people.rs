//! What forms about people carry out in the organisation: hiring, leaving, another post.

use db::Tx;
use kernel::{PersonId, Result, Words};
use org::people::{self, AppointForm, PersonForm};
use org::posts::EndForm;
use web::Call;

use crate::kinds::{Approved, Carried, FormKind};
use crate::state::Refused;

fn cannot(why: &str) -> kernel::Error {
    Refused::CannotCarryOut { why: why.to_owned() }.into()
}

fn appoint(tx: &mut Tx, call: &Call, approved: &Approved, person: PersonId) -> Result<()> {
    let organisation = org::organisation(tx, call)?;
    let post = organisation.post_by_code(approved.text("post")).ok_or_else(|| cannot("post"))?;
    let store = match post.level {
        org::Level::Centre => String::new(),
        org::Level::Store => approved.store.map(|store| store.to_string()).unwrap_or_default(),
    };
    let form = AppointForm {
        post: post.code.clone(),
        store,
        from_day: approved.text("from").to_owned(),
        reason: format!("approvals/{}", approved.id),
        ..AppointForm::default()
    };
    people::appoint(tx, call, person, &form).map(drop)
}

/// A new person is taken on and appointed.
pub struct Hire;

impl FormKind for Hire {
    fn effect(&self) -> &'static str {
        "hire"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let number = people::next_number(&*org::organisation(tx, call)?);
        let form = PersonForm {
            name: approved.text("name").to_owned(),
            staff_number: number,
            joined_on: approved.text("from").to_owned(),
        };
        let person = people::add(tx, call, &form)?;
        appoint(tx, call, approved, person)?;
        let words = Words::new("已建员工档案并任命", "Taken on and appointed");
        Ok(Carried { words, href: format!("/people/{person}") })
    }
}

/// Somebody leaves.
pub struct Dismissal;

impl FormKind for Dismissal {
    fn effect(&self) -> &'static str {
        "dismissal"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let person = approved.person("person").ok_or_else(|| cannot("person"))?;
        let form = EndForm { until_day: approved.text("from").to_owned() };
        people::leave(tx, call, person, &form)?;
        let words = Words::new("已办离职，任职到期结束", "Leaving entered; posts end with it");
        Ok(Carried { words, href: format!("/people/{person}") })
    }
}

/// Another post, from a day on; the old one ends the day before.
pub struct Transfer;

impl FormKind for Transfer {
    fn effect(&self) -> &'static str {
        "transfer"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let person = approved.person("person").ok_or_else(|| cannot("person"))?;
        let from = approved.day("from").ok_or_else(|| cannot("from"))?;
        let last_day = from.yesterday()?;
        let organisation = org::organisation(tx, call)?;
        let held: Vec<_> = organisation
            .holdings
            .iter()
            .filter(|held| held.person_id == person && org::holds(held.from_day, held.until_day, from))
            .filter(|held| held.from_day <= last_day)
            .map(|held| held.id)
            .collect();
        appoint(tx, call, approved, person)?;
        for held in held {
            people::end_holding(tx, call, held, &EndForm { until_day: last_day.to_string() })?;
        }
        let words =
            Words::new("已任命到新岗位，原岗位前一天结束", "Appointed; the old post ends the day before");
        Ok(Carried { words, href: format!("/people/{person}") })
    }
}
