use kernel::{BusinessDate, Money, Result};

use super::case::{Case, GiftPolicy, Had, Sessions};
use super::working::{Working, work_out};
use crate::card::Card;
use crate::law::Ground;
use crate::sessions::{LineKind, UnitRule, Weight, spread};
use crate::store::LineRow;

/// What a card gives back when it ends on one day and is paid on another, by a ground and a policy for gifts.
pub(crate) fn estimate(
    card: &Card,
    ground: &Ground,
    gifts: GiftPolicy,
    ended: BusinessDate,
    paid_back: BusinessDate,
) -> Result<Working> {
    let had = match card {
        Card::Lot(lot) => Had::Value {
            principal: lot.principal,
            gift: lot.gift,
            used: lot.sold().total()?.minus(lot.left().total()?)?,
        },
        Card::Package(package, lines) => Had::Sessions(sessions(package.price, lines, gifts)),
    };
    let case =
        Case { contract: card.day(), paid: card.paid(), had, gifts, ended, paid_back, custody_rate: None };
    work_out(&case, ground)
}

/// Thing by thing, with the price spread as the policy says: over all sessions, or over those that were paid for.
fn sessions(price: Money, lines: &[LineRow], gifts: GiftPolicy) -> Vec<Sessions> {
    let rule = match gifts {
        GiftPolicy::Counted => UnitRule::AllSessions,
        GiftPolicy::LeftOut => UnitRule::PaidFirst,
    };
    let weight = |line: &LineRow| Weight { kind: line.kind, list_price: line.list_price, count: line.count };
    let parts = spread(rule, price, &lines.iter().map(weight).collect::<Vec<_>>());
    let mut found: Vec<(catalog::OfferId, Sessions)> = vec![];
    for (line, part) in lines.iter().zip(parts) {
        let of = match found.iter_mut().find(|(offer, _)| *offer == line.offer_id) {
            Some((_, of)) => of,
            None => {
                let new = Sessions {
                    name: line.name(),
                    price: Money::ZERO,
                    list_price: line.list_price,
                    paid: 0,
                    gifts: 0,
                    used: 0,
                };
                found.push((line.offer_id, new));
                let Some((_, of)) = found.last_mut() else { continue };
                of
            }
        };
        of.price = of.price.plus(part).unwrap_or(of.price);
        of.used += line.count - line.count_left.min(line.count);
        match line.kind {
            LineKind::Paid => of.paid += line.count,
            LineKind::Gift => of.gifts += line.count,
        }
    }
    found.into_iter().map(|(_, of)| of).collect()
}
