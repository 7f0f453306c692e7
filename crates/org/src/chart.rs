use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{
    AccountId, Actor, BusinessDate, DepartmentId, Grant, Holding, Permission, PersonId, PostId, StoreId,
};

use crate::lines::solid_superior;
use crate::organisation::{HoldingRow, Level, LineKind, Organisation, holds};

/// A post at a place: the chair somebody sits on, or nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The post.
    pub post: PostId,
    /// The store; none for posts of the whole centre.
    pub store: Option<StoreId>,
}

/// The organisation on one day: who holds what, and who answers to whom.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The whole of which this is one day.
    pub organisation: Arc<Organisation>,
    /// The day.
    pub day: BusinessDate,
    holders: BTreeMap<Seat, Vec<PersonId>>,
    seats: BTreeMap<PersonId, Vec<Seat>>,
    superior_posts: BTreeMap<PostId, PostId>,
    below: BTreeMap<PersonId, Arc<BTreeSet<PersonId>>>,
    grants: BTreeMap<PostId, Arc<[Grant]>>,
}

impl Chart {
    /// One day of the organisation.
    pub fn of(organisation: Arc<Organisation>, day: BusinessDate) -> Chart {
        let mut chart = Chart {
            holders: holders(&organisation, day),
            superior_posts: superiors(&organisation, day),
            grants: grants(&organisation, day),
            seats: BTreeMap::new(),
            below: BTreeMap::new(),
            organisation,
            day,
        };
        for (seat, people) in &chart.holders {
            for person in people {
                chart.seats.entry(*person).or_default().push(*seat);
            }
        }
        chart.below = chart.everybody_below();
        chart
    }

    /// Everybody who holds a post today, with their seats.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, &[Seat])> {
        self.seats.iter().map(|(person, seats)| (*person, seats.as_slice()))
    }

    /// Every seat of the day, also the empty ones.
    pub fn seats(&self) -> Vec<Seat> {
        let posts = self.organisation.posts.values().filter(|p| holds(p.created_on, p.ended_on, self.day));
        posts.flat_map(|post| self.seats_of(post.id)).collect()
    }

    fn seats_of(&self, post: PostId) -> Vec<Seat> {
        match self.organisation.posts.get(&post).map(|post| post.level) {
            Some(Level::Centre) => vec![Seat { post, store: None }],
            Some(Level::Store) => self.open_stores().map(|store| Seat { post, store: Some(store) }).collect(),
            None => vec![],
        }
    }

    /// The stores open for business on the day.
    pub fn open_stores(&self) -> impl Iterator<Item = StoreId> {
        let stores = self.organisation.stores.values();
        stores.filter(|store| holds(store.opened_on, store.closed_on, self.day)).map(|store| store.id)
    }

    /// Who sits there.
    pub fn holders(&self, seat: Seat) -> &[PersonId] {
        self.holders.get(&seat).map_or(&[], Vec::as_slice)
    }

    /// The seats a person holds.
    pub fn seats_held(&self, person: PersonId) -> &[Seat] {
        self.seats.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The post that a post answers to on the day.
    pub fn superior_post(&self, post: PostId) -> Option<PostId> {
        self.superior_posts.get(&post).copied()
    }

    /// The seat above a seat, whoever sits there.
    pub fn seat_above(&self, seat: Seat) -> Option<Seat> {
        let post = *self.superior_posts.get(&seat.post)?;
        match self.organisation.posts.get(&post)?.level {
            Level::Centre => Some(Seat { post, store: None }),
            Level::Store => seat.store.map(|store| Seat { post, store: Some(store) }),
        }
    }

    /// The seats above a seat, the nearest first.
    pub fn line_above(&self, seat: Seat) -> impl Iterator<Item = Seat> {
        std::iter::successors(self.seat_above(seat), |seat| self.seat_above(*seat)).take(64)
    }

    /// The nearest seat above that somebody else sits on: a vacant superior is skipped upward, and nobody is
    /// her own superior.
    pub fn superior(&self, seat: Seat, person: Option<PersonId>) -> Option<(Seat, &[PersonId])> {
        let mut above = self.line_above(seat).map(|seat| (seat, self.holders(seat)));
        above.find(|(_, holders)| holders.iter().any(|holder| Some(*holder) != person))
    }

    /// Those whose nearest superior a person is, each with the seat it is for.
    pub fn directly_below(&self, person: PersonId) -> Vec<(PersonId, Seat)> {
        let held = self.holders.iter().flat_map(|(seat, people)| people.iter().map(|p| (*p, *seat)));
        let answers = |(below, seat): &(PersonId, Seat)| {
            let above = self.superior(*seat, Some(*below));
            *below != person && above.is_some_and(|(_, holders)| holders.contains(&person))
        };
        held.filter(answers).collect()
    }

    /// Everybody below a person on the reporting line.
    pub fn below(&self, person: PersonId) -> Arc<BTreeSet<PersonId>> {
        self.below.get(&person).cloned().unwrap_or_default()
    }

    /// The department a seat belongs to.
    pub fn department(&self, seat: Seat) -> Option<DepartmentId> {
        let code = self.organisation.posts.get(&seat.post)?.department.as_deref()?;
        self.organisation.department_in(seat.store?, code).map(|department| department.id)
    }

    /// The posts that a post sends copies of its reports to.
    pub fn copied(&self, post: PostId) -> Vec<PostId> {
        let dotted =
            self.organisation.lines.iter().filter(|l| l.kind == LineKind::Dotted && l.post_id == post);
        dotted.filter(|l| holds(l.from_day, l.until_day, self.day)).map(|line| line.superior_id).collect()
    }

    /// A person with the posts held today, own and delegated, as every door asks for it.
    pub fn actor(&self, account: AccountId, person: PersonId) -> Actor {
        let own = self.seats_held(person).iter().map(|seat| self.held(*seat, person, None));
        let for_others = self.delegators(person).into_iter().flat_map(|other| {
            let seats = self.seats_held(other).to_vec();
            seats.into_iter().map(move |seat| self.held(seat, other, Some(other)))
        });
        Actor {
            account,
            person,
            name: self.organisation.person_name(person).to_owned(),
            holdings: own.chain(for_others).collect(),
            only: None,
            once: None,
        }
    }

    /// Those for whom a person stands in today.
    pub fn delegators(&self, stand_in: PersonId) -> Vec<PersonId> {
        let all = self.organisation.delegations.iter().filter(|d| d.stand_in_id == stand_in);
        all.filter(|d| holds(d.from_day, Some(d.until_day), self.day)).map(|d| d.person_id).collect()
    }

    /// What a post grants today.
    pub fn grants(&self, post: PostId) -> &[Grant] {
        self.grants.get(&post).map_or(&[], |grants| grants)
    }

    fn held(&self, seat: Seat, person: PersonId, for_person: Option<PersonId>) -> Holding {
        let grants = self.grants.get(&seat.post).cloned().unwrap_or_default();
        // Authority lent is not lent on.
        let grants = if for_person.is_some() {
            grants.iter().copied().filter(|grant| grant.permission != Permission::Delegate).collect()
        } else {
            grants
        };
        Holding {
            post: seat.post,
            store: seat.store,
            department: self.department(seat),
            for_person,
            grants,
            below: self.below(person),
        }
    }

    fn everybody_below(&self) -> BTreeMap<PersonId, Arc<BTreeSet<PersonId>>> {
        let mut below: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
        for (seat, people) in &self.holders {
            let above: BTreeSet<PersonId> =
                self.line_above(*seat).flat_map(|above| self.holders(above).to_vec()).collect();
            for superior in above {
                below
                    .entry(superior)
                    .or_default()
                    .extend(people.iter().filter(|person| **person != superior));
            }
        }
        below.into_iter().map(|(person, people)| (person, Arc::new(people))).collect()
    }
}

fn holders(organisation: &Organisation, day: BusinessDate) -> BTreeMap<Seat, Vec<PersonId>> {
    let works = |person: PersonId| {
        organisation.people.get(&person).is_some_and(|person| holds(person.joined_on, person.left_on, day))
    };
    let mut held: Vec<&HoldingRow> = organisation.holdings.iter().collect();
    held.retain(|held| holds(held.from_day, held.until_day, day) && works(held.person_id));
    held.sort_by_key(|held| (held.kind, held.from_day, held.id));
    let mut holders: BTreeMap<Seat, Vec<PersonId>> = BTreeMap::new();
    for held in held {
        let people = holders.entry(Seat { post: held.post_id, store: held.store_id }).or_default();
        if !people.contains(&held.person_id) {
            people.push(held.person_id);
        }
    }
    holders
}

fn superiors(organisation: &Organisation, day: BusinessDate) -> BTreeMap<PostId, PostId> {
    let posts = organisation.posts.keys();
    posts.filter_map(|post| Some((*post, solid_superior(&organisation.lines, *post, day)?))).collect()
}

fn grants(organisation: &Organisation, day: BusinessDate) -> BTreeMap<PostId, Arc<[Grant]>> {
    let mut grants: BTreeMap<PostId, Vec<Grant>> = BTreeMap::new();
    for row in organisation.grants.iter().filter(|row| holds(row.from_day, row.until_day, day)) {
        grants.entry(row.post_id).or_default().push(Grant { permission: row.permission, scope: row.scope });
    }
    grants.into_iter().map(|(post, grants)| (post, grants.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::{CentreRow, HoldingId, LineId, LineRow, PersonRow, PostRow, StoreRow, Tenure};
    use jiff::civil::date;
    use kernel::Id;
    use proptest::prelude::*;

    const DAY: BusinessDate = date(2026, 3, 2);

    /// Post 1 on top; each later one answers to one before it. `held` lists post and person, all in one store.
    fn chart(superiors: &[i64], held: &[(i64, i64)]) -> Chart {
        let begun = date(2026, 1, 1);
        let store = StoreId::of(1);
        let post = |id: i64| PostRow {
            id: PostId::of(id),
            code: format!("p{id}"),
            name_zh: format!("岗{id}"),
            name_en: String::new(),
            department: None,
            level: Level::Store,
            pays_out: false,
            position: id,
            created_on: begun,
            ended_on: None,
        };
        let line = |(id, superior): (i64, &i64)| LineRow {
            id: LineId::of(id),
            post_id: PostId::of(id),
            superior_id: PostId::of(*superior),
            kind: LineKind::Solid,
            from_day: begun,
            until_day: None,
        };
        let holding = |(id, (post, person)): (i64, &(i64, i64))| HoldingRow {
            id: HoldingId::of(id),
            person_id: PersonId::of(*person),
            post_id: PostId::of(*post),
            store_id: Some(store),
            kind: Tenure::Full,
            reason: String::new(),
            from_day: begun,
            until_day: None,
        };
        let person = |id: i64| PersonRow {
            id: PersonId::of(id),
            name: format!("人{id}"),
            staff_number: id.to_string(),
            joined_on: begun,
            left_on: None,
        };
        let count = i64::try_from(superiors.len()).expect("few") + 1;
        let organisation = Organisation {
            centre: CentreRow {
                name: "test".into(),
                zone: "UTC".into(),
                demo: false,
                founded_on: begun,
                stamp: 0,
            },
            stores: BTreeMap::from([(
                store,
                StoreRow { id: store, name: "一".into(), day_cut: 0, opened_on: begun, closed_on: None },
            )]),
            departments: BTreeMap::new(),
            posts: (1..=count).map(|id| (PostId::of(id), post(id))).collect(),
            lines: (2..).zip(superiors).map(line).collect(),
            grants: vec![],
            people: held.iter().map(|(_, id)| (PersonId::of(*id), person(*id))).collect(),
            holdings: (1..).zip(held).map(holding).collect(),
            delegations: vec![],
            announced: vec![],
            hours: vec![],
            store_days: vec![],
        };
        Chart::of(Arc::new(organisation), DAY)
    }

    fn seat(post: i64) -> Seat {
        Seat { post: PostId::of(post), store: Some(StoreId::of(1)) }
    }

    fn superior(chart: &Chart, post: i64, person: i64) -> Option<(Seat, Vec<PersonId>)> {
        chart.superior(seat(post), Some(PersonId::of(person))).map(|(seat, people)| (seat, people.to_vec()))
    }

    #[test]
    fn a_vacant_superior_is_skipped_upward() {
        let chart = chart(&[1, 2, 3], &[(1, 10), (4, 40)]);
        assert_eq!(superior(&chart, 4, 40), Some((seat(1), vec![PersonId::of(10)])));
        assert_eq!(chart.directly_below(PersonId::of(10)), [(PersonId::of(40), seat(4))]);
    }

    #[test]
    fn who_holds_two_posts_in_one_line_answers_further_up() {
        let chart = chart(&[1, 2], &[(1, 10), (2, 20), (3, 20)]);
        assert_eq!(superior(&chart, 3, 20), Some((seat(1), vec![PersonId::of(10)])));
        assert!(!chart.below(PersonId::of(20)).contains(&PersonId::of(20)));
    }

    fn trees() -> impl Strategy<Value = (Vec<i64>, Vec<bool>)> {
        prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..12).prop_map(|picks| {
            let superiors = picks.iter().enumerate().map(|(i, (pick, _))| pick.index(i + 1) as i64 + 1);
            (superiors.collect(), picks.iter().map(|(_, held)| *held).collect())
        })
    }

    proptest! {
        /// One person a post, some posts vacant.
        #[test]
        fn superiors_are_others_and_below_is_transitive((superiors, manned) in trees()) {
            let held: Vec<(i64, i64)> = (2..).zip(&manned).filter(|(_, held)| **held)
                .map(|(post, _)| (post, post * 10)).chain([(1, 10)]).collect();
            let chart = chart(&superiors, &held);
            for (post, person) in &held {
                let person = PersonId::of(*person);
                let below = chart.below(person);
                prop_assert!(!below.contains(&person));
                for other in below.iter() {
                    prop_assert!(chart.below(*other).is_subset(&below));
                }
                match chart.superior(seat(*post), Some(person)) {
                    Some((above, people)) => {
                        prop_assert!(people.iter().any(|p| *p != person));
                        prop_assert!(people.iter().all(|p| chart.below(*p).contains(&person)));
                        let skipped = chart.line_above(seat(*post)).take_while(|s| *s != above);
                        prop_assert!(skipped.into_iter().all(|s| chart.holders(s).is_empty()));
                    }
                    None => prop_assert_eq!(*post, 1),
                }
                let direct: BTreeSet<PersonId> =
                    chart.directly_below(person).into_iter().map(|(p, _)| p).collect();
                prop_assert!(direct.is_subset(&below));
            }
        }
    }
}
