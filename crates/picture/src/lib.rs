//! Pictures (图片): what a camera or a pad gives is read, turned upright, scaled, and written anew without what it tells
//! besides (place, device, time), and kept in the database. Who may look is for the slice to say that asked for it:
//! it has the doors, [`read`]s before its transaction, [`keep`]s within it, and [`show`]s, with a [`watermark`] where
//! the one in the picture has a right to know who looked.
//! Knows no trade. Leant on by rounds, customers' files and signatures.

use web::{FileReply, Routes};

mod read; // rules
mod store;
mod watermark;

pub use read::{Prepared, Refused, bytes, prepare, read};
pub use store::{Picture, PictureId, Size, keep, picture, show, wipe};
pub use watermark::watermark;

/// What all pictures are kept as.
pub const MEDIA: &str = "image/jpeg";

/// A picture as an answer.
pub fn reply(content: Vec<u8>) -> FileReply {
    FileReply { media: MEDIA, name: None, bytes: content }
}

/// The doors of this slice: none of its own, because every picture belongs to something.
pub fn routes() -> Routes {
    Routes::new("picture")
}
