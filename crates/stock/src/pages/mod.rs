//! What people and programs are shown of the shelves.

use kernel::Permission::{KeepStock, ViewStock};
use web::Routes;

mod item;
mod shelf;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("stock")
        .get("/stock", ViewStock, "Show what is on the shelves", shelf::show)
        .get("/stock/{id}", ViewStock, "Show the movements of a product", item::show)
        .post("/stock/{id}", KeepStock, "Write a movement of a product down", item::write)
}
