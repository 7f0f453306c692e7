//! Migrations, the claim on a file, backup and restore.
use std::path::Path;

use db::testing::databases;
use db::{
    Database, Db, Options, SchemaError, SchemaState, Tx, args, backup, claim_file, migrate, restore,
    schema_state, sql,
};
use kernel::{Error, Result};

fn schema_error(error: Error) -> SchemaError {
    match error {
        Error::Fault(fault) => fault.downcast_ref::<SchemaError>().expect("a schema error").clone(),
        refused => panic!("{refused}"),
    }
}

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    for test in databases() {
        assert_eq!(schema_state(&test.database).expect("looked"), SchemaState::Current, "{}", test.name);
        assert_eq!(migrate(&test.database).expect("again"), []);
    }
}

#[test]
fn an_empty_file_is_behind_until_it_is_migrated() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("new.db"));
    let SchemaState::Behind(missing) = schema_state(&database).expect("looked") else { panic!("not behind") };
    assert!(!folder.path().join("new.db").exists(), "looking creates nothing");
    assert_eq!(migrate(&database).expect("migrated"), missing);
    assert_eq!(missing[0].to_string(), "0001_house");
    assert_eq!(schema_state(&database).expect("looked"), SchemaState::Current);
}

#[test]
fn a_newer_database_is_refused_with_what_to_do() {
    for test in databases() {
        let insert = sql!(
            "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9999, 'x', 'x', 0)"
        );
        test.db.write_now(move |tx| tx.exec(insert, args![])).expect("from the future");
        for error in
            [migrate(&test.database).expect_err("newer"), schema_state(&test.database).expect_err("newer")]
        {
            assert!(error.to_string().contains("9999_x") && error.to_string().contains("newer version"));
            assert!(matches!(schema_error(error), SchemaError::Newer { .. }), "{}", test.name);
        }
    }
}

#[test]
fn a_changed_file_is_refused() {
    for test in databases() {
        let update = sql!("UPDATE schema_migration SET checksum = 'x' WHERE number = 1");
        test.db.write_now(move |tx| tx.exec(update, args![])).expect("changed");
        let error = schema_error(migrate(&test.database).expect_err("changed"));
        assert!(matches!(error, SchemaError::Changed { file } if file.number == 1), "{}", test.name);
    }
}

#[test]
fn two_that_start_at_once_migrate_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("new.db"));
    let applied: usize = std::thread::scope(|scope| {
        let both: Vec<_> =
            (0..2).map(|_| scope.spawn(|| migrate(&database).expect("migrated").len())).collect();
        both.into_iter().map(|one| one.join().expect("joined")).sum()
    });
    let SchemaState::Current = schema_state(&database).expect("looked") else { panic!("behind") };
    let known = open(&database)
        .read_now(|tx| tx.scalar(sql!("SELECT count(*) FROM schema_migration" => (i64,)), args![]));
    assert_eq!(applied as i64, known.expect("counted"));
}

#[test]
fn a_file_is_served_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::Sqlite(folder.path().join("a.db"));
    let claim = claim_file(&database).expect("claimed");
    let again = claim_file(&database).err().expect("refused").to_string();
    assert!(again.contains("a.db is being served by another"), "{again}");
    drop(claim);
    assert!(claim_file(&database).is_ok(), "free again");
    assert!(claim_file(&Database::Postgres("postgres://h/n".into())).is_ok());
}

fn open(database: &Database) -> Db {
    Db::open(database, &Options::default()).expect("opened")
}

fn keep(db: &Db, key: &'static str) {
    let insert =
        move |tx: &mut Tx| tx.exec(sql!("INSERT INTO setting (key, value) VALUES ($1, 'x')"), args![key]);
    db.write_now(insert).expect("kept");
}

fn keys(database: &Database) -> Vec<String> {
    let keys = |tx: &mut Tx| {
        tx.scalars(sql!("SELECT key FROM setting WHERE value = 'x' ORDER BY key" => (String,)), args![])
    };
    open(database).read_now(keys).expect("keys")
}

#[test]
fn a_backup_made_while_serving_comes_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (database, copy) = (Database::Sqlite(folder.path().join("a.db")), folder.path().join("copy.db"));
    migrate(&database)?;
    let db = open(&database);
    keep(&db, "one");
    backup(&database, &copy)?;
    keep(&db, "two");
    assert!(backup(&database, &copy).is_err(), "never over an older one");
    assert_eq!(keys(&Database::Sqlite(copy.clone())), ["one"]);

    let claim = claim_file(&database)?;
    assert!(restore(&copy, &database, true).unwrap_err().to_string().contains("being served"));
    drop(claim);
    db.close();
    assert!(restore(&copy, &database, false).unwrap_err().to_string().contains("--force"));
    restore(&copy, &database, true)?;
    assert_eq!(keys(&database), ["one"]);
    assert_eq!(keys(&Database::Sqlite(folder.path().join("a.db.replaced"))), ["one", "two"]);
    Ok(())
}

#[test]
fn what_is_no_database_of_ours_is_not_restored() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = Database::Sqlite(folder.path().join("a.db"));
    let refused = |from: &Path| restore(from, &database, false).expect_err("refused").to_string();
    let (text, other, newer) = (
        folder.path().join("text"),
        folder.path().join("other"),
        Database::Sqlite(folder.path().join("newer")),
    );
    std::fs::write(&text, "no database, but long enough to have been one, if only it began differently")?;
    assert!(refused(&text).contains("not a database"));
    assert!(refused(&folder.path().join("nowhere")).contains("cannot read"));
    open(&Database::Sqlite(other.clone())).close();
    assert!(refused(&other).contains("no dianwu database"));
    migrate(&newer)?;
    let insert =
        sql!("INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9998, 'x', 'x', 0)");
    open(&newer).write_now(move |tx| tx.exec(insert, args![]))?;
    assert!(refused(&folder.path().join("newer")).contains("newer"));
    assert!(!folder.path().join("a.db").exists() && !folder.path().join("a.db.restoring").exists());
    Ok(())
}
