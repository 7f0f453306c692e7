//! Care for customers: what treatments left behind, complaints and how they are made up for, follow-ups, talks about
//! what she might want, and whose she is.

use ::care::allotting::{self, OverrideForm};
use ::care::following::{self, OutcomeForm};
use ::care::negotiating::{self, TalkForm};
use ::care::noting::{self, ServiceNoteForm};
use ::care::{FollowUpId, NegotiationId};
use ::complaint::ComplaintId;
use ::complaint::complaints::{self, ComplaintForm, NoteForm, RemedyForm, VerdictForm};
use booking::FloorLine;
use customer::CustomerId;
use jiff::ToSpan;
use kernel::{PersonId, Result};

use super::super::centre::Centre;

/// Who looks after customers.
const CONSULTANTS: [&str; 2] = ["consultant", "consultant2"];

/// Why somebody complains, and in what words.
const COMPLAINTS: [(&str, &str); 5] = [
    ("waiting", "等得太久，也没人说一声。"),
    ("technique", "手法太重，第二天还疼。"),
    ("selling", "做护理时一直劝我买套餐。"),
    ("hygiene", "更衣柜里有头发。"),
    ("effect", "做了几次没什么变化。"),
];

/// What comes of a follow-up, and what was said.
const OUTCOMES: [(&str, &str); 5] = [
    ("reached", "做完很舒服，过两周再来"),
    ("booked", "约了周末"),
    ("later", "出差，回来再说"),
    ("not-reached", ""),
    ("declined", "最近不想做"),
];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    for account in CONSULTANTS {
        centre.at(shop, 14 * 60 + 10, move |centre, shop| follows_up(centre, shop, account));
        if centre.shops[shop].dice.happens(35) {
            let minute = 12 * 60 + centre.shops[shop].minutes(7 * 60);
            centre.at(shop, minute, move |centre, shop| talks(centre, shop, account));
        }
    }
    if centre.day.weekday().to_monday_zero_offset() == 0 {
        centre.at(shop, 10 * 60 + 40, |centre, shop| {
            centre.does(shop, ("allotted", "td"), |tx, call| allotting::run(tx, call, ""))?;
            Ok(())
        });
    }
}

/// After a treatment: her therapist notes how she took it, if she thinks of it; and now and then she complains.
pub(super) fn treated(centre: &mut Centre, shop: usize, line: &FloorLine) {
    let at = &mut centre.shops[shop];
    let Some((manner, person)) = at.by_key(line.therapist).map(|member| (member.manner, member.person))
    else {
        return;
    };
    let Some(customer) = line.customer else { return };
    if at.dice.happens(manner.diligence / 3) {
        let mild = !at.dice.happens(manner.skill);
        centre.after(shop, 12, move |centre, _| notes(centre, person, customer, mild));
    }
    let at = &mut centre.shops[shop];
    if at.dice.below(1000) < 2 + (100 - manner.skill.min(100)) {
        let waits = 10 + at.minutes(120);
        centre.after(shop, waits, move |centre, shop| complains(centre, shop, customer, person));
    }
}

/// Somebody new is given to a consultant.
pub(super) fn received(centre: &mut Centre, shop: usize, customer: CustomerId) -> Result<()> {
    let at = &mut centre.shops[shop];
    let account = at.dice.one(&CONSULTANTS).copied().unwrap_or(CONSULTANTS[0]);
    let form = OverrideForm {
        customer: customer.to_string(),
        role: "consultant".into(),
        person: at.member(account).map(|member| member.person.to_string()).unwrap_or_default(),
        reason: "新客，当天谁接待谁跟进".into(),
        ..OverrideForm::default()
    };
    centre.does(shop, ("received", "td"), move |tx, call| allotting::give(tx, call, &form).map(drop))?;
    Ok(())
}

fn notes(centre: &mut Centre, person: PersonId, customer: CustomerId, mild: bool) -> Result<()> {
    let form = ServiceNoteForm {
        given: "按单护理".into(),
        reaction: if mild { "mild" } else { "good" }.into(),
        note: if mild { "微红，冷敷后消退" } else { "" }.into(),
    };
    centre.acts(("noted", person), move |tx, call| noting::note(tx, call, customer, &form).map(drop))?;
    Ok(())
}

/// A complaint: taken, looked into, made up for, and her word on it a day or two later.
fn complains(centre: &mut Centre, shop: usize, customer: CustomerId, about: PersonId) -> Result<()> {
    let at = &mut centre.shops[shop];
    let (cause, words) = at.dice.one(&COMPLAINTS).copied().unwrap_or(COMPLAINTS[0]);
    let severity = at.dice.one(&["light", "light", "normal"]).copied().unwrap_or("light");
    let of_her = matches!(cause, "technique" | "selling" | "effect");
    let form = ComplaintForm {
        customer: customer.to_string(),
        about: if of_her { about.to_string() } else { String::new() },
        cause: cause.into(),
        severity: severity.into(),
        words: words.into(),
        ..ComplaintForm::default()
    };
    let id =
        centre.does(shop, ("complaint", "greeter"), move |tx, call| complaints::take(tx, call, &form))?;
    let Some(id) = id else { return Ok(()) };
    if centre.shops[shop].minds("head") {
        centre.after(shop, 20, move |centre, shop| made_up(centre, shop, id));
    }
    Ok(())
}

fn made_up(centre: &mut Centre, shop: usize, id: ComplaintId) -> Result<()> {
    let form = RemedyForm {
        remedy: "gift".into(), worth: "128".into(), words: "致歉，赠护理一次。".into()
    };
    centre.does(shop, ("made up for", "head"), move |tx, call| {
        complaints::note(tx, call, id, &NoteForm { words: "问过当班的人，属实。".into() })?;
        complaints::remedy(tx, call, id, &form).map(drop)
    })?;
    let at = &mut centre.shops[shop];
    let verdict = if at.dice.happens(at.manner("head").skill) { "satisfied" } else { "accepted" };
    let days = 1 + at.minutes(2);
    centre.on_day(shop, (days, 11 * 60 + 30), move |centre, shop| {
        let form = VerdictForm { verdict: verdict.into(), words: String::new() };
        centre.does(shop, ("judged", "head"), move |tx, call| {
            complaints::judge(tx, call, id, &form).map(drop)
        })?;
        Ok(())
    });
    Ok(())
}

/// A consultant goes through what is due to her, as far as she gets.
fn follows_up(centre: &mut Centre, shop: usize, account: &'static str) -> Result<()> {
    let (day, Some(person)) = (centre.day, centre.shops[shop].member(account).map(|member| member.person))
    else {
        return Ok(());
    };
    let due: Vec<FollowUpId> = centre.looks(move |tx, _| ::care::due_to(tx, person, day))?;
    for id in due {
        let at = &mut centre.shops[shop];
        if !at.minds(account) {
            continue;
        }
        let (outcome, said) = at.dice.one(&OUTCOMES).copied().unwrap_or(OUTCOMES[0]);
        let next =
            matches!(outcome, "later" | "not-reached").then(|| day.saturating_add(5.days()).to_string());
        let form = OutcomeForm {
            way: "phone".into(),
            outcome: outcome.into(),
            said: said.into(),
            next_day: next.unwrap_or_default(),
            ..OutcomeForm::default()
        };
        centre.does(shop, ("followed up", account), move |tx, call| {
            following::finish(tx, call, id, &form).map(drop)
        })?;
    }
    Ok(())
}

/// A talk about what a customer of hers might want; it goes on some days later, and is won as she is good at it.
fn talks(centre: &mut Centre, shop: usize, account: &'static str) -> Result<()> {
    let at = &mut centre.shops[shop];
    let (Some(customer), Some(person)) = (at.somebody(), at.member(account).map(|member| member.person))
    else {
        return Ok(());
    };
    if centre.looks(move |tx, _| customer::owners(tx, customer))?.consultant != Some(person) {
        return Ok(());
    }
    let days = 3 + centre.shops[shop].minutes(4);
    let form = TalkForm {
        customer: customer.to_string(),
        way: "visit".into(),
        said: "做完护理聊了近况，看了补水疗程".into(),
        stage: "offer".into(),
        need: "补水、提亮".into(),
        budget: "3000".into(),
        next_day: centre.day.saturating_add(days.days()).to_string(),
        ..TalkForm::default()
    };
    let id = centre.does(shop, ("talk", account), move |tx, call| negotiating::open(tx, call, &form))?;
    if let Some(id) = id {
        centre.on_day(shop, (days, 15 * 60 + 20), move |centre, shop| ends(centre, shop, account, id));
    }
    Ok(())
}

fn ends(centre: &mut Centre, shop: usize, account: &'static str, id: NegotiationId) -> Result<()> {
    let at = &mut centre.shops[shop];
    let won = at.dice.happens(at.manner(account).skill / 2);
    let (stage, said) = if won { ("won", "办了疗程") } else { ("lost", "说再想想，不勉强") };
    let form = TalkForm {
        way: "phone".into(),
        said: said.into(),
        stage: stage.into(),
        need: "补水、提亮".into(),
        ..TalkForm::default()
    };
    centre.does(shop, ("talk", account), move |tx, call| negotiating::talk(tx, call, id, &form))?;
    Ok(())
}
