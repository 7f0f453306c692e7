use kernel::BusinessDate;

kernel::refusals! {
    /// Why the catalogue says no.
    pub enum Refused {
        /// Another thing has the number.
        NumberTaken { number: String } = Conflict "catalog.number_taken",
        /// Something is being proposed of it already.
        AlreadyProposed { number: String } = Conflict "catalog.already_proposed",
        /// It was withdrawn.
        Withdrawn { number: String, day: BusinessDate } = Conflict "catalog.withdrawn",
        /// Nobody decides what she has proposed herself.
        OwnProposal = Conflict "catalog.own_proposal",
        /// Somebody else may take back what she has proposed.
        OthersProposal = Conflict "catalog.others_proposal",
        /// It was decided, or taken back.
        Settled = Conflict "catalog.settled",
        /// It was not approved.
        NotApproved = Conflict "catalog.not_approved",
        /// A new treatment is tried before it is approved.
        NotTried = Conflict "catalog.not_tried",
        /// The last trial went badly.
        WentBadly = Conflict "catalog.went_badly",
        /// What is past stays as it was.
        TooEarly { day: BusinessDate } = Conflict "catalog.too_early",
        /// None was sold, so there is no original price to compare with.
        NothingDealt = Conflict "catalog.nothing_dealt",
        /// The advertised original price is above the lawful one.
        ComparedTooHigh { lawful: kernel::Money } = Conflict "catalog.compared_too_high",
        /// The promotion is no cheaper than what was paid before.
        NotCheaper { lawful: kernel::Money } = Conflict "catalog.not_cheaper",
        /// The list price was raised shortly before.
        RaisedBefore { number: String, before: kernel::Money } = Conflict "catalog.raised_before",
        /// Another skill has the code.
        SkillTaken { code: String } = Conflict "catalog.skill_taken",
        /// Nobody passes herself.
        OwnPass = Conflict "catalog.own_pass",
        /// It was taken back already.
        PassGone = Conflict "catalog.pass_gone",
    }
}
