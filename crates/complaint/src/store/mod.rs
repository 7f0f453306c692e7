//! All SQL of the slice.

mod alerts;
mod complaints;
mod customers;
mod opinions;
mod told;

pub use alerts::AlertId;
pub(crate) use alerts::*;
pub use complaints::waiting_at;
pub(crate) use complaints::*;
pub(crate) use customers::*;
pub use opinions::OpinionId;
pub(crate) use opinions::*;
pub(crate) use told::*;
