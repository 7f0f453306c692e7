//! Doors: what customers have paid for and leave in the house (客存) comes in, is used, taken home, counted.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::store::{self, GoodsId, GoodsKind, GoodsMove, NewGoods, person};
use crate::{Refused, sight};

/// Goods that are left, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct GoodsForm {
    /// What.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub name: String,
    /// How many.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub count: String,
    /// What is counted: `瓶`, `盒`.
    #[serde(default)]
    #[garde(length(chars, max = 8))]
    pub unit: String,
    /// The shelf where it stands.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub place: String,
    /// Use by; empty where it says nothing.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub expires_on: String,
}

impl Form for GoodsForm {
    fn sample() -> GoodsForm {
        GoodsForm {
            name: "玫瑰精华油 30ml".into(),
            count: "2".into(),
            unit: "瓶".into(),
            place: "3 号柜 B 格".into(),
            expires_on: "2027-06-30".into(),
        }
    }
}

/// Keeps goods for a customer.
pub fn leave(tx: &mut Tx, call: &Call, customer: CustomerId, form: &GoodsForm) -> Result<GoodsId> {
    let brief = sight::seeing(tx, call, customer)?;
    let by = call.mandate(Permission::KeepPrepaid, &sight::place(&brief))?;
    let mut wrong = web::limits(form);
    let name = wrong.need("name", Some(form.name.trim()).filter(|name| !name.is_empty()), "needed");
    let count = wrong.need("count", count(&form.count), "not_a_number");
    let expires_on = day_or_none(&mut wrong, &form.expires_on);
    let (name, count) = wrong.or(name.zip(count))?;
    let unit = Some(form.unit.trim()).filter(|unit| !unit.is_empty()).unwrap_or("件");
    let place = form.place.trim();
    let store = brief.store_id;
    let id = store::add_goods(tx, &NewGoods { customer, store, name, unit, place, expires_on })?;
    let day = sight::today(tx, call, store)?;
    let kind = GoodsKind::Left;
    store::move_goods(tx, id, &GoodsMove { kind, count, day, words: "", by: person(&by), at: call.now })?;
    let detail = json!({ "name": name, "count": count });
    call.note(tx, &by, "prepaid.goods_left", format!("prepaid/customers/{customer}"), detail)?;
    Ok(id)
}

fn day_or_none(wrong: &mut kernel::Problems, text: &str) -> Option<BusinessDate> {
    match text.trim() {
        "" => None,
        text => wrong.need("expires_on", parse_day(text), "not_a_day"),
    }
}

fn count(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|count| (1..=9_999).contains(count))
}

/// A movement of goods as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct GoodsMoveForm {
    /// `used`, `taken`, `left`, or `counted` with how many there really are.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub kind: String,
    /// How many.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub count: String,
    /// For what, or why the count differs.
    #[serde(default)]
    #[garde(length(chars, max = 120))]
    pub words: String,
}

impl Form for GoodsMoveForm {
    fn sample() -> GoodsMoveForm {
        GoodsMoveForm { kind: "used".into(), count: "1".into(), words: "面部护理开瓶".into() }
    }
}

/// Moves what a customer left; answers whose it is.
pub fn move_goods(tx: &mut Tx, call: &Call, id: GoodsId, form: &GoodsMoveForm) -> Result<CustomerId> {
    let goods = store::goods(tx, id)?;
    let by = sight::mandate(tx, call, Permission::KeepPrepaid, goods.customer_id)?;
    let mut wrong = web::limits(form);
    let kind = wrong.need("kind", GoodsKind::from_code(&form.kind), "not_a_choice");
    let typed = match (kind, form.count.trim()) {
        (Some(GoodsKind::Counted), "0") => Some(0),
        (_, text) => wrong.need("count", count(text), "not_a_number"),
    };
    let words = form.words.trim();
    if kind == Some(GoodsKind::Counted) && words.is_empty() {
        wrong.add("words", "needed");
    }
    let (kind, typed) = wrong.or(kind.zip(typed))?;
    let count = match kind {
        GoodsKind::Left => typed,
        GoodsKind::Used | GoodsKind::Taken => -typed,
        GoodsKind::Counted => typed - goods.count_left,
    };
    if count == 0 {
        return Err(Refused::Nothing.into());
    }
    if goods.count_left + count < 0 {
        return Err(Refused::NotSoMany { left: goods.count_left }.into());
    }
    let day = sight::today(tx, call, goods.store_id)?;
    store::move_goods(tx, id, &GoodsMove { kind, count, day, words, by: person(&by), at: call.now })?;
    let subject = format!("prepaid/customers/{}", goods.customer_id);
    let detail = json!({ "name": goods.name, "kind": kind, "count": count });
    call.note(tx, &by, "prepaid.goods_moved", subject, detail)?;
    Ok(goods.customer_id)
}
