use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::{BusinessDate, Instant, Permission, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, Reply, Say, View, filters};

use crate::kind::{ReportKind, ReportStatus};
use crate::owed::{self, Owed};
use crate::pages::ReportItem;
use crate::{reviewing, store};

/// A report that somebody owes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwedView {
    /// Key of the person.
    person: PersonId,
    name: String,
    post: Words,
    kind: ReportKind,
    from_day: BusinessDate,
    until_day: BusinessDate,
    due: Instant,
    late: bool,
    href: String,
}

impl OwedView {
    fn of(owed: &Owed, organisation: &org::Organisation, now: Instant) -> OwedView {
        OwedView {
            person: owed.person,
            name: organisation.person_name(owed.person).to_owned(),
            post: organisation.posts.get(&owed.seat.post).map(|post| post.name()).unwrap_or_default(),
            kind: owed.kind,
            from_day: owed.period.from,
            until_day: owed.period.until,
            due: owed.due,
            late: now > owed.due,
            href: owed.href(),
        }
    }

    fn sample(late: bool) -> OwedView {
        use kernel::Id;
        OwedView {
            person: PersonId::of(17),
            name: "唐糖".into(),
            post: Words::new("前台迎宾", "Greeter"),
            kind: ReportKind::Log,
            from_day: jiff::civil::date(2026, 11, 23),
            until_day: jiff::civil::date(2026, 11, 23),
            due: Instant::from_millis(1_795_483_200_000),
            late,
            href: "/reports/write?kind=log&on=2026-11-23".into(),
        }
    }
}

/// What is owed, what waits, what was written.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "report/desk.html")]
pub struct DeskPage {
    /// Who has not handed in, and should have.
    missing: Vec<OwedView>,
    /// What waits for the reader's word.
    review: Vec<ReportItem>,
    /// What she has to write herself.
    write: Vec<OwedView>,
    /// What was copied to her.
    copies: Vec<ReportItem>,
    /// Her own.
    mine: Vec<ReportItem>,
    may_write: bool,
    leads: bool,
}

impl View for DeskPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.reports")
    }

    fn samples() -> Vec<Self> {
        let item = ReportItem::sample;
        vec![
            DeskPage {
                missing: vec![OwedView::sample(true)],
                review: vec![item(ReportStatus::HandedIn)],
                write: vec![OwedView::sample(true), OwedView::sample(false)],
                copies: vec![item(ReportStatus::Accepted)],
                mine: vec![item(ReportStatus::Returned), item(ReportStatus::Draft)],
                may_write: true,
                leads: true,
            },
            DeskPage {
                missing: vec![],
                review: vec![],
                write: vec![],
                copies: vec![],
                mine: vec![],
                may_write: true,
                leads: false,
            },
        ]
    }
}

/// For how many days a copy stands on the page.
const COPIES: i64 = 40;

fn page(tx: &mut Tx, call: &Call) -> Result<DeskPage> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let organisation = &chart.organisation;
    let owed = |all: Vec<Owed>| {
        all.iter().map(|owed| OwedView::of(owed, organisation, call.now)).collect::<Vec<_>>()
    };
    let items = |all: Vec<store::ReportRow>| {
        all.iter().map(|report| ReportItem::of(report, organisation)).collect::<Vec<_>>()
    };
    let mut copies = vec![];
    for seat in reviewing::my_seats(call) {
        copies.extend(store::copied_to(tx, seat, chart.day.saturating_sub(COPIES.days()))?);
    }
    let may_write = call.actor.may(Permission::WriteReports);
    Ok(DeskPage {
        missing: owed(owed::missing(tx, call, me)?),
        review: items(reviewing::waiting(tx, call, &chart)?),
        write: if may_write { owed(owed::to_write(tx, call, me)?) } else { vec![] },
        copies: items(copies),
        mine: items(store::of_person(tx, me)?),
        may_write,
        leads: !chart.below(me).is_empty(),
    })
}

/// `GET /reports`
pub async fn desk(State(app): State<App>, By(by): By) -> Result<Reply<DeskPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| page(tx, call)).await?))
}
