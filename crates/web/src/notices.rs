//! What waits for the reader, told on every page: slices say what, the bell says how much.

use std::collections::BTreeSet;

use db::{Memo, Tx};
use kernel::{AccountId, Permission, Result};
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::Call;

const MINUTE: i64 = 60_000;

/// A slice that has people wait for an answer: messages, alerts, complaints.
pub trait Noticing: Send + Sync {
    /// What waits for the one who asks, by her own rights and posts; nothing that merely could be looked at.
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>>;
}

/// One thing that waits, or several of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notice {
    /// Names its text (`notice.` + code), which may say `{n}`.
    pub code: &'static str,
    /// How many.
    pub count: i64,
    /// What in particular, in words that were typed; may be empty.
    pub words: String,
    /// Where one deals with it.
    pub href: String,
    /// Must it be seen at once, whatever one is doing?
    pub urgent: bool,
}

impl Notice {
    /// The key of its text.
    pub fn title(&self) -> String {
        format!("notice.{}", self.code)
    }
}

/// Whom it is told, with a program's narrower rights, and in which minute: what waits grows urgent by waiting alone.
#[derive(PartialEq, Eq, Hash)]
struct Reader {
    account: AccountId,
    only: Option<BTreeSet<Permission>>,
    minute: i64,
}

/// Everybody who has people wait; `shop.rs` lists them.
#[derive(Default)]
pub struct Noticings {
    all: Vec<Box<dyn Noticing>>,
    told: Memo<Reader, Vec<Notice>>,
}

impl Noticings {
    /// One more.
    pub fn and(mut self, noticing: impl Noticing + 'static) -> Noticings {
        self.all.push(Box::new(noticing));
        self
    }

    /// All that waits for the one who asks, the urgent first.
    pub fn all(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let reader = Reader {
            account: call.actor.account,
            only: call.actor.only.clone(),
            minute: call.now.millis() / MINUTE,
        };
        self.told.of(tx, reader, |tx, _| {
            let mut all = vec![];
            for noticing in &self.all {
                all.extend(noticing.notices(tx, call)?.into_iter().filter(|notice| notice.count > 0));
            }
            all.sort_by_key(|notice| !notice.urgent);
            Ok(all)
        })
    }
}
