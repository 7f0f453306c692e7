use kernel::ValueKind;

/// What a list is made of. Every text is ours; what a reader types only ever becomes an argument.
pub struct Shape {
    /// The columns of the row, in its order.
    pub select: &'static str,
    /// The tables, with their joins.
    pub from: &'static str,
    /// The condition that always holds, with `$1`, `$2`, … for the arguments the code gives; may be empty.
    pub only: &'static str,
    /// The column that tells two rows apart: a whole number, never empty.
    pub key: &'static str,
    /// What one may sort by; the first is the order when none is asked for.
    pub sorts: &'static [Sort],
    /// What one may filter by.
    pub filters: &'static [Filter],
}

/// A way to sort.
#[derive(Debug, Clone, Copy)]
pub struct Sort {
    /// Its name in the address.
    pub code: &'static str,
    /// What is sorted by.
    pub(super) column: &'static str,
    pub(super) kind: ValueKind,
    pub(super) may_be_null: bool,
}

impl Sort {
    /// By a text.
    pub const fn text(code: &'static str, column: &'static str) -> Sort {
        Sort { code, column, kind: ValueKind::Text, may_be_null: false }
    }

    /// By a whole number: money, moments, counts, keys.
    pub const fn int(code: &'static str, column: &'static str) -> Sort {
        Sort { code, column, kind: ValueKind::Int, may_be_null: false }
    }

    /// Rows without a value come last, and first when descending.
    pub const fn may_be_null(self) -> Sort {
        Sort { may_be_null: true, ..self }
    }

    /// What is ordered by and compared: never NULL, which would be lost between pages, and ended by the key.
    pub(super) fn terms(&self, key: &str) -> Vec<String> {
        let column = self.column;
        if !self.may_be_null {
            return vec![column.to_owned(), key.to_owned()];
        }
        let nothing = if self.kind == ValueKind::Int { "0" } else { "''" };
        let last = format!("CASE WHEN {column} IS NULL THEN 1 ELSE 0 END");
        vec![last, format!("coalesce({column}, {nothing})"), key.to_owned()]
    }
}

/// A way to filter: a condition with `?` for what the reader gave.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Its name in the address.
    pub code: &'static str,
    pub(super) condition: &'static str,
    pub(super) kind: FilterKind,
}

/// How what the reader gave is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterKind {
    Contains,
    Text,
    Int,
    Day,
    Flag,
}

impl Filter {
    /// Texts in which it occurs: `lower(s.name) LIKE ?`.
    pub const fn contains(code: &'static str, condition: &'static str) -> Filter {
        Filter { code, condition, kind: FilterKind::Contains }
    }

    /// A text or a code: `s.status = ?`.
    pub const fn text(code: &'static str, condition: &'static str) -> Filter {
        Filter { code, condition, kind: FilterKind::Text }
    }

    /// A whole number, such as a key: `s.store_id = ?`.
    pub const fn int(code: &'static str, condition: &'static str) -> Filter {
        Filter { code, condition, kind: FilterKind::Int }
    }

    /// A business day: `s.day >= ?`.
    pub const fn day(code: &'static str, condition: &'static str) -> Filter {
        Filter { code, condition, kind: FilterKind::Day }
    }

    /// A condition without `?`, in force where the reader says `yes`: `s.closed_at IS NULL`.
    pub const fn flag(code: &'static str, condition: &'static str) -> Filter {
        Filter { code, condition, kind: FilterKind::Flag }
    }
}
