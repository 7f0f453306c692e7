//! Rounds: the sheets of the day with what they find, what is mended and looked at again; and who looks at her day and
//! at the boards in the morning.

use std::collections::BTreeMap;

use ::inspection::correcting::{self, CheckForm, MendForm};
use ::inspection::{CorrectionId, walking};
use db::Tx;
use kernel::{Error, Result};
use rhythm::looks::{self, Page};
use web::Call;

use super::super::centre::Centre;
use crate::demo::{Branch, handed_in};

/// Who walks which sheet, and when.
const ROUNDS: [(&str, &str, i64); 13] = [
    ("greeter", "opening", 9 * 60 + 15),
    ("cleaner", "hygiene", 9 * 60 + 40),
    ("treatment", "instruments", 10 * 60 + 5),
    ("gm", "round-front-desk", 10 * 60 + 30),
    ("gm", "round-therapy", 10 * 60 + 45),
    ("gm", "round-cleaning", 11 * 60),
    ("cleaner", "linen", 14 * 60),
    ("cleaner2", "disinfection", 19 * 60),
    ("ad", "safety-daily", 10 * 60 + 10),
    ("td", "round-therapy", 11 * 60 + 20),
    ("head", "round-front-desk", 14 * 60 + 30),
    ("ad", "round-cleaning", 16 * 60 + 10),
    ("greeter2", "closing", 21 * 60 + 20),
];

/// Those who belong to no store.
const ABOVE: [&str; 2] = ["board", "gm"];

/// The live board of the front desk.
const FLOOR: Page = Page { code: "frontdesk.live-board", href: "/desk" };

/// What is found on a round, now and then.
const FAULTS: [&str; 4] = ["灯一闪一闪", "台面没擦净", "物品没归位", "少了一件，已记下"];

/// Who mends what was found, and who looks again.
const MENDERS: [&str; 10] =
    ["head", "greeter", "cleaner", "cleaner2", "keeper", "treatment", "therapist", "consultant", "td", "ad"];

pub(super) fn day(centre: &mut Centre, shop: usize) {
    // The general manager walks where her office is.
    let away = centre.shops[shop].branch != Branch::FIRST;
    for (account, round, minute) in ROUNDS.into_iter().filter(|(account, ..)| *account != "gm" || !away) {
        if centre.shops[shop].minds(account) {
            let fault = centre.shops[shop].dice.happens(12);
            let minute = minute + centre.shops[shop].minutes(15);
            centre.at(shop, minute, move |centre, shop| walks(centre, shop, account, round, fault));
        }
    }
    centre.at(shop, 15 * 60, mends);
    centre.at(shop, 9 * 60 + 50, looks);
}

/// Who looks at her day in the morning, and who at the boards.
fn looks(centre: &mut Centre, shop: usize) -> Result<()> {
    let team: Vec<&str> =
        centre.shops[shop].team.keys().copied().filter(|one| !ABOVE.contains(one)).collect();
    let boards = [("ad", looks::BOARD), ("td", FLOOR), ("head", FLOOR), ("greeter", FLOOR)];
    for (account, page) in team.into_iter().map(|account| (account, looks::TODAY)).chain(boards) {
        if centre.shops[shop].minds(account) {
            centre.does(shop, ("looked", account), move |tx, call| looks::look(tx, call, page))?;
        }
    }
    Ok(())
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
    let items = sheet.sections.iter().map(|section| section.items.len()).sum::<usize>();
    let form =
        handed_in(sheet, |at, _| found.filter(|(place, _)| place % items == at).map(|(_, words)| words));
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
            let looks = match account {
                "td" => "ad",
                "ad" => "gm",
                _ => "td",
            };
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
