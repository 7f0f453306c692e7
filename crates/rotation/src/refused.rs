use kernel::refusals;

refusals! {
    /// Why it cannot be done at the board.
    pub enum Refused {
        /// Nobody works at a store there.
        NoStore = Conflict "rotation.no_store",
        /// Her card hangs already.
        AlreadyUp { name: String } = Conflict "rotation.already_up",
        /// Her card does not hang there.
        NotUp { name: String } = Conflict "rotation.not_up",
        /// Her card is turned over already, or was not.
        SameSide { name: String } = Conflict "rotation.same_side",
        /// She has a customer in her hands.
        HasCustomer { name: String } = Conflict "rotation.has_customer",
        /// She may not give it.
        NoPass { name: String, treatment: String } = Conflict "rotation.no_pass",
        /// No board is hers.
        NoBoard { name: String } = Conflict "rotation.no_board",
        /// Everybody is passed over.
        Nobody = Conflict "rotation.nobody",
        /// Somebody else is next by now.
        MovedOn { name: String } = Conflict "rotation.moved_on",
        /// Out of turn needs a reason.
        OutOfTurn { name: String } = Conflict "rotation.out_of_turn",
        /// It is over, or came to nothing, or was given back.
        Closed = Conflict "rotation.closed",
        /// Only what was dispatched today can still be changed.
        OtherDay = Conflict "rotation.other_day",
        /// It is hers already.
        HersAlready { name: String } = Conflict "rotation.hers_already",
        /// A day is played by one policy.
        TooEarly { day: String } = Conflict "rotation.too_early",
        /// It is not in the catalogue today.
        NoTreatment = Conflict "rotation.no_treatment",
    }
}
