//! Cards of the demonstration: a package half used, stored value with a gift, one that ends soon and is not paid for, a
//! refund that waits for its decision, goods left on a shelf. The till stands in with a posting of its own.

use customer::CustomerId;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Error, Instant, Mandate, Money, Permission, Place, Result, StoreId, Words};
use ledger::{Document, Line, Posting, Role};
use prepaid::custody::{IssuerForm, set_issuer};
use prepaid::goods::{GoodsForm, leave};
use prepaid::refund::{RefundForm, ask};
use prepaid::{
    Bought, DrawRule, Occasion, PackageSale, Proof, SessionUse, SoldLine, Spending, UnitRule, Value,
    ValueSale,
};
use web::Call;

use super::acting;

/// Customer, treatment, sessions, on top, price in yuan, paid of it, days ago, had, ends in so many days.
type Course = (&'static str, &'static str, u32, u32, i64, i64, i64, u32, Option<i64>);

const COURSES: [Course; 4] = [
    ("李小燕", "F004", 10, 2, 3_000, 3_000, 60, 4, None),
    ("陈美玲", "B001", 12, 0, 3_600, 3_600, 45, 5, None),
    ("王雪梅", "F003", 10, 0, 4_800, 4_800, 70, 3, Some(20)),
    ("刘诗雨", "F001", 6, 1, 800, 800, 2, 0, None),
];

/// Customer, principal, gift, used, days ago.
const CARDS: [(&str, i64, i64, i64, i64); 3] =
    [("李小燕", 5_000, 500, 1_280, 50), ("张丽华", 2_000, 0, 0, 20), ("周雨桐", 1_000, 100, 1_100, 40)];

struct Till<'a> {
    by: &'a Mandate,
    store: StoreId,
    today: BusinessDate,
    now: Instant,
    number: i64,
}

/// Who issues the cards, so that it is known which law holds.
pub(crate) fn issuer(tx: &mut Tx, call: &Call) -> Result<()> {
    let manager = acting(tx, call, "gm")?;
    let issuer = IssuerForm { city: "shanghai".into(), ..<IssuerForm as web::Form>::sample() };
    set_issuer(tx, &manager, &issuer)
}

pub(super) fn fill(tx: &mut Tx, call: &Call, store: StoreId) -> Result<()> {
    let desk = acting(tx, call, "greeter")?;
    let by = desk.mandate(Permission::KeepPrepaid, &Place::store(store))?;
    let today = org::organisation(tx, call)?.business_date(Some(store), call.now);
    let mut till = Till { by: &by, store, today, now: call.now, number: 0 };
    for card in &CARDS {
        till.card(tx, &desk, card)?;
    }
    let mut courses = vec![];
    for course in &COURSES {
        courses.push(till.course(tx, &desk, course)?);
    }
    if let Some(bought) = courses.get(1) {
        let why = "怀孕四个月，医生建议停做".to_owned();
        let wish = RefundForm { ground: "health".into(), why, ..RefundForm::default() };
        ask(tx, &desk, *bought, &wish)?;
    }
    let shelf = customer(tx, &desk, "张丽华")?;
    leave(tx, &desk, shelf, &<GoodsForm as web::Form>::sample()).map(drop)
}

fn customer(tx: &mut Tx, call: &Call, name: &str) -> Result<CustomerId> {
    let found = customer::search(tx, call, name)?;
    found.first().map(|brief| brief.id).ok_or_else(|| Error::fault(format!("nobody is called {name}")))
}

fn yuan(yuan: i64) -> Result<Money> {
    Ok(Money::fen(yuan * 100)?)
}

impl Till<'_> {
    fn ticket(&mut self, days_ago: i64) -> Occasion {
        self.number += 1;
        Occasion {
            document: Document::new("demo/tickets", self.number, format!("系统启用前的小票 {}", self.number)),
            store: self.store,
            day: self.today.checked_sub(days_ago.days()).unwrap_or(self.today),
            at: self.now.plus_minutes(-days_ago * 24 * 60),
        }
    }

    /// What the till would do: clears what prepaid left open.
    fn clears(&self, tx: &mut Tx, on: &Occasion, lines: &[(Role, Money)]) -> Result<()> {
        let lines: Vec<Line> = lines
            .iter()
            .filter(|(_, amount)| *amount != Money::ZERO)
            .flat_map(|(role, amount)| [Line::debit(*role, *amount), Line::credit(Role::Clearing, *amount)])
            .collect();
        let posting =
            Posting { document: on.document.clone(), day: on.day, store: on.store, at: on.at, lines };
        ledger::post(tx, self.by, &posting).map(drop)
    }

    fn card(&mut self, tx: &mut Tx, desk: &Call, card: &(&str, i64, i64, i64, i64)) -> Result<()> {
        let (name, principal, gift, used, days_ago) = card;
        let owner = customer(tx, desk, name)?;
        let value = Value { principal: yuan(*principal)?, gift: yuan(*gift)? };
        let on = self.ticket(*days_ago);
        let sale = ValueSale {
            customer: owner,
            plan: None,
            name: Words::new(format!("储值 {principal}"), format!("Stored value {principal}")),
            value,
            paid: value.principal,
            rule: DrawRule::InProportion,
        };
        prepaid::sell_value(tx, self.by, &on, &sale)?;
        self.clears(tx, &on, &[(Role::WeChat, value.principal)])?;
        if *used == 0 {
            return Ok(());
        }
        let on = self.ticket(days_ago - 10);
        let proof = Proof::Witness("当面核对".into());
        let proof = prepaid::prove(tx, self.by, &on, owner, &proof)?;
        let amount = yuan(*used)?;
        let what = Spending { owner, served: owner, amount, lot: None, proof: Some(proof), approval: None };
        let drawn = prepaid::spend(tx, self.by, &on, &what)?;
        self.clears(tx, &on, &[(Role::TreatmentIncome, -drawn.principal)])
    }

    fn course(&mut self, tx: &mut Tx, desk: &Call, course: &Course) -> Result<Bought> {
        let (name, number, count, gifts, price, paid, days_ago, had, ends) = course;
        let owner = customer(tx, desk, name)?;
        let goods = catalog::goods(tx, desk, self.today)?;
        let none = || Error::fault(format!("nothing is called {number}"));
        let good = goods.all().iter().find(|good| good.number == *number).ok_or_else(none)?;
        let line = |gift, count| SoldLine {
            offer: good.id,
            name: good.name.clone(),
            gift,
            list_price: good.price,
            count,
        };
        let lines = [line(false, *count), line(true, *gifts)].into_iter().filter(|line| line.count > 0);
        let on = self.ticket(*days_ago);
        let (price, paid) = (yuan(*price)?, yuan(*paid)?);
        let sale = PackageSale {
            customer: owner,
            offer: None,
            name: Words::new(format!("{} {count} 次", good.name.zh), format!("{} × {count}", good.name.en)),
            price,
            paid,
            rule: UnitRule::AllSessions,
            last_day: ends.and_then(|days| self.today.checked_add(days.days()).ok()),
            lines: lines.collect(),
        };
        let package = prepaid::sell_package(tx, self.by, &on, &sale)?;
        self.clears(tx, &on, &[(Role::Alipay, paid), (Role::Receivable, price.minus(paid)?)])?;
        let (_, usable) = prepaid::usable(tx, owner, on.day)?;
        let line = usable.iter().find(|line| line.package == package && !line.gift).map(|line| line.id);
        for time in 0..*had {
            // The last one was today, and waits for her signature.
            let is_last = time + 1 == *had;
            let days = if is_last { 0 } else { (days_ago - 7 - i64::from(time) * 9).max(0) };
            let on = self.ticket(days);
            let Some(line) = line else { break };
            let seen = Proof::Witness("当面核对".into());
            let proof = if is_last { None } else { Some(prepaid::prove(tx, self.by, &on, owner, &seen)?) };
            let what = SessionUse { line, served: owner, proof, approval: None };
            let used = prepaid::use_session(tx, self.by, &on, &what)?;
            self.clears(tx, &on, &[(Role::PackageIncome, -used.value)])?;
        }
        Ok(Bought::Package(package))
    }
}
