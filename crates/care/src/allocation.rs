//! Who looks after whom (客户分配): a pure function of the rules and of how things stand. New customers go to the
//! consultants in turn, three services make a regular, nobody gets more than she can look after, and who misses her
//! plan too often loses some. Every move says by which rule and why.

use std::collections::BTreeMap;

use customer::{CustomerId, OwnerRole};
use kernel::{BusinessDate, Money, PersonId, codes};

use crate::policy::Policy;
use crate::reason::Reason;
use crate::scheme::days;

codes! {
    /// By which rule a customer goes to somebody.
    pub enum Rule {
        /// She is new, and it is the consultant's turn.
        New = "new",
        /// The same therapist has given her enough services.
        Regular = "regular",
        /// She no longer comes to her therapist.
        Strayed = "strayed",
        /// Her consultant missed the plan too often.
        Missed = "missed",
        /// Her therapist missed the plan too often.
        Short = "short",
        /// A director said so.
        Override = "override",
    }
}

impl Rule {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("care.rule.{}", self.code())
    }
}

/// Somebody who looks after customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carer {
    /// Who.
    pub person: PersonId,
    /// Is she here?
    pub here: bool,
    /// Her last turn: a number that grows; 0 when she had none yet.
    pub turn: i64,
    /// New customers she got this month.
    pub new: u32,
    /// Her plans of the last full months, the newest first: planned and reached.
    pub plans: Vec<(Money, Money)>,
}

impl Carer {
    /// How many months in a row, up to the last one, she stayed below so many percent of her plan.
    fn missed(&self, percent: u32) -> u32 {
        let below = |(planned, reached): &&(Money, Money)| {
            let (planned, reached) = (i128::from(planned.in_fen()), i128::from(reached.in_fen()));
            planned > 0 && reached * 100 < planned * i128::from(percent)
        };
        u32::try_from(self.plans.iter().take_while(below).count()).unwrap_or(u32::MAX)
    }
}

/// A customer who is looked after, or to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// Who.
    pub customer: CustomerId,
    /// Her consultant.
    pub consultant: Option<PersonId>,
    /// Her therapist, and since when.
    pub therapist: Option<(PersonId, BusinessDate)>,
    /// Services she had: when and by whom.
    pub services: Vec<(BusinessDate, PersonId)>,
}

impl Ward {
    fn last(&self) -> Option<BusinessDate> {
        self.services.iter().map(|(day, _)| *day).max()
    }

    fn services_by(&self, person: PersonId, within: u32, today: BusinessDate) -> u32 {
        let count =
            self.services.iter().filter(|(day, by)| *by == person && is_within(*day, within, today)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

fn is_within(day: BusinessDate, within: u32, today: BusinessDate) -> bool {
    days(day, today) < i32::try_from(within).unwrap_or(i32::MAX)
}

/// How things stand at a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The day.
    pub today: BusinessDate,
    /// Its consultants.
    pub consultants: Vec<Carer>,
    /// Its therapists.
    pub therapists: Vec<Carer>,
    /// Its customers, those who came first first.
    pub wards: Vec<Ward>,
}

/// A customer goes from somebody to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub customer: CustomerId,
    /// As whose charge.
    pub role: OwnerRole,
    /// Who had her.
    pub from: Option<PersonId>,
    /// Who gets her; nobody when she is only let go.
    pub to: Option<PersonId>,
    /// By which rule.
    pub rule: Rule,
    /// Why.
    pub why: Vec<Reason>,
}

/// A customer who could not be given to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Who.
    pub customer: CustomerId,
    /// By which rule she should have gone.
    pub rule: Rule,
    /// Why not.
    pub why: Vec<Reason>,
}

/// What the rules say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Who goes to whom.
    pub moves: Vec<Move>,
    /// Who stays without.
    pub stuck: Vec<Stuck>,
}

/// The books that are kept while the rules are gone through.
struct Round<'a> {
    policy: &'a Policy,
    standing: Standing,
    held: BTreeMap<PersonId, u32>,
    regulars: BTreeMap<PersonId, u32>,
    verdict: Verdict,
}

/// What the rules say of how things stand. The therapists first, then who lost customers, then who is new.
pub fn allot(policy: &Policy, standing: &Standing) -> Verdict {
    let mut round = Round {
        policy,
        held: counted(standing.wards.iter().filter_map(|ward| ward.consultant)),
        regulars: counted(standing.wards.iter().filter_map(|ward| ward.therapist).map(|(person, _)| person)),
        standing: standing.clone(),
        verdict: Verdict::default(),
    };
    round.let_go();
    round.make_regulars();
    round.take_from_who_missed();
    round.give_the_new();
    round.verdict
}

fn counted(people: impl Iterator<Item = PersonId>) -> BTreeMap<PersonId, u32> {
    people.fold(BTreeMap::new(), |mut count, person| {
        *count.entry(person).or_default() += 1;
        count
    })
}

impl Round<'_> {
    fn give(&mut self, place: usize, role: OwnerRole, to: Option<PersonId>, rule: Rule, why: Vec<Reason>) {
        let ward = &mut self.standing.wards[place];
        let (from, held) = match role {
            OwnerRole::Consultant => (std::mem::replace(&mut ward.consultant, to), &mut self.held),
            OwnerRole::Therapist => {
                let given = to.map(|person| (person, self.standing.today));
                (std::mem::replace(&mut ward.therapist, given).map(|(person, _)| person), &mut self.regulars)
            }
        };
        if let Some(count) = from.and_then(|person| held.get_mut(&person)) {
            *count = count.saturating_sub(1);
        }
        if let Some(person) = to {
            *held.entry(person).or_default() += 1;
        }
        self.verdict.moves.push(Move { customer: ward.customer, role, from, to, rule, why });
    }

    /// A regular who no longer comes is nobody's; so is one whose therapist missed her plan too often.
    fn let_go(&mut self) {
        let (policy, today) = (self.policy, self.standing.today);
        let mut short: BTreeMap<PersonId, u32> = BTreeMap::new();
        for place in 0..self.standing.wards.len() {
            let ward = &self.standing.wards[place];
            let Some((therapist, since)) = ward.therapist else { continue };
            let came = ward.services_by(therapist, policy.kept_days, today);
            let missed = self.missed(&self.standing.therapists, therapist);
            if !is_within(since, policy.kept_days, today) && came < policy.kept_visits {
                let why = Reason::new("strayed")
                    .with("n", came)
                    .with("needed", policy.kept_visits)
                    .with("days", policy.kept_days);
                self.give(place, OwnerRole::Therapist, None, Rule::Strayed, vec![why]);
            } else if let Some(why) = missed
                && short.get(&therapist).copied().unwrap_or_default() < policy.missed_moves
            {
                *short.entry(therapist).or_default() += 1;
                self.give(place, OwnerRole::Therapist, None, Rule::Short, vec![why]);
            }
        }
    }

    /// Why somebody loses customers, when she does.
    fn missed(&self, carers: &[Carer], person: PersonId) -> Option<Reason> {
        let policy = self.policy;
        let months = carers.iter().find(|carer| carer.person == person)?.missed(policy.plan_percent);
        (policy.missed_months > 0 && months >= policy.missed_months)
            .then(|| Reason::new("missed_plan").with("n", months).with("percent", policy.plan_percent))
    }

    /// Enough services by the same therapist make a regular; of several the one who gave most, then last.
    fn make_regulars(&mut self) {
        let (policy, today) = (self.policy, self.standing.today);
        for place in 0..self.standing.wards.len() {
            let ward = &self.standing.wards[place];
            if ward.therapist.is_some() || self.was_let_go(ward.customer) {
                continue;
            }
            let within = ward.services.iter().filter(|(day, _)| is_within(*day, policy.regular_days, today));
            let mut by: BTreeMap<PersonId, (u32, BusinessDate)> = BTreeMap::new();
            for (day, person) in within {
                let entry = by.entry(*person).or_insert((0, *day));
                *entry = (entry.0 + 1, entry.1.max(*day));
            }
            let best = by.into_iter().max_by_key(|(person, known)| (*known, std::cmp::Reverse(*person)));
            let Some((therapist, (count, _))) =
                best.filter(|(_, (count, _))| *count >= policy.regular_services)
            else {
                continue;
            };
            if !self.standing.therapists.iter().any(|carer| carer.person == therapist) {
                continue;
            }
            let services = Reason::new("services").with("n", count).with("days", policy.regular_days);
            let held = self.regulars.get(&therapist).copied().unwrap_or_default();
            if held >= policy.regular_cap {
                let full = Reason::new("regulars_full").with("n", held);
                let customer = ward.customer;
                self.verdict.stuck.push(Stuck { customer, rule: Rule::Regular, why: vec![services, full] });
                continue;
            }
            self.give(place, OwnerRole::Therapist, Some(therapist), Rule::Regular, vec![services]);
        }
    }

    fn was_let_go(&self, customer: CustomerId) -> bool {
        self.verdict.moves.iter().any(|done| done.customer == customer && done.role == OwnerRole::Therapist)
    }

    /// Who missed her plan too often loses some customers to the others, those who were not here longest first.
    fn take_from_who_missed(&mut self) {
        let consultants: Vec<PersonId> = self.standing.consultants.iter().map(|carer| carer.person).collect();
        for person in consultants {
            let Some(missed) = self.missed(&self.standing.consultants, person) else { continue };
            let wards = self.standing.wards.iter().enumerate();
            let mut hers: Vec<usize> =
                wards.filter(|(_, ward)| ward.consultant == Some(person)).map(|(place, _)| place).collect();
            hers.sort_by_key(|place| self.standing.wards[*place].last());
            for place in hers.into_iter().take(self.policy.missed_moves as usize) {
                self.in_turn(place, Rule::Missed, vec![missed.clone()], Some(person));
            }
        }
    }

    /// New customers go to the consultants in turn.
    fn give_the_new(&mut self) {
        for place in 0..self.standing.wards.len() {
            if self.standing.wards[place].consultant.is_none() {
                self.in_turn(place, Rule::New, vec![], None);
            }
        }
    }

    /// To the consultant whose turn it is: of those who may get one, the one whose last turn is longest ago.
    fn in_turn(&mut self, place: usize, rule: Rule, mut why: Vec<Reason>, except: Option<PersonId>) {
        let mut order: Vec<usize> = (0..self.standing.consultants.len()).collect();
        order.sort_by_key(|at| (self.standing.consultants[*at].turn, self.standing.consultants[*at].person));
        let mut passed = vec![];
        let mut next = None;
        for at in order {
            let carer = &self.standing.consultants[at];
            if except == Some(carer.person) {
                continue;
            }
            match self.hindered(carer) {
                Some(reason) => passed.push(reason.with("person", carer.person)),
                None => {
                    next = Some(at);
                    break;
                }
            }
        }
        let Some(at) = next else {
            let customer = self.standing.wards[place].customer;
            why.extend(passed);
            why.push(Reason::new("nobody_free"));
            self.verdict.stuck.push(Stuck { customer, rule, why });
            return;
        };
        let latest = self.standing.consultants.iter().map(|carer| carer.turn).max().unwrap_or_default();
        let carer = &mut self.standing.consultants[at];
        (carer.turn, carer.new) = (latest + 1, carer.new + 1);
        let to = carer.person;
        why.push(Reason::new("in_turn"));
        why.extend(passed);
        self.give(place, OwnerRole::Consultant, Some(to), rule, why);
    }

    /// Why somebody is passed over now.
    fn hindered(&self, carer: &Carer) -> Option<Reason> {
        let held = self.held.get(&carer.person).copied().unwrap_or_default();
        if !carer.here {
            Some(Reason::new("away_today"))
        } else if carer.new >= self.policy.new_cap {
            Some(Reason::new("new_full").with("n", carer.new))
        } else if held >= self.policy.held_cap {
            Some(Reason::new("held_full").with("n", held))
        } else {
            self.missed(&self.standing.consultants, carer.person)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use kernel::Id;
    use proptest::prelude::*;

    const TODAY: BusinessDate = jiff::civil::date(2026, 11, 25);

    fn policy() -> Policy {
        Policy::usual().expect("rules")
    }

    fn carer(person: i64) -> Carer {
        Carer { person: PersonId::of(person), here: true, turn: 0, new: 0, plans: vec![] }
    }

    fn ward(customer: i64) -> Ward {
        Ward { customer: CustomerId::of(customer), consultant: None, therapist: None, services: vec![] }
    }

    fn served(customer: i64, by: i64, ago: &[i64]) -> Ward {
        let service = |days: &i64| (TODAY.saturating_sub(days.days()), PersonId::of(by));
        let consultant = Some(PersonId::of(1));
        Ward { consultant, services: ago.iter().map(service).collect(), ..ward(customer) }
    }

    fn standing(consultants: Vec<Carer>, wards: Vec<Ward>) -> Standing {
        Standing { today: TODAY, consultants, therapists: vec![carer(11), carer(12)], wards }
    }

    fn given(verdict: &Verdict) -> Vec<(i64, Option<i64>, Rule)> {
        verdict.moves.iter().map(|m| (m.customer.get(), m.to.map(Id::get), m.rule)).collect()
    }

    fn plan(percent: i64) -> (Money, Money) {
        (Money::fen(100_00).expect("planned"), Money::fen(percent * 100).expect("reached"))
    }

    #[test]
    fn new_customers_go_round() {
        let last = Carer { turn: 7, ..carer(1) };
        let verdict = allot(&policy(), &standing(vec![last, carer(2), carer(3)], (1..5).map(ward).collect()));
        use Rule::New;
        assert_eq!(
            given(&verdict),
            [(1, Some(2), New), (2, Some(3), New), (3, Some(1), New), (4, Some(2), New)]
        );
    }

    #[test]
    fn who_is_away_or_full_is_passed_over_and_it_says_so() {
        let away = Carer { here: false, ..carer(1) };
        let full = Carer { new: 30, ..carer(2) };
        let verdict = allot(&policy(), &standing(vec![away.clone(), full.clone(), carer(3)], vec![ward(1)]));
        let codes: Vec<&str> = verdict.moves[0].why.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, ["in_turn", "away_today", "new_full"]);
        let nobody = allot(&policy(), &standing(vec![away, full], vec![ward(1)]));
        assert!(nobody.moves.is_empty());
        assert_eq!(nobody.stuck[0].why.last(), Some(&Reason::new("nobody_free")));
    }

    #[test]
    fn three_services_make_a_regular() {
        let wards = vec![served(1, 11, &[5, 30, 60]), served(2, 11, &[5, 30, 95]), served(3, 12, &[5, 6, 7])];
        let verdict = allot(&policy(), &standing(vec![carer(1)], wards));
        assert_eq!(given(&verdict), [(1, Some(11), Rule::Regular), (3, Some(12), Rule::Regular)]);
        let none_free = Policy { regular_cap: 0, ..policy() };
        let verdict = allot(&none_free, &standing(vec![carer(1)], vec![served(1, 11, &[1, 2, 3])]));
        assert!(verdict.moves.is_empty() && verdict.stuck.len() == 1);
    }

    #[test]
    fn a_regular_who_stays_away_is_let_go_and_not_taken_back_at_once() {
        let since = TODAY.saturating_sub(100.days());
        let strayed = Ward { therapist: Some((PersonId::of(11), since)), ..served(1, 11, &[50, 70, 80]) };
        let fresh = Ward { therapist: Some((PersonId::of(11), TODAY)), ..served(2, 11, &[]) };
        let verdict = allot(&policy(), &standing(vec![carer(1)], vec![strayed, fresh]));
        assert_eq!(given(&verdict), [(1, None, Rule::Strayed)]);
    }

    #[test]
    fn who_misses_the_plan_twice_loses_some_to_the_others() {
        let missed = Carer { plans: vec![plan(59), plan(10)], ..carer(1) };
        let once = Carer { plans: vec![plan(59), plan(60)], ..carer(2) };
        let wards: Vec<Ward> = (1..10).map(|n| served(n, 11, &[100 - n])).collect();
        let verdict = allot(&policy(), &standing(vec![missed, once], wards.clone()));
        assert_eq!(
            given(&verdict),
            (1..6).map(|n| (n, Some(2), Rule::Missed)).collect::<Vec<_>>(),
            "the longest away"
        );
        let alone = Carer { plans: vec![plan(0), plan(0)], ..carer(1) };
        let verdict = allot(&policy(), &standing(vec![alone], wards));
        assert!(verdict.moves.is_empty(), "there is nobody to give them to");
    }

    fn any_carer(person: i64) -> impl Strategy<Value = Carer> {
        let plans = prop::collection::vec((0i64..150).prop_map(plan), 0..3);
        (proptest::bool::weighted(0.8), 0i64..9, 0u32..4, plans).prop_map(move |(here, turn, new, plans)| {
            Carer { person: PersonId::of(person), here, turn, new, plans }
        })
    }

    fn any_ward() -> impl Strategy<Value = Ward> {
        let services = prop::collection::vec((0i64..150, 11i64..13), 0..6);
        let therapist = prop::option::of((11i64..13, 0i64..200));
        (prop::option::of(1i64..4), therapist, services).prop_map(|(consultant, therapist, services)| Ward {
            customer: CustomerId::of(0),
            consultant: consultant.map(PersonId::of),
            therapist: therapist.map(|(by, ago)| (PersonId::of(by), TODAY.saturating_sub(ago.days()))),
            services: services
                .into_iter()
                .map(|(ago, by)| (TODAY.saturating_sub(ago.days()), PersonId::of(by)))
                .collect(),
        })
    }

    fn any_standing() -> impl Strategy<Value = Standing> {
        let wards = prop::collection::vec(any_ward(), 0..12);
        (any_carer(1), any_carer(2), any_carer(3), any_carer(11), any_carer(12), wards).prop_map(
            |(a, b, c, d, e, mut wards)| {
                (1..).zip(&mut wards).for_each(|(n, ward)| ward.customer = CustomerId::of(n));
                Standing { today: TODAY, consultants: vec![a, b, c], therapists: vec![d, e], wards }
            },
        )
    }

    fn carried_out(standing: &Standing, verdict: &Verdict) -> Standing {
        let mut after = standing.clone();
        for done in &verdict.moves {
            let ward = after.wards.iter_mut().find(|ward| ward.customer == done.customer).expect("a ward");
            match done.role {
                OwnerRole::Consultant => ward.consultant = done.to,
                OwnerRole::Therapist => ward.therapist = done.to.map(|person| (person, TODAY)),
            }
        }
        after
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_she_can_look_after(standing in any_standing(), cap in 0u32..6) {
            let policy = Policy { held_cap: cap, regular_cap: cap, ..policy() };
            let verdict = allot(&policy, &standing);
            let after = carried_out(&standing, &verdict);
            let held = |all: &Standing, person| all.wards.iter().filter(|w| w.consultant == Some(person)).count();
            let regulars = |all: &Standing, person| {
                all.wards.iter().filter(|w| w.therapist.is_some_and(|(by, _)| by == person)).count()
            };
            for person in [1, 2, 3, 11, 12].map(PersonId::of) {
                prop_assert!(held(&after, person) <= held(&standing, person).max(cap as usize));
                prop_assert!(regulars(&after, person) <= regulars(&standing, person).max(cap as usize));
            }
        }

        #[test]
        fn every_move_says_why_and_goes_somewhere_else(standing in any_standing()) {
            for done in allot(&policy(), &standing).moves {
                prop_assert!(!done.why.is_empty());
                prop_assert_ne!(done.from, done.to);
            }
        }

        #[test]
        fn turns_differ_by_one_at_the_most(count in 0usize..40) {
            let wards = (1..).take(count).map(ward).collect();
            let verdict = allot(&policy(), &standing(vec![carer(1), carer(2), carer(3)], wards));
            let got = [1, 2, 3].map(|n| verdict.moves.iter().filter(|m| m.to == Some(PersonId::of(n))).count());
            prop_assert!(got.iter().max().zip(got.iter().min()).is_some_and(|(most, least)| most - least <= 1));
        }

        #[test]
        fn who_is_new_waits_for_nobody_who_is_free(standing in any_standing()) {
            let verdict = allot(&policy(), &standing);
            let after = carried_out(&standing, &verdict);
            for ward in after.wards.iter().filter(|ward| ward.consultant.is_none()) {
                prop_assert!(verdict.stuck.iter().any(|stuck| stuck.customer == ward.customer && stuck.rule == Rule::New));
            }
        }
    }
}
