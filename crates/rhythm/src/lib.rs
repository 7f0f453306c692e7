//! The rhythm of the house: what falls to whom on a day, by what one sees that it was done, and who hears when it
//! is late. Duties are worked out from the handbook, the calendar and the chart each time and never stored; whether
//! they are done is asked of whoever keeps the matter ([`Evidence`]), and nobody ticks anything.
//! Knows nothing of the trade. Leans on org and the handbook; leant on by every slice that gives evidence or figures.

mod day; // rules
mod duty;
mod evidence;
mod state;
mod upward;

pub mod looks; // doors
pub mod record;
pub mod today;

mod pages;
mod store;

pub use day::{Day, DayCache, day, days};
pub use duty::{Duty, duties, falls_on};
pub use evidence::{About, Amount, Asked, Evidence, Evidences, Figure, Figures, Period, Proof, Proofs};
pub use pages::routes;
pub use record::{Excuses, Excusing, Kept, Rate, Record};
pub use state::{State, judge};
pub use today::PersonDays;
pub use upward::{answers_for, hears, place_of, reviewer};
