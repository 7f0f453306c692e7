use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Money, Permission, Place, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::closing::{self, BankForm, CloseForm, Compared, StatementForm, UnbankForm, compare};
use crate::kind::Means;
use crate::place::my_store;
use crate::store::{self, DepositSlipId, ShiftId};

/// Which day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DayAsked {
    /// The day, `YYYY-MM-DD`; empty for today.
    #[serde(default)]
    pub day: String,
}

/// A shift of the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShiftLine {
    id: ShiftId,
    nth: i64,
    till: String,
    by: String,
    /// Closed, and by how much the count differed.
    over: Option<Money>,
}

/// What one side knows and the other does not.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Loose {
    means: Means,
    reference: String,
    amount: Money,
}

/// Cash taken to the bank.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Banked {
    id: DepositSlipId,
    amount: Money,
    slip: String,
    by: String,
    /// Why it takes another one back.
    reason: String,
    /// May it still be taken back?
    stands: bool,
}

/// A close of the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CloseView {
    nth: i64,
    words: String,
    carried: i64,
    by: String,
    at: Instant,
}

/// A day and its close.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/close.html")]
pub struct ClosePage {
    store: String,
    day: BusinessDate,
    compared: Vec<Compared>,
    shifts: Vec<ShiftLine>,
    /// Statements say it, no ticket knows it.
    said: Vec<Loose>,
    /// Tickets say it, no statement knows it.
    booked: Vec<Loose>,
    banked: Vec<Banked>,
    closes: Vec<CloseView>,
    /// Tickets that are open, and are carried over.
    open: usize,
    #[serde(skip)]
    wrong: Wrong,
}

impl ClosePage {
    fn statements(&self) -> Vec<Means> {
        Means::ALL.iter().copied().filter(|means| means.has_statement()).collect()
    }
}

impl View for ClosePage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("sales.close.title"), self.day)
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let compared = |means, booked, found: Option<i64>| Compared {
            means,
            booked: fen(booked),
            found: found.map(fen),
        };
        let loose = Loose { means: Means::WeChat, reference: "4200002".into(), amount: fen(298_00) };
        let close = CloseView {
            nth: 1,
            words: "微信少一笔".into(),
            carried: 2,
            by: "谢婷".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        let shift = |over: Option<i64>| ShiftLine {
            id: kernel::Id::of(1),
            nth: 1,
            till: "1".into(),
            by: "唐糖".into(),
            over: over.map(fen),
        };
        let banked = |amount, reason: &str| Banked {
            id: kernel::Id::of(3),
            amount: fen(amount),
            slip: "20261124-0031".into(),
            by: "谢婷".into(),
            reason: reason.into(),
            stands: reason.is_empty(),
        };
        let page = |compared, shifts, closes, wrong| ClosePage {
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            compared,
            shifts,
            said: vec![loose.clone()],
            booked: vec![loose.clone()],
            banked: vec![banked(3000_00, ""), banked(-3000_00, "多写了一个零")],
            closes,
            open: 2,
            wrong,
        };
        let full = vec![
            compared(Means::Cash, 1800_00, Some(1790_00)),
            compared(Means::WeChat, 2000_00, Some(2000_00)),
            compared(Means::Card, 500_00, None),
        ];
        vec![
            page(full, vec![shift(Some(-10_00)), shift(Some(0)), shift(None)], vec![close], Wrong::default()),
            page(vec![], vec![], vec![], Wrong::sample("text", "needed")),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &DayAsked) -> Result<ClosePage> {
    let store = my_store(tx, call, Permission::CloseDays)?;
    call.sight(Permission::CloseDays, &Place::store(store))?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(store), call.now);
    let day = parse_day(asked.day.trim()).unwrap_or(today);
    let name = |person| organisation.person_name(person).to_owned();
    let shifts = store::shifts_of(tx, store, day)?.into_iter().map(|shift| ShiftLine {
        id: shift.id,
        nth: shift.nth,
        till: shift.till,
        by: name(shift.opened_by),
        over: shift.counted.zip(shift.expected).and_then(|(counted, expected)| counted.minus(expected).ok()),
    });
    let shifts: Vec<ShiftLine> = shifts.collect();
    let (said, booked) = store::loose(tx, store, day)?;
    let loose =
        |row: store::LooseRow| Loose { means: row.means, reference: row.reference, amount: row.amount };
    let closes = store::closes_of(tx, store, day)?.into_iter().map(|close| CloseView {
        nth: close.nth,
        words: close.words,
        carried: close.carried,
        by: name(close.closed_by),
        at: close.closed_at,
    });
    let banked = store::banked_on(tx, store, day)?;
    let slip = |row: &store::BankedRow| Banked {
        id: row.id,
        amount: row.amount,
        slip: row.slip.clone(),
        by: name(row.entered_by),
        reason: row.reason.clone(),
        stands: row.reverses.is_none() && banked.iter().all(|other| other.reverses != Some(row.id)),
    };
    Ok(ClosePage {
        store: organisation.store(store)?.name.clone(),
        day,
        shifts,
        said: said.into_iter().map(loose).collect(),
        booked: booked.into_iter().map(loose).collect(),
        closes: closes.collect(),
        compared: compare(tx, store, day)?,
        banked: banked.iter().map(slip).collect(),
        open: store::open_tickets(tx, store)?.len(),
        wrong: Wrong::default(),
    })
}

/// `GET /till/close`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<DayAsked>,
) -> Result<Reply<ClosePage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

async fn shown_again(
    app: &App,
    by: &kernel::Actor,
    day: &str,
    refused: kernel::Error,
) -> Result<Answer<ClosePage>, Failure> {
    let asked = DayAsked { day: day.to_owned() };
    match app.look(by, &asked, page).await {
        Ok(page) => again(refused, |wrong| ClosePage { wrong, ..page }),
        Err(_) => Err(Failure(refused)),
    }
}

/// `POST /till/close`
pub async fn close(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<CloseForm>,
) -> Result<Answer<ClosePage>, Failure> {
    match app.act(&by, &form, closing::close_day).await {
        Ok(id) => Ok(Done::created(back_to(&form.day), id).saying("sales.close.closed").into()),
        Err(refused) => shown_again(&app, &by, &form.day, refused).await,
    }
}

/// `POST /till/statements`
pub async fn read(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<StatementForm>,
) -> Result<Answer<ClosePage>, Failure> {
    match app.act(&by, &form, closing::read_statement).await {
        Ok(id) => Ok(Done::created(back_to(&form.day), id).saying("sales.close.read").into()),
        Err(refused) => shown_again(&app, &by, &form.day, refused).await,
    }
}

/// `POST /till/banked`
pub async fn bank(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<BankForm>,
) -> Result<Answer<ClosePage>, Failure> {
    match app.act(&by, &form, closing::bank).await {
        Ok(id) => Ok(Done::created("/till/close", id).saying("sales.close.banked").into()),
        Err(refused) => shown_again(&app, &by, "", refused).await,
    }
}

/// `POST /till/banked/{id}/back`
pub async fn unbank(
    State(app): State<App>,
    By(by): By,
    At(id): At<DepositSlipId>,
    Payload(form): Payload<UnbankForm>,
) -> Result<Answer<ClosePage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| closing::unbank(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/till/close").saying("sales.close.unbanked").into()),
        Err(refused) => shown_again(&app, &by, "", refused).await,
    }
}

fn back_to(day: &str) -> String {
    match parse_day(day.trim()) {
        Some(day) => format!("/till/close?day={day}"),
        None => "/till/close".to_owned(),
    }
}
