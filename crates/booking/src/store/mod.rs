//! All SQL of the slice.

mod places;
mod roster;
mod sheets;
mod visits;

pub(crate) use places::*;
pub use places::{EquipmentRow, RoomRow, RoomTurn};
pub(crate) use roster::*;
pub(crate) use sheets::*;
pub(crate) use visits::*;
