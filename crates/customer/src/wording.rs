//! What customers are asked to agree to, word by word (同意书文字): shipped, and in wordings of the centre's own, each from a
//! day on and with an edition of its own, so that the log tells what somebody agreed to.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Instant, Permission, PersonId, Place, Result, ids, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::data::{Purpose, data};
use crate::store;

ids! {
    /// A wording that the centre set.
    pub struct WordingId;
}

db::record! {
    /// A wording that the centre set.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WordingRow {
        /// Key.
        pub id: WordingId,
        /// Of what.
        pub purpose: String,
        /// Its edition.
        pub edition: String,
        /// First day.
        pub from_day: BusinessDate,
        /// In Chinese.
        pub zh: String,
        /// In English.
        pub en: String,
        /// Why it was set.
        pub why: String,
        /// By whom.
        pub set_by: PersonId,
        /// When.
        pub set_at: Instant,
    }
}

/// A wording as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct WordingForm {
    /// `service`, `photos`, `marketing` or `sharing`.
    #[garde(length(max = 20))]
    pub purpose: String,
    /// First day; today at the earliest.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// The wording in Chinese.
    #[garde(length(chars, max = 1000))]
    pub zh: String,
    /// In English.
    #[garde(length(chars, max = 2000))]
    pub en: String,
    /// Why it changes.
    #[garde(length(chars, max = 400))]
    pub why: String,
}

impl Form for WordingForm {
    fn sample() -> WordingForm {
        WordingForm {
            purpose: "marketing".into(),
            from_day: "2027-01-01".into(),
            zh: "用短信告诉您活动和新项目；每次都写明怎样退订。".into(),
            en: "We tell you of events by message; each says how to stop it.".into(),
            why: "不再打电话".into(),
        }
    }
}

/// What customers are asked to agree to on a day: of each purpose the wording that holds then.
pub(crate) fn wordings(tx: &mut Tx, day: BusinessDate) -> Result<Vec<Purpose>> {
    let set = store::wordings(tx)?;
    Ok(data()?.purposes.iter().map(|purpose| worded(purpose, &set, day)).collect())
}

/// A purpose in the wording that holds on a day; they come the one that begins last first.
fn worded(purpose: &Purpose, set: &[WordingRow], day: BusinessDate) -> Purpose {
    let held = set.iter().find(|row| row.purpose == purpose.code && row.from_day <= day);
    match held {
        Some(row) => Purpose {
            edition: row.edition.clone(),
            zh_text: row.zh.clone(),
            en_text: row.en.clone(),
            ..purpose.clone()
        },
        None => purpose.clone(),
    }
}

/// Sets a wording, from a day on. What was agreed to before was agreed to in the words of then.
pub fn set(tx: &mut Tx, call: &Call, form: &WordingForm) -> Result<WordingId> {
    let by = call.mandate(Permission::EraseCustomers, &Place::centre())?;
    let today = org::organisation(tx, call)?.business_date(None, call.now);
    let mut wrong = web::limits(form);
    let purpose = data()?.purposes.iter().find(|purpose| purpose.code == form.purpose.trim());
    let purpose = wrong.need("purpose", purpose, "not_a_choice");
    let from = parse_day(form.from_day.trim()).filter(|day| *day >= today);
    let from = wrong.need("from_day", from, "not_a_day");
    for (field, text) in [("zh", &form.zh), ("en", &form.en), ("why", &form.why)] {
        if text.trim().is_empty() {
            wrong.add(field, "needed");
        }
    }
    let (purpose, from_day) = wrong.or(purpose.zip(from))?;
    let before = store::wordings(tx)?;
    let same = before.iter().filter(|row| row.purpose == purpose.code && row.from_day == from_day).count();
    let row = WordingRow {
        id: kernel::Id::of(0),
        purpose: purpose.code.clone(),
        edition: if same == 0 { from_day.to_string() } else { format!("{from_day} ({})", same + 1) },
        from_day,
        zh: form.zh.trim().to_owned(),
        en: form.en.trim().to_owned(),
        why: form.why.trim().to_owned(),
        set_by: by.person,
        set_at: call.now,
    };
    let id = store::add_wording(tx, &row)?;
    let detail = json!({ "purpose": row.purpose, "edition": row.edition, "why": row.why });
    call.note(tx, &by, "customer.consent_worded", format!("consent-wordings/{id}"), detail)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn the_wording_that_began_last_holds_and_the_shipped_one_until_then() {
        let row = |day: i8, zh: &str| WordingRow {
            id: WordingId::of(day.into()),
            purpose: "photos".into(),
            edition: format!("e{day}"),
            from_day: jiff::civil::date(2026, 12, day),
            zh: zh.into(),
            en: String::new(),
            why: String::new(),
            set_by: Id::of(1),
            set_at: Instant::from_millis(0),
        };
        let set = [row(20, "later"), row(10, "then")];
        let photos = data().expect("data").purposes.iter().find(|one| one.code == "photos").expect("photos");
        let on = |day| worded(photos, &set, jiff::civil::date(2026, 12, day)).edition;
        assert_eq!(
            [on(9), on(10), on(19), on(20)],
            [&photos.edition, "e10", "e10", "e20"].map(str::to_owned)
        );
    }
}
