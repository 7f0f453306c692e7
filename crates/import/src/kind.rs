//! What can be brought in, and by which fields.

use kernel::{Result, Shipped, Words, codes};
use serde::Deserialize;

codes! {
    /// What a file is about.
    pub enum ImportKind {
        /// Customers' files (顾客).
        Customers = "customers",
        /// People who work here (员工).
        Staff = "staff",
        /// Treatments (项目).
        Treatments = "treatments",
        /// Products (产品).
        Products = "products",
        /// What customers have left and owe (期初余额).
        Balances = "balances",
        /// Sales of the past (以往消费).
        Sales = "sales",
    }
}

codes! {
    /// How a cell is read.
    pub enum Reads {
        /// As it stands.
        Text = "text",
        /// As money.
        Money = "money",
        /// As a day.
        Day = "day",
        /// As a whole number.
        Count = "count",
        /// As a telephone number.
        Phone = "phone",
        /// As female or male.
        Sex = "sex",
    }
}

codes! {
    /// What becomes of a file in which some rows are not right.
    pub enum Way {
        /// All rows or none.
        All = "all",
        /// Each row that is right.
        Each = "each",
    }
}

/// A field of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its code.
    pub code: String,
    /// Its Chinese name: the heading of the template.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// How its cells are read.
    pub reads: Reads,
    /// Does every row need it?
    #[serde(default)]
    pub needed: bool,
    /// An example.
    pub sample: String,
    /// What else people call it.
    pub also: Vec<String>,
}

impl Field {
    /// Its name in both languages.
    pub fn name(&self) -> Words {
        Words::new(&self.zh, &self.en)
    }
}

#[derive(Debug, Deserialize)]
struct Shape {
    code: ImportKind,
    field: Vec<Field>,
}

#[derive(Debug, Deserialize)]
struct Shapes {
    kind: Vec<Shape>,
}

impl ImportKind {
    /// Its fields, in the order of the template.
    pub fn fields(self) -> Result<&'static [Field]> {
        static FILE: Shipped<Shapes> = Shipped::new(include_str!("../data/fields.toml"));
        let shapes = FILE.get()?;
        let shape = shapes.kind.iter().find(|shape| shape.code == self);
        Ok(shape.map_or(&[], |shape| &shape.field))
    }

    /// The key of its name.
    pub fn title(self) -> String {
        format!("import.kind.{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_fields_and_no_field_stands_twice() {
        for kind in ImportKind::ALL {
            let fields = kind.fields().expect("the shipped fields");
            assert!(fields.iter().any(|field| field.needed) || *kind == ImportKind::Balances);
            let codes: std::collections::BTreeSet<_> = fields.iter().map(|field| &field.code).collect();
            assert_eq!(codes.len(), fields.len(), "{kind:?}");
        }
    }
}
