use db::Tx;
use kernel::{BusinessDate, Money, Result, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::store;

codes! {
    /// What kind of issuer the centre is; it says which laws bind it.
    pub enum Entity {
        /// An enterprise (企业法人).
        Enterprise = "enterprise",
        /// A sole trader (个体工商户).
        SoleTrader = "sole-trader",
    }
}

codes! {
    /// The class of an issuer (发卡企业类别).
    pub enum Class {
        /// Neither of the others.
        Other = "other",
        /// Of size (规模发卡企业).
        Large = "large",
        /// For a group (集团发卡企业).
        Group = "group",
        /// For a brand (品牌发卡企业).
        Brand = "brand",
    }
}

/// The centre as an issuer of prepaid cards, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issuer {
    /// Since.
    pub from_day: BusinessDate,
    /// What it is.
    pub entity: Entity,
    /// Its class.
    pub class: Class,
    /// The city whose rules hold: `shanghai`, `beijing`; empty for those of the country alone.
    pub city: String,
    /// Last year's main revenue.
    pub revenue: Money,
    /// The registered capital.
    pub capital: Money,
    /// What is insured or guaranteed.
    pub insured: Money,
    /// What lies in the custody account.
    pub in_custody: Money,
    /// On a list of dishonest debtors or abnormal operations since.
    pub listed_since: Option<BusinessDate>,
    /// The first day of business.
    pub opened_on: BusinessDate,
}

impl Issuer {
    /// As one may suppose before anybody said: an enterprise of no class, bound by the rules of the country.
    pub(crate) fn supposed(day: BusinessDate) -> Issuer {
        Issuer {
            from_day: day,
            entity: Entity::Enterprise,
            class: Class::Other,
            city: String::new(),
            revenue: Money::ZERO,
            capital: Money::ZERO,
            insured: Money::ZERO,
            in_custody: Money::ZERO,
            listed_since: None,
            opened_on: day,
        }
    }

    /// Open for less than a year?
    pub(crate) fn is_young(&self, day: BusinessDate) -> bool {
        use jiff::ToSpan;
        self.opened_on.checked_add(1.year()).is_ok_and(|year| day < year)
    }
}

/// The centre as an issuer on a day.
pub(crate) fn issuer(tx: &mut Tx, day: BusinessDate) -> Result<Issuer> {
    Ok(store::issuer(tx, day)?.unwrap_or_else(|| Issuer::supposed(day)))
}

/// The city whose rules hold on a day; empty where nobody named one.
pub fn city(tx: &mut Tx, day: BusinessDate) -> Result<String> {
    Ok(issuer(tx, day)?.city)
}
