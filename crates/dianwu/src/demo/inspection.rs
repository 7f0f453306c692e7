//! Rounds of the last week, so that the heat map has colours and the next walk its history; and the register of safety
//! equipment, of which one piece has run out and one soon does.

use std::collections::BTreeMap;

use ::inspection::correcting::{self, MendForm};
use ::inspection::safety::{self, EquipmentForm};
use ::inspection::{FillForm, WalkId, walking};
use db::Tx;
use handbook::{AskKind, Round};
use jiff::ToSpan;
use kernel::{Error, Result};
use web::Call;

use super::{Past, acting, acting_at};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Days ago, who walks, which round, and what is wrong: point and words.
type Walk = (i64, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const WALKS: [Walk; 12] = [
    (6, "gm", "round-front-desk", &[(POSTURE, "两位靠着台子聊天")]),
    (6, "gm", "round-cleaning", &[]),
    (5, "gm", "round-front-desk", &[]),
    (4, "gm", "round-front-desk", &[(POSTURE, "客人进门没有起身")]),
    (4, "gm", "round-therapy", &[]),
    (3, "gm", "round-cleaning", &[]),
    (3, "ad", "safety-daily", &[]),
    (2, "gm", "round-front-desk", &[]),
    (2, "ad", "safety-daily", &[]),
    (1, "gm", "round-front-desk", &[(POSTURE, "站位少一人")]),
    (1, "greeter", "opening", &[("hall-lights", "走道第三盏灯一闪一闪")]),
    (1, "ad", "safety-daily", &[]),
];

/// A point of the front desk's round at which something is found again and again.
const POSTURE: &str = "bearing";

/// Kind, number, place, days for which it is still valid.
const EQUIPMENT: [(&str, &str, &str, i64); 6] = [
    ("extinguisher", "灭-01", "前厅接待台旁", 320),
    ("extinguisher", "灭-02", "二楼走道", 18),
    ("extinguisher", "灭-03", "布草间门口", -3),
    ("smoke-alarm", "烟-01", "护理区走廊", 200),
    ("emergency-light", "应-01", "安全出口", 400),
    ("first-aid", "急-01", "前台柜内", 60),
];

pub(super) fn fill(tx: &mut Tx, today: &Call, past: Past) -> Result<()> {
    if past == Past::MadeUp {
        walked(tx, today)?;
    }
    let keeper = acting(tx, today, "ad")?;
    let day = org::today(tx, &keeper)?.day;
    for (kind, number, place, days) in EQUIPMENT {
        let valid_until = day.saturating_add(days.days()).to_string();
        let form =
            EquipmentForm { kind: kind.into(), number: number.into(), place: place.into(), valid_until };
        safety::add(tx, &keeper, &form)?;
    }
    Ok(())
}

/// The rounds of the last week.
fn walked(tx: &mut Tx, today: &Call) -> Result<()> {
    for (days_ago, account, round, faults) in WALKS {
        walk(tx, today, days_ago, account, round, faults)?;
    }
    mended(tx, today)
}

fn walk(
    tx: &mut Tx,
    today: &Call,
    days_ago: i64,
    account: &str,
    round: &str,
    faults: &[(&str, &str)],
) -> Result<WalkId> {
    let by = acting_at(tx, today, account, -days_ago * DAY)?;
    let sheet = handbook::shipped()?.book.round(round).ok_or_else(Error::missing)?;
    let wrong = |_, code: &str| faults.iter().find(|(point, _)| *point == code).map(|(_, words)| *words);
    let form = handed_in(sheet, wrong);
    walking::fill(tx, &by, round, &form, &BTreeMap::new())
}

/// A sheet gone through; what is wrong with a point is asked by its place on the sheet and its code.
pub(crate) fn handed_in<'a>(sheet: &Round, wrong: impl Fn(usize, &str) -> Option<&'a str>) -> FillForm {
    let mut answers = BTreeMap::new();
    for (place, item) in sheet.sections.iter().flat_map(|section| &section.items).enumerate() {
        let fault = wrong(place, &item.code);
        let verdict = if fault.is_some() { "fault" } else { "ok" };
        answers.insert(format!("verdict.{}", item.code), verdict.to_owned());
        answers.extend(fault.map(|words| (format!("note.{}", item.code), words.to_owned())));
        for ask in &item.asks {
            let text = match ask.kind {
                AskKind::Number => "1",
                AskKind::Time => "20:30",
                AskKind::Text => "正常",
            };
            answers.insert(format!("ask.{}.{}", item.code, ask.code), text.to_owned());
        }
    }
    FillForm { hand_in: "yes".into(), answers, ..FillForm::default() }
}

/// What was found first is mended and waits for the second look.
fn mended(tx: &mut Tx, today: &Call) -> Result<()> {
    let head = acting_at(tx, today, "head", -2 * DAY)?;
    let Some(id) = ::inspection::open_of(tx, head.actor.person)?.first().copied() else { return Ok(()) };
    let note = MendForm { note: "早会讲过站姿，当班互相提醒".into(), ..MendForm::default() };
    correcting::mend(tx, &head, id, &note, None)
}
