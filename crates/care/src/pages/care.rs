use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Permission};
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, Reply, Say, Table, View, filters};

use super::follow_ups;
use crate::proof::DUE_PAGE;
use crate::sight;
use crate::store::{self, FollowUpLine};

/// So many days ahead are shown.
const AHEAD: i64 = 7;

/// The follow-ups that are due: late ones, today's, those of the coming days.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/care.html")]
pub struct CarePage {
    today: BusinessDate,
    late: Vec<FollowUpLine>,
    now: Vec<FollowUpLine>,
    soon: Vec<FollowUpLine>,
    /// Only those of the reader?
    is_own: bool,
    may_plan: bool,
}

impl CarePage {
    fn groups(&self) -> [(&'static str, &'static str, &[FollowUpLine]); 3] {
        [
            ("care.due.late", "is-late", self.late.as_slice()),
            ("care.due.now", "is-due", self.now.as_slice()),
            ("care.due.soon", "is-later", self.soon.as_slice()),
        ]
    }

    fn is_empty(&self) -> bool {
        self.groups().iter().all(|(_, _, lines)| lines.is_empty())
    }
}

impl View for CarePage {
    fn title(&self, say: Say) -> String {
        say.t("care.due.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let all: Vec<&FollowUpLine> = self.late.iter().chain(&self.now).chain(&self.soon).collect();
        Some(follow_ups::table("due", &all, say))
    }

    fn samples() -> Vec<Self> {
        let line = FollowUpLine::sample();
        let talk = FollowUpLine { negotiation_id: Some(Id::of(3)), owner: None, ..line.clone() };
        let page = |late, now, soon, is_own| CarePage {
            today: jiff::civil::date(2026, 11, 24),
            late,
            now,
            soon,
            is_own,
            may_plan: true,
        };
        vec![page(vec![line.clone()], vec![talk], vec![line], false), page(vec![], vec![], vec![], true)]
    }
}

/// `GET /care`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<CarePage>, Failure> {
    let page = app.look(&by, &(), |tx, call, ()| {
        let today = org::today(tx, call)?.day;
        let (store, person) = sight::seen(call, Permission::ViewCare);
        let due = store::due(tx, store, person, today.saturating_add(AHEAD.days()))?;
        let (late, rest): (Vec<_>, Vec<_>) = due.into_iter().partition(|line| line.due_day < today);
        let (now, soon) = rest.into_iter().partition(|line| line.due_day == today);
        let may_plan = call.actor.may(Permission::CareForCustomers);
        let seen = looks::seen(tx, call.actor.person, today, DUE_PAGE)?;
        Ok((CarePage { today, late, now, soon, is_own: person != sight::ALL, may_plan }, seen))
    });
    let (page, seen) = page.await?;
    let waits = !(page.late.is_empty() && page.now.is_empty());
    // On a calm day to have looked is to have done it; on any other it is not.
    looks::keep(&app, seen || waits, by.person, page.today, DUE_PAGE);
    Ok(Reply(page))
}
