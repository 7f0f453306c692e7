//! By when a complaint is handled and what a post may give: dated data.

use kernel::{BusinessDate, Error, Money, PersonId, Result, Shipped};
use org::{Chart, Seat};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

use crate::case::Severity;

/// How complaints are handled from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// First day.
    pub from: BusinessDate,
    /// Whose is what comes in without an owner; from there it climbs when an owner has left.
    pub owner_post: String,
    /// Minutes from a remedy until the customer is asked for her verdict.
    pub verdict_within: i64,
    /// Minutes without an answer after which a special situation reaches one superior more.
    pub alert_climbs: i64,
    /// By severity.
    deadline: BTreeMap<Severity, Deadline>,
    /// The most that a post may give, by its code.
    #[serde(deserialize_with = "amounts")]
    authority: BTreeMap<String, Money>,
}

/// By when, in minutes of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Until the remedy.
    pub within: i64,
    /// More, until each next superior hears.
    pub climbs: i64,
}

fn amounts<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<BTreeMap<String, Money>, D::Error> {
    let texts = BTreeMap::<String, String>::deserialize(from)?;
    let amount = |(post, text): (String, String)| Ok((post, text.parse().map_err(serde::de::Error::custom)?));
    texts.into_iter().map(amount).collect()
}

/// Who may give as much as is asked, when the one who asked may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// What the one who asked may give.
    pub limit: Money,
    /// The nearest above who may; nobody when it is beyond everybody.
    pub who: Vec<PersonId>,
}

impl Policy {
    /// By when a complaint of a severity is handled.
    pub fn deadline(&self, severity: Severity) -> Deadline {
        self.deadline.get(&severity).copied().unwrap_or(Deadline { within: 60, climbs: 60 })
    }

    /// What a seat's holder may give.
    pub fn limit(&self, chart: &Chart, seat: Seat) -> Money {
        let post = chart.organisation.posts.get(&seat.post);
        post.and_then(|post| self.authority.get(&post.code)).copied().unwrap_or_default()
    }

    /// May somebody who holds these seats give so much? The seat with the widest limit counts; if even that is too
    /// narrow, the nearest filled seat above that may is named.
    pub fn may_give(&self, chart: &Chart, seats: &[Seat], worth: Money) -> std::result::Result<(), Beyond> {
        let limit = seats.iter().map(|seat| self.limit(chart, *seat)).max().unwrap_or_default();
        if worth <= limit {
            return Ok(());
        }
        let above = seats.iter().flat_map(|seat| chart.line_above(*seat));
        let able = above.filter(|seat| self.limit(chart, *seat) >= worth).map(|seat| chart.holders(seat));
        let who = able.into_iter().find(|holders| !holders.is_empty());
        Err(Beyond { limit, who: who.unwrap_or_default().to_vec() })
    }

    /// Who looks after what comes in at a store without an owner: the post of the policy, or the next filled one above.
    pub fn owner(&self, chart: &Chart, store: kernel::StoreId) -> Option<PersonId> {
        let seat = self.owner_seat(chart, store)?;
        let above = std::iter::once(seat).chain(chart.line_above(seat));
        above.into_iter().find_map(|seat| chart.holders(seat).first().copied())
    }

    /// The seat of that post.
    pub fn owner_seat(&self, chart: &Chart, store: kernel::StoreId) -> Option<Seat> {
        let post = chart.organisation.post_by_code(&self.owner_post)?;
        Some(Seat { post: post.id, store: (post.level == org::Level::Store).then_some(store) })
    }
}

#[derive(Deserialize)]
struct Versions {
    version: Vec<Policy>,
}

/// The policy that holds on a day.
pub fn policy(day: BusinessDate) -> Result<&'static Policy> {
    static READ: Shipped<Versions> = Shipped::new(include_str!("../data/policy.toml"));
    let versions = READ.get()?;
    let holding = versions.version.iter().filter(|version| version.from <= day);
    holding.max_by_key(|version| version.from).ok_or_else(|| Error::fault("no policy holds that day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_the_sooner() {
        let policy = policy(jiff::civil::date(2026, 11, 24)).expect("the shipped policy");
        let all: Vec<Deadline> = Severity::ALL.iter().map(|severity| policy.deadline(*severity)).collect();
        assert_eq!(all.len(), policy.deadline.len(), "each severity has its own");
        assert!(
            all.windows(2).all(|pair| pair[1].within < pair[0].within && pair[1].climbs < pair[0].climbs)
        );
        assert!(all.iter().all(|deadline| deadline.climbs > 0));
    }

    #[test]
    fn every_post_of_the_policy_is_one_of_the_handbook() {
        let policy = policy(jiff::civil::date(2026, 11, 24)).expect("the shipped policy");
        let book = &handbook::shipped().expect("the handbook").book;
        let named = policy.authority.keys().chain([&policy.owner_post]);
        for code in named {
            assert!(book.posts.iter().any(|post| post.code == *code), "{code}");
        }
    }
}
