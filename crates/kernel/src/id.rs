/// A typed key: what it names is in the type, so a store is never looked up by a person's key.
pub trait Id: Copy {
    /// The key as the database keeps it.
    fn get(self) -> i64;
    /// The typed key of a row.
    fn of(key: i64) -> Self;
}

/// Declares typed ids: `ids! { /// A shop. pub struct StoreId; }`.
#[macro_export]
macro_rules! ids {
    ($($(#[$meta:meta])* pub struct $name:ident;)*) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            $crate::serde::Serialize, $crate::serde::Deserialize, $crate::schemars::JsonSchema,
        )]
        #[serde(transparent, crate = "kernel::serde")]
        #[schemars(crate = "kernel::schemars")]
        pub struct $name(i64);

        impl $crate::Id for $name {
            fn get(self) -> i64 { self.0 }
            fn of(key: i64) -> Self { Self(key) }
        }
        impl $crate::Cell for $name {
            const KIND: $crate::ValueKind = $crate::ValueKind::Int;
            fn into_value(self) -> $crate::Value { $crate::Value::Int(self.0) }
            fn from_value(value: $crate::Value) -> ::std::result::Result<Self, String> {
                <i64 as $crate::Cell>::from_value(value).map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )* };
}
