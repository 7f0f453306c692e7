//! A card as every page shows it.

use customer::{Brief, CustomerId};
use db::Tx;
use kernel::{BusinessDate, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;

use crate::card::Card;
use crate::sessions::LineKind;
use crate::store::{self, LineRow};
use crate::{Bought, State, Value};

/// Sessions of one thing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    pub name: Words,
    pub gift: bool,
    pub count: u32,
    pub left: u32,
    /// What the next one is worth.
    pub unit: Money,
    /// What one cost by the list.
    pub list_price: Money,
}

/// A card or package.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CardView {
    pub card: Bought,
    pub name: Words,
    pub customer: CustomerId,
    pub store: String,
    pub day: BusinessDate,
    pub document: String,
    pub price: Money,
    pub paid: Money,
    pub owed: Money,
    /// Code of the rule by which it is drawn, or its price was spread.
    pub rule: &'static str,
    /// Stored value left; none where it is a package.
    pub left: Option<Value>,
    /// What was sold, where it is stored value.
    pub sold: Option<Value>,
    /// The sessions, where it is a package.
    pub lines: Vec<LineView>,
    pub unused: Money,
    pub last_day: Option<BusinessDate>,
    pub frozen_since: Option<BusinessDate>,
    pub is_empty: bool,
    pub state: State,
}

impl CardView {
    /// The key of its rule.
    pub fn rule_key(&self) -> String {
        format!("prepaid.rule.{}", self.rule)
    }

    pub(crate) fn of(card: &Card, store: String, day: BusinessDate) -> Result<CardView> {
        let owed = card.owed()?;
        let state = match (card.frozen_since(), card.last_day()) {
            (Some(_), _) => State::Frozen,
            (None, Some(last)) if last < day => State::Expired,
            _ if owed > Money::ZERO => State::Owed,
            _ => State::Ready,
        };
        let (rule, left, sold, lines) = match card {
            Card::Lot(lot) => (lot.rule.code(), Some(lot.left()), Some(lot.sold()), vec![]),
            Card::Package(package, lines) => {
                (package.rule.code(), None, None, lines.iter().map(line).collect())
            }
        };
        Ok(CardView {
            card: card.bought(),
            name: card.name(),
            customer: card.customer(),
            store,
            day: card.day(),
            document: card.document().to_owned(),
            price: card.price(),
            paid: card.paid(),
            owed,
            rule,
            left,
            sold,
            lines,
            unused: card.unused()?,
            last_day: card.last_day(),
            frozen_since: card.frozen_since(),
            is_empty: card.is_empty(),
            state,
        })
    }

    pub(crate) fn samples() -> Vec<CardView> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |gift, count, left| LineView {
            name: Words::new("深层补水", "Deep moisture"),
            gift,
            count,
            left,
            unit: fen(250_00),
            list_price: fen(500_00),
        };
        let package = CardView {
            card: Bought::Package(kernel::Id::of(7)),
            name: Words::new("补水疗程 10+2", "Moisture course 10+2"),
            customer: kernel::Id::of(1),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 1),
            document: "tickets/31/lines/1".into(),
            price: fen(3_000_00),
            paid: fen(2_000_00),
            owed: fen(1_000_00),
            rule: "all-sessions",
            left: None,
            sold: None,
            lines: vec![line(false, 10, 6), line(true, 2, 2)],
            unused: fen(2_000_00),
            last_day: Some(jiff::civil::date(2027, 11, 1)),
            frozen_since: None,
            is_empty: false,
            state: State::Owed,
        };
        let value = |principal, gift| Some(Value { principal: fen(principal), gift: fen(gift) });
        let lot = CardView {
            card: Bought::Lot(kernel::Id::of(3)),
            name: Words::new("储值 5000 送 500", "5,000 and 500 on top"),
            left: value(3_200_00, 500_00),
            sold: value(5_000_00, 500_00),
            rule: "principal-first",
            lines: vec![],
            owed: Money::ZERO,
            last_day: None,
            frozen_since: Some(jiff::civil::date(2026, 11, 20)),
            state: State::Frozen,
            ..package.clone()
        };
        vec![package, lot]
    }
}

fn line(line: &LineRow) -> LineView {
    LineView {
        name: line.name(),
        gift: line.kind == LineKind::Gift,
        count: line.count,
        left: line.count_left,
        unit: line.next(),
        list_price: line.list_price,
    }
}

/// All cards of a customer: packages, then stored value, those with something left first.
pub(crate) fn cards_of(
    tx: &mut Tx,
    organisation: &org::Organisation,
    customer: &Brief,
    day: BusinessDate,
) -> Result<Vec<CardView>> {
    let lines = store::lines_of_customer(tx, customer.id)?;
    let mut cards = vec![];
    for package in store::packages_of(tx, customer.id)? {
        let of = lines.iter().filter(|line| line.package_id == package.id).cloned().collect();
        cards.push(Card::Package(package, of));
    }
    cards.extend(store::lots_of(tx, customer.id)?.into_iter().map(Card::Lot));
    let view = |card: &Card| {
        let store = organisation.store(card.store())?.name.clone();
        CardView::of(card, store, day)
    };
    let mut views: Vec<CardView> = cards.iter().map(view).collect::<Result<_>>()?;
    views.sort_by_key(|card| card.is_empty);
    Ok(views)
}
