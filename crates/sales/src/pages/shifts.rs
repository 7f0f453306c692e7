use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Money, Permission, Place, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::drawer::DENOMINATIONS;
use crate::shift::{self, CountForm, OpenForm};
use crate::store::{self, ShiftId};

/// A shift.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/shift.html")]
pub struct ShiftPage {
    id: ShiftId,
    store: String,
    till: String,
    day: BusinessDate,
    nth: i64,
    by: String,
    at: Instant,
    tickets: i64,
    began_with: Money,
    /// What was counted, what should have been there, what stays: only once it was counted.
    counted: Option<Money>,
    expected: Option<Money>,
    left_in: Option<Money>,
    why: String,
    words: String,
    closed_by: Option<String>,
    taken_over_by: Option<String>,
    pieces: Vec<(Money, i64)>,
    #[serde(skip)]
    typed: CountForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ShiftPage {
    /// Place, denomination and what was typed.
    fn fields(&self) -> Vec<(usize, Money, String)> {
        let typed = |at: usize| self.typed.pieces.get(at).cloned().unwrap_or_default();
        let all = DENOMINATIONS.iter().enumerate();
        all.map(|(at, fen)| (at, Money::fen(*fen).unwrap_or_default(), typed(at))).collect()
    }

    fn over(&self) -> Money {
        let both = self.counted.zip(self.expected);
        both.and_then(|(counted, expected)| counted.minus(expected).ok()).unwrap_or_default()
    }
}

impl View for ShiftPage {
    fn title(&self, say: Say) -> String {
        say.fill("sales.shift.title", &[("day", self.day.to_string()), ("nth", self.nth.to_string())])
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let page = |counted: Option<i64>, wrong| ShiftPage {
            id: kernel::Id::of(1),
            store: "静安店".into(),
            till: "1".into(),
            day: jiff::civil::date(2026, 11, 24),
            nth: 1,
            by: "唐糖".into(),
            at: Instant::from_millis(1_795_484_000_000),
            tickets: 12,
            began_with: fen(500_00),
            counted: counted.map(fen),
            expected: counted.map(|_| fen(2300_00)),
            left_in: counted.map(|_| fen(500_00)),
            why: counted.map(|_| "找零多给十元".to_owned()).unwrap_or_default(),
            words: counted.map(|_| "零钱少".to_owned()).unwrap_or_default(),
            closed_by: counted.map(|_| "唐糖".into()),
            taken_over_by: counted.map(|_| "邓欣".into()),
            pieces: vec![(fen(100_00), 22)],
            typed: CountForm::default(),
            wrong,
        };
        vec![
            page(None, Wrong::default()),
            page(None, Wrong::sample("why", "needed")),
            page(Some(2290_00), Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: ShiftId, typed: &CountForm) -> Result<ShiftPage> {
    let shift = store::shift(tx, id)?;
    call.sight(Permission::RunTill, &Place::store(shift.store_id))?;
    let organisation = org::organisation(tx, call)?;
    let pieces = store::pieces(tx, id)?;
    let name = |person| organisation.person_name(person).to_owned();
    Ok(ShiftPage {
        id,
        store: organisation.store(shift.store_id)?.name.clone(),
        till: shift.till,
        day: shift.day,
        nth: shift.nth,
        by: name(shift.opened_by),
        at: shift.opened_at,
        tickets: shift.last_number,
        began_with: shift.began_with,
        counted: shift.counted,
        expected: shift.expected,
        left_in: shift.left_in,
        why: shift.why,
        words: shift.words,
        closed_by: shift.closed_by.map(name),
        taken_over_by: shift.taken_over_by.map(name),
        pieces: pieces.into_iter().map(|(fen, count)| (Money::fen(fen).unwrap_or_default(), count)).collect(),
        typed: typed.clone(),
        wrong: Wrong::default(),
    })
}

/// `POST /till/shifts`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<OpenForm>,
) -> Result<Done, Failure> {
    let id = app.act(&by, &form, shift::open).await?;
    Ok(Done::created("/till", id).saying("sales.shift.opened"))
}

/// `GET /till/shifts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ShiftId>,
) -> Result<Reply<ShiftPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id, &CountForm::default()));
    Ok(Reply(page.await?))
}

/// `POST /till/shifts/{id}/close`
pub async fn close(
    State(app): State<App>,
    By(by): By,
    At(id): At<ShiftId>,
    Payload(form): Payload<CountForm>,
) -> Result<Answer<ShiftPage>, Failure> {
    match app.act(&by, &(id, form.clone()), |tx, call, (id, form)| shift::close(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/till/shifts/{id}")).saying("sales.shift.closed").into()),
        Err(refused) => {
            let page = app.look(&by, &(id, form), |tx, call, (id, form)| page(tx, call, *id, form)).await?;
            again(refused, |wrong| ShiftPage { wrong, ..page })
        }
    }
}
