//! What the law says, as dated tables: articles, rates, days, limits. A change of the law is a new row.

mod articles;
mod custody;
mod issuer;
mod limits;
mod refunds;

pub use articles::{Article, article};
pub(crate) use custody::custody;
pub(crate) use issuer::issuer;
pub use issuer::{Class, Entity, Issuer, city};
pub(crate) use limits::findings;
pub use limits::{Does, Facts, Finding};
pub(crate) use refunds::{Counts, Ground, Interest, rules};
