use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::{Error, Result};

use crate::Tx;
use crate::error::NotKept;

/// What came of the work, whatever it is: the way through a database thread is compiled once, not for every answer.
pub(crate) type Answer = Box<dyn Any + Send>;

/// What a closure does in a transaction; it may be asked more than once.
pub(crate) type Work = Box<dyn Fn(&mut Tx) -> Result<Answer> + Send>;

/// Tells whoever asked how it ended.
pub(crate) type Tell = Box<dyn FnOnce(Result<Answer>) + Send>;

/// How a command stays undisturbed by those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// The database watches all that it reads.
    Watched,
    /// It holds what it relies on.
    Holding,
}

/// A closure on its way through a database thread.
pub(crate) struct Task {
    /// How it stands beside others.
    pub stand: Stand,
    work: Work,
    tell: Tell,
    result: Option<Result<Answer>>,
}

impl Task {
    pub fn new(stand: Stand, work: Work, tell: Tell) -> Task {
        Task { stand, work, tell, result: None }
    }

    /// Does the work in an open transaction; true when the work is to be kept.
    pub fn run(&mut self, tx: &mut Tx) -> bool {
        let result =
            catch_unwind(AssertUnwindSafe(|| (self.work)(tx))).unwrap_or_else(|panic| Err(fault(panic)));
        let result = tx.verdict(result);
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    /// Tells the one who asked, once it is known how the transaction ended.
    pub fn answer(self, end: Result<(), NotKept>) {
        let result = self.result.unwrap_or_else(|| Err(Error::fault("the work was never begun")));
        (self.tell)(end.map_err(|not_kept| Error::Fault(not_kept.into())).and(result));
    }
}

fn fault(panic: Box<dyn Any + Send>) -> Error {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Error::fault(format!("panicked in a transaction: {words}"))
}
