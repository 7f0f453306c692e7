//! What is kept: statements, columns, the whole content of a database.

use std::collections::{BTreeMap, BTreeSet};

use db::Database;
use db::testing::TestDb;
use postgres::NoTls;

/// What may change though nothing was done: tries at the door, the notes of refusals, when somebody was last seen.
const COMES_AND_GOES: [&str; 6] =
    ["sign_in_attempt", "opinion_attempt", "journal_note", "journal_unsealed", "journal_seal", "session"];

#[test]
fn every_statement_and_list_fits_its_record_on_both_databases() {
    for test in db::testing::databases() {
        let wrong = db::check_statements(&test.db).expect("checked");
        assert_eq!(wrong, Vec::<String>::new(), "{}", test.name);
    }
}

#[test]
fn both_databases_end_with_the_same_tables_and_columns() {
    let schemas: Vec<_> = db::testing::databases().iter().map(|test| (test.name, columns(test))).collect();
    let (first, rest) = schemas.split_first().expect("a database");
    assert!(first.1.len() > 20);
    for other in rest {
        assert_eq!(first.1, other.1, "{} and {}", first.0, other.0);
    }
}

/// PostgreSQL's INTEGER has 32 bits: a moment or a large amount does not fit, and only there.
#[test]
fn every_whole_number_has_room_for_64_bits() {
    for test in db::testing::databases() {
        let Database::Postgres(url) = &test.database else { continue };
        let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                   WHERE table_schema = current_schema() AND data_type IN ('integer', 'smallint') ORDER BY 1";
        let rows = postgres::Client::connect(url, NoTls).expect("the server").query(sql, &[]).expect("rows");
        let narrow: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(narrow, Vec::<String>::new(), "written INTEGER where the migrations' README says BIGINT");
    }
}

/// Everything there is, table by table, but for what comes and goes. In a thread of its own: the plain client of
/// PostgreSQL waits, which nothing may within a runtime.
pub fn content(test: &TestDb) -> BTreeMap<String, Vec<String>> {
    content_but(test, &[])
}

/// The same without some columns, by table and name.
pub fn content_but(test: &TestDb, hidden: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    std::thread::scope(|scope| scope.spawn(|| read_all(test, hidden)).join().expect("read"))
}

fn read_all(test: &TestDb, hidden: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in columns(test) {
        let is_hidden = hidden.iter().any(|(of, name)| *of == table && *name == column);
        if !is_hidden && !COMES_AND_GOES.contains(&table.as_str()) {
            tables.entry(table).or_default().push(column);
        }
    }
    tables.into_iter().map(|(table, columns)| (table.clone(), rows(test, &table, &columns))).collect()
}

fn columns(test: &TestDb) -> BTreeSet<(String, String)> {
    match &test.database {
        Database::Sqlite(path) => {
            let sql = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
                       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
            let connection = rusqlite::Connection::open(path).expect("the file");
            let mut statement = connection.prepare(sql).expect("prepared");
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
            rows.map(|row| row.expect("a row")).collect()
        }
        Database::Postgres(url) => {
            let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns \
                       WHERE table_schema = current_schema()";
            let mut client = postgres::Client::connect(url, NoTls).expect("the server");
            let rows = client.query(sql, &[]).expect("rows");
            rows.iter().map(|row| (row.get(0), row.get(1))).collect()
        }
    }
}

fn rows(test: &TestDb, table: &str, columns: &[String]) -> Vec<String> {
    let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let columns = columns.join(", ");
    let mut rows: Vec<String> = match &test.database {
        Database::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).expect("the file");
            let mut statement =
                connection.prepare(&format!("SELECT {columns} FROM {table}")).expect("prepared");
            let width = statement.column_count();
            let line = |row: &rusqlite::Row| {
                let cells = (0..width).map(|column| Ok(format!("{:?}", row.get_ref(column)?)));
                cells.collect::<Result<Vec<_>, rusqlite::Error>>().map(|cells| cells.join("|"))
            };
            statement.query_map([], line).expect("rows").map(|row| row.expect("a row")).collect()
        }
        Database::Postgres(url) => {
            let mut client = postgres::Client::connect(url, NoTls).expect("the server");
            let rows = client
                .query(&format!("SELECT t::text FROM (SELECT {columns} FROM {table}) t"), &[])
                .expect("rows");
            rows.iter().map(|row| row.get(0)).collect()
        }
    };
    rows.sort();
    rows
}

/// Tables that get longer every day.
const GROWS: [&str; 15] = [
    "account_day",
    "arrival",
    "call_slip",
    "customer_look",
    "ledger_entry",
    "performance",
    "posting",
    "report",
    "roster",
    "ticket",
    "ticket_line",
    "ticket_tender",
    "visit",
    "visit_confirmation",
    "visit_line",
];
/// Where somebody has all of it worked out anew, or merges two files, which is seldom.
const SELDOM: [&str; 7] = [
    "sales/src/verify.rs",
    "sales/src/keeper.rs",
    "sales/src/store/summed.rs",
    "prepaid/src/store/recount.rs",
    "ledger/src/store.rs",
    "booking/src/store/visits.rs",
    "report/src/store/frozen.rs",
];

/// What looks through all of a table takes longer the longer a centre lives.
#[test]
fn no_statement_looks_through_a_table_that_grows() {
    let test = db::testing::databases().remove(0);
    let Database::Sqlite(path) = &test.database else { panic!("the first is SQLite") };
    let connection = rusqlite::Connection::open(path).expect("the file");
    // Otherwise a plan tells of the checks of foreign keys as well, which are made where there is something to check.
    connection.execute_batch("PRAGMA foreign_keys = OFF").expect("off");
    let mut walks = vec![];
    let often = |statement: &&db::Registered| !SELDOM.iter().any(|file| statement.file.ends_with(file));
    for statement in db::statements().filter(often) {
        let plan = format!("EXPLAIN QUERY PLAN {}", statement.text);
        let mut plan = connection.prepare(&plan).expect("a plan");
        let steps = plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>();
        let walked = steps.expect("steps").into_iter().filter_map(|step| {
            let called = step.strip_prefix("SCAN ")?.split(' ').next()?.to_owned();
            // An index of nothing but what is open is short.
            if step.ends_with("_open") {
                return None;
            }
            // A plan calls a table by its alias.
            let is = |table: &str| called == table || statement.text.contains(&format!(" {table} {called} "));
            GROWS.into_iter().find(|table| is(table))
        });
        walks.extend(
            walked.map(|table| format!("{}:{} looks through {table}", statement.file, statement.line)),
        );
    }
    assert_eq!(walks, Vec::<String>::new());
}
