use askama::Template;
use axum::extract::State;
use booking::{Span, minute_text};
use db::Tx;
use jiff::ToSpan;
use kernel::Permission::{ManageRosters, ViewDesk};
use kernel::{BusinessDate, Id, Place, Problems, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Choice, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong,
    again, filters,
};

use crate::place;
use crate::rota::{self, CarryForm, StandForm, day_of, gaps, greeters};
use crate::store::{self, StandId};

/// Which day.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct DayAsked {
    /// `YYYY-MM-DD`; empty is today.
    #[serde(default)]
    pub day: String,
}

/// A stretch at the door.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandView {
    id: StandId,
    name: String,
    at: String,
    /// From where on the day's line of width 100, and how wide.
    #[serde(skip)]
    bar: (String, String),
}

/// Who stands at the door and greets on a day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/greeters.html")]
pub struct GreetersPage {
    store: String,
    day: BusinessDate,
    previous: BusinessDate,
    next: BusinessDate,
    /// When the store is open; none when it rests.
    open: Option<String>,
    stands: Vec<StandView>,
    /// When nobody stands there.
    gaps: Vec<String>,
    may_set: bool,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    form: StandForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for GreetersPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("menu.greeters"), self.day)
    }

    fn samples() -> Vec<Self> {
        let stand = StandView {
            id: Id::of(1),
            name: "唐糖".into(),
            at: "10:00–13:00".into(),
            bar: ("0.0".into(), "27.0".into()),
        };
        let day = jiff::civil::date(2026, 11, 24);
        let page = |stands: Vec<StandView>, open: Option<&str>, wrong| GreetersPage {
            store: "静安店".into(),
            day,
            previous: day,
            next: day,
            open: open.map(String::from),
            gaps: if stands.is_empty() { vec![] } else { vec!["13:00–21:00".into()] },
            may_set: true,
            people: vec![Choice::new(17, "唐糖")],
            form: <StandForm as web::Form>::sample(),
            stands,
            wrong,
        };
        vec![
            page(vec![stand], Some("10:00–21:00"), Wrong::sample("person", "not_a_choice")),
            page(vec![], None, Wrong::default()),
        ]
    }
}

fn text(span: Span) -> String {
    format!("{}–{}", minute_text(span.from), minute_text(span.until))
}

fn draw(tx: &mut Tx, call: &Call, form: &StandForm) -> Result<GreetersPage> {
    let store = place::store(tx, call, ViewDesk, "")?;
    let chart = org::today(tx, call)?;
    let mut wrong = Problems::default();
    let day = wrong.need("day", day_of(&form.day, chart.day), "not_a_day");
    let day = wrong.or(day)?;
    let hours = chart.organisation.calendar(Some(store)).hours(day);
    let minute = |minute: i64| u32::try_from(minute).unwrap_or(0);
    let open = hours.map(|hours| Span::new(minute(hours.opens), minute(hours.closes)));
    let rows = store::stands(tx, store, day)?;
    let spans: Vec<Span> = rows.iter().map(store::StandRow::span).collect();
    let whole = open.unwrap_or(Span::new(0, 24 * 60));
    let share =
        |minutes: u32| format!("{:.1}", f64::from(minutes) * 100.0 / f64::from(whole.length().max(1)));
    let view = |row: &store::StandRow| StandView {
        id: row.id,
        name: chart.organisation.person_name(row.person_id).to_owned(),
        at: row.text(),
        bar: (share(row.starts.saturating_sub(whole.from)), share(row.ends - row.starts)),
    };
    let people = greeters(&chart, store).into_iter();
    Ok(GreetersPage {
        store: chart.organisation.store(store)?.name.clone(),
        day,
        previous: day.saturating_sub(1.day()),
        next: day.saturating_add(1.day()),
        gaps: open.map(|open| gaps(open, &spans).into_iter().map(text).collect()).unwrap_or_default(),
        open: open.map(text),
        stands: rows.iter().map(view).collect(),
        may_set: day >= chart.day && call.actor.may_at(ManageRosters, &Place::store(store)),
        people: people.map(|person| Choice::new(person, chart.organisation.person_name(person))).collect(),
        form: form.clone(),
        wrong: Wrong::default(),
    })
}

/// `GET /greeters`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<DayAsked>,
) -> Result<Reply<GreetersPage>, Failure> {
    let form = StandForm { day: asked.day, ..StandForm::default() };
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /greeters`
pub async fn stand(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<StandForm>,
) -> Result<Answer<GreetersPage>, Failure> {
    match app.act(&by, &form, rota::stand).await {
        Ok(id) => {
            Ok(Done::created(format!("/greeters?day={}", form.day), id).saying("desk.greeters.set").into())
        }
        Err(refused) => {
            let page = app.look(&by, &StandForm { day: known_day(&form.day), ..form }, draw).await?;
            again(refused, |wrong| GreetersPage { wrong, ..page })
        }
    }
}

/// The day typed, when it is one; otherwise today's page is shown again.
fn known_day(text: &str) -> String {
    kernel::parse_day(text.trim()).map(|day| day.to_string()).unwrap_or_default()
}

/// `POST /greeters/week`
pub async fn carry(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<CarryForm>,
) -> Result<Answer<GreetersPage>, Failure> {
    match app.act(&by, &form, rota::carry).await {
        Ok(_) => Ok(Done::at(format!("/greeters?day={}", form.day)).saying("desk.greeters.carried").into()),
        Err(refused) => {
            let form = StandForm { day: known_day(&form.day), ..StandForm::default() };
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| GreetersPage { wrong, ..page })
        }
    }
}

/// `POST /greeters/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    By(by): By,
    At(id): At<StandId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    let day = app.act(&by, &id, |tx, call, id| rota::withdraw(tx, call, *id)).await?;
    Ok(Done::at(format!("/greeters?day={day}")).saying("desk.greeters.taken_back"))
}
