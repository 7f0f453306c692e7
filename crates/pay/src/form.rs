//! A scheme as it is typed: one form for the page and for programs. The fields of the rules stand side by side: the
//! first name belongs to the first steps. A rule without a name is left out.

use garde::Validate;
use kernel::{Money, Problems, Result, Words};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

use crate::curve::{Step, WHOLE, Way};
use crate::reckon::Back;
use crate::scheme::{Pays, Rule, Scheme};
use crate::shared::{Part, Whose};

/// A scheme as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct SchemeForm {
    /// What it is called.
    #[garde(length(chars, max = 60))]
    pub name: String,
    /// Why it changes.
    #[garde(length(chars, max = 400))]
    pub why: String,
    /// House rules that it names, by their codes.
    #[garde(length(max = 40), inner(length(max = 40)))]
    pub house: Vec<String>,
    /// The code of each rule; empty for a new one.
    #[garde(length(max = 40), inner(length(max = 40)))]
    pub code: Vec<String>,
    /// The name of each rule.
    #[garde(length(max = 40), inner(length(chars, max = 60)))]
    pub rule: Vec<String>,
    /// The same in English.
    #[garde(length(max = 40), inner(length(chars, max = 80)))]
    pub rule_en: Vec<String>,
    /// On whose results: `own`, `department` or `store`; empty is one's own.
    #[garde(length(max = 40), inner(length(max = 12)))]
    pub whose: Vec<String>,
    /// How roles share a line: names or codes of posts, and parts, `consultant 60; therapist/body-therapist 40`.
    #[garde(length(max = 40), inner(length(chars, max = 300)))]
    pub split: Vec<String>,
    /// `cash` or `consumption`.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub journal: Vec<String>,
    /// `rate`, `fee` or `wage`.
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub pays: Vec<String>,
    /// `whole` or `marginal`.
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub way: Vec<String>,
    /// Steps: an amount in yuan and a rate, `7000 2%; 15000 3.5%`.
    #[garde(length(max = 40), inner(length(chars, max = 400)))]
    pub steps: Vec<String>,
    /// `above` where an amount exactly at a step belongs to the step below.
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub edge: Vec<String>,
    /// Nothing below so many percent of the average; empty asks for nothing.
    #[garde(length(max = 40), inner(length(max = 3)))]
    pub gate: Vec<String>,
    /// Never more than so many yuan a month; empty is no limit.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub most: Vec<String>,
    /// Of the catalogue's fee, so many percent; empty is all of it.
    #[garde(length(max = 40), inner(length(max = 4)))]
    pub percent: Vec<String>,
    /// The fee where the catalogue has none, or the wage of a month, in yuan.
    #[garde(length(max = 40), inner(length(max = 20)))]
    pub fee: Vec<String>,
    /// What happens when a sale of an earlier month is undone: `then`, `anew` or `kept`.
    #[garde(length(max = 40), inner(length(max = 10)))]
    pub back: Vec<String>,
    /// For which posts: place of the rule and code, `0:consultant`.
    #[garde(length(max = 800), inner(length(max = 60)))]
    pub posts: Vec<String>,
    /// Of which kinds: place of the rule and code, `0:product`.
    #[garde(length(max = 400), inner(length(max = 20)))]
    pub kinds: Vec<String>,
    /// Of which dispatches: place of the rule and code, `0:requested`.
    #[garde(length(max = 400), inner(length(max = 20)))]
    pub dispatch: Vec<String>,
}

impl Form for SchemeForm {
    fn sample() -> SchemeForm {
        let scheme = Scheme::usual().unwrap_or_default();
        SchemeForm { why: "旺季提高消耗提成".into(), ..SchemeForm::of("旺季方案", &scheme) }
    }
}

/// The text at a place; empty where there is none.
fn at(texts: &[String], place: usize) -> &str {
    texts.get(place).map_or("", |text| text.trim())
}

/// What was ticked for the rule at a place.
fn ticked(all: &[String], place: usize) -> Vec<&str> {
    let parts = all.iter().filter_map(|text| text.split_once(':'));
    parts.filter(|(at, _)| at.parse() == Ok(place)).map(|(_, code)| code).collect()
}

impl SchemeForm {
    /// The form filled with a scheme.
    pub fn of(name: &str, scheme: &Scheme) -> SchemeForm {
        let mut form =
            SchemeForm { name: name.to_owned(), house: scheme.house.clone(), ..SchemeForm::default() };
        for (place, rule) in scheme.rules.iter().enumerate() {
            form.code.push(rule.code.clone());
            form.rule.push(rule.name.zh.clone());
            form.rule_en.push(rule.name.en.clone());
            form.whose.push(rule.whose.code().into());
            form.split.push(written_parts(&rule.split));
            form.journal.push(rule.journal.code().into());
            form.pays.push(rule.pays.code().into());
            form.way.push(rule.way.code().into());
            form.steps.push(written(&rule.steps));
            form.edge.push(if rule.above { "above".into() } else { String::new() });
            form.gate.push(number(rule.gate, 0));
            form.most.push(amount(rule.most));
            form.percent.push(number(rule.percent, 100));
            form.fee.push(amount(rule.fee));
            form.back.push(rule.back.code().into());
            form.posts.extend(rule.posts.iter().map(|post| format!("{place}:{post}")));
            form.kinds.extend(rule.kinds.iter().map(|kind| format!("{place}:{}", kind.code())));
            form.dispatch.extend(rule.dispatch.iter().map(|way| format!("{place}:{way}")));
        }
        form
    }

    /// The same with the names of posts where a person reads them.
    pub(crate) fn named(mut self, posts: &[(String, Words)]) -> SchemeForm {
        for text in &mut self.split {
            let name =
                |code: &String| posts.iter().find(|(post, _)| post == code).map(|(_, name)| name.zh.clone());
            let Some(mut parts) = read_parts(text, posts) else { continue };
            for code in parts.iter_mut().flat_map(|part| &mut part.posts) {
                *code = name(code).unwrap_or_else(|| code.clone());
            }
            *text = written_parts(&parts);
        }
        self
    }

    /// Is this ticked for the rule at a place?
    pub fn has(&self, list: &str, place: &usize, code: &str) -> bool {
        let all = match list {
            "posts" => &self.posts,
            "kinds" => &self.kinds,
            _ => &self.dispatch,
        };
        ticked(all, *place).contains(&code)
    }

    /// What is typed in a field of the rule at a place.
    pub fn text(&self, field: &str, place: &usize) -> &str {
        let texts = match field {
            "code" => &self.code,
            "rule" => &self.rule,
            "rule_en" => &self.rule_en,
            "whose" => &self.whose,
            "split" => &self.split,
            "journal" => &self.journal,
            "pays" => &self.pays,
            "way" => &self.way,
            "steps" => &self.steps,
            "edge" => &self.edge,
            "gate" => &self.gate,
            "most" => &self.most,
            "percent" => &self.percent,
            "fee" => &self.fee,
            _ => &self.back,
        };
        at(texts, *place)
    }

    /// Name, scheme and why; or all that is wrong together.
    pub(crate) fn parse(
        &self,
        posts: &[(String, Words)],
        house: &[&str],
    ) -> Result<(String, Scheme, String)> {
        let mut wrong = web::limits(self);
        let name = Some(self.name.trim()).filter(|name| !name.is_empty());
        let name = wrong.need("name", name, "needed").map(str::to_owned);
        let named = (0..self.rule.len()).filter(|place| !at(&self.rule, *place).is_empty());
        let rules: Vec<Option<Rule>> = named.map(|place| self.rule_at(place, posts, &mut wrong)).collect();
        if rules.is_empty() {
            wrong.add("rule-0", "needed");
        }
        if self.house.iter().any(|code| !house.contains(&code.as_str())) {
            wrong.add("house", "not_a_choice");
        }
        let rules: Option<Vec<Rule>> = rules.into_iter().collect();
        let scheme = rules.map(|rules| Scheme { rules, house: self.house.clone() });
        if let Some(scheme) = &scheme {
            for (rule, what) in scheme.faults() {
                let place = scheme.rules.iter().position(|one| one.code == rule).unwrap_or(0);
                wrong.add(format!("rule-{place}"), what);
            }
        }
        let why = self.why.trim().to_owned();
        wrong.or(name.zip(scheme)).map(|(name, scheme)| (name, scheme, why))
    }

    fn rule_at(&self, place: usize, known: &[(String, Words)], wrong: &mut Problems) -> Option<Rule> {
        let field = |name: &str| format!("{name}-{place}");
        let text = |name: &str| self.text(name, &place);
        let whose = match text("whose") {
            "" => Some(Whose::Own),
            code => wrong.need(&field("whose"), Whose::from_code(code), "not_a_choice"),
        };
        let split = wrong.need(&field("split"), read_parts(text("split"), known), "pay.split");
        let journal = wrong.need(&field("journal"), Journal::from_code(text("journal")), "not_a_choice");
        let pays = wrong.need(&field("pays"), Pays::from_code(text("pays")), "not_a_choice");
        let way = wrong.need(&field("way"), Way::from_code(text("way")), "not_a_choice");
        let back = wrong.need(&field("back"), Back::from_code(text("back")), "not_a_choice");
        let steps = wrong.need(&field("steps"), read(text("steps")), "pay.steps");
        let gate = wrong.need(&field("gate"), percent(text("gate"), 0, 100), "not_a_number");
        let of_fee = wrong.need(&field("percent"), percent(text("percent"), 100, 1000), "not_a_number");
        let most = wrong.need(&field("most"), money(text("most")), "not_an_amount");
        let fee = wrong.need(&field("fee"), money(text("fee")), "not_an_amount");
        let posts = ticked(&self.posts, place);
        if posts.iter().any(|post| !known.iter().any(|(code, _)| code == post)) {
            wrong.add(field("posts"), "not_a_choice");
        }
        let kinds: Option<Vec<LineKind>> =
            ticked(&self.kinds, place).into_iter().map(LineKind::from_code).collect();
        let kinds = wrong.need(&field("kinds"), kinds, "not_a_choice");
        let code = match text("code") {
            "" => format!("rule-{}", place + 1),
            code => code.to_owned(),
        };
        Some(Rule {
            code,
            name: Words::new(text("rule"), text("rule_en")),
            posts: posts.into_iter().map(String::from).collect(),
            whose: whose?,
            split: split?,
            journal: journal?,
            kinds: kinds?,
            pays: pays?,
            way: way?,
            steps: steps?,
            above: text("edge") == "above",
            gate: gate?,
            most: most?,
            percent: of_fee?,
            fee: fee?,
            dispatch: ticked(&self.dispatch, place).into_iter().map(String::from).collect(),
            back: back?,
        })
    }
}

fn percent(text: &str, usual: u32, most: u32) -> Option<u32> {
    if text.is_empty() { Some(usual) } else { text.parse().ok().filter(|n| *n <= most) }
}

fn money(text: &str) -> Option<Money> {
    if text.is_empty() { Some(Money::ZERO) } else { text.parse().ok().filter(|sum| *sum >= Money::ZERO) }
}

fn number(n: u32, usual: u32) -> String {
    if n == usual { String::new() } else { n.to_string() }
}

fn amount(sum: Money) -> String {
    if sum == Money::ZERO { String::new() } else { plain(sum) }
}

/// Yuan without separators, and without fen where there are none.
fn plain(sum: Money) -> String {
    let text = sum.typed();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

/// `7000 2%; 15000 3.5%`.
pub(crate) fn written(steps: &[Step]) -> String {
    let step = |step: &Step| format!("{} {}", plain(step.from), rate(step.rate));
    steps.iter().map(step).collect::<Vec<_>>().join("; ")
}

/// `consultant 60; therapist/body-therapist 40`.
pub(crate) fn written_parts(parts: &[Part]) -> String {
    let part = |part: &Part| format!("{} {}", part.posts.join("/"), part.parts);
    parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

fn read_parts(text: &str, known: &[(String, Words)]) -> Option<Vec<Part>> {
    let code = |word: &str| {
        let mut all = known.iter();
        let is = |name: &str| name.eq_ignore_ascii_case(word.trim());
        all.find(|(code, name)| is(code) || is(&name.zh) || is(&name.en)).map(|(code, _)| code.clone())
    };
    let all = text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty());
    all.map(|part| {
        let (posts, parts) = part.rsplit_once([' ', ':', '：'])?;
        let parts =
            parts.trim().trim_end_matches(['%', '％']).parse().ok().filter(|n| (1..=1000).contains(n))?;
        let posts = posts.split(['/', '、', '+']).map(code).collect::<Option<Vec<_>>>()?;
        Some(Part { posts, parts })
    })
    .collect()
}

/// `3.5%`, of ten-thousandths.
pub(crate) fn rate(rate: u32) -> String {
    let text = format!("{}.{:02}", rate / 100, rate % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn read(text: &str) -> Option<Vec<Step>> {
    let all = text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty());
    all.map(|part| {
        let (from, rate) = part.rsplit_once([' ', ':', '：'])?;
        let rate = rate.trim().trim_end_matches(['%', '％']).parse::<Money>().ok()?;
        let rate = u32::try_from(rate.in_fen()).ok().filter(|rate| i64::from(*rate) <= WHOLE)?;
        Some(Step { from: from.trim().parse().ok()?, rate })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn posts() -> Vec<(String, Words)> {
        let name = |code: &str| {
            if code == "consultant" { Words::new("美容顾问", "Consultant") } else { Words::new(code, "") }
        };
        let all = ["consultant", "therapist", "body-therapist", "hydro-therapist", "treatment-therapist"];
        all.into_iter().map(|code| (code.to_owned(), name(code))).collect()
    }

    #[test]
    fn roles_share_by_parts_that_one_can_type() {
        let mut form = <SchemeForm as Form>::sample();
        form.split[0] = "美容顾问 60；therapist/body-therapist 40%".into();
        let (name, scheme, _) = form.parse(&posts(), &[]).expect("right");
        let part = |of: &[&str], parts| Part { posts: of.iter().map(|post| (*post).into()).collect(), parts };
        let parts = vec![part(&["consultant"], 60), part(&["therapist", "body-therapist"], 40)];
        assert_eq!(scheme.rules[0].split, parts);
        let again = SchemeForm::of(&name, &scheme).named(&posts());
        assert_eq!(again.split[0], "美容顾问 60; therapist/body-therapist 40");
        assert_eq!(again.parse(&posts(), &[]).expect("right").1, scheme);
        for wrong in ["nobody 60", "consultant", "consultant 0"] {
            assert_eq!(read_parts(wrong, &posts()), None, "{wrong}");
        }
    }

    #[test]
    fn the_shipped_scheme_can_be_typed() {
        let form = <SchemeForm as Form>::sample();
        let (name, scheme, _) = form.parse(&posts(), &[]).expect("right");
        assert_eq!((name.as_str(), scheme), ("旺季方案", Scheme::usual().expect("a scheme")));
        assert_eq!(form.text("steps", &0), "7000 2%; 15000 3.5%; 25000 5.5%; 40000 8%; 60000 10%");
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let mut form = <SchemeForm as Form>::sample();
        form.steps[0] = "7000".into();
        form.gate[1] = "101".into();
        form.posts.push("2:nobody".into());
        form.house.push("unheard-of".into());
        let refusal = form.parse(&posts(), &[]).err().and_then(|e| e.refusal().cloned()).expect("refused");
        let fields: Vec<String> = refusal.problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["steps-0", "gate-1", "posts-2", "house"]);
    }

    #[test]
    fn a_rule_without_a_name_is_left_out() {
        let mut form = <SchemeForm as Form>::sample();
        form.rule[0] = String::new();
        let (_, scheme, _) = form.parse(&posts(), &[]).expect("right");
        assert_eq!(scheme.rules.len(), Scheme::usual().expect("a scheme").rules.len() - 1);
        assert_eq!(scheme.rules[0].code, "consultant-consumption");
        assert_eq!(scheme.rules[0].posts, ["consultant"], "what was ticked stays with its rule");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn steps_are_read_as_they_are_written(all in prop::collection::vec((0i64..10_000_000, 0u32..=10_000), 0..6)) {
            let step = |(from, rate): &(i64, u32)| Step { from: Money::fen(*from).expect("in range"), rate: *rate };
            let steps: Vec<Step> = all.iter().map(step).collect();
            prop_assert_eq!(read(&written(&steps)), Some(steps));
        }
    }
}
