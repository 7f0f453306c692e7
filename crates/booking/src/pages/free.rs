use askama::Template;
use axum::extract::State;
use catalog::TreatmentId;
use db::Tx;
use kernel::{BusinessDate, PersonId, Problems, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, View, filters};

use super::names::{Pick, store_asked};
use crate::order::{OrderPart, Slot};
use crate::search::{self, DayTimes, HandTimes, Sought};
use crate::state::Sex;
use crate::treat::now_at;
use crate::wish::With;

/// What free time is looked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct FreeQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
    /// The first day; without it today.
    day: Option<String>,
    /// For how many days, 31 at most.
    days: Option<String>,
    /// Keys of the treatments, in their order.
    #[serde(default)]
    treatments: Vec<String>,
    /// Key of the only therapist who will do.
    therapist: Option<String>,
    /// By a `female` or a `male` therapist.
    sex: Option<String>,
    /// `yes`: also therapist by therapist, for the first day.
    grid: Option<String>,
}

/// Free times.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/free.html")]
pub struct FreePage {
    day: BusinessDate,
    /// Day by day.
    days: Vec<DayTimes>,
    /// The first that are free, with who would do it.
    first: Vec<Slot>,
    /// The first day by therapists, if that was asked for.
    grid: Vec<HandTimes>,
    #[serde(skip)]
    chosen: String,
    #[serde(skip)]
    treatments: Vec<Pick>,
}

impl FreePage {
    fn times(&self) -> usize {
        self.days.iter().map(|day| day.times.len()).sum()
    }
}

impl View for FreePage {
    fn title(&self, say: Say) -> String {
        say.t("booking.free.title")
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let times: Vec<String> = ["10:00", "10:10"].map(str::to_owned).to_vec();
        let slot = Slot {
            day,
            starts: 600,
            at: "10:00".into(),
            therapists: vec![kernel::Id::of(7)],
            names: "陈思思".into(),
        };
        let picks = || vec![Pick::new(1, Words::new("深层补水护理", "Deep moisture facial"))];
        vec![
            FreePage {
                day,
                days: vec![DayTimes { day, times: times.clone() }],
                first: vec![slot],
                grid: vec![HandTimes { person: kernel::Id::of(7), name: "陈思思".into(), times }],
                chosen: "1".into(),
                treatments: picks(),
            },
            FreePage {
                day,
                days: vec![],
                first: vec![],
                grid: vec![],
                chosen: String::new(),
                treatments: picks(),
            },
        ]
    }
}

/// How many of the earliest are named.
const FIRST: usize = 6;

/// `GET /bookings/free`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<FreeQuery>,
) -> Result<Reply<FreePage>, Failure> {
    Ok(Reply(app.look(&by, &query, page).await?))
}

fn page(tx: &mut Tx, call: &Call, query: &FreeQuery) -> Result<FreePage> {
    let store = store_asked(tx, call, query.store.as_deref())?;
    let (today, _) = now_at(tx, call, store)?;
    let day = query.day.as_deref().and_then(parse_day).unwrap_or(today);
    let days = query.days.as_deref().and_then(|days| days.parse().ok()).unwrap_or(1);
    let parts = parts(query)?;
    let sought = Sought { store, day, days: i64::clamp(days, 1, 31), parts, notice: 0 };
    let mut page = FreePage {
        day,
        days: vec![],
        first: vec![],
        grid: vec![],
        chosen: query.treatments.first().cloned().unwrap_or_default(),
        treatments: super::new::treatment_picks(tx, call, day)?,
    };
    if !sought.parts.is_empty() {
        let (days, first) = search::times_and_first(tx, call, &sought, FIRST)?;
        (page.days, page.first) = (days, first);
        if query.grid.as_deref() == Some("yes") {
            page.grid = search::grid(tx, call, &sought)?;
        }
    }
    Ok(page)
}

fn parts(query: &FreeQuery) -> Result<Vec<OrderPart>> {
    let mut wrong = Problems::default();
    let with = match query.therapist.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => wrong
            .need("therapist", typed.parse::<PersonId>().ok(), "not_a_choice")
            .map_or(With::Anybody, With::Only),
        None => With::Anybody,
    };
    let sex = query.sex.as_deref().and_then(|typed| Sex::from_code(typed.trim()));
    let typed = query.treatments.iter().filter(|typed| !typed.trim().is_empty());
    let keys: Option<Vec<TreatmentId>> = typed.map(|typed| typed.trim().parse().ok()).collect();
    let keys = wrong.need("treatments", keys, "not_a_choice");
    let keys = wrong.or(keys)?;
    Ok(keys.into_iter().take(6).map(|key| OrderPart { with, sex, ..OrderPart::of(key) }).collect())
}
