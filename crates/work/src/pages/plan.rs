use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, PersonId, Result, parse_day};
use rhythm::{Evidences, Figure, Period, place_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, At, By, Call, Choice, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong,
    again, filters,
};

use crate::PlanId;
use crate::pages::TaskView;
use crate::pages::plans::PlanItem;
use crate::plan::{PlanForm, PlanKind, PlanStatus, ReviewForm};
use crate::store::{self, PlanRow};
use crate::task::Status;
use crate::{giving, planning};

/// Which plan.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct PlanQuery {
    /// `day`, `week` or `month`.
    #[serde(default)]
    kind: String,
    /// A day of its span; the coming one when left out.
    #[serde(default)]
    on: String,
}

/// The form of a plan, with what one plans by.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/plan_form.html")]
pub struct PlanFormPage {
    kind: PlanKind,
    from_day: BusinessDate,
    until_day: BusinessDate,
    form: PlanForm,
    /// Why it came back.
    returned: Option<String>,
    /// The superior's plans for these days.
    above: Vec<PlanItem>,
    /// Instructions and tasks still to be done.
    open: Vec<TaskView>,
    /// What is counted for the span so far: targets, bookings, capacity, people.
    figures: Vec<Figure>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl PlanFormPage {
    fn kind_text(&self) -> String {
        format!("work.plan.{}", self.kind.code())
    }

    /// The lines typed, and a few more to type in.
    fn lines(&self) -> Vec<(String, String, String)> {
        let typed = |all: &[String], index: usize| all.get(index).cloned().unwrap_or_default();
        let form = &self.form;
        let line = |index| {
            (typed(&form.line_words, index), typed(&form.line_owner, index), typed(&form.line_day, index))
        };
        (0..form.line_words.len().max(1) + 2).map(line).collect()
    }
}

impl View for PlanFormPage {
    fn title(&self, say: Say) -> String {
        say.t(&self.kind_text())
    }

    fn samples() -> Vec<Self> {
        let page = |form, wrong| PlanFormPage {
            kind: PlanKind::Week,
            from_day: jiff::civil::date(2026, 11, 30),
            until_day: jiff::civil::date(2026, 12, 6),
            form,
            returned: Some("目标写到人".into()),
            above: vec![PlanItem::sample(PlanStatus::Accepted)],
            open: vec![TaskView::sample(Status::Given)],
            figures: vec![],
            people: vec![Choice::new(17, "唐糖")],
            wrong,
        };
        vec![
            page(PlanForm::default(), Wrong::default()),
            page(<PlanForm as web::Form>::sample(), Wrong::sample("goals", "needed")),
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, (query, typed): &(PlanQuery, Option<PlanForm>)) -> Result<PlanFormPage> {
    let chart = org::today(tx, call)?;
    let me = call.actor.person;
    let kind = PlanKind::from_code(&query.kind).unwrap_or(PlanKind::Day);
    let (from_day, until_day) =
        parse_day(&query.on).map_or_else(|| kind.next_span(chart.day), |day| kind.span(day));
    let kept = store::plan_of(tx, me, kind, from_day)?;
    let returned =
        kept.as_ref().filter(|plan| plan.status == PlanStatus::Returned).map(|plan| plan.remark.clone());
    let form = match (typed, kept) {
        (Some(form), _) => form.clone(),
        (None, Some(plan)) => form_of(tx, &plan)?,
        (None, None) => PlanForm::default(),
    };
    let form = PlanForm { kind: kind.code().to_owned(), on: from_day.to_string(), ..form };
    let evidences: &Evidences = call.app.part();
    let mut people = chart.below(me).as_ref().clone();
    people.insert(me);
    let asked = rhythm::day(tx, call, from_day)?.asked(people);
    let mut figures = evidences.count(tx, &asked, Period { from: from_day, until: until_day })?;
    figures.retain(|figure| !figure.amount.is_nothing());
    let organisation = &chart.organisation;
    let above = superiors_plans(tx, &chart, me, from_day)?;
    let view = |task| TaskView::of(task, organisation, call.now);
    Ok(PlanFormPage {
        kind,
        from_day,
        until_day,
        form,
        returned,
        above: above.iter().map(|plan| PlanItem::of(plan, organisation)).collect(),
        open: store::open_of(tx, me)?.into_iter().map(view).collect(),
        figures,
        people: giving::may_be_given(&chart, call)
            .into_iter()
            .map(|(person, name)| Choice::new(person, name))
            .collect(),
        wrong: Wrong::default(),
    })
}

/// What the superior has planned for the day and handed down.
fn superiors_plans(tx: &mut Tx, chart: &org::Chart, me: PersonId, day: BusinessDate) -> Result<Vec<PlanRow>> {
    let above = chart.seats_held(me).iter().find_map(|seat| chart.superior(*seat, Some(me)));
    let Some((_, holders)) = above else { return Ok(vec![]) };
    let mut plans = vec![];
    for person in holders {
        plans.extend(store::plans_for(tx, *person, day)?);
    }
    plans.retain(|plan| plan.handed_down_at.is_some());
    Ok(plans)
}

fn form_of(tx: &mut Tx, plan: &PlanRow) -> Result<PlanForm> {
    let lines = store::lines(tx, plan.id)?;
    Ok(PlanForm {
        goals: plan.goals.clone(),
        focus: plan.focus.clone(),
        customers: plan.customers.clone(),
        needs: plan.needs.clone(),
        line_words: lines.iter().map(|line| line.words.clone()).collect(),
        line_owner: lines
            .iter()
            .map(|line| line.owner_id.map_or(String::new(), |id| id.to_string()))
            .collect(),
        line_day: lines.iter().map(|line| line.due_on.map_or(String::new(), |day| day.to_string())).collect(),
        ..PlanForm::default()
    })
}

/// `GET /plans/new`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<PlanQuery>,
) -> Result<Reply<PlanFormPage>, Failure> {
    Ok(Reply(app.look(&by, &(query, None), draw).await?))
}

/// `POST /plans`
pub async fn write(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PlanForm>,
) -> Result<Answer<PlanFormPage>, Failure> {
    match app.act(&by, &form, planning::write).await {
        Ok(id) if form.hands_in() => {
            Ok(Done::created(format!("/plans/{id}"), id).saying("work.plan.handed_in").into())
        }
        Ok(id) => {
            let back = format!("/plans/new?kind={}&on={}", form.kind, form.on);
            Ok(Done::created(back, id).saying("work.plan.kept").into())
        }
        Err(refused) => {
            let query = PlanQuery { kind: form.kind.clone(), on: form.on.clone() };
            let page = app.look(&by, &(query, Some(form)), draw).await?;
            again(refused, |wrong| PlanFormPage { wrong, ..page })
        }
    }
}

/// A line of a plan, with who and until when.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanLineView {
    words: String,
    owner: Option<String>,
    due_on: Option<BusinessDate>,
    /// The task it became.
    task: Option<TaskView>,
}

/// Somebody to whom the plan was handed down.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TakenBy {
    name: String,
    taken: bool,
}

/// A plan.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/plan.html")]
pub struct PlanPage {
    plan: PlanItem,
    focus: String,
    customers: String,
    needs: String,
    lines: Vec<PlanLineView>,
    remark: String,
    reviewed_by: Option<String>,
    copies: Vec<TakenBy>,
    may_change: bool,
    may_review: bool,
    may_hand_down: bool,
    may_take: bool,
    form: ReviewForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl PlanPage {
    /// The parts in words that were filled in: key and text.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("work.plan.goals", self.plan.goals.as_str()),
            ("work.plan.focus", &self.focus),
            ("work.plan.customers", &self.customers),
            ("work.plan.needs", &self.needs),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

impl View for PlanPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} {}", self.plan.name, say.t(&self.plan.kind_text()), self.plan.from_day)
    }

    fn samples() -> Vec<Self> {
        let line = |task| PlanLineView {
            words: "会员日海报".into(),
            owner: Some("唐糖".into()),
            due_on: Some(jiff::civil::date(2026, 12, 1)),
            task,
        };
        let page = |status, may: bool| PlanPage {
            plan: PlanItem::sample(status),
            focus: "会员日".into(),
            customers: "老客回访".into(),
            needs: String::new(),
            lines: vec![line(None), line(Some(TaskView::sample(Status::Accepted)))],
            remark: "好，照此办".into(),
            reviewed_by: Some("许雅琴".into()),
            copies: vec![
                TakenBy { name: "林晓彤".into(), taken: true },
                TakenBy { name: "韩冰".into(), taken: false },
            ],
            may_change: may,
            may_review: may,
            may_hand_down: may,
            may_take: may,
            form: ReviewForm::default(),
            wrong: Wrong::default(),
        };
        vec![page(PlanStatus::HandedIn, true), page(PlanStatus::Accepted, false)]
    }
}

fn page(tx: &mut Tx, call: &Call, id: PlanId) -> Result<PlanPage> {
    let chart = org::today(tx, call)?;
    let plan = planning::seen(tx, call, &chart, id)?;
    let organisation = &chart.organisation;
    let me = call.actor.person;
    let name = |person: PersonId| organisation.person_name(person).to_owned();
    let tasks = store::of_source(tx, &format!("/plans/{id}"))?;
    let view = |line: store::PlanLineRow| PlanLineView {
        owner: line.owner_id.map(name),
        due_on: line.due_on,
        task: tasks
            .iter()
            .find(|task| Some(task.id) == line.task_id)
            .map(|task| TaskView::of(task.clone(), organisation, call.now)),
        words: line.words,
    };
    let copies = store::copies(tx, id)?;
    let mine = plan.person_id == me;
    Ok(PlanPage {
        may_change: mine && plan.status.is_open(),
        may_review: !mine
            && plan.status == PlanStatus::HandedIn
            && call.actor.may_at(Permission::GiveWork, &place_of(&chart, plan.person_id)),
        may_hand_down: mine && !plan.status.is_open() && plan.handed_down_at.is_none(),
        may_take: copies.iter().any(|copy| copy.person_id == me && copy.taken_at.is_none()),
        copies: copies
            .iter()
            .map(|copy| TakenBy { name: name(copy.person_id), taken: copy.taken_at.is_some() })
            .collect(),
        lines: store::lines(tx, id)?.into_iter().map(view).collect(),
        reviewed_by: plan.reviewed_by.map(name),
        plan: PlanItem::of(&plan, organisation),
        focus: plan.focus,
        customers: plan.customers,
        needs: plan.needs,
        remark: plan.remark,
        form: ReviewForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /plans/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PlanId>,
) -> Result<Reply<PlanPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /plans/{id}/review`
pub async fn review(
    State(app): State<App>,
    By(by): By,
    At(id): At<PlanId>,
    Payload(form): Payload<ReviewForm>,
) -> Result<Answer<PlanPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| planning::review(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/plans").saying("work.plan.reviewed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| PlanPage { form, wrong, ..page })
        }
    }
}

/// `POST /plans/{id}/handing-down`
pub async fn hand_down(
    State(app): State<App>,
    By(by): By,
    At(id): At<PlanId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| planning::hand_down(tx, call, *id)).await?;
    Ok(Done::at(format!("/plans/{id}")).saying("work.plan.handed_down"))
}

/// `POST /plans/{id}/taking`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    At(id): At<PlanId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| planning::take(tx, call, *id)).await?;
    Ok(Done::at("/plans").saying("work.plan.taken"))
}
