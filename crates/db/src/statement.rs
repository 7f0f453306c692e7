use std::marker::PhantomData;

use crate::Column;

/// A statement of ours, and the row it answers with. Made by [`sql!`](crate::sql) only, so that a text put
/// together at run time never reaches the database.
pub struct Statement<R> {
    text: &'static str,
    row: PhantomData<fn() -> R>,
}

impl<R> Clone for Statement<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Statement<R> {}

impl<R> Statement<R> {
    /// For [`sql!`](crate::sql), which registers what it makes.
    #[doc(hidden)]
    pub const fn new(text: &'static str) -> Self {
        Statement { text, row: PhantomData }
    }

    /// The text with `$1`, `$2`, ….
    pub fn text(self) -> &'static str {
        self.text
    }
}

/// A statement as the list of all of them keeps it.
pub struct Registered {
    /// The SQL.
    pub text: &'static str,
    /// Where it stands.
    pub file: &'static str,
    /// On which line.
    pub line: u32,
    /// What its row expects; none when it answers no rows.
    pub columns: Option<fn() -> Vec<Column>>,
}

inventory::collect!(Registered);

/// Every statement of the program.
pub fn statements() -> impl Iterator<Item = &'static Registered> {
    inventory::iter::<Registered>()
}

/// A statement: `sql!("DELETE FROM t WHERE id = $1")`, or `sql!("SELECT … " => StoreRow)` with the record or the
/// tuple of cells that its rows fill. One text for both databases; see `migrations/README.md` for its dialect.
#[macro_export]
macro_rules! sql {
    ($text:expr) => {{
        $crate::inventory::submit! {
            $crate::Registered { text: $text, file: file!(), line: line!(), columns: None }
        }
        $crate::Statement::<()>::new($text)
    }};
    ($text:expr => $row:ty) => {{
        $crate::inventory::submit! {
            $crate::Registered {
                text: $text,
                file: file!(),
                line: line!(),
                columns: Some(<$row as $crate::Row>::columns),
            }
        }
        $crate::Statement::<$row>::new($text)
    }};
}
