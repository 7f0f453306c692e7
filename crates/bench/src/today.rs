//! Today's page, which everybody opens first and most often; beside the smallest handler.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::connection::Connection;
use crate::floor::Floor;
use crate::ground::Ground;
use crate::load::{Came, load};
use crate::results::{Results, Row};
use crate::served::Served;

const LOAD: Duration = Duration::from_secs(4);
const PEOPLE: [&str; 4] = ["greeter", "head", "td", "gm"];

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let floor = Floor::start()?;
    let bare = |users: usize| -> Result<Came> {
        let all = (0..users).map(|_| Connection::new(&floor.address)).collect::<Result<Vec<_>>>()?;
        load(all, LOAD, || floor.cpu(), |one| Ok(one.page("/")?.status == 200))
    };
    let floors = [(1, bare(1)?), (50, bare(50)?)];
    for ground in Ground::all()? {
        let served = Served::on(binary, &ground)?;
        for who in PEOPLE {
            let cookie = served.sign_in(who)?;
            for (users, floor) in &floors {
                let all = (0..*users).map(|_| served.connection(&cookie)).collect::<Result<Vec<_>>>()?;
                let came =
                    load(all, LOAD, || served.cpu(&ground), |one| Ok(one.page("/today")?.status == 200))?;
                let row = |what: &str, value: f64, unit: &str| {
                    let what = format!("{what}, {who}, {users} users");
                    Row::new("today", &what, ground.name(), "1 store", value, unit)
                };
                let is = format!("the smallest handler, {users} users");
                let median = row("median", came.within(50), "ms").beside(floor.within(50), &is);
                results.add(if *users == 50 { median.wanted("at most 10 ms") } else { median });
                results.add(row("processor time of a page", came.cost(), "µs").beside(floor.cost(), &is));
            }
        }
    }
    Ok(())
}
