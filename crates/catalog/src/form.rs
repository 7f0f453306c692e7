//! What is typed into the form of a proposal.

use std::collections::BTreeMap;

use garde::Validate;
use kernel::{BusinessDate, Id, Money, Problems, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

use crate::offer::{
    BundleContent, BundleLine, Consumable, Content, InstrumentContent, Level, OfferId, OfferKind,
    PlanContent, ProductContent, ProductUse, SkillId, Step, StepKind, TreatmentContent,
};
use crate::proposal::{ProposalKind, Proposed};

/// The boards on which treatments count.
pub const FAMILIES: [&str; 4] = ["face", "body", "hydro", "instrument"];
/// The kinds of rooms.
pub const ROOM_KINDS: [&str; 5] = ["facial", "body", "hydro", "treatment", "consulting"];

/// A proposal as it is typed. Which fields count depends on what is proposed and of which kind the thing is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct OfferForm {
    /// `add`, `change`, `price` or `withdraw`.
    #[garde(length(max = 20))]
    pub kind: String,
    /// The kind of thing, when it is new.
    #[garde(length(max = 20))]
    pub offer_kind: String,
    /// The key of the thing, when there is one already.
    #[garde(length(max = 20))]
    pub offer: String,
    /// What people call it by on paper: `F001`.
    #[garde(length(chars, max = 20))]
    pub number: String,
    /// Chinese name.
    #[garde(length(chars, max = 40))]
    pub name_zh: String,
    /// English name.
    #[garde(length(chars, max = 80))]
    pub name_en: String,
    /// Code of the department.
    #[garde(length(max = 40))]
    pub department: String,
    /// On which rotation board it counts.
    #[garde(length(max = 40))]
    pub family: String,
    /// What kind of room it needs.
    #[garde(length(max = 40))]
    pub room_kind: String,
    /// Kinds of equipment, with commas between.
    #[garde(length(chars, max = 200))]
    pub equipment: String,
    /// Key of the skill.
    #[garde(length(max = 20))]
    pub skill: String,
    /// How well.
    #[garde(length(max = 20))]
    pub level: String,
    /// What the therapist gets for one, in yuan.
    #[garde(length(max = 20))]
    pub hand_fee: String,
    /// Kinds of the steps in order; empty leaves a line out.
    #[garde(length(max = 12), inner(length(max = 20)))]
    pub step_kind: Vec<String>,
    /// Minutes of the steps.
    #[garde(length(max = 12), inner(length(max = 5)))]
    pub step_minutes: Vec<String>,
    /// What the steps use up: `精油 5 ml 3.50`, with semicolons between.
    #[garde(length(max = 12), inner(length(chars, max = 400)))]
    pub step_uses: Vec<String>,
    /// Where a product goes.
    #[garde(length(max = 20))]
    pub goes: String,
    /// What is counted.
    #[garde(length(chars, max = 10))]
    pub unit: String,
    /// How much is in it.
    #[garde(length(chars, max = 20))]
    pub size: String,
    /// What one costs the house, in yuan.
    #[garde(length(max = 20))]
    pub cost: String,
    /// Numbers of what a package holds; empty leaves a line out.
    #[garde(length(max = 12), inner(length(chars, max = 20)))]
    pub line_number: Vec<String>,
    /// How often each.
    #[garde(length(max = 12), inner(length(max = 5)))]
    pub line_count: Vec<String>,
    /// `gift` where it is given on top.
    #[garde(length(max = 12), inner(length(max = 5)))]
    pub line_gift: Vec<String>,
    /// For how many days a package holds; empty is without end.
    #[garde(length(max = 5))]
    pub valid_days: String,
    /// First day of a promotion.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Last day of a promotion.
    #[garde(length(max = 10))]
    pub until_day: String,
    /// The original price that is advertised, in yuan; empty compares with none.
    #[garde(length(max = 20))]
    pub compared: String,
    /// What is given on top of a stored value, in yuan.
    #[garde(length(max = 20))]
    pub gift: String,
    /// The list price, in yuan.
    #[garde(length(max = 20))]
    pub price: String,
    /// The members' price, in yuan.
    #[garde(length(max = 20))]
    pub member_price: String,
    /// Why.
    #[garde(length(chars, max = 1000))]
    pub why: String,
    /// For which customers.
    #[garde(length(chars, max = 1000))]
    pub whom: String,
    /// What can go wrong.
    #[garde(length(chars, max = 1000))]
    pub risk: String,
}

impl Form for OfferForm {
    fn sample() -> OfferForm {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        OfferForm {
            kind: "add".into(),
            offer_kind: "treatment".into(),
            number: "F001".into(),
            name_zh: "深层补水护理".into(),
            name_en: "Deep moisture facial".into(),
            department: "therapy".into(),
            family: "face".into(),
            room_kind: "facial".into(),
            hand_fee: "20".into(),
            step_kind: texts(&["preparation", "hands-on", "processing", "clean-up"]),
            step_minutes: texts(&["5", "40", "15", "10"]),
            step_uses: texts(&["", "洁面乳 5 ml 1.20；补水精华 3 ml 9.00", "面膜 1 片 6.00", ""]),
            price: "298".into(),
            member_price: "258".into(),
            why: "秋冬换季，补水的需求多".into(),
            whom: "皮肤干燥、紧绷的顾客".into(),
            risk: "对玻尿酸敏感的先做耳后测试".into(),
            ..OfferForm::default()
        }
    }
}

/// What the form may speak of.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Codes of the departments.
    pub departments: Vec<String>,
    /// Keys of the skills.
    pub skills: Vec<SkillId>,
    /// The things in force, by number in small letters, with what each costs the house.
    pub offers: BTreeMap<String, (OfferId, Money)>,
    /// The thing that shall change.
    pub current: Option<Current>,
}

/// A thing as it stands now.
#[derive(Debug, Clone)]
pub struct Current {
    /// Key.
    pub id: OfferId,
    /// Kind.
    pub kind: OfferKind,
    /// Number.
    pub number: String,
    /// Name.
    pub name: Words,
    /// What it is.
    pub content: Content,
    /// The list price.
    pub price: Option<Money>,
    /// The members' price.
    pub member_price: Option<Money>,
    /// What it costs the house.
    pub cost: Money,
}

impl OfferForm {
    /// What is proposed, or all that is wrong with it.
    pub fn parse(&self, known: &Known) -> Result<Proposed> {
        let mut wrong = web::limits(self);
        let why = needed(&mut wrong, "why", &self.why);
        let kind = wrong.need("kind", ProposalKind::from_code(&self.kind), "not_a_choice");
        let proposed = kind.and_then(|kind| match (kind, &known.current) {
            (ProposalKind::Add, _) => self.added(known, &mut wrong),
            (_, None) => wrong.need("offer", None, "not_a_choice"),
            (ProposalKind::Change, Some(current)) => self.changed(known, current, &mut wrong),
            (ProposalKind::Price, Some(current)) => self.priced(current, &mut wrong),
            (ProposalKind::Withdraw, Some(current)) => Some(as_it_is(ProposalKind::Withdraw, current)),
        });
        wrong.or(proposed.zip(why).map(|(proposed, why)| Proposed {
            why: why.to_owned(),
            whom: self.whom.trim().to_owned(),
            risk: self.risk.trim().to_owned(),
            ..proposed
        }))
    }

    fn added(&self, known: &Known, wrong: &mut Problems) -> Option<Proposed> {
        let kind = wrong.need("offer_kind", OfferKind::from_code(&self.offer_kind), "not_a_choice");
        let number = wrong.need("number", number(&self.number), "not_a_number_of_offer");
        let whole = kind.and_then(|kind| self.whole(kind, known, wrong));
        let (number, whole) = number.zip(whole)?;
        Some(Proposed { kind: ProposalKind::Add, offer: None, number, ..whole })
    }

    fn changed(&self, known: &Known, current: &Current, wrong: &mut Problems) -> Option<Proposed> {
        let whole = self.whole(current.kind, known, wrong)?;
        let number = current.number.clone();
        Some(Proposed { kind: ProposalKind::Change, offer: Some(current.id), number, ..whole })
    }

    fn priced(&self, current: &Current, wrong: &mut Problems) -> Option<Proposed> {
        let (price, member_price) = self.prices(current.kind, wrong)?;
        Some(Proposed { price, member_price, ..as_it_is(ProposalKind::Price, current) })
    }

    fn whole(&self, kind: OfferKind, known: &Known, wrong: &mut Problems) -> Option<Proposed> {
        let name = needed(wrong, "name_zh", &self.name_zh);
        let content = self.content(kind, known, wrong);
        let prices = self.prices(kind, wrong);
        let (name, (content, (price, member_price))) = name.zip(content.zip(prices))?;
        Some(Proposed {
            kind: ProposalKind::Add,
            offer_kind: kind,
            offer: None,
            number: String::new(),
            name: Words::new(name, self.name_en.trim()),
            cost: cost(&content, known),
            content,
            price,
            member_price,
            why: String::new(),
            whom: String::new(),
            risk: String::new(),
        })
    }

    fn prices(&self, kind: OfferKind, wrong: &mut Problems) -> Option<(Option<Money>, Option<Money>)> {
        if !kind.is_sold() {
            return Some((None, None));
        }
        let price = money(wrong, "price", &self.price, true)?;
        let member_price = money(wrong, "member_price", &self.member_price, false)?;
        if member_price > price {
            wrong.add("member_price", "member_price_above");
        }
        Some((price, member_price))
    }

    fn content(&self, kind: OfferKind, known: &Known, wrong: &mut Problems) -> Option<Content> {
        match kind {
            OfferKind::Treatment => self.treatment(known, wrong).map(Content::Treatment),
            OfferKind::Product => self.product(wrong).map(Content::Product),
            OfferKind::Package | OfferKind::TrialCard | OfferKind::Promotion => {
                self.bundle(kind, known, wrong).map(Content::Bundle)
            }
            OfferKind::Plan => {
                let gift = money(wrong, "gift", &self.gift, false)?.unwrap_or(Money::ZERO);
                Some(Content::Plan(PlanContent { gift }))
            }
            OfferKind::Instrument => self.instrument(wrong).map(Content::Instrument),
        }
    }

    fn treatment(&self, known: &Known, wrong: &mut Problems) -> Option<TreatmentContent> {
        let department = known.departments.iter().find(|code| **code == self.department.trim());
        let department = wrong.need("department", department.cloned(), "not_a_choice");
        let family = FAMILIES.iter().find(|code| **code == self.family.trim());
        let family = wrong.need("family", family, "not_a_choice");
        let room_kind = match self.room_kind.trim() {
            "" => Some(None),
            typed => wrong.need(
                "room_kind",
                ROOM_KINDS.iter().find(|code| **code == typed).map(Some),
                "not_a_choice",
            ),
        };
        let skill = self.skill(known, wrong);
        let hand_fee = money(wrong, "hand_fee", &self.hand_fee, false);
        let steps = self.steps(wrong);
        Some(TreatmentContent {
            department: department?,
            family: (*family?).to_owned(),
            steps: steps?,
            room_kind: room_kind?.map(|code| (*code).to_owned()),
            equipment: pieces(&self.equipment, &[',', '，', '、']),
            skill: skill?,
            hand_fee: hand_fee?.unwrap_or(Money::ZERO),
        })
    }

    fn skill(&self, known: &Known, wrong: &mut Problems) -> Option<Option<(SkillId, Level)>> {
        if self.skill.trim().is_empty() {
            return Some(None);
        }
        let typed = self.skill.trim().parse().ok().filter(|id| known.skills.contains(id));
        let skill = wrong.need("skill", typed, "not_a_choice");
        let level = match self.level.as_str() {
            "" => Some(Level::Basic),
            code => wrong.need("level", Level::from_code(code), "not_a_choice"),
        };
        skill.zip(level).map(Some)
    }

    fn steps(&self, wrong: &mut Problems) -> Option<Vec<Step>> {
        let mut steps = vec![];
        for (place, kind) in self.step_kind.iter().enumerate().filter(|(_, kind)| !kind.trim().is_empty()) {
            let kind = wrong.need("step_kind", StepKind::from_code(kind.trim()), "not_a_choice");
            let minutes =
                at(&self.step_minutes, place).parse().ok().filter(|minutes| (1..=480).contains(minutes));
            let minutes = wrong.need("step_minutes", minutes, "step_minutes");
            let uses = pieces(at(&self.step_uses, place), &[';', '；', '\n']);
            let consumables: Option<Vec<_>> = uses.iter().map(|text| consumable(text)).collect();
            let consumables = wrong.need("step_uses", consumables, "not_a_consumable");
            if let (Some(kind), Some(minutes), Some(consumables)) = (kind, minutes, consumables) {
                steps.push(Step { kind, minutes, consumables });
            }
        }
        let hands = steps.iter().any(|step| step.kind == StepKind::HandsOn);
        wrong.need("step_kind", hands.then_some(steps), "no_hands_on")
    }

    fn product(&self, wrong: &mut Problems) -> Option<ProductContent> {
        let goes = wrong.need("goes", ProductUse::from_code(&self.goes), "not_a_choice");
        let unit = needed(wrong, "unit", &self.unit).map(str::to_owned);
        let cost = money(wrong, "cost", &self.cost, true);
        Some(ProductContent { goes: goes?, unit: unit?, size: self.size.trim().to_owned(), cost: cost?? })
    }

    fn instrument(&self, wrong: &mut Problems) -> Option<InstrumentContent> {
        let equipment = needed(wrong, "equipment", &self.equipment).map(str::to_owned);
        let cost = money(wrong, "cost", &self.cost, true);
        Some(InstrumentContent { equipment: equipment?, cost: cost?? })
    }

    fn bundle(&self, kind: OfferKind, known: &Known, wrong: &mut Problems) -> Option<BundleContent> {
        let lines = self.lines(known, wrong);
        let valid_days = match self.valid_days.trim() {
            "" => Some(None),
            text => {
                let days = text.parse().ok().filter(|days| (1..=3650).contains(days));
                wrong.need("valid_days", days.map(Some), "valid_days")
            }
        };
        let promotion = kind == OfferKind::Promotion;
        let from = day(wrong, "from_day", &self.from_day, promotion);
        let until = day(wrong, "until_day", &self.until_day, promotion);
        if let (Some(Some(from)), Some(Some(until))) = (from, until)
            && until < from
        {
            wrong.add("until_day", "day_order");
        }
        let compared = money(wrong, "compared", if promotion { &self.compared } else { "" }, false);
        Some(BundleContent {
            lines: lines?,
            valid_days: valid_days?,
            from: from?.filter(|_| promotion),
            until: until?.filter(|_| promotion),
            compared: compared?,
        })
    }

    fn lines(&self, known: &Known, wrong: &mut Problems) -> Option<Vec<BundleLine>> {
        let mut lines = vec![];
        for (place, number) in self.line_number.iter().enumerate().filter(|(_, n)| !n.trim().is_empty()) {
            let found = known.offers.get(&number.trim().to_lowercase()).map(|(id, _)| *id);
            let offer = wrong.need("line_number", found, "no_such_offer");
            let count = at(&self.line_count, place).parse().ok().filter(|count| (1..=999).contains(count));
            let count = wrong.need("line_count", count, "line_count");
            let gift = at(&self.line_gift, place) == "gift";
            lines.extend(offer.zip(count).map(|(offer, count)| BundleLine { offer, count, gift }));
        }
        let paid = lines.iter().any(|line| !line.gift);
        wrong.need("line_number", paid.then_some(lines), "nothing_in_it")
    }
}

impl OfferForm {
    /// Without the step lines that have no minutes: a form offers more lines than most things need.
    pub(crate) fn compact(mut self) -> OfferForm {
        let kept: Vec<usize> = (0..self.step_kind.len())
            .filter(|place| {
                !(at(&self.step_minutes, *place).is_empty() && at(&self.step_uses, *place).is_empty())
            })
            .collect();
        let keep = |texts: &[String]| kept.iter().map(|place| at(texts, *place).to_owned()).collect();
        let (kinds, minutes, uses) = (keep(&self.step_kind), keep(&self.step_minutes), keep(&self.step_uses));
        (self.step_kind, self.step_minutes, self.step_uses) = (kinds, minutes, uses);
        self
    }
}

/// What one costs the house: what is used up and the hand-fee, the purchase, the things in it, the gift.
fn cost(content: &Content, known: &Known) -> Money {
    let of =
        |id: OfferId| known.offers.values().find(|(offer, _)| *offer == id).map_or(Money::ZERO, |(_, c)| *c);
    let total = match content {
        Content::Treatment(treatment) => {
            let used = treatment.consumables().map(|consumable| consumable.cost);
            Money::total(used.chain([treatment.hand_fee]))
        }
        Content::Product(product) => Ok(product.cost),
        Content::Instrument(instrument) => Ok(instrument.cost),
        Content::Plan(plan) => Ok(plan.gift),
        Content::Bundle(bundle) => bundle
            .lines
            .iter()
            .map(|line| of(line.offer).times(i64::from(line.count)))
            .try_fold(Money::ZERO, |sum, cost| sum.plus(cost?)),
    };
    total.unwrap_or(Money::MAX)
}

/// What one costs the house, with what the catalogue has.
pub(crate) fn cost_of(content: &Content, known: &Known) -> Money {
    cost(content, known)
}

fn as_it_is(kind: ProposalKind, current: &Current) -> Proposed {
    Proposed {
        kind,
        offer_kind: current.kind,
        offer: Some(current.id),
        number: current.number.clone(),
        name: current.name.clone(),
        content: current.content.clone(),
        price: current.price,
        member_price: current.member_price,
        why: String::new(),
        whom: String::new(),
        risk: String::new(),
        cost: current.cost,
    }
}

fn at(texts: &[String], place: usize) -> &str {
    texts.get(place).map_or("", |text| text.trim())
}

fn pieces(text: &str, marks: &[char]) -> Vec<String> {
    let pieces = text.split(marks).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(str::to_owned).collect()
}

/// `精油 5 ml 3.50`: what, how much, of which unit, and what that costs in yuan; the cost may be left out.
fn consumable(text: &str) -> Option<Consumable> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let decimal = |word: &str| word.parse::<f64>().is_ok_and(|number| number > 0.0 && number < 1e6);
    // The last number that has a unit behind it is the quantity; what follows the unit is the cost.
    let has_unit = |place: usize| words.get(place + 1).is_some_and(|unit| !decimal(unit));
    let place = (1..words.len()).rev().find(|place| decimal(words[*place]) && has_unit(*place))?;
    let (quantity, unit, rest) = (words[place], words[place + 1], &words[place + 2..]);
    let cost = match rest {
        [] => Money::ZERO,
        [cost] => cost.parse().ok().filter(|cost: &Money| *cost >= Money::ZERO)?,
        _ => return None,
    };
    let name = words[..place].join(" ");
    Some(Consumable { name, quantity: quantity.to_owned(), unit: unit.to_owned(), cost })
}

/// How a consumable is typed.
pub(crate) fn consumable_text(consumable: &Consumable) -> String {
    let Consumable { name, quantity, unit, cost } = consumable;
    format!("{name} {quantity} {unit} {}", plain(*cost))
}

/// An amount as it is typed: `1298.00`.
pub(crate) fn plain(money: Money) -> String {
    money.typed()
}

fn number(text: &str) -> Option<String> {
    let text = text.trim().to_uppercase();
    let right = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!text.is_empty() && text.chars().all(right)).then_some(text)
}

fn needed<'a>(wrong: &mut Problems, field: &str, text: &'a str) -> Option<&'a str> {
    wrong.need(field, Some(text.trim()).filter(|text| !text.is_empty()), "needed")
}

/// An amount that is not below nothing; the outer none is a problem, the inner one an empty field.
#[allow(clippy::option_option, reason = "wrong and empty are two things")]
fn money(wrong: &mut Problems, field: &str, text: &str, must: bool) -> Option<Option<Money>> {
    match text.trim() {
        "" if must => wrong.need(field, None, "needed"),
        "" => Some(None),
        text => {
            let amount = text.parse().ok().filter(|amount: &Money| *amount >= Money::ZERO);
            wrong.need(field, amount.map(Some), "not_an_amount")
        }
    }
}

#[allow(clippy::option_option, reason = "wrong and empty are two things")]
fn day(wrong: &mut Problems, field: &str, text: &str, must: bool) -> Option<Option<BusinessDate>> {
    match text.trim() {
        "" if must => wrong.need(field, None, "needed"),
        "" => Some(None),
        text => wrong.need(field, parse_day(text).map(Some), "not_a_day"),
    }
}

impl OfferForm {
    /// The form filled with a thing as it stands.
    pub(crate) fn of(current: &Current, numbers: &BTreeMap<OfferId, String>) -> OfferForm {
        let price = |price: Option<Money>| price.map(plain).unwrap_or_default();
        let mut form = OfferForm {
            offer: current.id.to_string(),
            offer_kind: current.kind.code().to_owned(),
            number: current.number.clone(),
            name_zh: current.name.zh.clone(),
            name_en: current.name.en.clone(),
            price: price(current.price),
            member_price: price(current.member_price),
            ..OfferForm::default()
        };
        form.fill(&current.content, numbers);
        form
    }

    fn fill(&mut self, content: &Content, numbers: &BTreeMap<OfferId, String>) {
        match content {
            Content::Treatment(treatment) => self.fill_treatment(treatment),
            Content::Product(product) => {
                self.goes = product.goes.code().to_owned();
                self.unit.clone_from(&product.unit);
                self.size.clone_from(&product.size);
                self.cost = plain(product.cost);
            }
            Content::Instrument(instrument) => {
                self.equipment.clone_from(&instrument.equipment);
                self.cost = plain(instrument.cost);
            }
            Content::Plan(plan) => self.gift = plain(plan.gift),
            Content::Bundle(bundle) => self.fill_bundle(bundle, numbers),
        }
    }

    fn fill_treatment(&mut self, treatment: &TreatmentContent) {
        self.department.clone_from(&treatment.department);
        self.family.clone_from(&treatment.family);
        self.room_kind = treatment.room_kind.clone().unwrap_or_default();
        self.equipment = treatment.equipment.join(", ");
        if let Some((skill, level)) = treatment.skill {
            (self.skill, self.level) = (skill.get().to_string(), level.code().to_owned());
        }
        self.hand_fee = plain(treatment.hand_fee);
        for step in &treatment.steps {
            let uses: Vec<String> = step.consumables.iter().map(consumable_text).collect();
            self.step_kind.push(step.kind.code().to_owned());
            self.step_minutes.push(step.minutes.to_string());
            self.step_uses.push(uses.join("；"));
        }
    }

    fn fill_bundle(&mut self, bundle: &BundleContent, numbers: &BTreeMap<OfferId, String>) {
        for line in &bundle.lines {
            self.line_number.push(numbers.get(&line.offer).cloned().unwrap_or_default());
            self.line_count.push(line.count.to_string());
            self.line_gift.push(if line.gift { "gift" } else { "" }.to_owned());
        }
        let day = |day: Option<BusinessDate>| day.map(|day| day.to_string()).unwrap_or_default();
        self.valid_days = bundle.valid_days.map(|days| days.to_string()).unwrap_or_default();
        (self.from_day, self.until_day) = (day(bundle.from), day(bundle.until));
        self.compared = bundle.compared.map(plain).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let offers = [("f001".to_owned(), (OfferId::of(1), Money::fen(3000).expect("an amount")))];
        Known { departments: vec!["therapy".into()], offers: offers.into(), ..Known::default() }
    }

    fn problems(form: &OfferForm) -> Vec<(String, &'static str)> {
        let refusal = form.parse(&known()).err().and_then(|error| error.refusal().cloned());
        let problem = |problem: kernel::Problem| (problem.field, problem.code);
        refusal.map(|refusal| refusal.problems.into_iter().map(problem).collect()).unwrap_or_default()
    }

    #[test]
    fn a_treatment_is_read_with_what_it_costs() {
        let proposed = OfferForm::sample().parse(&known()).expect("right");
        assert_eq!(proposed.cost.in_fen(), 3620, "1.20 + 9.00 + 6.00 used up, 20.00 for the hands");
        let treatment = proposed.content.treatment().expect("a treatment");
        assert_eq!(treatment.minutes(), 70);
        assert_eq!(treatment.steps[1].consumables[1].name, "补水精华");
    }

    #[test]
    fn what_is_read_can_be_typed_again() {
        let proposed = OfferForm::sample().parse(&known()).expect("right");
        let current = Current {
            id: OfferId::of(7),
            kind: proposed.offer_kind,
            number: proposed.number.clone(),
            name: proposed.name.clone(),
            content: proposed.content.clone(),
            price: proposed.price,
            member_price: proposed.member_price,
            cost: proposed.cost,
        };
        let form = OfferForm {
            kind: "change".into(),
            why: "好".into(),
            ..OfferForm::of(&current, &BTreeMap::new())
        };
        let again = form.parse(&Known { current: Some(current), ..known() }).expect("right");
        assert_eq!(again.content, proposed.content);
        assert_eq!((again.price, again.member_price), (proposed.price, proposed.member_price));
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        let form = OfferForm {
            number: "面部一".into(),
            family: "moon".into(),
            step_kind: vec!["clean-up".into()],
            step_minutes: vec!["0".into()],
            price: "-3".into(),
            why: " ".into(),
            ..OfferForm::sample()
        };
        let fields: Vec<String> = problems(&form).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["why", "number", "family", "step_minutes", "step_kind", "price"]);
    }

    #[test]
    fn members_pay_no_more_than_others() {
        let form = OfferForm { member_price: "299".into(), ..OfferForm::sample() };
        assert_eq!(problems(&form), [("member_price".to_owned(), "member_price_above")]);
    }

    #[test]
    fn a_package_holds_what_there_is_and_not_only_gifts() {
        let package = OfferForm {
            offer_kind: "package".into(),
            line_number: vec!["F001".into(), "f001".into(), String::new()],
            line_count: vec!["10".into(), "2".into()],
            line_gift: vec![String::new(), "gift".into()],
            ..OfferForm::sample()
        };
        let proposed = package.parse(&known()).expect("right");
        assert_eq!(proposed.cost.in_fen(), 36_000, "twelve times what one costs, gifts too");
        let gifts = OfferForm { line_gift: vec!["gift".into(), "gift".into()], ..package.clone() };
        assert_eq!(problems(&gifts), [("line_number".to_owned(), "nothing_in_it")]);
        let unknown = OfferForm { line_number: vec!["F999".into()], ..package };
        assert_eq!(problems(&unknown)[0], ("line_number".to_owned(), "no_such_offer"));
    }

    #[test]
    fn what_a_step_uses_up_is_read_word_by_word() {
        let read = |text: &str| consumable(text).map(|c| (c.name, c.quantity, c.unit, c.cost.in_fen()));
        let oil = |cost| Some(("Rose oil".to_owned(), "2.5".to_owned(), "ml".to_owned(), cost));
        assert_eq!(read("Rose oil 2.5 ml 3.50"), oil(350));
        assert_eq!(read("Rose oil 2.5 ml"), oil(0));
        for wrong in ["oil", "oil ml", "5 ml", "oil 5", "oil 5 ml much", "oil 5 ml 3 4"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
