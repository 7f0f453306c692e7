//! Every "no" of the slice.

kernel::refusals! {
    /// Why the desk says no.
    pub enum Refused {
        /// Somebody answered it already.
        Answered { name: String, time: String } = Conflict "desk.answered",
        /// Whom it is for holds no post there.
        NobodyThere = Conflict "desk.nobody_there",
        /// She is in the house already.
        HereAlready { time: String } = Conflict "desk.here_already",
        /// She has left.
        Left = Conflict "desk.left",
        /// Whoever stands at the door stands there already.
        StandsAlready { name: String, at: String } = Conflict "desk.stands_already",
        /// The day is over.
        RotaPast = Conflict "desk.rota_past",
        /// There is nothing a week before, or the day has its rota already.
        NothingToCarry = Conflict "desk.nothing_to_carry",
        /// The one who asks belongs to no store.
        NoStore = Conflict "desk.no_store",
        /// Somebody has this number already.
        Known { names: String } = Conflict "desk.known",
    }
}
