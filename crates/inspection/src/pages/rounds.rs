//! The rounds of one's store today: which there are, and how each stands.

use askama::Template;
use axum::extract::State;
use db::Tx;
use handbook::{Round, Whose};
use kernel::{BusinessDate, Id, Instant, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, Reply, Say, View, filters};

use crate::store::{self, WalkId, WalkRow};
use crate::walking::{OPENING, my_store, needs};

/// A round of the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RoundView {
    code: String,
    name: Words,
    /// How many points it has.
    points: usize,
    /// How often it was handed in today.
    walked: usize,
    /// The last walk that was handed in, when, by whom, with how many faults.
    last: Option<WalkId>,
    last_at: Option<Instant>,
    last_by: String,
    faults: i64,
    score: Option<i64>,
    /// Begun and not handed in.
    begun: bool,
}

impl RoundView {
    /// Where its sheet lies.
    fn href(&self) -> String {
        if self.code == OPENING { "/opening".to_owned() } else { format!("/rounds/{}", self.code) }
    }

    fn percent(&self) -> String {
        self.score.map(|score| format!("{}%", score / 100)).unwrap_or_default()
    }
}

/// The rounds of a store today.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/rounds.html")]
pub struct RoundsPage {
    store: String,
    day: BusinessDate,
    /// Those that somebody walks to look at a department.
    walked: Vec<RoundView>,
    /// Those that the house keeps.
    kept: Vec<RoundView>,
    may_sum_up: bool,
}

impl RoundsPage {
    fn parts(&self) -> [(&'static str, &[RoundView]); 2] {
        [("inspection.rounds.walked", &self.walked), ("inspection.rounds.kept", &self.kept)]
    }
}

impl View for RoundsPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.rounds.title")
    }

    fn samples() -> Vec<Self> {
        let round = |code: &str, last: Option<i64>, begun| RoundView {
            code: code.to_owned(),
            name: Words::new("走查前台", "Round: front desk"),
            points: 6,
            walked: usize::from(last.is_some()),
            last: last.map(WalkId::of),
            last_at: last.map(|_| Instant::from_millis(1_795_484_000_000)),
            last_by: "许雅琴".to_owned(),
            faults: 1,
            score: last.map(|_| 8600),
            begun,
        };
        vec![RoundsPage {
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            walked: vec![round("round-front-desk", Some(1), false), round("round-finance", None, true)],
            kept: vec![round(OPENING, None, false)],
            may_sum_up: true,
        }]
    }
}

fn view(round: &Round, walks: &[WalkRow], organisation: &org::Organisation) -> RoundView {
    let mine: Vec<&WalkRow> = walks.iter().filter(|walk| walk.round == round.code).collect();
    let done: Vec<&&WalkRow> = mine.iter().filter(|walk| walk.handed_in_at.is_some()).collect();
    let last = done.last();
    let by = last.and_then(|walk| walk.handed_in_by);
    RoundView {
        code: round.code.clone(),
        name: round.name.clone(),
        points: round.sections.iter().map(|section| section.items.len()).sum(),
        walked: done.len(),
        last: last.map(|walk| walk.id),
        last_at: last.and_then(|walk| walk.handed_in_at),
        last_by: by.map(|person| organisation.person_name(person).to_owned()).unwrap_or_default(),
        faults: last.map_or(0, |walk| walk.faults),
        score: last.and_then(|walk| walk.score),
        begun: mine.iter().any(|walk| walk.handed_in_at.is_none()),
    }
}

fn page(tx: &mut Tx, call: &Call) -> Result<RoundsPage> {
    let store = my_store(tx, call, kernel::Permission::FillChecklist)?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let book = handbook::in_force(tx, call.app.part(), day)?;
    let walks = store::of_store(tx, store, day, call.actor.person)?;
    let of = |whose| {
        let mine = book.rounds.iter().filter(|round| round.whose == whose && call.actor.may(needs(round)));
        mine.map(|round| view(round, &walks, &organisation)).collect()
    };
    Ok(RoundsPage {
        store: organisation.store(store)?.name.clone(),
        day,
        walked: of(Whose::Walker),
        kept: of(Whose::Store),
        may_sum_up: call.actor.may(kernel::Permission::ViewChecklists),
    })
}

/// `GET /rounds`
pub(super) async fn list(State(app): State<App>, By(by): By) -> Result<Reply<RoundsPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}
