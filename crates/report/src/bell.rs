use db::Tx;
use kernel::{Permission, Result};
use web::Call;
use web::notices::{Notice, Noticing};

use crate::{owed, reviewing, store};

/// Reports that are due, late, returned, or wait to be read.
pub struct Bell;

impl Noticing for Bell {
    fn notices(&self, tx: &mut Tx, call: &Call) -> Result<Vec<Notice>> {
        let mut notices = vec![];
        let mut tell = |code, count: usize, words: String, href: &str, urgent| {
            notices.push(Notice { code, count: count as i64, words, href: href.to_owned(), urgent });
        };
        let me = call.actor.person;
        if call.actor.may(Permission::WriteReports) {
            let owed = owed::to_write(tx, call, me)?;
            let late = owed.iter().filter(|owed| call.now > owed.due).count();
            let due = owed.iter().filter(|owed| call.now >= owed.begins && call.now <= owed.due);
            let due: Vec<_> = due.collect();
            let zone = call.app.settings().zone.clone();
            let until = due.first().map(|owed| web::text::clock(owed.due, &zone)).unwrap_or_default();
            let first = owed.first().map(|owed| owed.href()).unwrap_or_default();
            tell("report.due", due.len(), until, &first, false);
            tell("report.late", late, String::new(), &first, false);
            tell("report.returned", store::returned(tx, me)? as usize, String::new(), "/reports", false);
        }
        if call.actor.may(Permission::ReviewReports) {
            let chart = org::today(tx, call)?;
            let missing = owed::missing(tx, call, me)?;
            let mut names: Vec<&str> =
                missing.iter().map(|owed| chart.organisation.person_name(owed.person)).collect();
            names.dedup();
            names.truncate(4);
            tell("report.missing", missing.len(), names.join("、"), "/reports", false);
            let waiting = reviewing::waiting(tx, call, &chart)?.len();
            tell("report.to_review", waiting, String::new(), "/reports#review", false);
        }
        Ok(notices)
    }
}
