//! Does what is taken of a day still say what the treatments say? For `dianwu verify`.

use std::collections::BTreeMap;

use db::Tx;
use db::verify::Check;
use kernel::{BusinessDate, Result};

use crate::VisitId;
use crate::claim::claims;
use crate::minutes::{Minutes, Span};
use crate::state::Kind;
use crate::store::{self, LineRow};

db::inventory::submit! { Check { name: "booking", run } }

type Key = (BusinessDate, Kind, i64);

fn run(tx: &mut Tx) -> Result<Vec<String>> {
    let mut wrong = vec![];
    let mut said: BTreeMap<Key, Minutes> = BTreeMap::new();
    let mut visits: BTreeMap<VisitId, Vec<LineRow>> = BTreeMap::new();
    for line in store::open_lines(tx)? {
        let equipment = store::equipment_of_line(tx, line.id)?;
        let before = visits.entry(line.visit_id).or_default();
        for claim in claims(&line, &equipment, before) {
            let taken =
                said.entry((line.day, claim.sheet.kind, claim.sheet.resource)).or_insert(Minutes::NONE);
            if !(*taken & claim.minutes).is_empty() {
                let what = (claim.sheet.kind.code(), claim.sheet.resource);
                wrong.push(format!(
                    "{} {} is taken twice on {} by line {}",
                    what.0, what.1, line.day, line.id
                ));
            }
            *taken = *taken | claim.minutes;
        }
        before.push(line);
    }
    for row in store::all_sheets(tx)? {
        let key = (row.day, row.kind, row.resource_id);
        let said = said.remove(&key).unwrap_or(Minutes::NONE);
        if said != row.taken {
            wrong.push(differs(key, said, row.taken));
        }
    }
    wrong.extend(said.into_iter().map(|(key, said)| differs(key, said, Minutes::NONE)));
    Ok(wrong)
}

fn differs((day, kind, id): Key, said: Minutes, kept: Minutes) -> String {
    let spans = |minutes: Minutes| {
        let one = |span: &Span| format!("{}-{}", span.from, span.until);
        minutes.spans().iter().map(one).collect::<Vec<_>>().join(" ")
    };
    format!("{} {id} on {day}: treatments say {:?}, the sheet {:?}", kind.code(), spans(said), spans(kept))
}
