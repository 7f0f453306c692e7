//! The program, serving in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::connection::Connection;
use crate::ground::{Ground, cpu_of, cpu_of_postgres};

/// What everybody in the demonstration signs in with.
const PASSWORD: &str = "dianwu-demo-2026";
/// A Thursday afternoon, at which the demonstration's clock begins.
pub const AT: &str = "2026-11-26T14:00";

/// A running process; it ends with this value.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// How long it took until the first answer.
    pub began_in: Duration,
}

impl Served {
    /// Serves what the ground holds; an empty one gets the demonstration first.
    pub fn on(binary: &Path, ground: &Ground) -> Result<Served> {
        let began = Instant::now();
        let mut child = Command::new(binary)
            .args(["demo", "--at", AT, "--listen", "127.0.0.1:0", "--database", &ground.url()])
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} is built by make build", binary.display()))?;
        let said = child.stdout.take().context("its voice")?;
        // From here on it ends with this value, whatever goes wrong.
        let mut served = Served { child, address: String::new(), began_in: Duration::ZERO };
        let mut lines = BufReader::new(said).lines();
        let first = lines.next().context("it says nothing")??;
        // What else it says is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        served.address = first.rsplit("http://").next().unwrap_or_default().to_owned();
        Connection::new(&served.address)?.get("/sign-in")?.well("the first page")?;
        served.began_in = began.elapsed();
        Ok(served)
    }

    /// Seconds of the processor so far, those of the database's own processes too.
    pub fn cpu(&self, ground: &Ground) -> f64 {
        let database = if ground.name() == "postgres" { cpu_of_postgres() } else { 0.0 };
        cpu_of(self.child.id()) + database
    }

    /// MB of memory that are its own now.
    pub fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
    }

    /// Somebody signed in, with the second step where it is asked for: the demonstration shows its code.
    pub fn sign_in(&self, name: &str) -> Result<String> {
        let typed = json!({ "name": name, "password": PASSWORD });
        let signed = Connection::new(&self.address)?.post("/sign-in", &typed, None)?.well(name)?;
        let mut cookie = signed.cookie.context("no session")?;
        for page in ["/sign-in/code", "/me/second-step"] {
            let mut one = Connection::as_somebody(&self.address, &cookie)?;
            let shown = one.get(page)?.value();
            if let Some(code) = shown["demo_code"].as_str() {
                let given = one.post(page, &json!({ "code": code }), None)?.well(page)?;
                cookie = given.cookie.unwrap_or(cookie);
            }
        }
        Ok(cookie)
    }

    /// Somebody's connection.
    pub fn connection(&self, cookie: &str) -> Result<Connection> {
        Connection::as_somebody(&self.address, cookie)
    }

    /// Ends it as a machine that is shut down does.
    pub fn stop(mut self) -> Result<()> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status()?;
        if !told.success() || !self.child.wait()?.success() {
            bail!("it did not end well");
        }
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
