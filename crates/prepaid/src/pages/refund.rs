use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::Permission::AskRefunds;
use kernel::{BusinessDate, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::views::CardView;
use super::working::WorkingView;
use crate::card::{Bought, card};
use crate::law::{Article, article, city, rules};
use crate::refund::{self, GiftPolicy, RefundForm, due, within_seven_days};
use crate::sight;

/// A ground to choose from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroundView {
    code: String,
    name: kernel::Words,
}

/// A refund worked out before it is asked for, by both policies for what was given on top.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/refund_form.html")]
pub struct RefundFormPage {
    customer: Brief,
    card: CardView,
    /// The working by each policy; one where nothing was given on top.
    workings: Vec<WorkingView>,
    /// The last day on which it is paid in time, and by which article.
    due_on: BusinessDate,
    due_article: Article,
    /// Is the right of the first seven days still hers?
    seven_days: bool,
    #[serde(skip)]
    grounds: Vec<GroundView>,
    #[serde(skip)]
    form: RefundForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for RefundFormPage {
    fn title(&self, say: Say) -> String {
        say.t("prepaid.refund.new")
    }

    fn samples() -> Vec<Self> {
        let article = article("penalties-10").cloned();
        let page = |card, wrong, article| RefundFormPage {
            customer: Brief::sample(),
            card,
            workings: WorkingView::samples(),
            due_on: jiff::civil::date(2026, 12, 9),
            due_article: article,
            seven_days: true,
            grounds: vec![GroundView {
                code: "moved".into(),
                name: kernel::Words::new("门店搬迁、停业", "The shop moved or closed"),
            }],
            form: <RefundForm as web::Form>::sample(),
            wrong,
        };
        let cards = CardView::samples();
        let samples = article.ok().map(|article| {
            cards
                .into_iter()
                .map(|card| page(card, Wrong::sample("why", "needed"), article.clone()))
                .collect()
        });
        samples.unwrap_or_default()
    }
}

fn page(tx: &mut Tx, call: &Call, bought: Bought, form: &RefundForm) -> Result<RefundFormPage> {
    let card = card(tx, bought)?;
    let brief = sight::seeing(tx, call, card.customer())?;
    call.mandate(AskRefunds, &sight::place(&brief))?;
    let today = sight::today(tx, call, card.store())?;
    // What cannot be read is told when it is sent; until then the page reckons with today.
    let asking = match form.parse(today, false) {
        Ok((asking, _)) => asking,
        Err(_) => RefundForm::default().parse(today, false)?.0,
    };
    let city = city(tx, asking.asked_on)?;
    let (due_on, due_article) = due(asking.asked_on, asking.agreed_on, &city, card.is_untouched())?;
    let organisation = org::organisation(tx, call)?;
    let store = organisation.store(card.store())?.name.clone();
    let view = CardView::of(&card, store, today)?;
    let gifts = view.lines.iter().any(|line| line.gift);
    let policies = GiftPolicy::ALL.iter().filter(|policy| gifts || **policy == GiftPolicy::Counted);
    let workings = policies.map(|policy| {
        let working = refund::estimate(&card, asking.ground, *policy, asking.asked_on, today)?;
        WorkingView::of(*policy, &working)
    });
    let ground =
        |ground: &crate::law::Ground| GroundView { code: ground.code.clone(), name: ground.name.clone() };
    Ok(RefundFormPage {
        workings: workings.collect::<Result<_>>()?,
        due_on,
        due_article: article(due_article)?.clone(),
        seven_days: within_seven_days(card.day(), asking.asked_on, &city)?,
        grounds: rules()?.grounds().iter().map(ground).collect(),
        form: RefundForm { ground: asking.ground.code.clone(), ..form.clone() },
        wrong: Wrong::default(),
        card: view,
        customer: brief,
    })
}

/// `GET /prepaid/cards/{id}/refund`
pub async fn estimate(
    State(app): State<App>,
    By(by): By,
    At(id): At<Bought>,
    Asked(form): Asked<RefundForm>,
) -> Result<Reply<RefundFormPage>, Failure> {
    web::limits(&form).or(Some(()))?;
    Ok(Reply(app.look(&by, &(id, form), |tx, call, (id, form)| page(tx, call, *id, form)).await?))
}

/// `POST /prepaid/cards/{id}/refunds`
pub async fn ask(
    State(app): State<App>,
    By(by): By,
    At(id): At<Bought>,
    Payload(form): Payload<RefundForm>,
) -> Result<Answer<RefundFormPage>, Failure> {
    let asked =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| refund::ask(tx, call, *id, form)).await;
    match asked {
        Ok(refund) => Ok(Done::created(format!("/prepaid/refunds/{refund}"), refund)
            .saying("prepaid.refund.asked")
            .into()),
        Err(refused) => {
            let page =
                app.look(&by, &(id, form.clone()), |tx, call, (id, form)| page(tx, call, *id, form)).await?;
            again(refused, |wrong| RefundFormPage { form, wrong, ..page })
        }
    }
}
