use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Instant, Permission, Place, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::MeetingId;
use crate::holding::own_store;
use crate::pages::agenda::name_of;
use crate::roll::{self, MeetingKind};
use crate::store::{self, MEETINGS, MeetingLine};

/// A meeting that can be opened today.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MayOpen {
    /// The department; none is the supervisors' meeting.
    department: Option<Words>,
    href: String,
}

/// The meetings.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "meeting/list.html")]
pub struct MeetingListPage {
    /// What the reader may open today.
    open: Vec<MayOpen>,
    today: BusinessDate,
    rows: Vec<MeetingLine>,
    list: ListPlace,
}

impl MeetingListPage {
    fn kind(&self, row: &MeetingLine) -> String {
        format!("meeting.kind.{}", row.kind.code())
    }

    fn department(&self, row: &MeetingLine) -> Option<Words> {
        let (zh, en) = row.department_zh.as_deref().zip(row.department_en.as_deref())?;
        Some(Words::new(zh, en))
    }
}

impl View for MeetingListPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.meetings")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("meeting.list.{key}"));
        let row = |row: &MeetingLine| {
            let department = self.department(row).map(|name| name.read(say.0).to_owned()).unwrap_or_default();
            vec![
                row.day.into(),
                say.t(&self.kind(row)).as_str().into(),
                department.as_str().into(),
                row.store.as_str().into(),
                row.chair.as_str().into(),
                row.there.into(),
                row.asked.into(),
                row.closed_at.into(),
            ]
        };
        let columns = ["day", "kind", "department", "store", "chair", "there", "asked", "closed"];
        Some(Table {
            name: "meetings".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let today = jiff::civil::date(2026, 11, 24);
        let line = MeetingLine {
            id: MeetingId::of(1),
            kind: MeetingKind::Department,
            department_zh: Some("前台".into()),
            department_en: Some("Front desk".into()),
            store: "静安店".into(),
            day: today,
            chair: "许雅琴".into(),
            there: 5,
            asked: 6,
            closed_at: Some(Instant::from_millis(1_795_484_000_000)),
        };
        let running = MeetingLine { kind: MeetingKind::Supervisors, closed_at: None, ..line.clone() };
        let may = |department| MayOpen { department, href: "/meetings/new?kind=supervisors".into() };
        let open = vec![may(None), may(Some(Words::new("前台", "Front desk")))];
        let page = |open, rows| MeetingListPage { open, today, rows, list: ListPlace::sample() };
        vec![page(open, vec![line, running]), page(vec![], vec![])]
    }
}

/// `GET /meetings`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<MeetingListPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let chart = org::today(tx, call)?;
        let own = own_store(call, &chart);
        let everywhere = call.actor.scope(Permission::ViewMeetings) == Some(Scope::Centre);
        let here = if everywhere { 0 } else { own.map_or(-1, Id::get) };
        let page = MEETINGS.page(tx, &listing.ask_newest_first(), db::args![here])?;
        let mut open = vec![];
        if let Some(store) =
            own.filter(|store| call.actor.may_at(Permission::HoldMeetings, &Place::store(*store)))
        {
            let day = chart.organisation.business_date(Some(store), call.now);
            if store::held(tx, MeetingKind::Supervisors, store, "", day)?.is_none() {
                open.push(MayOpen { department: None, href: "/meetings/new?kind=supervisors".to_owned() });
            }
            for (code, _) in roll::departments(&chart, store) {
                if store::held(tx, MeetingKind::Department, store, &code, day)?.is_none() {
                    let department = Some(name_of(&chart.organisation, store, &code));
                    open.push(MayOpen {
                        department,
                        href: format!("/meetings/new?kind=department&department={code}"),
                    });
                }
            }
        }
        Ok(MeetingListPage { open, today: chart.day, list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}
