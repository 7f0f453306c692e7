//! Hands that do things at several desks at once, each going on with what was not answered until it is, and remember
//! what they were answered.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use db::{Tx, args, sql};
use kernel::Result;
use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::json;

use crate::house::{House, until};
use crate::http::Way;
use crate::people::{Command, Person};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A ticket is settled at the till.
    Ticket,
    /// A call is written down.
    Slip,
    /// A visit is booked.
    Visit,
    /// A task is given.
    Task,
    /// A form asks for goods.
    Form,
    /// A line of the day's log is written over.
    Log,
}

/// Who does what.
const DESKS: [(&str, &[Kind]); 6] = [
    ("greeter", &[Kind::Ticket, Kind::Slip, Kind::Visit, Kind::Log]),
    ("greeter2", &[Kind::Slip, Kind::Visit, Kind::Log]),
    ("head", &[Kind::Ticket, Kind::Visit]),
    ("gm", &[Kind::Task, Kind::Task, Kind::Form]),
    ("therapist", &[Kind::Log, Kind::Form]),
    ("consultant", &[Kind::Log, Kind::Form, Kind::Visit]),
];

/// Something done, under the words by which it is found again.
#[derive(Debug, Clone)]
pub struct Deed {
    pub kind: Kind,
    pub mark: String,
    pub who: String,
    /// Where it stands, as it was answered.
    pub location: String,
}

/// What the hands were told.
#[derive(Default)]
pub struct Told {
    pub done: Vec<Deed>,
    pub refused: Vec<Deed>,
    /// Every "no" by its reason, and how often.
    pub reasons: BTreeMap<String, usize>,
    /// How often an answer did not come, or was that the house itself is in trouble.
    pub unsure: usize,
}

impl Told {
    /// Sets aside what was answered between two moments. Of words that are written one over the other nobody knows then
    /// which came last.
    pub fn set_aside(&mut self, answers: Range<usize>) {
        let aside: Vec<Deed> = self.done.drain(answers).collect();
        let writers: BTreeSet<&str> =
            aside.iter().filter(|deed| deed.kind == Kind::Log).map(|deed| deed.who.as_str()).collect();
        self.done.retain(|deed| deed.kind != Kind::Log || !writers.contains(deed.who.as_str()));
    }
}

/// Hands at work, until they are told to stop.
pub struct Load {
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
    hands: Vec<JoinHandle<()>>,
    pub people: Vec<Person>,
}

impl Load {
    /// Everybody signs in and begins.
    pub fn begin(way: &Way, house: &House) -> Load {
        Load::by(DESKS.iter().map(|(name, _)| Person::signed_in(way, name)).collect(), house)
    }

    /// The same by people who are there already.
    pub fn by(people: Vec<Person>, house: &House) -> Load {
        let (told, stop) = (Arc::<Mutex<Told>>::default(), Arc::<AtomicBool>::default());
        let facial =
            house.look(|tx| tx.scalar(sql!("SELECT id FROM offer WHERE number = 'F001'" => (i64,)), args![]));
        let hands = people.iter().map(|person| {
            let kinds = DESKS.iter().find(|(name, _)| *name == person.name).expect("a desk").1;
            let hand = Hand { person: person.clone(), kinds, facial, told: told.clone(), stop: stop.clone() };
            std::thread::spawn(move || hand.work())
        });
        Load { hands: hands.collect(), told, stop, people }
    }

    /// What was told so far.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().expect("what was told")
    }

    /// Waits for so many more answers.
    pub fn hears(&self, more: usize) {
        let before = self.told().done.len();
        until("more answers", || {
            assert!(self.hands.iter().all(|hand| !hand.is_finished()), "a hand has given up");
            self.told().done.len() >= before + more
        });
    }

    /// Lets everybody end what she is at; the house has to be there.
    pub fn end(self) -> (Told, Vec<Person>) {
        self.stop.store(true, Ordering::Relaxed);
        for hand in self.hands {
            hand.join().expect("a hand that was answered");
        }
        (std::mem::take(&mut *self.told.lock().expect("what was told")), self.people)
    }
}

struct Hand {
    person: Person,
    kinds: &'static [Kind],
    facial: i64,
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
}

impl Hand {
    fn work(&self) {
        for number in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let kind = *self.kinds.choose(&mut rand::rng()).expect("a kind");
            let mark = format!("{}-{number}-{:08x}", self.person.name, rand::random::<u32>());
            let deed = Deed { kind, mark, who: self.person.name.clone(), location: String::new() };
            self.insist(&self.command(&deed), deed);
        }
    }

    /// Sends a command until it is answered, under the same key: whether it was done is the house's to know.
    fn insist(&self, command: &Command, mut deed: Deed) {
        until(&format!("an answer to {command:?}"), || {
            let reply = self.person.send(command);
            let mut told = self.told.lock().expect("what was told");
            match reply {
                Ok(reply) if reply.is_done() => {
                    let value = reply.value();
                    deed.location = value["location"].as_str().unwrap_or_default().to_owned();
                    told.done.push(deed.clone());
                    return true;
                }
                Ok(reply) => {
                    *told.reasons.entry(reply.reason()).or_default() += 1;
                    if reply.status < 500 {
                        assert_ne!(reply.status, 401, "a session outlives whatever happens to the program");
                        told.refused.push(deed.clone());
                        return true;
                    }
                    told.unsure += 1;
                }
                Err(_) => told.unsure += 1,
            }
            drop(told);
            std::thread::sleep(Duration::from_millis(50));
            false
        });
    }

    fn command(&self, deed: &Deed) -> Command {
        let mark = &deed.mark;
        let customer = rand::rng().random_range(1..=5).to_string();
        let (path, body) = match deed.kind {
            Kind::Ticket => (
                "/checkout",
                json!({ "item": ["F001"], "server": ["0007"], "means": ["wechat"], "amount": ["168"],
                        "reference": [mark] }),
            ),
            Kind::Slip => ("/slips", json!({ "words": mark, "who": "王女士", "to": "person/16" })),
            Kind::Visit => (
                "/bookings",
                json!({ "customer": customer, "treatments": [self.facial.to_string()], "at": a_time(),
                        "note": mark, "heeded": "yes", "source": "phone" }),
            ),
            Kind::Task => ("/tasks", json!({ "title": mark, "owner": ["17"], "due_day": "2026-11-30" })),
            Kind::Form => (
                "/approvals/new/purchase",
                json!({ "field.item": mark, "field.spec": "25 ml", "field.quantity": "4", "field.unit": "盒",
                        "field.price": "150", "field.supplier": "润颜", "field.wanted": "2026-12-03",
                        "field.why": "不够用" }),
            ),
            Kind::Log => ("/reports", json!({ "kind": "log", "on": "2026-11-26", "next": mark })),
        };
        Command::new(path, body)
    }
}

/// A time of the coming two weeks that is perhaps free.
fn a_time() -> String {
    let mut dice = rand::rng();
    let day = dice.random_range(1..=14);
    let (hour, quarter) = (dice.random_range(10..20), dice.random_range(0..4) * 15);
    let (month, day) = if day > 3 { (12, day - 3) } else { (11, day + 27) };
    format!("2026-{month:02}-{day:02} {hour:02}:{quarter:02}")
}

/// The words of everything of a kind that is there, as often as it is there.
fn marks(tx: &mut Tx, kind: Kind) -> Result<Vec<String>> {
    let text = match kind {
        Kind::Ticket => sql!("SELECT reference FROM ticket_tender WHERE reference <> ''" => (String,)),
        Kind::Slip => sql!("SELECT words FROM call_slip" => (String,)),
        Kind::Visit => sql!("SELECT note FROM visit" => (String,)),
        Kind::Task => sql!("SELECT title FROM task" => (String,)),
        Kind::Form => sql!("SELECT title FROM approval" => (String,)),
        Kind::Log => sql!("SELECT next FROM report" => (String,)),
    };
    tx.scalars(text, args![])
}

/// Everything that stays as it was put down.
const KEPT: [Kind; 5] = [Kind::Ticket, Kind::Slip, Kind::Visit, Kind::Task, Kind::Form];

/// Every answered command is there, once; what was refused is not; whoever was not served was told why; and everything
/// adds up.
pub fn check(house: &House, told: &Told) {
    found_once(house, &told.done);
    let there = all_marks(house);
    let wrong: Vec<_> = told.refused.iter().filter(|deed| there.contains(&deed.mark)).collect();
    assert!(wrong.is_empty(), "{}: refused, and there: {wrong:?}", house.name);
    last_words(house, &told.done);
    let ours: Vec<_> = told.reasons.keys().filter(|reason| reason.starts_with("500")).collect();
    assert!(ours.is_empty(), "{}: faults of ours: {ours:?}", house.name);
    house.verify();
    assert!(!house.logged().contains("panicked"), "{}: {}", house.name, house.logged());
    let (done, refused) = (told.done.len(), told.refused.len());
    eprintln!(
        "{}: {done} answered, {refused} refused, {} sent again; {:?}",
        house.name, told.unsure, told.reasons
    );
}

/// Each of these is there, and once.
pub fn found_once(house: &House, deeds: &[Deed]) {
    let mut there = BTreeMap::<String, usize>::new();
    for mark in KEPT.into_iter().flat_map(|kind| house.look(move |tx| marks(tx, kind))) {
        *there.entry(mark).or_default() += 1;
    }
    let kept = deeds.iter().filter(|deed| deed.kind != Kind::Log);
    let wrong: Vec<_> = kept.filter(|deed| there.get(&deed.mark) != Some(&1)).collect();
    assert!(wrong.is_empty(), "{}: lost, or there twice: {wrong:?}", house.name);
}

/// All words that are there.
pub fn all_marks(house: &House) -> BTreeSet<String> {
    KEPT.into_iter().flat_map(|kind| house.look(move |tx| marks(tx, kind))).collect()
}

/// Of what was written one over the other, the last is there.
fn last_words(house: &House, deeds: &[Deed]) {
    let there: BTreeSet<String> = house.look(|tx| marks(tx, Kind::Log)).into_iter().collect();
    let logs = deeds.iter().filter(|deed| deed.kind == Kind::Log);
    let last: BTreeMap<_, _> = logs.map(|deed| (&deed.who, &deed.mark)).collect();
    let lost: Vec<_> = last.values().filter(|mark| !there.contains(**mark)).collect();
    assert!(lost.is_empty(), "{}: the last word is not there: {lost:?}", house.name);
}

/// What was answered also stands where the answer said.
pub fn visit(deeds: &[Deed], people: &[Person]) {
    let own_page =
        |deed: &&Deed| deed.location.rsplit('/').next().is_some_and(|key| key.parse::<i64>().is_ok());
    for deed in deeds.iter().filter(own_page).take(60) {
        let who = people.iter().find(|person| person.name == deed.who).expect("somebody");
        let reply = who.get(&deed.location).expect("an answer");
        assert!(reply.is_done() && reply.text().contains(&deed.mark), "{deed:?}: {}", reply.text());
    }
}
