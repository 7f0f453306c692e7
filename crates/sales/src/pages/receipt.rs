use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Actor, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, FileReply, Reply, Say, View, filters};

use super::ticket::seen;
use crate::receipt::{Receipt, samples};
use crate::store::{self, TicketId};

/// A receipt as it is printed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/slip.html")]
pub struct SlipPage {
    receipt: Receipt,
    /// The ticket, for whoever works here.
    ticket: Option<TicketId>,
    #[serde(skip)]
    zone: jiff::tz::TimeZone,
}

impl SlipPage {
    fn lines(&self) -> String {
        self.receipt.text(Say(kernel::Lang::Chinese), &self.zone).join("\n")
    }
}

impl View for SlipPage {
    fn title(&self, say: Say) -> String {
        say.fill("sales.ticket.title", &[("number", self.receipt.number.clone())])
    }

    fn samples() -> Vec<Self> {
        let zone = || jiff::tz::TimeZone::UTC;
        let page =
            |(at, receipt)| SlipPage { receipt, ticket: (at == 0).then(|| kernel::Id::of(7)), zone: zone() };
        samples().into_iter().enumerate().map(page).collect()
    }
}

fn page(tx: &mut Tx, call: &Call, row: &store::TicketRow, ticket: Option<TicketId>) -> Result<SlipPage> {
    let receipt = Receipt::of(tx, call, row)?;
    Ok(SlipPage { receipt, ticket, zone: call.app.settings().zone.clone() })
}

/// `GET /tickets/{id}/slip`
pub async fn slip(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
) -> Result<Reply<SlipPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let row = seen(tx, call, *id)?;
        page(tx, call, &row, Some(*id))
    });
    Ok(Reply(page.await?))
}

/// `GET /tickets/{id}/escpos`
pub async fn bytes(State(app): State<App>, By(by): By, At(id): At<TicketId>) -> Result<FileReply, Failure> {
    let receipt = app.look(&by, &id, |tx, call, id| {
        let row = seen(tx, call, *id)?;
        Receipt::of(tx, call, &row)
    });
    let receipt = receipt.await?;
    let bytes = crate::printer::bytes(&receipt, &app.settings().zone);
    Ok(FileReply { media: "application/octet-stream", name: Some(format!("{}.bin", receipt.number)), bytes })
}

/// `GET /receipts/{id}`: whoever has the address may read it; nobody guesses one.
pub async fn public(State(app): State<App>, At(secret): At<String>) -> Result<Reply<SlipPage>, Failure> {
    let nobody = Actor { holdings: vec![], ..Actor::house(<PersonId as kernel::Id>::of(0)) };
    let page = app.look(&nobody, &secret, |tx, call, secret| {
        let id = store::by_receipt(tx, secret)?;
        let row = store::ticket(tx, id)?;
        page(tx, call, &row, None)
    });
    Ok(Reply(page.await?))
}
