//! Forms of the demonstration: some wait, one was given back, one is approved.

use std::collections::BTreeMap;

use approval::ApprovalId;
use approval::asking::{self, AskForm};
use approval::deciding::{self, DecideForm, Proved};
use db::Tx;
use kernel::Result;
use web::Call;

use super::{acting, acting_at};

fn ask(tx: &mut Tx, by: &Call, code: &str, fields: &[(&str, &str)]) -> Result<ApprovalId> {
    let fields = fields.iter().map(|(code, text)| (format!("field.{code}"), (*text).to_owned()));
    let form = AskForm { seat: String::new(), fields: fields.collect() };
    asking::ask(tx, by, code, &form, &BTreeMap::new())
}

fn decide(tx: &mut Tx, by: &Call, id: ApprovalId, decision: &str, note: &str) -> Result<()> {
    let form = DecideForm {
        decision: decision.into(),
        note: note.into(),
        drawn: "M60 120L90 60L110 140L150 70L170 150L230 60L250 130L330 90L420 110".into(),
        ..DecideForm::default()
    };
    deciding::decide(tx, by, id, &form, Proved::Password).map(drop)
}

/// Asks for this and that.
pub(super) fn fill(tx: &mut Tx, today: &Call) -> Result<()> {
    let day = org::today(tx, today)?.day;
    let in_days = |days: i64| day.saturating_add(jiff::ToSpan::days(days)).to_string();
    let (soon, later) = (in_days(7), in_days(8));
    let therapist = acting_at(tx, today, "therapist", -90)?;
    let director = acting(tx, today, "td")?;
    let purchase = ask(
        tx,
        &therapist,
        "purchase",
        &[
            ("item", "补水面膜"),
            ("spec", "25 ml × 10 片"),
            ("quantity", "40"),
            ("unit", "盒"),
            ("price", "150"),
            ("supplier", "润颜"),
            ("wanted", &soon),
            ("why", "只剩六盒，一周用二十盒"),
        ],
    )?;
    decide(tx, &director, purchase, "approve", "用量属实")?;
    let body = acting(tx, today, "body")?;
    let leave =
        [("kind", "annual"), ("from", &*soon), ("until", &*later), ("cover", "何佳"), ("why", "回家看父母")];
    ask(tx, &body, "leave", &leave)?;
    let head = acting(tx, today, "head")?;
    let repair = [
        ("thing", "前厅三号灯"),
        ("place", "前厅"),
        ("haste", "day"),
        ("amount", "80"),
        ("why", "一闪一闪的"),
    ];
    let repair = ask(tx, &head, "repair", &repair)?;
    decide(tx, &director, repair, "return", "写清是灯管还是灯座坏了")?;
    let consultant = acting_at(tx, today, "consultant", -30)?;
    let discount = [
        ("customer", "老顾客"),
        ("item", "F004 紧致提升护理十次"),
        ("amount", "1500"),
        ("why", "介绍了三位新客"),
    ];
    let discount = ask(tx, &consultant, "discount", &discount)?;
    decide(tx, &director, discount, "approve", "")?;
    asking::urge(tx, &consultant, discount)?;
    let seal = [
        ("seal", "contract"),
        ("document", "布草洗涤合同"),
        ("copies", "2"),
        ("to", "净洁洗涤"),
        ("why", "续签一年"),
    ];
    let clerk = acting(tx, today, "clerk")?;
    let seal = ask(tx, &clerk, "seal", &seal)?;
    let administration = acting(tx, today, "ad")?;
    decide(tx, &administration, seal, "approve", "")
}
