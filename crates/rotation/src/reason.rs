//! Why this person, in words of both languages, from codes and names. Told from the log, so it reads the same a year
//! later.

use jiff::tz::TimeZone;
use kernel::{Instant, Lang, PersonId, Words};
use org::Organisation;
use web::{Say, text};

use crate::deed::{Deed, Given, Skipped};
use crate::dispatching::Suggestion;

/// Tells deeds: knows names and the centre's time.
pub struct Teller<'a> {
    /// Who is who.
    pub names: &'a dyn Fn(PersonId) -> String,
    /// The centre's time zone.
    pub zone: &'a TimeZone,
}

fn both(tell: impl Fn(Say) -> String) -> Words {
    Words::new(tell(Say(Lang::Chinese)), tell(Say(Lang::English)))
}

impl Suggestion {
    /// Why she is next, in words of both languages.
    pub fn why(&self, organisation: &Organisation) -> Words {
        let names = |person: PersonId| organisation.person_name(person).to_owned();
        let (zone, weight) = (organisation.zone(), self.policy.weight(self.treatment.price));
        let given = Given {
            dispatch: booking::Dispatch::Turn,
            treatment: self.treatment.id,
            number: self.treatment.number.clone(),
            name: self.treatment.name.clone(),
            weight,
            counted: weight,
            income: self.treatment.price,
            until: Instant::default(),
            place: self.choice.place,
            skipped: self.choice.skipped.clone(),
            out_of_turn: String::new(),
            customer: None,
            regular: None,
        };
        Teller { names: &names, zone: &zone }.why(&given)
    }
}

impl Teller<'_> {
    /// Why a customer came to her: her place in line, and why each before her was passed over.
    pub fn why(&self, given: &Given) -> Words {
        both(|say| {
            let mut parts = vec![self.how(given, say)];
            parts.extend(given.skipped.iter().map(|skipped| self.passed_over(skipped, &given.number, say)));
            parts.join(&say.t("common.semicolon"))
        })
    }

    fn how(&self, given: &Given, say: Say) -> String {
        let place = [("place", given.place.to_string()), ("why", given.out_of_turn.clone())];
        match given.dispatch {
            booking::Dispatch::Turn if !given.out_of_turn.is_empty() => {
                say.fill("rotation.why.out_of_turn", &place)
            }
            booking::Dispatch::Turn if given.place == 1 => say.t("rotation.why.first"),
            booking::Dispatch::Turn => say.fill("rotation.why.place", &place),
            other => say.t(&format!("rotation.dispatch.{}", other.code())),
        }
    }

    /// Why somebody was passed over, in both languages.
    pub fn skipped(&self, skipped: &Skipped, treatment: &str) -> Words {
        both(|say| self.passed_over(skipped, treatment, say))
    }

    fn passed_over(&self, skipped: &Skipped, treatment: &str, say: Say) -> String {
        let until = skipped.until.map(|until| text::clock(until, self.zone)).unwrap_or_default();
        let args = [("name", (self.names)(skipped.person)), ("until", until), ("what", treatment.to_owned())];
        let told = say.fill(&format!("rotation.skip.{}", skipped.reason.code()), &args);
        if skipped.keeps { told } else { format!("{told}{}", say.t("rotation.why.lost")) }
    }

    /// What happened, beyond its kind and whose card it was.
    pub fn told(&self, deed: &Deed) -> Words {
        both(|say| match deed {
            Deed::Dispatched(given) => {
                let why = self.why(given);
                let name = given.name.read(say.0);
                format!("{} {name} · {}", given.number, why.read(say.0))
            }
            Deed::SignedIn { late: Some(minutes), .. } => {
                say.fill("rotation.told.late", &[("n", minutes.to_string())])
            }
            Deed::Moved { to, why } => {
                say.fill("rotation.told.moved", &[("place", to.to_string()), ("why", why.clone())])
            }
            Deed::Penalised { name, points, why, .. } => {
                let args = [("what", name.read(say.0).to_owned()), ("n", points.to_string())];
                format!("{} · {why}", say.fill("rotation.told.penalised", &args))
            }
            Deed::Voided { costs: true, why, .. } => format!("{why}{}", say.t("rotation.told.costs")),
            Deed::TakenAway { points, why, .. } => {
                format!("{why} · {}", say.fill("rotation.told.points", &[("n", points.to_string())]))
            }
            other => other.why().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::SkipReason;
    use crate::weight::Weight;
    use booking::Dispatch;
    use kernel::{Id, Instant, Money};

    #[test]
    fn a_dispatch_says_why_this_person() {
        let names =
            |person: PersonId| ["", "王丽", "李娜"][usize::try_from(person.get()).unwrap_or(0)].to_owned();
        let at = Instant::from_millis((15 * 60 + 10) * 60_000);
        let skip =
            |person, reason, until| Skipped { person: PersonId::of(person), reason, until, keeps: true };
        let given = Given {
            dispatch: Dispatch::Turn,
            treatment: catalog::TreatmentId::of(1),
            number: "H001".into(),
            name: Words::new("花瓣浴", "Petal bath"),
            weight: Weight::WHOLE,
            counted: Weight::WHOLE,
            income: Money::ZERO,
            until: at,
            place: 3,
            skipped: vec![skip(1, SkipReason::NoPass, None), skip(2, SkipReason::Busy, Some(at))],
            out_of_turn: String::new(),
            customer: None,
            regular: None,
        };
        let why = Teller { names: &names, zone: &TimeZone::UTC }.why(&given);
        assert_eq!(why.zh, "排在第 3 位；王丽跳过：H001 未通过考核；李娜忙到 15:10");
        assert_eq!(why.en, "No. 3 in line; 王丽 skipped: no pass in H001; 李娜 busy until 15:10");
    }
}
