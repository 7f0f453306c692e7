//! The smallest handler there is, in a process of its own: what a request costs when nothing is done for it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::connection::Connection;
use crate::ground::cpu_of;
use crate::load::{median, takes};

/// A running one; it ends with this value.
pub struct Floor {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Floor {
    /// Starts this program a second time.
    pub fn start() -> Result<Floor> {
        let mut child =
            Command::new(std::env::current_exe()?).arg("--floor").stdout(Stdio::piped()).spawn()?;
        let mut first = String::new();
        BufReader::new(child.stdout.take().context("its voice")?).read_line(&mut first)?;
        Ok(Floor { child, address: first.trim().to_owned() })
    }

    /// Milliseconds until it has answered somebody who is alone with it.
    pub fn look(&self) -> Result<f64> {
        let mut asker = Connection::new(&self.address)?;
        Ok(median(takes(201, || asker.get("/")?.well("the smallest handler").map(drop))?))
    }

    /// Seconds of the processor so far.
    pub fn cpu(&self) -> f64 {
        cpu_of(self.child.id())
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves, with as many threads as the program has.
pub fn serve() -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let runtime = Builder::new_multi_thread().worker_threads(cores).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, Router::new().route("/", get(|| async { "ok" }))).await?;
        Ok(())
    })
}
