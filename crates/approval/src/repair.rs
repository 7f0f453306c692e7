//! What a repair form carries out: the repair order (维修单), a task of whoever mends things.

use db::Tx;
use kernel::{Permission, PersonId, Place, Result, Words};
use org::Seat;
use web::Call;
use work::{NewTask, Origin};

use crate::kinds::{Approved, Carried, FormKind};
use crate::state::Refused;

/// The post that mends things.
const POST: &str = "repairer";

/// Something broken is given to whoever mends; where nobody does, to the nearest above.
pub struct Repair;

impl FormKind for Repair {
    fn effect(&self) -> &'static str {
        "repair"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let owner = mender(tx, call, approved)?;
        let by = call.mandate(Permission::GiveWork, &Place::of(owner, approved.store, None))?;
        let new = NewTask {
            title: format!("报修：{}（{}）", approved.text("thing"), approved.text("place")),
            detail: approved.text("why").to_owned(),
            owner,
            store: approved.store,
            due: call.now.plus_minutes(hours(approved) * 60),
            must_accept: false,
            origin: Origin::Round,
            source: format!("/approvals/{}", approved.id),
        };
        let task = work::assign(tx, call, &by, &new)?;
        let name = org::organisation(tx, call)?.person_name(owner).to_owned();
        let words = Words::new(format!("已派给{name}修"), format!("Given to {name} to mend"));
        Ok(Carried { words, href: format!("/tasks/{task}") })
    }
}

/// As the form has it for the haste that was chosen; a day otherwise.
fn hours(approved: &Approved) -> i64 {
    let options = approved.form.field("haste").map(|field| &field.options);
    let chosen = options.and_then(|all| all.iter().find(|pick| pick.code == approved.text("haste")));
    chosen.and_then(|pick| pick.hours).unwrap_or(24)
}

fn mender(tx: &mut Tx, call: &Call, approved: &Approved) -> Result<PersonId> {
    let nobody = || Refused::CannotCarryOut { why: POST.to_owned() };
    let chart = org::today(tx, call)?;
    let post = chart.organisation.post_by_code(POST).ok_or_else(nobody)?;
    let store = if post.level == org::Level::Centre { None } else { approved.store };
    let seat = Seat { post: post.id, store };
    let above = || chart.superior(seat, None).and_then(|(_, holders)| holders.first());
    Ok(*chart.holders(seat).first().or_else(above).ok_or_else(nobody)?)
}
