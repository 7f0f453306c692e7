//! Whose results a rule is paid on: one's own as the ticket shares them; one's own as the scheme shares them among roles
//! (分成); or those of all whom one leads (团队提成). A rule that looks at others' results sees the month with rows of
//! its own, each of which still opens to its ticket's line; everything after that is reckoned alike.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use kernel::{Money, PersonId, Result, codes};
use sales::TicketLineId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::held::{Held, Seat};
use crate::reckon::{Earning, Month};
use crate::scheme::Rule;

codes! {
    /// On whose results a rule is paid.
    pub enum Whose {
        /// One's own.
        Own = "own",
        /// Those of one's department at one's store, one's own among them.
        Department = "department",
        /// Those of one's store.
        Store = "store",
    }
}

/// The part of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Whoever holds one of these posts.
    pub posts: Vec<String>,
    /// So many parts, against those of the other roles.
    pub parts: u32,
}

/// The month as a rule sees it.
pub(crate) fn seen<'a>(month: &'a Month, rule: &Rule, held: &Held) -> Result<Cow<'a, Month>> {
    let mut lines: BTreeMap<TicketLineId, Vec<&Earning>> = BTreeMap::new();
    if rule.whose == Whose::Own && rule.split.is_empty() {
        return Ok(Cow::Borrowed(month));
    }
    for row in month.rows.iter().filter(|row| row.person.is_some() && rule.kinds.contains(&row.kind)) {
        lines.entry(row.line).or_default().push(row);
    }
    let heads = held.holders(&rule.posts);
    let mut rows = vec![];
    for members in lines.values() {
        rows.extend(match rule.whose {
            Whose::Own => by_role(members, rule, held)?,
            _ => of_team(members, rule, held, &heads)?,
        });
    }
    rows.sort_by_key(|row| (row.day, row.id));
    let scheme = month.scheme.clone();
    Ok(Cow::Owned(Month { first: month.first, scheme_id: month.scheme_id, scheme, rows }))
}

/// What a line brought, in parts by role, among all who sold or served. A role that nobody has leaves its part to the
/// others; within a role it goes by what each has on the ticket.
fn by_role(members: &[&Earning], rule: &Rule, held: &Held) -> Result<Vec<Earning>> {
    let (sold, others): (Vec<&Earning>, Vec<&Earning>) =
        members.iter().partition(|row| row.journal == rule.journal);
    if sold.is_empty() {
        return Ok(vec![]);
    }
    let whole = Money::total(sold.iter().map(|row| row.amount))?;
    // Whoever both sold and served counts once.
    let mut people: Vec<&Earning> = vec![];
    for row in sold.iter().copied().chain(others) {
        if !people.iter().any(|known| known.person == row.person) {
            people.push(row);
        }
    }
    let has = |row: &Earning, posts: &[String]| {
        row.person.is_some_and(|person| held.one_of(person, posts, row.since))
    };
    let role = |row: &Earning| rule.split.iter().position(|part| has(row, &part.posts));
    let there: Vec<usize> =
        (0..rule.split.len()).filter(|at| people.iter().any(|row| role(row) == Some(*at))).collect();
    if there.is_empty() {
        return Ok(sold.into_iter().cloned().collect());
    }
    let parts: Vec<u32> = there.iter().map(|at| rule.split[*at].parts).collect();
    let mut rows = vec![];
    for (at, part) in there.iter().zip(whole.split(&parts)) {
        let of: Vec<&Earning> = people.iter().copied().filter(|row| role(row) == Some(*at)).collect();
        let weights: Vec<u32> = of.iter().map(|row| weight(row.amount)).collect();
        rows.extend(of.iter().zip(part.split(&weights)).map(|(row, amount)| Earning {
            journal: rule.journal,
            amount,
            whole: Some(whole),
            ..(*row).clone()
        }));
    }
    Ok(rows)
}

fn weight(amount: Money) -> u32 {
    u32::try_from(amount.in_fen().unsigned_abs()).unwrap_or(u32::MAX)
}

/// What those whom each leads brought by a line; several who lead the same share alike.
fn of_team(
    members: &[&Earning],
    rule: &Rule,
    held: &Held,
    heads: &[(PersonId, &Seat)],
) -> Result<Vec<Earning>> {
    let rows: Vec<&&Earning> = members.iter().filter(|row| row.journal == rule.journal).collect();
    let whole = Money::total(rows.iter().map(|row| row.amount))?;
    let mut sums: BTreeMap<PersonId, Money> = BTreeMap::new();
    for row in &rows {
        let Some(person) = row.person else { continue };
        let leads = |(_, head): &&(PersonId, &Seat)| {
            head.on(row.since) && held.seats(person, row.since).any(|seat| leads(head, seat, rule.whose))
        };
        let heads: BTreeSet<PersonId> = heads.iter().filter(leads).map(|(person, _)| *person).collect();
        for (head, part) in heads.iter().zip(row.amount.split(&vec![1; heads.len()])) {
            let sum = sums.entry(*head).or_default();
            *sum = sum.plus(part)?;
        }
    }
    let row = |(person, amount): (PersonId, Money)| Earning {
        person: Some(person),
        amount,
        whole: Some(whole),
        ..(**rows[0]).clone()
    };
    Ok(sums.into_iter().map(row).collect())
}

fn leads(head: &Seat, seat: &Seat, whose: Whose) -> bool {
    let store = head.store.is_none() || head.store == seat.store;
    store && (whose == Whose::Store || head.department.is_some() && head.department == seat.department)
}
