use kernel::{Problems, Result, Value, parse_day};

use super::shape::FilterKind;
use super::text::Parts;
use super::{Cursor, Filter, Shape, Sort};

/// Rows on a page when nobody says how many.
pub const LIMIT: u32 = 50;

/// Rows at most: a list taken away as a file is one long page.
const MOST: u32 = 100_000;

/// What a reader asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The code of the order; empty for the list's first.
    pub sort: String,
    /// The other way round.
    pub descending: bool,
    /// The page that begins after this place.
    pub after: Option<Cursor>,
    /// The page that ends before this place; not together with `after`.
    pub before: Option<Cursor>,
    /// Rows on the page, 1 to 100 000.
    pub limit: u32,
    /// Codes and what was typed; an empty text filters nothing.
    pub filters: Vec<(String, String)>,
}

impl Default for Ask {
    fn default() -> Ask {
        Ask {
            sort: String::new(),
            descending: false,
            after: None,
            before: None,
            limit: LIMIT,
            filters: vec![],
        }
    }
}

/// The same, understood.
pub(super) struct Asked {
    pub sort: &'static Sort,
    descending: bool,
    /// Rows are fetched from the cursor towards the beginning.
    pub backward: bool,
    /// Where to begin.
    pub from: Option<Vec<Value>>,
    pub limit: usize,
    filters: Vec<(&'static Filter, Value)>,
}

impl Asked {
    /// Everything that is wrong with an ask is told together.
    pub fn read(shape: &Shape, ask: &Ask) -> Result<Asked> {
        let mut wrong = Problems::default();
        let sort = match ask.sort.as_str() {
            "" => shape.sorts.first(),
            code => wrong.need("sort", shape.sorts.iter().find(|sort| sort.code == code), "unknown"),
        };
        if ask.after.is_some() && ask.before.is_some() {
            wrong.add("before", "unknown");
        }
        let (field, cursor) = match &ask.before {
            Some(cursor) => ("before", Some(cursor)),
            None => ("after", ask.after.as_ref()),
        };
        let from =
            sort.zip(cursor).and_then(|(sort, cursor)| wrong.need(field, sort.place(cursor), "unknown"));
        let typed = ask.filters.iter().filter(|(_, text)| !text.trim().is_empty());
        let filters = typed.filter_map(|(code, text)| filter(shape, code, text.trim(), &mut wrong)).collect();
        let limit = ask.limit.clamp(1, MOST) as usize;
        let backward = ask.before.is_some();
        let asked =
            sort.map(|sort| Asked { sort, descending: ask.descending, backward, from, limit, filters });
        wrong.or(asked)
    }

    /// The SQL and all its arguments. One row more than asked is fetched, to know whether there are more.
    pub fn statement(&self, shape: &Shape, own: &[Value]) -> (String, Vec<Value>) {
        let mut args = own.to_vec();
        let taking = self.filters.iter().filter(|(filter, _)| filter.kind != FilterKind::Flag);
        args.extend(taking.map(|(_, value)| value.clone()));
        args.extend(self.from.iter().flatten().cloned());
        args.push(Value::Int(self.limit as i64 + 1));
        let filters: Vec<&Filter> = self.filters.iter().map(|(filter, _)| *filter).collect();
        let parts = Parts {
            sort: self.sort,
            down: self.descending != self.backward,
            from: self.from.is_some(),
            filters: &filters,
            own: own.len(),
        };
        (parts.text(shape), args)
    }
}

fn filter(shape: &Shape, code: &str, text: &str, wrong: &mut Problems) -> Option<(&'static Filter, Value)> {
    let filter = wrong.need(code, shape.filters.iter().find(|filter| filter.code == code), "unknown")?;
    let value = match filter.kind {
        _ if text.contains('\0') => None,
        FilterKind::Contains => Some(Value::Text(pattern(text))),
        FilterKind::Text => Some(Value::Text(text.to_owned())),
        FilterKind::Int => text.parse().ok().map(Value::Int),
        FilterKind::Day => parse_day(text).map(|day| Value::Text(day.to_string())),
        FilterKind::Flag => (text == "yes").then_some(Value::Null),
    };
    wrong.need(code, value, "unknown").map(|value| (filter, value))
}

/// The text anywhere, its own `%` and `_` taken literally.
fn pattern(text: &str) -> String {
    let escaped = text.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
}
