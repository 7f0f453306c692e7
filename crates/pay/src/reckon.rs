//! What a month pays (计提): a pure function of the two journals, of who held which post, and of the schemes. Each row
//! of a journal that a rule pays for becomes a line, and opens to its ticket; the lines of a person under a rule make
//! what the rule pays on her sum, to the fen.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{BusinessDate, Id, Money, PersonId, Result, codes};
use sales::{Journal, LineKind, TicketId, TicketLineId};

use crate::curve::portion;
use crate::held::Held;
use crate::scheme::{Pays, Rule, Scheme};
use crate::shared::seen;
use crate::store::SchemeId;
use crate::wage::wages;

codes! {
    /// What happens to the commission when a sale of an earlier month is undone (追回).
    pub enum Back {
        /// What was paid for it is due back (trade rule 2.6, policy A).
        Then = "then",
        /// The old month is worked out anew, and the difference is due back (policy B).
        Anew = "anew",
        /// What was paid stays paid.
        Kept = "kept",
    }
}

/// A row of a journal of performance, as pay reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Earning {
    /// Its key.
    pub id: i64,
    /// The line of the ticket.
    pub line: TicketLineId,
    /// The line that it undoes; itself where it undoes nothing.
    pub origin: TicketLineId,
    /// The ticket.
    pub ticket: TicketId,
    /// When it counts.
    pub day: BusinessDate,
    /// When what it undoes counted; the same day where it undoes nothing.
    pub since: BusinessDate,
    /// Which journal.
    pub journal: Journal,
    /// Whose; none is the house.
    pub person: Option<PersonId>,
    /// What was sold.
    pub kind: LineKind,
    /// Against the weights of the others of the line.
    pub weight: u32,
    /// Her part of the amount.
    pub amount: Money,
    /// Of how much it is her part, where the scheme and not the ticket shares it.
    pub whole: Option<Money>,
    /// How many times it was done; negative when taken back.
    pub count: i64,
    /// Of how much the fee of the catalogue is, for one time.
    pub fee: Option<Money>,
    /// How a treatment came to its therapist.
    pub dispatch: Option<String>,
}

/// A month of sales under its scheme: the rows that began in it, in their order, whenever they were undone.
#[derive(Debug, Clone)]
pub struct Month {
    /// Its first day.
    pub first: BusinessDate,
    /// The scheme that holds in it; none is the one that is shipped.
    pub scheme_id: Option<SchemeId>,
    /// Its rules.
    pub scheme: Scheme,
    /// What was earned in it, and what was undone of that since.
    pub rows: Vec<Earning>,
}

/// What a rule pays for one row of a journal, or for the month.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose.
    pub person: PersonId,
    /// The row's key; none for base wages.
    pub row: Option<i64>,
    /// The scheme of the rule; none is the one that is shipped.
    pub scheme: Option<SchemeId>,
    /// Code of the rule.
    pub rule: String,
    /// Undoes a sale of an earlier month.
    pub is_back: bool,
    /// Of how much it is paid.
    pub base: Money,
    /// In ten-thousandths; none where it is paid by the piece. Of base wages, the part of the month.
    pub rate: Option<u32>,
    /// Of how much the base is her part, where the scheme and not the ticket shares it.
    pub whole: Option<Money>,
    /// How much.
    pub amount: Money,
}

/// What each row of a month is paid by a rule, in the order of the rows.
type Paid = Vec<(usize, Money)>;

/// The lines of the month that begins on `first`. `months` are that month and the earlier ones of which something is
/// undone in it.
pub fn reckon(first: BusinessDate, months: &[Month], held: &Held) -> Result<Vec<Line>> {
    let mut lines = vec![];
    for month in months {
        let fees = fees(&month.rows)?;
        for rule in &month.scheme.rules {
            if rule.pays == Pays::Wage {
                lines.extend(if month.first == first { wages(month, rule, held)? } else { vec![] });
                continue;
            }
            let month = &*seen(month, rule, held)?;
            let people = rows_of(month, rule, held);
            let shut = shut(month, rule, &people)?;
            for (person, rows) in &people {
                let sold = month.sold(rows);
                let paid = match rule.pays {
                    Pays::Fee => {
                        sold.map(|at| Ok((at, of_rule(rule, &fees[at])?))).collect::<Result<Paid>>()?
                    }
                    _ => rate(month, rule, sold, shut.contains(person))?,
                };
                let is_back = month.first != first;
                let now = if is_back { undone(month, rule, &paid, rows, first)? } else { paid };
                lines.extend(
                    now.into_iter()
                        .map(|(at, amount)| line(month, rule, *person, &month.rows[at], amount, is_back)),
                );
            }
        }
    }
    lines.retain(|line| !line.is_back || line.amount != Money::ZERO);
    lines.sort_by_key(|line| (line.person.get(), line.row));
    Ok(lines)
}

impl Month {
    /// Of these rows, those of the month itself; the others undo some of them later.
    fn sold<'a>(&'a self, rows: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        let last = self.first.last_of_month();
        rows.iter().copied().filter(move |at| self.rows[*at].day <= last)
    }
}

fn line(month: &Month, rule: &Rule, person: PersonId, row: &Earning, amount: Money, is_back: bool) -> Line {
    let base = if rule.pays == Pays::Fee { row.fee.unwrap_or(rule.fee) } else { row.amount };
    let by_rate = rule.pays == Pays::Rate;
    let rate = portion(amount, Money::fen(crate::curve::WHOLE).unwrap_or_default(), base).unwrap_or_default();
    Line {
        person,
        row: Some(row.id),
        scheme: month.scheme_id,
        rule: rule.code.clone(),
        is_back,
        base,
        rate: by_rate.then(|| u32::try_from(rate.in_fen()).unwrap_or(0)),
        whole: row.whole,
        amount,
    }
}

/// The rows that a rule pays for, by person.
fn rows_of(month: &Month, rule: &Rule, held: &Held) -> BTreeMap<PersonId, Vec<usize>> {
    let mut by_person: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
    for (at, row) in month.rows.iter().enumerate() {
        let dispatched = || row.dispatch.as_ref().is_some_and(|way| rule.dispatch.contains(way));
        let fits = row.journal == rule.journal
            && rule.kinds.contains(&row.kind)
            && (rule.dispatch.is_empty() || dispatched());
        if let Some(person) = row.person.filter(|_| fits)
            && held.one_of(person, &rule.posts, row.since)
        {
            by_person.entry(person).or_default().push(at);
        }
    }
    by_person
}

/// Each row's part of the fee of its line: split by the weights of all who served, so that the parts make the fee.
fn fees(rows: &[Earning]) -> Result<Vec<[Option<Money>; 2]>> {
    let mut lines: BTreeMap<TicketLineId, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.journal == Journal::Consumption) {
        lines.entry(row.line).or_default().push(at);
    }
    // Of one yuan a time, as of the catalogue's fee: the rule says which.
    let mut parts = vec![[None, None]; rows.len()];
    for members in lines.values() {
        let weights: Vec<u32> = members.iter().map(|at| rows[*at].weight).collect();
        let row = &rows[members[0]];
        let fee = row.fee.map(|fee| fee.times(row.count)).transpose()?;
        for (place, at) in members.iter().enumerate() {
            let of = |sum: Money| sum.split(&weights).get(place).copied().unwrap_or_default();
            parts[*at] = [fee.map(of), Some(of(Money::fen(100)?.times(row.count)?))];
        }
    }
    Ok(parts)
}

fn of_rule(rule: &Rule, [fee, one]: &[Option<Money>; 2]) -> Result<Money> {
    let hundred = Money::fen(100)?;
    match fee {
        Some(fee) => portion(*fee, Money::fen(i64::from(rule.percent))?, hundred),
        None => portion(rule.fee, one.unwrap_or_default(), hundred),
    }
}

/// Each row of a person's month earns what it adds to what the rule pays.
fn rate(month: &Month, rule: &Rule, rows: impl Iterator<Item = usize>, is_shut: bool) -> Result<Paid> {
    let rows: Vec<usize> = rows.collect();
    let curve = rule.curve();
    let sum = Money::total(rows.iter().map(|at| month.rows[*at].amount))?;
    let (mut part, mut before) = (Money::ZERO, Money::ZERO);
    let mut paid = Vec::with_capacity(rows.len());
    for at in rows {
        part = part.plus(month.rows[at].amount)?;
        let now = if is_shut { Money::ZERO } else { curve.so_far(sum, part)? };
        paid.push((at, now.minus(before)?));
        before = now;
    }
    Ok(paid)
}

/// Who stays below the part of the average that the rule asks for (trade rule 2.4).
fn shut(month: &Month, rule: &Rule, people: &BTreeMap<PersonId, Vec<usize>>) -> Result<BTreeSet<PersonId>> {
    if rule.gate == 0 {
        return Ok(BTreeSet::new());
    }
    let sum = |rows: &Vec<usize>| Money::total(month.sold(rows).map(|at| month.rows[at].amount));
    let sums = people.iter().map(|(person, rows)| Ok((*person, i128::from(sum(rows)?.in_fen()))));
    let sums: Vec<(PersonId, i128)> = sums.collect::<Result<_>>()?;
    let all: i128 = sums.iter().map(|(_, sum)| sum).sum();
    let below = |sum: i128| sum * 100 * (sums.len() as i128) < all * i128::from(rule.gate);
    Ok(sums.iter().filter(|(_, sum)| below(*sum)).map(|(person, _)| *person).collect())
}

/// What is due back for what is undone now of an earlier month.
fn undone(month: &Month, rule: &Rule, paid: &Paid, rows: &[usize], first: BusinessDate) -> Result<Paid> {
    let last = first.last_of_month();
    let backs = rows.iter().copied().filter(|at| (first..=last).contains(&month.rows[*at].day));
    match (rule.back, rule.pays) {
        (Back::Kept, _) => Ok(vec![]),
        (Back::Anew, Pays::Rate) => anew(month, rule, paid, rows, backs.collect(), first),
        _ => backs.map(|at| Ok((at, as_then(month, paid, at)?))).collect(),
    }
}

/// The same part of what was paid then as of what was sold then.
fn as_then(month: &Month, paid: &Paid, at: usize) -> Result<Money> {
    let back = &month.rows[at];
    let sold = paid.iter().map(|(at, paid)| (&month.rows[*at], *paid));
    let mut sold = sold.filter(|(row, _)| row.line == back.origin && row.journal == back.journal);
    let Some((row, paid)) = sold.find(|(row, _)| row.person == back.person) else { return Ok(Money::ZERO) };
    match (row.amount, row.count) {
        (Money::ZERO, 0) => Ok(Money::ZERO),
        (Money::ZERO, count) => portion(paid, Money::fen(back.count)?, Money::fen(count)?),
        (amount, _) => portion(paid, back.amount, amount),
    }
}

/// What the old month would have paid without it, less what it paid with it.
fn anew(
    month: &Month,
    rule: &Rule,
    paid: &Paid,
    rows: &[usize],
    backs: Vec<usize>,
    first: BusinessDate,
) -> Result<Paid> {
    let nothing = paid.iter().all(|(_, paid)| *paid == Money::ZERO);
    let so_far = rows.iter().map(|at| &month.rows[*at]).filter(|row| row.day < first);
    let mut sum = Money::total(so_far.map(|row| row.amount))?;
    let mut due = vec![];
    for at in backs {
        let less = sum.plus(month.rows[at].amount)?;
        let amount = rule.curve().pays(less)?.minus(rule.curve().pays(sum)?)?;
        due.push((at, if nothing { Money::ZERO } else { amount }));
        sum = less;
    }
    Ok(due)
}

#[cfg(test)]
#[path = "reckon_tests.rs"]
mod tests;
