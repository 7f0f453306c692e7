//! What the program takes before anybody does anything: the disk, the start, memory, what a browser loads first.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::ground::Ground;
use crate::results::{Results, Row};
use crate::served::Served;

const TAKES: usize = 5;

/// On every database there is.
pub fn run(binary: &Path, results: &mut Results) -> Result<()> {
    let size = std::fs::metadata(binary)?.len() as f64 / 1e6;
    results.add(Row::new("house", "binary", "-", "-", size, "MB").wanted("at most 50 MB"));
    let nothing = Instant::now();
    Command::new(binary).arg("--version").output()?;
    let nothing = nothing.elapsed().as_secs_f64() * 1e3;
    for ground in Ground::all()? {
        let row =
            |what: &str, value, unit: &str| Row::new("house", what, ground.name(), "1 store", value, unit);
        let first = Served::on(binary, &ground)?;
        let making = first.began_in.as_secs_f64() * 1e3;
        results.add(row("first start, with making the demonstration", making, "ms"));
        first.stop()?;
        let mut starts = vec![];
        for _ in 0..TAKES {
            let served = Served::on(binary, &ground)?;
            starts.push(served.began_in.as_secs_f64() * 1e3);
            served.stop()?;
        }
        let start = Row::of_takes("house", "start to first answer", ground.name(), "1 store", &starts, "ms");
        results.add(start.beside(nothing, "--version").wanted("at most 500 ms"));
        let served = Served::on(binary, &ground)?;
        thread::sleep(Duration::from_secs(2));
        results.add(row("memory, idle", served.memory(), "MB").wanted("at most 80 MB"));
        results.add(row("first load, compressed", first_load(&served)?, "kB").wanted("at most 300 kB"));
    }
    Ok(())
}

/// kB of the page and all that it names, as a browser that has nothing yet would fetch them.
fn first_load(served: &Served) -> Result<f64> {
    let cookie = served.sign_in("greeter")?;
    let mut browser = served.connection(&cookie)?;
    let page = browser.page("/today")?.well("today")?.body.len();
    let plain = Command::new("curl")
        .args(["-s", "-H", "accept: text/html", "-b", &cookie, &format!("http://{}/today", served.address)])
        .output()
        .context("curl is asked for")?;
    let text = String::from_utf8_lossy(&plain.stdout).into_owned();
    let named = text.split(['"', '\'']).filter(|part| part.starts_with("/assets/"));
    let named: std::collections::BTreeSet<&str> =
        named.map(|path| path.split('#').next().unwrap_or(path)).collect();
    let mut bytes = page;
    for path in named {
        bytes += browser.page(path)?.well(path)?.body.len();
    }
    Ok(bytes as f64 / 1e3)
}
