//! Copied while everybody is at work, and put up elsewhere.

use std::collections::BTreeSet;
use std::fs;

use db::Database;
use tempfile::TempDir;

use crate::house::{House, told};
use crate::http::Way;
use crate::load::{Load, all_marks, found_once, visit};
use crate::people::Person;
use crate::servers::{Servers, url};
use crate::{rounds, skipped};

#[test]
fn a_copy_made_under_load_holds_what_was_answered_before_it_began() {
    let house = House::in_a_file();
    let served = house.serve();
    let load = Load::begin(&Way::to(&served.address), &house);
    for round in 0..rounds(2, 30) {
        load.hears(30);
        let before = load.told().done.clone();
        let copy = house.folder().join(format!("copy-{round}.sqlite"));
        let copied = house.run(&["backup", &copy.display().to_string()]);
        assert!(copied.status.success(), "{}", told(&copied));
        load.hears(10);

        let elsewhere = TempDir::new().expect("a folder");
        let place = elsewhere.path().join("demo.sqlite");
        fs::copy(house.folder().join("demo.key"), elsewhere.path().join("demo.key"))
            .expect("the key as well");
        let other = House::at(Database::Sqlite(place));
        let restored = other.run(&["restore", &copy.display().to_string()]);
        assert!(restored.status.success(), "{}", told(&restored));
        other.verify();
        found_once(&other, &before);
        let strange: Vec<_> = all_marks(&other).difference(&all_marks(&house)).cloned().collect();
        assert!(strange.is_empty(), "only in the copy: {strange:?}");
        let put_up = other.serve();
        let people: Vec<Person> = load.people.iter().map(|one| one.by(&Way::to(&put_up.address))).collect();
        visit(&before, &people);
    }
    load.end();
}

#[test]
fn a_dump_made_under_load_holds_what_was_answered_before_it_began() {
    let Some(servers) = Servers::new() else {
        return skipped("the programs of a PostgreSQL server are not known; run by scripts/postgres");
    };
    let server = servers.first();
    let house = House::at(Database::Postgres(server.url()));
    let served = house.serve();
    let load = Load::begin(&Way::to(&served.address), &house);
    load.hears(40);
    let before = load.told().done.clone();
    let dump = servers.place("dump");
    servers.run("pg_dump", &["--format", "custom", "--file", &dump, &server.url()]);
    load.hears(10);
    server.sql("CREATE DATABASE elsewhere");
    let there = url(&[server.port], "elsewhere");
    servers.run("pg_restore", &["--dbname", &there, &dump]);
    let other = House::at(Database::Postgres(there));
    other.verify();
    found_once(&other, &before);
    let both: BTreeSet<String> = all_marks(&house);
    assert!(all_marks(&other).is_subset(&both), "nothing is only in the copy");
    load.end();
}
