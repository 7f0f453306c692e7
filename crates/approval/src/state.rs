use kernel::{codes, refusals};

codes! {
    /// How a form stands.
    pub enum State {
        /// Somebody is to decide it.
        Open = "open",
        /// Approved (同意).
        Approved = "approved",
        /// Refused (拒绝).
        Refused = "refused",
        /// Given back to be changed (退回修改).
        Returned = "returned",
        /// Taken back by who asked (撤回).
        Recalled = "recalled",
    }
}

codes! {
    /// What is decided.
    pub enum Decision {
        /// It may be done.
        Approve = "approve",
        /// It may not.
        Refuse = "refuse",
        /// It is to be changed first.
        Return = "return",
    }
}

codes! {
    /// How one of those who decide stands.
    pub enum DeskState {
        /// Not yet her turn.
        Waiting = "waiting",
        /// It lies before her.
        Open = "open",
        /// She approved.
        Approved = "approved",
        /// She refused.
        Refused = "refused",
        /// She gave it back.
        Returned = "returned",
        /// Not needed any more: decided by others, changed, or taken back.
        Dropped = "dropped",
    }
}

codes! {
    /// What happens to a form.
    pub enum Happened {
        /// Asked.
        Asked = "asked",
        /// Asked anew after a change.
        Changed = "changed",
        /// Approved at one desk.
        Approved = "approved",
        /// Refused.
        Refused = "refused",
        /// Given back to be changed.
        Returned = "returned",
        /// Taken back.
        Recalled = "recalled",
        /// Asked to hurry (催办).
        Urged = "urged",
        /// Passed up, because nobody sits there any more.
        PassedUp = "passed-up",
        /// Carried out.
        CarriedOut = "carried-out",
    }
}

codes! {
    /// How a signature was made.
    pub enum Mark {
        /// By hand, on a pad (手写).
        Drawn = "drawn",
        /// By typing one's name.
        Typed = "typed",
        /// Not at all, where the form asks for none.
        None = "none",
    }
}

refusals! {
    /// Why a form cannot be asked for or decided.
    pub enum Refused {
        /// Nobody holds a post there.
        NoPost = Conflict "approval.no_post",
        /// Nobody is above who asks.
        NoRoute = Conflict "approval.no_route",
        /// One's own.
        Own = Forbidden "approval.own",
        /// It does not lie before one.
        NotYours = Forbidden "approval.not_yours",
        /// It was decided, or taken back.
        Settled = Conflict "approval.settled",
        /// It was changed since it was looked at.
        ChangedSince = Conflict "approval.changed_since",
        /// Only who asked may.
        NotAsker = Forbidden "approval.not_asker",
        /// Only what was given back is changed.
        NotReturned = Conflict "approval.not_returned",
        /// It was urged a moment ago.
        UrgedAlready { at: String } = Conflict "approval.urged_already",
        /// The text of a form cannot be read.
        NotAForm { why: String } = Invalid "approval.not_a_form",
        /// A version holds from tomorrow at the earliest.
        TooEarly { day: String } = Conflict "approval.too_early",
        /// What it should have carried out could not be.
        CannotCarryOut { why: String } = Conflict "approval.cannot_carry_out",
    }
}
