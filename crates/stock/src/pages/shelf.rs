use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use catalog::{Content, Good, OfferId, OfferKind};
use db::Tx;
use kernel::{BusinessDate, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Choice, Failure, Reply, Say, Table, View, filters};

use crate::moving::{chosen, stores};
use crate::store::{self, LeftRow};

/// Which shelf, and what of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShelfAsked {
    /// Key of the store; empty is one's own.
    pub store: String,
    /// Part of a name or number.
    pub q: String,
}

/// A product on the shelf.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShelfLine {
    id: OfferId,
    number: String,
    name: Words,
    size: String,
    unit: String,
    /// How many are left; nothing where nobody ever wrote any down.
    count: Option<i64>,
    counted_on: Option<BusinessDate>,
    sold_on: Option<BusinessDate>,
}

impl ShelfLine {
    fn of(good: &Good, left: Option<&LeftRow>) -> ShelfLine {
        let (size, unit) = match &good.content {
            Content::Product(product) => (product.size.clone(), product.unit.clone()),
            _ => Default::default(),
        };
        ShelfLine {
            id: good.id,
            number: good.number.clone(),
            name: good.name.clone(),
            size,
            unit,
            count: left.map(|left| left.count),
            counted_on: left.and_then(|left| left.counted_on),
            sold_on: left.and_then(|left| left.sold_on),
        }
    }
}

/// What stands on the shelves of a store.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "stock/shelf.html")]
pub struct ShelfPage {
    store: StoreId,
    store_name: String,
    q: String,
    rows: Vec<ShelfLine>,
    #[serde(skip)]
    stores: Vec<Choice>,
}

impl ShelfPage {
    fn file(&self, format: &str) -> String {
        let q: String = form_urlencoded::byte_serialize(self.q.as_bytes()).collect();
        format!("/stock?store={}&q={q}&format={format}", self.store)
    }

    fn is_store(&self, choice: &Choice) -> bool {
        choice.value == self.store.to_string()
    }
}

impl View for ShelfPage {
    fn title(&self, say: Say) -> String {
        say.t("stock.shelf.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("stock.shelf.{key}"));
        let row = |line: &ShelfLine| {
            vec![
                line.number.clone().into(),
                line.name.read(say.0).into(),
                line.size.clone().into(),
                line.count.into(),
                line.unit.clone().into(),
                line.counted_on.into(),
                line.sold_on.into(),
            ]
        };
        Some(Table {
            name: "stock".to_owned(),
            columns: ["number", "name", "size", "count", "unit", "counted_on", "sold_on"]
                .map(heading)
                .to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let line = |count| ShelfLine {
            id: kernel::Id::of(1),
            number: "C001".into(),
            name: Words::new("补水精华", "Hydrating serum"),
            size: "30 ml".into(),
            unit: "瓶".into(),
            count,
            counted_on: count.map(|_| day),
            sold_on: count.map(|_| day),
        };
        let page = |rows, stores| ShelfPage {
            store: kernel::Id::of(1),
            store_name: "静安店".into(),
            q: String::new(),
            rows,
            stores,
        };
        vec![
            page(
                vec![line(Some(12)), line(Some(-2)), line(None)],
                vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            ),
            page(vec![], vec![]),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &ShelfAsked) -> Result<ShelfPage> {
    let seen = stores(tx, call)?;
    let (store, store_name) = chosen(&seen, &asked.store)?;
    let today = org::today(tx, call)?.day;
    let goods = catalog::goods(tx, call, today)?;
    let left: HashMap<OfferId, LeftRow> =
        store::left(tx, store)?.into_iter().map(|row| (row.offer_id, row)).collect();
    let q = asked.q.trim().to_lowercase();
    let rows = goods
        .all()
        .iter()
        .filter(|good| good.kind == OfferKind::Product && good.find.contains(&q))
        .map(|good| ShelfLine::of(good, left.get(&good.id)));
    let stores = seen.iter().map(|(store, name)| Choice::new(store, name)).collect::<Vec<_>>();
    Ok(ShelfPage {
        store,
        store_name,
        q: asked.q.clone(),
        rows: rows.collect(),
        stores: Some(stores).filter(|stores| stores.len() > 1).unwrap_or_default(),
    })
}

/// `GET /stock`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<ShelfAsked>,
) -> Result<Reply<ShelfPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}
