use customer::CustomerId;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, StoreId, codes, ids};
use schemars::JsonSchema;
use serde::Serialize;

ids! {
    /// A class of a customer from a day on.
    pub struct ClassId;
    /// Somebody had classes or the allocation worked out.
    pub struct RunId;
}

codes! {
    /// In which way customers are told apart.
    pub enum ClassKind {
        /// How near a prospect is.
        Potential = "potential",
        /// The two letters of a member.
        Grade = "grade",
        /// How awake she is.
        Sleep = "sleep",
    }
}

impl ClassKind {
    /// The key of its text.
    pub fn key(self) -> String {
        format!("care.class_kind.{}", self.code())
    }
}

db::record! {
    /// A class of a customer from a day on.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ClassRow {
        /// Key.
        pub id: ClassId,
        /// Of whom.
        pub customer_id: CustomerId,
        /// In which way.
        pub kind: ClassKind,
        /// Its code; empty when she is of none.
        pub class: String,
        /// The reasons, as JSON.
        pub why: String,
        /// Since when.
        pub day: BusinessDate,
    }
}

db::record! {
    /// A customer with her classes.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ClassedLine {
        /// Key.
        pub id: CustomerId,
        /// Number of the file.
        pub number: i64,
        /// Name.
        pub name: String,
        /// Her consultant.
        pub consultant: Option<String>,
        /// Her therapist.
        pub therapist: Option<String>,
        /// Her class as a prospect.
        pub potential: Option<String>,
        /// Her grade as a member.
        pub grade: Option<String>,
        /// How awake she is.
        pub sleep: Option<String>,
        /// When one of them changed last.
        pub changed: Option<BusinessDate>,
    }
}

db::listing! {
    /// The customers with their classes, as the asker sees them: `$1` is the store, `$2` the person; 0 is all.
    pub(crate) static CLASSED: ClassedLine = Shape {
        select: "c.id, c.number, c.name, o.name AS consultant, t.name AS therapist, p.class AS potential, \
                 g.class AS grade, s.class AS sleep, \
                 (SELECT max(k.day) FROM care_class k WHERE k.customer_id = c.id) AS changed",
        from: "customer c LEFT JOIN person o ON o.id = c.consultant_id LEFT JOIN person t ON t.id = c.therapist_id \
               LEFT JOIN care_class p ON p.id = (SELECT max(x.id) FROM care_class x \
               WHERE x.customer_id = c.id AND x.kind = 'potential') \
               LEFT JOIN care_class g ON g.id = (SELECT max(x.id) FROM care_class x \
               WHERE x.customer_id = c.id AND x.kind = 'grade') \
               LEFT JOIN care_class s ON s.id = (SELECT max(x.id) FROM care_class x \
               WHERE x.customer_id = c.id AND x.kind = 'sleep')",
        only: "c.merged_into IS NULL AND c.erased_at IS NULL AND (c.store_id = $1 OR $1 = 0) \
               AND (c.consultant_id = $2 OR c.therapist_id = $2 OR $2 = 0)",
        key: "c.id",
        sorts: &[
            Sort::int("number", "c.number"),
            Sort::text("potential", "p.class").may_be_null(),
            Sort::text("grade", "g.class").may_be_null(),
            Sort::text("sleep", "s.class").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(c.name || ' ' || c.number) LIKE ?"),
            Filter::text("potential", "p.class = ?"),
            Filter::text("grade", "g.class = ?"),
            Filter::text("sleep", "s.class = ?"),
            Filter::int("consultant", "c.consultant_id = ?"),
        ],
    };
}

/// The classes that hold, of a store's customers; `0` of everybody, else of one customer.
pub(crate) fn classes(tx: &mut Tx, store: StoreId, only: i64) -> Result<Vec<ClassRow>> {
    tx.all(
        sql!("SELECT k.id, k.customer_id, k.kind, k.class, k.why, k.day FROM care_class k \
              WHERE k.id IN (SELECT max(x.id) FROM care_class x JOIN customer c ON c.id = x.customer_id \
              WHERE c.store_id = $1 AND (x.customer_id = $2 OR $2 = 0) GROUP BY x.customer_id, x.kind)" => ClassRow),
        args![store, only],
    )
}

/// Every class a customer ever had, the newest first.
pub(crate) fn class_history(tx: &mut Tx, customer: CustomerId) -> Result<Vec<ClassRow>> {
    tx.all(
        sql!("SELECT id, customer_id, kind, class, why, day FROM care_class WHERE customer_id = $1 ORDER BY id DESC"
            => ClassRow),
        args![customer],
    )
}

/// A class that a customer has from now on, and why, as JSON.
pub(crate) struct NewClass {
    pub customer: CustomerId,
    pub kind: ClassKind,
    pub class: String,
    pub why: String,
}

pub(crate) fn add_classes(tx: &mut Tx, all: &[NewClass], day: BusinessDate, at: Instant) -> Result<()> {
    let row = |new: &NewClass| args![new.customer, new.kind, &new.class, &new.why, day, at].to_vec();
    let rows: Vec<_> = all.iter().map(row).collect();
    tx.exec_many(
        sql!(
            "INSERT INTO care_class (customer_id, kind, class, why, day, at) VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &rows,
    )
    .map(drop)
}

codes! {
    /// What was worked out.
    pub enum RunKind {
        /// The classes of a store's customers.
        Classes = "classes",
        /// Who gets whom.
        Allocation = "allocation",
    }
}

db::record! {
    /// Somebody had something worked out.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RunRow {
        /// At which store.
        pub store_id: StoreId,
        /// What.
        pub kind: RunKind,
        /// On which day.
        pub day: BusinessDate,
        /// How many customers were looked at.
        pub looked_at: i64,
        /// For how many something changed.
        pub changed: i64,
        /// Who; nobody when the house did.
        pub by_person: Option<PersonId>,
        /// When.
        pub at: Instant,
    }
}

pub(crate) fn add_run(tx: &mut Tx, run: &RunRow) -> Result<RunId> {
    tx.scalar(
        sql!("INSERT INTO care_run (store_id, kind, day, looked_at, changed, by_person, at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (RunId,)),
        args![run.store_id, run.kind, run.day, run.looked_at, run.changed, run.by_person, run.at],
    )
}

/// The last time something was worked out at a store.
pub(crate) fn last_run(tx: &mut Tx, store: StoreId, kind: RunKind) -> Result<Option<RunRow>> {
    tx.find(
        sql!("SELECT store_id, kind, day, looked_at, changed, by_person, at FROM care_run \
              WHERE store_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1" => RunRow),
        args![store, kind],
    )
}

/// All that was worked out on a day.
pub(crate) fn runs_on(tx: &mut Tx, day: BusinessDate) -> Result<Vec<RunRow>> {
    tx.all(
        sql!("SELECT store_id, kind, day, looked_at, changed, by_person, at FROM care_run WHERE day = $1" => RunRow),
        args![day],
    )
}

/// Makes one customer's another's.
pub(crate) fn merge_classes(tx: &mut Tx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.exec(sql!("UPDATE care_class SET customer_id = $2 WHERE customer_id = $1"), args![from, into])
        .map(drop)
}
