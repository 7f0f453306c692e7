use kernel::{BusinessDate, Error, Result, Shipped, Words, codes};
use serde::Deserialize;

codes! {
    /// What slices call an account by; the chart of accounts says which one it is on a day.
    pub enum Role {
        /// Notes and coins in the till.
        Cash = "cash",
        /// At the bank.
        Bank = "bank",
        /// Paid by bank card, not yet at the bank.
        BankCard = "bank-card",
        /// Paid by WeChat Pay (微信), not yet at the bank.
        WeChat = "wechat",
        /// Paid by Alipay (支付宝), not yet at the bank.
        Alipay = "alipay",
        /// What customers owe (欠款).
        Receivable = "receivable",
        /// Between a ticket's lines and its tenders.
        Clearing = "clearing",
        /// Stored value that was paid for (储值本金).
        ValuePrincipal = "value-principal",
        /// Stored value that was given on top (赠金).
        ValueGift = "value-gift",
        /// What stands against the gift: it is not owed in money.
        GiftGranted = "gift-granted",
        /// Sessions paid for and not yet had (疗程未耗).
        PackageUnused = "package-unused",
        /// Deposits (订金).
        Deposit = "deposit",
        /// Refunds decided, not yet paid.
        RefundDue = "refund-due",
        /// Tips held for staff.
        Tips = "tips",
        /// Balances brought in when the books begin.
        Opening = "opening",
        /// Treatments given.
        TreatmentIncome = "treatment-income",
        /// Sessions of packages given.
        PackageIncome = "package-income",
        /// Products sold.
        ProductIncome = "product-income",
        /// Prepayments that will not be used (default none).
        Breakage = "breakage",
        /// More in the till than there should be (长款).
        CashOver = "cash-over",
        /// Less in the till than there should be (短款).
        CashShort = "cash-short",
        /// Gifts and concessions.
        Gifts = "gifts",
        /// Interest that goes with a refund.
        RefundInterest = "refund-interest",
        /// Debts given up (坏账).
        WrittenOff = "written-off",
    }
}

codes! {
    /// The five sides of a balance sheet and an income statement.
    pub enum AccountKind {
        /// What one has (资产).
        Asset = "asset",
        /// What one owes (负债).
        Liability = "liability",
        /// What is the owners' (权益).
        Equity = "equity",
        /// What one earned (收入).
        Income = "income",
        /// What it cost (费用).
        Expense = "expense",
    }
}

impl AccountKind {
    /// The first part of the account's name in plain-text ledgers.
    pub(crate) fn root(self) -> &'static str {
        match self {
            AccountKind::Asset => "Assets",
            AccountKind::Liability => "Liabilities",
            AccountKind::Equity => "Equity",
            AccountKind::Income => "Income",
            AccountKind::Expense => "Expenses",
        }
    }
}

/// An account (科目).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its number.
    pub code: String,
    /// What slices call it by.
    pub role: Role,
    /// Its side.
    pub kind: AccountKind,
    /// Its name in plain-text ledgers, below the side.
    pub path: String,
    /// First day.
    pub from: BusinessDate,
    /// Last day; none while it is in use.
    pub until: Option<BusinessDate>,
    /// Its name.
    pub name: Words,
}

impl Account {
    /// Its whole name in plain-text ledgers.
    pub(crate) fn full_path(&self) -> String {
        format!("{}:{}", self.kind.root(), self.path)
    }
}

/// The chart of accounts (科目表).
#[derive(Debug, Deserialize)]
pub struct Accounts {
    account: Vec<Account>,
}

impl Accounts {
    /// All of them, as they stand in the chart.
    pub fn all(&self) -> &[Account] {
        &self.account
    }

    /// The account of a number.
    pub fn by_code(&self, code: &str) -> Option<&Account> {
        self.account.iter().find(|account| account.code == code)
    }

    /// The account that a role belongs to on a day.
    pub fn of(&self, role: Role, day: BusinessDate) -> Result<&Account> {
        let holds = |account: &&Account| {
            account.role == role && account.from <= day && account.until.is_none_or(|until| day <= until)
        };
        let none = || Error::fault(format!("no account is {} on {day}", role.code()));
        self.account.iter().find(holds).ok_or_else(none)
    }
}

/// The chart that is shipped.
pub fn accounts() -> Result<&'static Accounts> {
    static ACCOUNTS: Shipped<Accounts> = Shipped::new(include_str!("../data/accounts.toml"));
    ACCOUNTS.get()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_role_has_one_account_today_and_every_number_is_there_once() {
        let accounts = accounts().expect("the chart");
        let day = jiff::civil::date(2026, 11, 24);
        for role in Role::ALL {
            let holding = accounts.all().iter().filter(|account| account.role == *role);
            assert_eq!(holding.count(), 1, "{role:?}");
            assert_eq!(accounts.of(*role, day).expect("one").role, *role);
        }
        let codes: BTreeSet<_> = accounts.all().iter().map(|account| &account.code).collect();
        let paths: BTreeSet<_> = accounts.all().iter().map(Account::full_path).collect();
        assert_eq!((codes.len(), paths.len()), (accounts.all().len(), accounts.all().len()));
    }

    #[test]
    fn a_role_without_an_account_on_a_day_is_a_fault() {
        let before = jiff::civil::date(1999, 1, 1);
        assert!(accounts().expect("the chart").of(Role::Cash, before).is_err());
    }

    #[test]
    fn paths_are_names_that_plain_text_ledgers_read() {
        for account in accounts().expect("the chart").all() {
            for part in account.full_path().split(':') {
                assert!(part.starts_with(|c: char| c.is_ascii_uppercase()), "{part}");
                assert!(part.chars().all(|c| c.is_ascii_alphanumeric()), "{part}");
            }
        }
    }
}
