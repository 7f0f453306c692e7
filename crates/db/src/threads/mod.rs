//! The threads that own the connections. Each takes tasks from a queue until the last [`Db`](crate::Db) is gone.
pub(crate) mod lite;
pub(crate) mod pg;

use std::thread::{Builder, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};
use kernel::Result;

use crate::engine::{Access, lite as file};
use crate::task::Task;
use crate::{Database, Options};

/// The queues into the threads, and the threads.
pub(crate) struct Threads {
    pub write: Sender<Task>,
    pub read: Sender<Task>,
    pub handles: Vec<JoinHandle<()>>,
}

pub(crate) fn start(database: &Database, options: &Options, writes: Access) -> Result<Threads> {
    let (write, to_write) = unbounded();
    let (read, to_read) = unbounded();
    let mut handles = vec![];
    match database {
        Database::Sqlite(path) => {
            let connection = file::open(path, writes)?;
            handles.push(spawn("db-write", move || lite::write(connection, &to_write))?);
            for _ in 0..options.readers.max(1) {
                let connection = file::open(path, Access::Read)?;
                let tasks = to_read.clone();
                handles.push(spawn("db-read", move || lite::read(connection, &tasks))?);
            }
        }
        Database::Postgres(url) => {
            let turnstile = pg::Turnstile::default();
            for _ in 0..options.connections.max(1) {
                handles.push(server(url, writes, &turnstile, &to_write)?);
            }
            for _ in 0..options.readers.max(1) {
                handles.push(server(url, Access::Read, &turnstile, &to_read)?);
            }
        }
    }
    Ok(Threads { write, read, handles })
}

fn server(
    url: &str,
    access: Access,
    turnstile: &pg::Turnstile,
    tasks: &Receiver<Task>,
) -> Result<JoinHandle<()>> {
    let (url, turnstile, tasks) = (url.to_owned(), turnstile.clone(), tasks.clone());
    spawn("db-server", move || pg::serve(&url, access, turnstile, &tasks))
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    Ok(Builder::new().name(name.to_owned()).spawn(f)?)
}
