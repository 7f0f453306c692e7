//! The demonstration's rooms, equipment, rosters and visits: yesterday's are over, today's stand as the hour has it.

use ::catalog::TreatmentId;
use booking::book::{self, BookForm};
use booking::change::{self, CancelForm};
use booking::rooms::{self, PlaceForm, TurnForm};
use booking::roster::{self, CarryForm, RosterForm};
use booking::search::{self, Sought};
use booking::waiting::{self, WaitForm};
use booking::{OrderPart, VisitId, With};
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Permission, Result, StoreId};
use web::Call;

use super::{Branch, Past, acting};

/// Name, kind, and for a bed the room it stands in.
const ROOMS: [(&str, &str, &str); 12] = [
    ("面部一房", "facial", ""),
    ("面部二房", "facial", ""),
    ("双人房 1 号床", "facial", "双人房"),
    ("双人房 2 号床", "facial", "双人房"),
    ("身体一房", "body", ""),
    ("身体二房", "body", ""),
    ("身体三房", "body", ""),
    ("水疗一房", "hydro", ""),
    ("水疗二房", "hydro", ""),
    ("仪器一房", "treatment", ""),
    ("仪器二房", "treatment", ""),
    ("咨询室", "consulting", ""),
];

/// Name and kind.
const EQUIPMENT: [(&str, &str); 5] =
    [("水氧仪", "hydra"), ("射频仪", "rf"), ("光子仪", "ipl"), ("塑形仪甲", "slim"), ("塑形仪乙", "slim")];

/// Who treats customers: begins, ends, rests, and on which weekday she is off (Monday is 0).
const SHIFTS: [(&str, &str, &str, &str, i8); 9] = [
    ("therapist", "10:00", "19:00", "13:00-13:30", 0),
    ("therapist2", "12:00", "21:00", "16:30-17:00", 2),
    ("therapist3", "10:00", "19:00", "13:30-14:00", 3),
    ("body", "10:00", "19:00", "13:00-13:30", 2),
    ("body2", "12:00", "21:00", "16:30-17:00", 0),
    ("hydro", "11:00", "20:00", "15:00-15:30", 3),
    ("treatment", "10:00", "19:00", "13:00-13:30", 4),
    ("treatment2", "12:00", "21:00", "17:00-17:30", 0),
    ("trainer", "14:00", "18:00", "", 6),
];

/// Day from today on, time, customer, treatment, therapist (with her and nobody else), and what became of it.
type Visit = (i64, &'static str, &'static str, &'static str, &'static str, Fate);

/// What becomes of a visit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Comes,
    /// Nobody has seen her yet, though her hour has come.
    Awaited,
    Misses,
    Cancels,
}

use Fate::{Awaited, Cancels, Comes, Misses};

const VISITS: [Visit; 16] = [
    (-1, "10:30", "李小燕", "F002", "therapist", Comes),
    (-1, "13:40", "王雪梅", "B001", "", Comes),
    (-1, "15:00", "张丽华", "H001", "hydro", Comes),
    (-1, "16:00", "周雨桐", "F001", "", Misses),
    (0, "10:10", "单晓敏", "F002", "therapist", Comes),
    (0, "10:30", "曾可欣", "B002", "", Comes),
    (0, "11:00", "刘诗雨", "T001", "treatment", Comes),
    (0, "13:10", "区嘉仪", "F005", "therapist2", Awaited),
    (0, "13:40", "陈美玲", "F003", "", Comes),
    (0, "14:00", "赵婉清", "H001", "", Comes),
    (0, "14:30", "李小燕", "F004", "therapist", Comes),
    (0, "15:30", "黄晓莉", "B001", "body", Cancels),
    (0, "16:00", "徐静怡", "T002", "", Comes),
    (0, "18:00", "孙悦", "F001", "", Comes),
    (1, "10:30", "马晓云", "F002", "therapist", Comes),
    (1, "14:00", "何嘉欣", "B003", "", Comes),
];

/// Books a visit two days before it, at the free time nearest to the one written here, and plays what has happened
/// with it until now.
fn play(tx: &mut Tx, call: &Call, (ahead, at, name, number, therapist, fate): &Visit) -> Result<()> {
    let greeter = acting(tx, call, "greeter")?;
    let before = Call { now: call.now.plus_minutes(-2 * 24 * 60), ..greeter.clone() };
    let day = org::today(tx, call)?.day.saturating_add(ahead.days());
    let treatment = treatment(tx, call, number)?;
    let with = match *therapist {
        "" => With::Anybody,
        account => With::Only(acting(tx, call, account)?.actor.person),
    };
    let store = booking::book::store_of(&greeter, "", Permission::Book)?;
    let parts = vec![OrderPart { with, ..OrderPart::of(treatment) }];
    let sought = Sought { store, day, days: 1, parts, notice: 0 };
    let slots = search::first(tx, &before, &sought, usize::MAX)?;
    let wanted = booking::parse_minute(at).unwrap_or(0);
    let Some(slot) = slots.iter().min_by_key(|slot| slot.starts.abs_diff(wanted)) else { return Ok(()) };
    let form = BookForm {
        customer: whom(tx, &greeter, name)?,
        treatments: vec![treatment.to_string()],
        therapists: vec![if let With::Only(person) = with { person.to_string() } else { String::new() }],
        at: format!("{day} {}", slot.at),
        source: "phone".into(),
        heeded: "yes".into(),
        ..BookForm::default()
    };
    let id = book::book(tx, &before, &form)?;
    if *fate == Cancels {
        let form = CancelForm { reason: "time".into(), note: "下周再约".into() };
        return change::cancel(tx, &Call { now: call.now.plus_minutes(-24 * 60), ..greeter }, id, &form);
    }
    live(tx, call, &greeter, id, *fate)
}

/// She comes, it begins and ends, each when its hour has come.
fn live(tx: &mut Tx, call: &Call, greeter: &Call, id: VisitId, fate: Fate) -> Result<()> {
    let at = |now| Call { now, ..greeter.clone() };
    for line in booking::lines_of(tx, id)? {
        let organisation = org::organisation(tx, call)?;
        let cut = organisation.day_cut(Some(line.store));
        let [begins, ends] =
            [line.starts, line.ends].map(|minute| booking::moment_of(&cut, line.day, minute));
        if fate == Misses {
            return change::miss(tx, &at(begins.plus_minutes(40)), id);
        }
        if fate == Awaited {
            continue;
        }
        if begins <= call.now {
            booking::begin(tx, &at(begins), line.line, true)?;
        }
        if ends <= call.now {
            booking::end(tx, &at(ends), line.line, "")?;
            if let Some(room) = line.room {
                let form = TurnForm { state: "ready".into(), note: String::new() };
                rooms::turn(tx, &at(ends.plus_minutes(5)), room, &form)?;
            }
        }
    }
    Ok(())
}

fn whom(tx: &mut Tx, call: &Call, name: &str) -> Result<String> {
    let found = customer::search(tx, call, name)?;
    let missing = || kernel::Error::fault(format!("nobody is called {name}"));
    found.first().map(|brief| brief.id.to_string()).ok_or_else(missing)
}

fn treatment(tx: &mut Tx, call: &Call, number: &str) -> Result<TreatmentId> {
    let day = org::today(tx, call)?.day;
    let treatments = ::catalog::treatments(tx, call, day)?;
    let missing = || kernel::Error::fault(format!("no treatment {number}"));
    treatments.by_number(number).map(|treatment| treatment.id).ok_or_else(missing)
}

/// Somebody waits for a free hour tomorrow.
fn wait(tx: &mut Tx, call: &Call) -> Result<()> {
    let greeter = acting(tx, call, "greeter")?;
    let day = org::today(tx, call)?.day.saturating_add(1.day());
    let form = WaitForm {
        customer: whom(tx, &greeter, "林可儿")?,
        treatment: treatment(tx, call, "F003")?.to_string(),
        therapist: acting(tx, call, "therapist")?.actor.person.to_string(),
        from: day.to_string(),
        until: day.to_string(),
        earliest: "18:00".into(),
        latest: "20:00".into(),
        note: "下班后".into(),
        ..WaitForm::default()
    };
    waiting::wait(tx, &greeter, &form).map(drop)
}

/// Puts up rooms and equipment, writes the rosters of last week and the four after it, and books; where all that is there
/// already, it sees that everybody is in today.
pub(super) fn fill(tx: &mut Tx, call: &Call, store: StoreId, past: Past) -> Result<()> {
    let today = org::today(tx, call)?.day;
    if past == Past::Lived {
        staffed(tx, call, store, today)?;
    } else {
        let since_monday = i64::from(today.weekday().to_monday_zero_offset()) + 7;
        let monday = Call { now: call.now.plus_minutes(-since_monday * 24 * 60), ..call.clone() };
        let director = acting(tx, &monday, "td")?;
        put_up(tx, &director, store)?;
        rosters(tx, call, &director, store, today)?;
    }
    for visit in VISITS.iter().filter(|(ahead, ..)| *ahead >= 0 || past == Past::MadeUp) {
        play(tx, call, visit)?;
    }
    wait(tx, call)
}

/// Nobody is off today or tomorrow.
fn staffed(tx: &mut Tx, call: &Call, store: StoreId, today: BusinessDate) -> Result<()> {
    let director = acting(tx, call, "td")?;
    for (account, starts, ends, breaks, _) in SHIFTS {
        let person = acting(tx, call, account)?.actor.person;
        for day in today.series(1.day()).take(2) {
            roster::set(tx, &director, store, &shift(person, day, (starts, ends, breaks)))?;
        }
    }
    Ok(())
}

/// The weeks that are carried on at once.
const AT_ONCE: usize = 8;

/// The same without the visits, from the week of the call on.
pub(super) fn furnish(
    tx: &mut Tx,
    call: &Call,
    (store, branch): (StoreId, Branch),
    weeks: i64,
) -> Result<()> {
    let today = org::today(tx, call)?.day;
    let director = acting(tx, call, &branch.account("td"))?;
    put_up(tx, &director, store)?;
    // The first full week is the pattern of those after it.
    let week = today.saturating_add((7 - i64::from(today.weekday().to_monday_zero_offset())).days());
    for (account, starts, ends, breaks, off) in SHIFTS {
        let person = acting(tx, call, &branch.account(account))?.actor.person;
        let works = |day: &BusinessDate| day.weekday().to_monday_zero_offset() != off;
        for day in today.series(1.day()).take_while(|day| *day < week.saturating_add(7.days())).filter(works)
        {
            roster::set(tx, &director, store, &shift(person, day, (starts, ends, breaks)))?;
        }
    }
    for begun in (0..weeks).step_by(AT_ONCE) {
        let from = week.saturating_add((begun * 7).days());
        let form = CarryForm { week: from.to_string(), weeks: AT_ONCE.to_string(), ..CarryForm::default() };
        roster::carry_on(tx, &director, store, &form)?;
    }
    Ok(())
}

fn shift(
    person: kernel::PersonId,
    day: BusinessDate,
    (starts, ends, breaks): (&str, &str, &str),
) -> RosterForm {
    RosterForm {
        store: String::new(),
        sex: "female".into(),
        person: person.to_string(),
        day: day.to_string(),
        starts: starts.into(),
        ends: ends.into(),
        breaks: breaks.into(),
        anyway: String::new(),
    }
}

fn put_up(tx: &mut Tx, director: &Call, store: StoreId) -> Result<()> {
    for (name, kind, stands_in) in ROOMS {
        let form = PlaceForm {
            name: name.into(),
            kind: kind.into(),
            stands_in: stands_in.into(),
            ..PlaceForm::default()
        };
        rooms::add_room(tx, director, store, &form)?;
    }
    for (name, kind) in EQUIPMENT {
        let form = PlaceForm { name: name.into(), kind: kind.into(), ..PlaceForm::default() };
        rooms::add_equipment(tx, director, store, &form)?;
    }
    Ok(())
}

fn rosters(tx: &mut Tx, call: &Call, director: &Call, store: StoreId, today: BusinessDate) -> Result<()> {
    let first = org::today(tx, director)?.day;
    for (account, starts, ends, breaks, off) in SHIFTS {
        let person = acting(tx, call, account)?.actor.person;
        // Nobody is off around today, so that the demonstration is always well staffed.
        let weekday = |day: BusinessDate| day.weekday().to_monday_zero_offset();
        let is_near = |day: BusinessDate| [0, 1, 6].contains(&(weekday(day) - weekday(today)).rem_euclid(7));
        let works = |day: &BusinessDate| weekday(*day) != off || is_near(*day);
        for day in first.series(1.day()).take(7).filter(works) {
            let form = shift(person, day, (starts, ends, breaks));
            roster::set(tx, director, store, &form)?;
        }
    }
    let form = CarryForm { week: first.to_string(), weeks: "4".into(), ..CarryForm::default() };
    roster::carry_on(tx, director, store, &form).map(drop)
}
