//! Why something moves, and how far.

kernel::codes! {
    /// Why something comes onto the shelf or leaves it.
    pub enum EntryKind {
        /// Counted (盘点), or brought in as what was there (期初).
        Counted = "counted",
        /// Came in (进货).
        Received = "received",
        /// Taken for treatments (院用).
        Used = "used",
        /// Broken, out of date (报损).
        Spoiled = "spoiled",
        /// Sold at the till.
        Sold = "sold",
        /// The till took a sale back.
        Returned = "returned",
        /// A count that was brought in was taken back.
        Undone = "undone",
    }
}

impl EntryKind {
    /// What people write down themselves; the rest follows from tickets and imports.
    pub const BY_HAND: [EntryKind; 4] =
        [EntryKind::Received, EntryKind::Used, EntryKind::Spoiled, EntryKind::Counted];

    /// By how much it changes what is there, when so many are written down; a count by what it differs.
    pub fn change(self, written: i64, there: i64) -> i64 {
        match self {
            EntryKind::Counted => written - there,
            EntryKind::Received | EntryKind::Returned => written,
            EntryKind::Used | EntryKind::Spoiled | EntryKind::Sold | EntryKind::Undone => -written,
        }
    }

    /// The key of its name.
    pub fn title(self) -> String {
        format!("stock.kind.{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn after_a_count_as_many_are_there_as_were_counted(there in -1_000i64..1_000, counted in 0i64..1_000) {
            prop_assert_eq!(there + EntryKind::Counted.change(counted, there), counted);
        }

        #[test]
        fn what_is_sold_and_comes_back_changes_nothing(there in -1_000i64..1_000, many in 1i64..100) {
            let moved = EntryKind::Sold.change(many, there) + EntryKind::Returned.change(many, there);
            prop_assert_eq!(moved, 0);
        }
    }
}
