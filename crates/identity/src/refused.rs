use kernel::refusals;

refusals! {
    /// Why somebody may not come in, or an account cannot be changed so.
    pub enum Refused {
        /// Too many wrong tries: wait so many minutes, until this time on the wall clock.
        Throttled { minutes: i64, at: String } = TooMany "identity.throttled",
        /// A program's token does not change how its person signs in.
        NeedsSession = Forbidden "identity.needs_session",
        /// One's own account is changed on one's own page, or by somebody else.
        Yourself = Conflict "identity.yourself",
        /// Somebody else signs in with this name.
        NameTaken { name: String } = Conflict "identity.name_taken",
        /// The account's person holds more power than the asker.
        BeyondOwn = Forbidden "identity.beyond_own",
        /// The person has an account already.
        HasAccount { name: String } = Conflict "identity.has_account",
        /// The second step is set up already.
        SecondStepIsSet = Conflict "identity.second_step_is_set",
        /// There is no second step to reset.
        NoSecondStep = Conflict "identity.no_second_step",
        /// It is disabled already, or was never.
        AlreadySo = Conflict "identity.already_so",
    }
}
