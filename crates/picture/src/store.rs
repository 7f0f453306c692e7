//! All SQL of the slice.

use db::{Tx, args, sql};
use kernel::{Error, Instant, Mandate, PersonId, Result, codes, ids};

use crate::read::Prepared;

ids! {
    /// A picture (图片).
    pub struct PictureId;
}

codes! {
    /// In which size a picture is kept.
    pub enum Size {
        /// As large as a screen: at most 1600 pixels on the longer side.
        Large = "large",
        /// For a list: at most 320.
        Small = "small",
    }
}

db::record! {
    /// A picture, without its content.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Picture {
        /// Key.
        pub id: PictureId,
        /// Media type.
        pub media: String,
        /// Of the large one, in pixels.
        pub width: i64,
        /// The same.
        pub height: i64,
        /// Who kept it.
        pub kept_by: PersonId,
        /// When.
        pub kept_at: Instant,
        /// When its content was taken out.
        pub wiped_at: Option<Instant>,
    }
}

/// Keeps a picture that was made ready before.
pub fn keep(tx: &mut Tx, by: &Mandate, at: Instant, picture: &Prepared) -> Result<PictureId> {
    let id: PictureId = tx.scalar(
        sql!("INSERT INTO picture (media, width, height, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
            => (PictureId,)),
        args![crate::MEDIA, i64::from(picture.width), i64::from(picture.height), by.person, at],
    )?;
    for (size, content) in [(Size::Large, &picture.large), (Size::Small, &picture.small)] {
        tx.exec(
            sql!("INSERT INTO picture_content (picture_id, size, content) VALUES ($1, $2, $3)"),
            args![id, size, content.clone()],
        )?;
    }
    Ok(id)
}

/// What is known of a picture.
pub fn picture(tx: &mut Tx, id: PictureId) -> Result<Picture> {
    tx.get(
        sql!("SELECT id, media, width, height, kept_by, kept_at, wiped_at FROM picture WHERE id = $1" => Picture),
        args![id],
    )
}

/// The content of a picture, a JPEG; missing when it was taken out.
pub fn show(tx: &mut Tx, id: PictureId, size: Size) -> Result<Vec<u8>> {
    let content = tx.find_scalar(
        sql!("SELECT content FROM picture_content WHERE picture_id = $1 AND size = $2" => (Vec<u8>,)),
        args![id, size],
    )?;
    content.ok_or_else(Error::missing)
}

/// Takes the content out, by the right of the one whom it shows; that there was a picture stays.
pub fn wipe(tx: &mut Tx, id: PictureId, at: Instant) -> Result<()> {
    tx.exec(sql!("DELETE FROM picture_content WHERE picture_id = $1"), args![id])?;
    tx.exec(sql!("UPDATE picture SET wiped_at = $2 WHERE id = $1 AND wiped_at IS NULL"), args![id, at])
        .map(drop)
}
