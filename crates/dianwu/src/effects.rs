//! What approved forms carry out in slices that stand above the approvals: roster, prices, what is owed, the catalogue.

use approval::{Approved, Carried, FormKind};
use booking::roster::{self, RosterForm};
use catalog::propose;
use db::Tx;
use kernel::{Actor, BusinessDate, Money, Permission, PersonId, Place, Result, StoreId, Words};
use sales::arrears;
use web::Call;
use work::{NewTask, Origin};

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
        let concerned = booking::concerned::count(tx, call, store)?;
        if concerned > 0 {
            let words = Words::new(
                format!("已准假，班表空出 {freed} 天；店里有 {concerned} 项预约要改期或换人"),
                format!("Granted; {freed} days taken off the roster; {concerned} bookings are to be moved"),
            );
            return Ok(Carried { words, href: "/bookings/concerned".to_owned() });
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

/// The house acting for the one who asked: what two people have to do, asker and decider have done with the form.
fn for_asker(call: &Call, approved: &Approved) -> Call {
    Call { actor: Actor::house(approved.asker), ..call.clone() }
}

fn money(approved: &Approved, code: &str) -> Option<Money> {
    Money::fen(approved.text(code).parse().ok()?).ok()
}

/// A price is changed from a day on, in the catalogue.
pub struct PriceChange;

impl FormKind for PriceChange {
    fn effect(&self) -> &'static str {
        "price-change"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let price = money(approved, "new").ok_or_else(|| cannot("new"))?;
        let today = org::today(tx, call)?.day;
        // Decided after its day, it holds from today: what was sold meanwhile was sold at the old price.
        let from = approved.day("from").ok_or_else(|| cannot("from"))?.max(today);
        let asker = for_asker(call, approved);
        let (number, why) = (approved.text("item"), approved.text("why"));
        let offer = propose::reprice(tx, (&asker, call), number, price, from, why)?;
        let words =
            Words::new(format!("价目已改，{from} 起"), format!("The price is changed from {from} on"));
        Ok(Carried { words, href: format!("/offers/{offer}") })
    }
}

/// A debt is given up. The form names it by its address or number, and its amount is what is still owed.
pub struct WriteOff;

impl FormKind for WriteOff {
    fn effect(&self) -> &'static str {
        "write-off"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let digits = approved.text("document").rsplit(|sign: char| !sign.is_ascii_digit());
        let debt = digits.filter(|part| !part.is_empty()).find_map(|part| part.parse().ok());
        let debt = debt.ok_or_else(|| cannot("document"))?;
        if approved.amount != Some(arrears::owing(tx, debt)?) {
            return Err(cannot("amount"));
        }
        let why = arrears::ProposeForm { why: approved.text("why").to_owned() };
        arrears::propose(tx, &for_asker(call, approved), debt, &why)?;
        let note = format!("approvals/{}", approved.id);
        arrears::decide(tx, call, debt, &arrears::DecideForm { decision: "approved".to_owned(), note })?;
        let words = Words::new("欠款已核销，已入账", "Written off and posted");
        Ok(Carried { words, href: format!("/arrears/{debt}") })
    }
}

/// Days in which what was approved is to be put before the catalogue.
const DAYS: i64 = 7;

/// A new treatment may be worked out: whoever asked has the task to propose it with steps, costs and a trial.
pub struct NewTreatment;

impl FormKind for NewTreatment {
    fn effect(&self) -> &'static str {
        "new-treatment"
    }

    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried> {
        let by = call.mandate(Permission::GiveWork, &Place::of(approved.asker, approved.store, None))?;
        let new = NewTask {
            title: format!("把“{}”写成项目档案，试做后报批上架", approved.text("item")),
            detail: approved.text("why").to_owned(),
            owner: approved.asker,
            store: approved.store,
            due: call.now.plus_minutes(DAYS * 24 * 60),
            must_accept: false,
            origin: Origin::Plan,
            source: "/proposals/new?kind=add&offer_kind=treatment".to_owned(),
        };
        let task = work::assign(tx, call, &by, &new)?;
        let words = Words::new("同意立项，已成为提单人的任务", "Agreed; it is a task of whoever asked");
        Ok(Carried { words, href: format!("/tasks/{task}") })
    }
}
