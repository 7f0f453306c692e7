//! How the pages of those at the top grow with the number of stores: one, ten, a hundred, each with a month of sales
//! and visits behind it; beside the smallest handler.

use std::path::Path;

use anyhow::Result;

use crate::floor::Floor;
use crate::ground::Ground;
use crate::load::takes;
use crate::results::{Results, Row};
use crate::served::Served;
use crate::years::{YESTERDAY, Years, summed};

const TAKES: usize = 11;
const PAGES: [(&str, &str); 6] = [
    ("her day", "/today"),
    ("her inbox", "/approvals"),
    ("turnover of a month", "/records/turnover?from=2026-11-01&until=2026-11-25"),
    ("results of everybody", "/records/performance?from=2026-11-01&until=2026-11-25"),
    ("targets of a month", "/targets"),
    ("a month's report", "/reports/write?kind=monthly"),
];

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let nothing = Floor::start()?.look()?;
    for ground in Ground::all()? {
        let served = Served::on(binary, &ground)?;
        // Signed in once: her code does not open the door a second time within its half minute.
        let cookie = served.sign_in("gm")?;
        served.stop()?;
        let mut stores = 0;
        for size in [1, 10, 100] {
            for store in stores + 1..=size {
                open(&ground, store)?;
                let of_it = Years {
                    store,
                    last: YESTERDAY,
                    days: 31,
                    tickets: 20,
                    visits: 15,
                    customers: 310,
                    people: (5, 10),
                };
                of_it.fill(&ground)?;
            }
            stores = size;
            let served = Served::on(binary, &ground)?;
            summed(&ground, size)?;
            let mut manager = served.connection(&cookie)?;
            for (name, path) in PAGES {
                let takes = takes(TAKES, || manager.page(path)?.well(path).map(drop))?;
                let size = if size == 1 { "1 store".to_owned() } else { format!("{size} stores") };
                let row = Row::of_takes("chain", name, ground.name(), &size, &takes, "ms");
                results.add(row.beside(nothing, "the smallest handler"));
            }
            served.stop()?;
        }
    }
    Ok(())
}

/// A store under the general manager, with the hours of the first; the first is there already.
fn open(ground: &Ground, store: i64) -> Result<()> {
    if store == 1 {
        return Ok(());
    }
    ground.batch(&format!(
        "INSERT INTO store (id, name, day_cut, opened_on) VALUES ({store}, '{store} 店', 240, '2020-01-01');
         INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day)
           SELECT h.person_id, h.post_id, {store}, 'full', '', '2020-01-01' FROM holding h JOIN post o ON o.id = h.post_id
           WHERE o.code = 'greeter' ORDER BY h.id LIMIT 1;"
    ))
}
