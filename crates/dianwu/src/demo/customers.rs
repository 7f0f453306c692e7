//! The customers of the demonstration: always the same names, with surnames that are read in two ways among them.

use customer::assessment::{self, AssessmentForm};
use customer::consent::{self, ConsentForm};
use customer::photo::{self, PhotoForm};
use customer::warning::WarningForm;
use customer::{CustomerId, NewCustomer, Phone, Sex};
use db::Tx;
use jiff::civil::date;
use kernel::{BusinessDate, PersonId, Result, StoreId};
use web::{Call, Form};

use super::acting;

/// Name, end of the telephone number, birthday, channel, day after the opening on which she came first.
type Who = (&'static str, &'static str, (i16, i8, i8), &'static str, i64);

const WOMEN: [Who; 36] = [
    ("李小燕", "5678", (1990, 5, 20), "referral", 1),
    ("单晓敏", "1203", (1986, 11, 25), "walk-in", 2),
    ("曾可欣", "8820", (1993, 2, 14), "dianping", 3),
    ("仇文静", "3391", (1979, 8, 9), "staff", 4),
    ("解语嫣", "7016", (1995, 12, 1), "xiaohongshu", 5),
    ("查慧", "4402", (1982, 3, 30), "walk-in", 6),
    ("任思源", "9917", (1991, 7, 7), "wechat", 8),
    ("华美兰", "2255", (1970, 1, 18), "referral", 9),
    ("区嘉仪", "6138", (1988, 9, 12), "douyin", 11),
    ("盖玉洁", "5090", (1984, 4, 4), "dianping", 12),
    ("尉迟静", "7733", (1992, 6, 16), "partner", 14),
    ("欧阳婷婷", "1011", (1996, 10, 10), "douyin", 15),
    ("王雪梅", "2468", (1975, 12, 24), "referral", 17),
    ("张丽华", "1357", (1981, 5, 5), "walk-in", 18),
    ("刘诗雨", "9021", (1998, 3, 8), "xiaohongshu", 20),
    ("陈美玲", "4567", (1987, 8, 28), "referral", 22),
    ("杨柳", "8888", (1994, 4, 15), "event", 24),
    ("赵婉清", "3210", (1989, 2, 2), "dianping", 26),
    ("黄晓莉", "6677", (1983, 7, 19), "wechat", 28),
    ("周雨桐", "5432", (2000, 1, 1), "douyin", 30),
    ("吴秀英", "1122", (1968, 9, 30), "staff", 33),
    ("徐静怡", "7890", (1990, 11, 11), "walk-in", 35),
    ("孙悦", "2019", (1997, 6, 1), "xiaohongshu", 38),
    ("马晓云", "4321", (1985, 10, 3), "dianping", 41),
    ("朱丹", "6060", (1992, 12, 12), "partner", 44),
    ("胡玉兰", "9753", (1978, 4, 26), "referral", 47),
    ("郭敏", "8642", (1986, 6, 6), "walk-in", 50),
    ("何嘉欣", "1590", (1999, 5, 17), "online", 53),
    ("高洁", "3698", (1991, 1, 29), "wechat", 57),
    ("林可儿", "7412", (1995, 8, 18), "douyin", 61),
    ("罗兰", "8520", (1980, 3, 3), "event", 65),
    ("郑思琪", "2580", (1993, 9, 9), "online", 70),
    ("梁小曼", "4747", (2009, 7, 21), "referral", 74),
    ("谢芳", "6321", (1976, 2, 20), "phone", 79),
    ("宋雨欣", "9510", (1998, 12, 8), "xiaohongshu", 84),
    ("吕文君", "3571", (1987, 5, 31), "walk-in", 89),
];

const MEN: [Who; 3] = [
    ("沈浩然", "1478", (1988, 10, 22), "dianping", 40),
    ("朴正宇", "2589", (1990, 4, 13), "walk-in", 60),
    ("翟一鸣", "3690", (1985, 1, 7), "partner", 82),
];

/// Came, left a name, and nothing else is known of her yet.
const BARE: &str = "蒋小姐";

/// Before and after, drawn by hand: nobody's face.
const PHOTOS: [(&str, &[u8]); 2] =
    [("before", include_bytes!("before.png")), ("after", include_bytes!("after.png"))];

/// A scrawl.
const SIGNATURE: &[u8] = include_bytes!("signature.png");

/// Days after the opening, moisture, oil, spots, redness.
const FOUND: [(i64, [&str; 4]); 3] =
    [(1, ["38", "24.5", "42", "35"]), (30, ["44.5", "25", "40", "31"]), (75, ["52", "26", "36.5", "24"])];

/// Name, code, in whose words.
const WARNINGS: [(&str, &str, &str); 6] = [
    ("李小燕", "allergy-fragrance", "薰衣草精油擦后起疹"),
    ("陈美玲", "pregnancy", "十一月起约四个月"),
    ("吴秀英", "heart", "血压偏高，按时服药"),
    ("仇文静", "medical-beauty", "上月在医院做过光电"),
    ("查慧", "allergy-alcohol", ""),
    ("谢芳", "pacemaker", "三年前装的"),
];

pub(super) fn fill(tx: &mut Tx, call: &Call) -> Result<()> {
    let desk = acting(tx, call, "head")?;
    let organisation = org::organisation(tx, call)?;
    let person = |number: &str| {
        let mut people = organisation.people.values();
        people.find(|person| person.staff_number == number).map(|person| person.id)
    };
    let Some(store) = organisation.stores.keys().next().copied() else { return Ok(()) };
    let consultants = [person("0005"), person("0006")];
    let therapists = [person("0007"), person("0008"), person("0009"), person("0010")];
    let all = WOMEN.iter().map(|who| (who, Sex::Female)).chain(MEN.iter().map(|who| (who, Sex::Male)));
    let mut first: Option<CustomerId> = None;
    for (at, (who, sex)) in all.enumerate() {
        let new = new(store, who, sex, consultants[at % 2], therapists[at % 4], first);
        let then = Call { now: desk.now.plus_minutes(who.4 * 24 * 60 + 180), ..desk.clone() };
        let id = customer::open(tx, &then, &new)?;
        first = first.or(Some(id));
        for (_, code, note) in WARNINGS.iter().filter(|(name, ..)| *name == who.0) {
            let form = WarningForm { code: (*code).into(), note: (*note).into(), until_day: String::new() };
            customer::warning::note(tx, &then, id, &form)?;
        }
    }
    if let Some(id) = first {
        records(tx, &desk, id)?;
    }
    let last = Call { now: desk.now.plus_minutes(89 * 24 * 60), ..desk.clone() };
    customer::open(tx, &last, &NewCustomer::named(store, BARE)).map(drop)
}

fn new(
    store: StoreId,
    (name, end, born, source, _): &Who,
    sex: Sex,
    consultant: Option<PersonId>,
    therapist: Option<PersonId>,
    first: Option<CustomerId>,
) -> NewCustomer {
    let born: BusinessDate = date(born.0, born.1, born.2);
    NewCustomer {
        phone: Phone::read(&format!("1380000{end}")),
        sex: Some(sex),
        birthday: Some(born),
        source: Some((*source).to_owned()),
        referrer: first.filter(|_| *source == "referral"),
        consultant,
        therapist,
        ..NewCustomer::named(store, name)
    }
}

/// What the first of them agreed to, and how she was found and photographed.
fn records(tx: &mut Tx, desk: &Call, id: CustomerId) -> Result<()> {
    let first_visit = Call { now: desk.now.plus_minutes(24 * 60 + 190), ..desk.clone() };
    let signature = picture::prepare(SIGNATURE)?;
    for (purpose, signed) in [("service", true), ("photos", false), ("marketing", false)] {
        let way = if signed { "signed" } else { "paper" };
        let form = ConsentForm { purpose: purpose.into(), way: way.into(), ..ConsentForm::sample() };
        consent::take(tx, &first_visit, id, &form, Some(&signature).filter(|_| signed))?;
    }
    for (day, figures) in FOUND {
        let then = Call { now: desk.now.plus_minutes(day * 24 * 60 + 200), ..desk.clone() };
        let points = ["moisture", "oil", "spots", "redness"].map(|point| format!("point.{point}"));
        let points = points.into_iter().zip(figures.map(String::from)).collect();
        let form = AssessmentForm { kind: "skin".into(), note: String::new(), points };
        assessment::assess(tx, &then, id, &form)?;
    }
    let treatment = acting(tx, &first_visit, "treatment")?;
    for (stage, content) in PHOTOS {
        let form = PhotoForm { stage: stage.into(), part: "正面".into(), ..PhotoForm::default() };
        photo::take(tx, &treatment, id, &form, &picture::prepare(content)?)?;
    }
    Ok(())
}
