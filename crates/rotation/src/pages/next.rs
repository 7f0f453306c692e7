use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use booking::Dispatch;
use db::Tx;
use kernel::{Id, Instant, Money, Permission, PersonId, Place, Problems, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::deed::{Given, Skipped};
use crate::dispatching::{self, DispatchForm, suggest};
use crate::place::store_of;
use crate::policy::SkipReason;
use crate::reason::Teller;
use crate::weight::Weight;
use crate::wishes::{passed_over, regular};

/// Somebody who is passed over.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SkippedView {
    person: PersonId,
    name: String,
    reason: SkipReason,
    /// Until when, or when her booked customer comes.
    until: Option<Instant>,
    /// Does she keep her place?
    keeps: bool,
    /// In words.
    words: Words,
    /// Did the desk say so, just now?
    said: bool,
}

/// Who is next for a treatment, and why.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/next.html")]
pub struct NextPage {
    store: StoreId,
    number: String,
    treatment: Words,
    board: Words,
    minutes: i64,
    price: Money,
    /// Who; nobody when all are passed over.
    person: Option<PersonId>,
    name: Option<String>,
    /// Why she, in words.
    why: Words,
    /// What it weighs, in hundredths of a turn.
    weight: Weight,
    skipped: Vec<SkippedView>,
    /// The customer, where the desk said who she is.
    customer: Option<customer::Brief>,
    /// Her regular therapist, where it is not her turn.
    regular: Option<(PersonId, String)>,
    may_dispatch: bool,
    may_override: bool,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    typed: DispatchForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl NextPage {
    /// The way to the same question with one more passed over.
    fn without(&self, person: &PersonId, reason: &SkipReason) -> String {
        let mut said = self.typed.said();
        said.insert(*person, *reason);
        self.way(&said)
    }

    /// The way back to one who was passed over.
    fn with_again(&self, person: &PersonId) -> String {
        let mut said = self.typed.said();
        said.remove(person);
        self.way(&said)
    }

    fn way(&self, said: &BTreeMap<PersonId, SkipReason>) -> String {
        let skips: String =
            said.iter().map(|(person, reason)| format!("&skip.{person}={}", reason.code())).collect();
        let customer =
            self.customer.as_ref().map_or(String::new(), |known| format!("&customer={}", known.id));
        format!("/rotation/next?store={}&treatment={}{customer}{skips}", self.store, self.number)
    }

    fn said(&self) -> Vec<(String, &'static str)> {
        let said = self.typed.said().into_iter();
        said.map(|(person, reason)| (format!("skip.{person}"), reason.code())).collect()
    }

    fn reasons(&self) -> &'static [SkipReason] {
        &SkipReason::SAID
    }

    fn kinds(&self) -> &'static [Dispatch] {
        Dispatch::ALL
    }
}

impl View for NextPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} · {}", self.number, self.treatment.read(say.0), say.t("menu.rotation"))
    }

    fn samples() -> Vec<Self> {
        let skipped = |said| SkippedView {
            person: PersonId::of(8),
            name: "王丽".into(),
            reason: SkipReason::Busy,
            until: Some(Instant::from_millis(1_795_484_000_000)),
            keeps: true,
            words: Words::new("王丽忙到 15:10", "王丽 busy until 15:10"),
            said,
        };
        let page = |person: Option<i64>, wrong| NextPage {
            store: StoreId::of(1),
            number: "F002".into(),
            treatment: Words::new("深层补水护理", "Deep moisture facial"),
            board: Words::new("面部牌", "Face board"),
            minutes: 70,
            price: Money::fen(298_00).unwrap_or_default(),
            name: person.map(|_| "陈思思".into()),
            person: person.map(PersonId::of),
            why: Words::new("排在第 2 位；王丽忙到 15:10", "No. 2 in line; 王丽 busy until 15:10"),
            weight: Weight::WHOLE,
            skipped: vec![skipped(false), skipped(true)],
            customer: person.map(|_| customer::Brief::sample()),
            regular: person.map(|_| (PersonId::of(8), "王丽".to_owned())),
            may_dispatch: true,
            may_override: person.is_some(),
            people: vec![Choice::new(7, "陈思思")],
            typed: DispatchForm::sample_with("7"),
            wrong,
        };
        vec![page(Some(7), Wrong::default()), page(None, Wrong::sample("reason", "needed"))]
    }
}

impl DispatchForm {
    fn sample_with(person: &str) -> DispatchForm {
        let skips = [(format!("skip.{person}"), "no-answer".to_owned())].into();
        DispatchForm { treatment: "F002".into(), skips, ..DispatchForm::default() }
    }
}

fn page(tx: &mut Tx, call: &Call, form: &DispatchForm) -> Result<NextPage> {
    let store = store_of(tx, call, Permission::ViewRotation, &form.store)?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let offered = catalog::treatments(tx, call, day)?;
    let mut wrong = Problems::default();
    let treatment = offered.by_number(&form.treatment).map(|treatment| treatment.id);
    let treatment = wrong.need("treatment", treatment, "not_a_choice");
    let treatment = wrong.or(treatment)?;
    let customer = customer::picked(tx, call, &form.customer, &form.customer_q)?;
    let said = passed_over(tx, customer, form.said())?;
    let found = suggest(tx, call, store, treatment, &said)?;
    let hers = customer.map(|customer| regular(tx, customer)).transpose()?.flatten();
    let customer = customer.map(|customer| customer::brief(tx, customer)).transpose()?;
    let (choice, treatment) = (&found.choice, &found.treatment);
    let names = |person: PersonId| organisation.person_name(person).to_owned();
    let (zone, weight) = (organisation.zone(), found.policy.weight(treatment.price));
    let teller = Teller { names: &names, zone: &zone };
    let given = Given {
        dispatch: Dispatch::Turn,
        treatment: treatment.id,
        number: treatment.number.clone(),
        name: treatment.name.clone(),
        weight,
        counted: weight,
        income: treatment.price,
        until: call.now,
        place: choice.place,
        skipped: choice.skipped.clone(),
        out_of_turn: String::new(),
        customer: None,
        regular: None,
    };
    let skipped = |skipped: &Skipped| SkippedView {
        person: skipped.person,
        name: names(skipped.person),
        reason: skipped.reason,
        until: skipped.until,
        keeps: skipped.keeps,
        words: teller.skipped(skipped, &treatment.number),
        said: form.said().contains_key(&skipped.person),
    };
    Ok(NextPage {
        store,
        number: treatment.number.clone(),
        treatment: treatment.name.clone(),
        board: crate::policy::board_name(&treatment.family),
        minutes: treatment.minutes(),
        price: treatment.price,
        person: choice.person,
        name: choice.person.map(names),
        why: teller.why(&given),
        weight,
        skipped: choice.skipped.iter().map(skipped).collect(),
        regular: hers.filter(|hers| Some(*hers) != choice.person).map(|hers| (hers, names(hers))),
        typed: DispatchForm {
            customer: customer.as_ref().map(|known| known.id.to_string()).unwrap_or_default(),
            ..form.clone()
        },
        customer,
        may_dispatch: call.actor.may_at(Permission::Dispatch, &Place::store(store)),
        may_override: call.actor.may_at(Permission::OverrideRotation, &Place::store(store)),
        people: super::boards::people(tx, call, store)?,
        wrong: Wrong::default(),
    })
}

/// `GET /rotation/next`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<DispatchForm>,
) -> Result<Reply<NextPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

/// `POST /rotation/dispatches`
pub async fn dispatch(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<DispatchForm>,
) -> Result<Answer<NextPage>, Failure> {
    match app.act(&by, &form, dispatching::dispatch).await {
        Ok(id) => {
            let way = format!("/rotation/events/{id}");
            Ok(Done::created(way, id).saying("rotation.next.dispatched").into())
        }
        Err(refused) if form.treatment.is_empty() => Err(Failure(refused)),
        Err(refused) => match app.look(&by, &form, page).await {
            Ok(page) => again(refused, |wrong| NextPage { wrong, ..page }),
            Err(_) => Err(Failure(refused)),
        },
    }
}
