use std::collections::BTreeSet;
use std::sync::Arc;

use crate::{
    AccountId, DepartmentId, Error, Grant, Kind, Once, Permission, PersonId, PostId, Refusal, Result, Scope,
    StoreId,
};

/// Where a thing is, or whose it is: what a permission's scope is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The store; none is the whole centre.
    pub store: Option<StoreId>,
    /// The department within the store.
    pub department: Option<DepartmentId>,
    /// The person whose thing it is.
    pub person: Option<PersonId>,
}

impl Place {
    /// The whole centre.
    pub fn centre() -> Place {
        Place::default()
    }

    /// A store.
    pub fn store(store: StoreId) -> Place {
        Place { store: Some(store), ..Place::default() }
    }

    /// A person's own things, at the store where they belong.
    pub fn of(person: PersonId, store: Option<StoreId>, department: Option<DepartmentId>) -> Place {
        Place { store, department, person: Some(person) }
    }
}

/// A post held today, in one's own name or standing in for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The post.
    pub post: PostId,
    /// The store where it is held; none for posts of the whole centre.
    pub store: Option<StoreId>,
    /// The department it belongs to there.
    pub department: Option<DepartmentId>,
    /// Whose authority it is, when it was delegated.
    pub for_person: Option<PersonId>,
    /// What the post grants.
    pub grants: Arc<[Grant]>,
    /// Everybody below this post's holder on the reporting line.
    pub below: Arc<BTreeSet<PersonId>>,
}

impl Holding {
    fn reaches(&self, actor: PersonId, scope: Scope, place: &Place) -> bool {
        let own = place.person == Some(actor) || (place.person.is_some() && place.person == self.for_person);
        let same_store = place.store.is_some() && place.store == self.store;
        match scope {
            Scope::Own => own,
            Scope::Department => {
                own || (same_store && place.department.is_some() && place.department == self.department)
            }
            Scope::Line => own || place.person.is_some_and(|person| self.below.contains(&person)),
            Scope::Store => own || same_store,
            Scope::Centre => true,
        }
    }
}

/// Who is asking: a person or a program signed in, with the posts held today. One per request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account that signed in.
    pub account: AccountId,
    /// The person behind it.
    pub person: PersonId,
    /// The person's name, for the page.
    pub name: String,
    /// Posts held today, own first, then delegated.
    pub holdings: Vec<Holding>,
    /// A program's token may be narrower than its person; none means no narrowing.
    pub only: Option<BTreeSet<Permission>>,
    /// The command's key, when the request is one.
    pub once: Option<Once>,
}

impl Actor {
    /// May this person do it anywhere at all? Guards the route; the door then asks for the place.
    pub fn may(&self, permission: Permission) -> bool {
        self.allowed(permission)
            && self.holdings.iter().any(|h| h.grants.iter().any(|g| g.permission == permission))
    }

    /// May this person do it there?
    pub fn may_at(&self, permission: Permission, place: &Place) -> bool {
        self.mandate(permission, place).is_ok()
    }

    /// The widest scope in which this person may do it.
    pub fn scope(&self, permission: Permission) -> Option<Scope> {
        let grants = self.holdings.iter().flat_map(|h| h.grants.iter());
        self.allowed(permission)
            .then(|| grants.filter(|g| g.permission == permission).map(|g| g.scope).max())
            .flatten()
    }

    /// May this person put somebody into a post with these grants, or act on the account of one who has them?
    /// Whoever hands out power hands out none wider than her own.
    pub fn may_empower(&self, grants: &[Grant]) -> bool {
        let mut power = grants.iter().filter(|grant| grant.permission.gives_power());
        power.all(|grant| self.scope(grant.permission) >= Some(grant.scope))
    }

    /// Proof that this person may do it there, or the refusal.
    pub fn mandate(&self, permission: Permission, place: &Place) -> Result<Mandate> {
        let right = self.holdings.iter().find(|holding| {
            let mut grants = holding.grants.iter().filter(|g| g.permission == permission);
            grants.any(|g| holding.reaches(self.person, g.scope, place))
        });
        match right {
            Some(holding) if self.allowed(permission) => Ok(Mandate {
                person: self.person,
                permission,
                place: *place,
                post: Some(holding.post).filter(|post| crate::Id::get(*post) != 0),
                for_person: holding.for_person,
            }),
            _ => Err(Refusal::new(Kind::Forbidden, "forbidden").into()),
        }
    }

    /// The same for looking: what one may not even see answers as if it were not there.
    pub fn sight(&self, permission: Permission, place: &Place) -> Result<Mandate> {
        self.mandate(permission, place).map_err(|_| Error::missing())
    }

    /// The house itself acting: setting up, jobs, the command line. Not reachable from a request.
    pub fn house(person: PersonId) -> Actor {
        let grants: Vec<Grant> =
            Permission::ALL.iter().map(|&permission| Grant { permission, scope: Scope::Centre }).collect();
        let holding = Holding {
            post: <PostId as crate::Id>::of(0),
            store: None,
            department: None,
            for_person: None,
            grants: grants.into(),
            below: Arc::default(),
        };
        Actor {
            account: <AccountId as crate::Id>::of(0),
            person,
            name: String::new(),
            holdings: vec![holding],
            only: None,
            once: None,
        }
    }

    fn allowed(&self, permission: Permission) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&permission))
    }
}

/// Proof that a person may do a thing at a place. Whatever changes something asks for one, so a forgotten
/// check does not compile, and the journal knows who acted by which right.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Mandate {
    /// Who acts.
    pub person: PersonId,
    /// By which right.
    pub permission: Permission,
    /// Where.
    pub place: Place,
    /// By which post; none when the house itself acts.
    pub post: Option<PostId>,
    /// In whose stead, when the authority was delegated.
    pub for_person: Option<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;

    const ME: i64 = 1;
    const BELOW: i64 = 2;
    const STRANGER: i64 = 3;

    fn actor(scope: Scope) -> Actor {
        let grant = Grant { permission: Permission::ViewDuties, scope };
        let holding = Holding {
            post: PostId::of(1),
            store: Some(StoreId::of(1)),
            department: Some(DepartmentId::of(1)),
            for_person: None,
            grants: [grant].into(),
            below: Arc::new(BTreeSet::from([PersonId::of(BELOW)])),
        };
        Actor { holdings: vec![holding], ..Actor::house(PersonId::of(ME)) }
    }

    fn of(person: i64, store: i64, department: i64) -> Place {
        Place::of(PersonId::of(person), Some(StoreId::of(store)), Some(DepartmentId::of(department)))
    }

    #[test]
    fn each_scope_reaches_as_far_as_it_says() {
        let places =
            [of(ME, 1, 1), of(STRANGER, 1, 1), of(BELOW, 1, 2), of(STRANGER, 1, 2), of(STRANGER, 2, 1)];
        let reach = |scope| places.map(|place| actor(scope).may_at(Permission::ViewDuties, &place));
        assert_eq!(reach(Scope::Own), [true, false, false, false, false]);
        assert_eq!(reach(Scope::Department), [true, true, false, false, false]);
        assert_eq!(reach(Scope::Line), [true, false, true, false, false]);
        assert_eq!(reach(Scope::Store), [true, true, true, true, false]);
        assert_eq!(reach(Scope::Centre), [true, true, true, true, true]);
    }

    #[test]
    fn what_one_may_not_see_is_missing_and_what_one_may_not_do_is_forbidden() {
        let place = of(STRANGER, 2, 1);
        let kind = |r: Result<Mandate>| r.err().and_then(|e| e.refusal().map(|r| r.kind));
        assert_eq!(kind(actor(Scope::Own).sight(Permission::ViewDuties, &place)), Some(Kind::Missing));
        assert_eq!(kind(actor(Scope::Own).mandate(Permission::ViewDuties, &place)), Some(Kind::Forbidden));
    }

    #[test]
    fn a_token_may_be_narrower_than_its_person() {
        let mut actor = actor(Scope::Centre);
        actor.only = Some(BTreeSet::from([Permission::ViewToday]));
        assert!(!actor.may(Permission::ViewDuties));
        assert_eq!(actor.scope(Permission::ViewDuties), None);
        assert!(actor.mandate(Permission::ViewDuties, &of(ME, 1, 1)).is_err());
    }

    #[test]
    fn power_is_never_handed_out_wider_than_ones_own() {
        let mut actor = actor(Scope::Store);
        let power = |scope| [Grant { permission: Permission::AppointPeople, scope }];
        assert!(!actor.may_empower(&power(Scope::Own)), "who has none hands out none");
        actor.holdings[0].grants = power(Scope::Store).into();
        assert!(actor.may_empower(&power(Scope::Store)));
        assert!(!actor.may_empower(&power(Scope::Centre)));
        let harmless = Grant { permission: Permission::FillChecklist, scope: Scope::Centre };
        assert!(actor.may_empower(&[harmless]));
    }

    #[test]
    fn a_stand_in_reaches_what_is_the_others_own() {
        let mut actor = actor(Scope::Own);
        actor.holdings[0].for_person = Some(PersonId::of(STRANGER));
        let mandate = actor.mandate(Permission::ViewDuties, &of(STRANGER, 1, 1)).expect("delegated");
        assert_eq!((mandate.person, mandate.for_person), (PersonId::of(ME), Some(PersonId::of(STRANGER))));
    }
}
