use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::HandleComplaints;
use kernel::{BusinessDate, Instant, Money, Place, Result, Words};
use org::{Chart, Seat};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, Reply, Say, View, Wrong, filters};

use super::{Pick, look, people_at};
use crate::case::{ComplaintId, Severity, Source, State as Stands, StepKind, Verdict};
use crate::climb;
use crate::complaints::{self, climbed, may_own};
use crate::policy::policy;
use crate::store::{self, StepRow};
use crate::words::{name, vocabulary};

/// A step as it is shown.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    kind: StepKind,
    at: Instant,
    /// Who; none when the customer did it herself.
    name: Option<String>,
    words: String,
    /// How many superiors had heard by then.
    climbed: i64,
    remedy: Option<Words>,
    worth: Option<Money>,
    verdict: Option<Verdict>,
    to: Option<String>,
    severity: Option<Severity>,
}

impl StepView {
    fn of(row: StepRow, chart: &Chart) -> Result<StepView> {
        let named = |person| chart.organisation.person_name(person).to_owned();
        let remedies = &vocabulary()?.remedy;
        Ok(StepView {
            kind: row.kind,
            at: row.at,
            name: row.person_id.map(named),
            words: row.words,
            climbed: row.climbed,
            remedy: row.remedy.map(|code| name(remedies, &code)),
            worth: row.worth.filter(|worth| *worth > Money::ZERO),
            verdict: row.verdict,
            to: row.owner_id.map(named),
            severity: row.severity,
        })
    }

    fn title(&self) -> String {
        format!("complaint.step.{}", self.kind.code())
    }
}

/// A complaint.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "complaint/complaint.html")]
pub struct ComplaintPage {
    id: ComplaintId,
    day: BusinessDate,
    store: String,
    who: String,
    customer: Option<customer::CustomerId>,
    about: Option<String>,
    cause: Words,
    severity: Severity,
    source: Source,
    words: String,
    taken_by: Option<String>,
    taken_at: Instant,
    owner: String,
    state: Stands,
    due: Instant,
    closed_at: Option<Instant>,
    late: bool,
    /// Who has heard of it because it is late.
    heard_by: Vec<String>,
    steps: Vec<StepView>,
    may_note: bool,
    may_handle: bool,
    /// The most that the reader may give.
    limit: Money,
    remedies: Vec<Pick>,
    owners: Vec<Pick>,
    /// What was typed and did not go through.
    #[serde(skip)]
    pub(super) typed: super::steps::Typed,
    #[serde(skip)]
    pub(super) wrong: Wrong,
}

impl ComplaintPage {
    fn look(&self) -> (&'static str, &'static str, &'static str) {
        look(self.state, self.late)
    }

    fn verdicts(&self) -> Vec<(&'static str, String)> {
        Verdict::ALL.iter().map(|one| (one.code(), format!("complaint.verdict.{}", one.code()))).collect()
    }

    fn severities(&self) -> Vec<(&'static str, String)> {
        let others = Severity::ALL.iter().filter(|one| **one != self.severity);
        others.map(|one| (one.code(), format!("complaint.severity.{}", one.code()))).collect()
    }

    fn is_open(&self) -> bool {
        self.state != Stands::Closed
    }
}

impl View for ComplaintPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("complaint.show.title"), self.id)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let step = |kind| StepView {
            kind,
            at,
            name: Some("杨帆".into()),
            words: "看过监控".into(),
            climbed: 0,
            remedy: None,
            worth: None,
            verdict: None,
            to: None,
            severity: None,
        };
        let steps = vec![
            StepView { name: None, ..step(StepKind::Taken) },
            step(StepKind::Note),
            StepView { to: Some("周敏".into()), climbed: 1, ..step(StepKind::Handed) },
            StepView { severity: Some(Severity::Serious), ..step(StepKind::Severity) },
            StepView {
                remedy: Some(Words::new("赠送项目", "A gift")),
                worth: Money::fen(128_00).ok(),
                ..step(StepKind::Remedy)
            },
            StepView { verdict: Some(Verdict::Dissatisfied), ..step(StepKind::Verdict) },
        ];
        let page = |state, late, wrong| ComplaintPage {
            id: kernel::Id::of(1),
            day: jiff::civil::date(2026, 11, 24),
            store: "静安店".into(),
            who: "秦岚".into(),
            customer: Some(kernel::Id::of(1)),
            about: Some("王丽".into()),
            cause: Words::new("等候与预约", "Waiting and bookings"),
            severity: Severity::Normal,
            source: Source::Phone,
            words: "等了四十分钟".into(),
            taken_by: Some("唐糖".into()),
            taken_at: at,
            owner: "杨帆".into(),
            state,
            due: at.plus_minutes(60),
            closed_at: (state == Stands::Closed).then_some(at),
            late,
            heard_by: if late { vec!["周敏".into()] } else { vec![] },
            steps: steps.clone(),
            may_note: true,
            may_handle: true,
            limit: Money::fen(300_00).unwrap_or_default(),
            remedies: Pick::sample(),
            owners: Pick::sample(),
            typed: Default::default(),
            wrong,
        };
        let bare = ComplaintPage {
            may_handle: false,
            may_note: false,
            customer: None,
            about: None,
            taken_by: None,
            ..page(Stands::Open, false, Wrong::default())
        };
        vec![
            page(Stands::Open, true, Wrong::sample("worth", "not_an_amount")),
            page(Stands::Remedied, false, Wrong::default()),
            page(Stands::Closed, false, Wrong::default()),
            bare,
        ]
    }
}

pub(super) fn draw(tx: &mut Tx, call: &Call, id: ComplaintId) -> Result<ComplaintPage> {
    let row = complaints::seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let policy = policy(row.day)?;
    let vocabulary = vocabulary()?;
    let case = row.case();
    let late = case.is_overdue(call.now);
    let seat = climb::seat_of(&chart, row.owner_id, row.store_id).or(policy.owner_seat(&chart, row.store_id));
    let steps = usize::try_from(climbed(&case, call.now)).unwrap_or_default();
    let heard = seat.map(|seat| climb::hears(&chart, seat, row.owner_id, steps)).unwrap_or_default();
    let named = |person| chart.organisation.person_name(person).to_owned();
    let place = Place::of(row.owner_id, Some(row.store_id), None);
    let held = call.actor.holdings.iter().map(|held| Seat { post: held.post, store: held.store });
    let limits = held.map(|seat| policy.limit(&chart, seat));
    let steps = store::steps(tx, id)?;
    Ok(ComplaintPage {
        id,
        day: row.day,
        store: chart.organisation.store(row.store_id)?.name.clone(),
        who: row.who,
        customer: row.customer_id,
        about: row.about_person.map(named),
        cause: name(&vocabulary.cause, &row.cause),
        severity: row.severity,
        source: row.source,
        words: row.words,
        taken_by: row.taken_by.map(named),
        taken_at: row.taken_at,
        owner: named(row.owner_id),
        state: row.state,
        due: row.due_at,
        closed_at: row.closed_at,
        late,
        heard_by: heard.into_iter().map(named).collect(),
        steps: steps.into_iter().map(|step| StepView::of(step, &chart)).collect::<Result<_>>()?,
        may_note: call.actor.may(kernel::Permission::TakeComplaints),
        may_handle: call.actor.may_at(HandleComplaints, &place),
        limit: limits.max().unwrap_or_default(),
        remedies: Pick::named(&vocabulary.remedy, chart.day),
        owners: people_at(&chart, row.store_id, |person| {
            person != row.owner_id && may_own(&chart, person, row.store_id)
        }),
        typed: Default::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /complaints/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
) -> Result<Reply<ComplaintPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| draw(tx, call, *id)).await?))
}
