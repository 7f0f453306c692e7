//! How the till of a store is set.

use db::Tx;
use garde::Validate;
use kernel::{Permission, Place, Result, StoreId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Call, Form};

use crate::place::my_store;
use crate::store::{self, TillSetting};

/// The settings as they are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct SettingForm {
    /// `yes` where tips may be taken.
    #[garde(length(max = 5))]
    pub tips: String,
    /// 58 or 80.
    #[garde(length(max = 2))]
    pub paper: String,
    /// The receipt printer, `host:port`.
    #[garde(length(max = 100))]
    pub printer: String,
    /// What stands below a receipt.
    #[garde(length(chars, max = 300))]
    pub footer: String,
    /// After how many days what is owed is due.
    #[garde(length(max = 3))]
    pub due_days: String,
}

impl Form for SettingForm {
    fn sample() -> SettingForm {
        SettingForm {
            tips: String::new(),
            paper: "58".into(),
            printer: "192.168.1.50:9100".into(),
            footer: "谢谢惠顾".into(),
            due_days: "30".into(),
        }
    }
}

impl SettingForm {
    /// As it is set.
    pub(crate) fn of(set: &TillSetting) -> SettingForm {
        SettingForm {
            tips: if set.tips { "yes".into() } else { String::new() },
            paper: set.paper.to_string(),
            printer: set.printer.clone(),
            footer: set.footer.clone(),
            due_days: set.due_days.to_string(),
        }
    }

    fn parse(&self) -> Result<TillSetting> {
        let mut wrong = web::limits(self);
        let paper = self.paper.trim().parse().ok().filter(|paper| [58, 80].contains(paper));
        let paper = wrong.need("paper", paper, "not_a_choice");
        let due_days = self.due_days.trim().parse().ok().filter(|days| (0..=365).contains(days));
        let due_days = wrong.need("due_days", due_days, "not_a_number");
        let printer = self.printer.trim().to_owned();
        if !printer.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c)) {
            wrong.add("printer", "sales.printer");
        }
        wrong.or(paper.zip(due_days).map(|(paper, due_days)| TillSetting {
            tips: self.tips == "yes",
            paper,
            printer,
            footer: self.footer.trim().to_owned(),
            due_days,
        }))
    }
}

/// Sets the till of one's store.
pub fn set(tx: &mut Tx, call: &Call, form: &SettingForm) -> Result<StoreId> {
    let store = my_store(tx, call, Permission::SetTill)?;
    let by = call.mandate(Permission::SetTill, &Place::store(store))?;
    let setting = form.parse()?;
    store::set_till(tx, store, &setting, by.person, call.now)?;
    call.note(tx, &by, "till.set", format!("stores/{store}"), &setting)?;
    Ok(store)
}
