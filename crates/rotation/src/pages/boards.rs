use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Instant, Permission, PersonId, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::{CardView, StoreAsked, cards, families, stores};
use crate::board::CardState;
use crate::cards::{self as doors, CardForm};
use crate::fairness::Spread;
use crate::floor::Floor;
use crate::place::{Boards, store_of};
use crate::weight::Weight;

/// A board as it hangs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BoardView {
    family: String,
    name: Words,
    /// The cards in line, the next first.
    cards: Vec<CardView>,
    /// Those whose cards keep their place but are not up.
    away: Vec<String>,
    /// How fairly the day went so far.
    spread: Spread,
}

impl BoardView {
    /// Who is next.
    fn next(&self) -> Option<&CardView> {
        self.cards.iter().find(|card| card.next)
    }
}

/// The boards of a store as they hang.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/boards.html")]
pub struct BoardsPage {
    store: StoreId,
    store_name: String,
    day: BusinessDate,
    /// As of when.
    now: Instant,
    boards: Vec<BoardView>,
    /// May the reader move cards and dispatch?
    may_dispatch: bool,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    treatments: Vec<(String, Words)>,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    typed: CardForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for BoardsPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("menu.rotation"), self.store_name)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let card = |place, name: &str, until: Option<Instant>, state, next| CardView {
            person: PersonId::of(place),
            name: name.into(),
            place: usize::try_from(place).unwrap_or(1),
            state,
            since: at,
            busy_with: until.map(|_| Id::of(7)),
            until,
            over: false,
            next,
            turns: 2,
            weight: Weight::hundredths(250),
            half: place == 2,
            points: 3 - place,
        };
        let board = BoardView {
            family: "face".into(),
            name: Words::new("面部牌", "Face board"),
            cards: vec![
                card(1, "陈思思", Some(at.plus_minutes(20)), CardState::Ready, false),
                card(2, "王丽", None, CardState::Ready, true),
                card(3, "赵小燕", None, CardState::Resting, false),
            ],
            away: vec!["蒋怡".into()],
            spread: Spread::default(),
        };
        let empty = BoardView { cards: vec![], away: vec![], ..board.clone() };
        let page = |may_dispatch, wrong, boards| BoardsPage {
            store: StoreId::of(1),
            store_name: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            now: at,
            boards,
            may_dispatch,
            people: vec![Choice::new(7, "陈思思")],
            treatments: vec![("F002".into(), Words::new("深层补水护理", "Deep moisture facial"))],
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            typed: CardForm::default(),
            wrong,
        };
        vec![
            page(true, Wrong::default(), vec![board.clone()]),
            page(true, Wrong::sample("person", "not_a_choice"), vec![empty]),
            page(false, Wrong::default(), vec![board]),
        ]
    }
}

pub(super) fn page(tx: &mut Tx, call: &Call, asked: &str) -> Result<BoardsPage> {
    let store = store_of(tx, call, Permission::ViewRotation, asked)?;
    let organisation = org::organisation(tx, call)?;
    let mut hung = Boards::now(tx, call, store)?;
    let families = families(tx, call, store)?;
    for (family, _) in &families {
        hung.board(tx, call, family)?;
    }
    let busy = Floor::now(tx, call, &hung)?.busy;
    let name = |person| organisation.person_name(person).to_owned();
    let view = |(family, words): (String, Words)| {
        let board = &hung.hung[&family];
        let away = board.cards.iter().filter(|card| card.state == CardState::Away);
        BoardView {
            cards: cards(board, name, &busy, call.now),
            away: away.map(|card| name(card.person)).collect(),
            spread: Spread::of(board),
            name: words,
            family,
        }
    };
    let offered = catalog::treatments(tx, call, hung.day)?;
    let treatments = offered.all().iter().map(|one| (one.number.clone(), one.name.clone())).collect();
    Ok(BoardsPage {
        store,
        store_name: organisation.store(store)?.name.clone(),
        day: hung.day,
        now: call.now,
        may_dispatch: call.actor.may_at(Permission::Dispatch, &Place::store(store)),
        people: people(tx, call, store)?,
        treatments,
        stores: stores(tx, call, Permission::ViewRotation)?,
        boards: families.into_iter().map(view).collect(),
        typed: CardForm::default(),
        wrong: Wrong::default(),
    })
}

/// Those of a store who give treatments: whose cards may hang.
pub(super) fn people(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<Choice>> {
    let chart = org::today(tx, call)?;
    let gives = |post| chart.grants(post).iter().any(|grant| grant.permission == Permission::GiveTreatments);
    let here = chart
        .people()
        .filter(|(_, seats)| seats.iter().any(|seat| seat.store == Some(store) && gives(seat.post)));
    Ok(here.map(|(person, _)| Choice::new(person, chart.organisation.person_name(person))).collect())
}

/// `GET /rotation`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<StoreAsked>,
) -> Result<Reply<BoardsPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, |tx, call, asked| page(tx, call, &asked.store)).await?))
}

/// `POST /rotation/cards`
pub async fn turn(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<CardForm>,
) -> Result<Answer<BoardsPage>, Failure> {
    match app.act(&by, &form, doors::turn).await {
        Ok(store) => Ok(Done::at(format!("/rotation?store={store}")).saying("rotation.boards.turned").into()),
        Err(refused) => {
            let page = app.look(&by, &form, |tx, call, form| page(tx, call, &form.store)).await?;
            again(refused, |wrong| BoardsPage { typed: form, wrong, ..page })
        }
    }
}
