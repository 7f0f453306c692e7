use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Place, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Choice, Failure, Reply, Say, Table, View, filters};

use super::names::{Block, Names, customers_of, store_asked, store_picks};
use crate::clock::{minute_text, open_hours};
use crate::floor::{FloorLine, OnDuty, floor, on_duty};
use crate::minutes::Span;
use crate::policies::policy;
use crate::state::LineState;
use crate::treat::now_at;
use crate::{rooms, waiting};

/// What is asked of the board.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct BoardQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
    /// The day; without it today.
    day: Option<String>,
    /// By `therapist` or by `room`.
    by: Option<String>,
}

/// Somebody's or something's column.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Lane {
    /// Key of the therapist or the room.
    id: i64,
    /// Name.
    name: String,
    /// When she works, or how the room stands.
    hours: String,
    /// When nothing can be put there.
    off: Vec<Span>,
    /// What is there.
    blocks: Vec<Block>,
}

/// The day board.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/board.html")]
pub struct BoardPage {
    store: StoreId,
    store_name: String,
    day: BusinessDate,
    before: BusinessDate,
    after: BusinessDate,
    is_today: bool,
    by: String,
    /// The first minute shown, and the first that is not.
    from: u32,
    to: u32,
    /// The minute it is, today.
    now: Option<u32>,
    step: u32,
    lanes: Vec<Lane>,
    /// How many have said that they do not come, or never came.
    called_off: Vec<Block>,
    /// How many things came free for somebody who waits.
    offers: usize,
    may_book: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl BoardPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }

    fn count(&self, state: &str) -> usize {
        let blocks = self.lanes.iter().flat_map(|lane| &lane.blocks);
        blocks.filter(|block| block.state.code() == state).count()
    }
}

impl View for BoardPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("booking.board.title"), self.day)
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("booking.board.{key}"));
        let row = |(lane, block): (&Lane, &Block)| {
            vec![
                lane.name.clone().into(),
                block.at.clone().into(),
                block.until.clone().into(),
                block.customer.clone().into(),
                block.treatment.read(say.0).to_owned().into(),
                block.therapist.clone().into(),
                block.room.clone().into(),
                say.t(&block.state_key()).into(),
            ]
        };
        let blocks = self.lanes.iter().flat_map(|lane| lane.blocks.iter().map(move |block| (lane, block)));
        Some(Table {
            name: format!("bookings-{}", self.day),
            columns: ["lane", "at", "until", "customer", "treatment", "therapist", "room", "state"]
                .map(heading)
                .to_vec(),
            rows: blocks.map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let blocks = [LineState::Booked, LineState::Arrived, LineState::InTreatment, LineState::Done];
        let lane = |name: &str, blocks: Vec<Block>| Lane {
            id: 7,
            name: name.into(),
            hours: "10:00–19:00".into(),
            off: vec![Span::new(780, 810)],
            blocks,
        };
        let page = |lanes, by: &str, may_book| BoardPage {
            store: kernel::Id::of(1),
            store_name: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            before: jiff::civil::date(2026, 11, 23),
            after: jiff::civil::date(2026, 11, 25),
            is_today: may_book,
            by: by.into(),
            from: 600,
            to: 1260,
            now: may_book.then_some(650),
            step: 10,
            lanes,
            called_off: vec![Block::sample(LineState::Cancelled), Block::sample(LineState::NoShow)],
            offers: 1,
            may_book,
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
        };
        let busy = lane("陈思思", blocks.map(Block::sample).to_vec());
        vec![page(vec![busy, lane("王丽", vec![])], "therapist", true), page(vec![], "room", false)]
    }
}

/// `GET /bookings`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<BoardQuery>,
) -> Result<Reply<BoardPage>, Failure> {
    Ok(Reply(app.look(&by, &query, page).await?))
}

fn page(tx: &mut Tx, call: &Call, query: &BoardQuery) -> Result<BoardPage> {
    let store = store_asked(tx, call, query.store.as_deref())?;
    let (today, now) = now_at(tx, call, store)?;
    let day = query.day.as_deref().and_then(parse_day).unwrap_or(today);
    let lines = floor(tx, store, day)?;
    let duty = on_duty(tx, store, day)?;
    let names = Names::read(tx, call, store, day, &customers_of(&lines))?;
    let by = if query.by.as_deref() == Some("room") { "room" } else { "therapist" };
    let lanes = match by {
        "room" => by_room(tx, store, day, &names, &lines)?,
        _ => by_therapist(&names, &duty, &lines),
    };
    let open = open_hours(&names.organisation, store, day).unwrap_or(Span::new(10 * 60, 20 * 60));
    let taken = lines.iter().filter(|line| line.state.is_open() || line.state == LineState::Done);
    let first = taken.clone().map(|line| line.starts).min().unwrap_or(open.from).min(open.from);
    let last = taken.map(|line| line.ends).max().unwrap_or(open.until).max(open.until);
    let off = |line: &&FloorLine| matches!(line.state, LineState::Cancelled | LineState::NoShow);
    Ok(BoardPage {
        store,
        store_name: names.organisation.store(store)?.name.clone(),
        day,
        before: day.yesterday().unwrap_or(day),
        after: day.tomorrow().unwrap_or(day),
        is_today: day == today,
        by: by.to_owned(),
        from: first / 60 * 60,
        to: last.div_ceil(60) * 60,
        now: (day == today).then_some(now),
        step: policy(tx, store, day)?.step,
        lanes,
        called_off: lines.iter().filter(off).map(|line| names.block(line)).collect(),
        offers: waiting::offers(tx, store, today)?.len(),
        may_book: call.actor.may_at(Permission::Book, &Place::store(store)),
        stores: store_picks(tx, call)?,
    })
}

fn shown(line: &FloorLine) -> bool {
    line.state.is_open() || line.state == LineState::Done
}

/// Everybody on duty, and whoever has something to do without being on duty.
fn by_therapist(names: &Names, duty: &[OnDuty], lines: &[FloorLine]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = duty
        .iter()
        .map(|duty| Lane {
            id: kernel::Id::get(duty.person),
            name: names.person(duty.person),
            hours: format!("{}–{}", minute_text(duty.from), minute_text(duty.until)),
            off: duty.breaks.clone(),
            blocks: vec![],
        })
        .collect();
    for line in lines.iter().filter(|line| shown(line)) {
        let id = kernel::Id::get(line.therapist);
        if !lanes.iter().any(|lane| lane.id == id) {
            let name = names.person(line.therapist);
            lanes.push(Lane { id, name, hours: String::new(), off: vec![], blocks: vec![] });
        }
        let lane = lanes.iter_mut().find(|lane| lane.id == id);
        lane.into_iter().for_each(|lane| lane.blocks.push(names.block(line)));
    }
    lanes
}

fn by_room(
    tx: &mut Tx,
    store: StoreId,
    day: BusinessDate,
    names: &Names,
    lines: &[FloorLine],
) -> Result<Vec<Lane>> {
    let lane = |now: rooms::RoomNow| {
        let here = lines.iter().filter(|line| line.room == Some(now.room.id) && shown(line));
        Lane {
            id: kernel::Id::get(now.room.id),
            name: now.room.name.clone(),
            hours: String::new(),
            off: vec![],
            blocks: here.map(|line| names.block(line)).collect(),
        }
    };
    Ok(rooms::rooms(tx, store, day)?.into_iter().map(lane).collect())
}
