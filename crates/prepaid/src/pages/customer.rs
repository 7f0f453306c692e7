use askama::Template;
use axum::extract::State;
use customer::{Brief, CustomerId};
use db::Tx;
use kernel::Permission::{AskRefunds, KeepPrepaid};
use kernel::{BusinessDate, Instant, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, Table, View, Wrong, again, filters,
};

use super::views::{CardView, cards_of};
use crate::changing::{self, ShareForm};
use crate::code::{self, Codes};
use crate::confirming::{self, SignForm};
use crate::goods::{self, GoodsForm};
use crate::store::{self, EntryKind, GoodsEntryRow, GoodsKind, GoodsRow, ShareId, StatementLine};
use crate::{Balance, balance, sight};

/// One line of a statement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MovedView {
    pub day: BusinessDate,
    pub at: Instant,
    /// `v3` or `p7`.
    pub card: String,
    pub name: Words,
    pub kind: EntryKind,
    pub sessions: Option<i64>,
    pub value: Money,
    pub gift: Money,
    pub document: String,
    /// Who was served, where it was not the owner.
    pub served: Option<String>,
    /// What proves that she was there.
    pub proof: Option<String>,
    /// Its strokes, or why there is but a witness.
    pub proof_words: Option<String>,
    pub by: String,
    pub reason: String,
}

impl MovedView {
    pub(crate) fn key(&self) -> String {
        format!("prepaid.moved.{}", self.kind.code())
    }

    /// The strokes of her signature, where there is one.
    pub(crate) fn strokes(&self) -> Option<&str> {
        self.proof_words.as_deref().filter(|_| self.proof.as_deref() == Some("signature"))
    }

    pub(crate) fn proof_key(&self) -> String {
        format!("prepaid.proof.{}", self.proof.as_deref().unwrap_or("none"))
    }

    /// The lines of a statement with the names of people.
    pub(crate) fn all(
        tx: &mut Tx,
        organisation: &org::Organisation,
        owner: CustomerId,
        lines: Vec<StatementLine>,
    ) -> Result<Vec<MovedView>> {
        let mut others: Vec<CustomerId> = lines.iter().map(|line| line.served_id).collect();
        others.retain(|id| *id != owner);
        others.sort_unstable();
        others.dedup();
        let others = customer::briefs(tx, &others)?;
        let name = |id| others.iter().find(|brief| brief.id == id).map(|brief| brief.name.clone());
        let view = |line: StatementLine| MovedView {
            day: line.day,
            at: line.at,
            name: Words::new(&line.name_zh, &line.name_en),
            card: line.card,
            kind: line.kind,
            sessions: line.sessions,
            value: line.value,
            gift: line.gift,
            document: line.document,
            served: name(line.served_id),
            proof: line.proof,
            proof_words: line.proof_words,
            by: line.entered_by.map(|by| organisation.person_name(by).to_owned()).unwrap_or_default(),
            reason: line.reason,
        };
        Ok(lines.into_iter().map(view).collect())
    }

    pub(crate) fn samples() -> Vec<MovedView> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |kind, sessions, value, proof: Option<&str>| MovedView {
            day: jiff::civil::date(2026, 11, 24),
            at: Instant::from_millis(1_795_484_000_000),
            card: "p7".into(),
            name: Words::new("深层补水", "Deep moisture"),
            kind,
            sessions,
            value: fen(value),
            gift: Money::ZERO,
            document: "tickets/31/lines/1".into(),
            served: proof.map(|_| "李小小".into()),
            proof: proof.map(Into::into),
            proof_words: proof.map(|_| "M10 20L12 22L14 25L20 30L40 20L50 25".into()),
            by: "唐糖".into(),
            reason: if kind == EntryKind::TakenBack { "记错了".into() } else { String::new() },
        };
        vec![
            line(EntryKind::TakenBack, Some(1), 250_00, None),
            line(EntryKind::Used, Some(-1), -250_00, Some("signature")),
            line(EntryKind::Used, None, -200_00, Some("witness")),
            line(EntryKind::Sold, Some(10), 2_500_00, None),
        ]
    }
}

/// With whom a customer shares.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShareView {
    id: ShareId,
    /// Does she let the other one use hers, or the other way round?
    gives: bool,
    other: CustomerId,
    name: String,
    words: String,
    since: Instant,
}

/// Everything a customer has bought beforehand, and everything that moved in it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/customer.html")]
pub struct CustomerPage {
    customer: Brief,
    day: BusinessDate,
    balance: Balance,
    cards: Vec<CardView>,
    goods: Vec<GoodsRow>,
    goods_moved: Vec<GoodsEntryRow>,
    shares: Vec<ShareView>,
    moved: Vec<MovedView>,
    /// How much of today nobody has confirmed yet.
    unconfirmed: i64,
    #[serde(skip)]
    may_keep: bool,
    #[serde(skip)]
    may_ask: bool,
    #[serde(skip)]
    signing: SignForm,
    #[serde(skip)]
    sharing: ShareForm,
    #[serde(skip)]
    leaving: GoodsForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl CustomerPage {
    fn goods_key(&self, kind: &GoodsKind) -> String {
        format!("prepaid.goods.kind.{}", kind.code())
    }
}

impl View for CustomerPage {
    fn title(&self, say: Say) -> String {
        say.fill("prepaid.statement.title", &[("name", self.customer.name.clone())])
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("prepaid.statement.{key}"));
        let row = |line: &MovedView| {
            vec![
                line.at.into(),
                line.card.clone().into(),
                line.name.read(say.0).into(),
                say.t(&line.key()).into(),
                line.sessions.into(),
                line.value.into(),
                line.gift.into(),
                line.document.clone().into(),
                say.t(&line.proof_key()).into(),
                line.by.clone().into(),
            ]
        };
        let columns = ["at", "card", "name", "kind", "sessions", "value", "gift", "document", "proof", "by"];
        Some(Table {
            name: format!("statement-{}", self.customer.number),
            columns: columns.map(heading).to_vec(),
            rows: self.moved.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let goods = GoodsRow {
            id: kernel::Id::of(1),
            customer_id: kernel::Id::of(1),
            store_id: kernel::Id::of(1),
            name: "玫瑰精华油".into(),
            unit: "瓶".into(),
            place: "3 号柜".into(),
            expires_on: Some(jiff::civil::date(2027, 6, 30)),
            count_left: 2,
        };
        let entry = GoodsEntryRow {
            goods_id: goods.id,
            name: goods.name.clone(),
            unit: goods.unit.clone(),
            kind: GoodsKind::Used,
            count: -1,
            day: jiff::civil::date(2026, 11, 24),
            words: "面部护理".into(),
            entered_by: None,
            entered_at: Instant::default(),
        };
        let share = ShareView {
            id: kernel::Id::of(1),
            gives: true,
            other: kernel::Id::of(2),
            name: "李小小".into(),
            words: "女儿".into(),
            since: Instant::default(),
        };
        let page = |cards, goods, shares, moved| CustomerPage {
            customer: Brief::sample(),
            day: jiff::civil::date(2026, 11, 24),
            balance: Balance::default(),
            cards,
            goods,
            goods_moved: vec![entry.clone()],
            shares,
            moved,
            unconfirmed: 1,
            may_keep: true,
            may_ask: true,
            signing: SignForm::default(),
            sharing: ShareForm::default(),
            leaving: GoodsForm::default(),
            wrong: Wrong::default(),
        };
        let received = ShareView { gives: false, ..share.clone() };
        vec![
            page(CardView::samples(), vec![goods], vec![share, received], MovedView::samples()),
            CustomerPage { wrong: Wrong::sample("name", "needed"), ..page(vec![], vec![], vec![], vec![]) },
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<CustomerPage> {
    let brief = sight::seeing(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let day = organisation.business_date(Some(brief.store_id), call.now);
    let lines = store::statement(tx, id, None)?;
    let shares = store::shares_of(tx, id)?;
    let others: Vec<CustomerId> = shares
        .iter()
        .map(|share| if share.owner_id == id { share.guest_id } else { share.owner_id })
        .collect();
    let others = customer::briefs(tx, &others)?;
    let share = |share: store::ShareRow| {
        let gives = share.owner_id == id;
        let other = if gives { share.guest_id } else { share.owner_id };
        let name = others.iter().find(|brief| brief.id == other).map(|brief| brief.name.clone());
        let name = name.unwrap_or_default();
        ShareView { id: share.id, gives, other, name, words: share.words, since: share.shared_at }
    };
    let place = sight::place(&brief);
    Ok(CustomerPage {
        day,
        balance: balance(tx, id)?,
        cards: cards_of(tx, &organisation, &brief, day)?,
        goods: store::goods_of(tx, id)?,
        goods_moved: store::goods_entries_of(tx, id)?,
        shares: shares.into_iter().map(share).collect(),
        moved: MovedView::all(tx, &organisation, id, lines)?,
        unconfirmed: store::unconfirmed(tx, id, day)?,
        may_keep: call.actor.may_at(KeepPrepaid, &place),
        may_ask: call.actor.may_at(AskRefunds, &place),
        signing: SignForm::default(),
        sharing: ShareForm::default(),
        leaving: GoodsForm::default(),
        wrong: Wrong::default(),
        customer: brief,
    })
}

fn at(id: CustomerId) -> String {
    format!("/prepaid/customers/{id}")
}

/// `GET /prepaid/customers/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<CustomerPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /prepaid/customers/{id}/shares`
pub async fn share(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<ShareForm>,
) -> Result<Answer<CustomerPage>, Failure> {
    let done =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| changing::share(tx, call, *id, form)).await;
    match done {
        Ok(_) => Ok(Done::at(at(id)).saying("prepaid.share.done").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { sharing: form, wrong, ..page })
        }
    }
}

/// `POST /prepaid/shares/{id}/end`
pub async fn unshare(
    State(app): State<App>,
    By(by): By,
    At(id): At<ShareId>,
    Payload(_): Payload<web::Nothing>,
) -> Result<Done, Failure> {
    let owner = app.act(&by, &id, |tx, call, id| changing::unshare(tx, call, *id)).await?;
    Ok(Done::at(at(owner)).saying("prepaid.share.ended"))
}

/// `POST /prepaid/customers/{id}/codes`
pub async fn send_code(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(_): Payload<web::Nothing>,
) -> Result<Answer<CustomerPage>, Failure> {
    let (code, digest) = code::new_code();
    let kept =
        app.act(&by, &(id, digest.clone()), |tx, call, (id, digest)| code::keep(tx, call, *id, digest)).await;
    match kept {
        Ok(holds) => {
            // The same form sent twice does not send another code.
            if holds == digest {
                app.part::<Codes>().0.send(id, &code);
            }
            Ok(Done::at(at(id)).saying("prepaid.code.sent").into())
        }
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { wrong, ..page })
        }
    }
}

/// `POST /prepaid/customers/{id}/confirmations`
pub async fn confirm(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<SignForm>,
) -> Result<Answer<CustomerPage>, Failure> {
    let done = app
        .act(&by, &(id, form.clone()), |tx, call, (id, form)| confirming::confirm(tx, call, *id, form))
        .await;
    match done {
        Ok(()) => Ok(Done::at(at(id)).saying("prepaid.confirm.done").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { signing: form, wrong, ..page })
        }
    }
}

/// `POST /prepaid/customers/{id}/goods`
pub async fn leave(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<GoodsForm>,
) -> Result<Answer<CustomerPage>, Failure> {
    let done =
        app.act(&by, &(id, form.clone()), |tx, call, (id, form)| goods::leave(tx, call, *id, form)).await;
    match done {
        Ok(_) => Ok(Done::at(at(id)).saying("prepaid.goods.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { leaving: form, wrong, ..page })
        }
    }
}
