use kernel::Money;

kernel::refusals! {
    /// Why targets say no.
    pub enum Refused {
        /// The parts do not make the whole.
        PartsDiffer { whole: Money, parts: Money, lack: Money } = Conflict "targets.parts_differ",
        /// There is nothing to be shared out yet.
        NoMonth = Conflict "targets.no_month",
        /// Accepted already, or another one has taken its place.
        NotOpen = Conflict "targets.not_open",
        /// It is accepted by whoever carries it.
        NotHers = Forbidden "targets.not_hers",
        /// The post has no store.
        NoStore = Conflict "targets.no_store",
    }
}
