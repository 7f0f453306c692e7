//! What a customer's file says about who treats her, so that nobody at the desk has to say it again.

use std::collections::BTreeMap;

use booking::Dispatch;
use customer::CustomerId;
use db::Tx;
use kernel::{PersonId, Result};

use crate::policy::SkipReason;

/// Who is passed over for her: her file wishes for a woman, or for a man. Whose sex nobody wrote down is not.
pub fn wishes(tx: &mut Tx, customer: CustomerId) -> Result<BTreeMap<PersonId, SkipReason>> {
    let Some(wished) = customer::therapist_wish(tx, customer)? else { return Ok(BTreeMap::new()) };
    let others = booking::sexes(tx)?.into_iter().filter(|(_, sex)| sex.code() != wished.code());
    Ok(others.map(|(person, _)| (person, SkipReason::GenderWish)).collect())
}

/// How she came to somebody: a customer who asked for whom she is looked after by is that one's own guest.
pub fn kind(tx: &mut Tx, customer: Option<CustomerId>, to: PersonId, dispatch: Dispatch) -> Result<Dispatch> {
    let Some(customer) = customer.filter(|_| dispatch == Dispatch::Requested) else { return Ok(dispatch) };
    let hers = customer::owners(tx, customer)?.therapist == Some(to);
    Ok(if hers { Dispatch::OwnGuest } else { dispatch })
}

/// Who looks after her: the regular therapist (指定美容师) that the rule of allocation gave her.
pub fn regular(tx: &mut Tx, customer: CustomerId) -> Result<Option<PersonId>> {
    Ok(customer::owners(tx, customer)?.therapist)
}

/// Whom the desk passes over, and whom her file wishes to be passed over besides.
pub(crate) fn passed_over(
    tx: &mut Tx,
    customer: Option<CustomerId>,
    said: BTreeMap<PersonId, SkipReason>,
) -> Result<BTreeMap<PersonId, SkipReason>> {
    let mut all = customer.map(|customer| wishes(tx, customer)).transpose()?.unwrap_or_default();
    all.extend(said);
    Ok(all)
}
