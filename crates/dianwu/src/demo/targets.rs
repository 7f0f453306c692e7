//! Targets of the demonstration: a year from the board, this month decided, shared out and partly accepted.

use db::Tx;
use kernel::{Money, Result};
use sales::Journal;
use targets::giving::{self, MonthsForm, YearForm};
use targets::planning::{self, PlanForm};
use targets::sharing::{self, ShareForm};
use web::Call;

use super::{acting, person};

/// Who carries how much of the month, in yuan, of money received and of value delivered.
const PARTS: [(&str, [i64; 2]); 10] = [
    ("consultant", [60_000, 0]),
    ("consultant2", [50_000, 0]),
    ("therapist", [8_000, 24_000]),
    ("therapist2", [8_000, 24_000]),
    ("therapist3", [6_000, 20_000]),
    ("body", [5_000, 22_000]),
    ("body2", [5_000, 18_000]),
    ("hydro", [4_000, 16_000]),
    ("treatment", [4_000, 18_000]),
    ("treatment2", [4_000, 16_000]),
];

pub(super) fn fill(tx: &mut Tx, call: &Call) -> Result<()> {
    let today = org::today(tx, call)?.day;
    let year = today.year().to_string();
    let month = today.strftime("%Y-%m").to_string();
    for (at, measure) in Journal::ALL.iter().enumerate() {
        let measure = measure.code().to_owned();
        let whole: i64 = PARTS.iter().map(|(_, parts)| parts[at]).sum();
        let board = acting(tx, call, "board")?;
        let given = YearForm {
            year: year.clone(),
            measure: measure.clone(),
            amount: (whole * 12).to_string(),
            words: "老客复购优先，新客先做体验".into(),
            ..YearForm::default()
        };
        let id = giving::give(tx, &board, &given)?;
        let manager = acting(tx, call, "gm")?;
        giving::accept(tx, &manager, id)?;
        let amount = vec![whole.to_string(); 12];
        let months =
            MonthsForm { year: year.clone(), measure: measure.clone(), amount, ..MonthsForm::default() };
        giving::decide(tx, &manager, &months)?;
        let mut share = ShareForm { month: month.clone(), measure, ..ShareForm::default() };
        for (account, parts) in PARTS {
            share.person.push(person(tx, call, account)?.to_string());
            share.amount.push(parts[at].to_string());
        }
        let director = acting(tx, call, "td")?;
        sharing::share(tx, &director, &share)?;
    }
    planned(tx, call, &month)?;
    accepted(tx, call)
}

/// What the month is to be sold by, in yuan: treatments, products, packages, stored value.
const MIX: [&str; 4] = ["52000", "18000", "50000", "34000"];

fn planned(tx: &mut Tx, call: &Call, month: &str) -> Result<()> {
    let manager = acting(tx, call, "gm")?;
    let plan = PlanForm {
        month: month.to_owned(),
        positioning: "周边写字楼三十岁上下的女士；主推补水和肩颈，老客先约疗程".into(),
        amount: MIX.map(String::from).to_vec(),
        ..PlanForm::default()
    };
    planning::plan(tx, &manager, &plan).map(drop)
}

/// Some have accepted theirs already.
fn accepted(tx: &mut Tx, call: &Call) -> Result<()> {
    let today = org::today(tx, call)?;
    let Some(shop) = today.open_stores().next() else { return Ok(()) };
    for (account, measure) in [("consultant", Journal::Cash), ("therapist", Journal::Consumption)] {
        let own = person(tx, call, account)?;
        let standing = targets::standing(tx, call, shop, measure, today.day.first_of_month())?;
        let her = acting(tx, call, account)?;
        if let Some(row) = standing.targets.get(&own).filter(|row| row.amount > Money::ZERO) {
            giving::accept(tx, &her, row.id)?;
        }
    }
    Ok(())
}
