kernel::refusals! {
    /// Why care says no.
    pub enum Refused {
        /// It was done already.
        Done = Conflict "care.done",
        /// Somebody is already negotiating with her.
        Negotiating { name: String } = Conflict "care.negotiating",
        /// The negotiation is over.
        Closed = Conflict "care.closed",
        /// She is that person's already.
        AlreadyHers { name: String } = Conflict "care.already_hers",
    }
}
