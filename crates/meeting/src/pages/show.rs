use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Permission, PersonId, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::MeetingId;
use crate::form::{MinutesForm, PartSaid, ResolveForm, SignForm};
use crate::holding::{self, departments_of, is_there};
use crate::pages::agenda::{SectionView, name_of, sections};
use crate::roll::{Grooming, MeetingKind, Presence};
use crate::{seal, store};

/// Somebody on the roll.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OnRoll {
    person: PersonId,
    name: String,
    post: Words,
    presence: Option<Presence>,
    grooming: Option<Grooming>,
    note: String,
    signed_at: Option<Instant>,
    /// The strokes of her signature, where she drew it.
    strokes: Option<String>,
    /// Is what she signed what stands there?
    whole: bool,
}

impl OnRoll {
    fn is(&self, presence: &Presence) -> bool {
        self.presence.as_ref() == Some(presence)
    }
}

/// What a department says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartView {
    name: Words,
    said: PartSaid,
}

impl PartView {
    /// The fields: name in the form, key of its text, and what stands there.
    fn fields(&self) -> [(String, &'static str, &str); 4] {
        let field = |kind: &str| format!("{kind}.{}", self.said.department);
        [
            (field("yesterday"), "meeting.part.yesterday", self.said.yesterday.as_str()),
            (field("focus"), "meeting.part.focus", self.said.focus.as_str()),
            (field("customers"), "meeting.part.customers", self.said.customers.as_str()),
            (field("support"), "meeting.part.support", self.said.support.as_str()),
        ]
    }

    fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, _, text)| text.is_empty())
    }
}

/// Something resolved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Resolution {
    id: work::TaskId,
    what: String,
    owner: String,
    due_at: Instant,
    status: work::Status,
}

impl Resolution {
    fn status_text(&self) -> String {
        format!("work.status.{}", self.status.code())
    }
}

/// A meeting.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "meeting/show.html")]
pub struct MeetingPage {
    id: MeetingId,
    kind: MeetingKind,
    department: Option<Words>,
    store: String,
    day: BusinessDate,
    chair: String,
    opened_at: Instant,
    closed_at: Option<Instant>,
    sections: Vec<SectionView>,
    roll: Vec<OnRoll>,
    parts: Vec<PartView>,
    minutes: String,
    resolutions: Vec<Resolution>,
    /// May the reader lead it, or write it down, now?
    may_lead: bool,
    may_sign: bool,
    resolve: ResolveForm,
    #[serde(skip)]
    signing: SignForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl MeetingPage {
    fn kind_text(&self) -> String {
        format!("meeting.kind.{}", self.kind.code())
    }

    fn there(&self) -> usize {
        self.roll.iter().filter(|one| is_there(one.presence)).count()
    }

    fn presence_text(&self, presence: &Presence) -> String {
        format!("meeting.presence.{}", presence.code())
    }

    /// The same with what was typed just now.
    fn with_typed(mut self, form: &MinutesForm, wrong: Wrong) -> MeetingPage {
        let typed = |kind: &str, of: &str| form.fields.get(&format!("{kind}.{of}")).cloned();
        for one in &mut self.roll {
            let of = one.person.to_string();
            one.presence =
                typed("presence", &of).and_then(|code| Presence::from_code(&code)).or(one.presence);
            one.grooming =
                typed("grooming", &of).and_then(|code| Grooming::from_code(&code)).or(one.grooming);
            one.note = typed("note", &of).unwrap_or(std::mem::take(&mut one.note));
        }
        for part in &mut self.parts {
            let of = part.said.department.clone();
            let said = &mut part.said;
            said.yesterday = typed("yesterday", &of).unwrap_or(std::mem::take(&mut said.yesterday));
            said.focus = typed("focus", &of).unwrap_or(std::mem::take(&mut said.focus));
            said.customers = typed("customers", &of).unwrap_or(std::mem::take(&mut said.customers));
            said.support = typed("support", &of).unwrap_or(std::mem::take(&mut said.support));
        }
        MeetingPage { minutes: form.minutes.clone(), wrong, ..self }
    }
}

impl View for MeetingPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t(&self.kind_text()), self.day)
    }

    fn samples() -> Vec<Self> {
        use kernel::Id;
        let at = Instant::from_millis(1_795_483_200_000);
        let one = |id, presence, signed_at| OnRoll {
            person: PersonId::of(id),
            name: "唐糖".into(),
            post: Words::new("前台迎宾", "Greeter"),
            presence,
            grooming: Some(Grooming::Fault),
            note: "工牌没戴".into(),
            signed_at,
            strokes: signed_at.map(|_| "M10 90L60 40L90 120L140 60L190 110L260 70".into()),
            whole: id == 1,
        };
        let part = |yesterday: &str| PartView {
            name: Words::new("前台", "Front desk"),
            said: PartSaid {
                department: "front-desk".into(),
                yesterday: yesterday.into(),
                ..PartSaid::default()
            },
        };
        let page = |closed_at: Option<Instant>, wrong| MeetingPage {
            id: MeetingId::of(1),
            kind: MeetingKind::Department,
            department: Some(Words::new("前台", "Front desk")),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            chair: "杨帆".into(),
            opened_at: at,
            closed_at,
            sections: vec![SectionView::sample()],
            roll: vec![one(1, Some(Presence::Present), closed_at), one(2, None, None)],
            parts: vec![part("接待二十一位"), part("")],
            minutes: "先说昨天".into(),
            resolutions: vec![Resolution {
                id: work::TaskId::of(1),
                what: "三点加一个班次".into(),
                owner: "杨帆".into(),
                due_at: at,
                status: work::Status::Accepted,
            }],
            may_lead: closed_at.is_none(),
            may_sign: closed_at.is_some(),
            resolve: ResolveForm::default(),
            signing: SignForm::default(),
            people: vec![Choice::new(16, "杨帆")],
            wrong,
        };
        vec![
            page(None, Wrong::default()),
            page(None, Wrong::sample("presence.2", "meeting.not_called")),
            page(Some(at), Wrong::default()),
        ]
    }
}

pub(super) fn page(tx: &mut Tx, call: &Call, id: MeetingId) -> Result<MeetingPage> {
    let meeting = holding::seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let organisation = &chart.organisation;
    let name = |person: PersonId| organisation.person_name(person).to_owned();
    let seats = store::seats(tx, id)?;
    let said = store::parts(tx, id)?;
    let digest = seal::digest(tx, &meeting)?;
    let post = |person: PersonId| {
        let seat = chart.seats_held(person).first();
        seat.and_then(|seat| organisation.posts.get(&seat.post)).map(|post| post.name()).unwrap_or_default()
    };
    let part = |code: String| {
        let row = said.iter().find(|row| row.department == code);
        PartView {
            name: name_of(organisation, meeting.store_id, &code),
            said: PartSaid {
                yesterday: row.map_or(String::new(), |row| row.yesterday.clone()),
                focus: row.map_or(String::new(), |row| row.focus.clone()),
                customers: row.map_or(String::new(), |row| row.customers.clone()),
                support: row.map_or(String::new(), |row| row.support.clone()),
                department: code,
            },
        }
    };
    let me = call.actor.person;
    let mine = seats.iter().find(|seat| seat.person_id == me);
    let closed = meeting.closed_at.is_some();
    let may_lead = !closed && call.actor.may_at(Permission::HoldMeetings, &Place::store(meeting.store_id));
    let of_store = |seats: &[org::Seat]| {
        seats.iter().any(|seat| seat.store.is_none_or(|store| store == meeting.store_id))
    };
    let people = chart.people().filter(|(_, seats)| of_store(seats));
    Ok(MeetingPage {
        id,
        kind: meeting.kind,
        department: Some(meeting.department.as_str())
            .filter(|code| !code.is_empty())
            .map(|code| name_of(organisation, meeting.store_id, code)),
        store: organisation.store(meeting.store_id)?.name.clone(),
        day: meeting.day,
        chair: name(meeting.chair_id),
        opened_at: meeting.opened_at,
        closed_at: meeting.closed_at,
        sections: sections(store::items(tx, id)?, organisation, meeting.store_id),
        may_sign: closed && mine.is_some_and(|seat| is_there(seat.presence) && seat.signed_at.is_none()),
        roll: seats
            .into_iter()
            .map(|seat| OnRoll {
                person: seat.person_id,
                name: name(seat.person_id),
                post: post(seat.person_id),
                presence: seat.presence,
                grooming: seat.grooming,
                note: seat.note,
                signed_at: seat.signed_at,
                whole: seat.digest.as_deref().is_none_or(|signed| signed == digest),
                strokes: seat.strokes,
            })
            .collect(),
        parts: departments_of(&chart, &meeting).into_iter().map(part).collect(),
        minutes: meeting.minutes,
        resolutions: work::of_source(tx, &format!("/meetings/{id}"))?
            .into_iter()
            .map(|task| Resolution {
                id: task.id,
                what: task.title,
                owner: name(task.owner_id),
                due_at: task.due_at,
                status: task.status,
            })
            .collect(),
        people: people.map(|(person, _)| Choice::new(person, name(person))).collect(),
        may_lead,
        resolve: ResolveForm::default(),
        signing: SignForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /meetings/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<MeetingId>,
) -> Result<Reply<MeetingPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /meetings/{id}/minutes`
pub async fn keep(
    State(app): State<App>,
    By(by): By,
    At(id): At<MeetingId>,
    Payload(form): Payload<MinutesForm>,
) -> Result<Answer<MeetingPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| holding::keep(tx, call, *id, form)).await {
        Ok(()) => {
            let said = if form.closes() { "meeting.done.closed" } else { "meeting.done.kept" };
            Ok(Done::at(format!("/meetings/{id}")).saying(said).into())
        }
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| page.with_typed(&form, wrong))
        }
    }
}

/// `POST /meetings/{id}/resolutions`
pub async fn resolve(
    State(app): State<App>,
    By(by): By,
    At(id): At<MeetingId>,
    Payload(form): Payload<ResolveForm>,
) -> Result<Answer<MeetingPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| holding::resolve(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(format!("/meetings/{id}#resolutions")).saying("meeting.done.resolved").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| MeetingPage { resolve: form, wrong, ..page })
        }
    }
}

/// `POST /meetings/{id}/signatures`
pub async fn sign(
    State(app): State<App>,
    By(by): By,
    At(id): At<MeetingId>,
    Payload(form): Payload<SignForm>,
) -> Result<Answer<MeetingPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| holding::sign(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/meetings/{id}")).saying("meeting.done.signed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| MeetingPage { signing: form, wrong, ..page })
        }
    }
}
