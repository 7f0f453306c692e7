use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Id, Instant, Money, Permission, Place, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, TableCell,
    View, Wrong, again, filters,
};

use super::rows::sight;
use crate::arrears::{self, DecideForm, ProposeForm, RemindForm};
use crate::debt::{Age, DebtId};
use crate::proof;
use crate::store::{self, Ageing, OwedLine, TicketId};

/// A debt in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwedView {
    line: OwedLine,
    age: Age,
    /// Past its day?
    late: bool,
    consultant: String,
}

impl OwedView {
    fn age_key(&self) -> String {
        format!("sales.age.{}", self.age.code())
    }
}

/// What customers owe.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/arrears.html")]
pub struct ArrearsPage {
    day: BusinessDate,
    ageing: Ageing,
    rows: Vec<OwedView>,
    list: ListPlace,
}

impl ArrearsPage {
    fn total(&self) -> Money {
        Money::total([self.ageing.fresh, self.ageing.late, self.ageing.old]).unwrap_or_default()
    }

    /// Amount, key of the name, first and last day of what it is about.
    fn ages(&self) -> Vec<(Money, &'static str, String)> {
        let back = |days: i64| self.day.checked_sub(jiff::Span::new().days(days)).unwrap_or(self.day);
        vec![
            (self.ageing.fresh, "sales.age.fresh", format!("from={}", back(30))),
            (self.ageing.late, "sales.age.late", format!("from={}&until={}", back(60), back(31))),
            (self.ageing.old, "sales.age.old", format!("until={}", back(61))),
        ]
    }
}

impl View for ArrearsPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.arrears.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |one: &OwedView| -> Vec<TableCell> {
            vec![
                one.line.customer.clone().into(),
                one.line.words.clone().into(),
                one.line.day.into(),
                one.line.due_on.into(),
                say.t(&one.age_key()).into(),
                one.line.amount.into(),
                one.line.owing.into(),
                one.consultant.clone().into(),
            ]
        };
        let keys = [
            "ticket.customer",
            "line.item",
            "arrears.since",
            "arrears.due_on",
            "arrears.age",
            "arrears.was",
            "arrears.owing",
            "arrears.consultant",
        ];
        Some(Table {
            name: "arrears".to_owned(),
            columns: keys.iter().map(|key| say.t(&format!("sales.{key}"))).collect(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = OwedLine {
            id: DebtId::of(3),
            customer_id: Id::of(1),
            customer: "王芳".into(),
            consultant_id: None,
            day: jiff::civil::date(2026, 10, 1),
            due_on: jiff::civil::date(2026, 10, 31),
            words: "补水疗程".into(),
            amount: fen(800_00),
            owing: fen(500_00),
        };
        let view = OwedView { line, age: Age::Late, late: true, consultant: "林晓彤".into() };
        let fresh = OwedView { age: Age::Fresh, late: false, ..view.clone() };
        let ageing = Ageing { fresh: fen(500_00), late: fen(500_00), old: fen(0), due: fen(500_00) };
        let page = |rows| ArrearsPage {
            day: jiff::civil::date(2026, 11, 24),
            ageing: ageing.clone(),
            rows,
            list: ListPlace::sample(),
        };
        vec![page(vec![view, fresh]), page(vec![])]
    }
}

/// `GET /arrears`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ArrearsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight(call);
        let organisation = org::organisation(tx, call)?;
        let day = org::today(tx, call)?.day;
        let page = store::ARREARS.page(tx, &listing.ask(), db::args![store, person])?;
        let view = |line: OwedLine| OwedView {
            age: Age::on(line.day, day),
            late: line.due_on < day,
            consultant: line.consultant_id.map_or("", |person| organisation.person_name(person)).to_owned(),
            line,
        };
        let list = listing.place(&page);
        Ok(ArrearsPage {
            day,
            ageing: store::ageing(tx, store, day)?,
            list,
            rows: page.rows.into_iter().map(view).collect(),
        })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, proof::ARREARS).await?;
    Ok(Reply(page))
}

/// Something that happened with a debt.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DebtStep {
    key: String,
    amount: Money,
    day: BusinessDate,
    ticket: Option<TicketId>,
    by: String,
}

/// A proposal to give it up.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProposalView {
    why: String,
    amount: Money,
    by: String,
    decision: Option<String>,
    note: String,
    decided_by: Option<String>,
}

impl ProposalView {
    fn key(&self) -> String {
        format!("sales.arrears.{}", self.decision.as_deref().unwrap_or("undecided"))
    }
}

/// A debt.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/debt.html")]
pub struct DebtPage {
    id: DebtId,
    customer: String,
    customer_id: customer::CustomerId,
    words: String,
    ticket: TicketId,
    number: String,
    day: BusinessDate,
    due_on: BusinessDate,
    amount: Money,
    owing: Money,
    late: bool,
    steps: Vec<DebtStep>,
    reminders: Vec<(Instant, String, String)>,
    proposals: Vec<ProposalView>,
    may_remind: bool,
    may_propose: bool,
    may_decide: bool,
    #[serde(skip)]
    wrong: Wrong,
}

impl DebtPage {
    fn undecided(&self) -> bool {
        self.proposals.iter().any(|one| one.decision.is_none())
    }
}

impl View for DebtPage {
    fn title(&self, say: Say) -> String {
        say.fill("sales.arrears.of", &[("name", self.customer.clone())])
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let step = DebtStep {
            key: "sales.arrears.repaid".into(),
            amount: fen(300_00),
            day: jiff::civil::date(2026, 11, 1),
            ticket: Some(Id::of(9)),
            by: "唐糖".into(),
        };
        let proposal = |decision: Option<&str>| ProposalView {
            why: "已迁居外地".into(),
            amount: fen(500_00),
            by: "谢婷".into(),
            decision: decision.map(String::from),
            note: decision.map(|_| "同意".to_owned()).unwrap_or_default(),
            decided_by: decision.map(|_| "许雅琴".to_owned()),
        };
        let page = |proposals, wrong| DebtPage {
            id: DebtId::of(3),
            customer: "王芳".into(),
            customer_id: Id::of(1),
            words: "补水疗程".into(),
            ticket: Id::of(7),
            number: "1-20261001-1-0007".into(),
            day: jiff::civil::date(2026, 10, 1),
            due_on: jiff::civil::date(2026, 10, 31),
            amount: fen(800_00),
            owing: fen(500_00),
            late: true,
            steps: vec![step.clone()],
            reminders: vec![(Instant::from_millis(1_795_484_000_000), "下月发工资付".into(), "唐糖".into())],
            proposals,
            may_remind: true,
            may_propose: true,
            may_decide: true,
            wrong,
        };
        vec![
            page(vec![], Wrong::sample("words", "needed")),
            page(vec![proposal(None)], Wrong::default()),
            page(vec![proposal(Some("refused")), proposal(Some("approved"))], Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: DebtId) -> Result<DebtPage> {
    let debt = store::debt(tx, id)?;
    let place = Place::store(debt.store_id);
    let brief = customer::brief(tx, debt.customer_id)?;
    let hers = brief.consultant_id == Some(call.actor.person) && call.actor.may(Permission::ViewSales);
    if !hers && !call.actor.may_at(Permission::ViewSales, &place) {
        return Err(Error::missing());
    }
    let organisation = org::organisation(tx, call)?;
    let name = |person| organisation.person_name(person).to_owned();
    let today = org::today(tx, call)?.day;
    let (ticket, _, number, words) = store::origin(tx, debt.line_id)?;
    let steps = store::debt_entries(tx, id)?.into_iter().map(|row| DebtStep {
        key: format!("sales.arrears.{}", row.kind),
        amount: row.amount,
        day: row.day,
        ticket: row.ticket_id,
        by: name(row.entered_by),
    });
    let steps = steps.collect();
    let proposals = store::write_offs(tx, id)?.into_iter().map(|row| ProposalView {
        why: row.why,
        amount: row.amount,
        by: name(row.asked_by),
        decision: row.decision,
        note: row.note,
        decided_by: row.decided_by.map(name),
    });
    let proposals: Vec<ProposalView> = proposals.collect();
    let open = debt.owing > Money::ZERO;
    let runs = call.actor.may_at(Permission::RunTill, &place);
    let closes = call.actor.may_at(Permission::CloseDays, &place);
    Ok(DebtPage {
        id,
        customer: brief.name,
        customer_id: debt.customer_id,
        words,
        ticket,
        number,
        day: debt.day,
        due_on: debt.due_on,
        amount: debt.amount,
        owing: debt.owing,
        late: open && debt.due_on < today,
        steps,
        reminders: store::reminders(tx, id)?
            .into_iter()
            .map(|(at, words, by)| (at, words, name(by)))
            .collect(),
        may_remind: open && (runs || closes),
        may_propose: open && closes,
        may_decide: open && call.actor.may_at(Permission::ForgiveDebts, &place),
        proposals,
        wrong: Wrong::default(),
    })
}

/// `GET /arrears/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<DebtId>,
) -> Result<Reply<DebtPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

async fn answered(
    app: &App,
    by: &kernel::Actor,
    id: DebtId,
    done: Result<DebtId>,
    said: &'static str,
) -> Result<Answer<DebtPage>, Failure> {
    match done {
        Ok(id) => Ok(Done::at(format!("/arrears/{id}")).saying(said).into()),
        Err(refused) => {
            let page = app.look(by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| DebtPage { wrong, ..page })
        }
    }
}

/// `POST /arrears/{id}/remind`
pub async fn remind(
    State(app): State<App>,
    By(by): By,
    At(id): At<DebtId>,
    Payload(form): Payload<RemindForm>,
) -> Result<Answer<DebtPage>, Failure> {
    let done = app.act(&by, &(id, form), |tx, call, (id, form)| arrears::remind(tx, call, *id, form)).await;
    answered(&app, &by, id, done, "sales.arrears.reminded").await
}

/// `POST /arrears/{id}/propose`
pub async fn propose(
    State(app): State<App>,
    By(by): By,
    At(id): At<DebtId>,
    Payload(form): Payload<ProposeForm>,
) -> Result<Answer<DebtPage>, Failure> {
    let done = app.act(&by, &(id, form), |tx, call, (id, form)| arrears::propose(tx, call, *id, form)).await;
    answered(&app, &by, id, done, "sales.arrears.proposed").await
}

/// `POST /arrears/{id}/decide`
pub async fn decide(
    State(app): State<App>,
    By(by): By,
    At(id): At<DebtId>,
    Payload(form): Payload<DecideForm>,
) -> Result<Answer<DebtPage>, Failure> {
    let done = app.act(&by, &(id, form), |tx, call, (id, form)| arrears::decide(tx, call, *id, form)).await;
    answered(&app, &by, id, done, "sales.arrears.decided").await
}
