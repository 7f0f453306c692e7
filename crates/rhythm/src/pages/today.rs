use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Instant, PersonId, Problems, Result, Words, parse_day};
use org::DayKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, At, By, Call, Failure, Reply, Say, View, filters};

use crate::evidence::{Amount, Figure};
use crate::looks;
use crate::state::State as DutyState;
use crate::today::{self, Below, PersonDay, Risen, Standing, Tally, WeekDay};

/// Which day.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct OnDay {
    /// `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    pub on: String,
}

impl OnDay {
    /// The day asked for; none is today.
    pub fn parse(&self) -> Result<Option<BusinessDate>> {
        let mut wrong = Problems::default();
        let day = match self.on.as_str() {
            "" => None,
            text => wrong.need("on", parse_day(text), "not_a_day"),
        };
        wrong.or(Some(day))
    }
}

/// A person's business day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rhythm/today.html")]
pub struct TodayPage {
    name: String,
    posts: Vec<Words>,
    day: BusinessDate,
    is_today: bool,
    /// The reader's own day?
    own: bool,
    /// Where the day's pages stand.
    path: String,
    now: Instant,
    hours: Option<String>,
    /// Why the day is special in the working calendar.
    special: Option<Words>,
    makeup: bool,
    tally: Tally,
    duties: Arc<Vec<Standing>>,
    risen: Arc<Vec<Risen>>,
    below: Arc<Vec<Below>>,
    figures: Arc<Vec<Figure>>,
    week: Arc<Vec<WeekDay>>,
}

impl TodayPage {
    fn of(call: &Call, shown: PersonDay, today: BusinessDate) -> TodayPage {
        let PersonDay { day, person, duties, risen, below, figures, week } = shown;
        let organisation = &day.chart.organisation;
        let seats = day.chart.seats_held(person);
        let store = seats.iter().find_map(|seat| seat.store);
        let calendar = organisation.calendar(store);
        let hours = store.and_then(|_| calendar.hours(day.chart.day));
        let (special, makeup) = match calendar.kind(day.chart.day) {
            DayKind::Statutory(name) | DayKind::Rest(Some(name)) => (Some(name), false),
            DayKind::MakeUp(name) => (Some(name), true),
            DayKind::Working | DayKind::Rest(None) => (None, false),
        };
        let own = person == call.actor.person;
        let posts =
            seats.iter().filter_map(|seat| organisation.posts.get(&seat.post)).map(|post| post.name());
        TodayPage {
            name: organisation.person_name(person).to_owned(),
            posts: posts.collect(),
            day: day.chart.day,
            is_today: day.chart.day == today,
            own,
            path: if own { "/today".to_owned() } else { format!("/duties/{}", person.get()) },
            now: call.now,
            hours: hours.map(|hours| format!("{}–{}", clock(hours.opens), clock(hours.closes))),
            special,
            makeup,
            tally: Tally::of(duties.iter().map(|duty| duty.state)),
            duties,
            risen,
            below,
            figures,
            week,
        }
    }

    fn done(&self) -> Vec<&Standing> {
        self.duties.iter().filter(|duty| duty.state.is_done()).collect()
    }

    fn open(&self) -> Vec<&Standing> {
        self.duties.iter().filter(|duty| !duty.state.is_done()).collect()
    }

    /// Before which of the open duties the line of now is drawn.
    fn now_before(&self, index: &usize) -> bool {
        let open = self.open();
        let next = open.iter().position(|duty| duty.begins > self.now);
        self.is_today && next == Some(*index)
    }
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Class, icon and message key of a state.
pub(crate) fn look(state: &DutyState) -> (&'static str, &'static str, &'static str) {
    match state {
        DutyState::Done => ("is-done", "check", "rhythm.state.done"),
        DutyState::DoneLate => ("is-done", "check", "rhythm.state.done_late"),
        DutyState::Due => ("is-due", "clock", "rhythm.state.due"),
        DutyState::Late => ("is-late", "alert-triangle", "rhythm.state.late"),
        DutyState::Missed => ("is-late", "alert-triangle", "rhythm.state.missed"),
        DutyState::Later => ("is-later", "circle-dashed", "rhythm.state.later"),
        DutyState::NotBuilt => ("is-none", "tools", "rhythm.state.not_built"),
    }
}

impl View for TodayPage {
    fn title(&self, say: Say) -> String {
        if self.own { say.t("menu.today") } else { self.name.clone() }
    }

    fn samples() -> Vec<Self> {
        let duty = Standing::sample();
        let states =
            [DutyState::Done, DutyState::Late, DutyState::Due, DutyState::Later, DutyState::NotBuilt];
        let duties: Vec<Standing> =
            states.into_iter().map(|state| Standing { state, ..duty.clone() }).collect();
        let tally = Tally::of(states.into_iter());
        let person = PersonId::of(2);
        let name = "周晓雯".to_owned();
        let below = Below {
            person,
            name: name.clone(),
            posts: vec![Words::new("前台迎宾", "Greeter")],
            store: Some("静安店".into()),
            tally,
        };
        let day = jiff::civil::date(2026, 11, 24);
        let full = TodayPage {
            name: "许雅琴".into(),
            posts: vec![Words::new("美疗总监", "Therapy director")],
            day,
            is_today: true,
            own: true,
            path: "/today".into(),
            now: duty.begins,
            hours: Some("10:00–21:00".into()),
            special: Some(Words::new("国庆节调休", "National Day make-up day")),
            makeup: true,
            tally,
            risen: Arc::new(vec![Risen { person, name, duty: duties[1].clone() }]),
            duties: Arc::new(duties),
            below: Arc::new(vec![below]),
            figures: Arc::new(vec![Figure {
                code: "inspection.walk_faults",
                amount: Amount::Count(2),
                href: "/walks".into(),
            }]),
            week: Arc::new(vec![
                WeekDay { day, duties: 5, rests: false },
                WeekDay { day, duties: 0, rests: true },
            ]),
        };
        let empty = TodayPage {
            name: "沈嘉怡".into(),
            posts: vec![],
            own: false,
            path: "/duties/2".into(),
            hours: None,
            special: None,
            tally: Tally::default(),
            duties: Arc::default(),
            risen: Arc::default(),
            below: Arc::default(),
            figures: Arc::default(),
            week: Arc::default(),
            ..full
        };
        vec![full, empty]
    }
}

/// `GET /today`
pub async fn own(
    State(app): State<App>,
    By(by): By,
    Asked(on): Asked<OnDay>,
) -> Result<Reply<TodayPage>, Failure> {
    let (page, seen) = app
        .look(&by, &on, |tx, call, on| {
            let shown = today::of_person(tx, call, call.actor.person, on.parse()?)?;
            let today = org::today(tx, call)?.day;
            let seen = looks::seen(tx, call.actor.person, today, looks::TODAY)?;
            Ok((TodayPage::of(call, shown, today), seen))
        })
        .await?;
    if page.is_today {
        looks::keep(&app, seen, by.person, page.day, looks::TODAY);
    }
    Ok(Reply(page))
}

/// `GET /duties/{id}`
pub async fn of_other(
    State(app): State<App>,
    By(by): By,
    At(person): At<PersonId>,
    Asked(on): Asked<OnDay>,
) -> Result<Reply<TodayPage>, Failure> {
    let page = app
        .look(&by, &(person, on), |tx, call, (person, on)| {
            org::organisation(tx, call)?.person(*person)?;
            let shown = today::of_person(tx, call, *person, on.parse()?)?;
            Ok(TodayPage::of(call, shown, org::today(tx, call)?.day))
        })
        .await?;
    Ok(Reply(page))
}
