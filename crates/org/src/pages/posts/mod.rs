//! A post: in the list, on its page, its forms, its lines up, its rights.

mod form;
mod grants;
mod lines;
mod list;
mod show;

pub use form::*;
pub use grants::*;
pub use lines::*;
pub use list::*;
pub use show::*;
