//! The class of a prospect (潜在顾客分类): how near somebody who is no member yet is to becoming one.

use kernel::{BusinessDate, Money, codes};

use crate::reason::Reason;
use crate::scheme::{PotentialScheme, days};

codes! {
    /// How near, the nearest first.
    pub enum Potential {
        /// About to buy (准顾客).
        Likely = "likely",
        /// Knows what she wants (意向顾客).
        Interested = "interested",
        /// Worth the trouble (优质潜在).
        Promising = "promising",
        /// Everybody else (一般潜在).
        Ordinary = "ordinary",
    }
}

/// What is known of a prospect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prospect {
    /// When one last spoke with her.
    pub spoken: Option<BusinessDate>,
    /// When she was here last.
    pub visited: Option<BusinessDate>,
    /// Is it known what she needs?
    pub need: bool,
    /// What she would spend.
    pub budget: Option<Money>,
    /// Is there an objection that was not answered?
    pub objection: bool,
    /// Was she made an offer?
    pub offered: bool,
    /// Did a customer bring her?
    pub referred: bool,
}

/// The class on a day: what speaks for it, then what is lacking for the next better one.
pub fn potential(
    prospect: &Prospect,
    today: BusinessDate,
    scheme: &PotentialScheme,
) -> (Potential, Vec<Reason>) {
    let ladder = [
        (Potential::Likely, likely(prospect, today, scheme)),
        (Potential::Interested, interested(prospect, today, scheme)),
        (Potential::Promising, promising(prospect, today, scheme)),
    ];
    let mut lacking: Vec<Reason> = vec![];
    for (class, found) in ladder {
        match found {
            Ok(reasons) => return (class, [reasons, lacking].concat()),
            Err(lacks) => lacking = lacks,
        }
    }
    (Potential::Ordinary, lacking)
}

/// What speaks for a class, or what is lacking for it.
type Found = Result<Vec<Reason>, Vec<Reason>>;

fn all(conditions: Vec<Result<Reason, Reason>>) -> Found {
    let (met, lacking): (Vec<_>, Vec<_>) = conditions.into_iter().partition(Result::is_ok);
    match lacking.is_empty() {
        true => Ok(met.into_iter().flatten().collect()),
        false => Err(lacking.into_iter().filter_map(Result::err).collect()),
    }
}

fn met(is: bool, yes: &str, no: &str) -> Result<Reason, Reason> {
    if is { Ok(Reason::new(yes)) } else { Err(Reason::new(no)) }
}

fn spoken(prospect: &Prospect, today: BusinessDate, within: i32) -> Result<Reason, Reason> {
    match prospect.spoken {
        Some(day) if days(day, today) <= within => Ok(Reason::new("spoken").with("day", day)),
        _ => Err(Reason::new("not_spoken").with("days", within)),
    }
}

fn likely(prospect: &Prospect, today: BusinessDate, scheme: &PotentialScheme) -> Found {
    all(vec![
        spoken(prospect, today, scheme.likely_days),
        met(prospect.need, "need", "no_need"),
        met(prospect.budget.is_some(), "budget_known", "no_budget"),
        met(prospect.offered, "offered", "not_offered"),
        met(!prospect.objection, "no_objection", "objection"),
    ])
}

fn interested(prospect: &Prospect, today: BusinessDate, scheme: &PotentialScheme) -> Found {
    all(vec![spoken(prospect, today, scheme.interested_days), met(prospect.need, "need", "no_need")])
}

/// One of these is enough.
fn promising(prospect: &Prospect, today: BusinessDate, scheme: &PotentialScheme) -> Found {
    let budget = prospect.budget.filter(|budget| budget.in_fen() / 100 >= scheme.promising_yuan);
    let here = prospect.visited.filter(|day| days(*day, today) <= scheme.promising_days);
    let reasons: Vec<Reason> = [
        budget.map(|budget| Reason::new("budget").with("sum", budget)),
        prospect.referred.then(|| Reason::new("referred")),
        here.map(|day| Reason::new("visited").with("day", day)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let lacking =
        Reason::new("not_promising").with("sum", scheme.promising_yuan).with("days", scheme.promising_days);
    if reasons.is_empty() { Err(vec![lacking]) } else { Ok(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::scheme;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: BusinessDate = date(2026, 11, 25);

    fn rules() -> &'static PotentialScheme {
        &scheme(TODAY).expect("a scheme").potential
    }

    fn yuan(yuan: i64) -> Option<Money> {
        Money::fen(yuan * 100).ok()
    }

    fn near() -> Prospect {
        let (spoken, budget) = (Some(date(2026, 11, 20)), yuan(3_000));
        Prospect { spoken, budget, need: true, offered: true, ..Prospect::default() }
    }

    fn class(prospect: &Prospect) -> Potential {
        potential(prospect, TODAY, rules()).0
    }

    #[test]
    fn the_classes_are_the_steps_of_a_ladder() {
        assert_eq!(class(&near()), Potential::Likely);
        assert_eq!(class(&Prospect { objection: true, ..near() }), Potential::Interested);
        assert_eq!(class(&Prospect { spoken: Some(date(2026, 11, 1)), ..near() }), Potential::Interested);
        assert_eq!(class(&Prospect { spoken: Some(date(2026, 9, 1)), ..near() }), Potential::Ordinary);
        assert_eq!(class(&Prospect { spoken: None, budget: yuan(5_000), ..near() }), Potential::Promising);
        assert_eq!(class(&Prospect { referred: true, ..Prospect::default() }), Potential::Promising);
        assert_eq!(class(&Prospect::default()), Potential::Ordinary);
    }

    #[test]
    fn it_says_what_is_lacking_for_the_next_class() {
        let (_, why) = potential(&Prospect { objection: true, ..near() }, TODAY, rules());
        let codes: Vec<&str> = why.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, ["spoken", "need", "objection"]);
        let (_, why) = potential(&Prospect::default(), TODAY, rules());
        assert_eq!(why[0].code, "not_promising");
    }

    fn prospects() -> impl Strategy<Value = Prospect> {
        let day = || prop::option::of((0i64..200).prop_map(|ago| TODAY.saturating_sub(ago.days())));
        let money = prop::option::of((0i64..20_000).prop_filter_map("an amount", yuan));
        (day(), day(), proptest::array::uniform4(proptest::bool::ANY), money).prop_map(
            |(spoken, visited, [need, objection, offered, referred], budget)| Prospect {
                spoken,
                visited,
                need,
                budget,
                objection,
                offered,
                referred,
            },
        )
    }

    proptest! {
        #[test]
        fn knowing_more_never_moves_her_away(prospect in prospects(), need in proptest::bool::ANY, offered in proptest::bool::ANY) {
            let more = Prospect {
                need: prospect.need || need,
                offered: prospect.offered || offered,
                objection: false,
                spoken: Some(TODAY),
                ..prospect
            };
            prop_assert!(class(&more) <= class(&prospect));
        }

        #[test]
        fn there_is_always_a_reason(prospect in prospects()) {
            prop_assert!(!potential(&prospect, TODAY, rules()).1.is_empty());
        }
    }
}
