//! What the till proves and counts: duties ask it, nobody ticks.

use db::Tx;
use kernel::{Id, Money, Result};
use rhythm::looks::Page;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::share::Journal;
use crate::store::{self, Span};

/// The till as evidence and in figures.
pub struct Till;

const CODES: [&str; 10] = [
    "sales.daily",
    "sales.cash-income",
    "sales.arrears",
    "sales.turnover",
    "sales.support",
    "sales.performance",
    "sales.joint",
    "sales.till",
    "finance.banking",
    "finance.reconciliation",
];

/// The records that are looked at.
pub(crate) const DAILY: Page = Page { code: "sales.daily", href: "/records/daily" };
pub(crate) const CASH: Page = Page { code: "sales.cash-income", href: "/records/cash" };
pub(crate) const ARREARS: Page = Page { code: "sales.arrears", href: "/arrears" };
pub(crate) const TURNOVER: Page = Page { code: "sales.turnover", href: "/records/turnover" };
pub(crate) const PERFORMANCE: Page = Page { code: "sales.performance", href: "/records/performance" };

const RECORDS: [Page; 5] = [DAILY, CASH, ARREARS, TURNOVER, PERFORMANCE];

impl Evidence for Till {
    fn codes(&self) -> &'static [&'static str] {
        &CODES
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let day = asked.day;
        let here = |store| asked.stores.contains(&store);
        let mut proofs = vec![];
        // The records are live: they are proven by having been looked at. Whoever looked at the day's sales has seen what
        // was let off and given away, and whoever looked at the performance how joint sales are shared.
        for look in rhythm::looks::proofs(tx, asked, &RECORDS)? {
            let more = match look.code {
                "sales.daily" => Some("sales.support"),
                "sales.performance" => Some("sales.joint"),
                _ => None,
            };
            proofs.extend(more.map(|code| Proof { code, ..look.clone() }));
            proofs.push(look);
        }
        for (store, ticket, person, at) in store::supported_on(tx, day)? {
            let href = format!("/tickets/{ticket}");
            proofs.push(Proof { code: "sales.support", about: About::Store(store), at, href: href.clone() });
            proofs.push(Proof { code: "sales.support", about: About::Person(person), at, href });
        }
        for (store, ticket, at) in store::joint_on(tx, day)? {
            let href = format!("/tickets/{ticket}");
            proofs.push(Proof { code: "sales.joint", about: About::Store(store), at, href });
        }
        for (person, at) in store::earned_on(tx, day)? {
            let href = format!("/records/shares?person={person}&from={day}&until={day}");
            proofs.push(Proof { code: "sales.performance", about: About::Person(person), at, href });
        }
        for (store, shift, at) in store::counted(tx, day)? {
            let href = format!("/till/shifts/{shift}");
            proofs.push(Proof { code: "sales.till", about: About::Store(store), at, href });
        }
        for (store, _, at) in store::slips_on(tx, day)? {
            let href = format!("/till/close?day={day}");
            proofs.push(Proof { code: "finance.banking", about: About::Store(store), at, href });
        }
        // A statement is matched with the tickets beside the counts of the drawers: those are the three records.
        for (store, of, at) in store::read_on(tx, day)? {
            let href = format!("/till/close?day={of}");
            proofs.push(Proof { code: "finance.reconciliation", about: About::Store(store), at, href });
        }
        proofs.retain(|proof| match proof.about {
            About::Store(store) => here(store),
            About::Person(person) => asked.people.contains(&person),
        });
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            "sales.daily" => Some("/records/daily"),
            "sales.cash-income" => Some("/records/cash"),
            "sales.arrears" => Some("/arrears"),
            "sales.turnover" => Some("/records/turnover"),
            "sales.performance" => Some("/records/performance"),
            "sales.support" | "sales.joint" | "sales.till" => Some("/till"),
            "finance.banking" | "finance.reconciliation" => Some("/till/close"),
            _ => None,
        }
    }
}

impl Figures for Till {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        if asked.stores.is_empty() {
            return of_people(tx, asked, period);
        }
        let only =
            if asked.stores.len() == 1 { asked.stores.first().map_or(0, |store| store.get()) } else { 0 };
        let span = Span { store: only, person: 0, from: period.from, until: period.until };
        let mut sums = store::by_store(tx, span)?;
        sums.retain(|sum| asked.stores.contains(&sum.store_id));
        let turnover = Money::total(sums.iter().map(|sum| sum.turnover))?;
        let sold = Money::total(sums.iter().map(|sum| sum.sold))?;
        let money = Money::total(sums.iter().map(|sum| sum.money))?;
        let tickets = store::tickets_by_store(tx, span)?;
        let tickets =
            tickets.iter().filter(|(store, _)| asked.stores.contains(store)).map(|(_, count)| count).sum();
        let days = format!("from={}&until={}", period.from, period.until);
        let figure = |code, amount, href: String| Figure { code, amount, href };
        Ok(vec![
            figure("sales.turnover", Amount::Money(turnover), format!("/records/turnover?{days}")),
            figure("sales.money", Amount::Money(money), format!("/records/cash?{days}")),
            figure("sales.sold", Amount::Money(sold), format!("/records/daily?{days}")),
            figure("sales.tickets", Amount::Count(tickets), format!("/tickets?{days}")),
        ])
    }
}

/// What people earned the house, where no store is asked about: in a log, or for a department in the morning.
fn of_people(tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
    let (mut cash, mut given) = (Money::ZERO, Money::ZERO);
    for person in &asked.people {
        let span = Span { store: 0, person: person.get(), from: period.from, until: period.until };
        for sum in store::by_person(tx, span)? {
            match sum.journal {
                Journal::Cash => cash = cash.plus(sum.amount)?,
                Journal::Consumption => given = given.plus(sum.amount)?,
            }
        }
    }
    let rows = match asked.people.first().filter(|_| asked.people.len() == 1) {
        Some(person) => {
            format!("/records/shares?person={person}&from={}&until={}", period.from, period.until)
        }
        None => format!("/records/performance?from={}&until={}", period.from, period.until),
    };
    let figure = |code, amount| Figure { code, amount: Amount::Money(amount), href: rows.clone() };
    let all = [figure("sales.own_cash", cash), figure("sales.own_given", given)];
    Ok(all.into_iter().filter(|figure| !figure.amount.is_nothing()).collect())
}
