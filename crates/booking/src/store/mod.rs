//! All SQL of the slice.

mod absences;
mod book;
mod feeds;
mod given;
mod online;
mod owned;
mod places;
mod policies;
mod proofs;
mod roster;
mod sheets;
mod told;
mod visits;
mod waiting;

pub use absences::AbsenceRow;
pub(crate) use absences::*;
pub(crate) use book::*;
pub(crate) use feeds::*;
pub(crate) use given::*;
pub(crate) use online::*;
pub(crate) use owned::*;
pub(crate) use places::*;
pub use places::{EquipmentRow, RoomRow, RoomTurn};
pub(crate) use policies::*;
pub(crate) use proofs::*;
pub(crate) use roster::*;
pub(crate) use sheets::*;
pub(crate) use told::*;
pub(crate) use visits::*;
pub(crate) use waiting::*;
