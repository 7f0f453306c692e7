//! What the law says, as dated tables: articles, rates, days, limits. A change of the law is a new row.

mod articles;
mod custody;
mod issuer;
mod limits;
mod refunds;

pub use articles::{Article, article};
pub(crate) use custody::custody;
pub use issuer::{Class, Entity, Issuer};
pub(crate) use issuer::{city, issuer};
pub(crate) use limits::findings;
pub use limits::{Does, Facts, Finding};
pub(crate) use refunds::{Counts, Ground, Interest, rules};

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
