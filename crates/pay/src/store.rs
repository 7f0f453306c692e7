use catalog::OfferId;
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId, ids};
use sales::{Journal, LineKind, TicketId, TicketLineId};

use crate::limit::Sheet;
use crate::reckon::{Earning, Line};
use crate::scheme::Scheme;

ids! {
    /// A scheme.
    pub struct SchemeId;
    /// A month that was settled.
    pub struct MonthId;
    /// A further entry.
    pub struct CorrectionId;
}

db::record! {
    /// A scheme.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SchemeRow {
        pub id: SchemeId,
        pub name: String,
        pub content: String,
        pub why: String,
        pub written_by: PersonId,
        pub written_at: Instant,
        pub from_month: Option<BusinessDate>,
        pub adopted_by: Option<PersonId>,
        pub adopted_at: Option<Instant>,
        pub dropped_at: Option<Instant>,
    }

    /// A month that was settled.
    #[derive(Debug, Clone, PartialEq)]
    pub struct MonthRow {
        pub id: MonthId,
        pub month: BusinessDate,
        pub settled_by: PersonId,
        pub settled_at: Instant,
    }

    /// What a settled month paid a person.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SheetRow {
        pub person_id: PersonId,
        pub earned: Money,
        pub brought: Money,
        pub due_back: Money,
        pub taken: Money,
        pub carried: Money,
        pub corrected: Money,
        pub total: Money,
        pub least: Money,
    }

    /// A line of a settled month.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PayLineRow {
        pub person_id: PersonId,
        pub performance_id: Option<i64>,
        pub scheme_id: Option<SchemeId>,
        pub rule: String,
        pub is_back: bool,
        pub base: Money,
        pub rate: Option<u32>,
        pub whole: Option<Money>,
        pub amount: Money,
    }

    /// A further entry.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CorrectionRow {
        pub id: CorrectionId,
        pub person_id: PersonId,
        pub amount: Money,
        pub why: String,
        pub entered_by: PersonId,
        pub entered_at: Instant,
    }

    /// A row of a journal of performance, with what it undoes.
    #[derive(Debug, Clone, PartialEq)]
    pub struct EarningRow {
        pub id: i64,
        pub line_id: TicketLineId,
        pub origin: TicketLineId,
        pub ticket_id: TicketId,
        pub day: BusinessDate,
        pub since: BusinessDate,
        pub journal: Journal,
        pub person_id: Option<PersonId>,
        pub kind: LineKind,
        pub weight: u32,
        pub amount: Money,
        pub count: i64,
        pub offer_id: Option<OfferId>,
        pub dispatch: Option<String>,
    }

    /// Of which ticket and line a row is, and how the line was shared.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TicketOf {
        pub id: i64,
        pub ticket_id: TicketId,
        pub number: String,
        pub position: i64,
        pub words: String,
        pub day: BusinessDate,
        pub weight: u32,
        pub whole: i64,
        pub count: i64,
    }
}

impl PayLineRow {
    /// A line that is not settled yet.
    pub(crate) fn of(line: &Line) -> PayLineRow {
        PayLineRow {
            person_id: line.person,
            performance_id: line.row,
            scheme_id: line.scheme,
            rule: line.rule.clone(),
            is_back: line.is_back,
            base: line.base,
            rate: line.rate,
            whole: line.whole,
            amount: line.amount,
        }
    }
}

impl SchemeRow {
    pub(crate) fn scheme(&self) -> Result<Scheme> {
        Ok(serde_json::from_str(&self.content)?)
    }

    pub(crate) fn is_draft(&self) -> bool {
        self.from_month.is_none() && self.dropped_at.is_none()
    }
}

impl SheetRow {
    pub(crate) fn sheet(&self) -> Sheet {
        Sheet {
            earned: self.earned,
            brought: self.brought,
            due_back: self.due_back,
            taken: self.taken,
            carried: self.carried,
            corrected: self.corrected,
            total: self.total,
            least: self.least,
        }
    }
}

impl EarningRow {
    pub(crate) fn earning(self, fee: Option<Money>) -> Earning {
        Earning {
            id: self.id,
            line: self.line_id,
            origin: self.origin,
            ticket: self.ticket_id,
            day: self.day,
            since: self.since,
            journal: self.journal,
            person: self.person_id,
            kind: self.kind,
            weight: self.weight,
            amount: self.amount,
            whole: None,
            count: self.count,
            fee,
            dispatch: self.dispatch,
        }
    }
}

pub(crate) fn schemes(tx: &mut Tx) -> Result<Vec<SchemeRow>> {
    tx.all(
        sql!("SELECT id, name, content, why, written_by, written_at, from_month, adopted_by, adopted_at, dropped_at \
              FROM pay_scheme ORDER BY id DESC LIMIT 200" => SchemeRow),
        args![],
    )
}

pub(crate) fn scheme(tx: &mut Tx, id: SchemeId) -> Result<SchemeRow> {
    tx.get(
        sql!("SELECT id, name, content, why, written_by, written_at, from_month, adopted_by, adopted_at, dropped_at \
              FROM pay_scheme WHERE id = $1" => SchemeRow),
        args![id],
    )
}

/// The scheme in force in a month: the last that was taken into use from it or from an earlier one.
pub(crate) fn in_force(tx: &mut Tx, month: BusinessDate) -> Result<Option<SchemeRow>> {
    tx.find(
        sql!("SELECT id, name, content, why, written_by, written_at, from_month, adopted_by, adopted_at, dropped_at \
              FROM pay_scheme WHERE from_month IS NOT NULL AND from_month <= $1 ORDER BY from_month DESC, id DESC LIMIT 1"
              => SchemeRow),
        args![month],
    )
}

pub(crate) fn add_scheme(
    tx: &mut Tx,
    name: &str,
    content: &str,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<SchemeId> {
    tx.scalar(
        sql!("INSERT INTO pay_scheme (name, content, why, written_by, written_at) VALUES ($1, $2, $3, $4, $5) \
              RETURNING id" => (SchemeId,)),
        args![name, content, why, by, at],
    )
}

pub(crate) fn keep_scheme(tx: &mut Tx, id: SchemeId, name: &str, content: &str, why: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE pay_scheme SET name = $2, content = $3, why = $4 WHERE id = $1 AND from_month IS NULL"),
        args![id, name, content, why],
    )
    .map(drop)
}

pub(crate) fn adopt(
    tx: &mut Tx,
    id: SchemeId,
    from: BusinessDate,
    by: PersonId,
    at: Instant,
    on: BusinessDate,
) -> Result<()> {
    tx.exec(
        sql!("UPDATE pay_scheme SET from_month = $2, adopted_by = $3, adopted_at = $4, adopted_on = $5 WHERE id = $1"),
        args![id, from, by, at, on],
    )
    .map(drop)
}

pub(crate) fn drop_scheme(tx: &mut Tx, id: SchemeId, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(sql!("UPDATE pay_scheme SET dropped_by = $2, dropped_at = $3 WHERE id = $1"), args![id, by, at])
        .map(drop)
}

/// The schemes that were taken into use on a day, for evidence.
pub(crate) fn adopted_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<(SchemeId, PersonId, Instant)>> {
    tx.all(
        sql!("SELECT id, adopted_by, adopted_at FROM pay_scheme WHERE adopted_on = $1 ORDER BY id"
              => (SchemeId, PersonId, Instant)),
        args![day],
    )
}

/// Both journals of a store between two days.
pub(crate) fn earnings(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<EarningRow>> {
    tx.all(
        sql!("SELECT p.id, p.line_id, coalesce(o.id, l.id) AS origin, l.ticket_id, p.day, coalesce(o.day, p.day) AS since, \
              p.journal, p.person_id, p.kind, p.weight, p.amount, p.count, l.offer_id, v.dispatch FROM performance p \
              JOIN ticket_line l ON l.id = p.line_id LEFT JOIN ticket_line o ON o.id = coalesce(l.reverses, p.undoes) \
              LEFT JOIN visit_line v ON v.id = l.visit_line_id \
              WHERE p.store_id = $1 AND p.day BETWEEN $2 AND $3" => EarningRow),
        args![store, from, until],
    )
}

/// What was undone until a day of what a store sold between two days: taken back, and refunded.
pub(crate) fn undone(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
    now: BusinessDate,
) -> Result<Vec<EarningRow>> {
    tx.all(
        sql!("SELECT p.id, p.line_id, o.id AS origin, l.ticket_id, p.day, o.day AS since, p.journal, p.person_id, p.kind, \
              p.weight, p.amount, p.count, l.offer_id, v.dispatch FROM ticket_line o \
              JOIN ticket_line l ON l.reverses = o.id JOIN performance p ON p.line_id = l.id \
              LEFT JOIN visit_line v ON v.id = l.visit_line_id \
              WHERE o.store_id = $1 AND o.day BETWEEN $2 AND $3 AND p.day > $3 AND p.day <= $4 UNION ALL \
              SELECT p.id, p.line_id, o.id AS origin, l.ticket_id, p.day, o.day AS since, p.journal, p.person_id, p.kind, \
              p.weight, p.amount, p.count, l.offer_id, NULL AS dispatch FROM ticket_line o \
              JOIN performance p ON p.undoes = o.id JOIN ticket_line l ON l.id = p.line_id \
              WHERE o.store_id = $1 AND o.day BETWEEN $2 AND $3 AND p.day > $3 AND p.day <= $4" => EarningRow),
        args![store, from, until, now],
    )
}

pub(crate) fn settled(tx: &mut Tx, month: BusinessDate) -> Result<Option<MonthRow>> {
    tx.find(
        sql!("SELECT id, month, settled_by, settled_at FROM pay_month WHERE month = $1" => MonthRow),
        args![month],
    )
}

/// The last month that was settled.
pub(crate) fn last_settled(tx: &mut Tx) -> Result<Option<MonthRow>> {
    tx.find(
        sql!("SELECT id, month, settled_by, settled_at FROM pay_month ORDER BY month DESC LIMIT 1" => MonthRow),
        args![],
    )
}

pub(crate) fn sheets(tx: &mut Tx, month: MonthId) -> Result<Vec<SheetRow>> {
    tx.all(
        sql!("SELECT person_id, earned, brought, due_back, taken, carried, corrected, total, least FROM pay_sheet \
              WHERE month_id = $1 ORDER BY person_id" => SheetRow),
        args![month],
    )
}

pub(crate) fn lines(tx: &mut Tx, month: MonthId, person: PersonId) -> Result<Vec<PayLineRow>> {
    tx.all(
        sql!("SELECT person_id, performance_id, scheme_id, rule, is_back, base, rate, whole, amount FROM pay_line \
              WHERE person_id = $1 AND month_id = $2 ORDER BY id" => PayLineRow),
        args![person, month],
    )
}

/// The tickets behind the rows of a person in a time.
pub(crate) fn tickets_of(
    tx: &mut Tx,
    person: PersonId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<TicketOf>> {
    tx.all(
        sql!("SELECT p.id, l.ticket_id, t.number, l.position, l.words, p.day, p.weight, \
              (SELECT CAST(sum(w.weight) AS BIGINT) FROM performance w WHERE w.line_id = p.line_id \
              AND w.journal = p.journal AND coalesce(w.debt_id, 0) = coalesce(p.debt_id, 0)) AS whole, p.count \
              FROM performance p JOIN ticket_line l ON l.id = p.line_id JOIN ticket t ON t.id = l.ticket_id \
              WHERE p.person_id = $1 AND p.day BETWEEN $2 AND $3 ORDER BY p.id" => TicketOf),
        args![person, from, until],
    )
}

/// The tickets behind all rows of a store in a time, for whoever earns by what others did.
pub(crate) fn tickets_at(
    tx: &mut Tx,
    store: StoreId,
    from: BusinessDate,
    until: BusinessDate,
) -> Result<Vec<TicketOf>> {
    tx.all(
        sql!("SELECT p.id, l.ticket_id, t.number, l.position, l.words, p.day, p.weight, CAST(0 AS BIGINT) AS whole, p.count \
              FROM performance p JOIN ticket_line l ON l.id = p.line_id JOIN ticket t ON t.id = l.ticket_id \
              WHERE p.store_id = $1 AND p.day BETWEEN $2 AND $3 ORDER BY p.id" => TicketOf),
        args![store, from, until],
    )
}

pub(crate) fn settle(tx: &mut Tx, month: BusinessDate, by: PersonId, at: Instant) -> Result<MonthId> {
    tx.scalar(
        sql!("INSERT INTO pay_month (month, settled_by, settled_at) VALUES ($1, $2, $3) RETURNING id" => (MonthId,)),
        args![month, by, at],
    )
}

pub(crate) fn add_sheets(tx: &mut Tx, month: MonthId, sheets: &[(PersonId, Sheet)]) -> Result<()> {
    let row = |(person, sheet): &(PersonId, Sheet)| {
        args![
            month,
            *person,
            sheet.earned,
            sheet.brought,
            sheet.due_back,
            sheet.taken,
            sheet.carried,
            sheet.corrected,
            sheet.total,
            sheet.least
        ]
        .to_vec()
    };
    let rows: Vec<_> = sheets.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO pay_sheet (month_id, person_id, earned, brought, due_back, taken, carried, corrected, total, least) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        &rows,
    )
    .map(drop)
}

pub(crate) fn add_lines(tx: &mut Tx, month: MonthId, lines: &[Line]) -> Result<()> {
    let row = |line: &Line| {
        args![
            month,
            line.person,
            line.row,
            line.scheme,
            &line.rule,
            line.is_back,
            line.base,
            line.rate,
            line.whole,
            line.amount
        ]
        .to_vec()
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    tx.exec_many(
        sql!("INSERT INTO pay_line (month_id, person_id, performance_id, scheme_id, rule, is_back, base, rate, whole, \
              amount) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        &rows,
    )
    .map(drop)
}

pub(crate) fn corrections(tx: &mut Tx, month: BusinessDate) -> Result<Vec<CorrectionRow>> {
    tx.all(
        sql!("SELECT id, person_id, amount, why, entered_by, entered_at FROM pay_correction WHERE month = $1 \
              ORDER BY person_id, id" => CorrectionRow),
        args![month],
    )
}

pub(crate) fn add_correction(
    tx: &mut Tx,
    month: BusinessDate,
    person: PersonId,
    amount: Money,
    why: &str,
    by: PersonId,
    at: Instant,
) -> Result<CorrectionId> {
    tx.scalar(
        sql!("INSERT INTO pay_correction (person_id, month, amount, why, entered_by, entered_at) \
              VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" => (CorrectionId,)),
        args![person, month, amount, why, by, at],
    )
}
