//! Pictures (图片): what a camera or a pad gives is read, turned upright, scaled, and written anew without what it tells
//! besides (place, device, time), and kept in the database. Who may look is for the slice to say that asked for it.
//! Knows no trade. Leant on by rounds, customers' files and signatures.

use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("picture")
}
