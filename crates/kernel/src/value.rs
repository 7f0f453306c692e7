use crate::{BusinessDate, Instant, Lang, Money, parse_day};

/// One cell of a row, in the few kinds that both databases keep alike.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing known.
    Null,
    /// Whole numbers: keys, fen, milliseconds, counts.
    Int(i64),
    /// Measures that are no money.
    Real(f64),
    /// Texts, days as `YYYY-MM-DD`, codes, JSON.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The kind of a column, for the test that compares records with both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ValueKind {
    Int,
    Real,
    Text,
    Blob,
}

/// A type of ours that fits a cell.
pub trait Cell: Sized {
    /// The kind of column it lives in.
    const KIND: ValueKind;
    /// May the column be empty?
    const MAY_BE_NULL: bool = false;
    /// Into the database.
    fn into_value(self) -> Value;
    /// Out of the database; says what was found when it does not fit.
    fn from_value(value: Value) -> Result<Self, String>;
}

impl<T: Cell> From<T> for Value {
    fn from(cell: T) -> Value {
        cell.into_value()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

/// A cell that holds another kind: `from` and `into` around one of the plain ones.
macro_rules! cells {
    ($($type:ty : $kind:ident, |$cell:ident| $into:expr, |$raw:ident| $from:expr;)*) => { $(
        impl Cell for $type {
            const KIND: ValueKind = ValueKind::$kind;
            fn into_value(self) -> Value {
                let $cell = self;
                Value::$kind($into)
            }
            fn from_value(value: Value) -> Result<Self, String> {
                match value {
                    Value::$kind($raw) => $from,
                    other => Err(format!("found {other:?}, wanted {}", stringify!($type))),
                }
            }
        }
    )* };
}

cells! {
    i64: Int, |n| n, |n| Ok(n);
    i32: Int, |n| n.into(), |n| n.try_into().map_err(|_| format!("{n} is too large"));
    u32: Int, |n| n.into(), |n| n.try_into().map_err(|_| format!("{n} is out of range"));
    bool: Int, |yes| yes.into(), |n| match n { 0 => Ok(false), 1 => Ok(true), _ => Err(format!("{n} is no flag")) };
    f64: Real, |x| x, |x| Ok(x);
    String: Text, |text| text, |text| Ok(text);
    Vec<u8>: Blob, |bytes| bytes, |bytes| Ok(bytes);
    Money: Int, |money| money.in_fen(), |fen| Money::fen(fen).map_err(|e| format!("{fen}: {e}"));
    Instant: Int, |at| at.millis(), |millis| Ok(Instant::from_millis(millis));
    BusinessDate: Text, |day| day.to_string(), |text| parse_day(&text).ok_or_else(|| format!("{text:?} is no day"));
    Lang: Text, |lang| lang.tag().to_owned(), |tag| Lang::from_tag(&tag).ok_or_else(|| format!("{tag:?} is no language"));
}

impl<T: Cell> Cell for Option<T> {
    const KIND: ValueKind = T::KIND;
    const MAY_BE_NULL: bool = true;

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// Declares an enum whose variants are kept, sent and addressed by short codes:
///
/// ```
/// kernel::codes! {
///     /// How a post is held.
///     pub enum Tenure {
///         /// In full.
///         Full = "full",
///         /// Until somebody is appointed.
///         Acting = "acting",
///     }
/// }
/// assert_eq!(Tenure::from_code("acting"), Some(Tenure::Acting));
/// ```
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::serde::Serialize, $crate::serde::Deserialize, $crate::schemars::JsonSchema,
        )]
        #[serde(crate = "kernel::serde")]
        #[schemars(crate = "kernel::schemars")]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $code)] $variant),* }

        impl $name {
            /// Every one, in the order declared.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The code in data and addresses.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// The one of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }

        impl $crate::Cell for $name {
            const KIND: $crate::ValueKind = $crate::ValueKind::Text;
            fn into_value(self) -> $crate::Value { $crate::Value::Text(self.code().to_owned()) }
            fn from_value(value: $crate::Value) -> ::std::result::Result<Self, String> {
                let code = <String as $crate::Cell>::from_value(value)?;
                Self::from_code(&code).ok_or_else(|| format!("{code:?} is no {}", stringify!($name)))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::codes! {
        /// A test's own.
        pub enum Light {
            /// Stop.
            Red = "red",
            /// Go.
            Green = "green",
        }
    }

    #[test]
    fn a_code_goes_in_and_comes_out() {
        assert_eq!(Light::Green.into_value(), Value::Text("green".into()));
        assert_eq!(Light::from_value(Value::Text("red".into())), Ok(Light::Red));
        assert!(Light::from_value(Value::Text("blue".into())).is_err());
        assert_eq!(Light::ALL.len(), 2);
    }

    #[test]
    fn a_cell_of_the_wrong_kind_says_what_was_found() {
        assert_eq!(Option::<i64>::from_value(Value::Null), Ok(None));
        assert!(i64::from_value(Value::Text("7".into())).is_err_and(|e| e.contains('7')));
        assert!(bool::from_value(Value::Int(2)).is_err());
        assert!(BusinessDate::from_value(Value::Text("2026-02-30".into())).is_err());
    }
}
