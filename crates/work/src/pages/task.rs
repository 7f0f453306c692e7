use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Instant, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::TaskId;
use crate::giving;
use crate::pages::TaskView;
use crate::store::{self, TurnRow};
use crate::task::{GiveForm, Status, Turn, TurnForm};

/// The form of a new task.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/new.html")]
pub struct NewTaskPage {
    form: GiveForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl NewTaskPage {
    fn is_chosen(&self, choice: &Choice) -> bool {
        self.form.owner.contains(&choice.value)
    }
}

impl View for NewTaskPage {
    fn title(&self, say: Say) -> String {
        say.t("work.new.title")
    }

    fn samples() -> Vec<Self> {
        let people = vec![Choice::new(17, "唐糖"), Choice::new(18, "邓欣")];
        let form = <GiveForm as web::Form>::sample();
        vec![
            NewTaskPage { form: GiveForm::default(), people: people.clone(), wrong: Wrong::default() },
            NewTaskPage { form, people, wrong: Wrong::sample("due_day", "work.day_over") },
        ]
    }
}

fn new_page(tx: &mut Tx, call: &Call, form: GiveForm) -> Result<NewTaskPage> {
    let chart = org::today(tx, call)?;
    let people = giving::may_be_given(&chart, call);
    let people = people.into_iter().map(|(person, name)| Choice::new(person, name)).collect();
    let due_day = if form.due_day.is_empty() { chart.day.to_string() } else { form.due_day.clone() };
    Ok(NewTaskPage { form: GiveForm { due_day, ..form }, people, wrong: Wrong::default() })
}

/// `GET /tasks/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<NewTaskPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| new_page(tx, call, GiveForm::default())).await?))
}

/// `POST /tasks`
pub async fn give(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<GiveForm>,
) -> Result<Answer<NewTaskPage>, Failure> {
    match app.act(&by, &form, giving::give).await {
        Ok(tasks) => {
            let id = giving::first(&tasks)?;
            Ok(Done::created(format!("/tasks/{id}"), id).saying("work.new.given").into())
        }
        Err(refused) => {
            let page = app.look(&by, &form, |tx, call, form| new_page(tx, call, form.clone())).await?;
            again(refused, |wrong| NewTaskPage { wrong, ..page })
        }
    }
}

/// A task with what became of it.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "work/task.html")]
pub struct TaskPage {
    task: TaskView,
    turns: Vec<TurnRow>,
    /// What the reader may do with it.
    may: Vec<Turn>,
    form: TurnForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl TaskPage {
    fn may(&self, code: &str) -> bool {
        self.may.iter().any(|turn| turn.code() == code)
    }

    fn turn_text(&self, turn: &TurnRow) -> String {
        format!("work.turn.{}", turn.turn.code())
    }
}

impl View for TaskPage {
    fn title(&self, _: Say) -> String {
        self.task.title.clone()
    }

    fn samples() -> Vec<Self> {
        let turn = |turn, words: &str| TurnRow {
            turn,
            name: "许雅琴".into(),
            at: Instant::from_millis(1_795_483_200_000),
            words: words.into(),
        };
        let page = |status, may: &[Turn]| TaskPage {
            task: TaskView::sample(status),
            turns: vec![turn(Turn::Give, "按八套备足"), turn(Turn::Again, "点数不对")],
            may: may.to_vec(),
            form: TurnForm::default(),
            wrong: Wrong::default(),
        };
        let wrong = Wrong::sample("words", "needed");
        vec![
            page(Status::Given, &[Turn::Accept, Turn::Decline, Turn::Account]),
            TaskPage { wrong, ..page(Status::Accepted, &[Turn::Account, Turn::Decline]) },
            page(Status::Done, &[Turn::Agree, Turn::Again, Turn::Withdraw]),
            page(Status::Closed, &[]),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: TaskId) -> Result<TaskPage> {
    let chart = org::today(tx, call)?;
    let (task, _) = giving::seen(tx, call, &chart, id)?;
    let may = |turn: &Turn| giving::may_turn(&chart, call, &task, *turn);
    Ok(TaskPage {
        turns: store::turns(tx, id)?,
        may: Turn::ALL.iter().copied().filter(may).collect(),
        task: TaskView::of(task, &chart.organisation, call.now),
        form: TurnForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /tasks/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<TaskId>,
) -> Result<Reply<TaskPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /tasks/{id}/turns`
pub async fn turn(
    State(app): State<App>,
    By(by): By,
    At(id): At<TaskId>,
    Payload(form): Payload<TurnForm>,
) -> Result<Answer<TaskPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| giving::turn(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/tasks").saying("work.turned").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| TaskPage { form, wrong, ..page })
        }
    }
}
