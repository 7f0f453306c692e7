use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

codes! {
    /// One thing that one may do. Posts grant these over a [`Scope`]; the codes stand in the handbook's data.
    pub enum Permission {
        /// See stores, departments, posts, people and the org chart.
        ViewOrganisation = "view-organisation",
        /// Change stores, departments, posts and reporting lines.
        ManageOrganisation = "manage-organisation",
        /// Appoint people to posts and end holdings.
        AppointPeople = "appoint-people",
        /// Hand one's own authority to a stand-in for a time.
        Delegate = "delegate",
        /// Open, disable and reset sign-in accounts.
        ManageAccounts = "manage-accounts",
        /// See and end the sessions of others.
        EndSessions = "end-sessions",
        /// Read the handbook.
        ReadHandbook = "read-handbook",
        /// Draft, publish and merge the centre's own handbook.
        EditHandbook = "edit-handbook",
        /// See one's own business day.
        ViewToday = "view-today",
        /// See how the duties of others stand.
        ViewDuties = "view-duties",
        /// Set opening days and the working calendar.
        ManageCalendar = "manage-calendar",
        /// Fill in checklists such as the opening checklist.
        FillChecklist = "fill-checklist",
        /// See the checklists of others.
        ViewChecklists = "view-checklists",
        /// Read the journal of who did what.
        ViewJournal = "view-journal",
    }
}

codes! {
    /// Over what a permission reaches, from the narrowest to the widest.
    pub enum Scope {
        /// What is one's own.
        Own = "own",
        /// One's own department in one's store.
        Department = "department",
        /// Oneself and everybody below on the reporting line.
        Line = "line",
        /// All of one's store.
        Store = "store",
        /// All stores.
        Centre = "centre",
    }
}

/// A permission over a scope, as a post gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// What one may do.
    pub permission: Permission,
    /// Over what.
    pub scope: Scope,
}

impl Permission {
    /// Does it let its holder hand out or take away the rights of others?
    pub fn gives_power(self) -> bool {
        use Permission::*;
        matches!(self, ManageOrganisation | AppointPeople | ManageAccounts | EndSessions)
    }
}
