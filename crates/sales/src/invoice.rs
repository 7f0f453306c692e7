//! An invoice that a customer asks for (开票申请), kept with what is taxed now and what is not: a prepayment is no sale yet
//! (code 601, 未发生销售行为的不征税项目, SAT 2016-53 art. 3), and what is taken out of one gets no invoice again.

use db::{Tx, args, sql};
use garde::Validate;
use kernel::{Money, Permission, Place, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::kind::LineKind;
use crate::refused::Refused;
use crate::store::{self, LineRow, TicketId};

/// What is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct InvoiceForm {
    /// In whose name.
    #[garde(length(chars, max = 100))]
    pub title: String,
    /// A company's number.
    #[garde(length(max = 20))]
    pub tax_number: String,
    /// Where it is sent.
    #[garde(length(max = 100))]
    pub email: String,
}

impl Form for InvoiceForm {
    fn sample() -> InvoiceForm {
        InvoiceForm {
            title: "上海某某有限公司".into(),
            tax_number: "91310000MA1K00000X".into(),
            email: String::new(),
        }
    }
}

db::record! {
    /// An invoice that was asked for.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct InvoiceView {
        /// In whose name.
        pub title: String,
        /// A company's number.
        pub tax_number: String,
        /// What is taxed now.
        pub taxed: Money,
        /// What is prepaid, and not taxed yet.
        pub untaxed: Money,
    }
}

impl InvoiceView {
    pub(crate) fn sample() -> InvoiceView {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        InvoiceView {
            title: "王芳".into(),
            tax_number: String::new(),
            taxed: fen(298_00),
            untaxed: fen(1000_00),
        }
    }
}

/// What is taxed now and what is not: paid in money for what was given, and for what is prepaid.
fn taxed(lines: &[LineRow]) -> Result<(Money, Money)> {
    let of = |kinds: &[LineKind]| {
        Money::total(lines.iter().filter(|line| kinds.contains(&line.kind)).map(|line| line.money))
    };
    Ok((
        of(&[LineKind::Treatment, LineKind::Product])?,
        of(&[LineKind::Package, LineKind::Value, LineKind::Deposit])?,
    ))
}

/// Keeps the request.
pub fn ask(tx: &mut Tx, call: &Call, id: TicketId, form: &InvoiceForm) -> Result<TicketId> {
    let ticket = store::ticket(tx, id)?;
    let by = call.mandate(Permission::RunTill, &Place::store(ticket.store_id))?;
    let mut wrong = web::limits(form);
    let title = Some(form.title.trim()).filter(|title| !title.is_empty());
    let title = wrong.need("title", title, "needed");
    let title = wrong.or(title)?;
    if ticket.settled_at.is_none() {
        return Err(Refused::NotSettled.into());
    }
    let (taxed, untaxed) = taxed(&store::lines(tx, id)?)?;
    tx.exec(
        sql!("INSERT INTO invoice_request (ticket_id, title, tax_number, email, taxed, untaxed, asked_by, asked_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"),
        args![id, title, form.tax_number.trim(), form.email.trim(), taxed, untaxed, by.person, call.now],
    )?;
    call.note(
        tx,
        &by,
        "invoice.asked",
        format!("tickets/{id}"),
        json!({ "taxed": taxed, "untaxed": untaxed }),
    )?;
    Ok(id)
}

/// What was asked for a ticket.
pub(crate) fn of(tx: &mut Tx, id: TicketId) -> Result<Option<InvoiceView>> {
    tx.find(
        sql!("SELECT title, tax_number, taxed, untaxed FROM invoice_request WHERE ticket_id = $1" => InvoiceView),
        args![id],
    )
}
