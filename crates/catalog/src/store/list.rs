use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;

use crate::offer::{OfferId, OfferKind};

db::record! {
    /// A thing in the list of the catalogue, as it is on a day.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct OfferLine {
        /// Key.
        pub id: OfferId,
        /// Kind.
        pub kind: OfferKind,
        /// What people call it by on paper.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// Code of the department, of a treatment.
        pub department: Option<String>,
        /// On which rotation board it counts, of a treatment.
        pub family: Option<String>,
        /// Minutes altogether, of a treatment.
        pub minutes: Option<i64>,
        /// The list price.
        pub price: Option<Money>,
        /// The members' price.
        pub member_price: Option<Money>,
        /// First day.
        pub first_day: BusinessDate,
        /// Last day.
        pub last_day: Option<BusinessDate>,
    }
}

impl OfferLine {
    /// Both names.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    /// Does it begin only after a day?
    pub fn is_coming(&self, day: BusinessDate) -> bool {
        self.first_day > day
    }

    /// Was it withdrawn before a day?
    pub fn is_gone(&self, day: BusinessDate) -> bool {
        self.last_day.is_some_and(|last| last < day)
    }
}

db::listing! {
    /// The catalogue; `$1` is the day, `$2` is `all` to show what was withdrawn too.
    pub(crate) static OFFERS: OfferLine = Shape {
        select: "o.id, o.kind, o.number, v.name_zh, v.name_en, v.department, v.family, v.minutes, p.price, \
                 p.member_price, o.first_day, o.last_day",
        from: "offer o JOIN offer_version v ON v.id = (SELECT w.id FROM offer_version w WHERE w.offer_id = o.id \
               ORDER BY CASE WHEN w.from_day <= $1 THEN 0 ELSE 1 END, w.from_day DESC, w.id DESC LIMIT 1) \
               LEFT JOIN offer_price p ON p.id = (SELECT x.id FROM offer_price x WHERE x.offer_id = o.id \
               ORDER BY CASE WHEN x.from_day <= $1 THEN 0 ELSE 1 END, x.from_day DESC, x.id DESC LIMIT 1)",
        only: "($2 = 'all' OR o.last_day IS NULL OR o.last_day >= $1)",
        key: "o.id",
        sorts: &[
            Sort::text("number", "o.number"),
            Sort::int("price", "p.price").may_be_null(),
            Sort::int("minutes", "v.minutes").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "v.find LIKE ?"),
            Filter::text("kind", "o.kind = ?"),
            Filter::text("department", "v.department = ?"),
            Filter::flag("gone", "o.last_day IS NOT NULL"),
        ],
    };
}

/// All that is sold on a day, by number.
pub(crate) fn sold_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<OfferLine>> {
    tx.all(
        sql!("SELECT o.id, o.kind, o.number, v.name_zh, v.name_en, v.department, v.family, v.minutes, p.price, \
              p.member_price, o.first_day, o.last_day FROM offer o \
              JOIN offer_version v ON v.id = (SELECT w.id FROM offer_version w WHERE w.offer_id = o.id \
              AND w.from_day <= $1 ORDER BY w.from_day DESC, w.id DESC LIMIT 1) \
              JOIN offer_price p ON p.id = (SELECT x.id FROM offer_price x WHERE x.offer_id = o.id \
              AND x.from_day <= $1 ORDER BY x.from_day DESC, x.id DESC LIMIT 1) \
              WHERE o.first_day <= $1 AND (o.last_day IS NULL OR o.last_day >= $1) ORDER BY o.number" => OfferLine),
        args![day],
    )
}

db::record! {
    /// A thing by its number and newest name.
    #[derive(Debug, Clone, PartialEq)]
    pub struct NameRow {
        /// Key.
        pub id: OfferId,
        /// Number.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
    }
}

/// Number and newest name of everything there ever was.
pub(crate) fn names(tx: &mut Tx) -> Result<Vec<NameRow>> {
    tx.all(
        sql!("SELECT o.id, o.number, v.name_zh, v.name_en FROM offer o JOIN offer_version v ON v.id = \
              (SELECT w.id FROM offer_version w WHERE w.offer_id = o.id ORDER BY w.from_day DESC, w.id DESC LIMIT 1) \
              ORDER BY o.number" => NameRow),
        args![],
    )
}
