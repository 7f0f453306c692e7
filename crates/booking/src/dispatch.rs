use kernel::codes;

codes! {
    /// How a treatment came to its therapist (派单方式): it decides what happens to her place in the rotation, and
    /// later what she is paid.
    pub enum Dispatch {
        /// It was her turn (轮钟).
        Turn = "turn",
        /// The customer asked for her from outside (点钟).
        Requested = "requested",
        /// The customer picked her in the hall (内点).
        Picked = "picked",
        /// Kept for her by a booking (留牌).
        Booked = "booked",
        /// Her own guest, whom she brought (CALL 钟).
        OwnGuest = "own-guest",
        /// More of what she was giving (加钟).
        Extension = "extension",
    }
}
