//! What approvals carry out: slices bring their kinds, `shop.rs` lists them.

use db::Tx;
use kernel::{BusinessDate, Money, PersonId, Result, StoreId, Words, parse_day};
use web::Call;

use crate::fill::Filled;
use crate::form::Form;
use crate::store::ApprovalId;

/// A form whose last decider has just approved.
#[derive(Debug, Clone)]
pub struct Approved {
    /// Which one.
    pub id: ApprovalId,
    /// The form.
    pub form: Form,
    /// Who asked.
    pub asker: PersonId,
    /// At which store.
    pub store: Option<StoreId>,
    /// The amount.
    pub amount: Option<Money>,
    /// Everything filled in.
    pub filled: Filled,
    /// What it is about in another part of the house.
    pub subject: String,
}

impl Approved {
    /// What was filled in; empty when nothing was.
    pub fn text(&self, code: &str) -> &str {
        self.filled.get(code).map_or("", String::as_str)
    }

    /// A person that was filled in.
    pub fn person(&self, code: &str) -> Option<PersonId> {
        self.text(code).parse().ok()
    }

    /// A day that was filled in.
    pub fn day(&self, code: &str) -> Option<BusinessDate> {
        parse_day(self.text(code))
    }
}

/// What was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// In words.
    pub words: Words,
    /// Where it can be seen; may be empty.
    pub href: String,
}

/// A kind of form whose approval carries something out. Runs in the transaction of the last decision: either both
/// happen or neither. `call` is the house acting for the one who decided last.
pub trait FormKind: Send + Sync {
    /// The code that forms name as their `effect`.
    fn effect(&self) -> &'static str;

    /// Carries it out.
    fn carry_out(&self, tx: &mut Tx, call: &Call, approved: &Approved) -> Result<Carried>;
}

/// Everybody who carries something out.
#[derive(Default)]
pub struct Kinds(Vec<Box<dyn FormKind>>);

impl Kinds {
    /// One more.
    pub fn and(mut self, kind: impl FormKind + 'static) -> Kinds {
        self.0.push(Box::new(kind));
        self
    }

    /// Who carries a form out; nobody where that part of the program does not exist yet.
    pub fn of(&self, form: &Form) -> Option<&dyn FormKind> {
        let effect = form.effect.as_deref()?;
        self.0.iter().find(|kind| kind.effect() == effect).map(|kind| &**kind)
    }
}

/// What the asking slice waits for: the approval itself is the effect, and the slice asks [`decided`](crate::decided).
pub struct Release;

impl FormKind for Release {
    fn effect(&self) -> &'static str {
        "release"
    }

    fn carry_out(&self, _: &mut Tx, _: &Call, approved: &Approved) -> Result<Carried> {
        let href = if approved.subject.is_empty() { String::new() } else { format!("/{}", approved.subject) };
        Ok(Carried { words: Words::new("已放行，可以照此办理", "Released: it may be done"), href })
    }
}

/// A form that is its own register.
pub struct Register;

impl FormKind for Register {
    fn effect(&self) -> &'static str {
        "register"
    }

    fn carry_out(&self, _: &mut Tx, _: &Call, approved: &Approved) -> Result<Carried> {
        let href = format!("/approvals?tab=all&form={}&state=approved", approved.form.code);
        Ok(Carried { words: Words::new("已登记", "Entered in the register"), href })
    }
}
