//! The one way to ask for a list: sorted, filtered, paged by keys, on every list page alike.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use db::list::{Ask, Cursor, LIMIT, Page};
use schemars::JsonSchema;
use serde::Serialize;

/// Rows of a list that is taken along as a file.
const FILE: u32 = 100_000;

/// What the query of a list says: `sort` (a column, `-column` downward), `after` or `before` (where a page
/// begins), and filters by their names.
#[derive(Debug, Clone)]
pub struct Listing {
    path: String,
    pairs: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Listing {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes()).into_owned();
        let pairs = pairs.filter(|(_, value)| !value.is_empty()).collect();
        Ok(Listing { path: parts.uri.path().to_owned(), pairs })
    }
}

impl OperationInput for Listing {
    fn operation_input(_: &mut GenContext, _: &mut Operation) {}
}

impl Listing {
    /// What stands under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What the page itself answers under a name, which is then no filter of the list.
    pub fn take(&mut self, name: &str) -> String {
        let place = self.pairs.iter().position(|(key, _)| key == name);
        place.map(|place| self.pairs.remove(place).1).unwrap_or_default()
    }

    /// The same wish in the database's terms.
    pub fn ask(&self) -> Ask {
        const OURS: [&str; 5] = ["sort", "after", "before", "format", "lang"];
        let sort = self.get("sort").unwrap_or("");
        let filters = self.pairs.iter().filter(|(name, _)| !OURS.contains(&name.as_str()));
        let as_file = matches!(self.get("format"), Some("csv" | "xlsx"));
        Ask {
            sort: sort.trim_start_matches('-').to_owned(),
            descending: sort.starts_with('-'),
            after: self.get("after").map(|text| Cursor::from(text.to_owned())),
            before: self.get("before").map(|text| Cursor::from(text.to_owned())),
            limit: if as_file { FILE } else { LIMIT },
            filters: filters.cloned().collect(),
        }
    }

    /// The same for a list that begins with the newest when no order is asked for.
    pub fn ask_newest_first(&self) -> Ask {
        let ask = self.ask();
        Ask { descending: ask.descending || ask.sort.is_empty(), ..ask }
    }

    /// Where one is in the list, and the ways on from there.
    pub fn place<R>(&self, page: &Page<R>) -> ListPlace {
        let way = |name: &str, cursor: &Option<Cursor>| {
            cursor.as_ref().map(|cursor| self.address(&["after", "before"], &[(name, &cursor.to_string())]))
        };
        ListPlace {
            next: way("after", &page.next),
            previous: way("before", &page.previous),
            sort: self.get("sort").unwrap_or("").to_owned(),
            listing: self.clone(),
        }
    }

    fn address(&self, without: &[&str], with: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = self.pairs.iter().filter(|(key, _)| !without.contains(&key.as_str()) && key != "format");
        query.extend_pairs(kept).extend_pairs(with);
        format!("{}?{}", self.path, query.finish())
    }
}

/// Where one is in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListPlace {
    /// The address of the page after this one.
    pub next: Option<String>,
    /// The address of the page before this one.
    pub previous: Option<String>,
    /// The column sorted by, `-` before it when downward; empty for the list's own order.
    pub sort: String,
    #[serde(skip)]
    #[schemars(skip)]
    listing: Listing,
}

impl ListPlace {
    /// The one of an example.
    pub fn sample() -> ListPlace {
        let listing = Listing { path: "/".to_owned(), pairs: vec![] };
        ListPlace { next: None, previous: None, sort: String::new(), listing }
    }

    /// What a filter is set to.
    pub fn filter(&self, name: &str) -> &str {
        self.listing.get(name).unwrap_or("")
    }

    /// Is any filter set?
    pub fn is_filtered(&self) -> bool {
        !self.listing.ask().filters.is_empty()
    }

    /// The list's own path, without filters.
    pub fn path(&self) -> &str {
        &self.listing.path
    }

    /// Sorted by this column; downward when it already is by it.
    pub fn sorted_by(&self, column: &str) -> String {
        let wish = if self.sort == column { format!("-{column}") } else { column.to_owned() };
        self.listing.address(&["sort", "after", "before"], &[("sort", &wish)])
    }

    /// How this column is sorted, for `aria-sort`.
    pub fn direction(&self, column: &str) -> &'static str {
        match self.sort.strip_prefix('-') {
            Some(sorted) if sorted == column => "descending",
            None if self.sort == column => "ascending",
            _ => "none",
        }
    }

    /// The whole list as a file.
    pub fn as_file(&self, format: &str) -> String {
        self.listing.address(&["after", "before"], &[("format", format)])
    }
}
