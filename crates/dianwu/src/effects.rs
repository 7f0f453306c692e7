//! What approved forms carry out in slices that stand above the approvals: the roster.

use approval::{Approved, Carried, FormKind};
use booking::roster::{self, RosterForm};
use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId, Words};
use web::Call;

fn cannot(why: &str) -> kernel::Error {
    approval::Refused::CannotCarryOut { why: why.to_owned() }.into()
}

/// Sets somebody's day: when she works, or that she does not. What was promised to customers on it shows on the board
/// of bookings as something to be moved; the approval stands.
fn set_day(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    person: PersonId,
    day: BusinessDate,
    shift: Option<&booking::OnDuty>,
) -> Result<()> {
    let minute = |minute: u32| booking::minute_text(minute);
    let breaks = |shift: &booking::OnDuty| {
        let spans = shift.breaks.iter().map(|rest| format!("{}-{}", minute(rest.from), minute(rest.until)));
        spans.collect::<Vec<_>>().join(" ")
    };
    let form = RosterForm {
        person: person.to_string(),
        day: day.to_string(),
        starts: shift.map(|shift| minute(shift.from)).unwrap_or_default(),
        ends: shift.map(|shift| minute(shift.until)).unwrap_or_default(),
        breaks: shift.map(breaks).unwrap_or_default(),
        anyway: "yes".into(),
        ..RosterForm::default()
    };
    roster::set(tx, call, store, &form)
}

fn shift_on(
    tx: &mut Tx,
    store: StoreId,
    person: PersonId,
    day: BusinessDate,
) -> Result<Option<booking::OnDuty>> {
    let duties = booking::on_duty(tx, store, day)?;
    Ok(duties.into_iter().find(|duty| duty.person == person))
}

/// Leave takes its days off the roster; on them she owes no duty.
pub struct Leave;

impl FormKind for Leave {
    fn effect(&self) -> &'static str {
        "leave"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let days = approved.day("from").zip(approved.day("until"));
        let (from, until) = days.ok_or_else(|| cannot("from, until"))?;
        let away = booking::AbsenceRow {
            person_id: approved.asker,
            from_day: from,
            until_day: until,
            kind: approved.text("kind").to_owned(),
            source: format!("approvals/{}", approved.id),
        };
        booking::keep_away(tx, &away, call.actor.person, call.now)?;
        let Some(store) = approved.store else {
            let words = Words::new("已准假，这几天不计职责", "Granted; no duties are counted on these days");
            return Ok(Carried { words, href: String::new() });
        };
        let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
        let mut freed = 0;
        for day in from.series(jiff::ToSpan::day(1)).take_while(|day| *day <= until) {
            // What is over stays on the roster as it was.
            if day >= today && shift_on(tx, store, approved.asker, day)?.is_some() {
                set_day(tx, call, store, approved.asker, day, None)?;
                freed += 1;
            }
        }
        let words = Words::new(
            format!("已准假，班表空出 {freed} 天"),
            format!("Granted; {freed} days taken off the roster"),
        );
        Ok(Carried { words, href: format!("/rosters?day={from}") })
    }
}

/// Two exchange a day of theirs.
pub struct ShiftSwap;

impl FormKind for ShiftSwap {
    fn effect(&self) -> &'static str {
        "shift-swap"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let store = approved.store.ok_or_else(|| cannot("store"))?;
        let other = approved.person("with").ok_or_else(|| cannot("with"))?;
        let days = approved.day("mine").zip(approved.day("theirs"));
        let (mine, theirs) = days.ok_or_else(|| cannot("mine, theirs"))?;
        let own = shift_on(tx, store, approved.asker, mine)?;
        let hers = shift_on(tx, store, other, theirs)?;
        if mine != theirs {
            set_day(tx, call, store, approved.asker, mine, None)?;
            set_day(tx, call, store, other, theirs, None)?;
        }
        set_day(tx, call, store, other, mine, own.as_ref())?;
        set_day(tx, call, store, approved.asker, theirs, hers.as_ref())?;
        Ok(Carried { words: Words::new("班表已对换", "The shifts are exchanged"), href: String::new() })
    }
}
