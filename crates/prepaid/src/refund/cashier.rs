use customer::CustomerId;
use db::Tx;
use kernel::{Error, Mandate, Money, Result};
use ledger::Role;
use web::Call;

use crate::Occasion;
use crate::card::Bought;
use crate::store::RefundId;

/// A refund whose money goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOut {
    /// Which.
    pub refund: RefundId,
    /// Whose.
    pub customer: CustomerId,
    /// Of what.
    pub bought: Bought,
    /// What it is called.
    pub name: String,
    /// By which document it was sold.
    pub sold_by: String,
    /// What she gets back of what she paid.
    pub principal: Money,
    /// The interest on it, which is the house's alone.
    pub interest: Money,
    /// By what it is paid.
    pub with: Role,
}

impl PaidOut {
    /// Both together.
    pub fn total(&self) -> Result<Money> {
        Ok(self.principal.plus(self.interest)?)
    }
}

/// Whoever keeps debts and money: the till.
pub trait Cashier: Send + Sync {
    /// So much of what is owed for a document is owed no more, because it will not be delivered; it is cleared against
    /// what is receivable.
    fn debt_ends(
        &self,
        tx: &mut Tx,
        by: &Mandate,
        on: &Occasion,
        document: &str,
        amount: Money,
    ) -> Result<()>;

    /// A refund is paid out: what stands on clearing goes against the means, and what it takes from those who sold is
    /// written down.
    fn pays_out(&self, tx: &mut Tx, call: &Call, by: &Mandate, on: &Occasion, paid: &PaidOut) -> Result<()>;
}

/// Who that is; `shop.rs` says.
#[derive(Default)]
pub struct CashDesk(Option<Box<dyn Cashier>>);

impl CashDesk {
    /// This one.
    pub fn of(cashier: impl Cashier + 'static) -> CashDesk {
        CashDesk(Some(Box::new(cashier)))
    }

    pub(crate) fn debt_ends(
        &self,
        tx: &mut Tx,
        by: &Mandate,
        on: &Occasion,
        document: &str,
        amount: Money,
    ) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |cashier| cashier.debt_ends(tx, by, on, document, amount))
    }

    pub(crate) fn pays_out(
        &self,
        tx: &mut Tx,
        call: &Call,
        by: &Mandate,
        on: &Occasion,
        paid: &PaidOut,
    ) -> Result<()> {
        let cashier =
            self.0.as_ref().ok_or_else(|| Error::fault("a house without a till pays nothing out"))?;
        cashier.pays_out(tx, call, by, on, paid)
    }
}
