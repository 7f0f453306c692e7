//! Something prepaid as it is shown and looked after: stored value or a package, under one name.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use customer::CustomerId;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Result, StoreId, Words};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::store::{self, LineRow, LotId, LotRow, PackageId, PackageRow};

/// Something prepaid that was bought; `v3` and `p7` in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Bought {
    /// Stored value (储值卡).
    Lot(LotId),
    /// A package (疗程卡).
    Package(PackageId),
}

impl JsonSchema for Bought {
    fn schema_name() -> Cow<'static, str> {
        "Bought".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[vp][0-9]{1,18}$", "examples": ["p7"] })
    }
}

impl fmt::Display for Bought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bought::Lot(id) => write!(f, "v{id}"),
            Bought::Package(id) => write!(f, "p{id}"),
        }
    }
}

impl FromStr for Bought {
    type Err = String;

    fn from_str(text: &str) -> Result<Bought, String> {
        let key = |rest: &str| rest.parse::<i64>().map_err(|_| format!("{text:?} is no card"));
        match (text.strip_prefix('v'), text.strip_prefix('p')) {
            (Some(rest), _) => key(rest).map(LotId::of).map(Bought::Lot),
            (_, Some(rest)) => key(rest).map(PackageId::of).map(Bought::Package),
            _ => Err(format!("{text:?} is no card")),
        }
    }
}

impl TryFrom<String> for Bought {
    type Error = String;
    fn try_from(text: String) -> Result<Bought, String> {
        text.parse()
    }
}

impl From<Bought> for String {
    fn from(bought: Bought) -> String {
        bought.to_string()
    }
}

impl Bought {
    /// The key of the lot, where it is one.
    pub(crate) fn lot(self) -> Option<LotId> {
        match self {
            Bought::Lot(id) => Some(id),
            Bought::Package(_) => None,
        }
    }

    /// The key of the package, where it is one.
    pub(crate) fn package(self) -> Option<PackageId> {
        match self {
            Bought::Package(id) => Some(id),
            Bought::Lot(_) => None,
        }
    }
}

/// A card with all that is in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Card {
    Lot(LotRow),
    Package(PackageRow, Vec<LineRow>),
}

/// The card of a key.
pub(crate) fn card(tx: &mut Tx, bought: Bought) -> Result<Card> {
    match bought {
        Bought::Lot(id) => store::lot(tx, id).map(Card::Lot),
        Bought::Package(id) => {
            let package = store::package(tx, id)?;
            Ok(Card::Package(package, store::lines(tx, id)?))
        }
    }
}

/// A field that both kinds have.
macro_rules! both {
    ($($(#[$meta:meta])* $name:ident: $type:ty = $field:ident;)*) => { $(
        $(#[$meta])*
        pub fn $name(&self) -> $type {
            match self {
                Card::Lot(lot) => lot.$field,
                Card::Package(package, _) => package.$field,
            }
        }
    )* };
}

impl Card {
    both! {
        /// Whose.
        customer: CustomerId = customer_id;
        /// Where it was sold.
        store: StoreId = store_id;
        /// On which business day.
        day: BusinessDate = day;
        /// What has been paid.
        paid: Money = paid;
        /// On hold since.
        frozen_since: Option<BusinessDate> = frozen_since;
    }

    pub fn bought(&self) -> Bought {
        match self {
            Card::Lot(lot) => Bought::Lot(lot.id),
            Card::Package(package, _) => Bought::Package(package.id),
        }
    }

    pub fn name(&self) -> Words {
        match self {
            Card::Lot(lot) => lot.name(),
            Card::Package(package, _) => package.name(),
        }
    }

    pub fn document(&self) -> &str {
        match self {
            Card::Lot(lot) => &lot.document,
            Card::Package(package, _) => &package.document,
        }
    }

    /// What it was sold for.
    pub fn price(&self) -> Money {
        match self {
            Card::Lot(lot) => lot.principal,
            Card::Package(package, _) => package.price,
        }
    }

    /// The last day of use.
    pub fn last_day(&self) -> Option<BusinessDate> {
        match self {
            Card::Lot(_) => None,
            Card::Package(package, _) => package.last_day,
        }
    }

    pub fn owed(&self) -> Result<Money> {
        Ok(self.price().minus(self.paid())?)
    }

    /// What the house still owes in service for what was paid; the gift of stored value apart.
    pub fn unused(&self) -> Result<Money> {
        match self {
            Card::Lot(lot) => Ok(lot.principal_left),
            Card::Package(_, lines) => Ok(Money::total(lines.iter().map(|line| line.value_left))?),
        }
    }

    /// Is nothing left in it?
    pub fn is_empty(&self) -> bool {
        match self {
            Card::Lot(lot) => lot.left() == crate::Value::NOTHING,
            Card::Package(_, lines) => lines.iter().all(|line| line.count_left == 0),
        }
    }

    /// Was nothing of it used?
    pub fn is_untouched(&self) -> bool {
        match self {
            Card::Lot(lot) => lot.left() == lot.sold(),
            Card::Package(_, lines) => lines.iter().all(|line| line.count_left == line.count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_found_by_what_stands_in_its_address() {
        for text in ["v3", "p17"] {
            assert_eq!(text.parse::<Bought>().map(|bought| bought.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "v", "7", "x3", "p-", "v3 "] {
            assert!(text.parse::<Bought>().is_err(), "{text}");
        }
    }
}
