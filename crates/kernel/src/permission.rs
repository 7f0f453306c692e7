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
        /// Write down why somebody is excused from a duty.
        ExcuseDuties = "excuse-duties",
        /// See tasks and plans.
        ViewWork = "view-work",
        /// Give tasks, write plans, review those of others.
        GiveWork = "give-work",
        /// See logs and reports.
        ViewReports = "view-reports",
        /// Write one's own logs and reports.
        WriteReports = "write-reports",
        /// Comment on logs and reports, accept or return them.
        ReviewReports = "review-reports",
        /// See meetings and sign one's attendance.
        ViewMeetings = "view-meetings",
        /// Call meetings, lead them and write their minutes.
        HoldMeetings = "hold-meetings",
        /// Set opening days and the working calendar.
        ManageCalendar = "manage-calendar",
        /// Fill in checklists such as the opening checklist.
        FillChecklist = "fill-checklist",
        /// See the checklists of others.
        ViewChecklists = "view-checklists",
        /// Walk rounds of departments, and look again at what was put right.
        WalkRounds = "walk-rounds",
        /// Put right what rounds have found.
        MendFindings = "mend-findings",
        /// Keep the register of safety equipment.
        KeepSafety = "keep-safety",
        /// Sign the administration's sheet of the day.
        SignControls = "sign-controls",
        /// Read the journal of who did what.
        ViewJournal = "view-journal",
        /// See customers' files.
        ViewCustomers = "view-customers",
        /// Open customers' files and change them.
        EditCustomers = "edit-customers",
        /// See customers' telephone and identity numbers in full.
        SeeContacts = "see-contacts",
        /// Make one file of two that are the same customer's.
        MergeCustomers = "merge-customers",
        /// See customers' photos before and after.
        ViewPhotos = "view-photos",
        /// Hand a customer all that is kept about her, and erase it.
        EraseCustomers = "erase-customers",
        /// See treatments, products, packages and their prices.
        ViewCatalog = "view-catalog",
        /// Propose changes of the catalogue.
        ProposeCatalog = "propose-catalog",
        /// Decide proposed changes of the catalogue and publish them.
        DecideCatalog = "decide-catalog",
        /// Write down who has passed in which skill.
        PassSkills = "pass-skills",
        /// See follow-ups, negotiations and classes of customers.
        ViewCare = "view-care",
        /// Follow customers up and negotiate with them.
        CareForCustomers = "care-for-customers",
        /// Direct the care for customers: notes, owners, rules of allocation.
        DirectCare = "direct-care",
        /// See bookings and the day board.
        ViewBookings = "view-bookings",
        /// Book, change and cancel visits.
        Book = "book",
        /// Begin and end the treatments one gives.
        GiveTreatments = "give-treatments",
        /// Set who works when.
        ManageRosters = "manage-rosters",
        /// Set rooms and equipment.
        ManageRooms = "manage-rooms",
        /// See the boards of the rotation.
        ViewRotation = "view-rotation",
        /// Set how a store books: beginnings, deposits, reminders, booking online.
        SetBookings = "set-bookings",
        /// Give a customer to whose turn it is.
        Dispatch = "dispatch",
        /// Dispatch out of turn, move places, give penalties.
        OverrideRotation = "override-rotation",
        /// Set the policy of the rotation.
        SetRotation = "set-rotation",
        /// See complaints and special situations.
        ViewComplaints = "view-complaints",
        /// Take complaints down and report special situations.
        TakeComplaints = "take-complaints",
        /// Handle complaints and close them.
        HandleComplaints = "handle-complaints",
        /// See what customers said of their visits.
        ViewOpinions = "view-opinions",
        /// See the live board of the front desk.
        ViewDesk = "view-desk",
        /// Take messages and calls down, and arrivals.
        TakeMessages = "take-messages",
        /// Answer the messages that come to one.
        AnswerMessages = "answer-messages",
        /// Ask with forms, and decide those that come before one.
        UseApprovals = "use-approvals",
        /// See the forms of others.
        ViewApprovals = "view-approvals",
        /// Set forms and their routes.
        SetForms = "set-forms",
        /// See the books: accounts, entries, postings.
        ViewLedger = "view-ledger",
        /// See what customers have bought beforehand, and what is left of it.
        ViewPrepaid = "view-prepaid",
        /// Hold, extend and hand on what was bought; keep what customers leave in the house.
        KeepPrepaid = "keep-prepaid",
        /// Ask that a customer gets money back.
        AskRefunds = "ask-refunds",
        /// Decide on refunds.
        DecideRefunds = "decide-refunds",
        /// Pay refunds out.
        PayRefunds = "pay-refunds",
        /// Say what kind of issuer of prepaid cards the centre is, and what lies in custody.
        KeepCustody = "keep-custody",
        /// See what stands on the shelves, and what moved it.
        ViewStock = "view-stock",
        /// Write down what comes in, is used or spoiled, and what was counted.
        KeepStock = "keep-stock",
        /// Write tickets, settle them, and count one's drawer.
        RunTill = "run-till",
        /// Take settled tickets back.
        ReverseTickets = "reverse-tickets",
        /// See what was sold, paid and owed, and who earned how much.
        ViewSales = "view-sales",
        /// Close days, read statements in, take cash to the bank, propose to give debts up.
        CloseDays = "close-days",
        /// Decide whether a debt is given up.
        ForgiveDebts = "forgive-debts",
        /// Give vouchers out.
        GiveVouchers = "give-vouchers",
        /// Set how the till of a store works.
        SetTill = "set-till",
        /// Bring data of other programs in, and take an import back.
        ImportData = "import-data",
        /// See what results pay: one's own, or that of others.
        ViewPay = "view-pay",
        /// Draft schemes of commission and take them into use.
        SetPay = "set-pay",
        /// Settle months of pay and enter corrections.
        SettlePay = "settle-pay",
        /// See targets and how far they are reached.
        ViewTargets = "view-targets",
        /// Set the year's targets.
        GiveTargets = "give-targets",
        /// Accept the year's targets and decide those of the months.
        DecideTargets = "decide-targets",
        /// Share a month's targets out to people.
        ShareTargets = "share-targets",
        /// Carry targets of one's own, and accept them.
        CarryTargets = "carry-targets",
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
