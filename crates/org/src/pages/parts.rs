use kernel::{BusinessDate, PersonId, PostId, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Call, Say};

use super::form::Named;
use crate::chart::{Chart, Seat};
use crate::organisation::{Organisation, holds};
use crate::sight::sees;

/// A post by name, with the way to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PostRef {
    /// Key.
    pub id: PostId,
    /// Name.
    pub name: Words,
}

impl PostRef {
    /// The post of a key.
    pub fn of(organisation: &Organisation, id: PostId) -> PostRef {
        PostRef { id, name: organisation.posts.get(&id).map(|post| post.name()).unwrap_or_default() }
    }

    /// The one of an example.
    pub fn sample() -> PostRef {
        PostRef { id: kernel::Id::of(2), name: Words::new("总经理", "General manager") }
    }
}

/// A person by name, with the way to her.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PersonRef {
    /// Key.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// May the reader look at her file?
    pub seen: bool,
}

impl PersonRef {
    /// The person of a key.
    pub fn of(chart: &Chart, call: &Call, id: PersonId) -> PersonRef {
        let name = chart.organisation.person_name(id).to_owned();
        PersonRef { id, name, seen: sees(chart, &call.actor, id) }
    }

    /// The one of an example.
    pub fn sample() -> PersonRef {
        PersonRef { id: kernel::Id::of(7), name: "许雅琴".into(), seen: true }
    }
}

/// A seat and who sits on it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeatView {
    /// The post.
    pub post: PostRef,
    /// The store's name; none for the whole centre.
    pub store: Option<String>,
    /// Those whom the reader may see.
    pub holders: Vec<PersonRef>,
    /// How many more hold it, whom the reader may not see.
    pub more: usize,
}

impl SeatView {
    /// A seat on the chart's day.
    pub fn of(chart: &Chart, call: &Call, seat: Seat) -> SeatView {
        let all = chart.holders(seat).iter().map(|person| PersonRef::of(chart, call, *person));
        let (holders, hidden): (Vec<PersonRef>, Vec<PersonRef>) = all.partition(|person| person.seen);
        SeatView {
            post: PostRef::of(&chart.organisation, seat.post),
            store: store_name(&chart.organisation, seat.store),
            holders,
            more: hidden.len(),
        }
    }

    /// Nobody sits there.
    pub fn is_vacant(&self) -> bool {
        self.holders.is_empty() && self.more == 0
    }

    /// The names of those who may be seen, in one line.
    pub fn names(&self, say: Say) -> String {
        let names: Vec<&str> = self.holders.iter().map(|person| person.name.as_str()).collect();
        names.join(&say.t("common.and"))
    }

    /// The ones of an example: held, vacant, and held by somebody who may not be seen.
    pub fn samples() -> Vec<SeatView> {
        let held = SeatView {
            post: PostRef::sample(),
            store: Some("静安店".into()),
            holders: vec![PersonRef::sample()],
            more: 0,
        };
        let vacant = SeatView { holders: vec![], ..held.clone() };
        vec![held.clone(), vacant.clone(), SeatView { more: 2, store: None, ..vacant }]
    }
}

/// The name of a store, where it is one.
pub fn store_name(organisation: &Organisation, store: Option<StoreId>) -> Option<String> {
    store.and_then(|id| organisation.stores.get(&id)).map(|store| store.name.clone())
}

/// When something dated holds, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Today.
    Now,
    /// Later.
    Coming,
    /// No more.
    Past,
}

impl When {
    /// Seen from a day.
    pub fn of(from: BusinessDate, until: Option<BusinessDate>, today: BusinessDate) -> When {
        match (holds(from, until, today), from > today) {
            (true, _) => When::Now,
            (false, true) => When::Coming,
            (false, false) => When::Past,
        }
    }

    /// Can it still be ended?
    pub fn is_open(self) -> bool {
        self != When::Past
    }

    /// The message that says it.
    pub fn key(self) -> &'static str {
        match self {
            When::Now => "org.when.now",
            When::Coming => "org.when.coming",
            When::Past => "org.when.past",
        }
    }

    /// The colour that goes with it.
    pub fn class(self) -> &'static str {
        match self {
            When::Now => "is-done",
            When::Coming => "is-due",
            When::Past => "is-later",
        }
    }

    /// The drawing that goes with it.
    pub fn symbol(self) -> &'static str {
        match self {
            When::Now => "check",
            When::Coming => "clock",
            When::Past => "circle-dashed",
        }
    }
}

/// The departments there are, to choose from.
pub fn departments(organisation: &Organisation) -> Vec<Named> {
    organisation.department_kinds().into_iter().map(|(code, name)| Named::new(code, name)).collect()
}

/// The posts that have not ended, in their order, to choose from by code.
pub fn posts(organisation: &Organisation, today: BusinessDate) -> Vec<Named> {
    let mut posts: Vec<_> = organisation.posts.values().collect();
    posts.retain(|post| post.ended_on.is_none_or(|ended| ended >= today));
    posts.sort_by_key(|post| (post.position, post.id));
    posts.into_iter().map(|post| Named::new(&post.code, post.name())).collect()
}

/// The stores that have not closed, to choose from.
pub fn stores(organisation: &Organisation, today: BusinessDate) -> Vec<Named> {
    let open = organisation.stores.values().filter(|s| s.closed_on.is_none_or(|closed| closed >= today));
    open.map(|store| Named::plain(store.id, &store.name)).collect()
}

/// What stands in a field for a day at first: the day that is usual.
pub fn day_or(typed: &str, usual: BusinessDate) -> String {
    if typed.is_empty() { usual.to_string() } else { typed.to_owned() }
}
