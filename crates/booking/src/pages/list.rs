use askama::Template;
use axum::extract::State;
use kernel::{Permission, Scope};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Choice, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use super::names::{store_asked, store_picks};
use crate::clock::minute_text;
use crate::store::{self, BookLine};

/// The appointment book (顾客预约表).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/list.html")]
pub struct BookPage {
    rows: Vec<BookLine>,
    list: ListPlace,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl BookPage {
    fn at(&self, row: &BookLine) -> String {
        minute_text(row.starts)
    }

    fn states(&self) -> [(&'static str, String); 6] {
        let codes = ["booked", "arrived", "in-treatment", "done", "cancelled", "no-show"];
        codes.map(|code| (code, format!("booking.state.{code}")))
    }
}

impl View for BookPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.list.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("booking.list.{key}"));
        let row = |row: &BookLine| {
            vec![
                row.day.into(),
                minute_text(row.starts).into(),
                i64::from(row.ends.saturating_sub(row.starts)).into(),
                row.customer.clone().into(),
                row.treatment.clone().into(),
                row.therapist.clone().into(),
                say.t(&format!("booking.dispatch.{}", row.dispatch.code())).into(),
                row.room.clone().into(),
                say.t(&format!("booking.state.{}", row.state.code())).into(),
                row.taker.clone().into(),
            ]
        };
        Some(Table {
            name: "appointments".to_owned(),
            columns: [
                "day",
                "at",
                "minutes",
                "customer",
                "treatment",
                "therapist",
                "dispatch",
                "room",
                "state",
                "taker",
            ]
            .map(heading)
            .to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let page = |rows| BookPage {
            rows,
            list: ListPlace::sample(),
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
        };
        vec![page(vec![BookLine::sample()]), page(vec![])]
    }
}

/// `GET /bookings/list`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<BookPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let everywhere = call.actor.scope(Permission::ViewBookings) == Some(Scope::Centre);
        let store = if everywhere { 0 } else { kernel::Id::get(store_asked(tx, call, None)?) };
        let page = store::BOOK.page(tx, &listing.ask_newest_first(), db::args![store])?;
        Ok(BookPage { list: listing.place(&page), rows: page.rows, stores: store_picks(tx, call)? })
    });
    Ok(Reply(page.await?))
}
