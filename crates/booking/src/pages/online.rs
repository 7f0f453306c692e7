use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use catalog::TreatmentId;
use customer::CustomerId;
use db::Tx;
use garde::Validate;
use identity::Caller;
use kernel::{BusinessDate, Lang, Problems, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, Call, Choice, Done, Failure, Form, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use super::names::Pick;
use crate::book::moment;
use crate::clock::minute_text;
use crate::days::later;
use crate::online;
use crate::order::{Order, OrderPart, Slot};
use crate::policies::policy;
use crate::search::{self, Sought};
use crate::state::Source;
use crate::treat::now_at;
use crate::{VisitId, store};

/// A telephone number that asks for a code, and then the code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct EnterForm {
    /// Mobile number.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub phone: String,
    /// Key of the code that was sent.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub sent: String,
    /// The code, once it has come.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub code: String,
    /// Her name, when she is new.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
}

impl Form for EnterForm {
    fn sample() -> EnterForm {
        EnterForm {
            phone: "13900001234".into(),
            sent: "1".into(),
            code: "012345".into(),
            name: "李女士".into(),
        }
    }
}

/// The way in: first the number, then the code.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/online_enter.html")]
pub struct EnterPage {
    centre: String,
    /// Was a code sent?
    sent: bool,
    /// The code itself, in the demonstration, where nobody gets a message.
    demo_code: Option<String>,
    #[serde(skip)]
    form: EnterForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for EnterPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.online.title")
    }

    fn samples() -> Vec<Self> {
        let page = |sent, wrong| EnterPage {
            centre: "花间美容中心".into(),
            sent,
            demo_code: sent.then(|| "012345".to_owned()),
            form: EnterForm::sample(),
            wrong,
        };
        vec![
            page(false, Wrong::sample("phone", "not_a_mobile")),
            page(true, Wrong::sample("code", "wrong_phone_code")),
        ]
    }
}

async fn enter_page(app: &App, form: EnterForm, sent: bool) -> Result<EnterPage, Failure> {
    let house = online::house(app);
    let centre = app.read(move |tx| Ok(org::organisation(tx, &house)?.centre.name.clone())).await?;
    Ok(EnterPage { centre, sent, demo_code: None, form, wrong: Wrong::default() })
}

/// `GET /online`
pub async fn form(State(app): State<App>) -> Result<Reply<EnterPage>, Failure> {
    Ok(Reply(enter_page(&app, EnterForm::default(), false).await?))
}

/// `POST /online/codes`
pub async fn send(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Payload(form): Payload<EnterForm>,
) -> Result<Answer<EnterPage>, Failure> {
    let sent = match web::limits(&form).or(Some(())).and_then(|()| online::phone(&form.phone)) {
        Ok(phone) => online::send(&app, phone, &caller.address, web::reads(&headers)).await,
        Err(wrong) => Err(wrong),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(refused) => {
            let page = enter_page(&app, form, false).await?;
            return again(refused, |wrong| EnterPage { wrong, ..page });
        }
    };
    let form = EnterForm { sent: sent.id.to_string(), code: String::new(), ..form };
    let page = enter_page(&app, form, true).await?;
    let demo_code = app.settings().demo.then_some(sent.code);
    Ok(Answer::Next(EnterPage { demo_code, ..page }))
}

/// `POST /online/passes`
pub async fn enter(
    State(app): State<App>,
    Payload(form): Payload<EnterForm>,
) -> Result<Answer<EnterPage>, Failure> {
    let id = form.sent.trim().parse().unwrap_or(0);
    let opened = match web::limits(&form).or(Some(())).and_then(|()| online::phone(&form.phone)) {
        Ok(phone) => online::enter(&app, id, phone, &form.code, &form.name).await,
        Err(wrong) => Err(wrong),
    };
    match opened {
        Ok(address) => Ok(Done::at(format!("/online/{address}")).into()),
        Err(refused) => {
            let page = enter_page(&app, form, true).await?;
            again(refused, |wrong| EnterPage { wrong, ..page })
        }
    }
}

/// What she wants, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct OnlineForm {
    /// Key of the store.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Key of the treatment.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub treatment: String,
    /// The day whose free times are looked at.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// The time that is chosen: `2026-11-24 10:30`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub at: String,
    /// Key of the visit of hers that is called off.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub cancel: String,
}

impl Form for OnlineForm {
    fn sample() -> OnlineForm {
        OnlineForm { treatment: "2".into(), at: "2026-11-24 10:30".into(), ..OnlineForm::default() }
    }
}

/// One of her visits to come.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnVisit {
    id: VisitId,
    day: BusinessDate,
    at: String,
    treatment: Words,
}

/// Her booking page.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/online.html")]
pub struct OnlinePage {
    #[serde(skip)]
    address: String,
    name: String,
    visits: Vec<OwnVisit>,
    day: BusinessDate,
    first: BusinessDate,
    last: BusinessDate,
    slots: Vec<Slot>,
    next: Vec<Slot>,
    looked: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    treatments: Vec<Pick>,
    #[serde(skip)]
    form: OnlineForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for OnlinePage {
    fn title(&self, say: Say) -> String {
        say.t("booking.online.title")
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let slot =
            Slot { day, starts: 600, at: "10:00".into(), therapists: vec![], names: "陈思思".into() };
        let page = |slots: Vec<Slot>, wrong| OnlinePage {
            address: "1-00".into(),
            name: "李小燕".into(),
            visits: vec![OwnVisit {
                id: kernel::Id::of(1),
                day,
                at: "10:30".into(),
                treatment: Words::new("深层补水护理", "Deep moisture facial"),
            }],
            day,
            first: day,
            last: later(day, 30),
            next: slots.clone(),
            slots,
            looked: true,
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            treatments: vec![Pick::new(2, Words::new("深层补水护理", "Deep moisture facial"))],
            form: OnlineForm { treatment: "2".into(), store: "1".into(), ..OnlineForm::default() },
            wrong,
        };
        vec![page(vec![slot], Wrong::default()), page(vec![], Wrong::sample("treatment", "needed"))]
    }
}

/// `GET /online/{id}`
pub async fn show(
    State(app): State<App>,
    At(address): At<String>,
    Asked(form): Asked<OnlineForm>,
) -> Result<Reply<OnlinePage>, Failure> {
    Ok(Reply(look(&app, address, form).await?))
}

async fn look(app: &App, address: String, form: OnlineForm) -> Result<OnlinePage> {
    let house = online::house(app);
    app.read(move |tx| {
        let customer = online::whose(tx, &house.app, &address)?;
        page(tx, &house, customer, address.clone(), &form)
    })
    .await
}

fn page(
    tx: &mut Tx,
    call: &Call,
    customer: CustomerId,
    address: String,
    form: &OnlineForm,
) -> Result<OnlinePage> {
    let stores = online::stores(tx, call)?;
    let store = online::first_store(&stores, &form.store).ok_or(crate::Refused::NoStore)?;
    let (today, _) = now_at(tx, call, store)?;
    let rules = policy(tx, store, today)?;
    let last = later(today, rules.online_days);
    let day = parse_day(form.day.trim()).unwrap_or(today).clamp(today, last);
    let treatments = catalog::treatments(tx, call, day)?;
    let pick = |treatment: &catalog::Treatment| {
        let minutes = treatment.minutes();
        let zh = format!("{} · {minutes} 分钟 · {}", treatment.name.zh, web::text::yuan(treatment.price));
        let en = format!(
            "{} · {minutes} min · {}",
            treatment.name.read(kernel::Lang::English),
            web::text::yuan(treatment.price)
        );
        Pick::new(treatment.id, Words::new(zh, en))
    };
    let chosen: Option<TreatmentId> = form.treatment.trim().parse().ok();
    let chosen = chosen.filter(|id| treatments.get(*id).is_some());
    let (mut slots, mut next) = (vec![], vec![]);
    if let Some(treatment) = chosen {
        let notice = rules.online_notice;
        let sought = Sought { notice, ..Sought::one(store, day, treatment) };
        let open = |slots: Vec<Slot>| -> Vec<Slot> {
            let hours = rules.online_from..=rules.online_until;
            slots.into_iter().filter(|slot| hours.contains(&slot.starts)).collect()
        };
        slots = open(search::first(tx, call, &sought, usize::MAX)?);
        if slots.is_empty() && day < last {
            let days = i64::from(day.until(last)?.get_days()).min(7);
            next = open(search::first(tx, call, &Sought { day: later(day, 1), days, ..sought }, usize::MAX)?);
            next.truncate(6);
        }
    }
    let mut visits = vec![];
    for id in store::open_visits(tx, customer, today)? {
        let visit = store::visit(tx, id)?;
        let line = store::lines_of(tx, id)?.into_iter().next();
        let name =
            line.and_then(|line| treatments.get(line.treatment_id)).map(|treatment| treatment.name.clone());
        let treatment = name.unwrap_or_default();
        visits.push(OwnVisit { id, day: visit.day, at: minute_text(visit.starts), treatment });
    }
    Ok(OnlinePage {
        address,
        name: customer::brief(tx, customer)?.name,
        visits,
        day,
        first: today,
        last,
        slots,
        next,
        looked: chosen.is_some(),
        stores: stores.into_iter().map(|(store, name)| Choice::new(store, name)).collect(),
        treatments: treatments.all().iter().map(pick).collect(),
        form: OnlineForm { store: store.to_string(), ..form.clone() },
        wrong: Wrong::default(),
    })
}

/// `POST /online/{id}`
pub async fn book(
    State(app): State<App>,
    At(address): At<String>,
    headers: HeaderMap,
    Payload(form): Payload<OnlineForm>,
) -> Result<Answer<OnlinePage>, Failure> {
    let lang = web::reads(&headers);
    let (house, wish, at) = (online::house(&app), form.clone(), address.clone());
    let done = app.write_unattended(move |tx| {
        let customer = online::whose(tx, &house.app, &at)?;
        match wish.cancel.trim() {
            "" => act(tx, &house, customer, &wish, lang).map(|_| true),
            typed => {
                let id = typed.parse().map_err(|_| kernel::Error::missing())?;
                online::cancel(tx, &house, customer, id).map(|()| false)
            }
        }
    });
    match done.await {
        Ok(booked) => {
            let said = if booked { "booking.new.done" } else { "booking.online.cancelled" };
            Ok(Done::at(format!("/online/{address}")).saying(said).into())
        }
        Err(refused) => {
            let page = look(&app, address, form).await?;
            again(refused, |wrong| OnlinePage { wrong, ..page })
        }
    }
}

fn act(tx: &mut Tx, call: &Call, customer: CustomerId, form: &OnlineForm, lang: Lang) -> Result<VisitId> {
    let mut wrong: Problems = web::limits(form);
    let treatment = wrong.need("treatment", form.treatment.trim().parse().ok(), "needed");
    let moment = moment(&form.at, "at", &mut wrong);
    let (treatment, (day, starts)) = wrong.or(treatment.zip(moment))?;
    let stores = online::stores(tx, call)?;
    let store = online::first_store(&stores, &form.store).ok_or(crate::Refused::NoStore)?;
    let order = Order {
        store,
        day,
        starts,
        customer,
        second: None,
        parts: vec![OrderPart::of(treatment)],
        source: Source::Online,
        note: String::new(),
        course: None,
        heeded: false,
    };
    online::book(tx, call, customer, &order, lang)
}
