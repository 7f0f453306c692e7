//! Two files that are one customer's become one, in every slice, with a trail; or they are said to be two people's.
use db::Tx;
use garde::Validate;
use kernel::{Permission, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::file::Facts;
use crate::keeper::Keepers;
use crate::opening::save;
use crate::store::{self, CustomerRow};
use crate::{CustomerId, Refused, search, sight};

/// A merge as it is typed, at the file that stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct MergeForm {
    /// Key of the file that goes.
    #[garde(length(max = 20))]
    pub from: String,
    /// The same as typed, where none was chosen from the list.
    #[garde(length(chars, max = 60))]
    pub from_q: String,
    /// Why they are the same customer's, 200 characters at most.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for MergeForm {
    fn sample() -> MergeForm {
        MergeForm { from: "2".into(), from_q: String::new(), why: "同一手机号，本人确认".into() }
    }
}

/// Makes one file of two: what belongs to the other one belongs to this one afterwards, here and in every slice.
pub fn merge(tx: &mut Tx, call: &Call, into: CustomerId, form: &MergeForm) -> Result<()> {
    let stays = sight::changing(tx, call, into)?;
    let by = call.mandate(Permission::MergeCustomers, &sight::place(&stays))?;
    let mut wrong = web::limits(form);
    let why = wrong.need("why", Some(form.why.trim()).filter(|why| !why.is_empty()), "needed");
    let from = search::picked(tx, call, &form.from, &form.from_q)?;
    let from = wrong.need("from", from, "needed");
    let (why, from) = wrong.or(why.zip(from))?;
    if from == into {
        return Err(Refused::SameFile.into());
    }
    let goes = sight::changing(tx, call, from)?;
    call.mandate(Permission::MergeCustomers, &sight::place(&goes))?;
    let keepers: &Keepers = call.app.part();
    for keeper in keepers.iter() {
        keeper.merge(tx, &by, from, into)?;
    }
    // The card is taken from the one before it is given to the other: no two files have the same.
    store::bury(tx, from, into, call.now)?;
    let (row, facts) = joined(stays, &goes)?;
    store::set_owner(tx, into, crate::OwnerRole::Consultant, row.consultant_id)?;
    store::set_owner(tx, into, crate::OwnerRole::Therapist, row.therapist_id)?;
    save(tx, CustomerRow { checked_at: call.now, checked_by: by.person, ..row }, &facts)?;
    store::add_merge(tx, &goes, into, why, by.person, call.now)?;
    let detail = json!({ "from": from, "number": goes.number, "why": why });
    call.note(tx, &by, "customer.merged", format!("customers/{into}"), detail)
}

/// What one file says, and where it says nothing, what the other said.
fn joined(stays: CustomerRow, goes: &CustomerRow) -> Result<(CustomerRow, Facts)> {
    let mut facts: Facts = serde_json::from_str(&goes.facts)?;
    facts.extend(serde_json::from_str::<Facts>(&stays.facts)?);
    let bare = stays.phone_hash.is_none();
    let unknown = stays.identity_hash.is_none();
    let numbers =
        |own: bool, mine: Option<Vec<u8>>, hers: &Option<Vec<u8>>| if own { hers.clone() } else { mine };
    let row = CustomerRow {
        card: stays.card.or_else(|| goes.card.clone()),
        sex: stays.sex.or(goes.sex),
        birthday: stays.birthday.or(goes.birthday),
        phone_sealed: numbers(bare, stays.phone_sealed, &goes.phone_sealed),
        phone_hash: numbers(bare, stays.phone_hash, &goes.phone_hash),
        phone_end: if bare { goes.phone_end.clone() } else { stays.phone_end },
        identity_sealed: numbers(unknown, stays.identity_sealed, &goes.identity_sealed),
        identity_hash: numbers(unknown, stays.identity_hash, &goes.identity_hash),
        identity_end: if unknown { goes.identity_end.clone() } else { stays.identity_end },
        guardian: if stays.guardian.is_empty() { goes.guardian.clone() } else { stays.guardian },
        source: stays.source.or_else(|| goes.source.clone()),
        referrer_id: stays.referrer_id.or(goes.referrer_id).filter(|who| *who != stays.id && *who != goes.id),
        consultant_id: stays.consultant_id.or(goes.consultant_id),
        therapist_id: stays.therapist_id.or(goes.therapist_id),
        ..stays
    };
    Ok((row, facts))
}

/// Which file looks alike and is somebody else's, as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ApartForm {
    /// Key of the other file.
    #[garde(length(max = 20))]
    pub other: String,
}

impl Form for ApartForm {
    fn sample() -> ApartForm {
        ApartForm { other: "2".into() }
    }
}

/// Says that two files that look alike are two people's, so that they are not asked about again.
pub fn keep_apart(tx: &mut Tx, call: &Call, id: CustomerId, form: &ApartForm) -> Result<()> {
    let one = sight::changing(tx, call, id)?;
    let by = call.mandate(Permission::MergeCustomers, &sight::place(&one))?;
    let mut wrong = web::limits(form);
    let other = wrong.need("other", form.other.trim().parse::<CustomerId>().ok(), "not_a_choice");
    let other = wrong.or(other)?;
    sight::seeing(tx, call, other)?;
    if other == id {
        return Err(Refused::SameFile.into());
    }
    store::keep_apart(tx, id.min(other), id.max(other), by.person, call.now)?;
    call.note(tx, &by, "customer.apart", format!("customers/{id}"), json!({ "other": other }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sex;

    #[test]
    fn what_one_file_lacks_the_other_gives() {
        let stays = CustomerRow { facts: r#"{"job":"教师"}"#.into(), ..CustomerRow::sample() };
        let goes = CustomerRow {
            id: kernel::Id::of(2),
            phone_sealed: Some(vec![1]),
            phone_hash: Some(vec![2]),
            phone_end: Some("5678".into()),
            sex: Some(Sex::Female),
            card: Some("VIP-1".into()),
            referrer_id: Some(kernel::Id::of(1)),
            facts: r#"{"job":"医生","skin_type":"dry"}"#.into(),
            ..CustomerRow::sample()
        };
        let (row, facts) = joined(stays, &goes).expect("joined");
        assert_eq!((row.phone_end.as_deref(), row.phone_hash), (Some("5678"), Some(vec![2])));
        assert_eq!((row.sex, row.card.as_deref(), row.referrer_id), (Some(Sex::Female), Some("VIP-1"), None));
        assert_eq!(
            (facts["job"].as_str(), facts["skin_type"].as_str()),
            ("教师", "dry"),
            "her own word counts"
        );
    }
}
