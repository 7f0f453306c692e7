//! A whole import is taken back: sales and arrears by tickets that mirror them, what is left on cards by its own
//! taking back, files and people by their going. Refused, with the reason, where something depends on it since.

use std::collections::BTreeSet;

use catalog::OfferId;
use customer::bringing::{self, Bringing};
use customer::{CustomerId, Keepers};
use db::Tx;
use garde::Validate;
use kernel::{Id, Mandate, PersonId, Result};
use ledger::{Document, Reversal};
use prepaid::Occasion;
use sales::past::{self, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::kind::ImportKind;
use crate::refused::Refused;
use crate::running::mandate;
use crate::store::{self, ImportId, ImportRow};

/// Why an import is taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct UndoForm {
    /// The reason.
    #[garde(length(chars, max = 200))]
    pub why: String,
}

impl Form for UndoForm {
    fn sample() -> UndoForm {
        UndoForm { why: "列对错了，重新导入".into() }
    }
}

struct Undo<'a> {
    call: &'a Call,
    by: &'a Mandate,
    row: &'a ImportRow,
    why: &'a str,
}

/// Takes an import back, whole.
pub fn undo(tx: &mut Tx, call: &Call, id: ImportId, form: &UndoForm) -> Result<()> {
    let row = store::import(tx, id)?;
    let by = mandate(call, row.store_id)?;
    let mut wrong = web::limits(form);
    let why = wrong.need("why", Some(form.why.trim()).filter(|why| !why.is_empty()), "needed");
    let why = wrong.or(why)?;
    if row.undone_at.is_some() || row.brought == 0 {
        return Err(Refused::NothingIn.into());
    }
    if row.touched_at.is_some_and(|at| at.plus_minutes(1) > call.now) {
        return Err(Refused::Running.into());
    }
    let made = store::made(tx, id)?;
    let keys = |of: &str| -> Vec<i64> {
        let paths = made.iter().flat_map(|made| made.split(' '));
        paths.filter_map(|path| path.strip_prefix(of)?.strip_prefix('/')?.parse().ok()).collect()
    };
    let undo = Undo { call, by: &by, row: &row, why };
    undo.offers(tx, &keys("offers"))?;
    undo.people(tx, &keys("people"))?;
    undo.rows(tx, &made)?;
    if matches!(row.kind, ImportKind::Sales | ImportKind::Balances) {
        undo.tickets(tx)?;
    }
    undo.files(tx, &keys("customers"))?;
    store::undo(tx, &by, id, call.now, why)?;
    call.note(tx, &by, "import.undone", format!("imports/{id}"), json!({ "why": why, "rows": row.brought }))
}

impl Undo<'_> {
    fn source(&self) -> String {
        format!("imports/{}", self.row.id)
    }

    fn offers(&self, tx: &mut Tx, keys: &[i64]) -> Result<()> {
        let mut used = 0;
        for key in keys {
            used += usize::from(past::was_sold(tx, OfferId::of(*key))?);
        }
        self.refuse(used, "offers")?;
        for key in keys {
            catalog::propose::take_out(tx, self.call, self.by, OfferId::of(*key), self.why)?;
        }
        Ok(())
    }

    fn people(&self, tx: &mut Tx, keys: &[i64]) -> Result<()> {
        let mut used = 0;
        for key in keys {
            used += usize::from(past::has_earned(tx, PersonId::of(*key))?);
        }
        self.refuse(used, "people")?;
        for key in keys {
            let form = org::posts::EndForm::default();
            org::people::leave(tx, self.call, PersonId::of(*key), &form)?;
        }
        Ok(())
    }

    /// What cards and shelves held goes, and what stood against it in the books.
    fn rows(&self, tx: &mut Tx, made: &[String]) -> Result<()> {
        let organisation = org::organisation(tx, self.call)?;
        let day = organisation.business_date(Some(self.row.store_id), self.call.now);
        let source = self.source();
        let rows: BTreeSet<&str> =
            made.iter().flat_map(|made| made.split(' ')).filter(|path| path.starts_with(&source)).collect();
        for path in rows {
            let document = Document { path: path.to_owned(), words: "期初余额".into() };
            let on = Occasion { document, store: self.row.store_id, day, at: self.call.now };
            prepaid::take_back(tx, self.by, &on, self.why)?;
            let shelf = stock::Occasion { store: self.row.store_id, day, at: self.call.now };
            stock::take_back(tx, self.by, &shelf, path, self.why)?;
        }
        Ok(())
    }

    fn tickets(&self, tx: &mut Tx) -> Result<()> {
        let source = self.source();
        let from = Origin { by: self.by, source: &source, store: self.row.store_id, at: self.call.now };
        past::take_back(tx, &from, self.why)?;
        while let Some(posting) = ledger::posting_of(tx, &source)? {
            let day = ledger::day_of(tx, posting)?;
            let back = Reversal { posting, day, at: self.call.now, reason: self.why.to_owned() };
            ledger::reverse(tx, self.by, &back)?;
        }
        Ok(())
    }

    /// Files of customers with whom nothing happened but what came with this import.
    fn files(&self, tx: &mut Tx, keys: &[i64]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let source = self.source();
        let ours = past::tickets_of(tx, &source)?;
        let ours: BTreeSet<String> = ours.iter().map(|ticket| format!("/tickets/{ticket}")).collect();
        let keepers: &Keepers = self.call.app.part();
        let mut leaned = 0;
        for key in keys {
            for keeper in keepers.iter() {
                let happened = keeper.happenings(tx, CustomerId::of(*key), 1_000)?;
                let other = happened.iter().any(|one| match &one.href {
                    Some(href) => !ours.contains(href),
                    None => !matches!(one.code, "opened" | "consultant" | "therapist"),
                });
                if other {
                    leaned += 1;
                    break;
                }
            }
        }
        self.refuse(leaned, "customers")?;
        let how = Bringing { by: self.by, call: self.call };
        keys.iter().try_for_each(|key| bringing::take_back(tx, &how, CustomerId::of(*key), self.why))
    }

    fn refuse(&self, count: usize, what: &str) -> Result<()> {
        match count {
            0 => Ok(()),
            count => Err(Refused::LeanedOn { what: leaning(what), count }.into()),
        }
    }
}

/// What depends, in both languages.
fn leaning(what: &str) -> String {
    let (zh, en) = match what {
        "offers" => ("项目或产品已经卖过", "items were sold since"),
        "people" => ("员工已经有业绩", "people have earned since"),
        _ => ("位顾客之后有了新的记录", "customers have other records since"),
    };
    kernel::Words::new(zh, en).for_gap()
}
