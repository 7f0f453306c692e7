use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use jiff::ToSpan;
use kernel::{Instant, Permission, PersonId, Result};
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::safety::SOON;
use crate::store::{self, Followed, HandedIn};
use crate::walking::my_store;

/// Rounds, corrections and what hangs on them: as evidence, in figures, and on the bell.
pub struct Rounds;

/// What sheets of the handbook prove, by the codes that stand in their files; with what is proven besides.
const CODES: [&str; 23] = [
    "inspection.opening",
    "inspection.closing",
    "inspection.round",
    "inspection.round-front-desk",
    "inspection.round-cleaning",
    "inspection.round-consultants",
    "inspection.round-therapy",
    "inspection.round-logistics",
    "inspection.round-finance",
    "inspection.round-administration",
    "inspection.round-training",
    "inspection.safety-round",
    "inspection.escape-route",
    "inspection.drill",
    "inspection.incident",
    "inspection.dormitory",
    "inspection.hygiene-report",
    "inspection.linen",
    "inspection.disinfection",
    "inspection.water-check",
    "inspection.instrument-check",
    "inspection.equipment-walk",
    CORRECTION,
];
const CORRECTION: &str = "inspection.correction";
const REPAIR: &str = "admin.repair";
const EQUIPMENT: &str = "inspection.safety-equipment";
const SHEET: &str = "inspection.administration-sheet";

/// Every code that is answered here.
static ALL: [&str; CODES.len() + 3] = {
    let mut all = [""; CODES.len() + 3];
    let mut i = 0;
    while i < CODES.len() {
        all[i] = CODES[i];
        i += 1;
    }
    all[CODES.len()] = EQUIPMENT;
    all[CODES.len() + 1] = SHEET;
    all[CODES.len() + 2] = REPAIR;
    all
};

impl Evidence for Rounds {
    fn codes(&self) -> &'static [&'static str] {
        &ALL
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let walks = store::handed_in_on(tx, asked.day, &asked.stores)?;
        let mut proofs: Vec<Proof> = walks.iter().flat_map(of_walk).collect();
        let ends = Instant::from_millis(walks.iter().map(|walk| walk.at.millis()).max().unwrap_or(0));
        proofs.extend(corrections(tx, &walks, ends)?);
        proofs.extend(of_store(tx, asked)?);
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "inspection.opening" => Some("/opening"),
            CORRECTION => Some("/corrections"),
            EQUIPMENT => Some("/safety-equipment"),
            SHEET => Some("/administration-sheet"),
            REPAIR => Some("/approvals/new/repair"),
            code => CODES.contains(&code).then_some("/rounds"),
        }
    }
}

/// What a sheet handed in proves, as its file says: for the store, or for the one whose sheet it is.
fn of_walk(walk: &HandedIn) -> Vec<Proof> {
    let Ok(shipped) = handbook::shipped() else { return vec![] };
    let Some(round) = shipped.book.round(&walk.round) else { return vec![] };
    let about = match walk.walker {
        0 => About::Store(walk.store_id),
        _ => About::Person(walk.person_id),
    };
    let proven =
        CODES.iter().filter(|code| **code != CORRECTION && round.evidence.iter().any(|one| one == *code));
    // A sheet handed in has opened a repair form for everything that it found broken.
    let breaks = round.sections.iter().flat_map(|section| &section.items).any(|item| item.repair);
    let repair = breaks.then_some(&REPAIR);
    let proof = |code: &&'static str| Proof { code, about, at: walk.at, href: format!("/walks/{}", walk.id) };
    proven.chain(repair).map(proof).collect()
}

/// Whoever has walked and left none of her findings unfollowed: each has somebody to mend it and a time, none of them
/// has run out, and what was mended was looked at again.
fn corrections(tx: &mut Tx, walks: &[HandedIn], until: Instant) -> Result<Vec<Proof>> {
    if walks.is_empty() {
        return Ok(vec![]);
    }
    let followed: BTreeMap<PersonId, Followed> =
        store::followed(tx, until)?.into_iter().map(|row| (row.person_id, row)).collect();
    let walkers: BTreeMap<PersonId, &HandedIn> = walks.iter().map(|walk| (walk.person_id, walk)).collect();
    let kept_up =
        walkers.into_iter().filter(|(person, _)| followed.get(person).is_none_or(|row| row.left == 0));
    let proof = |(person, walk): (PersonId, &HandedIn)| Proof {
        code: CORRECTION,
        about: About::Person(person),
        at: walk.at,
        href: "/corrections".to_owned(),
    };
    Ok(kept_up.map(proof).collect())
}

/// Looks at the equipment, and the administration sheet once every control that can be shown is signed.
fn of_store(tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
    let mut proofs = vec![];
    for seen in store::equipment_seen(tx, asked.day)? {
        let about = About::Person(seen.person_id);
        proofs.push(Proof { code: EQUIPMENT, about, at: seen.at, href: "/safety-equipment".to_owned() });
    }
    for completed in store::completed_on(tx, asked.day)? {
        let about = About::Store(completed.store_id);
        proofs.push(Proof { code: SHEET, about, at: completed.at, href: "/administration-sheet".to_owned() });
    }
    Ok(proofs)
}

impl Figures for Rounds {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let sums = store::sums(tx, period.from, period.until)?;
        let (mut sheets, mut faults) = (0, 0);
        for sum in sums.iter().filter(|sum| asked.stores.contains(&sum.store_id)) {
            sheets += sum.sheets;
            faults += sum.faults;
        }
        if sheets == 0 {
            return Ok(vec![]);
        }
        let closed = store::closed_in(tx, period.from, period.until)?;
        let of_ours = closed.iter().filter(|sum| asked.stores.contains(&sum.store_id));
        let (ordered, done) =
            of_ours.fold((0, 0), |(ordered, done), sum| (ordered + sum.ordered, done + sum.closed));
        let days = format!("from={}&until={}", period.from, period.until);
        let figure = |code, amount, href: String| Figure { code, amount, href };
        let mut all = vec![
            figure("inspection.walks", Amount::Count(sheets), format!("/walks?{days}")),
            figure("inspection.walk_faults", Amount::Count(faults), format!("/walks?{days}&faulty=yes")),
        ];
        if ordered > 0 {
            all.push(figure(
                "inspection.corrections",
                Amount::Share(done, ordered),
                "/corrections".to_owned(),
            ));
        }
        Ok(all)
    }
}

impl Noticing for Rounds {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let waiting = store::waiting(tx, call.actor.person, call.now)?;
        let notice = |code, count, href: &str, urgent| Notice {
            code,
            count,
            words: String::new(),
            href: href.to_owned(),
            urgent,
        };
        let mut all = vec![
            notice("inspection.corrections_overdue", waiting.overdue, "/corrections?state=open", true),
            notice(
                "inspection.corrections_to_mend",
                waiting.to_mend - waiting.overdue,
                "/corrections?state=open",
                false,
            ),
            notice("inspection.corrections_to_check", waiting.to_check, "/corrections?state=mended", false),
        ];
        all.push(notice(
            "inspection.corrections_climbed",
            climbed(tx, call)?,
            "/corrections?state=open",
            false,
        ));
        all.push(notice(
            "inspection.safety_expiring",
            expiring(tx, call)?,
            "/safety-equipment?sort=valid_until",
            false,
        ));
        Ok(all)
    }
}

/// Overdue corrections of those directly below: what is overdue climbs.
fn climbed(tx: &mut Tx, call: &Call) -> Result<i64> {
    let overdue = store::overdue(tx, call.now)?;
    if overdue.is_empty() {
        return Ok(0);
    }
    let chart = org::today(tx, call)?;
    let below: BTreeSet<PersonId> =
        chart.directly_below(call.actor.person).into_iter().map(|(person, _)| person).collect();
    Ok(i64::try_from(overdue.iter().filter(|row| below.contains(&row.owner)).count())?)
}

/// Safety equipment that runs out within a month, for those who keep the register.
fn expiring(tx: &mut Tx, call: &Call) -> Result<i64> {
    match my_store(tx, call, Permission::KeepSafety) {
        Ok(store) => {
            let until = org::today(tx, call)?.day.saturating_add(SOON.days());
            store::expiring(tx, store, until)
        }
        Err(_) => Ok(0),
    }
}
