//! What people and programs are shown of what customers have bought.

mod card;
mod cards;
mod custody;
mod customer;
mod goods;
mod refund;
mod refunds;
mod views;
mod working;

use kernel::Permission::{AskRefunds, DecideRefunds, KeepCustody, KeepPrepaid, PayRefunds, ViewPrepaid};
use kernel::{Id, Permission, Result, Scope};
use web::{Call, Routes};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("prepaid")
        .get("/prepaid", ViewPrepaid, "List cards and packages", cards::list)
        .get("/prepaid/customers/{id}", ViewPrepaid, "A customer's statement", customer::show)
        .post("/prepaid/customers/{id}/shares", KeepPrepaid, "Let another use what one has", customer::share)
        .post("/prepaid/shares/{id}/end", KeepPrepaid, "End the sharing", customer::unshare)
        .post("/prepaid/customers/{id}/codes", KeepPrepaid, "Send a one-time code", customer::send_code)
        .post(
            "/prepaid/customers/{id}/confirmations",
            KeepPrepaid,
            "Confirm what was used",
            customer::confirm,
        )
        .post("/prepaid/customers/{id}/goods", KeepPrepaid, "Keep goods for a customer", customer::leave)
        .get("/prepaid/cards/{id}", ViewPrepaid, "Show a card or package", card::show)
        .post("/prepaid/cards/{id}/changes", KeepPrepaid, "Hold, resume, extend or hand on", card::change)
        .get("/prepaid/cards/{id}/refund", AskRefunds, "Work a refund out", refund::estimate)
        .post("/prepaid/cards/{id}/refunds", AskRefunds, "Ask for a refund", refund::ask)
        .get("/prepaid/refunds", ViewPrepaid, "List refunds", refunds::list)
        .get("/prepaid/refunds/{id}", ViewPrepaid, "Show a refund", refunds::show)
        .post("/prepaid/refunds/{id}/decision", DecideRefunds, "Decide on a refund", refunds::decide)
        .post("/prepaid/refunds/{id}/payment", PayRefunds, "Pay a refund out", refunds::pay)
        .get("/prepaid/goods", ViewPrepaid, "List what customers left", goods::list)
        .get("/prepaid/goods/{id}", KeepPrepaid, "The form that moves goods", goods::show)
        .post("/prepaid/goods/{id}/moves", KeepPrepaid, "Use, hand out or count goods", goods::move_goods)
        .get("/prepaid/custody", ViewPrepaid, "Custody and limits of prepaid money", custody::show)
        .post("/prepaid/custody/issuer", KeepCustody, "Say what kind of issuer the centre is", custody::set)
        .post("/prepaid/custody/matches", PayRefunds, "Match cards with the books", custody::match_books)
}

/// The store whose list the asker sees; 0 for all of them.
fn seen(call: &Call, permission: Permission) -> Result<i64> {
    if call.actor.scope(permission) == Some(Scope::Centre) {
        return Ok(0);
    }
    let held = call.actor.holdings.iter().find_map(|held| held.store);
    held.map(Id::get).ok_or_else(kernel::Error::missing)
}
