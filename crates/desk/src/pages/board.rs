use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use booking::{RoomId, RoomState, VisitId, VisitLineId, minute_at, minute_text};
use catalog::Treatments;
use db::Tx;
use garde::Validate;
use kernel::Permission::{Dispatch, TakeMessages, ViewDesk};
use kernel::{BusinessDate, Id, Instant, PersonId, Place, Result, Words};
use org::Chart;
use rhythm::looks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, filters};

use super::addressee;
use crate::board::{Column, standing};
use crate::floor::{self, Floor};
use crate::place;
use crate::policy::{Policy, policy};
use crate::proof::BOARD_PAGE;
use crate::store::{ArrivalId, SlipId};

/// A treatment on the board.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LineView {
    line: VisitLineId,
    visit: VisitId,
    customer: Option<customer::CustomerId>,
    who: String,
    treatment: Words,
    therapist: String,
    room: String,
    /// When it is planned, like `10:30`.
    at: String,
    column: Column,
    /// Late or waiting for so many minutes; in treatment: so many are left.
    minutes: i64,
    /// Does it end soon, or is it over time?
    ends_soon: bool,
    /// Is she being treated now, so that it follows and nobody waits for it?
    follows: bool,
    note: String,
}

/// Somebody who is there without a visit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GuestView {
    id: ArrivalId,
    customer: Option<customer::CustomerId>,
    who: String,
    /// Waiting for so many minutes.
    minutes: i64,
}

/// A room on the board.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoomView {
    id: RoomId,
    name: String,
    /// `free`, `taken`, `to-clean`, `out-of-use`.
    state: &'static str,
}

/// Somebody on duty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PersonView {
    name: String,
    /// `free`, `busy`, `break`, `later`, `gone`.
    state: &'static str,
    /// Until when, like `15:10`.
    until: String,
}

/// A message that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SlipView {
    id: SlipId,
    who: String,
    words: String,
    to: Words,
    due: Option<Instant>,
    late: bool,
}

/// The live board of a store's floor.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/board.html")]
pub struct BoardPage {
    store: String,
    day: BusinessDate,
    now: Instant,
    lines: Vec<LineView>,
    guests: Vec<GuestView>,
    rooms: Vec<RoomView>,
    people: Vec<PersonView>,
    slips: Vec<SlipView>,
    complaints: i64,
    alerts: i64,
    /// Who stands at the door now.
    at_door: Vec<String>,
    may_take: bool,
    may_dispatch: bool,
}

impl BoardPage {
    fn of(&self, column: Column) -> Vec<&LineView> {
        self.lines.iter().filter(|line| line.column == column).collect()
    }

    fn late(&self) -> Vec<&LineView> {
        self.of(Column::Late)
    }

    fn booked(&self) -> Vec<&LineView> {
        self.of(Column::Booked)
    }

    fn waiting(&self) -> Vec<&LineView> {
        self.of(Column::Waiting)
    }

    fn treated(&self) -> Vec<&LineView> {
        self.of(Column::InTreatment)
    }

    fn done(&self) -> usize {
        self.of(Column::Done).len()
    }

    fn to_clean(&self) -> Vec<&RoomView> {
        self.rooms.iter().filter(|room| room.state == "to-clean").collect()
    }

    fn waits(&self) -> usize {
        self.waiting().iter().filter(|line| !line.follows).count() + self.guests.len()
    }

    fn people_in(&self, state: &str) -> usize {
        self.people.iter().filter(|person| person.state == state).count()
    }
}

impl View for BoardPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.desk")
    }

    fn samples() -> Vec<Self> {
        let now = Instant::from_millis(1_795_484_000_000);
        let line = |column, minutes| LineView {
            line: Id::of(1),
            visit: Id::of(1),
            customer: Some(Id::of(1)),
            who: "秦岚".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            therapist: "王丽".into(),
            room: "面部一房".into(),
            at: "10:30".into(),
            column,
            minutes,
            ends_soon: minutes < 5,
            follows: false,
            note: String::new(),
        };
        let room = |state| RoomView { id: Id::of(1), name: "面部一房".into(), state };
        let person = |state| PersonView { name: "王丽".into(), state, until: "15:10".into() };
        let full = || BoardPage {
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            now,
            lines: vec![
                line(Column::Late, 12),
                line(Column::Booked, 40),
                LineView { note: "要安静".into(), ..line(Column::Booked, -3) },
                line(Column::Waiting, 6),
                line(Column::InTreatment, 32),
                line(Column::InTreatment, -4),
                line(Column::Done, 20),
            ],
            guests: vec![GuestView { id: Id::of(1), customer: None, who: "送花的".into(), minutes: 3 }],
            rooms: ["free", "taken", "to-clean", "out-of-use"].map(room).to_vec(),
            people: ["free", "busy", "break", "later", "gone"].map(person).to_vec(),
            slips: vec![SlipView {
                id: Id::of(1),
                who: "秦岚".into(),
                words: "改到周日".into(),
                to: Words::new("顾问部", "Consultants"),
                due: Some(now),
                late: true,
            }],
            complaints: 1,
            alerts: 1,
            at_door: vec!["唐糖".into()],
            may_take: true,
            may_dispatch: true,
        };
        let empty = BoardPage {
            lines: vec![],
            guests: vec![],
            rooms: vec![],
            people: vec![],
            slips: vec![],
            complaints: 0,
            alerts: 0,
            at_door: vec![],
            may_take: false,
            may_dispatch: false,
            store: "静安店".into(),
            ..full()
        };
        vec![full(), empty]
    }
}

/// Draws the floor at a minute.
struct Drawing<'a> {
    floor: &'a Floor,
    chart: &'a Chart,
    treatments: &'a Treatments,
    policy: &'a Policy,
    now: Instant,
    minute: u32,
    rooms: BTreeMap<RoomId, &'a str>,
}

impl Drawing<'_> {
    fn person(&self, person: PersonId) -> String {
        self.chart.organisation.person_name(person).to_owned()
    }

    fn lines(&self) -> Vec<LineView> {
        let view = |line: &booking::FloorLine| {
            let stands = standing(line, self.minute, self.now, self.policy)?;
            let treatment = self.treatments.get(line.treatment);
            Some(LineView {
                line: line.line,
                visit: line.visit,
                customer: line.customer,
                who: self.floor.name(line.customer, &line.guest),
                treatment: treatment.map(|treatment| treatment.name.clone()).unwrap_or_default(),
                therapist: self.person(line.therapist),
                room: line
                    .room
                    .and_then(|room| self.rooms.get(&room))
                    .map(|name| (*name).to_owned())
                    .unwrap_or_default(),
                at: minute_text(line.due(self.treatments)),
                column: stands.column,
                minutes: stands.minutes,
                ends_soon: stands.column == Column::InTreatment && stands.minutes <= self.policy.ends_soon,
                follows: stands.column == Column::Waiting
                    && self.floor.lines.iter().any(|other| {
                        other.state == booking::LineState::InTreatment
                            && (other.visit, other.customer) == (line.visit, line.customer)
                    }),
                note: line.note.clone(),
            })
        };
        let mut lines: Vec<LineView> = self.floor.lines.iter().filter_map(view).collect();
        // What needs somebody first comes first: the longest late or waiting, the soonest at its end.
        lines.sort_by_key(|line| match line.column {
            Column::Late | Column::Waiting => (line.column, -line.minutes),
            _ => (line.column, line.minutes),
        });
        lines
    }

    fn guests(&self) -> Vec<GuestView> {
        let here = self.floor.arrivals.iter().filter(|row| row.left_at.is_none() && row.visit_id.is_none());
        here.map(|row| GuestView {
            id: row.id,
            customer: row.customer_id,
            who: self.floor.name(row.customer_id, &row.guest),
            minutes: (self.now.millis() - row.at.millis()).max(0) / 60_000,
        })
        .collect()
    }

    fn rooms(&self) -> Vec<RoomView> {
        let taken = |room: RoomId| {
            let in_it = |line: &&booking::FloorLine| line.room == Some(room);
            self.floor.lines.iter().filter(in_it).any(|line| line.state == booking::LineState::InTreatment)
        };
        let view = |room: &booking::RoomNow| RoomView {
            id: room.room.id,
            name: room.room.name.clone(),
            state: match room.state() {
                _ if taken(room.room.id) => "taken",
                RoomState::ToClean => "to-clean",
                RoomState::OutOfUse => "out-of-use",
                RoomState::Ready => "free",
            },
        };
        self.floor.rooms.iter().map(view).collect()
    }

    fn people(&self) -> Vec<PersonView> {
        let view = |duty: &booking::OnDuty| {
            let rests = duty.breaks.iter().find(|rest| rest.from <= self.minute && self.minute < rest.until);
            let gives =
                self.floor.lines.iter().find(|line| {
                    line.therapist == duty.person && line.state == booking::LineState::InTreatment
                });
            let (state, until) = match (gives, rests) {
                (Some(line), _) => ("busy", line.hands.last().map_or(line.ends, |span| span.until)),
                _ if self.minute < duty.from => ("later", duty.from),
                _ if self.minute >= duty.until => ("gone", duty.until),
                (None, Some(rest)) => ("break", rest.until),
                (None, None) => ("free", duty.until),
            };
            PersonView { name: self.person(duty.person), state, until: minute_text(until) }
        };
        self.floor.duty.iter().map(view).collect()
    }

    fn slips(&self) -> Vec<SlipView> {
        let view = |row: &crate::store::SlipRow| SlipView {
            id: row.id,
            who: row.who.clone(),
            words: row.words.clone(),
            to: addressee(self.chart, row.for_department, row.for_person),
            due: row.due_at,
            late: row.due_at.is_some_and(|due| self.now > due),
        };
        self.floor.slips.iter().map(view).collect()
    }
}

fn draw(tx: &mut Tx, call: &Call) -> Result<(BoardPage, bool)> {
    let store = place::store(tx, call, ViewDesk, "")?;
    let floor: Arc<Floor> = floor::now(tx, call, store)?;
    let chart = org::today(tx, call)?;
    let treatments = catalog::treatments(tx, call, floor.day)?;
    let (_, minute) = minute_at(&chart.organisation.day_cut(Some(store)), call.now);
    let drawing = Drawing {
        floor: &floor,
        chart: &chart,
        treatments: &treatments,
        policy: policy(floor.day)?,
        now: call.now,
        minute,
        rooms: floor.rooms.iter().map(|room| (room.room.id, room.room.name.as_str())).collect(),
    };
    let at_door = crate::store::stands(tx, store, floor.day)?.into_iter();
    let at_door = at_door.filter(|stand| stand.starts <= minute && minute < stand.ends);
    let page = BoardPage {
        store: chart.organisation.store(store)?.name.clone(),
        day: floor.day,
        now: call.now,
        lines: drawing.lines(),
        guests: drawing.guests(),
        rooms: drawing.rooms(),
        people: drawing.people(),
        slips: drawing.slips(),
        complaints: floor.complaints,
        alerts: floor.alerts,
        at_door: at_door.map(|stand| drawing.person(stand.person_id)).collect(),
        may_take: call.actor.may_at(TakeMessages, &Place::store(store)),
        may_dispatch: call.actor.may_at(Dispatch, &Place::store(store)),
    };
    let seen = looks::seen(tx, call.actor.person, chart.day, BOARD_PAGE)?;
    Ok((page, seen))
}

/// `GET /desk`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<BoardPage>, Failure> {
    let (page, seen) = app.look(&by, &(), |tx, call, ()| draw(tx, call)).await?;
    looks::keep(&app, seen, by.person, page.day, BOARD_PAGE);
    Ok(Reply(page))
}

/// Whether her warnings were read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct BeginForm {
    /// `yes` where they were shown.
    #[serde(default)]
    #[garde(length(max = 5))]
    pub heeded: String,
}

impl web::Form for BeginForm {
    fn sample() -> BeginForm {
        BeginForm { heeded: "yes".into() }
    }
}

/// `POST /desk/treatments/{id}/beginning`
pub async fn begin(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    Payload(form): Payload<BeginForm>,
) -> Result<Done, Failure> {
    let input = (id, form);
    let begun =
        app.act(&by, &input, |tx, call, (id, form)| booking::begin(tx, call, *id, form.heeded == "yes"));
    match begun.await {
        Ok(()) => Ok(Done::at("/desk").saying("desk.board.begun")),
        // What must be heeded stands on the visit's own page, where one says that it was.
        Err(refused) if refused.refusal().is_some_and(|refusal| refusal.code == "booking.warned") => {
            let visit = app.look(&by, &id, |tx, _, id| crate::store::visit_of_line(tx, *id)).await?;
            Ok(Done::at(format!("/bookings/{visit}")).saying("desk.board.warned"))
        }
        Err(refused) => Err(Failure(refused)),
    }
}

/// `POST /desk/treatments/{id}/end`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| booking::end(tx, call, *id, "")).await?;
    Ok(Done::at("/desk").saying("desk.board.ended"))
}

/// `POST /desk/rooms/{id}/ready`
pub async fn ready(
    State(app): State<App>,
    By(by): By,
    At(id): At<RoomId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    let turn = |tx: &mut Tx, call: &Call, id: &RoomId| {
        let form =
            booking::rooms::TurnForm { state: RoomState::Ready.code().to_owned(), note: String::new() };
        booking::rooms::turn(tx, call, *id, &form)
    };
    app.act(&by, &id, turn).await?;
    Ok(Done::at("/desk").saying("desk.board.cleaned"))
}
