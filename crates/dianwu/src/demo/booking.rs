//! The demonstration's rooms, equipment and rosters.

use booking::rooms::{self, PlaceForm};
use booking::roster::{self, CarryForm, RosterForm};
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Result, StoreId};
use web::Call;

use super::acting;

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

/// Puts up rooms and equipment, and writes the rosters of this week and the three after it.
pub(super) fn fill(tx: &mut Tx, call: &Call, store: StoreId) -> Result<()> {
    let today = org::today(tx, call)?.day;
    let since_monday = i64::from(today.weekday().to_monday_zero_offset());
    let monday = Call { now: call.now.plus_minutes(-since_monday * 24 * 60), ..call.clone() };
    let director = acting(tx, &monday, "td")?;
    for (name, kind, stands_in) in ROOMS {
        let form = PlaceForm { name: name.into(), kind: kind.into(), stands_in: stands_in.into() };
        rooms::add_room(tx, &director, store, &form)?;
    }
    for (name, kind) in EQUIPMENT {
        let form = PlaceForm { name: name.into(), kind: kind.into(), ..PlaceForm::default() };
        rooms::add_equipment(tx, &director, store, &form)?;
    }
    rosters(tx, call, &director, store, today)
}

fn rosters(tx: &mut Tx, call: &Call, director: &Call, store: StoreId, today: BusinessDate) -> Result<()> {
    let first = org::today(tx, director)?.day;
    for (account, starts, ends, breaks, off) in SHIFTS {
        let person = acting(tx, call, account)?.actor.person;
        // Nobody is off today, so that the demonstration is always well staffed.
        let works = |day: &BusinessDate| day.weekday().to_monday_zero_offset() != off || *day == today;
        for day in first.series(1.day()).take(7).filter(works) {
            let form = RosterForm {
                person: person.to_string(),
                day: day.to_string(),
                starts: starts.into(),
                ends: ends.into(),
                breaks: breaks.into(),
                anyway: String::new(),
            };
            roster::set(tx, director, store, &form)?;
        }
    }
    let form = CarryForm { week: first.to_string(), weeks: "3".into() };
    roster::carry_on(tx, director, store, &form).map(drop)
}
