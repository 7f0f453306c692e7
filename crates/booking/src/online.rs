//! A customer books from her own telephone: a code proves the number, and opens the page for a while. Codes are kept as
//! hashes, hold a few minutes, bear a few mistakes, and only so many are sent to a number and to an address.

use customer::{CustomerId, NewCustomer, Phone, Vault};
use db::Tx;
use kernel::{
    AccountId, BusinessDate, Id, Instant, Lang, Permission, PersonId, Place, Problems, Result, StoreId,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{App, Call, Say};

use crate::change::give_up;
use crate::days::later;
use crate::order::{Order, place};
use crate::policies::policy;
use crate::policy::code_policy;
use crate::secret;
use crate::sender::Sender;
use crate::state::{CancelReason, LineState, Refused};
use crate::store::{self, CodeRow};
use crate::treat::now_at;
use crate::{VisitId, waiting};

/// Of which kind the proof in the page's address is.
const KIND: &str = "booking-pass";

/// What a telephone number is kept as.
fn hashed(app: &App, kind: &str, text: &str) -> String {
    let vault: &Vault = app.part();
    vault.hash(kind, text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a mobile number.
pub(crate) fn phone(text: &str) -> Result<Phone> {
    let mut wrong = Problems::default();
    let phone = Phone::read(text).filter(|phone| phone.whole().len() >= 11);
    let phone = wrong.need("phone", phone, "not_a_mobile");
    wrong.or(phone)
}

/// Somebody acts who has no post here: the house itself, in her name.
pub(crate) fn house(app: &App) -> Call {
    Call::new(app, &org::founding::house())
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Its key.
    pub id: i64,
    /// The code itself, for the demonstration only.
    pub code: String,
}

/// Sends a code to a number, unless too many were sent.
pub(crate) async fn send(app: &App, phone: Phone, origin: &str, lang: Lang) -> Result<Sent> {
    let code = format!("{:06}", rand::random_range(0..1_000_000));
    let now = app.now();
    let new = CodeRow {
        id: 0,
        phone_hash: hashed(app, "online-phone", phone.whole()),
        origin_hash: hashed(app, "online-origin", origin),
        code_hash: hashed(app, "online-code", &format!("{} {code}", phone.whole())),
        sent_at: now,
        expires_at: now.plus_minutes(code_policy()?.minutes),
        tries: 0,
        opened_at: None,
    };
    let id = app.write_unattended(move |tx| keep(tx, &new)).await?;
    let sender: &Sender = app.part();
    let gaps = [("code", code.clone()), ("minutes", code_policy()?.minutes.to_string())];
    sender.send(phone.whole(), &Say(lang).fill("booking.sent.code", &gaps));
    Ok(Sent { id, code })
}

fn keep(tx: &mut Tx, new: &CodeRow) -> Result<i64> {
    let limits = code_policy()?;
    let hour_ago = new.sent_at.plus_minutes(-60);
    let (to_phone, to_origin) = store::codes_since(tx, &new.phone_hash, &new.origin_hash, hour_ago)?;
    if to_phone >= limits.per_phone || to_origin >= limits.per_origin {
        return Err(Refused::TooMany { minutes: 60 }.into());
    }
    store::add_code(tx, new)
}

/// What came of typing a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Typed {
    /// It opens the page at this address part.
    Opens(String),
    /// It is not the one.
    Wrong,
    /// It is too late, or there were too many mistakes.
    Over,
    /// She is new, and has not told her name.
    NoName,
}

/// Takes a code: the address part of the page that it opens. Who is new tells her name, and her file is opened.
pub(crate) async fn enter(app: &App, id: i64, phone: Phone, code: &str, name: &str) -> Result<String> {
    let house = house(app);
    let (code, name) = (code.trim().to_owned(), name.trim().to_owned());
    let given = hashed(app, "online-code", &format!("{} {code}", phone.whole()));
    let whose = hashed(app, "online-phone", phone.whole());
    // A mistake is counted although it is refused: the refusal comes after the commit.
    let typed = app.write_unattended(move |tx| {
        let Some(row) = store::code(tx, id)?.filter(|row| row.phone_hash == whose) else {
            return Ok(Typed::Over);
        };
        let limits = code_policy()?;
        if row.opened_at.is_some() || row.expires_at < house.now || row.tries >= limits.tries {
            return Ok(Typed::Over);
        }
        if row.code_hash != given {
            store::count_try(tx, id)?;
            return Ok(Typed::Wrong);
        }
        let known = customer::by_phone(tx, &house, &phone)?;
        if known.is_none() && name.is_empty() {
            return Ok(Typed::NoName);
        }
        let customer = match known {
            Some(customer) => customer,
            None => open_file(tx, &house, &phone, &name)?,
        };
        store::open_code(tx, id, house.now)?;
        let expires = house.now.plus_minutes(limits.opens_minutes);
        let pass = store::add_pass(tx, customer, expires)?;
        let vault: &Vault = house.app.part();
        Ok(Typed::Opens(secret::seal(vault, KIND, pass)))
    });
    let mut wrong = Problems::default();
    match typed.await? {
        Typed::Opens(address) => return Ok(address),
        Typed::Wrong => wrong.add("code", "wrong_phone_code"),
        Typed::Over => wrong.add("code", "phone_code_over"),
        Typed::NoName => wrong.add("name", "needed"),
    }
    wrong.or(None)
}

/// Opens her file in the name of whoever answers for files in the store: each has somebody who opened it.
fn open_file(tx: &mut Tx, house: &Call, phone: &Phone, name: &str) -> Result<CustomerId> {
    let chart = org::today(tx, house)?;
    let store = chart.open_stores().next().ok_or(Refused::NoStore)?;
    let may = |person: &PersonId| {
        let actor = chart.actor(AccountId::of(0), *person);
        actor.may_at(Permission::EditCustomers, &Place::store(store))
    };
    let mut people = chart.people().filter(|(_, seats)| seats.iter().any(|seat| seat.store == Some(store)));
    let answers = people.find_map(|(person, _)| Some(person).filter(may)).ok_or(Refused::NoStore)?;
    let house = &Call { actor: chart.actor(AccountId::of(0), answers), ..house.clone() };
    let new = NewCustomer {
        phone: Some(phone.clone()),
        source: Some("online".into()),
        ..NewCustomer::named(store, name)
    };
    customer::open(tx, house, &new)
}

/// Whose page stands at an address; missing when it is none of ours, or over.
pub(crate) fn whose(tx: &mut Tx, app: &App, address: &str) -> Result<CustomerId> {
    let vault: &Vault = app.part();
    let key = secret::open(vault, KIND, address).ok_or_else(kernel::Error::missing)?;
    store::pass(tx, key, app.now())?.ok_or_else(kernel::Error::missing)
}

/// Books for her, without a warning read over the counter: where her file has one that matters, she is asked to call.
pub(crate) fn book(
    tx: &mut Tx,
    call: &Call,
    customer: CustomerId,
    order: &Order,
    lang: Lang,
) -> Result<VisitId> {
    let (today, now) = now_at(tx, call, order.store)?;
    let rules = policy(tx, order.store, today)?;
    if store::open_visits(tx, customer, today)?.len() >= usize::try_from(rules.online_most)? {
        return Err(Refused::Enough { most: rules.online_most.to_string() }.into());
    }
    if order.day > later(today, rules.online_days) {
        return Err(Refused::TooFar { day: later(today, rules.online_days) }.into());
    }
    if minutes_ahead((today, now), (order.day, order.starts)) < i64::from(rules.online_notice) {
        return Err(Refused::TooSoon.into());
    }
    if !(rules.online_from..=rules.online_until).contains(&order.starts) {
        return Err(Refused::CallUs.into());
    }
    let id = match place(tx, call, None, order) {
        Err(error) if is_warning(&error) => return Err(Refused::CallUs.into()),
        placed => placed?,
    };
    store::set_lang(tx, id, lang.tag())?;
    let by = call.mandate(Permission::Book, &Place::store(order.store))?;
    call.note(tx, &by, "visit.booked", format!("visits/{id}"), json!({ "day": order.day, "online": true }))?;
    Ok(id)
}

/// How many minutes it is until then; less than none when it is over.
fn minutes_ahead((today, now): (BusinessDate, u32), (day, starts): (BusinessDate, u32)) -> i64 {
    let days = today.until(day).map_or(0, |span| i64::from(span.get_days()));
    days * 24 * 60 + i64::from(starts) - i64::from(now)
}

fn is_warning(error: &kernel::Error) -> bool {
    let code = error.refusal().map(|refusal| refusal.code);
    matches!(code, Some("booking.warned" | "booking.forbidden"))
}

/// Calls one of her own visits off, while there is time.
pub(crate) fn cancel(tx: &mut Tx, call: &Call, customer: CustomerId, id: VisitId) -> Result<()> {
    let visit = store::visit(tx, id)?;
    if visit.customer_id != Some(customer) {
        return Err(kernel::Error::missing());
    }
    let (today, now) = now_at(tx, call, visit.store_id)?;
    let notice = policy(tx, visit.store_id, today)?.cancel_notice;
    let lines = store::lines_of(tx, id)?;
    if !lines.iter().any(|line| line.state == LineState::Booked) {
        return Err(Refused::NotNow.into());
    }
    if minutes_ahead((today, now), (visit.day, visit.starts)) < i64::from(notice) {
        return Err(Refused::TooSoon.into());
    }
    give_up(tx, &lines, LineState::Cancelled)?;
    store::cancel(tx, id, CancelReason::Time, "", None, call.now)?;
    let by = call.mandate(Permission::Book, &Place::store(visit.store_id))?;
    call.note(tx, &by, "visit.cancelled", format!("visits/{id}"), json!({ "online": true }))?;
    waiting::offer_freed(tx, call, visit.store_id, visit.day)
}

/// The stores in which she may book.
pub(crate) fn stores(tx: &mut Tx, call: &Call) -> Result<Vec<(StoreId, String)>> {
    let chart = org::today(tx, call)?;
    let named = |store| (store, chart.organisation.stores.get(&store).map_or("", |row| &row.name).to_owned());
    Ok(chart.open_stores().map(named).collect())
}

/// Forgets codes and passes that have been over for a while; how many there were.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    store::forget_online(tx, before)
}

/// Somebody's key, for those who only have a number.
pub(crate) fn first_store(stores: &[(StoreId, String)], typed: &str) -> Option<StoreId> {
    let asked = stores.iter().find(|(store, _)| store.get().to_string() == typed.trim());
    asked.or(stores.first()).map(|(store, _)| *store)
}
