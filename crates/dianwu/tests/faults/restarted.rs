//! The database server is stopped and started, crashes, or is gone for good and another one takes over.

use db::Database;

use crate::house::House;
use crate::http::Way;
use crate::load::{Load, check, visit};
use crate::servers::{Servers, url};
use crate::{rounds, skipped};

const WITHOUT: &str = "the programs of a PostgreSQL server are not known; run by scripts/postgres";

#[test]
fn a_server_that_is_restarted_or_crashes_loses_nothing_that_was_answered() {
    let Some(servers) = Servers::new() else { return skipped(WITHOUT) };
    let server = servers.first();
    let house = House::at(Database::Postgres(server.url()));
    let served = house.serve();
    let load = Load::begin(&Way::to(&served.address), &house);
    for _ in 0..rounds(1, 20) {
        for mode in ["fast", "immediate"] {
            load.hears(20);
            server.stop(mode);
            server.start();
        }
    }
    load.hears(20);
    let (told, people) = load.end();
    visit(&told.done, &people);
    check(&house, &told);
}

#[test]
fn a_standby_that_takes_over_has_everything_that_was_answered() {
    let Some(servers) = Servers::new() else { return skipped(WITHOUT) };
    let first = servers.first();
    let standby = servers.standby_of(&first);
    let house = House::at(Database::Postgres(url(&[first.port, standby.port], "postgres")));
    let served = house.serve();
    let load = Load::begin(&Way::to(&served.address), &house);
    load.hears(rounds(40, 1000));
    first.kill();
    standby.promote();
    load.hears(rounds(40, 1000));
    let (told, people) = load.end();
    visit(&told.done, &people);
    check(&house, &told);
}
