use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Instant, Permission, PersonId, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::{CardView, StoreAsked, cards, families};
use crate::board::CardState;
use crate::cards::{self as doors, HandForm};
use crate::deed::{DeedKind, EventId};
use crate::floor::Floor;
use crate::place::{Boards, store_of};
use crate::policy::Penalty;
use crate::reason::Teller;
use crate::store;

/// Her card on one board.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnCard {
    family: String,
    board: Words,
    /// None when it does not hang there.
    card: Option<CardView>,
    /// What costs points there.
    penalties: Vec<Penalty>,
}

/// Something of her day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnEvent {
    id: EventId,
    at: Instant,
    board: Words,
    kind: DeedKind,
    words: Words,
}

/// Somebody's cards and her day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/person.html")]
pub struct PersonPage {
    store: StoreId,
    day: BusinessDate,
    person: PersonId,
    name: String,
    cards: Vec<OwnCard>,
    events: Vec<OwnEvent>,
    may_dispatch: bool,
    may_override: bool,
    #[serde(skip)]
    typed: HandForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl PersonPage {
    /// The cards that hang.
    fn hung(&self) -> impl Iterator<Item = (&OwnCard, &CardView)> {
        self.cards.iter().filter_map(|own| Some((own, own.card.as_ref()?)))
    }

    /// Is any of them turned over, or in line?
    fn any(&self, state: CardState) -> bool {
        self.hung().any(|(_, card)| card.state == state)
    }
}

impl View for PersonPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", self.name, say.t("menu.rotation"))
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let card = CardView {
            person: PersonId::of(7),
            name: "陈思思".into(),
            place: 2,
            state: CardState::Ready,
            since: at,
            busy_with: None,
            until: None,
            over: false,
            next: true,
            turns: 2,
            weight: crate::weight::Weight::hundredths(150),
            half: true,
            points: 2,
        };
        let own = OwnCard {
            family: "face".into(),
            board: Words::new("面部牌", "Face board"),
            card: Some(card),
            penalties: crate::policy::shipped_policy("face").map(|p| p.penalties).unwrap_or_default(),
        };
        let event = OwnEvent {
            id: EventId::of(7),
            at,
            board: Words::new("面部牌", "Face board"),
            kind: DeedKind::Dispatched,
            words: Words::new("F002 深层补水护理 · 排在第一位", "F002 Deep moisture facial · first in line"),
        };
        let away = OwnCard { card: None, ..own.clone() };
        let page = |cards, events, wrong| PersonPage {
            store: StoreId::of(1),
            day: jiff::civil::date(2026, 11, 24),
            person: PersonId::of(7),
            name: "陈思思".into(),
            cards,
            events,
            may_dispatch: true,
            may_override: true,
            typed: HandForm::default(),
            wrong,
        };
        vec![
            page(vec![own.clone()], vec![event], Wrong::default()),
            page(vec![own], vec![], Wrong::sample("why", "needed")),
            page(vec![away], vec![], Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &str, person: PersonId) -> Result<PersonPage> {
    let store = store_of(tx, call, Permission::ViewRotation, asked)?;
    let organisation = org::organisation(tx, call)?;
    let who = organisation.person(person)?;
    let mut boards = Boards::now(tx, call, store)?;
    let mut own = vec![];
    for (family, board) in families(tx, call, store)? {
        boards.board(tx, call, &family)?;
        let penalties = boards.policy(tx, &family)?.penalties;
        own.push(OwnCard { family, board, card: None, penalties });
    }
    let busy = Floor::now(tx, call, &boards)?.busy;
    let name = |person| organisation.person_name(person).to_owned();
    for own in &mut own {
        let shown = cards(&boards.hung[&own.family], name, &busy, call.now);
        own.card = shown.into_iter().find(|card| card.person == person);
    }
    let teller = Teller { names: &name, zone: &organisation.zone() };
    let hers = store::of_day(tx, store, boards.day)?.into_iter().filter(|row| row.person_id == Some(person));
    let mut events = hers
        .map(|row| {
            let event = row.event()?;
            let board = crate::policy::board_name(&row.family);
            let (kind, words) = (event.deed.kind(), teller.told(&event.deed));
            Ok(OwnEvent { id: row.id, at: row.at, board, kind, words })
        })
        .collect::<Result<Vec<_>>>()?;
    events.reverse();
    Ok(PersonPage {
        store,
        day: boards.day,
        person,
        name: who.name.clone(),
        cards: own,
        events,
        may_dispatch: call.actor.may_at(Permission::Dispatch, &Place::store(store)),
        may_override: call.actor.may_at(Permission::OverrideRotation, &Place::store(store)),
        typed: HandForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /rotation/people/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
    Asked(asked): Asked<StoreAsked>,
) -> Result<Reply<PersonPage>, Failure> {
    let asked = (id, asked);
    Ok(Reply(app.look(&by, &asked, |tx, call, (id, asked)| page(tx, call, &asked.store, *id)).await?))
}

type HandDoor = fn(&mut Tx, &Call, &HandForm) -> Result<EventId>;

async fn by_hand(
    app: App,
    by: kernel::Actor,
    form: HandForm,
    door: HandDoor,
    said: &'static str,
) -> Result<Answer<PersonPage>, Failure> {
    match app.act(&by, &form, door).await {
        Ok(_) => {
            let way = format!("/rotation/people/{}?store={}", form.person.trim(), form.store.trim());
            Ok(Done::at(way).saying(said).into())
        }
        Err(refused) => {
            let Ok(person) = form.person.trim().parse::<PersonId>() else { return Err(Failure(refused)) };
            let page = app.look(&by, &form, move |tx, call, form| page(tx, call, &form.store, person));
            match page.await {
                Ok(page) => again(refused, |wrong| PersonPage { typed: form, wrong, ..page }),
                Err(_) => Err(Failure(refused)),
            }
        }
    }
}

/// `POST /rotation/moves`
pub async fn move_card(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<HandForm>,
) -> Result<Answer<PersonPage>, Failure> {
    by_hand(app, by, form, doors::move_card, "rotation.person.moved").await
}

/// `POST /rotation/penalties`
pub async fn penalise(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<HandForm>,
) -> Result<Answer<PersonPage>, Failure> {
    by_hand(app, by, form, doors::penalise, "rotation.person.penalised").await
}
