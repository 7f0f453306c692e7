use std::fmt::Write;

use kernel::{Error, Result, Value};

/// Rows at most in one statement.
pub(crate) const ROWS: usize = 100;

/// An insert of one row, to be written for many.
pub(crate) struct Many<'a> {
    text: &'a str,
    head: &'a str,
    tail: &'a str,
    width: usize,
    /// The text for so many rows; all parts but the last are as long.
    written: (usize, String),
}

impl<'a> Many<'a> {
    /// The text is that of a registered statement, so nothing that was not prepared on both databases gets there but its
    /// repetition.
    pub fn of(text: &'a str) -> Result<Many<'a>> {
        let odd = || Error::fault(format!("not an insert of one row: {text:?}"));
        let (head, rest) = text.split_once("VALUES (").ok_or_else(odd)?;
        let (row, tail) = rest.split_once(')').ok_or_else(odd)?;
        let in_order = (1..).zip(row.split(',')).all(|(number, place)| place.trim() == format!("${number}"));
        let width = row.split(',').count();
        let many = Many { text, head, tail, width, written: (0, String::new()) };
        if in_order { Ok(many) } else { Err(odd()) }
    }

    /// Its text for these rows, and all their arguments.
    pub fn of_rows(&mut self, rows: &[Vec<Value>]) -> Result<(&str, Vec<Value>)> {
        if rows.iter().any(|row| row.len() != self.width) {
            return Err(Error::fault(format!("a row has not {} values, for {:?}", self.width, self.text)));
        }
        if self.written.0 != rows.len() {
            self.written = (rows.len(), self.text_for(rows.len()));
        }
        Ok((&self.written.1, rows.concat()))
    }

    fn text_for(&self, rows: usize) -> String {
        let mut many = format!("{}VALUES ", self.head);
        for index in 0..rows {
            let places: Vec<String> =
                (1..=self.width).map(|place| format!("${}", index * self.width + place)).collect();
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(many, "{comma}({})", places.join(", "));
        }
        many.push_str(self.tail);
        many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_many() {
        let rows = vec![vec![Value::Int(1), Value::Int(2)], vec![Value::Int(3), Value::Int(4)]];
        let mut many = Many::of("INSERT INTO t (a, b) VALUES ($1, $2) RETURNING id").expect("an insert");
        let (text, args) = many.of_rows(&rows).expect("a text");
        assert_eq!(text, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING id");
        assert_eq!(args, [1, 2, 3, 4].map(Value::Int));
        let (text, args) = many.of_rows(&rows[1..]).expect("a text for fewer");
        assert_eq!(text, "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING id");
        assert_eq!(args, [3, 4].map(Value::Int));
    }

    #[test]
    fn what_is_no_insert_of_one_row_is_a_fault() {
        assert!(Many::of("UPDATE t SET a = $1").is_err());
        assert!(Many::of("INSERT INTO t (a, b) VALUES ($1, 2)").is_err());
        assert!(Many::of("INSERT INTO t (a, b) VALUES ($2, $1)").is_err());
        let mut many = Many::of("INSERT INTO t (a, b) VALUES ($1, $2)").expect("an insert");
        assert!(many.of_rows(&[vec![Value::Int(1)]]).is_err(), "a row too short");
    }
}
