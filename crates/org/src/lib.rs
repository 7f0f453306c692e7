//! Who is who: the centre, its stores, departments, posts and people, and the lines between them.
//! A reporting line is dated data: it decides who reviews, who approves, to whom the overdue climbs, and whose
//! figures one may see. [`Organisation`] holds all of it as it was, is and will be; [`Chart`] is one day of it.
//! Leans on nothing but the kernel. Leant on by every slice: [`today`] gives the chart, [`Chart::actor`] the rights.

mod calendar; // rules
mod chart;
mod find;
mod layout;
mod lines;
mod organisation;
mod sight;
mod span;
mod words;

pub mod days; // doors
pub mod founding;
pub mod people;
pub mod posts;
pub mod stores;

mod pages;
mod store;

pub use calendar::{CalendarDayRow, DayKind, Hours, HoursRow, Notice, StoreCalendar, StoreDayRow};
pub use chart::{Chart, Seat};
pub use find::reading;
pub use lines::Refused;
pub use organisation::{
    CentreRow, DelegationId, DelegationRow, DepartmentRow, GrantId, GrantRow, HoldingId, HoldingRow, Level,
    LineId, LineKind, LineRow, Organisation, PersonRow, PostRow, StoreRow, Tenure, holds,
};
pub use pages::routes;
pub use store::{OrgCache, changed, chart, fresh, month, on, organisation, today};
