//! Care for customers: follow-ups before, during and after a sale (售前、售中、售后), negotiations (洽谈) on a board with
//! the director's remarks, classes that are worked out and explained, and who looks after whom by which rule.
//! Knows nothing of bookings or money: whoever does answers as [`Facts`]. Leans on customer; leant on by sales and desk.

mod allocation; // rules
mod grade;
mod people;
mod planning;
mod policy;
mod potential;
mod reason;
mod refused;
mod scheme;
mod sight;
mod sleep;
mod stage;

pub mod allotting; // doors
pub mod classing;
pub mod following;
pub mod negotiating;
pub mod noting;
pub mod ruling;
pub mod scheming;

mod facts;
mod keeper;
mod night;
mod notices;
mod pages;
mod proof;
mod store;
mod told;

pub use allocation::{Carer, Move, Rule, Standing, Stuck, Verdict, Ward, allot};
pub use facts::{Facts, FactsOf, PlanFact, Question, SpendFact, VisitFact};
pub use grade::{Grade, grade};
pub use keeper::Care;
pub use night::night;
pub use notices::Due;
pub use pages::routes;
pub use policy::{Policy, PolicyForm};
pub use potential::{Potential, Prospect, potential};
pub use proof::Cared;
pub use reason::Reason;
pub use refused::Refused;
pub use scheme::{Scheme, scheme};
pub use sleep::{Sleep, cycle, sleep};
pub use stage::{Outcome, Stage, Step, Way};
pub use store::{ClassKind, FollowUpId, NegotiationId, Reaction, ServiceNoteId};
pub use told::due_to;
