//! The rows behind every figure.

use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use kernel::{BusinessDate, Instant, Money, PersonId};
use schemars::JsonSchema;
use serde::Serialize;

use super::tickets::TicketId;
use crate::debt::DebtId;
use crate::kind::{LineKind, Means};
use crate::share::Journal;
use crate::wish::Deal;

db::record! {
    /// A settled ticket in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TicketLine {
        /// Key.
        pub id: TicketId,
        /// Number.
        pub number: String,
        /// The business day.
        pub day: BusinessDate,
        /// The store.
        pub store: String,
        /// Who paid.
        pub customer: Option<String>,
        /// What it is about.
        pub words: String,
        /// What it came to.
        pub total: Money,
        /// Who settled it.
        pub by: String,
        /// When.
        pub at: Option<Instant>,
        /// What it takes back.
        pub reverses: Option<TicketId>,
    }

    /// A line of a settled ticket in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct SoldLine {
        /// The ticket.
        pub ticket_id: TicketId,
        /// Its number.
        pub number: String,
        /// The business day.
        pub day: BusinessDate,
        /// What it is about.
        pub kind: LineKind,
        /// Its name.
        pub words: String,
        /// On what terms.
        pub deal: Deal,
        /// Why.
        pub why: String,
        /// How many.
        pub count: i64,
        /// The price of the day for one.
        pub list: Money,
        /// What was asked for all.
        pub amount: Money,
        /// How much was paid in money.
        pub money: Money,
        /// How much was owed.
        pub owed: Money,
    }

    /// A tender in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct PaidLine {
        /// The ticket.
        pub ticket_id: TicketId,
        /// Its number.
        pub number: String,
        /// The business day.
        pub day: BusinessDate,
        /// What with.
        pub means: Means,
        /// How much.
        pub amount: Money,
        /// The number of the payment.
        pub reference: String,
        /// Who paid.
        pub customer: Option<String>,
    }

    /// A row of a journal of performance in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct EarnedLine {
        /// The ticket.
        pub ticket_id: TicketId,
        /// Its number.
        pub number: String,
        /// The business day.
        pub day: BusinessDate,
        /// Which journal.
        pub journal: Journal,
        /// Whose.
        pub person: Option<String>,
        /// What it is about.
        pub kind: LineKind,
        /// The line's name.
        pub words: String,
        /// Against the weights of the others.
        pub weight: i64,
        /// How much.
        pub amount: Money,
        /// How many times.
        pub count: i64,
    }

    /// What is owed, in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct OwedLine {
        /// Key.
        pub id: DebtId,
        /// Who owes it.
        pub customer_id: CustomerId,
        /// Her name.
        pub customer: String,
        /// Her consultant.
        pub consultant_id: Option<PersonId>,
        /// Since when.
        pub day: BusinessDate,
        /// When it is due.
        pub due_on: BusinessDate,
        /// For what.
        pub words: String,
        /// How much it was.
        pub amount: Money,
        /// How much it is.
        pub owing: Money,
    }
}

db::listing! {
    /// The settled tickets of the store `$1`, or of all; by the person `$2`, or by anybody.
    pub(crate) static TICKETS: TicketLine = Shape {
        select: "t.id, t.number, t.day, s.name AS store, c.name AS customer, t.words, t.total, p.name AS by, \
                 t.settled_at AS at, t.reverses",
        from: "ticket t JOIN store s ON s.id = t.store_id JOIN person p ON p.id = t.settled_by \
               LEFT JOIN customer c ON c.id = t.customer_id",
        only: "t.settled_at IS NOT NULL AND (t.store_id = $1 OR $1 = 0) AND (t.settled_by = $2 OR $2 = 0)",
        key: "t.id",
        sorts: &[Sort::text("day", "t.day"), Sort::int("total", "t.total")],
        filters: &[
            Filter::contains("q", "lower(t.number || ' ' || t.words || ' ' || coalesce(c.name, '')) LIKE ?"),
            Filter::day("from", "t.day >= ?"),
            Filter::day("until", "t.day <= ?"),
            Filter::int("customer", "t.customer_id = ?"),
            Filter::int("shift", "t.shift_id = ?"),
            Filter::flag("reversals", "t.reverses IS NOT NULL"),
        ],
    };

    /// The lines of the store `$1`, or of all; in which the person `$2` has a share, or any.
    pub(crate) static LINES: SoldLine = Shape {
        select: "l.ticket_id, t.number, l.day, l.kind, l.words, l.deal, l.why, l.count, l.list, l.amount, l.money, l.owed",
        from: "ticket_line l JOIN ticket t ON t.id = l.ticket_id",
        only: "(l.store_id = $1 OR $1 = 0) AND ($2 = 0 OR EXISTS (SELECT 1 FROM performance p \
               WHERE p.line_id = l.id AND p.person_id = $2))",
        key: "l.id",
        sorts: &[Sort::text("day", "l.day"), Sort::int("amount", "l.amount")],
        filters: &[
            Filter::contains("q", "lower(t.number || ' ' || l.words || ' ' || l.why) LIKE ?"),
            Filter::text("kind", "l.kind = ?"),
            Filter::text("deal", "l.deal = ?"),
            Filter::day("from", "l.day >= ?"),
            Filter::day("until", "l.day <= ?"),
            Filter::int("customer", "coalesce(l.customer_id, t.customer_id) = ?"),
            Filter::int("store", "l.store_id = ?"),
        ],
    };

    /// The tenders of the store `$1`, or of all; of tickets that the person `$2` settled, or anybody.
    pub(crate) static TENDERS: PaidLine = Shape {
        select: "d.ticket_id, t.number, d.day, d.means, d.amount, d.reference, c.name AS customer",
        from: "ticket_tender d JOIN ticket t ON t.id = d.ticket_id LEFT JOIN customer c ON c.id = t.customer_id",
        only: "(d.store_id = $1 OR $1 = 0) AND (t.settled_by = $2 OR $2 = 0)",
        key: "d.id",
        sorts: &[Sort::text("day", "d.day"), Sort::int("amount", "d.amount")],
        filters: &[
            Filter::contains("q", "lower(t.number || ' ' || d.reference) LIKE ?"),
            Filter::text("means", "d.means = ?"),
            Filter::day("from", "d.day >= ?"),
            Filter::day("until", "d.day <= ?"),
            Filter::int("store", "d.store_id = ?"),
        ],
    };

    /// The journals of the store `$1`, or of all; of the person `$2`, or of all.
    pub(crate) static SHARES: EarnedLine = Shape {
        select: "l.ticket_id, t.number, p.day, p.journal, w.name AS person, p.kind, l.words, p.weight, p.amount, p.count",
        from: "performance p JOIN ticket_line l ON l.id = p.line_id JOIN ticket t ON t.id = l.ticket_id \
               LEFT JOIN person w ON w.id = p.person_id",
        only: "(p.store_id = $1 OR $1 = 0) AND (p.person_id = $2 OR $2 = 0)",
        key: "p.id",
        sorts: &[Sort::text("day", "p.day"), Sort::int("amount", "p.amount")],
        filters: &[
            Filter::contains("q", "lower(t.number || ' ' || l.words || ' ' || coalesce(w.name, '')) LIKE ?"),
            Filter::text("journal", "p.journal = ?"),
            Filter::text("kind", "p.kind = ?"),
            Filter::int("person", "p.person_id = ?"),
            Filter::day("from", "p.day >= ?"),
            Filter::day("until", "p.day <= ?"),
            Filter::int("store", "p.store_id = ?"),
        ],
    };

    /// What is owed at the store `$1`, or at all; by customers whom the person `$2` looks after, or by any.
    pub(crate) static ARREARS: OwedLine = Shape {
        select: "d.id, d.customer_id, c.name AS customer, c.consultant_id, d.day, d.due_on, l.words, d.amount, d.owing",
        from: "debt d JOIN customer c ON c.id = d.customer_id JOIN ticket_line l ON l.id = d.line_id",
        only: "d.owing > 0 AND (d.store_id = $1 OR $1 = 0) AND (c.consultant_id = $2 OR $2 = 0)",
        key: "d.id",
        sorts: &[Sort::text("day", "d.day"), Sort::text("due", "d.due_on"), Sort::int("owing", "d.owing")],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || l.words) LIKE ?"),
            Filter::day("due", "d.due_on <= ?"),
            Filter::day("from", "d.day >= ?"),
            Filter::day("until", "d.day <= ?"),
            Filter::int("customer", "d.customer_id = ?"),
        ],
    };
}
