//! A scheme (提成方案): rules by post and kind of sale. It is data, in versions from a month on; the one that is shipped
//! holds until the house takes its own into use.

use kernel::{Money, Result, Shipped, Words, codes};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::curve::{Curve, Step, WHOLE, Way};
use crate::reckon::Back;
use crate::shared::{Part, Whose};

codes! {
    /// What a rule pays for.
    pub enum Pays {
        /// A rate of the amounts (提成).
        Rate = "rate",
        /// A fee for each time it was done (手工费).
        Fee = "fee",
        /// So much a month (底薪).
        Wage = "wage",
    }
}

/// One rule: for these posts, what these sales pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Code, its own within the scheme.
    pub code: String,
    /// What it is called.
    pub name: Words,
    /// For whoever holds one of these posts on the day, by their codes.
    pub posts: Vec<String>,
    /// On whose results it is paid.
    #[serde(default = "own")]
    pub whose: Whose,
    /// How those who sold and served share what a line brought, by their posts (分成); nothing leaves it as the ticket has
    /// it.
    #[serde(default)]
    pub split: Vec<Part>,
    /// Of which journal of performance.
    pub journal: Journal,
    /// Of which kinds of sale.
    pub kinds: Vec<LineKind>,
    /// What it pays for.
    pub pays: Pays,
    /// How the steps are read.
    pub way: Way,
    /// From the lowest up.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// An amount exactly where a step begins belongs to the step below (不含).
    #[serde(default)]
    pub above: bool,
    /// Nothing is paid below so many percent of the average of all to whom the rule applies; 0 asks for nothing.
    #[serde(default)]
    pub gate: u32,
    /// Never more than this in a month; nothing is no limit.
    #[serde(default)]
    pub most: Money,
    /// Of the fee that stands in the catalogue, so many percent.
    #[serde(default = "all_of_it")]
    pub percent: u32,
    /// The fee where the catalogue has none; the wage of a month.
    #[serde(default)]
    pub fee: Money,
    /// Only treatments that came to their therapist in one of these ways (派单); none is all of them.
    #[serde(default)]
    pub dispatch: Vec<String>,
    /// What happens when a sale of an earlier month is undone.
    pub back: Back,
}

fn own() -> Whose {
    Whose::Own
}

fn all_of_it() -> u32 {
    100
}

impl Rule {
    /// Its steps as a curve.
    pub fn curve(&self) -> Curve<'_> {
        Curve { steps: &self.steps, way: self.way, above: self.above, most: self.most }
    }
}

/// A scheme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Its rules.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
    /// House rules that it names, by their codes in the law's table. They are shown with the article that forbids them,
    /// and are not carried out.
    #[serde(default)]
    pub house: Vec<String>,
}

impl Scheme {
    /// The scheme that holds where the house has not taken its own into use.
    pub fn usual() -> Result<Scheme> {
        static FILE: Shipped<Scheme> = Shipped::new(include_str!("../data/scheme.toml"));
        FILE.get().cloned()
    }

    /// A rule by its code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// What is wrong with it: rule and key of the problem.
    pub fn faults(&self) -> Vec<(String, &'static str)> {
        let mut faults = vec![];
        for (place, rule) in self.rules.iter().enumerate() {
            let mut fault = |is: bool, what| {
                if is {
                    faults.push((rule.code.clone(), what));
                }
            };
            fault(self.rules[..place].iter().any(|other| other.code == rule.code), "taken");
            fault(rule.posts.is_empty(), "pay.posts");
            fault(rule.kinds.is_empty() && rule.pays != Pays::Wage, "pay.kinds");
            fault(rule.fee <= Money::ZERO && rule.pays == Pays::Wage, "pay.wage");
            let shared = rule.whose != Whose::Own || !rule.split.is_empty();
            fault(shared && rule.pays != Pays::Rate, "pay.shared");
            fault(rule.whose != Whose::Own && !rule.split.is_empty(), "pay.shared");
            fault(rule.split.iter().any(|part| part.parts == 0 || part.posts.is_empty()), "pay.split");
            fault(rule.pays == Pays::Rate && rule.steps.is_empty(), "pay.steps");
            fault(!rule.steps.is_sorted_by(|one, next| one.from < next.from), "pay.steps");
            fault(rule.steps.iter().any(|step| i64::from(step.rate) > WHOLE), "pay.steps");
            fault(rule.steps.iter().any(|step| step.from < Money::ZERO), "pay.steps");
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_scheme_is_sound_and_kept_as_it_is() {
        let usual = Scheme::usual().expect("a scheme");
        assert_eq!(usual.faults(), []);
        assert!(usual.house.is_empty());
        let kept = serde_json::to_string(&usual).expect("json");
        assert_eq!(serde_json::from_str::<Scheme>(&kept).expect("a scheme"), usual);
        let posts = handbook_posts();
        for rule in &usual.rules {
            assert!(rule.posts.iter().all(|post| posts.contains(post)), "{:?}", rule.posts);
        }
    }

    /// The codes of the posts, from the files of the handbook.
    fn handbook_posts() -> Vec<String> {
        let folder = std::fs::read_dir("../../handbook/posts").expect("posts");
        let names = folder.filter_map(|file| file.ok()?.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".toml").map(String::from)).collect()
    }

    #[test]
    fn what_cannot_be_worked_out_is_told() {
        let mut scheme = Scheme::usual().expect("a scheme");
        let mut rule = scheme.rules[0].clone();
        rule.posts.clear();
        rule.steps = vec![rule.steps[0], rule.steps[0]];
        scheme.rules = vec![rule.clone(), Rule { steps: vec![], ..rule }];
        let told: Vec<&str> = scheme.faults().into_iter().map(|(_, what)| what).collect();
        assert_eq!(told, ["pay.posts", "pay.steps", "taken", "pay.posts", "pay.steps"]);
    }
}
