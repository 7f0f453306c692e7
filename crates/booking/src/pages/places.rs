use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, Place, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Choice, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong,
    again, filters,
};

use super::names::{store_asked, store_picks};
use crate::concerned;
use crate::rooms::{self, PlaceForm, TurnForm};
use crate::state::RoomState;
use crate::store;
use crate::treat::now_at;
use crate::{EquipmentId, RoomId};

/// Which store's rooms.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct PlacesQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
}

/// A room with how it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoomView {
    id: RoomId,
    name: String,
    kind: String,
    stands_in: String,
    state: RoomState,
    note: String,
    turned_at: Option<Instant>,
    turned_by: String,
}

impl RoomView {
    fn kind_key(&self) -> String {
        format!("booking.room_kind.{}", self.kind)
    }

    fn is(&self, code: &str) -> bool {
        self.state.code() == code
    }
}

/// A piece of equipment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PieceView {
    id: EquipmentId,
    name: String,
    kind: String,
    opened_on: BusinessDate,
}

/// Rooms and equipment.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/places.html")]
pub struct PlacesPage {
    store: StoreId,
    rooms: Vec<RoomView>,
    equipment: Vec<PieceView>,
    may_manage: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    form: PlaceForm,
    /// Which form what is wrong belongs to: `room`, `equipment` or a room's key.
    #[serde(skip)]
    about: String,
    #[serde(skip)]
    wrong: Wrong,
}

impl PlacesPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }

    fn kinds(&self) -> [(&'static str, String); 5] {
        catalog::ROOM_KINDS.map(|kind| (kind, format!("booking.room_kind.{kind}")))
    }

    /// What was typed into a form, if it is that one.
    fn typed(&self, about: &str) -> PlaceForm {
        if self.about == about { self.form.clone() } else { PlaceForm::default() }
    }

    fn wrong_of(&self, about: &str) -> Wrong {
        if self.about == about { self.wrong.clone() } else { Wrong::default() }
    }

    fn to_clean(&self) -> usize {
        self.rooms.iter().filter(|room| room.state == RoomState::ToClean).count()
    }
}

impl View for PlacesPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.places.title")
    }

    fn samples() -> Vec<Self> {
        let room = |id, state, note: &str| RoomView {
            id: kernel::Id::of(id),
            name: "面部一房".into(),
            kind: "facial".into(),
            stands_in: "双人房".into(),
            state,
            note: note.into(),
            turned_at: Some(Instant::from_millis(1_795_484_000_000)),
            turned_by: "刘桂芳".into(),
        };
        let page = |may_manage, about: &str, wrong| PlacesPage {
            store: kernel::Id::of(1),
            rooms: vec![
                room(1, RoomState::ToClean, ""),
                room(2, RoomState::Ready, ""),
                room(3, RoomState::OutOfUse, "漏水"),
            ],
            equipment: vec![PieceView {
                id: kernel::Id::of(1),
                name: "光子仪".into(),
                kind: "ipl".into(),
                opened_on: jiff::civil::date(2026, 1, 1),
            }],
            may_manage,
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            form: PlaceForm::default(),
            about: about.into(),
            wrong,
        };
        vec![
            page(true, "room", Wrong::sample("kind", "not_a_choice")),
            page(true, "equipment", Wrong::sample("name", "needed")),
            page(false, "", Wrong::default()),
        ]
    }
}

/// `GET /rooms`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<PlacesQuery>,
) -> Result<Reply<PlacesPage>, Failure> {
    Ok(Reply(app.look(&by, &query.store, |tx, call, store| page(tx, call, store.as_deref())).await?))
}

fn page(tx: &mut Tx, call: &Call, typed: Option<&str>) -> Result<PlacesPage> {
    let store = store_asked(tx, call, typed)?;
    let (today, _) = now_at(tx, call, store)?;
    let organisation = org::organisation(tx, call)?;
    let room = |now: rooms::RoomNow| {
        let state = now.state();
        let turned_by = now.turn.as_ref().and_then(|turn| turn.turned_by);
        RoomView {
            id: now.room.id,
            name: now.room.name,
            kind: now.room.kind,
            stands_in: now.room.stands_in,
            state,
            note: now.turn.as_ref().map_or(String::new(), |turn| turn.note.clone()),
            turned_at: now.turn.as_ref().map(|turn| turn.turned_at),
            turned_by: turned_by.map_or(String::new(), |person| organisation.person_name(person).to_owned()),
        }
    };
    let pieces = store::equipment_of(tx, store)?;
    let pieces = pieces.into_iter().filter(|piece| org::holds(piece.opened_on, piece.closed_on, today));
    let piece = |row: store::EquipmentRow| PieceView {
        id: row.id,
        name: row.name,
        kind: row.kind,
        opened_on: row.opened_on,
    };
    Ok(PlacesPage {
        store,
        rooms: rooms::rooms(tx, store, today)?.into_iter().map(room).collect(),
        equipment: pieces.map(piece).collect(),
        may_manage: call.actor.may_at(Permission::ManageRooms, &Place::store(store)),
        stores: store_picks(tx, call)?,
        form: PlaceForm::default(),
        about: String::new(),
        wrong: Wrong::default(),
    })
}

async fn refused(
    app: &App,
    by: &kernel::Actor,
    error: kernel::Error,
    form: PlaceForm,
    about: String,
) -> Result<Answer<PlacesPage>, Failure> {
    let page = app.look(by, &form.store, |tx, call, store| page(tx, call, Some(store))).await?;
    again(error, |wrong| PlacesPage { wrong, about, form, ..page })
}

/// `POST /rooms`
pub async fn add_room(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PlaceForm>,
) -> Result<Answer<PlacesPage>, Failure> {
    let done = app.act(&by, &form, |tx, call, form| {
        let store = store_asked(tx, call, Some(&form.store))?;
        rooms::add_room(tx, call, store, form)
    });
    match done.await {
        Ok(id) => Ok(Done::created("/rooms", id).saying("booking.places.added").into()),
        Err(error) => refused(&app, &by, error, form, "room".into()).await,
    }
}

/// `POST /equipment`
pub async fn add_equipment(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PlaceForm>,
) -> Result<Answer<PlacesPage>, Failure> {
    let done = app.act(&by, &form, |tx, call, form| {
        let store = store_asked(tx, call, Some(&form.store))?;
        rooms::add_equipment(tx, call, store, form)
    });
    match done.await {
        Ok(id) => Ok(Done::created("/rooms", id).saying("booking.places.added").into()),
        Err(error) => refused(&app, &by, error, form, "equipment".into()).await,
    }
}

/// The store, when bookings of it cannot be kept any more as they are.
fn left(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Option<StoreId>> {
    Ok((concerned::count(tx, call, store)? > 0).then_some(store))
}

/// On to the bookings that are to be moved, if there are any.
fn closed(left: Option<StoreId>, said: &'static str) -> Done {
    match left {
        Some(store) => {
            Done::at(format!("/bookings/concerned?store={store}")).saying("booking.concerned.move")
        }
        None => Done::at("/rooms").saying(said),
    }
}

/// `POST /rooms/{id}/turns`
pub async fn turn(
    State(app): State<App>,
    By(by): By,
    At(id): At<RoomId>,
    Payload(form): Payload<TurnForm>,
) -> Result<Answer<PlacesPage>, Failure> {
    let asked = (id, form);
    let done = app.act(&by, &asked, |tx, call, (id, form)| {
        rooms::turn(tx, call, *id, form)?;
        let out = form.state.trim() == RoomState::OutOfUse.code();
        let store = store::room(tx, *id)?.store_id;
        if out { left(tx, call, store) } else { Ok(None) }
    });
    match done.await {
        Ok(left) => Ok(closed(left, "booking.places.turned").into()),
        Err(error) => refused(&app, &by, error, PlaceForm::default(), id.to_string()).await,
    }
}

/// `POST /rooms/{id}/closing`
pub async fn close_room(
    State(app): State<App>,
    By(by): By,
    At(id): At<RoomId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    let close = |tx: &mut Tx, call: &Call, id: &RoomId| {
        rooms::close_room(tx, call, *id)?;
        let store = store::room(tx, *id)?.store_id;
        left(tx, call, store)
    };
    Ok(closed(app.act(&by, &id, close).await?, "booking.places.closed"))
}

/// `POST /equipment/{id}/closing`
pub async fn close_equipment(
    State(app): State<App>,
    By(by): By,
    At(id): At<EquipmentId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    let close = |tx: &mut Tx, call: &Call, id: &EquipmentId| {
        rooms::close_equipment(tx, call, *id)?;
        let store = store::equipment(tx, *id)?.store_id;
        left(tx, call, store)
    };
    Ok(closed(app.act(&by, &id, close).await?, "booking.places.closed"))
}
