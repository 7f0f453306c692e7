use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::{KeepCustody, PayRefunds, ViewPrepaid};
use kernel::{BusinessDate, Instant, Money, Place, Result, StoreId};
use ledger::Role;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::working::{StepView, steps};
use crate::custody::{self, CITIES, IssuerForm, MatchForm, both_sides};
use crate::law::{self, Class, Entity, Issuer};
use crate::proof::owed;
use crate::store;

/// Cards and books of a store.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatchView {
    store: StoreId,
    name: String,
    unused: Money,
    owed: Money,
    /// When it was matched last, and by whom.
    last: Option<Instant>,
    by: Option<String>,
}

/// What the law asks of an issuer of prepaid cards, worked out for today.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/custody.html")]
pub struct CustodyPage {
    day: BusinessDate,
    quarter_end: BusinessDate,
    issuer: Issuer,
    /// Has anybody said what the centre is?
    said: bool,
    steps: Vec<StepView>,
    required: Money,
    missing: Money,
    cap: Option<Money>,
    beyond: Money,
    stores: Vec<MatchView>,
    #[serde(skip)]
    may_keep: bool,
    #[serde(skip)]
    may_match: bool,
    #[serde(skip)]
    form: IssuerForm,
    #[serde(skip)]
    matching: MatchForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl CustodyPage {
    fn entities(&self) -> Vec<(&'static str, String)> {
        Entity::ALL.iter().map(|of| (of.code(), format!("prepaid.entity.{}", of.code()))).collect()
    }

    fn classes(&self) -> Vec<(&'static str, String)> {
        Class::ALL.iter().map(|of| (of.code(), format!("prepaid.class.{}", of.code()))).collect()
    }

    fn cities(&self) -> Vec<(&'static str, String)> {
        let named = CITIES.iter().map(|city| (*city, format!("prepaid.city.{city}")));
        std::iter::once(("", "prepaid.city.other".to_owned())).chain(named).collect()
    }
}

impl View for CustodyPage {
    fn title(&self, say: Say) -> String {
        say.t("prepaid.custody.title")
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let day = jiff::civil::date(2026, 11, 24);
        let issuer = Issuer { revenue: fen(3_000_000_00), ..Issuer::supposed(day) };
        let issuer = Issuer { class: Class::Large, city: "shanghai".into(), ..issuer };
        let issuer = Issuer { opened_on: jiff::civil::date(2020, 1, 1), ..issuer };
        let worked = |now| law::custody(&issuer, fen(800_000_00), fen(now), day).unwrap_or_default();
        let page = |now, said| {
            let custody = worked(now);
            CustodyPage {
                day,
                quarter_end: jiff::civil::date(2026, 9, 30),
                said,
                steps: steps(&custody.steps).unwrap_or_default(),
                required: custody.required,
                missing: custody.missing,
                cap: custody.cap,
                beyond: custody.beyond,
                stores: vec![
                    MatchView {
                        store: kernel::Id::of(1),
                        name: "静安店".into(),
                        unused: fen(now),
                        owed: fen(now),
                        last: said.then(Instant::default),
                        by: said.then(|| "钱多".into()),
                    },
                    MatchView {
                        store: kernel::Id::of(2),
                        name: "徐汇店".into(),
                        unused: fen(100),
                        owed: fen(99),
                        last: None,
                        by: None,
                    },
                ],
                may_keep: true,
                may_match: true,
                form: IssuerForm::of(&issuer),
                matching: MatchForm::default(),
                wrong: Wrong::default(),
                issuer: issuer.clone(),
            }
        };
        vec![page(900_000_00, true), page(3_100_000_00, false)]
    }
}

/// The last day of the quarter before the one of a day.
fn quarter_end(day: BusinessDate) -> BusinessDate {
    let month = (day.month() - 1) / 3 * 3 + 1;
    let first = BusinessDate::new(day.year(), month, 1).unwrap_or(day);
    first.yesterday().unwrap_or(first)
}

/// What the house owes in service in money, at the end of a day.
fn balance(tx: &mut Tx, day: BusinessDate) -> Result<Money> {
    let value = owed(tx, Role::ValuePrincipal, None, day)?;
    Ok(value.plus(owed(tx, Role::PackageUnused, None, day)?)?)
}

fn page(tx: &mut Tx, call: &Call) -> Result<CustodyPage> {
    let chart = org::today(tx, call)?;
    let (organisation, day) = (&chart.organisation, chart.day);
    let kept = store::issuer(tx, day)?;
    let issuer = kept.clone().unwrap_or_else(|| Issuer::supposed(day));
    let quarter_end = quarter_end(day);
    let (before, now) = (balance(tx, quarter_end)?, balance(tx, day)?);
    let custody = law::custody(&issuer, before, now, day)?;
    let matches = store::matches(tx, 200)?;
    let mut stores = vec![];
    for store in organisation.stores.values() {
        if !call.actor.may_at(ViewPrepaid, &Place::store(store.id)) {
            continue;
        }
        let (unused, owed) = both_sides(tx, store.id, day)?;
        let last = matches.iter().find(|row| row.store_id == store.id);
        stores.push(MatchView {
            store: store.id,
            name: store.name.clone(),
            unused,
            owed,
            last: last.map(|row| row.matched_at),
            by: last.map(|row| organisation.person_name(row.matched_by).to_owned()),
        });
    }
    Ok(CustodyPage {
        day,
        quarter_end,
        said: kept.is_some(),
        steps: steps(&custody.steps)?,
        required: custody.required,
        missing: custody.missing,
        cap: custody.cap,
        beyond: custody.beyond,
        stores,
        may_keep: call.actor.may_at(KeepCustody, &Place::centre()),
        may_match: call.actor.may(PayRefunds),
        form: IssuerForm::of(&issuer),
        matching: MatchForm::default(),
        wrong: Wrong::default(),
        issuer,
    })
}

/// `GET /prepaid/custody`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<CustodyPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}

/// `POST /prepaid/custody/issuer`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<IssuerForm>,
) -> Result<Answer<CustodyPage>, Failure> {
    match app.act(&by, &form, custody::set_issuer).await {
        Ok(()) => Ok(Done::at("/prepaid/custody").saying("prepaid.custody.saved").into()),
        Err(refused) => {
            let page = app.look(&by, &(), |tx, call, ()| page(tx, call)).await?;
            again(refused, |wrong| CustodyPage { form, wrong, ..page })
        }
    }
}

/// `POST /prepaid/custody/matches`
pub async fn match_books(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<MatchForm>,
) -> Result<Answer<CustodyPage>, Failure> {
    match app.act(&by, &form, custody::match_books).await {
        Ok(()) => Ok(Done::at("/prepaid/custody").saying("prepaid.custody.matched").into()),
        Err(refused) => {
            let page = app.look(&by, &(), |tx, call, ()| page(tx, call)).await?;
            again(refused, |wrong| CustodyPage { matching: form, wrong, ..page })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_ends_before_the_next_begins() {
        assert_eq!(quarter_end(date(2026, 11, 24)), date(2026, 9, 30));
        assert_eq!(quarter_end(date(2026, 1, 1)), date(2025, 12, 31));
        assert_eq!(quarter_end(date(2026, 4, 1)), date(2026, 3, 31));
    }
}
