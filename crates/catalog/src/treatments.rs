//! The treatments in force on a day, and who may give them.

use std::collections::BTreeMap;

use kernel::{BusinessDate, PersonId};

use crate::offer::{Level, SkillId, Treatment, TreatmentId};

/// The published treatments in force on a day, by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Treatments {
    all: Vec<Treatment>,
    place: BTreeMap<TreatmentId, usize>,
}

impl Treatments {
    /// Those.
    pub fn of(mut all: Vec<Treatment>) -> Treatments {
        all.sort_by(|one, other| one.number.cmp(&other.number));
        let place = all.iter().enumerate().map(|(place, treatment)| (treatment.id, place)).collect();
        Treatments { all, place }
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Treatment] {
        &self.all
    }

    /// One of them; none when it is not in force.
    pub fn get(&self, id: TreatmentId) -> Option<&Treatment> {
        self.place.get(&id).map(|place| &self.all[*place])
    }

    /// The one with a number.
    pub fn by_number(&self, number: &str) -> Option<&Treatment> {
        self.all.iter().find(|treatment| treatment.number.eq_ignore_ascii_case(number.trim()))
    }

    /// The boards on which they count.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = self.all.iter().map(|treatment| treatment.family.as_str()).collect();
        families.sort_unstable();
        families.dedup();
        families
    }
}

/// Somebody passed in a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    /// Who.
    pub person: PersonId,
    /// In what.
    pub skill: SkillId,
    /// How well.
    pub level: Level,
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: Option<BusinessDate>,
}

/// Who has passed in what, on a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passes(BTreeMap<(PersonId, SkillId), Level>);

impl Passes {
    /// The passes that hold on a day; the best of each skill counts.
    pub fn on(day: BusinessDate, all: &[Pass]) -> Passes {
        let mut best = BTreeMap::new();
        for pass in all.iter().filter(|pass| org::holds(pass.from, pass.until, day)) {
            let level = best.entry((pass.person, pass.skill)).or_insert(pass.level);
            *level = (*level).max(pass.level);
        }
        Passes(best)
    }

    /// How well a person has passed in a skill.
    pub fn level(&self, person: PersonId, skill: SkillId) -> Option<Level> {
        self.0.get(&(person, skill)).copied()
    }

    /// Whether a person may give a treatment: she has passed in its skill, well enough.
    pub fn may_give(&self, person: PersonId, treatment: &Treatment) -> bool {
        match treatment.skill {
            Some((skill, needed)) => self.level(person, skill).is_some_and(|level| level >= needed),
            None => true,
        }
    }

    /// Everybody who may give a treatment that asks for a skill.
    pub fn who_may_give(&self, treatment: &Treatment) -> Vec<PersonId> {
        let Some((skill, needed)) = treatment.skill else { return vec![] };
        let able = self.0.iter().filter(|((_, passed), level)| *passed == skill && **level >= needed);
        able.map(|((person, _), _)| *person).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Money, Words};
    use proptest::prelude::*;

    fn day(day: i8) -> BusinessDate {
        jiff::civil::date(2026, 3, day)
    }

    fn treatment(skill: Option<(SkillId, Level)>) -> Treatment {
        Treatment {
            id: TreatmentId::of(1),
            number: "F001".into(),
            name: Words::new("补水", "Moisture"),
            department: "therapy".into(),
            family: "face".into(),
            steps: vec![],
            room_kind: None,
            equipment: vec![],
            skill,
            hand_fee: Money::ZERO,
            price: Money::ZERO,
            member_price: None,
        }
    }

    fn pass(person: i64, level: Level, from: i8, until: Option<i8>) -> Pass {
        let (person, skill) = (PersonId::of(person), SkillId::of(1));
        Pass { person, skill, level, from: day(from), until: until.map(day) }
    }

    #[test]
    fn who_has_not_passed_may_not_give_it() {
        let passes = [pass(1, Level::Basic, 1, None), pass(2, Level::Skilled, 1, Some(9))];
        let hard = treatment(Some((SkillId::of(1), Level::Skilled)));
        let may = |on| [1, 2, 3].map(|p| Passes::on(day(on), &passes).may_give(PersonId::of(p), &hard));
        assert_eq!(may(9), [false, true, false], "too low a level, the right one, none");
        assert_eq!(may(10), [false, false, false], "a pass that ended no longer counts");
        assert!(
            Passes::default().may_give(PersonId::of(3), &treatment(None)),
            "nothing asked, nothing needed"
        );
    }

    fn any_pass() -> impl Strategy<Value = Pass> {
        let level = prop::sample::select(Level::ALL);
        (1..4i64, level, 1..28i8, prop::option::of(0..28i8)).prop_map(|(person, level, from, longer)| {
            pass(person, level, from, longer.map(|d| (from + d).min(28)))
        })
    }

    proptest! {
        #[test]
        fn another_pass_never_takes_a_right_away(
            passes in prop::collection::vec(any_pass(), 0..8), more in any_pass(), on in 1..28i8, asked in 0..3usize,
        ) {
            let hard = treatment(Some((SkillId::of(1), Level::ALL[asked])));
            let before = Passes::on(day(on), &passes).who_may_give(&hard);
            let all = [&passes[..], &[more]].concat();
            let after = Passes::on(day(on), &all).who_may_give(&hard);
            prop_assert!(before.iter().all(|person| after.contains(person)));
        }

        #[test]
        fn the_list_and_the_question_agree(passes in prop::collection::vec(any_pass(), 0..8), on in 1..28i8) {
            let basic = treatment(Some((SkillId::of(1), Level::Basic)));
            let passes = Passes::on(day(on), &passes);
            for person in (1..5).map(PersonId::of) {
                prop_assert_eq!(passes.may_give(person, &basic), passes.who_may_give(&basic).contains(&person));
            }
        }
    }
}
