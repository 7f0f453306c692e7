use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use kernel::Result;

use crate::Tx;

/// How many answers are kept before all are let go.
const KEPT: usize = 128;

/// Answers that cost many statements and that many people ask for again before anything has changed. One holds for as
/// long as the data stay as they were when it was worked out, and not a moment longer; inside a command nothing is
/// kept and nothing is believed.
#[derive(Debug)]
pub struct Memo<K, V>(RwLock<HashMap<(String, K), V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Memo<K, V> {
        Memo(RwLock::default())
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// The answer to a question: the kept one, or worked out now.
    pub fn of(&self, tx: &mut Tx, key: K, work: impl FnOnce(&mut Tx, &K) -> Result<V>) -> Result<V> {
        let Some(moment) = tx.moment()? else { return work(tx, &key) };
        let asked = (moment, key);
        if let Some(kept) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&asked) {
            return Ok(kept.clone());
        }
        let answer = work(tx, &asked.1)?;
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(asked, answer.clone());
        Ok(answer)
    }
}
