//! The shelves of the demonstration, where nothing was lived: what came when it was opened.

use ::stock::moving::{self, MoveForm};
use catalog::OfferKind;
use db::Tx;
use kernel::{Result, StoreId};
use web::Call;

use super::{Past, acting, then};

pub(super) fn fill(tx: &mut Tx, call: &Call, store: StoreId, past: Past) -> Result<()> {
    if past == Past::Lived {
        return Ok(());
    }
    let keeper = acting(tx, &then(call), "keeper")?;
    let today = org::today(tx, call)?.day;
    let goods = catalog::goods(tx, call, today)?;
    for (at, good) in goods.all().iter().filter(|good| good.kind == OfferKind::Product).enumerate() {
        let form = MoveForm {
            store: store.to_string(),
            kind: "received".into(),
            count: (12 + at * 3).to_string(),
            words: "开店首批进货".into(),
        };
        moving::move_stock(tx, &keeper, good.id, &form)?;
    }
    Ok(())
}
