//! Yesterday's supervisors' meeting, held and signed by some; one of its resolutions is overdue, one is under way.

use std::collections::BTreeMap;

use ::meeting::{MinutesForm, OpenForm, ResolveForm, SignForm, holding};
use db::Tx;
use kernel::Result;
use web::Call;

use super::{PEOPLE, acting, person};

const HOUR: i64 = 60;

/// What departments said: code, yesterday, focus, customers, support.
const SAID: [(&str, [&str; 4]); 3] = [
    ("front-desk", ["到店二十一位，等候有点长", "下午三点加人", "三位新客要留联系方式", "便签纸用完了"]),
    ("consultants", ["成交四单，体验三位没谈成", "回访名单打完", "上月做过补水没再来的", "小套餐早点定价"]),
    ("therapy", ["护理十六次，一位返工", "新手法互练", "敏感肌的两位多留意", ""]),
];

pub(super) fn fill(tx: &mut Tx, now: &Call) -> Result<()> {
    let yesterday = org::today(tx, now)?.day.yesterday()?;
    let morning = org::organisation(tx, now)?.day_cut(None).moment(yesterday, 9 * HOUR + 42);
    let morning = &Call { now: morning, ..now.clone() };
    let chair = acting(tx, morning, "gm")?;
    let id = holding::open(tx, &chair, &OpenForm { kind: "supervisors".into(), ..OpenForm::default() })?;

    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for one in PEOPLE {
        let key = person(tx, morning, one.account)?;
        fields.insert(format!("presence.{key}"), "present".into());
    }
    fields.insert(format!("grooming.{}", person(tx, morning, "keeper")?), "fault".into());
    fields.insert(format!("note.{}", person(tx, morning, "keeper")?), "工牌没戴".into());
    for (department, said) in SAID {
        for (kind, text) in ["yesterday", "focus", "customers", "support"].into_iter().zip(said) {
            fields.insert(format!("{kind}.{department}"), text.into());
        }
    }
    let asked = holding::asked_to(tx, &chair, id)?;
    fields.retain(|field, _| match field.split_once('.') {
        Some(("presence" | "grooming" | "note", key)) => asked.iter().any(|person| person.to_string() == key),
        _ => true,
    });
    for (what, owner) in [("下午三点前台加一个班次，今天排好", "head"), ("五次补水小套餐报价单", "td")]
    {
        let owner = person(tx, morning, owner)?.to_string();
        let due_day = yesterday.to_string();
        holding::resolve(tx, &chair, id, &ResolveForm { what: what.into(), owner, due_day })?;
    }
    let minutes = "先看数字，再说等候。\n小套餐大家都问，价格这周定。".to_owned();
    let over = Call { now: chair.now.plus_minutes(16), ..chair };
    holding::keep(tx, &over, id, &MinutesForm { minutes, close: "yes".into(), fields })?;
    for account in ["gm", "td"] {
        let by = acting(tx, &over, account)?;
        let drawn = "M60 120L90 60L110 140L150 70L170 150L230 60L250 130L330 90L420 110".into();
        holding::sign(tx, &by, id, &SignForm { drawn })?;
    }
    Ok(())
}
