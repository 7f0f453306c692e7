//! The one binary: how the house hangs together, how it is run, and the demonstration centre.
//! [`shop`] lists what there is, and is the first file to read. [`command`] is what can be typed, [`config`] what the
//! program is told, [`chores`] what it does of itself, [`demo`] the centre that everybody may play with.
//! Knows every slice; nothing leans on it but its own tests, which walk over everything.

pub mod api;
pub mod chores;
pub mod command;
pub mod config;
pub mod demo;
mod effects;
pub mod journal_page;
pub mod language;
pub mod notices_page;
pub mod shop;
pub mod simulate;
mod staff;
