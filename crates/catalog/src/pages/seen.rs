use std::collections::BTreeMap;

use db::Tx;
use kernel::{BusinessDate, Id, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::offer::{
    BundleContent, Consumable, Content, InstrumentContent, Level, OfferId, PlanContent, ProductContent,
    ProductUse, Step, StepKind, TreatmentContent,
};
use crate::promotion::{self, Working};
use crate::store;

/// A choice with a name in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Named {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub name: Words,
}

impl Named {
    /// A choice.
    pub fn new(value: impl ToString, name: Words) -> Named {
        Named { value: value.to_string(), name }
    }
}

/// A step with where it lies in the whole.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    pub kind: StepKind,
    /// Minutes after the beginning.
    pub from: u16,
    pub until: u16,
    pub minutes: u16,
    pub consumables: Vec<Consumable>,
}

impl StepView {
    /// Is the therapist needed?
    pub fn binds(&self) -> bool {
        self.kind != StepKind::Processing
    }
}

/// A treatment as it is read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TreatmentView {
    pub department: Words,
    /// Code of the rotation board.
    pub family: String,
    pub room_kind: Option<String>,
    pub equipment: Vec<String>,
    pub skill: Option<(Words, Level)>,
    pub hand_fee: Money,
    pub minutes: u16,
    /// Minutes for which the therapist is needed.
    pub hands: u16,
    pub steps: Vec<StepView>,
    /// What the consumables cost the house.
    pub used_up: Money,
}

/// A line of a package, card or promotion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    pub offer: OfferId,
    pub number: String,
    pub name: Words,
    pub count: u32,
    pub gift: bool,
}

/// A package, card or promotion as it is read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BundleView {
    pub lines: Vec<LineView>,
    pub valid_days: Option<u32>,
    pub from: Option<BusinessDate>,
    pub until: Option<BusinessDate>,
    pub compared: Option<Money>,
    /// How its lawful original price comes about, of a promotion.
    pub working: Vec<WorkingView>,
    /// The lawful original price.
    pub lawful: Option<Money>,
}

/// What was paid for one thing of a promotion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WorkedLine {
    pub number: String,
    pub name: Words,
    pub count: u32,
    pub price: Option<Money>,
    pub day: Option<BusinessDate>,
}

/// The working at a store, by names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WorkingView {
    pub store: String,
    pub lines: Vec<WorkedLine>,
    pub sum: Option<Money>,
}

/// What is known of a thing, by its kind; one of them is there.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct ContentView {
    pub treatment: Option<TreatmentView>,
    pub product: Option<ProductContent>,
    pub bundle: Option<BundleView>,
    pub plan: Option<PlanContent>,
    pub instrument: Option<InstrumentContent>,
}

impl ContentView {
    /// A content with its names; a promotion with the working of its original price.
    pub fn of(tx: &mut Tx, call: &Call, content: Content) -> Result<ContentView> {
        let none = ContentView::default();
        Ok(match content {
            Content::Treatment(treatment) => {
                let skill = match treatment.skill {
                    Some((skill, level)) => Some((store::skill(tx, skill)?.name(), level)),
                    None => None,
                };
                let department = department(tx, call, &treatment.department)?;
                ContentView { treatment: Some(TreatmentView::of(treatment, department, skill)), ..none }
            }
            Content::Product(product) => ContentView { product: Some(product), ..none },
            Content::Bundle(bundle) => {
                ContentView { bundle: Some(BundleView::of(tx, call, bundle)?), ..none }
            }
            Content::Plan(plan) => ContentView { plan: Some(plan), ..none },
            Content::Instrument(instrument) => ContentView { instrument: Some(instrument), ..none },
        })
    }

    /// The ones of an example, one of each kind.
    pub fn samples() -> Vec<ContentView> {
        let none = ContentView::default;
        let product = ProductContent {
            goes: ProductUse::Retail,
            unit: "瓶".into(),
            size: "50 ml".into(),
            cost: Money::fen(60_00).unwrap_or_default(),
        };
        let instrument = InstrumentContent { equipment: "rf".into(), cost: product.cost };
        vec![
            ContentView { treatment: Some(TreatmentView::sample()), ..none() },
            ContentView { bundle: Some(BundleView::sample()), ..none() },
            ContentView { product: Some(product), ..none() },
            ContentView { plan: Some(PlanContent { gift: instrument.cost }), ..none() },
            ContentView { instrument: Some(instrument), ..none() },
        ]
    }
}

impl TreatmentView {
    fn of(content: TreatmentContent, department: Words, skill: Option<(Words, Level)>) -> TreatmentView {
        let mut from = 0u16;
        let step = |step: Step| {
            let begins = from;
            from = from.saturating_add(step.minutes);
            let Step { kind, minutes, consumables } = step;
            StepView { kind, from: begins, until: from, minutes, consumables }
        };
        let steps: Vec<StepView> = content.steps.into_iter().map(step).collect();
        TreatmentView {
            department,
            family: content.family,
            room_kind: content.room_kind,
            equipment: content.equipment,
            skill,
            hand_fee: content.hand_fee,
            minutes: from,
            hands: steps.iter().filter(|step| step.binds()).map(|step| step.minutes).sum(),
            used_up: Money::total(steps.iter().flat_map(|step| &step.consumables).map(|used| used.cost))
                .unwrap_or(Money::MAX),
            steps,
        }
    }

    /// All that one uses up.
    pub fn consumables(&self) -> impl Iterator<Item = &Consumable> {
        self.steps.iter().flat_map(|step| &step.consumables)
    }

    /// The key of the rotation board's name.
    pub fn family_key(&self) -> String {
        format!("catalog.family.{}", self.family)
    }

    /// The key of the kind of room, where it needs one.
    pub fn room_key(&self) -> Option<String> {
        self.room_kind.as_ref().map(|room| format!("catalog.room.{room}"))
    }

    fn sample() -> TreatmentView {
        let mask = Consumable {
            name: "面膜".into(),
            quantity: "1".into(),
            unit: "片".into(),
            cost: Money::fen(600).unwrap_or_default(),
        };
        let step = |kind, minutes, consumables| Step { kind, minutes, consumables };
        let content = TreatmentContent {
            department: "therapy".into(),
            family: "face".into(),
            steps: vec![
                step(StepKind::Preparation, 5, vec![]),
                step(StepKind::HandsOn, 40, vec![]),
                step(StepKind::Processing, 15, vec![mask]),
                step(StepKind::CleanUp, 10, vec![]),
            ],
            room_kind: Some("facial".into()),
            equipment: vec!["hydra".into()],
            skill: None,
            hand_fee: Money::fen(2000).unwrap_or_default(),
        };
        let skill = Some((Words::new("面部手法", "Facial technique"), Level::Skilled));
        TreatmentView::of(content, Words::new("美疗部", "Therapy"), skill)
    }
}

impl BundleView {
    fn of(tx: &mut Tx, call: &Call, bundle: BundleContent) -> Result<BundleView> {
        let names: BTreeMap<OfferId, store::NameRow> =
            store::names(tx)?.into_iter().map(|row| (row.id, row)).collect();
        let named = |offer: OfferId| {
            let row = names.get(&offer);
            let name = row.map(|row| Words::new(&row.name_zh, &row.name_en)).unwrap_or_default();
            (row.map(|row| row.number.clone()).unwrap_or_default(), name)
        };
        let chart = org::today(tx, call)?;
        let working = match bundle.from {
            Some(from) => promotion::working(tx, call, &bundle, from.max(chart.day))?,
            None => vec![],
        };
        let lawful = promotion::lowest(&working);
        let worked = |working: Working| WorkingView {
            store: chart
                .organisation
                .store(working.store)
                .map(|store| store.name.clone())
                .unwrap_or_default(),
            lines: working
                .lines
                .into_iter()
                .map(|line| {
                    let (number, name) = named(line.offer);
                    WorkedLine { number, name, count: line.count, price: line.price, day: line.day }
                })
                .collect(),
            sum: working.sum,
        };
        let line = |line: &crate::offer::BundleLine| {
            let (number, name) = named(line.offer);
            LineView { offer: line.offer, number, name, count: line.count, gift: line.gift }
        };
        Ok(BundleView {
            lines: bundle.lines.iter().map(line).collect(),
            valid_days: bundle.valid_days,
            from: bundle.from,
            until: bundle.until,
            compared: bundle.compared,
            working: working.into_iter().map(worked).collect(),
            lawful,
        })
    }

    fn sample() -> BundleView {
        let name = Words::new("深层补水护理", "Deep moisture facial");
        let line = LineView { offer: OfferId::of(1), number: "F002".into(), name, count: 2, gift: false };
        let day = jiff::civil::date(2026, 11, 20);
        let price = Money::fen(298_00).ok();
        let worked =
            WorkedLine { number: "F002".into(), name: line.name.clone(), count: 2, price, day: Some(day) };
        let unsold = WorkedLine { price: None, day: None, ..worked.clone() };
        let working = |lines, sum| WorkingView { store: "静安店".into(), lines, sum };
        BundleView {
            lines: vec![line.clone(), LineView { count: 1, gift: true, ..line }],
            valid_days: Some(90),
            from: Some(day),
            until: Some(day),
            compared: Money::fen(596_00).ok(),
            working: vec![working(vec![worked], Money::fen(596_00).ok()), working(vec![unsold], None)],
            lawful: Money::fen(596_00).ok(),
        }
    }
}

/// The name of a department, by its code.
pub fn department(tx: &mut Tx, call: &Call, code: &str) -> Result<Words> {
    let kinds = org::organisation(tx, call)?.department_kinds();
    let found = kinds.into_iter().find(|(known, _)| known == code);
    Ok(found.map_or_else(|| Words::new(code, code), |(_, name)| name))
}

/// The departments there are, to choose from.
pub fn departments(tx: &mut Tx, call: &Call) -> Result<Vec<Named>> {
    let kinds = org::organisation(tx, call)?.department_kinds();
    Ok(kinds.into_iter().map(|(code, name)| Named::new(code, name)).collect())
}
