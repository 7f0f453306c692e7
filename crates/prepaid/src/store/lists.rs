use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{EntryKind, GoodsId, RefundId, Verdict};

db::record! {
    /// A card in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct CardLine {
        /// Key in the list.
        pub id: i64,
        /// `v3` or `p7`.
        pub card: String,
        /// Whose.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// Name in Chinese, as sold.
        pub name_zh: String,
        /// Name in English, as sold.
        pub name_en: String,
        /// The store.
        pub store: String,
        /// When it was sold.
        pub day: BusinessDate,
        /// For how much.
        pub price: Money,
        /// What is not paid yet.
        pub owed: Money,
        /// What the house still owes in service.
        pub unused: Money,
        /// Sessions left; none where it is stored value.
        pub sessions: Option<i64>,
        /// The last day of use.
        pub last_day: Option<BusinessDate>,
        /// On hold since.
        pub frozen_since: Option<BusinessDate>,
    }

    /// A refund in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct RefundLine {
        /// Key.
        pub id: RefundId,
        /// Her name.
        pub customer: String,
        /// The store.
        pub store: String,
        /// Code of the ground.
        pub ground: String,
        /// When she asked.
        pub asked_on: BusinessDate,
        /// The last day on which it is paid in time.
        pub due_on: BusinessDate,
        /// How it was decided.
        pub decision: Option<Verdict>,
        /// When it was carried out.
        pub carried_out_at: Option<Instant>,
        /// When it was paid.
        pub paid_on: Option<BusinessDate>,
        /// How much, with interest.
        pub amount: Money,
    }

    /// Goods in a list.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct GoodsLine {
        /// Key.
        pub id: GoodsId,
        /// Whose.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// The store.
        pub store: String,
        /// What.
        pub name: String,
        /// How many.
        pub count_left: i64,
        /// What is counted.
        pub unit: String,
        /// The shelf where it stands.
        pub place: String,
        /// Use by.
        pub expires_on: Option<BusinessDate>,
    }
}

db::listing! {
    /// The cards of the store `$1`, or of all.
    pub(crate) static CARDS: CardLine = Shape {
        select: "h.id, h.card, h.customer_id, c.name AS customer, h.name_zh, h.name_en, s.name AS store, h.day, \
                 h.price, h.owed, h.unused, h.sessions, h.last_day, h.frozen_since",
        from: "(SELECT l.id * 2 AS id, 'v' || l.id AS card, l.customer_id, l.name_zh, l.name_en, l.store_id, l.day, \
               l.principal AS price, l.principal - l.paid AS owed, l.principal_left AS unused, \
               CAST(NULL AS BIGINT) AS sessions, CAST(NULL AS TEXT) AS last_day, l.frozen_since, \
               l.principal_left + l.gift_left AS has FROM value_lot l UNION ALL \
               SELECT p.id * 2 + 1, 'p' || p.id, p.customer_id, p.name_zh, p.name_en, p.store_id, p.day, p.price, \
               p.price - p.paid, \
               (SELECT CAST(sum(n.value_left) AS BIGINT) FROM package_line n WHERE n.package_id = p.id), \
               (SELECT CAST(sum(n.count_left) AS BIGINT) FROM package_line n WHERE n.package_id = p.id), \
               p.last_day, p.frozen_since, \
               (SELECT CAST(sum(n.count_left) AS BIGINT) FROM package_line n WHERE n.package_id = p.id) \
               FROM package p) h JOIN customer c ON c.id = h.customer_id JOIN store s ON s.id = h.store_id",
        only: "(h.store_id = $1 OR $1 = 0)",
        key: "h.id",
        sorts: &[
            Sort::text("day", "h.day"),
            Sort::text("customer", "c.name"),
            Sort::int("unused", "h.unused"),
            Sort::text("last_day", "h.last_day").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || h.name_zh || ' ' || h.name_en || ' ' || h.card) LIKE ?"),
            Filter::int("customer", "h.customer_id = ?"),
            Filter::flag("left", "h.has > 0"),
            Filter::flag("owed", "h.owed > 0"),
            Filter::flag("frozen", "h.frozen_since IS NOT NULL"),
            Filter::day("ends", "h.last_day IS NOT NULL AND h.has > 0 AND h.last_day <= ?"),
        ],
    };

    /// The refunds of the store `$1`, or of all.
    pub(crate) static REFUNDS: RefundLine = Shape {
        select: "r.id, c.name AS customer, s.name AS store, r.ground, r.asked_on, r.due_on, r.decision, \
                 r.carried_out_at, r.paid_on, r.principal + r.interest AS amount",
        from: "prepaid_refund r JOIN customer c ON c.id = r.customer_id JOIN store s ON s.id = r.store_id",
        only: "(r.store_id = $1 OR $1 = 0)",
        key: "r.id",
        sorts: &[Sort::text("asked_on", "r.asked_on"), Sort::text("due_on", "r.due_on")],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || r.why) LIKE ?"),
            Filter::flag("open", "r.paid_on IS NULL AND (r.decision IS NULL OR r.decision = 'approved')"),
        ],
    };

    /// What customers left at the store `$1`, or at any.
    pub(crate) static GOODS: GoodsLine = Shape {
        select: "g.id, g.customer_id, c.name AS customer, s.name AS store, g.name, g.count_left, g.unit, g.place, \
                 g.expires_on",
        from: "customer_goods g JOIN customer c ON c.id = g.customer_id JOIN store s ON s.id = g.store_id",
        only: "(g.store_id = $1 OR $1 = 0)",
        key: "g.id",
        sorts: &[
            Sort::text("customer", "c.name"),
            Sort::text("name", "g.name"),
            Sort::text("expires_on", "g.expires_on").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || g.name || ' ' || g.place) LIKE ?"),
            Filter::flag("left", "g.count_left > 0"),
            Filter::day("ends", "g.expires_on IS NOT NULL AND g.count_left > 0 AND g.expires_on <= ?"),
        ],
    };
}

db::record! {
    /// One line of a customer's statement.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct StatementLine {
        /// On which business day.
        pub day: BusinessDate,
        /// When.
        pub at: Instant,
        /// `v3` or `p7`.
        pub card: String,
        /// What it is about, in Chinese.
        pub name_zh: String,
        /// What it is about, in English.
        pub name_en: String,
        /// Why it moved.
        pub kind: EntryKind,
        /// Sessions in or out; none where it is stored value.
        pub sessions: Option<i64>,
        /// In and out of what was paid for.
        pub value: Money,
        /// In and out of the gift.
        pub gift: Money,
        /// The document.
        pub document: String,
        /// Who was served.
        pub served_id: CustomerId,
        /// What proves that she was there: `signature`, `code`, `witness`.
        pub proof: Option<String>,
        /// The strokes of the signature, or why there is but a witness.
        pub proof_words: Option<String>,
        /// By whom.
        pub entered_by: Option<PersonId>,
        /// Why it was taken back.
        pub reason: String,
    }
}

/// Everything that moved in what a customer has, and in what others have where she was served, the newest first; of
/// one card where it is named by its keys.
pub(crate) fn statement(
    tx: &mut Tx,
    customer: CustomerId,
    card: Option<crate::Bought>,
) -> Result<Vec<StatementLine>> {
    let lot = card.and_then(crate::Bought::lot);
    let package = card.and_then(crate::Bought::package);
    tx.all(
        sql!(
            "SELECT e.day, e.entered_at AS at, 'v' || l.id AS card, l.name_zh, l.name_en, e.kind, \
              CAST(NULL AS BIGINT) AS sessions, e.principal AS value, e.gift, e.document, e.customer_id AS served_id, \
              f.kind AS proof, f.words AS proof_words, e.entered_by, e.reason FROM value_lot l \
              JOIN value_entry e ON e.lot_id = l.id LEFT JOIN prepaid_proof f ON f.id = e.proof_id \
              WHERE l.id IN (SELECT o.id FROM value_lot o WHERE o.customer_id = $1 UNION \
              SELECT u.lot_id FROM value_entry u WHERE u.customer_id = $1) \
              AND (l.customer_id = $1 OR e.customer_id = $1) AND ($4 = 0 OR l.id = $2) UNION ALL \
              SELECT e.day, e.entered_at, 'p' || p.id, n.name_zh, n.name_en, e.kind, e.count, e.value, 0, e.document, \
              e.customer_id, f.kind, f.words, e.entered_by, e.reason FROM package p \
              JOIN package_line n ON n.package_id = p.id JOIN package_entry e ON e.line_id = n.id \
              LEFT JOIN prepaid_proof f ON f.id = e.proof_id \
              WHERE n.id IN (SELECT o.id FROM package q JOIN package_line o ON o.package_id = q.id WHERE q.customer_id = $1 \
              UNION SELECT u.line_id FROM package_entry u WHERE u.customer_id = $1) \
              AND (p.customer_id = $1 OR e.customer_id = $1) AND ($4 = 0 OR p.id = $3) ORDER BY 2 DESC, 3, 4" => StatementLine
        ),
        args![customer, lot, package, i64::from(card.is_some())],
    )
}

db::record! {
    /// Something done for a customer on a day, as evidence asks.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DoneRow {
        /// By whom.
        pub person_id: Option<PersonId>,
        /// Where.
        pub store_id: StoreId,
        /// When.
        pub at: Instant,
        /// For whom.
        pub customer_id: CustomerId,
    }
}

/// Sessions used on a day with the customer's own proof.
pub(crate) fn signed_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<DoneRow>> {
    tx.all(
        sql!(
            "SELECT e.entered_by AS person_id, e.store_id, e.entered_at AS at, e.customer_id FROM package_entry e \
              JOIN prepaid_proof f ON f.id = e.proof_id \
              WHERE e.day = $1 AND e.kind = 'used' AND f.kind IN ('signature', 'code') ORDER BY e.id" => DoneRow
        ),
        args![day],
    )
}
