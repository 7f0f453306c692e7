//! The house around the floor: the opening sheet and the rounds with what they find, the morning meeting, plans and
//! tasks, what is asked for and decided.

use std::collections::BTreeMap;

use ::approval::asking::{self, AskForm};
use ::approval::deciding::{self, DecideForm, Proved};
use ::inspection::correcting::{self, CheckForm, MendForm};
use ::inspection::{CorrectionId, FillForm, walking};
use ::meeting::{MinutesForm, OpenForm, ResolveForm, SignForm, holding};
use ::work::{GiveForm, PlanForm, ReviewForm, TaskId, TurnForm, giving, planning};
use db::Tx;
use handbook::AskKind;
use jiff::ToSpan;
use kernel::{Error, Result};
use web::Call;

use super::super::centre::Centre;
use super::SIGNATURE;

/// Who walks which sheet, and when.
const ROUNDS: [(&str, &str, i64); 6] = [
    ("greeter", "opening", 9 * 60 + 15),
    ("ad", "safety-daily", 10 * 60 + 10),
    ("td", "round-therapy", 11 * 60 + 20),
    ("head", "round-front-desk", 14 * 60 + 30),
    ("ad", "round-cleaning", 16 * 60 + 10),
    ("greeter2", "closing", 21 * 60 + 20),
];

/// What is found on a round, now and then.
const FAULTS: [&str; 4] = ["灯一闪一闪", "台面没擦净", "物品没归位", "少了一件，已记下"];

/// Who mends what was found, and who looks again.
const MENDERS: [&str; 7] = ["head", "greeter", "cleaner", "keeper", "therapist", "consultant", "td"];

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
    for (account, round, minute) in ROUNDS {
        if centre.shops[shop].minds(account) {
            let fault = centre.shops[shop].dice.happens(12);
            let minute = minute + centre.shops[shop].minutes(15);
            centre.at(shop, minute, move |centre, shop| walks(centre, shop, account, round, fault));
        }
    }
    centre.at(shop, 15 * 60, mends);
    let monday = centre.day.weekday().to_monday_zero_offset() == 0;
    let at = &mut centre.shops[shop];
    let chair = if at.branch.0 == 1 { "gm" } else { "td" };
    if at.minds(chair) {
        centre.at(shop, 9 * 60 + 42, move |centre, shop| meets(centre, shop, chair));
    }
    if monday {
        centre.at(shop, 10 * 60 + 5, plans);
    }
    if centre.shops[shop].dice.happens(40) {
        let minute = 10 * 60 + centre.shops[shop].minutes(7 * 60);
        centre.at(shop, minute, gives);
    }
    if centre.shops[shop].dice.happens(20) {
        centre.at(shop, 16 * 60, asks);
    }
}

fn walks(centre: &mut Centre, shop: usize, who: &str, round: &'static str, fault: bool) -> Result<()> {
    let at = &mut centre.shops[shop];
    let (place, words) = (at.dice.below(20), at.dice.one(&FAULTS).copied().unwrap_or(FAULTS[0]));
    let found = fault.then_some((place, words));
    centre.does(shop, ("round", who), move |tx, call| walk(tx, call, round, found).map(drop))?;
    Ok(())
}

/// A sheet gone through, with at most one fault.
fn walk(tx: &mut Tx, call: &Call, round: &str, found: Option<(usize, &str)>) -> Result<()> {
    let sheet = handbook::shipped()?.book.round(round).ok_or_else(Error::missing)?;
    let items: Vec<_> = sheet.sections.iter().flat_map(|section| &section.items).collect();
    let mut answers = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let fault = found.filter(|(place, _)| place % items.len() == at);
        answers.insert(
            format!("verdict.{}", item.code),
            if fault.is_some() { "fault" } else { "ok" }.to_owned(),
        );
        answers.extend(fault.map(|(_, words)| (format!("note.{}", item.code), words.to_owned())));
        for ask in &item.asks {
            let text = match ask.kind {
                AskKind::Number => "1",
                AskKind::Time => "20:30",
                AskKind::Text => "正常",
            };
            answers.insert(format!("ask.{}.{}", item.code, ask.code), text.to_owned());
        }
    }
    let form = FillForm { hand_in: "yes".into(), answers, ..FillForm::default() };
    walking::fill(tx, call, round, &form, &BTreeMap::new()).map(drop)
}

/// Whoever has something to put right does so, and somebody above looks at it again.
fn mends(centre: &mut Centre, shop: usize) -> Result<()> {
    for account in MENDERS {
        let Some(person) = centre.shops[shop].member(account).map(|member| member.person) else { continue };
        let open: Vec<CorrectionId> = centre.looks(move |tx, _| ::inspection::open_of(tx, person))?;
        for id in open {
            if !centre.shops[shop].minds(account) {
                continue;
            }
            let form = MendForm { note: "当天已处理".into(), ..MendForm::default() };
            let mended = centre.does(shop, ("mended", account), move |tx, call| {
                correcting::mend(tx, call, id, &form, None)
            })?;
            let looks = if account == "td" { "ad" } else { "td" };
            if mended.is_some() && centre.shops[shop].minds(looks) {
                centre.after(shop, 60, move |centre, shop| {
                    let form = CheckForm { verdict: "good".into(), ..CheckForm::default() };
                    centre.does(shop, ("checked", looks), move |tx, call| {
                        correcting::check(tx, call, id, &form)
                    })?;
                    Ok(())
                });
            }
        }
    }
    Ok(())
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
    for person in asked {
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
        for who in [chair, "head"].into_iter().filter(|_| kept.is_some()) {
            if centre.shops[shop].minds(who) {
                let form = SignForm { drawn: SIGNATURE.into() };
                centre.does(shop, ("minutes signed", who), move |tx, call| {
                    holding::sign(tx, call, id, &form)
                })?;
            }
        }
        Ok(())
    });
    Ok(())
}

/// The week's plan of the director, handed down.
fn plans(centre: &mut Centre, shop: usize) -> Result<()> {
    let owner = centre.shops[shop].member("consultant").map(|member| member.person.to_string());
    let day = centre.day;
    let form = PlanForm {
        kind: "week".into(),
        on: day.to_string(),
        goals: "预约率八成；体验成交四成".into(),
        focus: "老客回访".into(),
        customers: "上月做过、这月没来的客人".into(),
        line_words: vec!["回访名单每天打完".into()],
        line_owner: vec![owner.unwrap_or_default()],
        line_day: vec![day.saturating_add(6.days()).to_string()],
        hand_in: "yes".into(),
        ..PlanForm::default()
    };
    let id = centre.does(shop, ("plan", "td"), move |tx, call| {
        let id = planning::write(tx, call, &form)?;
        planning::hand_down(tx, call, id)?;
        Ok(id)
    })?;
    let Some(id) = id else { return Ok(()) };
    if centre.shops[shop].minds("gm") {
        centre.after(shop, 90, move |centre, shop| {
            let form = ReviewForm { decision: "accept".into(), remark: "好，照此办".into() };
            centre.does(shop, ("plan read", "gm"), move |tx, call| planning::review(tx, call, id, &form))?;
            Ok(())
        });
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
