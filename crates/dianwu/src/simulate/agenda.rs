//! What is still to come, in the order of its hour.

use std::collections::BTreeMap;

use kernel::{Instant, Result};

use super::centre::Centre;

/// Something that happens at a shop.
pub(super) type Act = Box<dyn FnOnce(&mut Centre, usize) -> Result<()>>;

/// What is to come. Of two things at the same moment the one put down first comes first.
#[derive(Default)]
pub(super) struct Agenda {
    acts: BTreeMap<(Instant, u64), (usize, Act)>,
    put: u64,
}

impl Agenda {
    /// Puts something down.
    pub(super) fn put(&mut self, at: Instant, shop: usize, act: Act) {
        self.put += 1;
        self.acts.insert((at, self.put), (shop, act));
    }

    /// Takes what comes next, if it comes before a moment.
    pub(super) fn next(&mut self, before: Instant) -> Option<(Instant, usize, Act)> {
        let entry = self.acts.first_entry().filter(|entry| entry.key().0 < before)?;
        let ((at, _), (shop, act)) = entry.remove_entry();
        Some((at, shop, act))
    }
}
