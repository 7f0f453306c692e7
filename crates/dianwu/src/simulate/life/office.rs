//! The house around the floor: the morning meeting, plans and tasks, what is asked for and decided.

use std::collections::BTreeMap;

use ::approval::asking::{self, AskForm};
use ::approval::deciding::{self, DecideForm, Proved};
use ::meeting::{MinutesForm, OpenForm, ResolveForm, SignForm, holding};
use ::work::{GiveForm, PlanForm, ReviewForm, TaskId, TurnForm, giving, planning};
use jiff::ToSpan;
use kernel::Result;

use super::super::centre::Centre;
use super::SIGNATURE;
use crate::demo::Branch;

/// Who answers to the therapy director.
const BELOW: [&str; 12] = [
    "consultant",
    "consultant2",
    "therapist",
    "therapist2",
    "therapist3",
    "body",
    "body2",
    "hydro",
    "treatment",
    "treatment2",
    "trainer",
    "head",
];

/// What is to be done: giver, owner, words.
const TASKS: [(&str, &str, &str); 6] = [
    ("td", "consultant", "上周体验没成交的客人，逐位写明原因"),
    ("td", "trainer", "敏感肌护理的操作卡再印一版"),
    ("head", "greeter", "前台便签纸和笔补齐"),
    ("ad", "keeper", "盘一遍耗材，缺的报上来"),
    ("gm", "td", "三个月没来的会员理出名单"),
    ("ad", "cleaner", "布草间的架子擦一遍"),
];

/// What the meeting resolves: whose it is, and what.
const RESOLVED: [(&str, &str); 4] = [
    ("head", "下午三点前台加一个班次"),
    ("td", "等候超过十分钟的客人当天回电"),
    ("ad", "一号空调报修，本周修好"),
    ("consultant", "老客回访名单今天打完"),
];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    let away = centre.shops[shop].branch != Branch::FIRST;
    let monday = centre.day.weekday().to_monday_zero_offset() == 0;
    let at = &mut centre.shops[shop];
    let chair = if away { "td" } else { "gm" };
    if at.minds(chair) {
        centre.at(shop, 9 * 60 + 42, move |centre, shop| meets(centre, shop, chair));
    }
    centre.at(shop, 10 * 60 + 5, move |centre, shop| plans(centre, shop, "day"));
    if monday {
        centre.at(shop, 10 * 60 + 15, |centre, shop| plans(centre, shop, "week"));
    }
    if centre.shops[shop].dice.happens(40) {
        let minute = 10 * 60 + centre.shops[shop].minutes(7 * 60);
        centre.at(shop, minute, gives);
    }
    if centre.shops[shop].dice.happens(20) {
        centre.at(shop, 16 * 60, asks);
    }
}

/// The morning meeting: the roll, what departments say, now and then something resolved, minutes, signatures.
fn meets(centre: &mut Centre, shop: usize, chair: &'static str) -> Result<()> {
    let open = OpenForm {
        kind: "supervisors".into(),
        store: centre.shops[shop].store.to_string(),
        ..OpenForm::default()
    };
    let opened = centre.does(shop, ("meeting", chair), move |tx, call| {
        let id = holding::open(tx, call, &open)?;
        Ok((id, holding::asked_to(tx, call, id)?))
    })?;
    let Some((id, asked)) = opened else { return Ok(()) };
    let at = &mut centre.shops[shop];
    if at.dice.happens(45) {
        let (owner, what) = at.dice.one(&RESOLVED).copied().unwrap_or(RESOLVED[0]);
        let key = at.member(owner).map(|member| member.person.to_string()).unwrap_or_default();
        let due_day = centre.day.saturating_add(2.days()).to_string();
        let form = ResolveForm { what: what.into(), owner: key, due_day };
        let task =
            centre.does(shop, ("resolved", chair), move |tx, call| holding::resolve(tx, call, id, &form))?;
        if let Some(task) = task {
            accounts(centre, shop, task, (chair, owner));
        }
    }
    let mut fields = BTreeMap::new();
    for person in asked.iter().copied() {
        let at = &mut centre.shops[shop];
        let diligence = at.by_key(person).map_or(90, |member| member.manner.diligence);
        let late = at.dice.happens((100 - diligence.min(100)) / 3);
        fields.insert(format!("presence.{person}"), if late { "late" } else { "present" }.to_owned());
    }
    for (field, text) in [("yesterday", "预约都接待完"), ("focus", "老客回访，新客留联系方式")]
    {
        fields.insert(format!("{field}.front-desk"), text.to_owned());
        fields.insert(format!("{field}.therapy"), text.to_owned());
    }
    centre.after(shop, 15, move |centre, shop| {
        let form =
            MinutesForm {
                minutes: "先看昨天的数字，再说今天的客人。".into(), close: "yes".into(), fields
            };
        let kept =
            centre.does(shop, ("minutes", chair), move |tx, call| holding::keep(tx, call, id, &form))?;
        for person in asked.into_iter().filter(|_| kept.is_some()) {
            let at = &mut centre.shops[shop];
            let diligence = at.by_key(person).map_or(90, |member| member.manner.diligence);
            if at.dice.happens(diligence) {
                let form = SignForm { drawn: SIGNATURE.into() };
                centre
                    .acts(("minutes signed", person), move |tx, call| holding::sign(tx, call, id, &form))?;
            }
        }
        Ok(())
    });
    Ok(())
}

/// The director's plan of a day or a week; that of the week is handed down, and taken by those below.
fn plans(centre: &mut Centre, shop: usize, kind: &'static str) -> Result<()> {
    let day = centre.day;
    let form = PlanForm {
        kind: kind.into(),
        on: day.to_string(),
        goals: "预约率八成；体验成交四成".into(),
        focus: "老客回访".into(),
        customers: "上月做过、这月没来的客人".into(),
        hand_in: "yes".into(),
        ..PlanForm::default()
    };
    let id = centre.does(shop, ("plan", "td"), move |tx, call| {
        let id = planning::write(tx, call, &form)?;
        if kind == "week" {
            planning::hand_down(tx, call, id)?;
        }
        Ok(id)
    })?;
    let Some(id) = id else { return Ok(()) };
    let minutes = if centre.shops[shop].minds("gm") { 90 } else { 25 * 60 };
    centre.after(shop, minutes, move |centre, shop| {
        let form = ReviewForm { decision: "accept".into(), remark: "好，照此办".into() };
        centre.does(shop, ("plan read", "gm"), move |tx, call| planning::review(tx, call, id, &form))?;
        Ok(())
    });
    for account in BELOW.into_iter().filter(|_| kind == "week") {
        if centre.shops[shop].minds(account) {
            centre.after(shop, 60, move |centre, shop| {
                centre
                    .does(shop, ("plan taken", account), move |tx, call| planning::take(tx, call, id))
                    .map(drop)
            });
        }
    }
    Ok(())
}

/// Somebody above gives something to do.
fn gives(centre: &mut Centre, shop: usize) -> Result<()> {
    let at = &mut centre.shops[shop];
    let (giver, owner, title) = at.dice.one(&TASKS).copied().unwrap_or(TASKS[0]);
    let key = at.member(owner).map(|member| member.person.to_string()).unwrap_or_default();
    let due_day = centre.day.saturating_add(1.day()).to_string();
    let form = GiveForm {
        title: title.into(),
        owner: vec![key],
        due_day,
        must_accept: "yes".into(),
        ..GiveForm::default()
    };
    let tasks = centre.does(shop, ("task", giver), move |tx, call| giving::give(tx, call, &form))?;
    for task in tasks.unwrap_or_default() {
        accounts(centre, shop, task, (giver, owner));
    }
    Ok(())
}

/// The owner says what came of it, the day after or later as she is; whoever gave it agrees.
fn accounts(centre: &mut Centre, shop: usize, task: TaskId, (giver, owner): (&'static str, &'static str)) {
    let days = if centre.shops[shop].minds(owner) { 1 } else { 2 + centre.shops[shop].minutes(4) };
    centre.on_day(shop, (days, 17 * 60), move |centre, shop| {
        let form = TurnForm { turn: "account".into(), words: "已办好".into(), ..TurnForm::default() };
        let done =
            centre.does(shop, ("accounted", owner), move |tx, call| giving::turn(tx, call, task, &form))?;
        if done.is_some() && centre.shops[shop].minds(giver) {
            centre.after(shop, 30, move |centre, shop| {
                let form = TurnForm { turn: "agree".into(), ..TurnForm::default() };
                centre.does(shop, ("agreed", giver), move |tx, call| giving::turn(tx, call, task, &form))?;
                Ok(())
            });
        }
        Ok(())
    });
}

/// Something is asked for, and decided by the director if she gets to it.
fn asks(centre: &mut Centre, shop: usize) -> Result<()> {
    let wanted = centre.day.checked_add(7.days())?.to_string();
    let quantity = (10 + centre.shops[shop].dice.below(40)).to_string();
    let id = centre.does(shop, ("asked", "therapist"), move |tx, call| {
        let fields = [
            ("item", "补水面膜"),
            ("spec", "25 ml × 10 片"),
            ("quantity", &quantity),
            ("unit", "盒"),
            ("price", "150"),
            ("supplier", "润颜"),
            ("wanted", &wanted),
            ("why", "快用完了"),
        ];
        let fields = fields.iter().map(|(code, text)| (format!("field.{code}"), (*text).to_owned()));
        let form = AskForm { seat: String::new(), fields: fields.collect() };
        asking::ask(tx, call, "purchase", &form, &BTreeMap::new())
    })?;
    let Some(id) = id else { return Ok(()) };
    let decision = if centre.shops[shop].dice.happens(85) { "approve" } else { "return" };
    for (minutes, who) in [(95, "td"), (24 * 60, "ad"), (25 * 60, "gm")] {
        if !centre.shops[shop].minds(who) {
            break;
        }
        centre.after(shop, minutes, move |centre, shop| {
            let form = DecideForm {
                decision: decision.into(),
                note: "写清用量".into(),
                drawn: SIGNATURE.into(),
                ..DecideForm::default()
            };
            centre.does(shop, ("decided", who), move |tx, call| {
                deciding::decide(tx, call, id, &form, Proved::Password).map(drop)
            })?;
            Ok(())
        });
        if decision == "return" {
            break;
        }
    }
    Ok(())
}
