//! How a treatment of a visit comes along, and every "no" of the slice.

use kernel::codes;

codes! {
    /// How far a treatment is.
    pub enum LineState {
        /// Kept for her (已约).
        Booked = "booked",
        /// She is there and waits (已到店).
        Arrived = "arrived",
        /// Being given (护理中).
        InTreatment = "in-treatment",
        /// Given (已完成).
        Done = "done",
        /// Called off (已取消).
        Cancelled = "cancelled",
        /// She never came (爽约).
        NoShow = "no-show",
    }
}

codes! {
    /// How a visit came about.
    pub enum Source {
        /// At the desk.
        Desk = "desk",
        /// By telephone.
        Phone = "phone",
        /// By herself, on her telephone's screen.
        Online = "online",
        /// She walked in.
        WalkIn = "walk-in",
        /// One of a course.
        Course = "course",
    }
}

codes! {
    /// Why a visit is called off.
    pub enum CancelReason {
        /// The customer has no time.
        Time = "time",
        /// The customer is unwell.
        Unwell = "unwell",
        /// The customer does not want it any more.
        Unwanted = "unwanted",
        /// The house cannot: somebody is ill, something broken.
        House = "house",
        /// Booked by mistake.
        Mistake = "mistake",
        /// Something else, said in a note.
        Other = "other",
    }
}

codes! {
    /// Of what a day keeps a sheet.
    pub enum Kind {
        /// Somebody's hands.
        Therapist = "therapist",
        /// A room or a bed.
        Room = "room",
        /// A piece of equipment.
        Equipment = "equipment",
    }
}

codes! {
    /// Whether a room is fit for the next customer.
    pub enum RoomState {
        /// Somebody was treated in it (待整理).
        ToClean = "to-clean",
        /// Made ready (备好).
        Ready = "ready",
        /// Not to be used (停用).
        OutOfUse = "out-of-use",
    }
}

codes! {
    /// A woman or a man, for those who wish for one or the other.
    pub enum Sex {
        /// A woman.
        Female = "female",
        /// A man.
        Male = "male",
    }
}

codes! {
    /// What came of asking whether she will come.
    pub enum Outcome {
        /// She will.
        Confirmed = "confirmed",
        /// Nobody answered.
        NoAnswer = "no-answer",
        /// She wants another time.
        WillChange = "will-change",
    }
}

impl LineState {
    /// Does it still take something of the day?
    pub fn is_open(self) -> bool {
        matches!(self, LineState::Booked | LineState::Arrived | LineState::InTreatment)
    }

    /// Is it still to come?
    pub fn is_ahead(self) -> bool {
        matches!(self, LineState::Booked | LineState::Arrived)
    }
}

kernel::refusals! {
    /// Why it is not done.
    pub enum Refused {
        /// Somebody else has it then. The nearest that are free are told.
        Taken { day: kernel::BusinessDate, at: String, nearest: String } = Conflict "booking.taken",
        /// The treatment is not offered on that day.
        NotOffered { day: kernel::BusinessDate } = Conflict "booking.not_offered",
        /// She has not passed in it.
        NotAble { name: String, treatment: String } = Conflict "booking.not_able",
        /// Two treatments of one customer at the same time need one kind of room.
        NotTogether = Conflict "booking.not_together",
        /// The room is of another kind.
        WrongRoom { room: String } = Conflict "booking.wrong_room",
        /// The treatments of one visit are given on one day.
        Split = Conflict "booking.split",
        /// It lies in the past.
        Past = Conflict "booking.past",
        /// A day is booked by one policy.
        TooEarly { day: kernel::BusinessDate } = Conflict "booking.too_early",
        /// It lies too far ahead.
        TooFar { day: kernel::BusinessDate } = Conflict "booking.too_far",
        /// It is not in a state in which that can be done: somebody else was quicker.
        NotNow = Conflict "booking.not_now",
        /// The one who asks belongs to no store where she may.
        NoStore = Conflict "booking.no_store",
        /// The name is taken.
        NameTaken { name: String } = Conflict "booking.name_taken",
        /// Something of that time is already promised.
        Promised { name: String, day: kernel::BusinessDate, at: String } = Conflict "booking.promised",
        /// The warnings of the customer's file are to be read first.
        Warned { warnings: String } = Conflict "booking.warned",
        /// What the customer's file says forbids it.
        Forbidden { warnings: String } = Conflict "booking.forbidden",
        /// Too many codes were asked for.
        TooMany { minutes: i64 } = TooMany "booking.too_many",
        /// She has booked as many visits as she may by herself.
        Enough { most: String } = Conflict "booking.enough",
        /// It is too soon for a change that nobody sees at the desk.
        TooSoon = Conflict "booking.too_soon",
        /// Something in her file is to be talked over first.
        CallUs = Conflict "booking.call_us",
        /// No room of the kind is free.
        NoRoom = Conflict "booking.no_room",
        /// The next customer comes before so much more could be given.
        NoLonger { most: u32 } = Conflict "booking.no_longer",
        /// The therapist is already treating somebody.
        Busy { name: String, until: String } = Conflict "booking.busy",
    }
}
