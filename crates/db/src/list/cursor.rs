use kernel::{Error, Result, Value, ValueKind};

use super::Sort;

/// The longest cursor that is read at all.
const LONGEST: usize = 4096;

/// A place in a list, as it stands in an address: opaque, and checked when a page is asked for.
pub type Cursor = String;

impl Sort {
    /// The place of a row in this order.
    pub(super) fn cursor(&self, value: &Value, key: i64) -> Result<Cursor> {
        let value = match value {
            Value::Null if self.may_be_null => serde_json::Value::Null,
            Value::Int(n) => (*n).into(),
            Value::Text(text) => text.as_str().into(),
            other => return Err(Error::fault(format!("{other:?} to sort {} by", self.column))),
        };
        Ok(hex::encode(serde_json::to_vec(&(self.code, value, key))?))
    }

    /// What a row is compared with to be beyond a cursor; none when the cursor is not one of this order.
    pub(super) fn place(&self, cursor: &str) -> Option<Vec<Value>> {
        let text = Some(cursor).filter(|text| text.len() <= LONGEST)?;
        let bytes = hex::decode(text).ok()?;
        let (code, value, key): (String, serde_json::Value, i64) = serde_json::from_slice(&bytes).ok()?;
        let value = match (value, self.kind) {
            (serde_json::Value::Null, _) if self.may_be_null => None,
            (serde_json::Value::Number(n), ValueKind::Int) => Some(Value::Int(n.as_i64()?)),
            // PostgreSQL knows no text with a NUL in it.
            (serde_json::Value::String(text), ValueKind::Text) if !text.contains('\0') => {
                Some(Value::Text(text))
            }
            _ => return None,
        };
        let nothing = if self.kind == ValueKind::Int { Value::Int(0) } else { Value::Text(String::new()) };
        let is_null = Value::Int(value.is_none().into());
        let mut place = vec![value.unwrap_or(nothing), Value::Int(key)];
        if self.may_be_null {
            place.insert(0, is_null);
        }
        (code == self.code).then_some(place)
    }
}
