use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::{Error, Result};

use crate::Tx;

/// What a closure does in a transaction; it may be asked more than once.
pub(crate) type Work<T> = Box<dyn Fn(&mut Tx) -> Result<T> + Send>;

/// Tells whoever asked how it ended.
pub(crate) type Tell<T> = Box<dyn FnOnce(Result<T>) + Send>;

/// A closure on its way through a database thread, whatever it answers with.
pub(crate) trait Task: Send {
    /// Does the work in an open transaction; true when the work is to be kept.
    fn run(&mut self, tx: &mut Tx) -> bool;

    /// Tells the one who asked, once it is known how the transaction ended.
    fn answer(self: Box<Self>, end: Result<(), String>);
}

/// A task that answers with a `T`.
pub(crate) struct Asked<T> {
    work: Work<T>,
    tell: Tell<T>,
    result: Option<Result<T>>,
}

impl<T> Asked<T> {
    pub fn new(work: Work<T>, tell: Tell<T>) -> Asked<T> {
        Asked { work, tell, result: None }
    }
}

impl<T: Send> Task for Asked<T> {
    fn run(&mut self, tx: &mut Tx) -> bool {
        let result =
            catch_unwind(AssertUnwindSafe(|| (self.work)(tx))).unwrap_or_else(|panic| Err(fault(panic)));
        let result = tx.verdict(result);
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, end: Result<(), String>) {
        let result = self.result.unwrap_or_else(|| Err(Error::fault("the work was never begun")));
        (self.tell)(end.map_err(Error::fault).and(result));
    }
}

fn fault(panic: Box<dyn Any + Send>) -> Error {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Error::fault(format!("panicked in a transaction: {words}"))
}
