//! What happens on a day: opening, visits that were booked or not kept, passers-by, what is bought beforehand and used,
//! what is owed and repaid, complaints, forms, logs, the close. Each by whoever does it, as diligent as she is.

use std::collections::BTreeMap;

use ::approval::asking::{self, AskForm};
use ::approval::deciding::{self, DecideForm, Proved};
use ::booking::book::{self, BookForm};
use ::booking::rooms::{self, TurnForm};
use ::booking::search::{self, Sought};
use ::booking::{FloorLine, OrderPart, VisitId, change};
use ::complaint::complaints::{self, ComplaintForm, NoteForm, RemedyForm, VerdictForm};
use ::inspection::{FillForm, walking};
use ::report::{ReportForm, ReviewForm, reviewing, writing};
use ::sales::shift::{self, CountForm, OpenForm};
use ::sales::{TicketForm, checkout, closing, reversal, setting};
use db::Tx;
use handbook::AskKind;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Permission, Result};
use web::Call;

use super::Centre;
use super::dice::Dice;

/// Who writes logs, how reliably of a hundred, and who looks at them.
const WRITERS: [(&str, &str, usize, &str); 8] = [
    ("greeter", "log", 97, "head"),
    ("greeter2", "log", 80, "head"),
    ("consultant", "log", 92, "td"),
    ("consultant2", "log", 60, "td"),
    ("therapist", "log", 95, "td"),
    ("therapist2", "log", 75, "td"),
    ("body", "log", 85, "td"),
    ("head", "daily", 96, "gm"),
];

/// Who serves, by staff number, and what she is given to do at the till.
const HANDS: [(&str, &str); 8] = [
    ("0007", "F001"),
    ("0008", "F002"),
    ("0009", "F005"),
    ("0010", "B001"),
    ("0011", "B002"),
    ("0012", "H001"),
    ("0013", "T001"),
    ("0014", "T002"),
];

/// What is treated, for bookings.
const TREATMENTS: [&str; 8] = ["F001", "F002", "F003", "F005", "B001", "B002", "H001", "T001"];

/// How the till of the store is set.
pub(super) fn settle_in(tx: &mut Tx, call: &Call) -> Result<()> {
    let manager = crate::demo::acting(tx, call, "gm")?;
    let set = setting::SettingForm {
        tips: "yes".into(),
        paper: "58".into(),
        due_days: "30".into(),
        ..setting::SettingForm::default()
    };
    setting::set(tx, &manager, &set).map(drop)
}

/// A day of the store.
pub(super) fn day(centre: &mut Centre, mut dice: Dice, day: BusinessDate) -> Result<()> {
    let nine = centre.at(day, 9 * 60);
    if dice.happens(93) {
        centre.does(("opening", "greeter"), nine, |tx, call| walk(tx, call, "opening"))?;
    }
    let open = OpenForm { till: "1".into(), began_with: "500".into() };
    let shift = centre.does(("shift", "greeter"), nine, move |tx, call| shift::open(tx, call, &open))?;
    if dice.happens(70) {
        let at = centre.at(day, 10 * 60 + 20);
        centre.does(("round", "gm"), at, |tx, call| walk(tx, call, "round-front-desk"))?;
    }
    visits(centre, &mut dice, day)?;
    for nth in 0..6 + dice.below(8) {
        let minutes = 600 + i64::try_from(nth).unwrap_or(0) * 45 + i64::try_from(dice.below(30)).unwrap_or(0);
        buys(centre, &mut dice, day, minutes)?;
    }
    ahead(centre, &mut dice, day)?;
    if dice.happens(12) {
        complains(centre, &mut dice, day)?;
    }
    if dice.happens(20) {
        asks(centre, &mut dice, day)?;
    }
    if let Some(id) = shift {
        let at = centre.at(day, 21 * 60);
        centre.does(("count", "greeter"), at, move |tx, call| {
            let count = CountForm {
                pieces: vec![
                    "5".into(),
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                ],
                why: "模拟：零钱未点".into(),
                left_in: "500".into(),
                words: String::new(),
            };
            shift::close(tx, call, id, &count)
        })?;
    }
    logs(centre, &mut dice, day)?;
    let at = centre.at(day, 21 * 60 + 30);
    centre.does(("close", "head"), at, |tx, call| {
        closing::close_day(tx, call, &closing::CloseForm::default())
    })?;
    centre.does(("record", "gm"), at, move |tx, call| rhythm::record::write_day(tx, call, day).map(drop))?;
    Ok(())
}

/// A sheet gone through; about one point in forty is not in order.
fn walk(tx: &mut Tx, call: &Call, round: &str) -> Result<()> {
    let sheet = handbook::shipped()?.book.round(round).ok_or_else(Error::missing)?.clone();
    let mut answers = BTreeMap::new();
    for item in sheet.sections.iter().flat_map(|section| &section.items) {
        answers.insert(format!("verdict.{}", item.code), "ok".to_owned());
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

/// Those who were booked for the day, in the order of their hours: most come, some do not.
fn visits(centre: &mut Centre, dice: &mut Dice, day: BusinessDate) -> Result<()> {
    let at = centre.at(day, 9 * 60 + 30);
    let booked = centre.booked.remove(&day).unwrap_or_default();
    let all = centre.does(("look", "greeter"), at, move |tx, _| {
        let lines = |id: &VisitId| Ok((*id, ::booking::lines_of(tx, *id)?));
        let mut all = booked.iter().map(lines).collect::<Result<Vec<_>>>()?;
        all.sort_by_key(|(id, lines)| (lines.iter().map(|line| line.starts).min(), *id));
        Ok(all)
    })?;
    for (id, lines) in all.unwrap_or_default() {
        visit(centre, dice, day, id, lines)?;
    }
    Ok(())
}

fn visit(
    centre: &mut Centre,
    dice: &mut Dice,
    day: BusinessDate,
    id: VisitId,
    lines: Vec<FloorLine>,
) -> Result<()> {
    let fate = dice.below(100);
    for line in lines {
        let (begins, ends) = (centre.at(day, line.starts.into()), centre.at(day, line.ends.into()));
        if fate < 7 {
            let late = begins.plus_minutes(40);
            centre.does(("no-show", "greeter"), late, move |tx, call| change::miss(tx, call, id))?;
            return Ok(());
        }
        let late = begins.plus_minutes(i64::try_from(dice.below(6)).unwrap_or(0));
        let began = centre
            .does(("begin", "greeter"), late, move |tx, call| ::booking::begin(tx, call, line.line, true))?;
        if began.is_some() {
            centre.does(("end", "greeter"), ends, move |tx, call| ::booking::end(tx, call, line.line, ""))?;
            if let Some(room) = line.room {
                let ready = TurnForm { state: "ready".into(), note: String::new() };
                let at = ends.plus_minutes(5);
                centre.does(("room", "greeter"), at, move |tx, call| rooms::turn(tx, call, room, &ready))?;
            }
        }
    }
    Ok(())
}

/// Bookings for the coming days.
fn ahead(centre: &mut Centre, dice: &mut Dice, day: BusinessDate) -> Result<()> {
    for nth in 0..5 + dice.below(6) {
        let customer = centre.somebody(dice)?;
        let number = *dice.one(&TREATMENTS).unwrap_or(&"F001");
        let later = day.checked_add((1 + i64::try_from(dice.below(4)).unwrap_or(0)).days())?;
        let wanted = 600 + i64::try_from(dice.below(540)).unwrap_or(0);
        let at = centre.at(day, 660 + i64::try_from(nth).unwrap_or(0) * 40);
        let visit = centre.does(("book", "greeter"), at, move |tx, call| {
            let today = org::today(tx, call)?.day;
            let treatments = catalog::treatments(tx, call, today)?;
            let treatment = treatments.by_number(number).ok_or_else(Error::missing)?.id;
            let store = book::store_of(call, "", Permission::Book)?;
            let parts = vec![OrderPart::of(treatment)];
            let sought = Sought { store, day: later, days: 1, parts, notice: 0 };
            let slots = search::first(tx, call, &sought, usize::MAX)?;
            let slot = slots
                .iter()
                .min_by_key(|slot| i64::from(slot.starts).abs_diff(wanted))
                .ok_or_else(Error::missing)?;
            let form = BookForm {
                customer: customer.to_string(),
                treatments: vec![treatment.to_string()],
                therapists: vec![String::new()],
                at: format!("{later} {}", slot.at),
                source: "phone".into(),
                heeded: "yes".into(),
                ..BookForm::default()
            };
            book::book(tx, call, &form)
        })?;
        if let Some(visit) = visit {
            centre.booked.entry(later).or_default().push(visit);
        }
    }
    Ok(())
}

/// One ticket: a treatment, goods, a package or stored value; paid, on account, by what she has; now and then repaid or
/// taken back.
fn buys(centre: &mut Centre, dice: &mut Dice, day: BusinessDate, minutes: i64) -> Result<()> {
    let (server, number) = *dice.one(&HANDS).unwrap_or(&("0007", "F001"));
    let (anybody, what) = (centre.somebody(dice)?, dice.below(94));
    let means = *dice.one(&["wechat", "wechat", "alipay", "card", "cash"]).unwrap_or(&"wechat");
    let form = move |customer: String, item: &str, price: &str, server: &str, pay: &str| TicketForm {
        customer,
        item: vec![item.into()],
        price: vec![price.into()],
        server: vec![server.into()],
        pay: pay.into(),
        witness: "当面核对".into(),
        consent: "已说明".into(),
        ..TicketForm::default()
    };
    let act = match what {
        0..=24 => "walk-in",
        25..=59 => "sale",
        60..=69 => "stored value",
        70..=79 => "by stored value",
        80..=86 => "on account",
        _ => "repaid",
    };
    // Who pays with what she has, or repays, is somebody who has something, or owes.
    let among = match act {
        "by stored value" => &centre.valued,
        "repaid" => &centre.indebted,
        _ => &vec![],
    };
    let hers = dice.one(among).copied().unwrap_or(anybody);
    let at = centre.at(day, minutes);
    let ticket = centre.does((act, "greeter"), at, move |tx, call| {
        let form = match act {
            "walk-in" => form(String::new(), number, "", server, means),
            "stored value" => form(hers.to_string(), "top-up", "1000", "", means),
            "by stored value" => form(hers.to_string(), number, "", server, "value"),
            "on account" => form(hers.to_string(), number, "", server, "account"),
            "repaid" => form(hers.to_string(), "debt", "100", "", means),
            _ => form(hers.to_string(), number, "", server, means),
        };
        checkout::checkout(tx, call, &form)
    })?;
    match act {
        "stored value" if ticket.is_some() => centre.valued.push(hers),
        "on account" if ticket.is_some() => centre.indebted.push(hers),
        _ => {}
    }
    if let Some(id) = ticket
        && dice.happens(2)
    {
        let back = reversal::ReverseForm { line: vec![], why: "收错了项目".into() };
        let at = at.plus_minutes(9);
        centre.does(("taken back", "gm"), at, move |tx, call| reversal::reverse(tx, call, id, &back))?;
    }
    Ok(())
}

/// A complaint: taken, looked into, made up for, judged a day later.
fn complains(centre: &mut Centre, dice: &mut Dice, day: BusinessDate) -> Result<()> {
    let customer = centre.somebody(dice)?;
    let cause =
        *dice.one(&["waiting", "technique", "selling", "hygiene", "effect", "price"]).unwrap_or(&"waiting");
    let severity = *dice.one(&["light", "normal"]).unwrap_or(&"light");
    let at = centre.at(day, 15 * 60);
    let id = centre.does(("complaint", "greeter"), at, move |tx, call| {
        let form = ComplaintForm {
            customer: customer.to_string(),
            cause: cause.into(),
            severity: severity.into(),
            words: "模拟：等得太久，也没人说一声。".into(),
            ..ComplaintForm::default()
        };
        complaints::take(tx, call, &form)
    })?;
    let Some(id) = id else { return Ok(()) };
    let steps = [(20, "note"), (40, "remedy"), (150, "judged")];
    for (later, act) in steps {
        if !dice.happens(90) {
            return Ok(());
        }
        centre.does((act, "head"), at.plus_minutes(later), move |tx, call| match act {
            "note" => {
                complaints::note(tx, call, id, &NoteForm { words: "问过当班的人，属实。".into() }).map(drop)
            }
            "remedy" => {
                let form = RemedyForm {
                    remedy: "gift".into(),
                    worth: "128".into(),
                    words: "致歉，赠护理一次。".into(),
                };
                complaints::remedy(tx, call, id, &form).map(drop)
            }
            _ => {
                let form = VerdictForm { verdict: "satisfied".into(), words: String::new() };
                complaints::judge(tx, call, id, &form).map(drop)
            }
        })?;
    }
    Ok(())
}

/// Something is asked for, and decided by the director if she gets to it.
fn asks(centre: &mut Centre, dice: &mut Dice, day: BusinessDate) -> Result<()> {
    let at = centre.at(day, 16 * 60);
    let wanted = day.checked_add(7.days())?.to_string();
    let quantity = (10 + dice.below(40)).to_string();
    let id = centre.does(("asked", "therapist"), at, move |tx, call| {
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
    let Some(id) = id.filter(|_| dice.happens(85)) else { return Ok(()) };
    let decision = if dice.happens(85) { "approve" } else { "return" };
    centre.does(("decided", "td"), at.plus_minutes(95), move |tx, call| {
        let form = DecideForm {
            decision: decision.into(),
            note: "写清用量".into(),
            drawn: "M60 120L90 60L110 140L150 70L170 150L230 60L250 130L330 90L420 110".into(),
            ..DecideForm::default()
        };
        deciding::decide(tx, call, id, &form, Proved::Password).map(drop)
    })?;
    Ok(())
}

/// Logs and reports of the evening, by those who think of it, and what those above say.
fn logs(centre: &mut Centre, dice: &mut Dice, day: BusinessDate) -> Result<()> {
    for (nth, (account, kind, percent, above)) in (0..).zip(WRITERS) {
        if !dice.happens(percent) {
            continue;
        }
        let at = centre.at(day, 21 * 60 + nth);
        let id = centre.does(("log", account), at, move |tx, call| {
            let form = ReportForm {
                kind: kind.into(),
                on: day.to_string(),
                well: "当天预约都接待完".into(),
                problems: "下午忙时人手紧".into(),
                next: "明天照常".into(),
                hand_in: "yes".into(),
                ..ReportForm::default()
            };
            writing::write(tx, call, &form)
        })?;
        let Some(id) = id.filter(|_| dice.happens(80)) else { continue };
        let decision = if dice.happens(92) { "accept" } else { "return" };
        centre.does(("review", above), at.plus_minutes(15), move |tx, call| {
            let form = ReviewForm { decision: decision.into(), remark: "看了，写具体些".into() };
            reviewing::review(tx, call, id, &form)
        })?;
    }
    Ok(())
}
