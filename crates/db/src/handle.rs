use std::sync::{Arc, mpsc};

use kernel::{Error, Result};
use tokio::sync::oneshot;

use crate::task::{Asked, Task, Tell, Work};
use crate::threads::{Threads, start};
use crate::{Database, Options, Tx};

/// The database, as every part of the program holds it. A clone is the same database; its threads end when the
/// last clone is gone.
#[derive(Clone)]
pub struct Db(Arc<Threads>);

impl Db {
    /// Opens the database and makes sure that it answers. Does not migrate.
    pub fn open(database: &Database, options: &Options) -> Result<Db> {
        let db = Db(Arc::new(start(database, options)?));
        db.read_now(|tx| tx.scalar(crate::sql!("SELECT 1" => (i64,)), crate::args![]))?;
        Ok(db)
    }

    /// Looks at one moment of the data. The closure cannot change anything.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.look(Box::new(f), Box::new(move |result| drop(tell.send(result))))?;
        told.await.map_err(|_| closed())?
    }

    /// Does a command in one transaction and answers when it is on disk. It may run more than once, and it
    /// still runs to its end when the caller has stopped waiting.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.command(Box::new(f), Box::new(move |result| drop(tell.send(result))))?;
        told.await.map_err(|_| closed())?
    }

    /// [`Db::read`] for the command line and for tests: waits.
    pub fn read_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = mpsc::channel();
        self.look(Box::new(f), Box::new(move |result| drop(tell.send(result))))?;
        told.recv().map_err(|_| closed())?
    }

    /// [`Db::write`] for the command line and for tests: waits.
    pub fn write_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = mpsc::channel();
        self.command(Box::new(f), Box::new(move |result| drop(tell.send(result))))?;
        told.recv().map_err(|_| closed())?
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

    fn look<T: Send + 'static>(&self, work: Work<T>, tell: Tell<T>) -> Result<()> {
        let task: Box<dyn Task> = Box::new(Asked::new(work, tell));
        self.0.read.send(task).map_err(|_| closed())
    }

    fn command<T: Send + 'static>(&self, work: Work<T>, tell: Tell<T>) -> Result<()> {
        let task: Box<dyn Task> = Box::new(Asked::new(work, tell));
        self.0.write.send(task).map_err(|_| closed())
    }
}

fn closed() -> Error {
    Error::fault("the database is closed")
}
