//! Who may do what: every door tried as every post, compared with `rights.tsv`. A change of rights is a visible
//! difference there; `DIANWU_WRITE_RIGHTS=1 cargo test -p dianwu rights` writes it anew.

use std::fmt::Write;

use axum::http::Method;
use dianwu::demo;
use serde_json::json;
use web::{Access, Route};

use crate::world::{Client, World, address, worlds};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rights.tsv");

#[tokio::test]
async fn the_rights_are_those_of_the_table() {
    for world in worlds() {
        let table = table(&world).await;
        if std::env::var_os("DIANWU_WRITE_RIGHTS").is_some() {
            std::fs::write(TABLE, &table).expect("written");
        }
        let kept = std::fs::read_to_string(TABLE).unwrap_or_default();
        for (found, expected) in table.lines().zip(kept.lines()) {
            assert_eq!(found, expected, "on {}", world.name);
        }
        assert_eq!(table.lines().count(), kept.lines().count(), "on {}", world.name);
    }
}

/// A line for each door, a column for each post.
async fn table(world: &World) -> String {
    let mut clients = vec![];
    for one in first_of_each_post() {
        clients.push(world.client(one.account).await);
    }
    let mut out = "method\tpath\tneeds".to_owned();
    for client in &clients {
        let _ = write!(out, "\t{}", client.name);
    }
    out.push('\n');
    for route in world.app.routes().all().iter().filter(|route| route.access != Access::Public) {
        let needs = match route.access {
            Access::Needs(permission) => permission.code(),
            _ => "-",
        };
        let _ = write!(out, "{}\t{}\t{needs}", route.method, route.path);
        for client in &clients {
            let _ = write!(out, "\t{}", cell(world, client, route).await);
        }
        out.push('\n');
    }
    out
}

/// The scope of the right, and the status of having looked. Who has the right to act is not made to act here: what
/// comes of that is the matter of each slice's own tests. Who has it not, is turned away.
async fn cell(world: &World, client: &Client, route: &Route) -> String {
    let scope = scope(world, client, route);
    let path = address(route.path);
    match (&route.method, scope) {
        (&Method::GET, scope) => {
            let status = client.get(&path).await.status.as_u16();
            format!("{} {status}", scope.unwrap_or("-"))
        }
        (_, Some(scope)) => scope.to_owned(),
        (method, None) => {
            format!("- {}", client.json(method.clone(), &path, &json!({})).await.status.as_u16())
        }
    }
}

pub fn scope(world: &World, client: &Client, route: &Route) -> Option<&'static str> {
    let Access::Needs(permission) = route.access else { return Some("any") };
    let name = client.name.clone();
    let app = world.app.clone();
    let read = world.test.db.read_now(move |tx| {
        let account = identity::accounts::by_name(tx, &name)?.expect("an account");
        let call = web::Call::new(&app, &org::founding::house());
        let chart = org::today(tx, &call)?;
        let one = demo::PEOPLE.iter().find(|one| one.account == name).expect("somebody");
        let people = &chart.organisation.people;
        let person = people.values().find(|person| person.name == one.name).expect("a person").id;
        Ok(chart.actor(account, person).scope(permission))
    });
    read.expect("read").map(kernel::Scope::code)
}

fn first_of_each_post() -> Vec<demo::Someone> {
    let mut found: Vec<demo::Someone> = vec![];
    for one in demo::PEOPLE {
        if found.iter().all(|other| other.post != one.post) {
            found.push(one);
        }
    }
    found
}
