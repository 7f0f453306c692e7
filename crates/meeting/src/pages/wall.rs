use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Failure, Reply, Say, View, filters};

use crate::MeetingId;
use crate::holding;
use crate::pages::agenda::{SectionView, name_of, sections};
use crate::roll::MeetingKind;
use crate::store;

/// A meeting's agenda for a wall screen: a part a screen, in large type; j and k, or the arrows, walk through it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "meeting/wall.html")]
pub struct WallPage {
    id: MeetingId,
    kind: MeetingKind,
    department: Option<Words>,
    day: BusinessDate,
    sections: Vec<SectionView>,
}

impl WallPage {
    fn kind_text(&self) -> String {
        format!("meeting.kind.{}", self.kind.code())
    }
}

impl View for WallPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t(&self.kind_text()), self.day)
    }

    fn samples() -> Vec<Self> {
        use kernel::Id;
        let page = |sections| WallPage {
            id: MeetingId::of(1),
            kind: MeetingKind::Supervisors,
            department: None,
            day: jiff::civil::date(2026, 11, 24),
            sections,
        };
        vec![page(vec![SectionView::sample()]), page(vec![])]
    }
}

/// `GET /meetings/{id}/wall`
pub async fn wall(
    State(app): State<App>,
    By(by): By,
    At(id): At<MeetingId>,
) -> Result<Reply<WallPage>, Failure> {
    let page = app.look(&by, &id, |tx, call, id| {
        let meeting = holding::seen(tx, call, *id)?;
        let organisation = org::organisation(tx, call)?;
        let department = Some(meeting.department.as_str()).filter(|code| !code.is_empty());
        Ok(WallPage {
            id: meeting.id,
            kind: meeting.kind,
            department: department.map(|code| name_of(&organisation, meeting.store_id, code)),
            day: meeting.day,
            sections: sections(store::items(tx, *id)?, &organisation, meeting.store_id),
        })
    });
    Ok(Reply(page.await?))
}
