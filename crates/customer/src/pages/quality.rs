use askama::Template;
use axum::extract::State;
use kernel::Permission::{MergeCustomers, ViewCustomers};
use kernel::Words;
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, Reply, Say, Table, View, filters};

use crate::proof::QUALITY;
use crate::store::{self, Standing};
use crate::{Brief, briefs, sight};

/// After so many days a file that nobody looked through is stale.
const STALE_DAYS: i64 = 180;

/// Two files that look alike.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PairView {
    first: Brief,
    second: Brief,
    /// By the number, or else by name and birthday.
    by_phone: bool,
}

/// The files of one store.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StoreView {
    name: Words,
    standing: Standing,
    pairs: Vec<PairView>,
}

/// How the files stand (客户资料库): what is missing, stale, double, and nobody's.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/quality.html")]
pub struct QualityPage {
    stores: Vec<StoreView>,
    /// What was looked through before this moment, in milliseconds, is stale.
    stale_before: i64,
    may_merge: bool,
}

impl StoreView {
    fn complete(&self) -> i64 {
        self.standing.files - self.standing.missing
    }

    /// Complete files of a hundred.
    fn share(&self) -> i64 {
        self.complete() * 100 / self.standing.files.max(1)
    }
}

impl View for QualityPage {
    fn title(&self, say: Say) -> String {
        say.t("customer.quality.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("customer.quality.{key}"));
        let row = |store: &StoreView| {
            let double = i64::try_from(store.pairs.len()).unwrap_or(i64::MAX);
            let standing = &store.standing;
            let name = store.name.read(say.0).to_owned();
            let counts = [standing.files, standing.missing, standing.stale, double, standing.ownerless];
            std::iter::once(name.into()).chain(counts.map(Into::into)).collect()
        };
        Some(Table {
            name: "customer-files".to_owned(),
            columns: ["store", "files", "missing", "stale", "double", "ownerless"].map(heading).to_vec(),
            rows: self.stores.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let standing = Standing { files: 40, missing: 12, stale: 3, ownerless: 1 };
        let pair = |by_phone| PairView { first: Brief::sample(), second: Brief::sample(), by_phone };
        let store =
            |pairs| StoreView {
                name: Words::new("静安店", "静安店"), standing: standing.clone(), pairs
            };
        let page = |pairs| QualityPage {
            stores: vec![store(pairs)],
            stale_before: 1_780_000_000_000,
            may_merge: true,
        };
        vec![page(vec![pair(true), pair(false)]), page(vec![])]
    }
}

/// `GET /customers/quality`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<QualityPage>, Failure> {
    let (page, day, seen) = app
        .look(&by, &(), |tx, call, ()| {
            let chart = org::today(tx, call)?;
            let organisation = &chart.organisation;
            let seen = looks::seen(tx, call.actor.person, chart.day, QUALITY)?;
            let stale = call.now.plus_minutes(-STALE_DAYS * 24 * 60);
            let mut stores = vec![];
            for id in sight::stores_of(tx, call, ViewCustomers)? {
                let mut pairs = vec![];
                for pair in store::pairs(tx, id)? {
                    let mut both = briefs(tx, &[pair.first_id, pair.second_id])?;
                    if let (Some(second), Some(first)) = (both.pop(), both.pop()) {
                        pairs.push(PairView { first, second, by_phone: pair.by_phone });
                    }
                }
                let name = &organisation.store(id)?.name;
                stores.push(StoreView {
                    name: Words::new(name, name),
                    standing: store::standing(tx, id, stale)?,
                    pairs,
                });
            }
            let page = QualityPage {
                stores,
                stale_before: stale.millis(),
                may_merge: call.actor.may(MergeCustomers),
            };
            Ok((page, chart.day, seen))
        })
        .await?;
    looks::keep(&app, seen, by.person, day, QUALITY);
    Ok(Reply(page))
}
