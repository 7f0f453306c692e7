//! Walks over lists that the code keeps of itself, on every database there is, and the built program itself.
//! One binary, so that linking happens once.

#![allow(missing_docs, reason = "tests")]

mod a_day;
mod bad_input;
mod books;
mod chores;
mod cli;
mod data;
mod doors;
mod effects;
mod messages;
mod pages;
mod power;
mod rights;
mod rounds;
mod simulation;
mod world;
