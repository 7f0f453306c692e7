//! What was measured, as rows that are kept in `bench/results.json` and drawn as tables and plots from there.

use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Of what: `checkout`, `records`.
    pub workload: String,
    /// Which figure of it: `8 clients, tickets a second`.
    pub what: String,
    /// `sqlite`, `postgres`, or `-` where no database has a part in it.
    pub db: String,
    /// How much there was: stores, customers, lines.
    pub size: String,
    /// The figure: the median where it was taken several times.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What the machine can do at best, taken in the same run: bare SQL, `pgbench`, the smallest handler.
    pub limit: Option<f64>,
    /// What that is.
    pub limit_is: Option<String>,
    /// The value as a part of the limit.
    pub ratio: Option<f64>,
    /// What is wanted, in words.
    pub wanted: Option<String>,
    /// The least and the most of the takes.
    pub spread: Option<(f64, f64)>,
    /// On what machine, and when.
    pub machine: String,
}

impl Row {
    /// A figure without a limit.
    pub fn new(workload: &str, what: &str, db: &str, size: &str, value: f64, unit: &str) -> Row {
        let text = str::to_owned;
        Row {
            workload: text(workload),
            what: text(what),
            db: text(db),
            size: text(size),
            value,
            unit: text(unit),
            limit: None,
            limit_is: None,
            ratio: None,
            wanted: None,
            spread: None,
            machine: machine(),
        }
    }

    /// The median of takes, with the least and the most.
    pub fn of_takes(workload: &str, what: &str, db: &str, size: &str, takes: &[f64], unit: &str) -> Row {
        let mut sorted = takes.to_vec();
        sorted.sort_by(f64::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
        let ends = sorted.first().copied().zip(sorted.last().copied());
        Row { spread: ends, ..Row::new(workload, what, db, size, median, unit) }
    }

    /// Beside what the machine can do at best.
    pub fn beside(self, limit: f64, limit_is: &str) -> Row {
        Row {
            ratio: Some(self.value / limit),
            limit: Some(limit),
            limit_is: Some(limit_is.to_owned()),
            ..self
        }
    }

    /// With what is wanted.
    pub fn wanted(self, wanted: &str) -> Row {
        Row { wanted: Some(wanted.to_owned()), ..self }
    }

    fn same(&self, other: &Row) -> bool {
        let key = |row: &Row| (row.workload.clone(), row.what.clone(), row.db.clone(), row.size.clone());
        key(self) == key(other)
    }
}

/// Processors, memory, kernel and day.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let memory = read("/proc/meminfo");
    let kib = memory.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0);
    let day = jiff::Zoned::now().date();
    format!("{cores} × {}, {} GiB, {day}", model.trim_start_matches(['\t', ' ', ':']), kib / 1024 / 1024)
}

/// Says each row as it comes, and keeps all in the file; a row that was there before is replaced.
pub struct Results {
    rows: Vec<Row>,
}

impl Results {
    /// Those of earlier runs.
    pub fn read(path: &Path) -> Results {
        let rows = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Results { rows: rows.unwrap_or_default() }
    }

    /// One more.
    pub fn add(&mut self, row: Row) {
        let limit = match (row.limit, &row.limit_is, row.ratio) {
            (Some(limit), Some(is), Some(ratio)) => format!(", {ratio:.2} of {is} ({limit:.4})"),
            _ => String::new(),
        };
        let wanted = row.wanted.as_deref().map(|wanted| format!(", wanted {wanted}")).unwrap_or_default();
        let spread = row.spread.map(|(least, most)| format!(" [{least:.4} … {most:.4}]")).unwrap_or_default();
        println!(
            "{} | {} | {} | {} | {:.4} {}{spread}{limit}{wanted}",
            row.workload, row.what, row.db, row.size, row.value, row.unit
        );
        match self.rows.iter_mut().find(|old| old.same(&row)) {
            Some(old) => *old = row,
            None => self.rows.push(row),
        }
    }

    /// Keeps them, a row a line so that two runs can be compared by eye.
    pub fn write(&self, path: &Path) -> Result<()> {
        let rows = self.rows.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        std::fs::write(path, format!("[\n{}\n]\n", rows.join(",\n")))?;
        Ok(())
    }
}
