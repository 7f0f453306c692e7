//! What is being worked on today: tasks given from above, one overdue, one to be agreed to, a plan of the week.

use ::work::giving;
use ::work::planning;
use ::work::{GiveForm, PlanForm, ReviewForm, TaskId, TurnForm};
use db::Tx;
use kernel::Result;
use web::Call;

use super::{Past, acting_at, person};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Who gives whom what, how many days ago and for how many days, and must it be accepted?
const TASKS: [(&str, &str, &str, i64, i64, bool); 6] = [
    ("gm", "td", "三个月没来的会员，理出名单分给顾问", 0, 1, true),
    ("gm", "ad", "消防通道的杂物清掉，拍照报我", 0, 0, true),
    ("td", "consultant", "把上周体验客人的成交情况写清", 4, 1, false),
    ("head", "greeter", "前台便签纸补十本", 0, 0, true),
    ("td", "trainer", "水氧焕活的操作卡再印一版", 2, 1, false),
    ("ad", "keeper", "盘一遍三号库的耗材", 1, 2, false),
];

pub(super) fn fill(tx: &mut Tx, now: &Call, past: Past) -> Result<()> {
    let mut given = vec![];
    for (giver, owner, title, days_ago, days, must_accept) in TASKS {
        given.push(give(tx, now, giver, owner, title, (days_ago, days, must_accept))?);
    }
    account(tx, now, "keeper", given[5], "三号库已盘，少两瓶按摩油")?;
    if past == Past::MadeUp {
        planned(tx, now)?;
    }
    let administration = acting_at(tx, now, "ad", -HOUR)?;
    let week = PlanForm {
        kind: "week".into(),
        goals: "消防和卫生各查一遍，发现的当周改完".into(),
        focus: "走火通道、布草间".into(),
        hand_in: "yes".into(),
        ..PlanForm::default()
    };
    planning::write(tx, &administration, &week).map(drop)
}

fn give(
    tx: &mut Tx,
    now: &Call,
    giver: &str,
    owner: &str,
    title: &str,
    (days_ago, days, must_accept): (i64, i64, bool),
) -> Result<TaskId> {
    let by = acting_at(tx, now, giver, -days_ago * DAY - HOUR / 2)?;
    let due = org::today(tx, &by)?.day;
    let due = (0..days).try_fold(due, |day, _| day.tomorrow())?;
    let form = GiveForm {
        title: title.into(),
        owner: vec![person(tx, &by, owner)?.to_string()],
        due_day: due.to_string(),
        must_accept: if must_accept { "yes".into() } else { String::new() },
        ..GiveForm::default()
    };
    Ok(giving::give(tx, &by, &form)?[0])
}

fn account(tx: &mut Tx, now: &Call, owner: &str, task: TaskId, words: &str) -> Result<()> {
    let by = acting_at(tx, now, owner, -10)?;
    giving::turn(
        tx,
        &by,
        task,
        &TurnForm { turn: "account".into(), words: words.into(), ..TurnForm::default() },
    )
}

/// The director's plan of yesterday.
fn planned(tx: &mut Tx, now: &Call) -> Result<()> {
    let director = acting_at(tx, now, "td", -DAY)?;
    let day = org::today(tx, &director)?.day;
    let plan = PlanForm {
        kind: "day".into(),
        on: day.to_string(),
        goals: "预约客人全部到店前一天确认；面部体验做三位".into(),
        focus: "老客回访".into(),
        customers: "上月做过补水、这月没来的客人".into(),
        line_words: vec!["下午三点前打完回访电话".into()],
        line_owner: vec![person(tx, now, "consultant2")?.to_string()],
        line_day: vec![day.to_string()],
        hand_in: "yes".into(),
        ..PlanForm::default()
    };
    let id = planning::write(tx, &director, &plan)?;
    planning::hand_down(tx, &director, id)?;
    let manager = acting_at(tx, now, "gm", -DAY + HOUR)?;
    planning::review(tx, &manager, id, &ReviewForm { decision: "accept".into(), remark: "好，照此办".into() })
}
