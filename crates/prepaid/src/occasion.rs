use kernel::{BusinessDate, Instant, Money, StoreId};
use ledger::Document;

/// For which document, where and when something moves. A document may be a ticket or one of its lines
/// (`sales/tickets/7/lines/2`): [`take_back`](crate::take_back) undoes what moved for exactly that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The document that names the movement in the books.
    pub document: Document,
    /// The store where it happens; the books move at the store that sold.
    pub store: StoreId,
    /// The business day.
    pub day: BusinessDate,
    /// The moment.
    pub at: Instant,
}

/// What proves that the customer was there (本人确认).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Her signature (签名), drawn on a pad: its strokes, as [`approval::strokes`] reads them.
    Signature(String),
    /// The one-time code (验证码) that she was sent and told.
    Code(String),
    /// Neither could be had; whoever served her answers for it, and says why.
    Witness(String),
}

kernel::refusals! {
    /// Why nothing prepaid moves.
    pub enum Refused {
        /// Less is left than is asked for.
        Short { left: Money, missing: Money } = Conflict "prepaid.short",
        /// More is left, but it has not been paid for.
        Unpaid { usable: Money, owed: Money } = Conflict "prepaid.unpaid",
        /// No session is left.
        UsedUp { name: String } = Conflict "prepaid.used_up",
        /// The last day of use is over.
        Expired { name: String, day: BusinessDate } = Conflict "prepaid.expired",
        /// It was put on hold.
        Frozen { name: String, day: BusinessDate } = Conflict "prepaid.frozen",
        /// It belongs to somebody else, who does not share it.
        NotHers = Conflict "prepaid.not_hers",
        /// What was sold has been used since.
        Begun { name: String } = Conflict "prepaid.begun",
        /// A taking back says why.
        NoReason = Conflict "prepaid.no_reason",
        /// There is nothing to be sold, used or paid.
        Nothing = Conflict "prepaid.nothing",
        /// More is paid than is owed.
        TooMuch { owed: Money } = Conflict "prepaid.too_much",
        /// It is not on hold.
        NotFrozen = Conflict "prepaid.not_frozen",
        /// It has no last day that could be moved.
        NoEnd = Conflict "prepaid.no_end",
        /// A last day is moved to later only.
        Earlier { day: BusinessDate } = Conflict "prepaid.earlier",
        /// It is hers already.
        HersAlready = Conflict "prepaid.hers_already",
        /// It is no signature.
        NotSigned = Conflict "prepaid.not_signed",
        /// Everything of today is confirmed already.
        AllConfirmed = Conflict "prepaid.all_confirmed",
        /// It is not the code that was sent, or too late.
        WrongCode = Conflict "prepaid.wrong_code",
        /// A refund of it is being decided.
        RefundOpen = Conflict "prepaid.refund_open",
        /// Nothing is left that could be given back.
        NothingLeft = Conflict "prepaid.nothing_left",
        /// The seven days are over.
        TooLate { day: BusinessDate } = Conflict "prepaid.too_late",
        /// Whoever asked does not decide, nor does one decide twice.
        OwnRefund = Conflict "prepaid.own_refund",
        /// It was decided already, or paid.
        Settled = Conflict "prepaid.settled",
        /// It has not been decided.
        NotDecided = Conflict "prepaid.not_decided",
        /// Goods are not as many as that.
        NotSoMany { left: i64 } = Conflict "prepaid.not_so_many",
        /// There is no telephone number to send to.
        NoPhone = Conflict "prepaid.no_phone",
        /// A code was sent a moment ago.
        JustSent = Conflict "prepaid.just_sent",
        /// Cards and books differ, which has to be explained.
        Differs { unused: Money, owed: Money } = Conflict "prepaid.differs",
        /// The law forbids it.
        Unlawful { what: String, article: String } = Conflict "prepaid.unlawful",
    }
}
