use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Money, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, By, Call, Done, Failure, Form, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::place::my_store;
use crate::store::{self, TicketId};
use crate::voucher::{self, VoucherForm};

/// A voucher.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VoucherView {
    number: String,
    worth: Money,
    why: String,
    until: BusinessDate,
    by: String,
    used_by: Option<TicketId>,
}

/// The vouchers of the house.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/vouchers.html")]
pub struct VouchersPage {
    rows: Vec<VoucherView>,
    #[serde(skip)]
    form: VoucherForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for VouchersPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.vouchers.title")
    }

    fn samples() -> Vec<Self> {
        let row = |used_by| VoucherView {
            number: "YH-0001".into(),
            worth: Money::fen(100_00).unwrap_or_default(),
            why: "致歉".into(),
            until: jiff::civil::date(2027, 3, 31),
            by: "周敏".into(),
            used_by,
        };
        let page = |rows, wrong| VouchersPage { rows, form: VoucherForm::sample(), wrong };
        vec![
            page(vec![row(None), row(Some(kernel::Id::of(7)))], Wrong::default()),
            page(vec![], Wrong::sample("number", "sales.taken")),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, _: &Nothing) -> Result<VouchersPage> {
    my_store(tx, call, Permission::GiveVouchers)?;
    let organisation = org::organisation(tx, call)?;
    let rows = store::vouchers(tx)?.into_iter().map(|row| VoucherView {
        number: row.number,
        worth: row.worth,
        why: row.why,
        until: row.until_day,
        by: organisation.person_name(row.issued_by).to_owned(),
        used_by: row.used_by,
    });
    Ok(VouchersPage { rows: rows.collect(), form: VoucherForm::default(), wrong: Wrong::default() })
}

/// `GET /vouchers`
pub async fn list(State(app): State<App>, By(by): By) -> Result<Reply<VouchersPage>, Failure> {
    Ok(Reply(app.look(&by, &Nothing {}, page).await?))
}

/// `POST /vouchers`
pub async fn give(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<VoucherForm>,
) -> Result<Answer<VouchersPage>, Failure> {
    match app.act(&by, &form, voucher::give).await {
        Ok(id) => Ok(Done::created("/vouchers", id).saying("sales.vouchers.given").into()),
        Err(refused) => match app.look(&by, &Nothing {}, page).await {
            Ok(page) => again(refused, |wrong| VouchersPage { form, wrong, ..page }),
            Err(_) => Err(Failure(refused)),
        },
    }
}
