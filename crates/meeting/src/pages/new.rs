use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::form::OpenForm;
use crate::holding;
use crate::pages::agenda::{SectionView, name_of, sections};
use crate::roll::MeetingKind;

/// The agenda of a meeting as it would be now.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "meeting/new.html")]
pub struct NewMeetingPage {
    kind: MeetingKind,
    department: Option<Words>,
    day: BusinessDate,
    yesterday: BusinessDate,
    sections: Vec<SectionView>,
    form: OpenForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl NewMeetingPage {
    fn kind_text(&self) -> String {
        format!("meeting.kind.{}", self.kind.code())
    }
}

impl View for NewMeetingPage {
    fn title(&self, say: Say) -> String {
        say.t(&self.kind_text())
    }

    fn samples() -> Vec<Self> {
        let page = |sections, wrong| NewMeetingPage {
            kind: MeetingKind::Department,
            department: Some(Words::new("前台", "Front desk")),
            day: jiff::civil::date(2026, 11, 24),
            yesterday: jiff::civil::date(2026, 11, 23),
            sections,
            form: <OpenForm as web::Form>::sample(),
            wrong,
        };
        vec![
            page(vec![SectionView::sample()], Wrong::default()),
            page(vec![], Wrong::sample("kind", "not_a_choice")),
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, form: &OpenForm) -> Result<NewMeetingPage> {
    let kind = MeetingKind::from_code(&form.kind).unwrap_or(MeetingKind::Supervisors);
    let form = OpenForm { kind: kind.code().to_owned(), ..form.clone() };
    let (asked, items) = holding::preview(tx, call, &form)?;
    let organisation = org::organisation(tx, call)?;
    let department = (kind == MeetingKind::Department).then_some(form.department.as_str());
    Ok(NewMeetingPage {
        kind,
        department: department.map(|code| name_of(&organisation, asked.store, code)),
        day: asked.day,
        yesterday: asked.yesterday,
        sections: sections(items, &organisation, asked.store),
        form,
        wrong: Wrong::default(),
    })
}

/// `GET /meetings/new`
pub async fn preview(
    State(app): State<App>,
    By(by): By,
    Asked(form): Asked<OpenForm>,
) -> Result<Reply<NewMeetingPage>, Failure> {
    web::limits(&form).or(Some(()))?;
    Ok(Reply(app.look(&by, &form, draw).await?))
}

/// `POST /meetings`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<OpenForm>,
) -> Result<Answer<NewMeetingPage>, Failure> {
    match app.act(&by, &form, holding::open).await {
        Ok(id) => Ok(Done::created(format!("/meetings/{id}"), id).saying("meeting.done.opened").into()),
        Err(refused) => {
            // What cannot be drawn as it was typed is drawn as the supervisors' meeting, with what was wrong on top.
            let page = match app.look(&by, &form, draw).await {
                Ok(page) => page,
                Err(_) => app.look(&by, &OpenForm::default(), draw).await?,
            };
            again(refused, |wrong| NewMeetingPage { wrong, ..page })
        }
    }
}
