use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Instant, Money, Permission, Place, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::editing::beside;
use crate::checkout;
use crate::form::TicketForm;
use crate::place::{my_shift, my_store};
use crate::store::{self, ShiftId, TicketId};
use crate::visits;

/// An open ticket that waits.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Waiting {
    /// Key.
    pub id: TicketId,
    /// Who pays.
    pub customer: Option<String>,
    /// What it is about.
    pub words: String,
    /// What it comes to.
    pub total: Money,
    /// By whom it was opened.
    pub by: String,
    /// When it was kept last.
    pub at: Instant,
}

/// A visit whose treatments are given, and that is not paid.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ToBePaid {
    /// Key of the visit.
    pub visit: i64,
    /// Whose.
    pub customer: String,
    /// What she had.
    pub words: String,
}

/// The shift that one's tickets go to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShiftView {
    /// Key.
    pub id: ShiftId,
    /// Which drawer.
    pub till: String,
    /// Whose.
    pub by: String,
    /// Since when.
    pub at: Instant,
    /// How many tickets it has.
    pub tickets: i64,
}

/// The till.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/till.html")]
pub struct TillPage {
    store: String,
    shift: Option<ShiftView>,
    /// What the one before left in the drawer, and said.
    left: Option<(Money, String)>,
    waiting: Vec<Waiting>,
    /// Treatments that are given and not paid.
    given: Vec<ToBePaid>,
    may_close: bool,
    may_set: bool,
    may_see: bool,
    #[serde(skip)]
    goods: Vec<Choice>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    typed: TicketForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl TillPage {
    fn first(&self, texts: &[String]) -> String {
        texts.first().cloned().unwrap_or_default()
    }
}

impl View for TillPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.till")
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let waiting = Waiting {
            id: kernel::Id::of(7),
            customer: Some("王芳".into()),
            words: "深层补水护理、补水面膜".into(),
            total: Money::fen(466_00).unwrap_or_default(),
            by: "唐糖".into(),
            at,
        };
        let stranger = Waiting { id: kernel::Id::of(8), customer: None, ..waiting.clone() };
        let shift =
            ShiftView { id: kernel::Id::of(1), till: "1".into(), by: "唐糖".into(), at, tickets: 12 };
        let page = |shift: Option<ShiftView>, waiting, wrong| TillPage {
            store: "静安店".into(),
            left: shift.is_none().then(|| (Money::fen(500_00).unwrap_or_default(), "零钱不多".into())),
            shift,
            given: vec![ToBePaid { visit: 3, customer: "王芳".into(), words: "深层补水护理".into() }],
            waiting,
            may_close: true,
            may_set: true,
            may_see: true,
            goods: vec![Choice::new("F001", "F001 基础清洁护理")],
            people: vec![Choice::new("0007", "陈思思")],
            typed: TicketForm::default(),
            wrong,
        };
        vec![
            page(Some(shift), vec![waiting, stranger], Wrong::default()),
            page(None, vec![], Wrong::sample("item.0", "sales.item")),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, typed: &TicketForm) -> Result<TillPage> {
    let store = my_store(tx, call, Permission::RunTill)?;
    let organisation = org::organisation(tx, call)?;
    let shift = my_shift(tx, call, store).ok();
    let left = match shift {
        Some(_) => None,
        None => store::last_closed(tx, store, "1")?
            .filter(|last| last.taken_over_by.is_none())
            .map(|last| (last.left_in.unwrap_or_default(), last.words)),
    };
    let open = store::open_tickets(tx, store)?;
    let given = given(tx, call, store)?;
    let payers: Vec<_> = open.iter().filter_map(|row| row.customer_id).collect();
    let briefs = customer::briefs(tx, &payers)?;
    let waiting = open.into_iter().map(|row| Waiting {
        id: row.id,
        customer: briefs
            .iter()
            .find(|brief| Some(brief.id) == row.customer_id)
            .map(|brief| brief.name.clone()),
        words: row.words,
        total: row.total,
        by: organisation.person_name(row.opened_by).to_owned(),
        at: row.kept_at,
    });
    let beside = beside(tx, call, store, &TicketForm::default())?;
    let here = Place::store(store);
    Ok(TillPage {
        store: organisation.store(store)?.name.clone(),
        shift: shift.map(|shift| ShiftView {
            id: shift.id,
            till: shift.till,
            by: organisation.person_name(shift.opened_by).to_owned(),
            at: shift.opened_at,
            tickets: shift.last_number,
        }),
        left,
        waiting: waiting.collect(),
        given,
        may_close: call.actor.may_at(Permission::CloseDays, &here),
        may_set: call.actor.may_at(Permission::SetTill, &here),
        may_see: call.actor.may(Permission::ViewSales),
        goods: beside.goods,
        people: beside.people,
        typed: typed.clone(),
        wrong: Wrong::default(),
    })
}

fn given(tx: &mut Tx, call: &Call, store: kernel::StoreId) -> Result<Vec<ToBePaid>> {
    let day = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let treatments = catalog::treatments(tx, call, day)?;
    let given = visits::to_be_paid(tx, call, store, day)?;
    let customers: Vec<_> = given.iter().filter_map(|one| one.customer).collect();
    let briefs = customer::briefs(tx, &customers)?;
    let one = |given: visits::Given| {
        let names = given.lines.iter().filter_map(|line| treatments.get(line.treatment));
        let brief = briefs.iter().find(|brief| Some(brief.id) == given.customer);
        let guest = given.lines.first().map(|line| line.guest.clone()).unwrap_or_default();
        ToBePaid {
            visit: kernel::Id::get(given.visit),
            customer: brief.map_or(guest, |brief| brief.name.clone()),
            words: names.map(|one| one.name.zh.clone()).collect::<Vec<_>>().join("、"),
        }
    };
    Ok(given.into_iter().map(one).collect())
}

/// `GET /till`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<TillPage>, Failure> {
    let empty = TicketForm::default();
    Ok(Reply(app.look(&by, &empty, page).await?))
}

/// `POST /till`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TillPage>, Failure> {
    match app.act(&by, &form, checkout::open).await {
        Ok(id) => Ok(Done::created(format!("/tickets/{id}"), id).into()),
        Err(refused) => refused_page(&app, &by, &form, refused).await,
    }
}

/// `POST /checkout`
pub async fn checkout(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TillPage>, Failure> {
    match app.act_holding(&by, &form, checkout::checkout).await {
        Ok(id) => Ok(Done::created(format!("/tickets/{id}"), id).saying("sales.ticket.settled").into()),
        Err(refused) => refused_page(&app, &by, &form, refused).await,
    }
}

async fn refused_page(
    app: &App,
    by: &kernel::Actor,
    form: &TicketForm,
    refused: kernel::Error,
) -> Result<Answer<TillPage>, Failure> {
    // Where the post has no store there is no page to show the refusal on.
    let page = app.look(by, form, page).await;
    match page {
        Ok(page) => again(refused, |wrong| TillPage { wrong, ..page }),
        Err(_) => Err(Failure(refused)),
    }
}
