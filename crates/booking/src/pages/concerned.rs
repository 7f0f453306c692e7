use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Choice, Failure, Reply, Say, View, filters};

use super::names::{Names, store_asked, store_picks};
use crate::clock::minute_text;
use crate::concerned::{Concerned, Hitch, concerned};
use crate::order::Slot;
use crate::treat::now_at;
use crate::{VisitId, VisitLineId};

/// Whose bookings.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct ConcernedQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
}

/// A treatment that cannot be kept as it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConcernedView {
    visit: VisitId,
    line: VisitLineId,
    customer: String,
    phone_end: String,
    treatment: Words,
    therapist: String,
    room: String,
    day: BusinessDate,
    /// When she is to be there.
    at: String,
    hitches: Vec<Hitch>,
    /// Did she ask for this therapist?
    requested: bool,
    /// The nearest moments to which it can go.
    slots: Vec<Slot>,
}

impl ConcernedView {
    /// Whom a slot would have give it.
    fn gives(&self, slot: &Slot) -> String {
        slot.therapists.first().map(ToString::to_string).unwrap_or_default()
    }
}

/// The treatments that cannot be kept as they are.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/concerned.html")]
pub struct ConcernedPage {
    store: StoreId,
    rows: Vec<ConcernedView>,
    may_book: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl ConcernedPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }
}

impl View for ConcernedPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.concerned.title")
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let slot = |at: &str| Slot {
            day,
            starts: 615,
            at: at.into(),
            therapists: vec![kernel::Id::of(7)],
            names: "陈思思".into(),
        };
        let row = |hitches: &[Hitch], slots| ConcernedView {
            visit: kernel::Id::of(1),
            line: kernel::Id::of(1),
            customer: "秦岚".into(),
            phone_end: "5678".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            therapist: "王丽".into(),
            room: "面部一房".into(),
            day,
            at: "10:15".into(),
            hitches: hitches.to_vec(),
            requested: hitches.len() > 1,
            slots,
        };
        let page =
            |rows, may_book, stores| ConcernedPage { store: kernel::Id::of(1), rows, may_book, stores };
        let stores = vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")];
        let rows = vec![row(&[Hitch::Room], vec![slot("10:15"), slot("10:40")]), row(Hitch::ALL, vec![])];
        vec![page(rows, true, stores), page(vec![], false, vec![])]
    }
}

fn page(tx: &mut Tx, call: &Call, typed: Option<&str>) -> Result<ConcernedPage> {
    let store = store_asked(tx, call, typed)?;
    let (today, _) = now_at(tx, call, store)?;
    let found = concerned(tx, call, store)?;
    let customers: Vec<_> = found.iter().filter_map(|one| one.line.customer_id).collect();
    let names = Names::read(tx, call, store, today, &customers)?;
    let view = |one: Concerned| ConcernedView {
        visit: one.line.visit_id,
        line: one.line.id,
        customer: names.customer(one.line.customer_id, ""),
        phone_end: one.line.customer_id.map_or(String::new(), |customer| names.phone_end(customer)),
        treatment: names.treatment(one.line.treatment_id),
        therapist: names.person(one.line.therapist_id),
        room: names.room(one.line.room_id),
        day: one.line.day,
        at: minute_text(one.at),
        hitches: one.hitches,
        requested: one.line.dispatch == crate::Dispatch::Requested,
        slots: one.slots,
    };
    Ok(ConcernedPage {
        store,
        rows: found.into_iter().map(view).collect(),
        may_book: call.actor.may_at(Permission::Book, &Place::store(store)),
        stores: store_picks(tx, call)?,
    })
}

/// `GET /bookings/concerned`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<ConcernedQuery>,
) -> Result<Reply<ConcernedPage>, Failure> {
    Ok(Reply(app.look(&by, &query.store, |tx, call, store| page(tx, call, store.as_deref())).await?))
}
