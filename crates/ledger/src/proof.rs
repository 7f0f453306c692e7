//! Do the books still add up? For `dianwu verify`.

use db::Tx;
use db::inventory;
use db::verify::Check;
use kernel::Result;

use crate::store;

inventory::submit! { Check { name: "ledger", run } }

fn run(tx: &mut Tx) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for (posting, left) in store::unbalanced(tx)? {
        wrong.push(format!("posting {posting} is out of balance by {left} fen"));
    }
    for posting in store::astray(tx)? {
        wrong.push(format!("posting {posting} and its entries do not stand together"));
    }
    for posting in store::crooked(tx)? {
        wrong.push(format!("posting {posting} does not mirror what it takes back"));
    }
    for row in store::miscounted(tx)? {
        wrong.push(format!(
            "account {} of store {} on {}: kept and recounted differ by {} and {} fen",
            row.account, row.store_id, row.day, row.debit, row.credit
        ));
    }
    Ok(wrong)
}
