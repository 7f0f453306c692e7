use std::sync::{Arc, mpsc};

use crossbeam_channel::Sender;
use kernel::{Error, Result};
use tokio::sync::oneshot;

use crate::engine::Access;
use crate::task::{Answer, Stand, Task, Work};
use crate::threads::{Threads, start};
use crate::{Database, Options, Tx};

/// The database, as every part of the program holds it. A clone is the same database; its threads end when the
/// last clone is gone.
#[derive(Clone)]
pub struct Db(Arc<Threads>);

impl Db {
    /// Opens the database and makes sure that it answers. Does not migrate.
    pub fn open(database: &Database, options: &Options) -> Result<Db> {
        Db::started(database, options, Access::Write)
    }

    /// Opens a database that is being filled and would be made anew if the machine fell meanwhile: its commands are
    /// answered before they are on disk.
    pub fn open_to_make(database: &Database) -> Result<Db> {
        Db::started(database, &Options { readers: 1, connections: 1 }, Access::Make)
    }

    fn started(database: &Database, options: &Options, writes: Access) -> Result<Db> {
        let db = Db(Arc::new(start(database, options, writes)?));
        db.read_now(|tx| tx.scalar(crate::sql!("SELECT 1" => (i64,)), crate::args![]))?;
        Ok(db)
    }

    /// Looks at one moment of the data. The closure cannot change anything.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask(&self.0.read, Stand::Watched, wrapped(f)).await?)
    }

    /// Does a command in one transaction and answers when it is on disk. It may run more than once, and it
    /// still runs to its end when the caller has stopped waiting.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask(&self.0.write, Stand::Watched, wrapped(f)).await?)
    }

    /// [`Db::write`] for a command that relies on little: whatever another one could change under it, it changes too or
    /// reads by [`Tx::hold`], and where that is not so after all it says [`Tx::watch`]. Many of them go beside each other
    /// on PostgreSQL, which then need not watch what they read.
    pub async fn write_holding<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask(&self.0.write, Stand::Holding, wrapped(f)).await?)
    }

    /// [`Db::read`] for the command line and for tests: waits.
    pub fn read_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask_now(&self.0.read, Stand::Watched, wrapped(f))?)
    }

    /// [`Db::write`] for the command line and for tests: waits.
    pub fn write_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask_now(&self.0.write, Stand::Watched, wrapped(f))?)
    }

    /// [`Db::write_holding`] for tests: waits.
    pub fn write_holding_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        taken(ask_now(&self.0.write, Stand::Holding, wrapped(f))?)
    }

    /// Lets go of the database. When this was the last clone, everything asked has been answered and every
    /// connection is closed afterwards.
    pub fn close(self) {
        let Some(Threads { write, read, handles }) = Arc::into_inner(self.0) else { return };
        drop((write, read));
        for handle in handles {
            let _ = handle.join();
        }
    }
}

async fn ask(queue: &Sender<Task>, stand: Stand, work: Work) -> Result<Answer> {
    let (tell, told) = oneshot::channel();
    send(queue, Task::new(stand, work, Box::new(move |result| drop(tell.send(result)))))?;
    told.await.map_err(|_| closed())?
}

fn ask_now(queue: &Sender<Task>, stand: Stand, work: Work) -> Result<Answer> {
    let (tell, told) = mpsc::channel();
    send(queue, Task::new(stand, work, Box::new(move |result| drop(tell.send(result)))))?;
    told.recv().map_err(|_| closed())?
}

fn send(queue: &Sender<Task>, task: Task) -> Result<()> {
    queue.send(task).map_err(|_| closed())
}

fn wrapped<T: Send + 'static>(f: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Work {
    Box::new(move |tx| f(tx).map(|answer| Box::new(answer) as Answer))
}

fn taken<T: 'static>(answer: Answer) -> Result<T> {
    answer.downcast().map(|answer| *answer).map_err(|_| Error::fault("the answer is of another kind"))
}

fn closed() -> Error {
    Error::fault("the database is closed")
}
