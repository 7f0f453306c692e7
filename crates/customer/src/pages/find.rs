use askama::Template;
use axum::extract::State;
use kernel::Permission;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Failure, Payload, Reply, Say, View, filters};

use crate::filing::{Alike, Duplicate, DuplicateForm};
use crate::{Brief, filing, search, sight};

/// What is sought.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sought {
    /// Name, reading, initials, end of the telephone number, file or card number.
    pub q: String,
}

/// The longest that anybody seeks by.
pub(super) const LONGEST: usize = 60;

/// Customers that fit what was typed.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/found.html")]
pub struct FoundPage {
    q: String,
    customers: Vec<Brief>,
}

impl View for FoundPage {
    fn title(&self, say: Say) -> String {
        say.t("customer.find.title")
    }

    fn samples() -> Vec<Self> {
        let page = |q: &str, customers| FoundPage { q: q.into(), customers };
        vec![page("lxy", vec![Brief::sample()]), page("xyz", vec![]), page("", vec![])]
    }
}

/// `GET /customers/find`
pub async fn find(
    State(app): State<App>,
    By(by): By,
    Asked(sought): Asked<Sought>,
) -> Result<Reply<FoundPage>, Failure> {
    let q: String = sought.q.trim().chars().take(LONGEST).collect();
    let customers = app.look(&by, &q, |tx, call, q| search(tx, call, q)).await?;
    Ok(Reply(FoundPage { q, customers }))
}

/// Files that may be the same customer's, shown while her own is filled in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/duplicates.html")]
pub struct DuplicatesPage {
    duplicates: Vec<Duplicate>,
}

impl View for DuplicatesPage {
    fn title(&self, say: Say) -> String {
        say.t("customer.find.known")
    }

    fn samples() -> Vec<Self> {
        let found = Duplicate { customer: Brief::sample(), by: Alike::Phone };
        vec![DuplicatesPage { duplicates: vec![found] }, DuplicatesPage { duplicates: vec![] }]
    }
}

/// `POST /customers/duplicates`: looks only; a number has no place in an address.
pub async fn duplicates(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<DuplicateForm>,
) -> Result<Reply<DuplicatesPage>, Failure> {
    let found = app.look(&by, &form, |tx, call, form| {
        let store = sight::my_store(tx, call, Permission::EditCustomers)?;
        filing::duplicates(tx, call, store, form)
    });
    Ok(Reply(DuplicatesPage { duplicates: found.await? }))
}
