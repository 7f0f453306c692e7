use kernel::codes;

codes! {
    /// When, seen from a sale, a customer is followed up (售前、售中、售后).
    pub enum Stage {
        /// Before it.
        Before = "before",
        /// While it is being talked about.
        During = "during",
        /// After it.
        After = "after",
    }
}

codes! {
    /// How one spoke with her.
    pub enum Way {
        /// She was here.
        Visit = "visit",
        /// By telephone.
        Phone = "phone",
        /// By message.
        Message = "message",
        /// Online.
        Online = "online",
        /// Otherwise.
        Other = "other",
    }
}

codes! {
    /// What came of a follow-up.
    pub enum Outcome {
        /// One spoke with her.
        Reached = "reached",
        /// She has a date.
        Booked = "booked",
        /// She bought.
        Bought = "bought",
        /// She wants to be asked again.
        Later = "later",
        /// She does not want to.
        Declined = "declined",
        /// She could not be reached.
        NotReached = "not-reached",
        /// It is no longer needed.
        Dropped = "dropped",
    }
}

impl Outcome {
    /// Does it ask for another date?
    pub fn asks_for_next(self) -> bool {
        matches!(self, Outcome::Later | Outcome::NotReached)
    }

    /// Did one speak with her?
    pub fn is_contact(self) -> bool {
        !matches!(self, Outcome::NotReached | Outcome::Dropped)
    }

    /// The class and symbol of its mark.
    pub(crate) fn mark(self) -> (&'static str, &'static str) {
        match self {
            Outcome::Booked | Outcome::Bought | Outcome::Reached => ("is-done", "check"),
            Outcome::Later | Outcome::NotReached => ("is-due", "clock"),
            Outcome::Declined => ("is-late", "ban"),
            Outcome::Dropped => ("is-later", "ban"),
        }
    }
}

codes! {
    /// How far a negotiation (洽谈) is.
    pub enum Step {
        /// One has spoken with her (初谈).
        Contact = "contact",
        /// It is clear what she needs (明确需求).
        Need = "need",
        /// She has an offer (已报方案).
        Offer = "offer",
        /// It is about to be closed (待成交).
        Closing = "closing",
        /// She bought (成交).
        Won = "won",
        /// She will not (未成).
        Lost = "lost",
    }
}

impl Step {
    /// The columns of the board.
    pub const OPEN: [Step; 4] = [Step::Contact, Step::Need, Step::Offer, Step::Closing];

    /// Is it over?
    pub fn is_closed(self) -> bool {
        matches!(self, Step::Won | Step::Lost)
    }

    /// Has she been made an offer?
    pub fn is_offered(self) -> bool {
        matches!(self, Step::Offer | Step::Closing | Step::Won)
    }

    /// What it means for the follow-up that led to it.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Step::Won => Outcome::Bought,
            Step::Lost => Outcome::Declined,
            _ => Outcome::Reached,
        }
    }
}

/// `impl` of the key of a text, for each kind of code.
macro_rules! keys {
    ($($name:ident: $prefix:literal),*) => { $(
        impl $name {
            /// The key of its text.
            pub fn key(self) -> String {
                format!(concat!("care.", $prefix, ".{}"), self.code())
            }
        }
    )* };
}
keys!(Stage: "stage", Way: "way", Outcome: "outcome", Step: "step");
