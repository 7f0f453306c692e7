use db::Tx;
use kernel::{Mandate, Money, Result};

use crate::Occasion;

/// Whoever keeps what customers owe: the till. Told when a refund ends a debt for what will not be delivered; it then
/// clears that part against what is receivable.
pub trait Debts: Send + Sync {
    /// So much of what is owed for a document is owed no more.
    fn end(&self, tx: &mut Tx, by: &Mandate, on: &Occasion, document: &str, amount: Money) -> Result<()>;
}

/// Who that is; `shop.rs` says.
#[derive(Default)]
pub struct DebtKeeper(Option<Box<dyn Debts>>);

impl DebtKeeper {
    /// This one.
    pub fn of(keeper: impl Debts + 'static) -> DebtKeeper {
        DebtKeeper(Some(Box::new(keeper)))
    }

    pub(crate) fn end(
        &self,
        tx: &mut Tx,
        by: &Mandate,
        on: &Occasion,
        document: &str,
        amount: Money,
    ) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |keeper| keeper.end(tx, by, on, document, amount))
    }
}
