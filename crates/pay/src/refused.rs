use kernel::BusinessDate;

kernel::refusals! {
    /// Why pay says no.
    pub enum Refused {
        /// The month is settled: it stands, and a further entry goes into a later one.
        Settled { month: BusinessDate } = Conflict "pay.settled",
        /// The month is not over.
        NotOver { month: BusinessDate } = Conflict "pay.not_over",
        /// An earlier month is to be settled first, because what waits is carried on.
        EarlierFirst { month: BusinessDate } = Conflict "pay.earlier_first",
        /// The scheme is in use or was put aside: it stands as it is.
        NotADraft = Conflict "pay.not_a_draft",
        /// Nobody corrects her own.
        Own = Conflict "pay.own",
    }
}
