//! What the law says, as dated tables: articles, rates, days, limits. A change of the law is a new row.

mod articles;
mod refunds;

pub use articles::{Article, article, articles};
pub(crate) use refunds::{Counts, Ground, Interest, Rates, rules};

use std::sync::OnceLock;

use kernel::{Error, Result};
use serde::de::DeserializeOwned;

/// A file of the crate, read once.
pub(crate) fn read<T: DeserializeOwned>(
    kept: &'static OnceLock<std::result::Result<T, String>>,
    text: &str,
) -> Result<&'static T> {
    let read = || toml::from_str(text).map_err(|error| error.to_string());
    kept.get_or_init(read).as_ref().map_err(|error| Error::fault(error.clone()))
}
