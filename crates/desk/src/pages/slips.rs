use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::{AnswerMessages, TakeMessages, ViewDesk};
use kernel::{Id, Instant, Place, Result, Scope, Words};
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Nothing, Payload, Reply, Say, Table,
    TableCell, View, Wrong, again, filters,
};

use super::{Pick, addressee, addressees};
use crate::policy::Urgency;
use crate::proof::SLIPS_PAGE;
use crate::slips::{self, AnswerForm, RouteForm};
use crate::store::{self, SlipId, SlipLine, Way};

/// Class, icon and text of how a slip stands.
fn look(answered: bool, settled: bool, late: bool) -> (&'static str, &'static str, &'static str) {
    match (answered, settled, late) {
        (_, true, _) => ("is-done", "check", "desk.slip.settled"),
        (true, ..) => ("is-done", "check", "desk.slip.answered"),
        (false, _, true) => ("is-late", "alert-triangle", "desk.slip.late"),
        (false, _, false) => ("is-due", "clock", "desk.slip.open"),
    }
}

/// Calls and messages.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/slips.html")]
pub struct SlipsPage {
    rows: Vec<SlipLine>,
    list: ListPlace,
    now: Instant,
    may_take: bool,
}

impl SlipsPage {
    fn look(&self, row: &SlipLine) -> (&'static str, &'static str, &'static str) {
        let late = row.due_at.is_some_and(|due| self.now > due);
        look(row.answered_at.is_some(), row.due_at.is_none(), late)
    }

    fn to(&self, row: &SlipLine) -> Words {
        match (&row.person, &row.department_zh, &row.department_en) {
            (Some(person), ..) => Words::new(person, person),
            (None, Some(zh), Some(en)) => Words::new(zh, en),
            _ => Words::default(),
        }
    }
}

impl View for SlipsPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.slips")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("desk.slip.{key}"));
        let row = |line: &SlipLine| -> Vec<TableCell> {
            vec![
                line.called_at.into(),
                line.store.clone().into(),
                say.t(&format!("desk.way.{}", line.way.code())).into(),
                line.who.clone().into(),
                line.phone_end.clone().into(),
                line.words.clone().into(),
                say.t(&format!("desk.urgency.{}", line.urgency.code())).into(),
                self.to(line).read(say.0).into(),
                line.taker.clone().into(),
                line.due_at.into(),
                line.answered_at.into(),
                line.result.clone().into(),
            ]
        };
        let columns = [
            "called",
            "store",
            "way",
            "who",
            "phone_end",
            "words",
            "urgency",
            "to",
            "taker",
            "due",
            "answered_at",
            "result",
        ];
        Some(Table {
            name: "calls".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let now = Instant::from_millis(1_795_484_000_000);
        let line = SlipLine {
            id: Id::of(1),
            called_at: now,
            store: "静安店".into(),
            way: Way::In,
            who: "秦岚".into(),
            phone_end: Some("5678".into()),
            words: "改到周日".into(),
            urgency: Urgency::Urgent,
            department_zh: Some("顾问部".into()),
            department_en: Some("Consultants".into()),
            person: None,
            taker: "唐糖".into(),
            due_at: Some(now.plus_minutes(5)),
            answered_at: None,
            result: String::new(),
        };
        let late =
            SlipLine { due_at: Some(now.plus_minutes(-5)), person: Some("周敏".into()), ..line.clone() };
        let settled = SlipLine {
            due_at: None,
            answered_at: Some(now),
            department_zh: None,
            department_en: None,
            way: Way::Out,
            phone_end: None,
            ..line.clone()
        };
        let answered = SlipLine { answered_at: Some(now), result: "已改".into(), ..line.clone() };
        let page = |rows| SlipsPage { rows, list: ListPlace::sample(), now, may_take: true };
        vec![page(vec![line, late, settled, answered]), page(vec![])]
    }
}

/// `GET /slips`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<SlipsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let held = call.actor.holdings.iter().find(|held| held.store.is_some());
        let store = held.and_then(|held| held.store).map_or(0, Id::get);
        let department = held.and_then(|held| held.department).map_or(-1, Id::get);
        let (store, own) = match call.actor.scope(ViewDesk) {
            Some(Scope::Centre) => (0, 0),
            Some(_) => (store, 0),
            None => (0, call.actor.person.get()),
        };
        let args = db::args![store, own, department, call.now];
        let page = store::SLIPS.page(tx, &listing.ask_newest_first(), args)?;
        let (today, me) = (org::today(tx, call)?.day, call.actor.person);
        let waits = store::is_any_late(tx, store, own, department, call.now)?;
        let seen = looks::seen(tx, me, today, SLIPS_PAGE)?;
        let page = SlipsPage {
            list: listing.place(&page),
            rows: page.rows,
            now: call.now,
            may_take: call.actor.may(TakeMessages),
        };
        Ok((page, waits, seen, today))
    });
    let (page, waits, seen, today) = page.await?;
    // On a calm day to have looked is to have done it; on any other it is not.
    looks::keep(&app, seen || waits, by.person, today, SLIPS_PAGE);
    Ok(Reply(page))
}

/// A stage on a slip's way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HopView {
    at: Instant,
    by: String,
    to: Words,
    words: String,
}

/// A call slip.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/slip.html")]
pub struct SlipPage {
    id: SlipId,
    way: Way,
    who: String,
    unit: String,
    customer: Option<customer::CustomerId>,
    number: Option<String>,
    words: String,
    urgency: Urgency,
    call_back: bool,
    called_at: Instant,
    taker: String,
    to: Words,
    due: Option<Instant>,
    late: bool,
    reader: Option<String>,
    read_at: Option<Instant>,
    answerer: Option<String>,
    answered_at: Option<Instant>,
    result: String,
    hops: Vec<HopView>,
    may_answer: bool,
    addressees: Vec<Pick>,
    #[serde(skip)]
    typed: (String, RouteForm),
    #[serde(skip)]
    wrong: Wrong,
}

impl SlipPage {
    fn look(&self) -> (&'static str, &'static str, &'static str) {
        look(self.answered_at.is_some(), self.due.is_none(), self.late)
    }
}

impl View for SlipPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t(&format!("desk.way.{}", self.way.code())), self.who)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let page = |answered: bool, late, wrong| SlipPage {
            id: Id::of(1),
            way: Way::In,
            who: "秦岚".into(),
            unit: "某公司".into(),
            customer: Some(Id::of(1)),
            number: Some("…5678".into()),
            words: "改到周日".into(),
            urgency: Urgency::Urgent,
            call_back: true,
            called_at: at,
            taker: "唐糖".into(),
            to: Words::new("顾问部", "Consultants"),
            due: Some(at.plus_minutes(5)),
            late,
            reader: answered.then(|| "林晓彤".into()),
            read_at: answered.then_some(at),
            answerer: answered.then(|| "林晓彤".into()),
            answered_at: answered.then_some(at),
            result: if answered { "已改".into() } else { String::new() },
            hops: vec![HopView {
                at,
                by: "唐糖".into(),
                to: Words::new("顾问部", "Consultants"),
                words: "请跟进".into(),
            }],
            may_answer: true,
            addressees: Pick::sample(),
            typed: Default::default(),
            wrong,
        };
        let bare = SlipPage {
            customer: None,
            number: None,
            due: None,
            hops: vec![],
            unit: String::new(),
            call_back: false,
            ..page(true, false, Wrong::default())
        };
        vec![
            page(false, true, Wrong::sample("result", "needed")),
            page(false, false, Wrong::default()),
            page(true, false, Wrong::default()),
            bare,
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, id: SlipId) -> Result<SlipPage> {
    let row = slips::seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let named = |person| chart.organisation.person_name(person).to_owned();
    let hops = store::hops(tx, id)?.into_iter().map(|hop| HopView {
        at: hop.at,
        by: named(hop.by_id),
        to: addressee(&chart, hop.for_department, hop.for_person),
        words: hop.words,
    });
    Ok(SlipPage {
        id,
        number: slips::number(call, &row)?,
        to: addressee(&chart, row.for_department, row.for_person),
        late: row.answered_at.is_none() && row.due_at.is_some_and(|due| call.now > due),
        way: row.way,
        who: row.who,
        unit: row.unit,
        customer: row.customer_id,
        words: row.words,
        urgency: row.urgency,
        call_back: row.call_back,
        called_at: row.called_at,
        taker: named(row.taken_by),
        due: row.due_at,
        reader: row.read_by.map(named),
        read_at: row.read_at,
        answerer: row.answered_by.map(named),
        answered_at: row.answered_at,
        result: row.result,
        hops: hops.collect(),
        may_answer: call.actor.may_at(AnswerMessages, &Place::store(row.store_id)),
        addressees: addressees(&chart, row.store_id),
        typed: Default::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /slips/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<SlipId>,
) -> Result<Reply<SlipPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| draw(tx, call, *id)).await?))
}

/// `POST /slips/{id}/reader`
pub async fn read(
    State(app): State<App>,
    By(by): By,
    At(id): At<SlipId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| slips::read(tx, call, *id)).await?;
    Ok(Done::at(format!("/slips/{id}")).saying("desk.slip.was_read"))
}

/// `POST /slips/{id}/answer`
pub async fn answer(
    State(app): State<App>,
    By(by): By,
    At(id): At<SlipId>,
    Payload(form): Payload<AnswerForm>,
) -> Result<Answer<SlipPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| slips::answer(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/slips/{id}")).saying("desk.slip.was_answered").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| draw(tx, call, *id)).await?;
            let typed = (form.result, RouteForm::default());
            again(refused, |wrong| SlipPage { wrong, typed, ..page })
        }
    }
}

/// `POST /slips/{id}/route`
pub async fn route(
    State(app): State<App>,
    By(by): By,
    At(id): At<SlipId>,
    Payload(form): Payload<RouteForm>,
) -> Result<Answer<SlipPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| slips::route(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/slips/{id}")).saying("desk.slip.was_routed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| draw(tx, call, *id)).await?;
            again(refused, |wrong| SlipPage { wrong, typed: (String::new(), form), ..page })
        }
    }
}
