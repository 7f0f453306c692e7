/// The arguments of a statement, in the order of `$1`, `$2`, …: `args![store, "open", None::<i64>]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { (&[$($crate::Value::from($value)),*] as &[$crate::Value]) };
}
