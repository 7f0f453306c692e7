use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::Permission::{AskRefunds, KeepPrepaid};
use kernel::{BusinessDate, Instant, Money, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::customer::MovedView;
use super::views::CardView;
use crate::card::{Bought, card};
use crate::changing::{self, ChangeForm};
use crate::sight;
use crate::store::{self, ChangeKind, RefundId};

/// A change of a card.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeView {
    kind: ChangeKind,
    day: BusinessDate,
    old_day: Option<BusinessDate>,
    new_day: Option<BusinessDate>,
    /// From whom, and to whom.
    from: Option<String>,
    to: Option<String>,
    why: String,
    by: String,
    at: Instant,
}

impl ChangeView {
    fn key(&self) -> String {
        format!("prepaid.change.{}", self.kind.code())
    }
}

/// A refund of a card.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RefundLink {
    id: RefundId,
    asked_on: BusinessDate,
    amount: Money,
    open: bool,
}

/// A card or package with all that moved in it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/card.html")]
pub struct CardPage {
    customer: Brief,
    card: CardView,
    moved: Vec<MovedView>,
    changes: Vec<ChangeView>,
    refunds: Vec<RefundLink>,
    #[serde(skip)]
    may_keep: bool,
    #[serde(skip)]
    may_ask: bool,
    #[serde(skip)]
    form: ChangeForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl CardPage {
    /// What may be done with it as it stands, with the keys of the words.
    fn kinds(&self) -> Vec<Choice> {
        let fits = |kind: &&ChangeKind| match kind {
            ChangeKind::Held => self.card.frozen_since.is_none(),
            ChangeKind::Resumed => self.card.frozen_since.is_some(),
            ChangeKind::Extended => self.card.last_day.is_some(),
            ChangeKind::HandedOn => !self.card.is_empty,
        };
        let key = |kind: &ChangeKind| format!("prepaid.change.do.{}", kind.code());
        ChangeKind::ALL.iter().filter(fits).map(|kind| Choice::new(kind.code(), key(kind))).collect()
    }
}

impl View for CardPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", self.card.name.read(say.0), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let change = |kind, to: Option<&str>| ChangeView {
            kind,
            day: jiff::civil::date(2026, 11, 24),
            old_day: Some(jiff::civil::date(2026, 12, 1)),
            new_day: Some(jiff::civil::date(2027, 12, 1)),
            from: to.map(|_| "李小燕".into()),
            to: to.map(Into::into),
            why: "出差".into(),
            by: "唐糖".into(),
            at: Instant::default(),
        };
        let refund = RefundLink {
            id: kernel::Id::of(1),
            asked_on: jiff::civil::date(2026, 11, 24),
            amount: Money::fen(1_800_00).unwrap_or_default(),
            open: true,
        };
        let page = |card| CardPage {
            customer: Brief::sample(),
            card,
            moved: MovedView::samples(),
            changes: vec![change(ChangeKind::Extended, None), change(ChangeKind::HandedOn, Some("李小小"))],
            refunds: vec![RefundLink { open: false, ..refund.clone() }, refund.clone()],
            may_keep: true,
            may_ask: true,
            form: ChangeForm::default(),
            wrong: Wrong::sample("why", "needed"),
        };
        CardView::samples().into_iter().map(page).collect()
    }
}

fn page(tx: &mut Tx, call: &Call, bought: Bought) -> Result<CardPage> {
    let card = card(tx, bought)?;
    let brief = sight::seeing(tx, call, card.customer())?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(brief.store_id), call.now);
    let lines = store::statement(tx, brief.id, Some(bought))?;
    let changes = store::changes(tx, bought)?;
    let people: Vec<_> = changes.iter().flat_map(|change| [change.from_id, change.to_id]).flatten().collect();
    let people = customer::briefs(tx, &people)?;
    let name = |id| people.iter().find(|brief| Some(brief.id) == id).map(|brief| brief.name.clone());
    let change = |row: store::ChangeRow| ChangeView {
        kind: row.kind,
        day: row.day,
        old_day: row.old_day,
        new_day: row.new_day,
        from: name(row.from_id),
        to: name(row.to_id),
        why: row.why,
        by: row.changed_by.map(|by| organisation.person_name(by).to_owned()).unwrap_or_default(),
        at: row.changed_at,
    };
    let refund = |row: store::RefundRow| {
        let amount = row.principal.plus(row.interest)?;
        Ok(RefundLink { id: row.id, asked_on: row.asked_on, amount, open: row.is_open() })
    };
    let store = organisation.store(card.store())?.name.clone();
    let place = sight::place(&brief);
    Ok(CardPage {
        card: CardView::of(&card, store, day)?,
        moved: MovedView::all(tx, &organisation, brief.id, lines)?,
        changes: changes.into_iter().map(change).collect(),
        refunds: store::refunds_of(tx, bought)?.into_iter().map(refund).collect::<Result<_>>()?,
        may_keep: call.actor.may_at(KeepPrepaid, &place),
        may_ask: call.actor.may_at(AskRefunds, &place),
        form: ChangeForm::default(),
        wrong: Wrong::default(),
        customer: brief,
    })
}

/// `GET /prepaid/cards/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<Bought>,
) -> Result<Reply<CardPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /prepaid/cards/{id}/changes`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<Bought>,
    Payload(form): Payload<ChangeForm>,
) -> Result<Answer<CardPage>, Failure> {
    let done =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| changing::change(tx, call, *id, form)).await;
    match done {
        Ok(_) => Ok(Done::at(format!("/prepaid/cards/{id}")).saying("prepaid.change.done").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CardPage { form, wrong, ..page })
        }
    }
}
