//! One handler, two faces: pages for people and JSON for programs, from one view.
//! [`Routes`] lists the doors; [`Payload`] reads what they are given; [`Reply`], [`Done`] and [`Answer`] are what
//! they answer; [`negotiate()`] gives each answer the face its reader wants; [`guard`] stands before them all.
//! Knows no slice: who people are comes from the layer that `identity` puts in between.

extern crate self as web;

pub mod address;
pub mod app;
pub mod assets;
pub mod chrome;
pub mod failure;
pub mod files;
pub mod filters;
pub mod guard;
pub mod health;
pub mod i18n;
pub mod list;
mod negotiate;
pub mod notices;
pub mod openapi;
#[cfg(test)]
mod parts;
pub mod payload;
pub mod qr;
pub mod reply;
pub mod routes;
pub mod samples;
pub mod server;
pub mod table;
pub mod text;

pub use address::Address;
pub use app::{App, Call, Settings};
pub use chrome::{Chrome, MenuItem};
pub use failure::Failure;
pub use i18n::Say;
pub use list::{ListPlace, Listing};
pub use negotiate::{Reader, cookie, negotiate, reads};
pub use payload::{Asked, At, By, Form, Nothing, Payload, limits};
pub use reply::{Answer, Done, FileReply, Reply, View, Wrong, again};
pub use routes::{Access, Route, Routes};
pub use table::{Table, TableCell};

/// A choice of a form or a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, text: impl Into<String>) -> Choice {
        Choice { value: value.to_string(), text: text.into() }
    }
}

/// The header of what a page asks for by itself: nobody is there, so a session's idle time runs on.
pub const BY_ITSELF: &str = "x-by-itself";

/// A fresh key for a form, so that a command sent twice is done once.
pub fn once_key() -> String {
    hex::encode(rand::random::<[u8; 12]>())
}
