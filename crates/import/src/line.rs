//! A row as its fields: each read as it should be, all that is wrong with it told together.

use customer::{Phone, Sex};
use kernel::{BusinessDate, Money, Problem};

use crate::kind::Field;
use crate::matching::Columns;
use crate::reading;

/// A row on its way.
pub(crate) struct Line<'a> {
    cells: &'a [String],
    columns: &'a Columns,
    fields: &'a [Field],
    wrong: Vec<Problem>,
}

impl<'a> Line<'a> {
    pub fn new(cells: &'a [String], columns: &'a Columns, fields: &'a [Field]) -> Line<'a> {
        let mut line = Line { cells, columns, fields, wrong: vec![] };
        for field in fields.iter().filter(|field| field.needed) {
            if line.text(&field.code).is_empty() {
                line.complain(&field.code, "import.needed");
            }
        }
        line
    }

    /// What stands there; nothing where no column is matched.
    pub fn text(&self, code: &str) -> &'a str {
        self.columns.get(code).and_then(|column| self.cells.get(*column)).map_or("", |cell| cell.trim())
    }

    pub fn money(&mut self, code: &str) -> Option<Money> {
        self.read(code, reading::money, "import.not_money")
    }

    pub fn day(&mut self, code: &str) -> Option<BusinessDate> {
        self.read(code, reading::day, "import.not_a_day")
    }

    pub fn count(&mut self, code: &str) -> Option<i64> {
        self.read(code, reading::count, "import.not_a_count")
    }

    pub fn phone(&mut self, code: &str) -> Option<Phone> {
        self.read(code, Phone::read, "import.not_a_phone")
    }

    pub fn sex(&mut self, code: &str) -> Option<Sex> {
        self.read(code, reading::sex, "import.not_a_sex")
    }

    /// Something of a list, by what it is called.
    pub fn one_of<T>(
        &mut self,
        code: &str,
        of: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Option<T> {
        self.read(code, of, problem)
    }

    fn read<T>(
        &mut self,
        code: &str,
        read: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Option<T> {
        let text = self.text(code);
        let found = if text.is_empty() { None } else { read(text) };
        if found.is_none() && !text.is_empty() {
            self.complain(code, problem);
        }
        found
    }

    /// Notes what is wrong with a field; the sentence says what stands there.
    pub fn complain(&mut self, code: &str, problem: &'static str) {
        self.complain_with(code, problem, None);
    }

    /// The same, with one thing more that the sentence says.
    pub fn complain_with(&mut self, code: &str, problem: &'static str, more: Option<(&'static str, String)>) {
        let found: String = self.text(code).chars().take(40).collect();
        let name = self.fields.iter().find(|field| field.code == code).map(|field| field.name().for_gap());
        let mut args = vec![("found", found), ("field", name.unwrap_or_default())];
        args.extend(more);
        self.wrong.push(Problem { field: code.to_owned(), code: problem, args });
    }

    /// Notes what another slice finds wrong with what the row asks of it.
    pub fn take(&mut self, problems: Vec<Problem>) {
        self.wrong.extend(problems);
    }

    pub fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }

    /// Is it the example of the template?
    pub fn is_sample(&self) -> bool {
        let filled = |field: &&Field| !field.sample.is_empty();
        let mut samples = self.fields.iter().filter(filled).peekable();
        samples.peek().is_some() && samples.all(|field| self.text(&field.code) == field.sample)
    }

    /// The value, or all that is wrong.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.wrong.is_empty() => Ok(value),
            _ => Err(self.wrong),
        }
    }
}
