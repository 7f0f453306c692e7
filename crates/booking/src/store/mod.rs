//! All SQL of the slice.

mod book;
mod feeds;
mod given;
mod places;
mod roster;
mod sheets;
mod visits;
mod waiting;

pub(crate) use book::*;
pub(crate) use feeds::*;
pub(crate) use given::*;
pub(crate) use places::*;
pub use places::{EquipmentRow, RoomRow, RoomTurn};
pub(crate) use roster::*;
pub(crate) use sheets::*;
pub(crate) use visits::*;
pub(crate) use waiting::*;
