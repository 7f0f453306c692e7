use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::{BusinessDate, Error, Money, Permission, Problems, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Choice, Done, Failure, Form, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use super::names::{Pick, store_picks};
use crate::book::{self, BookForm, store_of};
use crate::days::later;
use crate::order::{OrderPart, Slot};
use crate::policies::policy;
use crate::search::{self, Sought};
use crate::store;
use crate::treat::now_at;
use crate::warned;

/// So many treatments fit into one visit's form.
const LINES: usize = 3;
/// How many days after the chosen one are looked through when it has nothing.
const NEXT_DAYS: i64 = 7;

/// A line of the form: a treatment with its therapist.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct LineView {
    /// Key of the treatment.
    treatment: String,
    /// Key of the therapist.
    therapist: String,
    /// For whom.
    guest: String,
}

/// The form to book a visit, with what is free.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/new.html")]
pub struct NewPage {
    store: StoreId,
    day: BusinessDate,
    before: BusinessDate,
    after: BusinessDate,
    /// Who was chosen.
    customer: Option<Brief>,
    /// Whom what was typed fits, where it fits several.
    found: Vec<Brief>,
    lines: Vec<LineView>,
    /// What is free on the day.
    slots: Vec<Slot>,
    /// What is free after it.
    next: Vec<Slot>,
    /// Was anything looked for?
    looked: bool,
    /// What would be asked for beforehand, and why.
    deposit: Option<DepositView>,
    /// What must be heeded with her.
    warnings: Vec<Words>,
    treatments: Vec<Pick>,
    therapists: Vec<Pick>,
    #[serde(skip)]
    form: BookForm,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
    /// Why nothing can be free at all.
    #[serde(skip)]
    unable: Wrong,
}

/// What is asked for beforehand (订金).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DepositView {
    amount: Money,
    why: Words,
}

impl NewPage {
    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }

    /// The key of the customer: the one that was chosen, or the one that was found.
    fn customer_key(&self) -> String {
        self.customer.as_ref().map_or(self.form.customer.clone(), |brief| brief.id.to_string())
    }
}

impl View for NewPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.new.title")
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let slot = |at: &str, starts| Slot {
            day,
            starts,
            at: at.into(),
            therapists: vec![kernel::Id::of(7)],
            names: "陈思思".into(),
        };
        let page = |customer, found, slots: Vec<Slot>, wrong: Wrong| NewPage {
            store: kernel::Id::of(1),
            day,
            before: day.yesterday().unwrap_or(day),
            after: day.tomorrow().unwrap_or(day),
            customer,
            found,
            lines: vec![LineView { treatment: "2".into(), ..LineView::default() }; LINES],
            looked: true,
            next: slots.clone(),
            slots,
            warnings: vec![Words::new("怀孕（五个月）", "Pregnant")],
            treatments: vec![Pick::new(2, Words::new("F002 深层补水护理", "F002 Deep moisture facial"))],
            therapists: vec![Pick::new(7, Words::new("陈思思", ""))],
            form: BookForm::sample(),
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            deposit: wrong.refusal().is_none().then(|| DepositView {
                amount: Money::fen(160_00).unwrap_or_default(),
                why: Words::new("项目总价 800 元起，订金两成", "Treatments of 800 yuan or more: a fifth"),
            }),
            unable: wrong.clone(),
            wrong,
        };
        let slots = vec![slot("10:00", 600), slot("10:10", 610)];
        vec![
            page(Some(Brief::sample()), vec![], slots, Wrong::default()),
            page(None, vec![Brief::sample(), Brief::sample()], vec![], Wrong::sample("customer", "needed")),
        ]
    }
}

/// `GET /bookings/new`
pub async fn form(
    State(app): State<App>,
    By(by): By,
    Asked(form): Asked<BookForm>,
) -> Result<Reply<NewPage>, Failure> {
    let page = app.look(&by, &form, |tx, call, form| page(tx, call, form, Wrong::default()));
    Ok(Reply(page.await?))
}

/// `POST /bookings`
pub async fn book(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<BookForm>,
) -> Result<Answer<NewPage>, Failure> {
    match app.act(&by, &form, book::book).await {
        Ok(id) => Ok(Done::created(format!("/bookings/{id}"), id).saying("booking.new.done").into()),
        Err(refused) => {
            let page = app.look(&by, &form, |tx, call, form| page(tx, call, form, Wrong::default())).await?;
            again(refused, |wrong| NewPage { wrong, ..page })
        }
    }
}

fn page(tx: &mut Tx, call: &Call, form: &BookForm, wrong: Wrong) -> Result<NewPage> {
    let store = store_of(call, &form.store, Permission::Book)?;
    call.sight(Permission::Book, &kernel::Place::store(store))?;
    org::organisation(tx, call)?.store(store)?;
    let (today, _) = now_at(tx, call, store)?;
    let typed = form.at.split([' ', 'T']).next().filter(|day| !day.is_empty()).unwrap_or(&form.day);
    let day = parse_day(typed.trim()).unwrap_or(today).max(today);
    let found = whom(tx, call, form)?;
    let customer = Some(&found).filter(|found| found.len() == 1).and_then(|found| found.first().cloned());
    let parts = form.parts(&mut Problems::default());
    let looked = !parts.is_empty();
    let deposit = match looked {
        true => deposit(tx, call, &parts, (store, day), customer.as_ref())?,
        false => None,
    };
    let mut free = Free::default();
    if looked {
        free = look(tx, call, &Sought { store, day, days: 1, parts, notice: 0 })?;
    }
    Ok(NewPage {
        store,
        day,
        before: day.yesterday().unwrap_or(day).max(today),
        after: day.tomorrow().unwrap_or(day),
        warnings: warnings(tx, call, form, customer.as_ref(), day)?,
        found: if customer.is_some() { vec![] } else { found },
        customer,
        lines: lines(form),
        slots: free.slots,
        next: free.next,
        unable: free.unable,
        deposit,
        looked,
        treatments: treatment_picks(tx, call, day)?,
        therapists: therapist_picks(tx, call, store, day)?,
        form: form.clone(),
        stores: store_picks(tx, call)?,
        wrong,
    })
}

/// What is free on a day, and on the days after it; or why nothing can be.
#[derive(Default)]
struct Free {
    slots: Vec<Slot>,
    next: Vec<Slot>,
    unable: Wrong,
}

fn look(tx: &mut Tx, call: &Call, sought: &Sought) -> Result<Free> {
    let next = Sought { day: later(sought.day, 1), days: NEXT_DAYS, ..sought.clone() };
    let free = search::able(tx, call, sought).and_then(|()| {
        Ok((search::first(tx, call, sought, usize::MAX)?, search::first(tx, call, &next, 6)?))
    });
    match free {
        Ok((slots, next)) => Ok(Free { slots, next, unable: Wrong::default() }),
        Err(Error::Refused(refusal)) => Ok(Free { unable: Wrong(Some(refusal)), ..Free::default() }),
        Err(fault) => Err(fault),
    }
}

/// What the rules would have her pay beforehand.
fn deposit(
    tx: &mut Tx,
    call: &Call,
    parts: &[OrderPart],
    (store, day): (StoreId, BusinessDate),
    customer: Option<&Brief>,
) -> Result<Option<DepositView>> {
    let treatments = catalog::treatments(tx, call, day)?;
    let prices = parts.iter().filter_map(|part| treatments.get(part.treatment)).map(|one| one.price);
    let price = Money::total(prices)?;
    let (today, _) = now_at(tx, call, store)?;
    let rules = policy(tx, store, today)?;
    let asked = rules.deposit(price, |days| match customer {
        Some(customer) => store::missed_since(tx, customer.id, later(today, -days)),
        None => Ok(0),
    })?;
    Ok(asked.map(|(amount, rule)| DepositView {
        amount,
        why: rules.deposit_words(&rule.to_string()).unwrap_or_default(),
    }))
}

fn lines(form: &BookForm) -> Vec<LineView> {
    let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
    let line = |place| LineView {
        treatment: at(&form.treatments, place),
        therapist: at(&form.therapists, place),
        guest: at(&form.guests, place),
    };
    (0..LINES.max(form.treatments.len().min(6))).map(line).collect()
}

fn whom(tx: &mut Tx, call: &Call, form: &BookForm) -> Result<Vec<Brief>> {
    if let Ok(id) = form.customer.trim().parse::<customer::CustomerId>() {
        return match customer::picked(tx, call, &form.customer, "") {
            Ok(_) => customer::briefs(tx, &[id]),
            Err(error) if error.refusal().is_some() => Ok(vec![]),
            Err(error) => Err(error),
        };
    }
    match form.customer_q.trim() {
        "" => Ok(vec![]),
        typed => customer::search(tx, call, typed),
    }
}

fn warnings(
    tx: &mut Tx,
    call: &Call,
    form: &BookForm,
    customer: Option<&Brief>,
    day: BusinessDate,
) -> Result<Vec<Words>> {
    let Some(customer) = customer else { return Ok(vec![]) };
    let held = customer::warnings(tx, customer.id, day)?;
    let treatments = catalog::treatments(tx, call, day)?;
    let mut all: Vec<Words> = vec![];
    for part in form.parts(&mut Problems::default()) {
        if let Some(treatment) = treatments.get(part.treatment) {
            all.extend(warned::touching(&held, treatment).into_iter().map(|(_, words)| words));
        }
    }
    all.dedup();
    Ok(all)
}

/// The treatments of a day, as they are chosen.
pub(crate) fn treatment_picks(tx: &mut Tx, call: &Call, day: BusinessDate) -> Result<Vec<Pick>> {
    let treatments = catalog::treatments(tx, call, day)?;
    let pick = |treatment: &catalog::Treatment| {
        let (number, minutes) = (&treatment.number, treatment.minutes());
        let zh = format!("{number} {} · {minutes} 分钟", treatment.name.zh);
        let en = format!("{number} {} · {minutes} min", treatment.name.read(kernel::Lang::English));
        Pick::new(treatment.id, Words::new(zh, en))
    };
    Ok(treatments.all().iter().map(pick).collect())
}

/// Those who work in the days to come, as they are chosen.
pub(crate) fn therapist_picks(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    day: BusinessDate,
) -> Result<Vec<Pick>> {
    let organisation = org::organisation(tx, call)?;
    let rows = store::rosters(tx, store, day, later(day, NEXT_DAYS))?;
    let mut people: Vec<kernel::PersonId> = rows.into_iter().map(|row| row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    Ok(people
        .into_iter()
        .map(|person| Pick::new(person, Words::new(organisation.person_name(person), "")))
        .collect())
}
