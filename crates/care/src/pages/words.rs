use kernel::{Lang, Result, Words};
use web::Say;

use crate::reason::Reason;
use crate::store::ClassKind;

/// A text of the message files in every language.
pub fn said(key: &str) -> Words {
    Words::new(Say(Lang::Chinese).t(key), Say(Lang::English).t(key))
}

/// What a class is called; nothing for none.
pub fn class(kind: ClassKind, code: &str) -> Option<Words> {
    let key = match (kind, code) {
        (_, "") => return None,
        (ClassKind::Grade, letters) => return Some(Words::new(letters, letters)),
        (ClassKind::Potential, code) => format!("care.potential.{code}"),
        (ClassKind::Sleep, code) => format!("care.sleep.{code}"),
    };
    Some(said(&key))
}

/// Reasons as they are kept, in words; people are named.
pub fn reasons(organisation: &org::Organisation, kept: &str) -> Result<Vec<Words>> {
    let reasons: Vec<Reason> = serde_json::from_str(kept)?;
    Ok(told(organisation, &reasons))
}

/// Reasons in words; people are named.
pub fn told(organisation: &org::Organisation, reasons: &[Reason]) -> Vec<Words> {
    let named = |reason: &Reason| {
        let person = reason.args.get("person").and_then(|key| key.parse().ok());
        match person {
            Some(person) => reason.clone().with("person", organisation.person_name(person)).words(),
            None => reason.words(),
        }
    };
    reasons.iter().map(named).collect()
}
