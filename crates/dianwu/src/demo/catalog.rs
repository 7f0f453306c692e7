//! What the demonstration offers: skills with their passes, treatments with their steps, products and packages, all
//! proposed by the therapy director and decided by the general manager, as the house does it.

use catalog::propose::{self, DecisionForm, PublishForm, TrialForm};
use catalog::skills::{self, PassForm, SkillForm};
use catalog::{OfferForm, OfferId, SkillId};
use db::Tx;
use kernel::{Error, Result};
use web::{Call, Form};

use super::{Branch, acting, person};

/// Code, Chinese and English name, and who has passed: account and level.
type Skill = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const SKILLS: [Skill; 6] = [
    (
        "facial",
        "面部手法",
        "Facial technique",
        &[
            ("therapist", "master"),
            ("therapist2", "skilled"),
            ("therapist3", "basic"),
            ("treatment", "skilled"),
        ],
    ),
    (
        "lymph",
        "淋巴引流",
        "Lymph drainage",
        &[("therapist", "skilled"), ("body", "master"), ("therapist2", "basic")],
    ),
    ("body", "身体手法", "Body technique", &[("body", "master"), ("body2", "skilled"), ("hydro", "basic")]),
    ("slimming", "塑形手法", "Body shaping", &[("body", "skilled"), ("body2", "basic")]),
    ("hydro", "水疗护理", "Hydrotherapy", &[("hydro", "master"), ("body2", "basic")]),
    (
        "instrument",
        "仪器操作",
        "Working with instruments",
        &[("treatment", "master"), ("treatment2", "skilled"), ("therapist", "basic")],
    ),
];

/// Number, names, department, board, room, equipment, skill and level, minutes (preparation, hands-on, processing,
/// clean-up), what is used up, hand-fee, list price, members' price.
struct Item(
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str, &'static str),
    &'static str,
    (&'static str, &'static str),
    [&'static str; 4],
    &'static str,
    (&'static str, &'static str, &'static str),
);

const FACE: (&str, &str, &str) = ("therapy", "face", "facial");
const BODY: (&str, &str, &str) = ("body", "body", "body");
const HYDRO: (&str, &str, &str) = ("hydro", "hydro", "hydro");
const TOOLS: (&str, &str, &str) = ("treatment", "instrument", "treatment");

const ITEMS: [Item; 16] = [
    Item(
        "F001",
        ("基础清洁护理", "Basic cleansing facial"),
        FACE,
        "",
        ("facial", "basic"),
        ["5", "35", "0", "5"],
        "洁面乳 5 ml 1.20；爽肤水 4 ml 0.80",
        ("12", "168", "138"),
    ),
    Item(
        "F002",
        ("深层补水护理", "Deep moisture facial"),
        FACE,
        "",
        ("facial", "basic"),
        ["5", "40", "15", "10"],
        "补水精华 3 ml 9.00；面膜 1 片 6.00",
        ("18", "298", "258"),
    ),
    Item(
        "F003",
        ("舒敏修护护理", "Soothing facial"),
        FACE,
        "",
        ("facial", "skilled"),
        ["5", "45", "15", "10"],
        "舒敏原液 3 ml 15.00；冷敷膜 1 片 8.00",
        ("20", "368", "318"),
    ),
    Item(
        "F004",
        ("紧致提升护理", "Firming facial"),
        FACE,
        "",
        ("facial", "skilled"),
        ["5", "60", "10", "10"],
        "紧致精华 4 ml 22.00；颈膜 1 片 9.00",
        ("25", "498", "428"),
    ),
    Item(
        "F005",
        ("眼部舒缓护理", "Eye care"),
        FACE,
        "",
        ("facial", "basic"),
        ["5", "25", "0", "5"],
        "眼部精华 1 ml 6.00；眼膜 1 对 4.00",
        ("10", "128", "108"),
    ),
    Item(
        "F006",
        ("面部淋巴引流", "Facial lymph drainage"),
        FACE,
        "",
        ("lymph", "basic"),
        ["5", "40", "0", "5"],
        "按摩油 5 ml 4.00",
        ("20", "268", "228"),
    ),
    Item(
        "B001",
        ("肩颈舒缓", "Shoulder and neck relief"),
        BODY,
        "",
        ("body", "basic"),
        ["5", "30", "0", "5"],
        "按摩油 8 ml 5.00",
        ("12", "158", "138"),
    ),
    Item(
        "B002",
        ("全身芳香护理", "Aromatic body massage"),
        BODY,
        "",
        ("body", "skilled"),
        ["5", "80", "0", "10"],
        "芳香精油 15 ml 18.00",
        ("25", "398", "338"),
    ),
    Item(
        "B003",
        ("背部净化护理", "Back purification"),
        BODY,
        "",
        ("body", "basic"),
        ["5", "45", "10", "10"],
        "磨砂膏 30 g 8.00；泥膜 40 g 12.00",
        ("18", "258", "218"),
    ),
    Item(
        "B004",
        ("腰腹塑形", "Waist shaping"),
        BODY,
        "slim",
        ("slimming", "basic"),
        ["5", "50", "0", "10"],
        "纤体膏 20 g 14.00",
        ("22", "368", "308"),
    ),
    Item(
        "H001",
        ("花瓣浴", "Petal bath"),
        HYDRO,
        "",
        ("hydro", "basic"),
        ["10", "10", "30", "15"],
        "浴盐 100 g 9.00；花瓣 50 g 12.00",
        ("12", "228", "198"),
    ),
    Item(
        "H002",
        ("藏药泡浴", "Herbal bath"),
        HYDRO,
        "",
        ("hydro", "basic"),
        ["10", "15", "30", "15"],
        "浴包 1 包 28.00",
        ("15", "298", "258"),
    ),
    Item(
        "H003",
        ("水疗全身护理", "Full hydrotherapy"),
        HYDRO,
        "",
        ("hydro", "skilled"),
        ["10", "70", "20", "15"],
        "浴盐 100 g 9.00；身体精油 15 ml 18.00",
        ("30", "568", "488"),
    ),
    Item(
        "T001",
        ("水氧焕活", "Oxygen infusion"),
        TOOLS,
        "hydra",
        ("instrument", "basic"),
        ["5", "40", "10", "10"],
        "水氧精华 5 ml 20.00",
        ("20", "398", "338"),
    ),
    Item(
        "T002",
        ("射频紧肤", "Radiofrequency tightening"),
        TOOLS,
        "rf",
        ("instrument", "skilled"),
        ["10", "50", "10", "10"],
        "介质凝胶 20 g 12.00；修护面膜 1 片 10.00",
        ("35", "880", "768"),
    ),
    Item(
        "T003",
        ("光子嫩肤", "Photo rejuvenation"),
        TOOLS,
        "ipl",
        ("instrument", "skilled"),
        ["10", "35", "15", "10"],
        "冷凝胶 20 g 10.00；修护面膜 1 片 10.00",
        ("40", "980", "858"),
    ),
];

/// The two who bring things into the catalogue.
struct Hands {
    director: Call,
    manager: Call,
}

/// Fills the catalogue; answers what one can pass in.
pub(super) fn fill(tx: &mut Tx, call: &Call) -> Result<Vec<(&'static str, SkillId)>> {
    let hands = Hands { director: acting(tx, call, "td")?, manager: acting(tx, call, "gm")? };
    let skills = add_skills(tx, &hands.director)?;
    pass_all(tx, call, Branch::FIRST, &skills)?;
    for item in &ITEMS {
        bring_in(tx, &hands, &treatment(item, &skills)?)?;
    }
    for form in [
        product(),
        package("K001", "补水疗程卡", "3000", "F004"),
        package("K002", "水氧焕活疗程卡", "3600", "T001"),
        plan(),
    ] {
        bring_in(tx, &hands, &form)?;
    }
    Ok(skills)
}

fn offer(kind: &str, number: &str, name: &str, price: &str) -> OfferForm {
    OfferForm {
        kind: "add".into(),
        offer_kind: kind.into(),
        number: number.into(),
        name_zh: name.into(),
        price: price.into(),
        why: "常客带走与续做".into(),
        whom: "本店常客".into(),
        risk: "过敏史先问清".into(),
        ..OfferForm::default()
    }
}

fn product() -> OfferForm {
    OfferForm {
        goes: "retail".into(),
        unit: "瓶".into(),
        size: "50 ml".into(),
        cost: "60".into(),
        ..offer("product", "P001", "补水精华", "168")
    }
}

/// Ten of a treatment, and two on top.
fn package(number: &str, name: &str, price: &str, of: &str) -> OfferForm {
    OfferForm {
        line_number: vec![of.into(), of.into()],
        line_count: vec!["10".into(), "2".into()],
        line_gift: vec![String::new(), "gift".into()],
        ..offer("package", number, name, price)
    }
}

fn plan() -> OfferForm {
    OfferForm { gift: "100".into(), ..offer("plan", "V001", "储值两千", "2000") }
}

fn add_skills(tx: &mut Tx, by: &Call) -> Result<Vec<(&'static str, SkillId)>> {
    let add = |(code, zh, en, _): &Skill| {
        let form = SkillForm { code: (*code).into(), name_zh: (*zh).into(), name_en: (*en).into() };
        Ok((*code, skills::add(tx, by, &form)?))
    };
    SKILLS.iter().map(add).collect()
}

/// Who has passed in what at a store.
pub(crate) fn pass_all(
    tx: &mut Tx,
    call: &Call,
    branch: Branch,
    skills: &[(&'static str, SkillId)],
) -> Result<()> {
    let by = acting(tx, call, &branch.account("td"))?;
    for (code, _, _, passed) in SKILLS {
        let skill = skills.iter().find(|(other, _)| *other == code).ok_or_else(|| Error::fault("a skill"))?;
        for (account, level) in passed {
            let form = PassForm {
                skill: skill.1.to_string(),
                person: person(tx, &by, &branch.account(account))?.to_string(),
                level: (*level).into(),
                note: "入职考核通过".into(),
                ..PassForm::default()
            };
            skills::pass(tx, &by, &form)?;
        }
    }
    Ok(())
}

fn treatment(item: &Item, skills: &[(&str, SkillId)]) -> Result<OfferForm> {
    let Item(number, (zh, en), (department, family, room), equipment, (skill, level), minutes, uses, prices) =
        item;
    let found = skills.iter().find(|(code, _)| code == skill).ok_or_else(|| Error::fault("a skill"))?;
    let kinds = ["preparation", "hands-on", "processing", "clean-up"];
    let steps: Vec<(&str, &str, &str)> = kinds
        .into_iter()
        .zip(minutes)
        .map(|(kind, minutes)| (kind, *minutes, if kind == "hands-on" { *uses } else { "" }))
        .filter(|(_, minutes, _)| *minutes != "0")
        .collect();
    let texts = |of: fn(&(&str, &str, &str)) -> String| steps.iter().map(of).collect();
    let (hand_fee, price, member_price) = prices;
    Ok(OfferForm {
        number: (*number).into(),
        name_zh: (*zh).into(),
        name_en: (*en).into(),
        department: (*department).into(),
        family: (*family).into(),
        room_kind: (*room).into(),
        equipment: (*equipment).into(),
        skill: found.1.to_string(),
        level: (*level).into(),
        step_kind: texts(|step| step.0.to_owned()),
        step_minutes: texts(|step| step.1.to_owned()),
        step_uses: texts(|step| step.2.to_owned()),
        hand_fee: (*hand_fee).into(),
        price: (*price).into(),
        member_price: (*member_price).into(),
        why: "开业项目，按客层定价".into(),
        whom: "本店常客与新客".into(),
        risk: "过敏史先问清，首次做耳后测试".into(),
        ..OfferForm { kind: "add".into(), offer_kind: "treatment".into(), ..OfferForm::default() }
    })
}

/// Proposed, tried where it is a treatment, approved and published at once.
fn bring_in(tx: &mut Tx, hands: &Hands, form: &OfferForm) -> Result<OfferId> {
    let id = propose::propose(tx, &hands.director, form)?;
    if form.offer_kind == "treatment" {
        propose::try_out(tx, &hands.director, id, &TrialForm::sample())?;
    }
    let approval = DecisionForm { decision: "approved".into(), note: String::new() };
    propose::decide(tx, &hands.manager, id, &approval)?;
    propose::publish(tx, &hands.manager, id, &PublishForm::default())
}
