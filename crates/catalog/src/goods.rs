//! What can be sold on a day, of whatever kind.

use std::collections::BTreeMap;

use kernel::{Money, Words};

use crate::offer::{Content, OfferId, OfferKind};

/// A thing that can be sold, as it is on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Good {
    /// Key.
    pub id: OfferId,
    /// Kind.
    pub kind: OfferKind,
    /// What people call it by on paper.
    pub number: String,
    /// Name.
    pub name: Words,
    /// Names, number and initials in small letters, for finding.
    pub find: String,
    /// What is known of it.
    pub content: Content,
    /// The list price.
    pub price: Money,
    /// The members' price.
    pub member_price: Option<Money>,
}

/// All that can be sold on a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Goods {
    all: Vec<Good>,
    place: BTreeMap<OfferId, usize>,
}

impl Goods {
    /// Those.
    pub fn of(mut all: Vec<Good>) -> Goods {
        all.sort_by(|one, other| one.number.cmp(&other.number));
        let place = all.iter().enumerate().map(|(place, good)| (good.id, place)).collect();
        Goods { all, place }
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Good] {
        &self.all
    }

    /// One of them; none when it is not sold on the day.
    pub fn get(&self, id: OfferId) -> Option<&Good> {
        self.place.get(&id).map(|place| &self.all[*place])
    }

    /// The one that was meant: by its number, by its whole name, or as the only one in which the text occurs.
    pub fn meant(&self, text: &str) -> Option<&Good> {
        let text = text.trim().to_lowercase();
        let number = text.split_whitespace().next()?;
        let exact = |good: &&Good| {
            good.number.to_lowercase() == number
                || good.name.zh.to_lowercase() == text
                || good.name.en.to_lowercase() == text
        };
        self.all.iter().find(exact).or_else(|| {
            let mut found = self.all.iter().filter(|good| good.find.contains(&text));
            found.next().filter(|_| found.next().is_none())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::find_text;
    use kernel::Id;

    fn good(id: i64, number: &str, zh: &str) -> Good {
        let name = Words::new(zh, "");
        Good {
            id: OfferId::of(id),
            kind: OfferKind::Plan,
            number: number.into(),
            find: find_text(number, &name),
            name,
            content: Content::Plan(crate::PlanContent { gift: Money::ZERO }),
            price: Money::ZERO,
            member_price: None,
        }
    }

    #[test]
    fn a_thing_is_meant_by_number_name_or_initials_where_only_one_fits() {
        let goods = Goods::of(vec![good(2, "F002", "深层补水护理"), good(1, "F001", "基础清洁护理")]);
        let meant = |text: &str| goods.meant(text).map(|good| good.id.get());
        assert_eq!(meant(" f001 "), Some(1));
        assert_eq!(meant("F002 深层补水护理"), Some(2), "as a list of choices fills it in");
        assert_eq!(meant("scbs"), Some(2));
        assert_eq!(meant("护理"), None, "two fit");
        assert_eq!((meant(""), meant("x")), (None, None));
        assert_eq!(goods.get(OfferId::of(2)).map(|good| good.number.as_str()), Some("F002"));
    }
}
