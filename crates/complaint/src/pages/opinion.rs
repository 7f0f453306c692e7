use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use db::Tx;
use kernel::{BusinessDate, Instant, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::qr::{self, Picture};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::case::ComplaintId;
use crate::complaints::NoteForm;
use crate::opinion::{Would, sheet};
use crate::opinions::{self, AskForm};
use crate::store::{self, OpinionId};

/// A treatment of the visit and its mark.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TreatmentView {
    name: Words,
    therapist: String,
    mark: Option<i64>,
}

/// A point of the form and its mark.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarkView {
    name: Words,
    mark: i64,
}

/// An opinion form: its link while it waits, what was said once it is answered.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/opinion.html")]
pub struct OpinionPage {
    id: OpinionId,
    who: String,
    customer: customer::CustomerId,
    store: String,
    day: BusinessDate,
    sent_by: Option<String>,
    sent_at: Instant,
    expires_at: Instant,
    is_expired: bool,
    /// Where the customer answers; none once she has.
    link: Option<String>,
    answered_at: Option<Instant>,
    overall: Option<i64>,
    treatments: Vec<TreatmentView>,
    marks: Vec<MarkView>,
    would_return: Option<Would>,
    would_recommend: Option<Would>,
    spend_band: Option<Words>,
    words: String,
    complaint: Option<ComplaintId>,
    reply: String,
    replied_by: Option<String>,
    replied_at: Option<Instant>,
    may_reply: bool,
    #[serde(skip)]
    picture: Picture,
    #[serde(skip)]
    typed: String,
    #[serde(skip)]
    wrong: Wrong,
}

/// The class of a mark.
pub(super) fn class(mark: &i64) -> &'static str {
    match mark {
        ..=2 => "is-late",
        3 => "is-due",
        _ => "is-done",
    }
}

impl OpinionPage {
    fn class(&self, mark: &i64) -> &'static str {
        class(mark)
    }

    fn would(&self, would: &Would) -> String {
        format!("complaint.would.{}", would.code())
    }
}

impl View for OpinionPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("complaint.opinion.title"), self.who)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let treatment = |mark| TreatmentView {
            name: Words::new("深层补水护理", "Deep moisture facial"),
            therapist: "王丽".into(),
            mark,
        };
        let sent = |wrong| OpinionPage {
            id: kernel::Id::of(1),
            who: "秦岚".into(),
            customer: kernel::Id::of(1),
            store: "静安店".into(),
            day: jiff::civil::date(2026, 11, 24),
            sent_by: Some("唐糖".into()),
            sent_at: at,
            expires_at: at.plus_minutes(20_160),
            is_expired: false,
            link: Some("http://localhost:8080/opinion/0123456789abcdef".into()),
            answered_at: None,
            overall: None,
            treatments: vec![treatment(None)],
            marks: vec![],
            would_return: None,
            would_recommend: None,
            spend_band: None,
            words: String::new(),
            complaint: None,
            reply: String::new(),
            replied_by: None,
            replied_at: None,
            may_reply: true,
            picture: Picture { size: 21, path: "M0 0h1v1h-1z".into() },
            typed: String::new(),
            wrong,
        };
        let answered = OpinionPage {
            link: None,
            answered_at: Some(at),
            overall: Some(2),
            treatments: vec![treatment(Some(2)), treatment(None)],
            marks: vec![MarkView { name: Words::new("环境整洁", "Cleanliness"), mark: 3 }],
            would_return: Some(Would::Perhaps),
            would_recommend: Some(Would::No),
            spend_band: Some(Words::new("用卡或疗程", "Paid by card or course")),
            words: "房间有点冷".into(),
            complaint: Some(kernel::Id::of(1)),
            ..sent(Wrong::sample("words", "needed"))
        };
        let replied = OpinionPage {
            link: None,
            answered_at: Some(at),
            overall: Some(5),
            reply: "谢谢您".into(),
            replied_by: Some("杨帆".into()),
            replied_at: Some(at),
            ..sent(Wrong::default())
        };
        let expired = OpinionPage { is_expired: true, link: None, ..sent(Wrong::default()) };
        vec![sent(Wrong::default()), answered, replied, expired]
    }
}

/// How a browser reaches us, for a link to be sent elsewhere.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if app.settings().https { "https" } else { "http" })
}

fn draw(tx: &mut Tx, call: &Call, (id, origin): &(OpinionId, String)) -> Result<OpinionPage> {
    let (row, treatments) = opinions::seen(tx, call, *id)?;
    let organisation = org::organisation(tx, call)?;
    let named = |person| organisation.person_name(person).to_owned();
    let sheet = sheet()?;
    let marks = store::marks(tx, *id)?.into_iter().map(|(code, mark)| {
        let point = sheet.point.iter().find(|point| point.code == code);
        MarkView { name: point.map_or_else(|| Words::new(&code, &code), |point| point.name.clone()), mark }
    });
    let is_expired = row.answered_at.is_none() && call.now > row.expires_at;
    let link = (row.answered_at.is_none() && !is_expired).then(|| format!("{origin}/opinion/{}", row.token));
    let band = sheet.band.iter().find(|band| band.code == row.spend_band);
    Ok(OpinionPage {
        id: *id,
        who: row.who,
        customer: row.customer_id,
        store: organisation.store(row.store_id)?.name.clone(),
        day: row.day,
        sent_by: row.sent_by.map(named),
        sent_at: row.sent_at,
        expires_at: row.expires_at,
        is_expired,
        picture: link.as_deref().map(qr::picture).transpose()?.unwrap_or_default(),
        link,
        answered_at: row.answered_at,
        overall: row.overall,
        treatments: treatments
            .into_iter()
            .map(|row| TreatmentView {
                name: Words::new(&row.name_zh, &row.name_en),
                therapist: named(row.person_id),
                mark: row.mark,
            })
            .collect(),
        marks: marks.collect(),
        would_return: row.would_return,
        would_recommend: row.would_recommend,
        spend_band: band.map(|band| band.name.clone()),
        words: row.words,
        complaint: row.complaint_id,
        reply: row.reply,
        replied_by: row.replied_by.map(named),
        replied_at: row.replied_at,
        may_reply: call.actor.may_at(kernel::Permission::HandleComplaints, &Place::store(row.store_id)),
        typed: String::new(),
        wrong: Wrong::default(),
    })
}

/// `POST /opinions`
pub async fn ask(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<AskForm>,
) -> Result<Done, Failure> {
    let id = app.act(&by, &form, opinions::ask).await?;
    Ok(Done::created(format!("/opinions/{id}"), id))
}

/// `GET /opinions/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<OpinionId>,
    headers: HeaderMap,
) -> Result<Reply<OpinionPage>, Failure> {
    Ok(Reply(app.look(&by, &(id, origin(&app, &headers)), draw).await?))
}

/// `POST /opinions/{id}/reply`
pub async fn reply(
    State(app): State<App>,
    By(by): By,
    At(id): At<OpinionId>,
    headers: HeaderMap,
    Payload(form): Payload<NoteForm>,
) -> Result<Answer<OpinionPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| opinions::reply(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/opinions/{id}")).saying("complaint.opinion.replied").into()),
        Err(refused) => {
            let page = app.look(&by, &(id, origin(&app, &headers)), draw).await?;
            again(refused, |wrong| OpinionPage { wrong, typed: form.words, ..page })
        }
    }
}
