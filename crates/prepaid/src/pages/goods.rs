use askama::Template;
use axum::extract::State;
use customer::Brief;
use db::Tx;
use kernel::Permission::ViewPrepaid;
use kernel::{BusinessDate, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use super::seen;
use crate::goods::{self, GoodsMoveForm};
use crate::sight;
use crate::store::{self, GoodsId, GoodsKind, GoodsLine, GoodsRow};

/// What customers left in the house.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/goods_list.html")]
pub struct GoodsPage {
    rows: Vec<GoodsLine>,
    list: ListPlace,
    today: BusinessDate,
}

impl GoodsLine {
    fn is_over(&self, today: &BusinessDate) -> bool {
        self.expires_on.is_some_and(|day| day < *today)
    }
}

impl View for GoodsPage {
    fn title(&self, say: Say) -> String {
        say.t("prepaid.goods.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("prepaid.goods.{key}"));
        let row = |line: &GoodsLine| {
            vec![
                line.customer.clone().into(),
                line.name.clone().into(),
                line.count_left.into(),
                line.unit.clone().into(),
                line.place.clone().into(),
                line.expires_on.into(),
                line.store.clone().into(),
            ]
        };
        let columns = ["customer", "name", "count", "unit", "place", "expires_on", "store"];
        Some(Table {
            name: "customer-goods".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = GoodsLine {
            id: kernel::Id::of(1),
            customer_id: kernel::Id::of(1),
            customer: "李小燕".into(),
            store: "静安店".into(),
            name: "玫瑰精华油".into(),
            count_left: 2,
            unit: "瓶".into(),
            place: "3 号柜 B 格".into(),
            expires_on: Some(jiff::civil::date(2026, 6, 30)),
        };
        let page =
            |rows| GoodsPage { rows, list: ListPlace::sample(), today: jiff::civil::date(2026, 11, 24) };
        vec![page(vec![line.clone(), GoodsLine { expires_on: None, ..line }]), page(vec![])]
    }
}

/// `GET /prepaid/goods`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<GoodsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let page = store::GOODS.page(tx, &listing.ask(), db::args![seen(call, ViewPrepaid)?])?;
        Ok(GoodsPage { list: listing.place(&page), rows: page.rows, today: org::today(tx, call)?.day })
    });
    Ok(Reply(page.await?))
}

/// The form that moves goods.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "prepaid/goods.html")]
pub struct GoodsMovePage {
    customer: Brief,
    goods: GoodsRow,
    form: GoodsMoveForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl GoodsMovePage {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        let order = [GoodsKind::Used, GoodsKind::Taken, GoodsKind::Left, GoodsKind::Counted];
        order.map(|kind| (kind.code(), format!("prepaid.goods.kind.{}", kind.code()))).to_vec()
    }
}

impl View for GoodsMovePage {
    fn title(&self, _: Say) -> String {
        self.goods.name.clone()
    }

    fn samples() -> Vec<Self> {
        let goods = GoodsRow {
            id: kernel::Id::of(1),
            customer_id: kernel::Id::of(1),
            store_id: kernel::Id::of(1),
            name: "玫瑰精华油".into(),
            unit: "瓶".into(),
            place: "3 号柜".into(),
            expires_on: None,
            count_left: 2,
        };
        let form = <GoodsMoveForm as web::Form>::sample();
        let wrong = Wrong::sample("count", "not_a_number");
        vec![GoodsMovePage { customer: Brief::sample(), goods, form, wrong }]
    }
}

fn page(tx: &mut Tx, call: &Call, id: GoodsId) -> Result<GoodsMovePage> {
    let goods = store::goods(tx, id)?;
    let customer = sight::seeing(tx, call, goods.customer_id)?;
    let form = GoodsMoveForm { kind: "used".into(), count: "1".into(), words: String::new() };
    Ok(GoodsMovePage { customer, goods, form, wrong: Wrong::default() })
}

/// `GET /prepaid/goods/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<GoodsId>,
) -> Result<Reply<GoodsMovePage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /prepaid/goods/{id}/moves`
pub async fn move_goods(
    State(app): State<App>,
    By(by): By,
    At(id): At<GoodsId>,
    Payload(form): Payload<GoodsMoveForm>,
) -> Result<Answer<GoodsMovePage>, Failure> {
    let moved = app
        .act(&by, &(id, form.clone()), |tx, call, (id, form)| goods::move_goods(tx, call, *id, form))
        .await;
    match moved {
        Ok(owner) => Ok(Done::at(format!("/prepaid/customers/{owner}")).saying("prepaid.goods.moved").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| GoodsMovePage { form, wrong, ..page })
        }
    }
}
