//! Is what is left what the entries say, and do the books owe exactly that? For `dianwu verify`.

use db::Tx;
use db::inventory;
use db::verify::Check;
use kernel::{BusinessDate, Money, Result, StoreId};
use ledger::Role;

use crate::store;

inventory::submit! { Check { name: "prepaid", run } }

fn run(tx: &mut Tx) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for (lot, principal, gift) in store::astray_lots(tx)? {
        wrong.push(format!(
            "lot {lot} keeps {principal} fen of principal and {gift} of gift more than its entries"
        ));
    }
    for (line, count, value) in store::astray_lines(tx)? {
        wrong.push(format!("line {line} keeps {count} sessions and {value} fen more than its entries"));
    }
    for (what, fen) in store::astray_payments(tx)? {
        wrong.push(format!("{what} is said to have {fen} fen more paid than its payments"));
    }
    for (goods, count) in store::astray_goods(tx)? {
        wrong.push(format!("goods {goods} keep {count} more than their entries"));
    }
    for row in store::unused(tx)? {
        let unused = [
            (Role::ValuePrincipal, row.principal),
            (Role::ValueGift, row.gift),
            (Role::PackageUnused, row.sessions),
        ];
        for (role, unused) in unused {
            let owed = owed(tx, role, Some(row.store_id), END)?;
            if owed != unused {
                let store = row.store_id;
                wrong.push(format!("store {store} owes {owed} as {}, and {unused} is unused", role.code()));
            }
        }
    }
    Ok(wrong)
}

/// After all days.
const END: BusinessDate = BusinessDate::constant(9999, 12, 30);

/// What the books owe at the end of a day.
pub(crate) fn owed(tx: &mut Tx, role: Role, store: Option<StoreId>, day: BusinessDate) -> Result<Money> {
    ledger::balance(tx, role, store, day).map(|balance| -balance)
}
