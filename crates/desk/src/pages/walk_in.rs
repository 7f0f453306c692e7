use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::Permission::Dispatch;
use kernel::{Id, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::place;
use crate::walk_in::{self, WalkInForm};

/// A treatment to choose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OfferView {
    number: String,
    name: Words,
    minutes: i64,
    price: kernel::Money,
}

/// Whose turn it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NextView {
    person: PersonId,
    name: String,
    /// Why she, in words.
    why: Words,
}

/// A walk-in: who, what, and whose turn it is.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/walk_in.html")]
pub struct WalkInPage {
    form: WalkInForm,
    customer: Option<Brief>,
    offers: Vec<OfferView>,
    chosen: Option<OfferView>,
    /// Whose turn it is; nobody when no one can.
    next: Option<NextView>,
    /// Her regular therapist, where it is not her turn.
    regular: Option<(PersonId, String)>,
    /// What must be heeded.
    warnings: Vec<Words>,
    #[serde(skip)]
    wrong: Wrong,
}

impl WalkInPage {
    /// Which of the three steps one is at.
    fn step(&self) -> u8 {
        let known = self.customer.is_some() || !self.form.customer_q.trim().is_empty();
        match (known, &self.chosen) {
            (false, _) => 1,
            (true, None) => 2,
            (true, Some(_)) => 3,
        }
    }

    /// What somebody is called so far.
    fn who(&self) -> String {
        self.customer.as_ref().map_or_else(|| self.form.customer_q.clone(), |brief| brief.name.clone())
    }
}

impl View for WalkInPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.walk_in")
    }

    fn samples() -> Vec<Self> {
        let offer = OfferView {
            number: "F001".into(),
            name: Words::new("基础清洁护理", "Basic cleansing facial"),
            minutes: 45,
            price: kernel::Money::fen(168_00).unwrap_or_default(),
        };
        let page = |customer: Option<Brief>, chosen: Option<OfferView>, wrong| WalkInPage {
            form: WalkInForm {
                customer: customer.as_ref().map(|brief| brief.id.to_string()).unwrap_or_default(),
                ..WalkInForm::default()
            },
            next: chosen.as_ref().map(|_| NextView {
                person: Id::of(7),
                name: "陈思思".into(),
                why: Words::new("排在第一位", "First in line"),
            }),
            regular: chosen.as_ref().map(|_| (Id::of(8), "王丽".to_owned())),
            warnings: chosen.iter().map(|_| Words::new("对香精过敏", "Allergic to fragrance")).collect(),
            customer,
            offers: vec![offer.clone()],
            chosen,
            wrong,
        };
        let nobody =
            WalkInPage { next: None, ..page(Some(Brief::sample()), Some(offer.clone()), Wrong::default()) };
        vec![
            page(None, None, Wrong::default()),
            page(Some(Brief::sample()), None, Wrong::sample("treatment", "not_a_choice")),
            page(Some(Brief::sample()), Some(offer.clone()), Wrong::default()),
            nobody,
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &WalkInForm) -> Result<WalkInPage> {
    let store = place::store(tx, call, Dispatch, "")?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(store), call.now);
    let customer = customer::picked(tx, call, &form.customer, "")?;
    let customer = customer.map(|id| customer::brief(tx, id)).transpose()?;
    let treatments = catalog::treatments(tx, call, day)?;
    let offer = |treatment: &catalog::Treatment| OfferView {
        number: treatment.number.clone(),
        name: treatment.name.clone(),
        minutes: treatment.minutes(),
        price: treatment.price,
    };
    let chosen = treatments.by_number(&form.treatment);
    let mut next = None;
    let mut warnings = vec![];
    let mut regular = None;
    if let Some(treatment) = chosen {
        let said = customer.as_ref().map(|brief| rotation::wishes(tx, brief.id)).transpose()?;
        let found = rotation::suggest(tx, call, store, treatment.id, &said.unwrap_or_default())?;
        next = found.choice.person.map(|person| NextView {
            person,
            name: organisation.person_name(person).to_owned(),
            why: found.why(&organisation),
        });
        if let Some(brief) = &customer {
            let hers = rotation::regular(tx, brief.id)?.filter(|hers| Some(*hers) != found.choice.person);
            regular = hers.map(|hers| (hers, organisation.person_name(hers).to_owned()));
            let uses = treatment.steps.iter().flat_map(|step| &step.consumables).map(|one| one.name.as_str());
            let uses: String = uses.collect::<Vec<_>>().join(" ");
            let touched = customer::warnings(tx, brief.id, day)?.into_iter();
            let touched = touched.filter(|warning| {
                warning.touches(&treatment.family, &treatment.equipment, &uses) != customer::Touch::Not
            });
            warnings = touched.map(|warning| warning.name).collect();
        }
    }
    Ok(WalkInPage {
        form: form.clone(),
        customer,
        offers: treatments.all().iter().map(offer).collect(),
        chosen: chosen.map(offer),
        next,
        regular,
        warnings,
        wrong: Wrong::default(),
    })
}

/// `GET /walk-in`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(form): Asked<WalkInForm>,
) -> Result<Reply<WalkInPage>, Failure> {
    web::limits(&form).or(Some(()))?;
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /walk-in`
pub async fn begin(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<WalkInForm>,
) -> Result<Answer<WalkInPage>, Failure> {
    match app.act(&by, &form, walk_in::begin).await {
        Ok(line) => Ok(Done::created("/desk", line).saying("desk.walk_in.begun").into()),
        Err(refused) => {
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| WalkInPage { wrong, ..page })
        }
    }
}
