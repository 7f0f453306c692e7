use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::store::{self, StoreLine};
use crate::stores::{self, ClosingForm, HoursForm, StoreForm, time};

/// The stores of the centre.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/stores.html")]
pub struct StoresPage {
    rows: Vec<StoreLine>,
    list: ListPlace,
    may_open: bool,
}

impl View for StoresPage {
    fn title(&self, say: Say) -> String {
        say.t("org.stores.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("org.stores.{key}"));
        let row = |line: &StoreLine| {
            let cut = time(line.day_cut);
            vec![
                line.name.clone().into(),
                line.opened_on.into(),
                line.closed_on.into(),
                cut.into(),
                line.people.into(),
            ]
        };
        Some(Table {
            name: "stores".to_owned(),
            columns: ["name", "opened_on", "closed_on", "day_cut", "people"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let open = StoreLine::sample();
        let closed = StoreLine { closed_on: Some(jiff::civil::date(2026, 6, 30)), people: 0, ..open.clone() };
        vec![
            StoresPage { rows: vec![open, closed], list: ListPlace::sample(), may_open: true },
            StoresPage { rows: vec![], list: ListPlace::sample(), may_open: false },
        ]
    }
}

/// `GET /stores`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<StoresPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        call.sight(Permission::ViewOrganisation, &Place::centre()).or_else(|_| own_store(call))?;
        let today = crate::today(tx, call)?.day;
        let page = store::STORES.page(tx, &listing.ask(), db::args![today])?;
        let may_open = call.actor.may_at(Permission::ManageOrganisation, &Place::centre());
        Ok(StoresPage { list: listing.place(&page), rows: page.rows, may_open })
    });
    Ok(Reply(page.await?))
}

fn own_store(call: &Call) -> Result<kernel::Mandate> {
    let store = call.actor.holdings.iter().find_map(|held| held.store);
    call.sight(Permission::ViewOrganisation, &Place { store, ..Place::default() })
}

/// A store with its departments and hours.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/store.html")]
pub struct StorePage {
    id: StoreId,
    name: String,
    opened_on: BusinessDate,
    closed_on: Option<BusinessDate>,
    /// `HH:MM` after midnight.
    day_cut: String,
    departments: Vec<Words>,
    /// Monday first; none on a day of rest.
    hours: Vec<Option<String>>,
    may_manage: bool,
    may_set_hours: bool,
    #[serde(skip)]
    closing: ClosingForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for StorePage {
    fn title(&self, _: Say) -> String {
        self.name.clone()
    }

    fn samples() -> Vec<Self> {
        vec![StorePage {
            id: kernel::Id::of(1),
            name: "静安店".into(),
            opened_on: jiff::civil::date(2026, 1, 1),
            closed_on: None,
            day_cut: "02:00".into(),
            departments: vec![Words::new("前台", "Front desk")],
            hours: vec![None, Some("10:00–21:00".into())],
            may_manage: true,
            may_set_hours: true,
            closing: ClosingForm::default(),
            wrong: Wrong::default(),
        }]
    }
}

fn store_page(tx: &mut Tx, call: &Call, id: StoreId) -> Result<StorePage> {
    call.sight(Permission::ViewOrganisation, &Place::store(id))?;
    let chart = crate::today(tx, call)?;
    let organisation = &chart.organisation;
    let store = organisation.store(id)?;
    let calendar = organisation.calendar(Some(id));
    let week =
        calendar.week(chart.day).map(|hours| hours.map(|h| format!("{}–{}", time(h.opens), time(h.closes))));
    Ok(StorePage {
        id,
        name: store.name.clone(),
        opened_on: store.opened_on,
        closed_on: store.closed_on,
        day_cut: time(store.day_cut),
        departments: organisation
            .departments
            .values()
            .filter(|d| d.store_id == id)
            .map(|d| d.name())
            .collect(),
        hours: week.to_vec(),
        may_manage: call.actor.may_at(Permission::ManageOrganisation, &Place::store(id)),
        may_set_hours: call.actor.may_at(Permission::ManageCalendar, &Place::store(id)),
        closing: ClosingForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /stores/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
) -> Result<Reply<StorePage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| store_page(tx, call, *id)).await?))
}

/// `POST /stores/{id}/closing`
pub async fn close(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
    Payload(form): Payload<ClosingForm>,
) -> Result<Answer<StorePage>, Failure> {
    let closed =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| stores::close(tx, call, *id, form)).await;
    match closed {
        Ok(()) => Ok(Done::at(format!("/stores/{id}")).saying("org.stores.store_closed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| store_page(tx, call, *id)).await?;
            again(refused, |wrong| StorePage { closing: form, wrong, ..page })
        }
    }
}

/// The form of a store, new or changed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/store_form.html")]
pub struct StoreFormPage {
    id: Option<StoreId>,
    form: StoreForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for StoreFormPage {
    fn title(&self, say: Say) -> String {
        if self.id.is_some() { self.form.name.clone() } else { say.t("org.stores.new") }
    }

    fn samples() -> Vec<Self> {
        let form = <StoreForm as web::Form>::sample();
        vec![
            StoreFormPage { id: None, form: StoreForm::default(), wrong: Wrong::default() },
            StoreFormPage { id: Some(kernel::Id::of(1)), form, wrong: Wrong::sample("name", "needed") },
        ]
    }
}

/// `GET /stores/new`
pub async fn new() -> Reply<StoreFormPage> {
    Reply(StoreFormPage { id: None, form: StoreForm::default(), wrong: Wrong::default() })
}

/// `POST /stores`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<StoreForm>,
) -> Result<Answer<StoreFormPage>, Failure> {
    match app.act(&by, &form, stores::open).await {
        Ok(id) => Ok(Done::created(format!("/stores/{id}"), id).saying("org.stores.opened").into()),
        Err(refused) => again(refused, |wrong| StoreFormPage { id: None, form, wrong }),
    }
}

/// `GET /stores/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
) -> Result<Reply<StoreFormPage>, Failure> {
    let form = app.look(&by, &id, |tx, call, id| {
        call.sight(Permission::ManageOrganisation, &Place::store(*id))?;
        let organisation = crate::organisation(tx, call)?;
        let store = organisation.store(*id)?;
        Ok(StoreForm { name: store.name.clone(), day_cut: time(store.day_cut), opened_on: String::new() })
    });
    Ok(Reply(StoreFormPage { id: Some(id), form: form.await?, wrong: Wrong::default() }))
}

/// `POST /stores/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
    Payload(form): Payload<StoreForm>,
) -> Result<Answer<StoreFormPage>, Failure> {
    match app.act(&by, &(id, form.clone()), |tx, call, (id, form)| stores::change(tx, call, *id, form)).await
    {
        Ok(()) => Ok(Done::at(format!("/stores/{id}")).saying("org.stores.saved").into()),
        Err(refused) => again(refused, |wrong| StoreFormPage { id: Some(id), form, wrong }),
    }
}

/// The form of a store's week.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/store_hours.html")]
pub struct HoursPage {
    id: StoreId,
    form: HoursForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl HoursPage {
    /// Weekday key, opens, closes, Monday first.
    fn days(&self) -> Vec<(String, &str, &str)> {
        const KEYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        fn typed(times: &[String], index: usize) -> &str {
            times.get(index).map_or("", String::as_str)
        }
        let days = KEYS.iter().enumerate();
        days.map(|(i, day)| {
            (format!("common.weekday.{day}"), typed(&self.form.opens, i), typed(&self.form.closes, i))
        })
        .collect()
    }
}

impl View for HoursPage {
    fn title(&self, say: Say) -> String {
        say.t("org.stores.set_hours")
    }

    fn samples() -> Vec<Self> {
        let form = <HoursForm as web::Form>::sample();
        vec![HoursPage { id: kernel::Id::of(1), form, wrong: Wrong::sample("opens", "hours_order") }]
    }
}

/// `GET /stores/{id}/hours`
pub async fn hours(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
) -> Result<Reply<HoursPage>, Failure> {
    let form = app.look(&by, &id, |tx, call, id| {
        call.sight(Permission::ManageCalendar, &Place::store(*id))?;
        let chart = crate::today(tx, call)?;
        chart.organisation.store(*id)?;
        let week = chart.organisation.calendar(Some(*id)).week(chart.day);
        let times =
            |of: fn(crate::Hours) -> i64| week.map(|h| h.map(of).map(time).unwrap_or_default()).to_vec();
        let from_day = chart.day.tomorrow().unwrap_or(chart.day).to_string();
        Ok(HoursForm { from_day, opens: times(|h| h.opens), closes: times(|h| h.closes) })
    });
    Ok(Reply(HoursPage { id, form: form.await?, wrong: Wrong::default() }))
}

/// `POST /stores/{id}/hours`
pub async fn set_hours(
    State(app): State<App>,
    By(by): By,
    At(id): At<StoreId>,
    Payload(form): Payload<HoursForm>,
) -> Result<Answer<HoursPage>, Failure> {
    match app
        .act(&by, &(id, form.clone()), |tx, call, (id, form)| stores::set_hours(tx, call, *id, form))
        .await
    {
        Ok(()) => Ok(Done::at(format!("/stores/{id}")).saying("org.stores.hours_saved").into()),
        Err(refused) => again(refused, |wrong| HoursPage { id, form, wrong }),
    }
}
