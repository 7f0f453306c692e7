use askama::Template;
use axum::extract::State;
use catalog::{Content, OfferId};
use db::Tx;
use kernel::{Instant, Permission, Place, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, Form, ListPlace, Listing, Payload, Reply, Say, Table, View,
    Wrong, again, filters,
};

use crate::entry::EntryKind;
use crate::moving::{self, MoveForm, chosen, product, stores};
use crate::store::{self, EntryLine};

/// A product on the shelf of a store: how many are left, and what happened.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "stock/item.html")]
pub struct ItemPage {
    id: OfferId,
    store: StoreId,
    store_name: String,
    number: String,
    name: Words,
    unit: String,
    count: i64,
    rows: Vec<EntryLine>,
    list: ListPlace,
    may_keep: bool,
    #[serde(skip)]
    typed: MoveForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ItemPage {
    fn kinds(&self) -> [(&'static str, String); 4] {
        EntryKind::BY_HAND.map(|kind| (kind.code(), kind.title()))
    }

    /// Where a movement came from, where it has a page of its own.
    fn href(&self, row: &EntryLine) -> Option<String> {
        (!row.document.starts_with("stock/")).then(|| format!("/{}", row.document))
    }

    fn change(&self, row: &EntryLine) -> String {
        format!("{:+}", row.count)
    }
}

impl View for ItemPage {
    fn title(&self, say: Say) -> String {
        say.fill("stock.item.title", &[("name", self.name.read(say.0).to_owned())])
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("stock.item.{key}"));
        let row = |line: &EntryLine| {
            vec![
                line.entered_at.into(),
                line.day.into(),
                say.t(&line.kind.title()).into(),
                line.count.into(),
                line.counted.into(),
                line.words.clone().into(),
                line.person.clone().into(),
            ]
        };
        Some(Table {
            name: "stock-movements".to_owned(),
            columns: ["at", "day", "kind", "change", "counted", "words", "by"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = |kind, count, counted, document: &str| EntryLine {
            id: kernel::Id::of(1),
            entered_at: at,
            day: jiff::civil::date(2026, 11, 24),
            kind,
            count,
            counted,
            document: document.into(),
            words: "月末盘点".into(),
            person: Some("唐糖".into()),
        };
        let page = |rows, may_keep, wrong| ItemPage {
            id: kernel::Id::of(1),
            store: kernel::Id::of(1),
            store_name: "静安店".into(),
            number: "C001".into(),
            name: Words::new("补水精华", "Hydrating serum"),
            unit: "瓶".into(),
            count: 11,
            rows,
            list: ListPlace::sample(),
            may_keep,
            typed: MoveForm::sample(),
            wrong,
        };
        let rows = vec![
            line(EntryKind::Sold, -1, None, "tickets/7/lines/1"),
            line(EntryKind::Counted, 12, Some(12), "stock/1"),
        ];
        vec![
            page(rows, true, Wrong::default()),
            page(vec![], true, Wrong::sample("count", "not_a_number")),
            page(vec![], false, Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: OfferId, listing: &Listing) -> Result<ItemPage> {
    let (store, store_name) = chosen(&stores(tx, call)?, listing.get("store").unwrap_or_default())?;
    let good = product(tx, call, id)?;
    let page = store::ENTRIES.page(tx, &listing.ask_newest_first(), db::args![store, id])?;
    Ok(ItemPage {
        id,
        store,
        store_name,
        number: good.number,
        name: good.name,
        unit: match good.content {
            Content::Product(product) => product.unit,
            _ => String::new(),
        },
        count: store::on_hand(tx, store, id)?,
        list: listing.place(&page),
        rows: page.rows,
        may_keep: call.actor.may_at(Permission::KeepStock, &Place::store(store)),
        typed: MoveForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /stock/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferId>,
    listing: Listing,
) -> Result<Reply<ItemPage>, Failure> {
    let page = app.look(&by, &(id, listing), |tx, call, (id, listing)| page(tx, call, *id, listing)).await?;
    Ok(Reply(page))
}

/// `POST /stock/{id}`
pub async fn write(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferId>,
    listing: Listing,
    Payload(form): Payload<MoveForm>,
) -> Result<Answer<ItemPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| moving::move_stock(tx, call, *id, form)).await {
        Ok(store) => Ok(Done::at(format!("/stock/{id}?store={store}")).saying("stock.item.written").into()),
        Err(refused) => {
            let input = (id, listing);
            let page = app.look(&by, &input, |tx, call, (id, listing)| page(tx, call, *id, listing)).await?;
            again(refused, |wrong| ItemPage { wrong, typed: form, ..page })
        }
    }
}
