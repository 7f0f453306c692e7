//! Taking people on and giving them posts, for whoever sets a centre up while nobody is there yet.

use db::Tx;
use kernel::{BusinessDate, Error, PersonId, Result, StoreId};
use org::Level;
use org::people::{AppointForm, PersonForm, add};
use web::Call;

/// Somebody new.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Newcomer<'a> {
    /// Name.
    pub name: &'a str,
    /// Staff number (工号).
    pub number: &'a str,
    /// First day.
    pub day: BusinessDate,
}

/// Takes a person on.
pub(crate) fn take_on(tx: &mut Tx, call: &Call, new: &Newcomer) -> Result<PersonId> {
    let form = PersonForm {
        name: new.name.to_owned(),
        staff_number: new.number.to_owned(),
        joined_on: new.day.to_string(),
    };
    add(tx, call, &form)
}

/// Gives a person a post, at the store where it is one of a store.
pub(crate) fn appoint(
    tx: &mut Tx,
    call: &Call,
    person: PersonId,
    post: &str,
    store: StoreId,
    day: BusinessDate,
) -> Result<()> {
    let organisation = org::organisation(tx, call)?;
    let missing = || Error::fault(format!("the handbook has no post {post}"));
    let of_store = organisation.post_by_code(post).ok_or_else(missing)?.level == Level::Store;
    let form = AppointForm {
        post: post.to_owned(),
        store: if of_store { store.to_string() } else { String::new() },
        from_day: day.to_string(),
        ..AppointForm::default()
    };
    org::people::appoint(tx, call, person, &form).map(drop)
}
