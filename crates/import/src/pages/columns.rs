//! Which column is which field, as it is typed.

use std::collections::BTreeMap;

use garde::Validate;
use kernel::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Form;

use crate::kind::{ImportKind, Way};
use crate::matching::Columns;

/// Which column is which field.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ColumnsForm {
    /// `all` or `each`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub way: String,
    /// `column.FIELD`: the place of the column, from 1; empty where there is none.
    #[serde(flatten)]
    #[garde(length(max = 60))]
    pub columns: BTreeMap<String, String>,
}

impl Form for ColumnsForm {
    fn sample() -> ColumnsForm {
        let columns = [("column.name", "1"), ("column.phone", "2")];
        let columns = columns.map(|(field, column)| (field.to_owned(), column.to_owned()));
        ColumnsForm { way: "each".into(), columns: columns.into() }
    }
}

impl ColumnsForm {
    /// The columns and the way, or all that is wrong.
    pub(super) fn parse(&self, kind: ImportKind) -> Result<(Columns, Way)> {
        let mut wrong = web::limits(self);
        let way = wrong.need("way", Way::from_code(&self.way), "not_a_choice");
        let mut columns = Columns::new();
        for field in kind.fields()? {
            let name = format!("column.{}", field.code);
            let typed = self.columns.get(&name).map_or("", |text| text.trim());
            if typed.is_empty() {
                continue;
            }
            let place = typed.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
            if let Some(place) = wrong.need(&name, place.filter(|place| *place < 1_000), "not_a_choice") {
                columns.insert(field.code.clone(), place);
            }
        }
        let way = wrong.or(way)?;
        Ok((columns, way))
    }
}
