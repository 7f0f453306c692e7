//! A ticket from its first line to its number: opened, kept as often as one likes, split, made one with another, put
//! aside with a reason, or settled. An open one is a row like any other: it outlives restarts and closes.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{Error, Id, Mandate, Money, Permission, Place, Problems, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::authority::{Leeway, authorities, within};
use crate::form::TicketForm;
use crate::kind::LineKind;
use crate::place::{my_shift, my_store};
use crate::refused::Refused;
use crate::settling::{Settling, settle as settle_rows};
use crate::store::{self, Draft, NewTicket, Settled, TicketId, TicketRow, Where};
use crate::visits;
use crate::wish::{Known, Wish};

/// Opens a ticket with what was typed so far.
pub fn open(tx: &mut Tx, call: &Call, form: &TicketForm) -> Result<TicketId> {
    let store = my_store(tx, call, Permission::RunTill)?;
    let by = call.mandate(Permission::RunTill, &Place::store(store))?;
    let form = whom(tx, call, form)?.with_added();
    let form = visits::filled(tx, call, store, form)?;
    let draft = draft(tx, call, store, &form)?;
    let id = store::add_ticket(tx, &fresh(call, store, &by, &draft, None))?;
    call.note(tx, &by, "ticket.opened", format!("tickets/{id}"), json!({ "words": draft.words }))?;
    Ok(id)
}

/// Keeps what was typed of an open ticket.
pub fn keep(tx: &mut Tx, call: &Call, id: TicketId, form: &TicketForm) -> Result<TicketId> {
    let (row, _) = mine(tx, call, id)?;
    let row = at_version(row, &form.version)?;
    let form = whom(tx, call, form)?.with_added();
    let draft = draft(tx, call, row.store_id, &form)?;
    if !store::keep(tx, &row, &draft, call.now)? {
        return Err(Refused::Stale.into());
    }
    Ok(id)
}

/// Settles an open ticket.
pub fn settle(tx: &mut Tx, call: &Call, id: TicketId, form: &TicketForm) -> Result<TicketId> {
    let (row, by) = mine(tx, call, id)?;
    let row = at_version(row, &form.version)?;
    let form = whom(tx, call, form)?;
    let ready = ready(tx, call, &by, row.store_id, Some(id), &form)?;
    if !store::settle(tx, &row, &ready.draft, &ready.settled)? {
        return Err(Refused::NotOpen.into());
    }
    settled(tx, call, &by, id, &form, &ready)?;
    Ok(id)
}

/// Keeps what was typed, and the digest of a code that is about to be sent to whoever pays; answers her, and the digest
/// that holds now.
pub(crate) fn keep_code(
    tx: &mut Tx,
    call: &Call,
    id: TicketId,
    form: &TicketForm,
    digest: &str,
) -> Result<(CustomerId, String)> {
    keep(tx, call, id, form)?;
    let customer = store::ticket(tx, id)?.customer_id.ok_or(Refused::NoCustomer)?;
    Ok((customer, prepaid::code::keep(tx, call, customer, digest)?))
}

/// Opens and settles at once: what a program sends, and a walk-in.
pub fn checkout(tx: &mut Tx, call: &Call, form: &TicketForm) -> Result<TicketId> {
    let store = my_store(tx, call, Permission::RunTill)?;
    let by = call.mandate(Permission::RunTill, &Place::store(store))?;
    let form = whom(tx, call, form)?;
    let ready = ready(tx, call, &by, store, None, &form)?;
    let id = store::add_ticket(tx, &fresh(call, store, &by, &ready.draft, Some(&ready.settled)))?;
    settled(tx, call, &by, id, &form, &ready)?;
    Ok(id)
}

/// Why a ticket is put aside.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DropForm {
    /// The reason.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for DropForm {
    fn sample() -> DropForm {
        DropForm { why: "顾客改天再来".into() }
    }
}

/// Puts an open ticket aside without its having been paid.
pub fn put_aside(tx: &mut Tx, call: &Call, id: TicketId, form: &DropForm) -> Result<TicketId> {
    let (row, by) = mine(tx, call, id)?;
    let mut wrong = web::limits(form);
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let why = wrong.or(why)?;
    if !store::drop_ticket(tx, id, by.person, call.now, why, None)? {
        return Err(Refused::NotOpen.into());
    }
    call.note(tx, &by, "ticket.dropped", format!("tickets/{id}"), json!({ "why": why, "total": row.total }))?;
    Ok(id)
}

/// Which lines go, or which ticket comes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PartForm {
    /// The places of the lines, from 0, that go to a ticket of their own.
    #[garde(length(max = 40), inner(length(max = 3)))]
    pub line: Vec<String>,
    /// The key of the open ticket that becomes part of this one.
    #[garde(length(max = 20))]
    pub other: String,
}

impl Form for PartForm {
    fn sample() -> PartForm {
        PartForm { line: vec!["1".into()], other: String::new() }
    }
}

/// Gives some lines of an open ticket a ticket of their own; answers the new one.
pub fn split(tx: &mut Tx, call: &Call, id: TicketId, form: &PartForm) -> Result<TicketId> {
    let (row, by) = mine(tx, call, id)?;
    let whole = row.form()?;
    let goes: Vec<usize> = form.line.iter().filter_map(|place| place.trim().parse().ok()).collect();
    let (stays, gone) = (whole.only(|at| !goes.contains(&at)), whole.only(|at| goes.contains(&at)));
    if stays.lines().next().is_none() || gone.lines().next().is_none() {
        return Err(Refused::NothingToSplit.into());
    }
    let left = draft(tx, call, row.store_id, &stays)?;
    if !store::keep(tx, &row, &left, call.now)? {
        return Err(Refused::Stale.into());
    }
    let part = Draft { visit: None, ..draft(tx, call, row.store_id, &gone)? };
    let new = store::add_ticket(tx, &fresh(call, row.store_id, &by, &part, None))?;
    call.note(tx, &by, "ticket.split", format!("tickets/{id}"), json!({ "into": new }))?;
    Ok(new)
}

/// Makes another open ticket part of this one.
pub fn merge(tx: &mut Tx, call: &Call, id: TicketId, form: &PartForm) -> Result<TicketId> {
    let (row, by) = mine(tx, call, id)?;
    let other = form.other.trim().parse::<TicketId>().ok().filter(|other| *other != id);
    let mut wrong = Problems::default();
    let other = wrong.need("other", other, "not_a_choice");
    let (other, _) = mine(tx, call, wrong.or(other)?)?;
    if other.store_id != row.store_id {
        return Err(Refused::OtherStore.into());
    }
    let mut both = row.form()?.only(|_| true);
    let coming = other.form()?;
    for line in coming.lines() {
        let whose = if line.whose.is_empty() { coming.customer.as_str() } else { line.whose };
        both.push(crate::form::TypedLine { whose, ..line });
    }
    let draft = draft(tx, call, row.store_id, &both)?;
    if !store::drop_ticket(tx, other.id, by.person, call.now, "", Some(id))?
        || !store::keep(tx, &row, &draft, call.now)?
    {
        return Err(Refused::Stale.into());
    }
    call.note(tx, &by, "ticket.merged", format!("tickets/{id}"), json!({ "other": other.id }))?;
    Ok(id)
}

/// An open ticket, and the right to work on it.
fn mine(tx: &mut Tx, call: &Call, id: TicketId) -> Result<(TicketRow, Mandate)> {
    let row = store::ticket(tx, id)?;
    call.sight(Permission::ViewSales, &Place::store(row.store_id))
        .or_else(|_| call.sight(Permission::RunTill, &Place::store(row.store_id)))?;
    let by = call.mandate(Permission::RunTill, &Place::store(row.store_id))?;
    if row.is_open() { Ok((row, by)) } else { Err(Refused::NotOpen.into()) }
}

fn at_version(row: TicketRow, version: &str) -> Result<TicketRow> {
    match version.trim() {
        "" => Ok(row),
        looked_at if looked_at == row.version.to_string() => Ok(row),
        _ => Err(Refused::Stale.into()),
    }
}

/// The form with the key of the customer who was typed.
fn whom(tx: &mut Tx, call: &Call, form: &TicketForm) -> Result<TicketForm> {
    let mut wrong = web::limits(form);
    if !form.customer.trim().is_empty() && form.customer.trim().parse::<CustomerId>().is_err() {
        wrong.add("customer", "not_a_choice");
    }
    wrong.or(Some(()))?;
    let picked = customer::picked(tx, call, &form.customer, &form.customer_q)?;
    let customer = picked.map(|id| id.to_string()).unwrap_or_default();
    Ok(TicketForm { customer, customer_q: String::new(), ..form.clone() })
}

fn fresh<'a>(
    call: &Call,
    store: StoreId,
    by: &Mandate,
    draft: &'a Draft,
    settled: Option<&'a Settled>,
) -> NewTicket<'a> {
    NewTicket {
        store,
        customer: draft.customer,
        visit: draft.visit,
        draft: if settled.is_some() { "" } else { &draft.json },
        words: &draft.words,
        total: draft.total,
        by: by.person,
        at: call.now,
        settled,
        reverses: None,
        reason: "",
        receipt: receipt(),
    }
}

/// The end of an address that nobody guesses.
pub(crate) fn receipt() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// What is typed, against the day.
pub(crate) fn understood(tx: &mut Tx, call: &Call, store: StoreId, form: &TicketForm) -> Result<Wish> {
    with_known(tx, call, store, form, |known| Wish::read(form, known))?
}

/// The same, line by line.
pub(crate) fn peeked(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    form: &TicketForm,
) -> Result<Vec<(usize, Option<crate::wish::Line>)>> {
    with_known(tx, call, store, form, |known| Wish::peek(form, known))
}

fn with_known<T>(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    form: &TicketForm,
    read: impl FnOnce(&Known) -> T,
) -> Result<T> {
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let goods = catalog::goods(tx, call, day)?;
    let customer = form.customer.parse::<CustomerId>().ok();
    let brief = customer.map(|customer| customer::brief(tx, customer)).transpose()?;
    let person = |name: &str| {
        let here = |person: &&org::PersonRow| person.left_on.is_none_or(|left| day <= left);
        let mut all = organisation.people.values().filter(here);
        let found = all.find(|person| person.staff_number == name || person.name.eq_ignore_ascii_case(name));
        found.map(|person| person.id)
    };
    let known = Known {
        goods: &goods,
        person: &person,
        customer,
        consultant: brief.as_ref().and_then(|brief| brief.consultant_id),
        member: brief.is_some(),
    };
    Ok(read(&known))
}

/// What an open ticket keeps: what was typed, and what it comes to as far as that can be told.
pub(crate) fn draft(tx: &mut Tx, call: &Call, store: StoreId, form: &TicketForm) -> Result<Draft> {
    let (words, total) = match understood(tx, call, store, form) {
        Ok(wish) => (words(&wish), wish.due()?),
        Err(Error::Refused(_)) => {
            (form.lines().map(|line| line.item).collect::<Vec<_>>().join("、"), Money::ZERO)
        }
        Err(fault) => return Err(fault),
    };
    Ok(Draft {
        customer: form.customer.parse().ok(),
        visit: form.visit.trim().parse().ok(),
        json: serde_json::to_string(&form.kept())?,
        words,
        total,
    })
}

fn words(wish: &Wish) -> String {
    let words: Vec<&str> = wish.lines.iter().map(|line| line.words.as_str()).collect();
    words.join("、").chars().take(80).collect()
}

/// All that a ticket needs before its rows are written.
struct Ready {
    wish: Wish,
    draft: Draft,
    settled: Settled,
    goods: std::sync::Arc<catalog::Goods>,
    due_on: kernel::BusinessDate,
    store: StoreId,
}

fn ready(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    store: StoreId,
    ticket: Option<TicketId>,
    form: &TicketForm,
) -> Result<Ready> {
    let wish = understood(tx, call, store, form)?;
    if wish.lines.is_empty() {
        return Err(Refused::Empty.into());
    }
    rely(tx, &wish)?;
    let setting = store::till_setting(tx, store)?;
    if !setting.tips && wish.lines.iter().any(|line| line.kind == LineKind::Tip) {
        return Err(Refused::NoTips.into());
    }
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    allowed(tx, call, ticket, &wish, day)?;
    let shift = my_shift(tx, call, store)?;
    let number = store::next_number(tx, shift.id)?.ok_or(Refused::ShiftClosed)?;
    let number = number_of(store, &shift, number);
    let goods = catalog::goods(tx, call, day)?;
    let draft = Draft {
        customer: wish.customer,
        visit: wish.visit,
        json: String::new(),
        words: words(&wish),
        total: wish.due()?,
    };
    let settled = Settled { number, shift: shift.id, day, by: by.person, at: call.now };
    let due_on = day.checked_add(jiff::Span::new().days(setting.due_days))?;
    Ok(Ready { wish, draft, settled, goods, due_on, store })
}

/// A ticket that moves money alone relies on its drawer, which it changes, and on whose files stay hers; those of a whole
/// chain then go beside each other. What is used or comes into being rests on much more.
fn rely(tx: &mut Tx, wish: &Wish) -> Result<()> {
    if !wish.moves_money_alone() {
        return tx.watch();
    }
    wish.customers().into_iter().try_for_each(|customer| customer::hold(tx, customer))
}

/// Store, day, shift of the day, and a running number in the shift: without gaps, and no two drawers wait for another.
pub(crate) fn number_of(store: StoreId, shift: &store::ShiftRow, number: i64) -> String {
    format!("{}-{}-{}-{number:04}", store.get(), shift.day.strftime("%Y%m%d"), shift.nth)
}

/// Within what the post may do, or approved for exactly these terms.
fn allowed(
    tx: &mut Tx,
    call: &Call,
    ticket: Option<TicketId>,
    wish: &Wish,
    day: kernel::BusinessDate,
) -> Result<()> {
    let (concessions, gifts) = wish.concessions()?;
    if concessions.is_empty() && gifts == Money::ZERO {
        return Ok(());
    }
    let organisation = org::organisation(tx, call)?;
    let posts = call.actor.holdings.iter().filter_map(|held| organisation.posts.get(&held.post));
    let posts: Vec<&str> = posts.map(|post| post.code.as_str()).collect();
    let rows = authorities()?;
    let name =
        |code: &str| organisation.post_by_code(code).map_or(code.to_owned(), |post| post.name_zh.clone());
    let refused = within(rows, Leeway::of(rows, &posts, day), day, &concessions, gifts, name);
    match (refused, ticket) {
        (Err(refused), Some(id)) => match approval::decided(tx, &terms(id, wish)?)? {
            Some((_, approval::State::Approved)) => Ok(()),
            _ => Err(refused),
        },
        (within, _) => within,
    }
}

/// What an approval of a ticket's terms is about: how much is let off and given away. With other sums it is another one.
pub(crate) fn terms(id: TicketId, wish: &Wish) -> Result<String> {
    let (concessions, gifts) = wish.concessions()?;
    let off = concessions
        .iter()
        .map(|one| one.usual.minus(one.asked))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(format!("tickets/{id}/terms/{}-{}", Money::total(off)?.in_fen(), gifts.in_fen()))
}

/// Asks those who may to approve what goes beyond one's own authority; the ticket waits meanwhile.
pub fn ask(tx: &mut Tx, call: &Call, id: TicketId, form: &TicketForm) -> Result<TicketId> {
    keep(tx, call, id, form)?;
    let (row, by) = mine(tx, call, id)?;
    let kept = row.form()?;
    let wish = understood(tx, call, row.store_id, &kept)?;
    let (concessions, gifts) = wish.concessions()?;
    let mut off = gifts;
    for one in &concessions {
        off = off.plus(one.usual.minus(one.asked)?)?;
    }
    let customer = wish.customer.map(|id| customer::brief(tx, id)).transpose()?;
    let why: Vec<&str> =
        wish.lines.iter().map(|line| line.why.as_str()).filter(|why| !why.is_empty()).collect();
    let fields = [
        ("customer", customer.map_or_else(|| "散客".to_owned(), |brief| brief.name)),
        ("item", words(&wish)),
        ("amount", off.to_string()),
        ("why", why.join("；")),
    ];
    let fields = fields.into_iter().map(|(code, text)| (code.to_owned(), text)).collect();
    approval::ask_about(tx, call, &by, "discount", &terms(id, &wish)?, &fields)?;
    Ok(id)
}

fn settled(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    id: TicketId,
    form: &TicketForm,
    ready: &Ready,
) -> Result<()> {
    let settling = Settling {
        call,
        by,
        place: Where { ticket: id, store: ready.store, day: ready.settled.day, shift: ready.settled.shift },
        number: &ready.settled.number,
        goods: &ready.goods,
        wish: &ready.wish,
        proof: form.proof(),
        consent: form.consent.trim(),
        due_on: ready.due_on,
    };
    let total = settle_rows(tx, &settling)?;
    let detail = json!({ "number": ready.settled.number, "total": total });
    call.note(tx, by, "ticket.settled", format!("tickets/{id}"), detail)
}
