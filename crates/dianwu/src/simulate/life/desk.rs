//! The front desk: bookings for the coming days, and calls that are passed on and answered.

use booking::book::{self, BookForm};
use booking::search::{self, Sought};
use booking::{OrderPart, With};
use db::Tx;
use desk::rota::{self, StandForm};
use desk::slips::{self, AnswerForm, SlipForm};
use jiff::ToSpan;
use kernel::{BusinessDate, Error, PersonId, Result, StoreId};
use web::Call;

use super::super::centre::Centre;

/// What is booked.
const BOOKED: [&str; 8] = ["F001", "F002", "F003", "F005", "B001", "B002", "H001", "T001"];
/// What is done after it, now and then.
const AFTERWARDS: &str = "F005";

/// Why people call, and who settles it.
const CALLS: [(&str, &str); 4] = [
    ("想问问补水疗程还剩几次", "consultant"),
    ("预约时间想往后挪半小时", "head"),
    ("上次用的精华想再带一瓶", "consultant2"),
    ("停车券怎么领", "head"),
];

/// From, until, and who stands at the door.
const STANDS: [(&str, &str, &str); 3] =
    [("10:00", "13:30", "greeter"), ("13:30", "17:00", "greeter2"), ("17:00", "21:00", "greeter")];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    centre.at(shop, 9 * 60 + 20, stands);
    let many = 6 + centre.shops[shop].dice.below(7);
    for _ in 0..many {
        let minute = 10 * 60 + 30 + centre.shops[shop].minutes(10 * 60);
        centre.at(shop, minute, books);
    }
    if centre.shops[shop].dice.happens(55) {
        let minute = 10 * 60 + centre.shops[shop].minutes(9 * 60);
        centre.at(shop, minute, calls);
    }
}

/// Who stands at the door, from when until when.
fn stands(centre: &mut Centre, shop: usize) -> Result<()> {
    for (starts, ends, account) in STANDS {
        let person = centre.shops[shop].member(account).map(|member| member.person.to_string());
        let form = StandForm {
            day: String::new(),
            starts: starts.into(),
            ends: ends.into(),
            person: person.unwrap_or_default(),
        };
        centre.does(shop, ("stands", "head"), move |tx, call| rota::stand(tx, call, &form).map(drop))?;
    }
    Ok(())
}

/// What somebody wishes for.
struct Wished {
    store: StoreId,
    customer: String,
    numbers: Vec<&'static str>,
    day: BusinessDate,
    minute: u32,
}

/// A booking for one of the coming days: whoever has sessions left mostly wants those.
fn books(centre: &mut Centre, shop: usize) -> Result<()> {
    let (today, end) = (centre.day, centre.end);
    let at = &mut centre.shops[shop];
    let day = today.checked_add((1 + at.minutes(4)).days())?;
    let anybody = at.somebody().ok_or_else(Error::missing)?;
    let with_sessions = if at.dice.happens(45) { at.dice.one(&at.packaged).copied() } else { None };
    let (customer, number) =
        with_sessions.unwrap_or((anybody, at.dice.one(&BOOKED).copied().unwrap_or_default()));
    let mut numbers = vec![number];
    if number != AFTERWARDS && at.dice.happens(14) {
        numbers.push(AFTERWARDS);
    }
    let wished = Wished {
        store: at.store,
        customer: customer.to_string(),
        numbers,
        day,
        minute: 600 + u32::try_from(at.dice.below(540)).unwrap_or(0),
    };
    let asks_for_her = at.dice.happens(30);
    if day >= end {
        return Ok(());
    }
    let visit = centre.does(shop, ("booked", "greeter"), move |tx, call| {
        let regular = customer::owners(tx, customer)?.therapist.filter(|_| asks_for_her);
        let form = order(tx, call, &wished, regular)?;
        book::book(tx, call, &form)
    })?;
    if let Some(visit) = visit {
        centre.shops[shop].booked.entry(day).or_default().push(visit);
    }
    Ok(())
}

/// At the free time nearest to the one she wishes for.
fn order(tx: &mut Tx, call: &Call, wished: &Wished, therapist: Option<PersonId>) -> Result<BookForm> {
    let treatments = catalog::treatments(tx, call, wished.day)?;
    let found = wished.numbers.iter().map(|number| treatments.by_number(number).map(|one| one.id));
    let treatments = found.collect::<Option<Vec<_>>>().ok_or_else(Error::missing)?;
    let with = therapist.map_or(With::Anybody, With::Rather);
    let parts = treatments.iter().map(|id| OrderPart { with, ..OrderPart::of(*id) }).collect();
    let sought = Sought { store: wished.store, day: wished.day, days: 1, parts, notice: 0 };
    let slots = search::first(tx, call, &sought, usize::MAX)?;
    let slot =
        slots.iter().min_by_key(|slot| slot.starts.abs_diff(wished.minute)).ok_or_else(Error::missing)?;
    let therapist = therapist.map(|person| person.to_string()).unwrap_or_default();
    Ok(BookForm {
        customer: wished.customer.clone(),
        treatments: treatments.iter().map(ToString::to_string).collect(),
        therapists: vec![therapist; treatments.len()],
        wish: "rather".into(),
        at: format!("{} {}", wished.day, slot.at),
        source: "phone".into(),
        heeded: "yes".into(),
        ..BookForm::default()
    })
}

/// Somebody calls; what the greeter cannot settle goes to whoever can, who answers if she thinks of it.
fn calls(centre: &mut Centre, shop: usize) -> Result<()> {
    let at = &mut centre.shops[shop];
    let (words, account) = at.dice.one(&CALLS).copied().unwrap_or(CALLS[0]);
    let to = at.member(account).map(|member| format!("person/{}", member.person)).unwrap_or_default();
    let form = SlipForm { who: "来电顾客".into(), words: words.into(), to, ..SlipForm::default() };
    let id = centre.does(shop, ("call", "greeter"), move |tx, call| slips::take(tx, call, &form))?;
    let Some(id) = id else { return Ok(()) };
    let at = &mut centre.shops[shop];
    let minutes = 5 + at.minutes(40) + if at.minds(account) { 0 } else { 20 * 60 };
    centre.after(shop, minutes, move |centre, shop| {
        let form = AnswerForm { result: "已回电，说清楚了".into() };
        centre.does(shop, ("answered", account), move |tx, call| slips::answer(tx, call, id, &form))?;
        Ok(())
    });
    Ok(())
}
