use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, PersonId, Place, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, By, Call, Choice, Done, Failure, Payload, Reply, Say, Table, View, Wrong, again,
    filters,
};

use super::names::{Pick, store_asked, store_picks};
use crate::clock::minute_text;
use crate::days::later;
use crate::roster::{self, CarryForm, RosterForm, breaks_text};
use crate::state::Sex;
use crate::store::{self, RosterRow};
use crate::treat::now_at;

/// Which week of which store.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct RosterQuery {
    /// Key of the store; without it the asker's own.
    store: Option<String>,
    /// Any day of the week; without it today.
    day: Option<String>,
    /// Whose line is to be changed.
    person: Option<String>,
}

/// Somebody's week.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeekView {
    person: PersonId,
    name: String,
    sex: Option<Sex>,
    /// Monday first; none on a day off.
    days: Vec<Option<ShiftView>>,
    /// Minutes altogether, less breaks.
    minutes: u32,
}

/// When somebody works on a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShiftView {
    hours: String,
    breaks: String,
}

impl WeekView {
    fn worked(&self) -> String {
        format!("{}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

/// Who works when.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/rosters.html")]
pub struct RosterPage {
    store: StoreId,
    monday: BusinessDate,
    before: BusinessDate,
    after: BusinessDate,
    days: Vec<BusinessDate>,
    weeks: Vec<WeekView>,
    may_manage: bool,
    #[serde(skip)]
    people: Vec<Pick>,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    form: RosterForm,
    #[serde(skip)]
    carry: CarryForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl RosterPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }

    /// Was it refused because something is promised?
    fn is_promised(&self) -> bool {
        self.wrong.refusal().is_some_and(|refusal| refusal.code == "booking.promised")
    }

    fn on_duty(&self, place: &usize) -> usize {
        self.weeks.iter().filter(|week| week.days.get(*place).is_some_and(Option::is_some)).count()
    }
}

impl View for RosterPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.roster.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let days = self.days.iter().map(|day| web::text::day(*day, say));
        let row = |week: &WeekView| {
            let shift = |shift: &Option<ShiftView>| {
                shift.as_ref().map_or(String::new(), |shift| format!("{} ({})", shift.hours, shift.breaks))
            };
            let name = std::iter::once(week.name.clone());
            name.chain(week.days.iter().map(shift)).map(Into::into).collect()
        };
        Some(Table {
            name: format!("roster-{}", self.monday),
            columns: std::iter::once(say.t("booking.roster.person")).chain(days).collect(),
            rows: self.weeks.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let monday = jiff::civil::date(2026, 11, 23);
        let shift = ShiftView { hours: "10:00–19:00".into(), breaks: "13:00-13:30".into() };
        let mut days = vec![Some(shift); 7];
        days[2] = None;
        let week = WeekView {
            person: kernel::Id::of(7),
            name: "陈思思".into(),
            sex: Some(Sex::Female),
            days,
            minutes: 6 * 510,
        };
        let refusal = kernel::Refusal {
            args: vec![("name", "陈思思".into()), ("day", "2026-11-25".into()), ("at", "10:30".into())],
            ..kernel::Refusal::new(kernel::Kind::Conflict, "booking.promised")
        };
        let page = |weeks, may_manage, wrong| RosterPage {
            store: kernel::Id::of(1),
            monday,
            before: later(monday, -7),
            after: later(monday, 7),
            days: (0..7).map(|ahead| later(monday, ahead)).collect(),
            weeks,
            may_manage,
            people: vec![Pick::new(7, Words::new("陈思思", ""))],
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            form: RosterForm::default(),
            carry: CarryForm::default(),
            wrong,
        };
        vec![
            page(vec![week.clone()], true, Wrong(Some(Box::new(refusal)))),
            page(vec![week], true, Wrong::sample("ends", "hours_order")),
            page(vec![], false, Wrong::default()),
        ]
    }
}

/// `GET /rosters`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<RosterQuery>,
) -> Result<Reply<RosterPage>, Failure> {
    Ok(Reply(app.look(&by, &query, page).await?))
}

fn page(tx: &mut Tx, call: &Call, query: &RosterQuery) -> Result<RosterPage> {
    let store = store_asked(tx, call, query.store.as_deref())?;
    let (today, _) = now_at(tx, call, store)?;
    let day = query.day.as_deref().and_then(parse_day).unwrap_or(today);
    let monday = later(day, -i64::from(day.weekday().to_monday_zero_offset()));
    let days: Vec<BusinessDate> = (0..7).map(|ahead| later(monday, ahead)).collect();
    let rows = store::rosters(tx, store, monday, days[6])?;
    let organisation = org::organisation(tx, call)?;
    let sexes = store::sexes(tx)?;
    let mut people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let week = |person: &PersonId| {
        let name = organisation.person_name(*person).to_owned();
        let sex = sexes.iter().find(|(whose, _)| whose == person).map(|(_, sex)| *sex);
        week_of(*person, name, sex, &days, &rows)
    };
    let may_manage = call.actor.may_at(Permission::ManageRosters, &Place::store(store));
    let form = RosterForm {
        person: query.person.clone().unwrap_or_default(),
        day: query.day.clone().unwrap_or_default(),
        ..RosterForm::default()
    };
    Ok(RosterPage {
        store,
        monday,
        before: later(monday, -7),
        after: later(monday, 7),
        weeks: people.iter().map(week).collect(),
        people: if may_manage { who_may_work(tx, call, store)? } else { vec![] },
        days,
        may_manage,
        stores: store_picks(tx, call)?,
        form: filled(form, &rows),
        carry: CarryForm { week: monday.to_string(), weeks: "4".into(), store: store.to_string() },
        wrong: Wrong::default(),
    })
}

fn week_of(
    person: PersonId,
    name: String,
    sex: Option<Sex>,
    days: &[BusinessDate],
    rows: &[RosterRow],
) -> WeekView {
    let on = |day: &BusinessDate| rows.iter().find(|row| row.person_id == person && row.day == *day);
    let shift = |row: &RosterRow| ShiftView {
        hours: format!("{}–{}", minute_text(row.starts), minute_text(row.ends)),
        breaks: breaks_text(&row.breaks.0),
    };
    let minutes = days.iter().filter_map(on).map(|row| roster::works(row).count()).sum();
    WeekView { person, name, sex, days: days.iter().map(|day| on(day).map(shift)).collect(), minutes }
}

/// The form with what is set already for the one and the day that are asked for.
fn filled(form: RosterForm, rows: &[RosterRow]) -> RosterForm {
    let row =
        rows.iter().find(|row| row.person_id.to_string() == form.person && row.day.to_string() == form.day);
    match row {
        Some(row) => RosterForm {
            starts: minute_text(row.starts),
            ends: minute_text(row.ends),
            breaks: breaks_text(&row.breaks.0),
            ..form
        },
        None => form,
    }
}

/// Everybody who holds a post in the store.
fn who_may_work(tx: &mut Tx, call: &Call, store: StoreId) -> Result<Vec<Pick>> {
    let chart = org::today(tx, call)?;
    let here = chart.people().filter(|(_, seats)| seats.iter().any(|seat| seat.store == Some(store)));
    let pick = |(person, _)| Pick::new(person, Words::new(chart.organisation.person_name(person), ""));
    Ok(here.map(pick).collect())
}

/// `POST /rosters`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<RosterForm>,
) -> Result<Answer<RosterPage>, Failure> {
    let done = app.act(&by, &form, |tx, call, form| {
        let store = store_asked(tx, call, Some(&form.store))?;
        roster::set(tx, call, store, form)
    });
    match done.await {
        Ok(()) => Ok(Done::at(format!("/rosters?day={}", form.day)).saying("booking.roster.set").into()),
        Err(error) => {
            let query =
                RosterQuery { store: Some(form.store.clone()), day: Some(form.day.clone()), person: None };
            let page = app.look(&by, &query, page).await?;
            again(error, |wrong| RosterPage { wrong, form, ..page })
        }
    }
}

/// `POST /rosters/weeks`
pub async fn carry_on(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<CarryForm>,
) -> Result<Answer<RosterPage>, Failure> {
    let done = app.act(&by, &form, |tx, call, form| {
        let store = store_asked(tx, call, Some(&form.store))?;
        roster::carry_on(tx, call, store, form)
    });
    match done.await {
        Ok(_) => Ok(Done::at(format!("/rosters?day={}", form.week)).saying("booking.roster.carried").into()),
        Err(error) => {
            let query =
                RosterQuery { store: Some(form.store.clone()), day: Some(form.week.clone()), person: None };
            let page = app.look(&by, &query, page).await?;
            again(error, |wrong| RosterPage { wrong, carry: form, ..page })
        }
    }
}
