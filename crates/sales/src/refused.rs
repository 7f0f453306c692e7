use kernel::{BusinessDate, Money};

kernel::refusals! {
    /// Why the till says no.
    pub enum Refused {
        /// What is given is not what is due.
        NotPaid { due: Money, paid: Money } = Conflict "sales.not_paid",
        /// Only money pays for this.
        WrongMeans { kind: String, missing: Money } = Conflict "sales.wrong_means",
        /// More is let off than the post may.
        DiscountBeyond { most: u32, asked: Money, who: String } = Conflict "sales.discount_beyond",
        /// More is given away than the post may.
        GiftsBeyond { most: Money, gifts: Money, who: String } = Conflict "sales.gifts_beyond",
        /// There is no line on the ticket.
        Empty = Conflict "sales.empty",
        /// It needs to know whose it is.
        NoCustomer = Conflict "sales.no_customer",
        /// Something of hers is used, and nothing shows that she is there.
        NoProof = Conflict "sales.no_proof",
        /// Somebody else has kept it meanwhile.
        Stale = Conflict "sales.stale",
        /// It was settled, put aside or made one with another.
        NotOpen = Conflict "sales.not_open",
        /// It is not settled, so there is nothing to be taken back.
        NotSettled = Conflict "sales.not_settled",
        /// It was taken back already.
        Reversed = Conflict "sales.reversed",
        /// A taking back is not taken back.
        IsReversal = Conflict "sales.is_reversal",
        /// Something of what is owed for it was repaid; that is taken back first.
        DebtMoved { number: String } = Conflict "sales.debt_moved",
        /// The deposit was used since.
        DepositUsed = Conflict "sales.deposit_used",
        /// No deposit is left, or not so much.
        DepositShort { left: Money } = Conflict "sales.deposit_short",
        /// So much is not owed.
        NotOwed { left: Money } = Conflict "sales.not_owed",
        /// The voucher is not known, was used, or its last day is over.
        VoucherUnknown { number: String } = Conflict "sales.voucher_unknown",
        /// A voucher was used.
        VoucherUsed { number: String } = Conflict "sales.voucher_used",
        /// A voucher's last day is over.
        VoucherOver { number: String, day: BusinessDate } = Conflict "sales.voucher_over",
        /// A voucher pays no more than it is worth.
        VoucherWorth { number: String, worth: Money } = Conflict "sales.voucher_worth",
        /// No session of this is left.
        NoSession { name: String } = Conflict "sales.no_session",
        /// What is left of a package goes into the price of one other, and of nothing else.
        TradesForOne = Conflict "sales.trades_for_one",
        /// More is left of the package than the other one costs: that is a refund.
        TradesForLess { worth: Money, price: Money } = Conflict "sales.trades_for_less",
        /// The package is worth something else by now.
        TradeWorth { worth: Money } = Conflict "sales.trade_worth",
        /// Tips are not taken here.
        NoTips = Conflict "sales.no_tips",
        /// No shift is open.
        NoShift = Conflict "sales.no_shift",
        /// Several drawers are open, and none is hers.
        WhichShift = Conflict "sales.which_shift",
        /// The drawer has a shift already.
        ShiftOpen { who: String } = Conflict "sales.shift_open",
        /// The shift is closed.
        ShiftClosed = Conflict "sales.shift_closed",
        /// The count differs, and nobody says why.
        CountDiffers { over: Money } = Conflict "sales.count_differs",
        /// More would be left in the drawer than was counted.
        LeftTooMuch { counted: Money } = Conflict "sales.left_too_much",
        /// Tickets of one store are made one.
        OtherStore = Conflict "sales.other_store",
        /// A ticket keeps a line, and gives one away, when it is split.
        NothingToSplit = Conflict "sales.nothing_to_split",
        /// Given up already, or being decided.
        BeingDecided = Conflict "sales.being_decided",
        /// She who proposes does not decide.
        OwnProposal = Conflict "sales.own_proposal",
        /// A file that is not a statement.
        NotAStatement { line: u64 } = Conflict "sales.not_a_statement",
        /// The day was closed before; a further entry says why.
        CloseSaysWhy = Conflict "sales.close_says_why",
        /// A refund is paid in money.
        NotMoney = Conflict "sales.not_money",
        /// What was paid out for a refund is not taken back at the till.
        IsRefund = Conflict "sales.is_refund",
        /// What was brought in was reversed, billed or repaid since.
        MovedSince { number: String } = Conflict "sales.moved_since",
        /// The post has no store.
        NoStore = Conflict "sales.no_store",
    }
}
