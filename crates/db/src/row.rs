use kernel::{Cell, Value, ValueKind};

/// A type of ours that one row of an answer fills, column by column.
pub trait Row: Sized {
    /// What the row expects, in order.
    fn columns() -> Vec<Column>;
    /// The row of these cells; says which one does not fit.
    fn from_cells(cells: &mut Cells) -> Result<Self, String>;
}

/// A column that a row expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name, where the row is a record.
    pub name: Option<&'static str>,
    /// What kind of value it holds.
    pub kind: ValueKind,
    /// May it be empty?
    pub may_be_null: bool,
}

impl Column {
    /// A column that is known by its place only.
    pub fn of<C: Cell>() -> Column {
        Column { name: None, kind: C::KIND, may_be_null: C::MAY_BE_NULL }
    }

    /// A record's field.
    pub fn named<C: Cell>(field: &'static str) -> Column {
        Column { name: Some(field.trim_start_matches("r#")), ..Column::of::<C>() }
    }
}

/// The cells of one row, taken from the left.
pub struct Cells(std::vec::IntoIter<Value>);

impl Cells {
    pub(crate) fn new(values: Vec<Value>) -> Cells {
        Cells(values.into_iter())
    }

    /// The next cell; `whose` names it when it does not fit.
    pub fn take<C: Cell>(&mut self, whose: &str) -> Result<C, String> {
        let value = self.0.next().ok_or_else(|| format!("{whose}: the statement answers too few columns"))?;
        C::from_value(value).map_err(|what| format!("{whose}: {what}"))
    }

    /// How many are left.
    pub fn left(&self) -> usize {
        self.0.len()
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => { $(
        impl<$($name: Cell),+> Row for ($($name,)+) {
            fn columns() -> Vec<Column> { vec![$(Column::of::<$name>()),+] }
            fn from_cells(cells: &mut Cells) -> Result<Self, String> {
                Ok(($(cells.take::<$name>(std::any::type_name::<$name>())?,)+))
            }
        }
    )+ };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

/// Declares structs that rows fill; the names of the fields are the names of the columns, in their order.
///
/// ```
/// db::record! {
///     /// A shop as the list shows it.
///     #[derive(Debug, Clone, PartialEq)]
///     pub struct ShopRow {
///         /// Key.
///         pub id: kernel::StoreId,
///         /// Name.
///         pub name: String,
///         /// When it closed for good.
///         pub closed_at: Option<kernel::Instant>,
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)?
    })*) => { $(
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }

        impl $crate::Row for $name {
            fn columns() -> ::std::vec::Vec<$crate::Column> {
                vec![$($crate::Column::named::<$type>(stringify!($field))),*]
            }
            fn from_cells(cells: &mut $crate::Cells) -> ::std::result::Result<Self, ::std::string::String> {
                Ok($name { $($field: cells.take(concat!(stringify!($name), ".", stringify!($field)))?),* })
            }
        }
    )* };
}
