//! What the consultants of the demonstration have on their desks: talks with remarks, follow-ups late and due, classes.

use care::allotting;
use care::following::{self, FollowUpForm};
use care::negotiating::{self, RemarkForm, TalkForm};
use care::noting::{self, ServiceNoteForm};
use customer::CustomerId;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Result};
use web::Call;

use super::{Past, acting};

/// Who, days ago, way, how far, need, budget, objection, what was said, days until the next date, and the remark.
type Talk = (
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i64,
    &'static str,
);

const TALKS: [Talk; 6] = [
    (
        "单晓敏",
        3,
        "visit",
        "offer",
        "改善暗沉",
        "6000",
        "想和先生商量",
        "做完补水体验很满意，看了水氧十次方案",
        3,
        "先送一次眼部护理，周末前再约",
    ),
    ("仇文静", 5, "phone", "need", "光电后修护", "3000", "", "上月医院做过光电，问什么时候能做舒敏", 5, ""),
    (
        "查慧",
        9,
        "message",
        "contact",
        "",
        "",
        "没时间",
        "加了微信，说忙完这阵再看",
        4,
        "换个时间段，约她午休",
    ),
    ("华美兰", 2, "visit", "closing", "肩颈和全身", "12000", "", "愿意办年卡，等发薪日", 2, ""),
    ("解语嫣", 12, "online", "need", "祛痘", "2000", "怕没效果", "看了小红书来问，想先试一次", 13, ""),
    ("王雪梅", 6, "visit", "won", "塑形", "8000", "", "办了塑形十次", 0, "谈得好，记得做满三次回访"),
];

/// Whom to follow up, about what, in which stage, how many days from now.
const PLANNED: [(&str, &str, &str, i64); 4] = [
    ("任思源", "约舒敏护理", "before", 0),
    ("区嘉仪", "问塑形后的感受", "after", 1),
    ("尉迟静", "生日礼遇，约来店", "after", 3),
    ("张丽华", "三个月没来，问近况", "after", 0),
];

pub(super) fn fill(tx: &mut Tx, call: &Call, past: Past) -> Result<()> {
    for (name, ago, way, stage, need, budget, objection, said, next, remark) in TALKS {
        let Some(customer) = find(tx, call, name)? else { continue };
        let then =
            |call: &Call| Call { now: call.now.plus_minutes((DAYS - ago) * 24 * 60 + 360), ..call.clone() };
        let consultant = then(&of(tx, call, customer)?);
        let day: BusinessDate = org::today(tx, &consultant)?.day;
        let form = TalkForm {
            customer: customer.to_string(),
            way: way.into(),
            said: said.into(),
            stage: stage.into(),
            need: need.into(),
            budget: budget.into(),
            objection: objection.into(),
            next_day: if next == 0 { String::new() } else { day.saturating_add(next.days()).to_string() },
            ..TalkForm::default()
        };
        let id = match negotiating::open(tx, &consultant, &form) {
            // Somebody is talking with her already.
            Err(refused) if past == Past::Lived && refused.refusal().is_some() => continue,
            id => id?,
        };
        if !remark.is_empty() {
            let director = then(&acting(tx, call, "td")?);
            negotiating::remark(tx, &director, id, &RemarkForm { remark: remark.into() })?;
        }
    }
    for (name, topic, stage, days) in PLANNED {
        let Some(customer) = find(tx, call, name)? else { continue };
        let mut consultant = of(tx, call, customer)?;
        consultant.now = consultant.now.plus_minutes(DAYS * 24 * 60);
        let due_day = org::today(tx, &consultant)?.day.saturating_add(days.days()).to_string();
        let (customer, stage, topic) = (customer.to_string(), stage.into(), topic.into());
        following::plan(
            tx,
            &consultant,
            &FollowUpForm { customer, stage, topic, due_day, ..FollowUpForm::default() },
        )?;
    }
    notes_and_turns(tx, call)
}

fn notes_and_turns(tx: &mut Tx, call: &Call) -> Result<()> {
    let today = |mut call: Call| {
        call.now = call.now.plus_minutes(DAYS * 24 * 60);
        call
    };
    if let Some(customer) = find(tx, call, "李小燕")? {
        let therapist = today(acting(tx, call, "therapist")?);
        let form = ServiceNoteForm {
            given: "深层补水护理".into(),
            reaction: "mild".into(),
            note: "两颊微红，冷敷十分钟后消退；换无香面膜".into(),
        };
        noting::note(tx, &therapist, customer, &form)?;
    }
    let director = today(acting(tx, call, "td")?);
    allotting::run(tx, &director, "")?;
    care::classing::run(tx, &director, "").map(drop)
}

/// The demonstration is so many days old.
const DAYS: i64 = super::OPEN_FOR_DAYS;

fn find(tx: &mut Tx, call: &Call, name: &str) -> Result<Option<CustomerId>> {
    let found = customer::search(tx, call, name)?;
    Ok(found.into_iter().find(|brief| brief.name == name).map(|brief| brief.id))
}

/// Her consultant at work.
fn of(tx: &mut Tx, call: &Call, customer: CustomerId) -> Result<Call> {
    let held = customer::owners(tx, customer)?.consultant;
    let second = acting(tx, call, "consultant2")?;
    if held == Some(second.actor.person) { Ok(second) } else { acting(tx, call, "consultant") }
}
