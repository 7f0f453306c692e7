use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::seen::{self, Named};
use crate::form::{FAMILIES, OfferForm, ROOM_KINDS};
use crate::offer::{Level, OfferId, OfferKind, ProductUse, StepKind};
use crate::proposal::ProposalKind;
use crate::propose::{self, current};
use crate::store;

/// Lines that a form has at the least, and how many of them are empty.
const LINES: (usize, usize) = (5, 2);
/// Lines that a form has at the most.
const MOST: usize = 12;

/// What the form is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProposalAsked {
    /// `add`, `change`, `price` or `withdraw`.
    kind: String,
    /// The kind of thing, when it is new.
    offer_kind: String,
    /// The key of the thing, when there is one already.
    offer: String,
}

/// The form of a proposal; without a kind it asks for one.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/propose.html")]
pub struct ProposePage {
    kind: Option<ProposalKind>,
    offer_kind: Option<OfferKind>,
    /// The thing that is to change.
    name: Option<Words>,
    form: OfferForm,
    #[serde(skip)]
    departments: Vec<Named>,
    #[serde(skip)]
    skills: Vec<Named>,
    #[serde(skip)]
    offers: Vec<Named>,
    #[serde(skip)]
    wrong: Wrong,
}

/// A line of steps as it is typed.
struct StepLine<'a> {
    kind: &'a str,
    minutes: &'a str,
    uses: &'a str,
}

/// A line of a package as it is typed.
struct BundleInput<'a> {
    number: &'a str,
    count: &'a str,
    gift: bool,
}

impl ProposePage {
    fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|known| known.code() == kind)
    }

    /// Is everything about the thing to be filled in?
    fn is_whole(&self) -> bool {
        self.is("add") || self.is("change")
    }

    fn is_a(&self, kind: &str) -> bool {
        self.offer_kind.is_some_and(|known| known.code() == kind)
    }

    fn is_bundle(&self) -> bool {
        ["package", "trial-card", "promotion"].iter().any(|kind| self.is_a(kind))
    }

    fn is_sold(&self) -> bool {
        self.offer_kind.is_some_and(OfferKind::is_sold) && !self.is("withdraw")
    }

    fn steps(&self) -> Vec<StepLine<'_>> {
        let form = &self.form;
        (0..lines(form.step_kind.len().max(form.step_minutes.len())))
            .map(|place| StepLine {
                kind: at(&form.step_kind, place),
                minutes: at(&form.step_minutes, place),
                uses: at(&form.step_uses, place),
            })
            .collect()
    }

    fn contents(&self) -> Vec<BundleInput<'_>> {
        let form = &self.form;
        (0..lines(form.line_number.len()))
            .map(|place| BundleInput {
                number: at(&form.line_number, place),
                count: at(&form.line_count, place),
                gift: at(&form.line_gift, place) == "gift",
            })
            .collect()
    }

    fn back(&self) -> String {
        if self.form.offer.is_empty() {
            "/proposals".to_owned()
        } else {
            format!("/offers/{}", self.form.offer)
        }
    }
}

fn lines(filled: usize) -> usize {
    (filled + LINES.1).clamp(LINES.0, MOST)
}

fn at(texts: &[String], place: usize) -> &str {
    texts.get(place).map_or("", String::as_str)
}

impl View for ProposePage {
    fn title(&self, say: Say) -> String {
        let title = say.t("catalog.propose.title");
        match &self.name {
            Some(name) => format!("{title} · {}", name.read(say.0)),
            None => title,
        }
    }

    fn samples() -> Vec<Self> {
        let page = |kind, offer_kind, form| ProposePage {
            kind: Some(kind),
            offer_kind: Some(offer_kind),
            name: None,
            form,
            departments: vec![Named::new("therapy", Words::new("美疗部", "Therapy"))],
            skills: vec![Named::new(1, Words::new("面部手法", "Facial technique"))],
            offers: vec![Named::new("F001", Words::new("深层补水护理", ""))],
            wrong: Wrong::default(),
        };
        let mut pages: Vec<ProposePage> = OfferKind::ALL
            .iter()
            .map(|kind| page(ProposalKind::Add, *kind, <OfferForm as web::Form>::sample()))
            .collect();
        let change = |kind| ProposePage {
            name: Some(Words::new("深层补水护理", "Deep moisture facial")),
            wrong: Wrong::sample("why", "needed"),
            form: OfferForm { offer: "2".into(), ..<OfferForm as web::Form>::sample() },
            ..page(kind, OfferKind::Treatment, OfferForm::default())
        };
        pages.extend([ProposalKind::Change, ProposalKind::Price, ProposalKind::Withdraw].map(change));
        pages.push(ProposePage { kind: None, offer_kind: None, ..change(ProposalKind::Add) });
        pages
    }
}

/// The form as it is typed, with all there is to choose from.
fn draw(tx: &mut Tx, call: &Call, typed: &OfferForm) -> Result<ProposePage> {
    call.sight(Permission::ProposeCatalog, &Place::centre())?;
    let thing = match typed.offer.trim().parse::<OfferId>() {
        Ok(id) => Some(current(tx, call, id)?.1),
        Err(_) => None,
    };
    let kind = ProposalKind::from_code(&typed.kind);
    let offer_kind = thing.as_ref().map(|thing| thing.kind).or(OfferKind::from_code(&typed.offer_kind));
    let named = |row: store::NameRow| Named::new(&row.number, Words::new(row.name_zh, row.name_en));
    let skill = |skill: store::SkillRow| Named::new(skill.id, skill.name());
    Ok(ProposePage {
        // Whatever is not new is proposed of something.
        kind: kind.filter(|kind| offer_kind.is_some() && (*kind == ProposalKind::Add || thing.is_some())),
        offer_kind,
        name: thing.map(|thing| thing.name),
        form: typed.clone(),
        departments: seen::departments(tx, call)?,
        skills: store::skills(tx)?.into_iter().map(skill).collect(),
        offers: store::names(tx)?.into_iter().map(named).collect(),
        wrong: Wrong::default(),
    })
}

/// `GET /proposals/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<ProposalAsked>,
) -> Result<Reply<ProposePage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let ProposalAsked { kind, offer_kind, offer } = asked.clone();
        let blank = OfferForm { kind: kind.clone(), offer_kind, offer, ..OfferForm::default() };
        let form = match blank.offer.trim().parse::<OfferId>() {
            Ok(id) => {
                let names = store::names(tx)?.into_iter().map(|row| (row.id, row.number));
                let numbers: BTreeMap<OfferId, String> = names.collect();
                OfferForm { kind, ..OfferForm::of(&current(tx, call, id)?.1, &numbers) }
            }
            Err(_) => with_usual_steps(blank),
        };
        draw(tx, call, &form)
    });
    Ok(Reply(page.await?))
}

/// A new treatment begins with the steps that most have.
fn with_usual_steps(mut form: OfferForm) -> OfferForm {
    if form.offer_kind == OfferKind::Treatment.code() {
        form.step_kind = StepKind::ALL.iter().map(|kind| kind.code().to_owned()).collect();
        form.step_minutes = vec!["5".into(), String::new(), String::new(), "10".into()];
    }
    form
}

/// `POST /proposals`
pub async fn propose(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<OfferForm>,
) -> Result<Answer<ProposePage>, Failure> {
    let form = form.compact();
    match app.act(&by, &form, propose::propose).await {
        Ok(id) => Ok(Done::created(format!("/proposals/{id}"), id).saying("catalog.propose.done").into()),
        Err(refused) => {
            if !refused.refusal().is_some_and(|refusal| refusal.kind.can_be_mended()) {
                return Err(Failure(refused));
            }
            let page = app.look(&by, &form, draw).await?;
            again(refused, |wrong| ProposePage { wrong, ..page })
        }
    }
}
