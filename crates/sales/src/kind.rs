//! What a line of a ticket is about, and what it may be paid with.

use catalog::OfferKind;
use kernel::codes;
use ledger::Role;

codes! {
    /// What a line of a ticket is about.
    pub enum LineKind {
        /// A treatment given (项目).
        Treatment = "treatment",
        /// Goods taken home (产品).
        Product = "product",
        /// A package, trial card or promotion sold (疗程卡、体验卡、促销套餐).
        Package = "package",
        /// Stored value paid in (储值).
        Value = "value",
        /// A deposit for what is to come (订金).
        Deposit = "deposit",
        /// What was owed and is paid now (还欠款).
        Debt = "debt",
        /// For the staff, where the centre allows it (小费).
        Tip = "tip",
    }
}

impl LineKind {
    /// The kind under which a thing of the catalogue is sold; none for what is not for sale.
    pub fn of(offer: OfferKind) -> Option<LineKind> {
        match offer {
            OfferKind::Treatment => Some(LineKind::Treatment),
            OfferKind::Product => Some(LineKind::Product),
            OfferKind::Package | OfferKind::TrialCard | OfferKind::Promotion => Some(LineKind::Package),
            OfferKind::Plan => Some(LineKind::Value),
            OfferKind::Instrument => None,
        }
    }

    /// Paid with nothing but money: stored value is not bought with stored value, nor is a debt paid on account.
    pub fn wants_money(self) -> bool {
        matches!(self, LineKind::Value | LineKind::Deposit | LineKind::Debt | LineKind::Tip)
    }

    /// Given at once, so that it is turnover when it is sold (消耗).
    pub fn is_delivered(self) -> bool {
        matches!(self, LineKind::Treatment | LineKind::Product)
    }

    /// Sold as cash performance; a tip belongs to whoever got it and counts for nobody's sales.
    pub fn is_performance(self) -> bool {
        self != LineKind::Tip
    }

    /// Where it stands in the books; none for what prepaid posts itself.
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            LineKind::Treatment => Some(Role::TreatmentIncome),
            LineKind::Product => Some(Role::ProductIncome),
            LineKind::Package | LineKind::Value => None,
            LineKind::Deposit => Some(Role::Deposit),
            LineKind::Debt => Some(Role::Receivable),
            LineKind::Tip => Some(Role::Tips),
        }
    }

    /// The key of its name.
    pub fn title(self) -> String {
        format!("sales.kind.{}", self.code())
    }
}

codes! {
    /// What a ticket is paid with (支付方式).
    pub enum Means {
        /// Notes and coins (现金).
        Cash = "cash",
        /// A bank card (刷卡).
        Card = "card",
        /// WeChat Pay (微信).
        WeChat = "wechat",
        /// Alipay (支付宝).
        Alipay = "alipay",
        /// Paid over by the bank (转账).
        Bank = "bank",
        /// Stored value, of what was paid in (储值本金).
        Value = "value",
        /// Stored value, of what was given on top (赠金).
        Gift = "gift",
        /// A session of a package (扣次).
        Session = "session",
        /// A voucher of the house (代金券).
        Voucher = "voucher",
        /// A deposit paid before (订金抵扣).
        Deposit = "deposit",
        /// Owed (挂账).
        Account = "account",
        /// What is left of a package, for another one (疗程升级).
        TradeIn = "trade-in",
    }
}

impl Means {
    /// Those that a hand at the till chooses; the gift goes with the stored value, a session with its line, and a
    /// package that is traded in has a button of its own.
    pub const CHOSEN: &[Means] = &[
        Means::Cash,
        Means::WeChat,
        Means::Alipay,
        Means::Card,
        Means::Bank,
        Means::Value,
        Means::Voucher,
        Means::Deposit,
        Means::Account,
    ];

    /// Money that came in with this ticket.
    pub fn is_money(self) -> bool {
        matches!(self, Means::Cash | Means::Card | Means::WeChat | Means::Alipay | Means::Bank)
    }

    /// Money of which a machine or a platform keeps a statement as well.
    pub fn has_statement(self) -> bool {
        self.is_money() && self != Means::Cash
    }

    /// Needs to know whose it is.
    pub fn wants_customer(self) -> bool {
        matches!(self, Means::Value | Means::Session | Means::Deposit | Means::Account | Means::TradeIn)
    }

    /// Where it stands in the books; none for what prepaid posts itself.
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Means::Cash => Some(Role::Cash),
            Means::Card => Some(Role::BankCard),
            Means::WeChat => Some(Role::WeChat),
            Means::Alipay => Some(Role::Alipay),
            Means::Bank => Some(Role::Bank),
            Means::Value | Means::Gift | Means::Session | Means::TradeIn => None,
            Means::Voucher => Some(Role::Gifts),
            Means::Deposit => Some(Role::Deposit),
            Means::Account => Some(Role::Receivable),
        }
    }

    /// The key of its name.
    pub fn title(self) -> String {
        format!("sales.means.{}", self.code())
    }
}
