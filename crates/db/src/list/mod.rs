//! The one mechanism for lists: sorted, filtered, and paged by key, so that page one thousand costs what page
//! one does and a row added meanwhile shifts nothing.
//!
//! A list is declared once with [`listing!`](crate::listing); every sort in both directions and every filter is
//! prepared on both databases by [`check_statements`](crate::check_statements).
mod ask;
mod cursor;
mod shape;
mod text;

use std::marker::PhantomData;

use kernel::{Cell, Error, Result, Value};

use crate::{Cells, Column, Row, Tx};
use ask::Asked;

pub use ask::{Ask, LIMIT};
pub use cursor::Cursor;
pub use shape::{Filter, Shape, Sort};
pub(crate) use text::every_text;

/// A list of `R`s.
pub struct Listing<R> {
    shape: Shape,
    row: PhantomData<fn() -> R>,
}

/// A part of a list, with the way on and the way back.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<R> {
    /// The rows, in the order asked for.
    pub rows: Vec<R>,
    /// Where the page after this one begins, if there is one.
    pub next: Option<Cursor>,
    /// Where the page before this one ends, if there is one.
    pub previous: Option<Cursor>,
}

impl<R> Listing<R> {
    /// For [`listing!`](crate::listing), which registers what it makes.
    #[doc(hidden)]
    pub const fn new(shape: Shape) -> Self {
        Listing { shape, row: PhantomData }
    }

    /// What it can be sorted and filtered by.
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }
}

impl<R: Row> Listing<R> {
    /// One page. `args` are the `$1`, `$2`, … of the list's own texts.
    pub fn page(&self, tx: &mut Tx, ask: &Ask, args: &[Value]) -> Result<Page<R>> {
        let asked = Asked::read(&self.shape, ask)?;
        let (text, args) = asked.statement(&self.shape, args);
        let mut found = tx.rows(&text, &args)?.into_iter().map(placed).collect::<Result<Vec<_>>>()?;
        let more = found.len() > asked.limit;
        found.truncate(asked.limit);
        if asked.backward {
            found.reverse();
        }
        let cursor = |place: Option<&Placed<R>>| place.map(|p| asked.sort.cursor(&p.sort, p.key)).transpose();
        let (first, last) = (cursor(found.first())?, cursor(found.last())?);
        let (before, after) = if asked.backward { (more, true) } else { (asked.from.is_some(), more) };
        Ok(Page {
            rows: found.into_iter().map(|placed| placed.row).collect(),
            next: last.filter(|_| after),
            previous: first.filter(|_| before),
        })
    }
}

/// A row and its place in the list.
struct Placed<R> {
    row: R,
    key: i64,
    sort: Value,
}

fn placed<R: Row>(mut cells: Vec<Value>) -> Result<Placed<R>> {
    let (sort, key) = (cells.pop().unwrap_or(Value::Null), cells.pop().unwrap_or(Value::Null));
    let key = i64::from_value(key).map_err(|what| Error::fault(format!("the key of a list: {what}")))?;
    let row = R::from_cells(&mut Cells::new(cells)).map_err(Error::fault)?;
    Ok(Placed { row, key, sort })
}

/// A list as the list of all of them keeps it.
pub struct Listed {
    /// Its name in the code.
    pub name: &'static str,
    /// Where it stands.
    pub file: &'static str,
    /// On which line.
    pub line: u32,
    /// What it can be sorted and filtered by.
    pub shape: &'static Shape,
    /// What its rows expect.
    pub columns: fn() -> Vec<Column>,
}

inventory::collect!(Listed);

/// Every list of the program.
pub fn listings() -> impl Iterator<Item = &'static Listed> {
    inventory::iter::<Listed>()
}

/// Declares a list:
///
/// ```
/// use db::list::{Filter, Shape, Sort};
/// # db::record! { /// A setting.
/// #    pub struct SettingRow { /// Key.
/// #    pub key: String } }
/// db::listing! {
///     /// Settings, by name.
///     pub static SETTINGS: SettingRow = Shape {
///         select: "s.key",
///         from: "(SELECT 1 AS id, key, value FROM setting) s",
///         only: "s.value <> $1",
///         key: "s.id",
///         sorts: &[Sort::text("key", "s.key"), Sort::text("value", "s.value").may_be_null()],
///         filters: &[Filter::contains("q", "lower(s.key) LIKE ?")],
///     };
/// }
/// ```
#[macro_export]
macro_rules! listing {
    ($($(#[$meta:meta])* $vis:vis static $name:ident : $row:ty = $shape:expr;)+) => { $(
        $(#[$meta])*
        $vis static $name: $crate::list::Listing<$row> = $crate::list::Listing::new($shape);

        $crate::inventory::submit! {
            $crate::list::Listed {
                name: stringify!($name),
                file: file!(),
                line: line!(),
                shape: $name.shape(),
                columns: <$row as $crate::Row>::columns,
            }
        }
    )+ };
}
