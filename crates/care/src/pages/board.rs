use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Money, Permission, Result, Scope, Words};
use rhythm::looks;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Choice, Failure, Reply, Say, Table, View, filters};

use super::words::{class, said};
use crate::people::consultants;
use crate::potential::Potential;
use crate::proof::BOARD_PAGE;
use crate::sight;
use crate::stage::Step;
use crate::store::{self, CardRow, ClassKind};

/// So many days back what was closed is shown.
const CLOSED: i64 = 30;

/// Whose board, and how it is laid out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BoardAsked {
    /// Key of the consultant; none is all that the asker sees.
    consultant: String,
    /// `stage` or `class`.
    by: String,
}

/// A negotiation on the board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Card {
    #[serde(flatten)]
    row: CardRow,
    /// What she is as a prospect or member.
    class: Option<Words>,
    /// Has the next date passed?
    is_late: bool,
}

/// A column of the board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Column {
    name: Words,
    cards: Vec<Card>,
    /// What those on it would spend, as far as it is known.
    sum: Money,
}

/// The board of negotiations.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/board.html")]
pub struct BoardPage {
    today: BusinessDate,
    /// `stage` or `class`.
    by: String,
    consultant: String,
    consultants: Vec<(String, String)>,
    columns: Vec<Column>,
    may_open: bool,
}

impl BoardPage {
    fn is_empty(&self) -> bool {
        self.columns.iter().all(|column| column.cards.is_empty())
    }

    fn choices(&self) -> Vec<Choice> {
        self.consultants.iter().map(|(key, name)| Choice::new(key, name)).collect()
    }
}

impl View for BoardPage {
    fn title(&self, say: Say) -> String {
        say.t("care.board.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |card: &Card| {
            vec![
                card.row.customer.clone().into(),
                card.row.consultant.clone().into(),
                say.t(&card.row.stage.key()).into(),
                card.class.as_ref().map(|class| class.read(say.0).to_owned()).into(),
                card.row.need.clone().into(),
                card.row.budget.into(),
                card.row.objection.clone().into(),
                card.row.last_day.into(),
                card.row.next_day.into(),
                card.row.note.clone().into(),
            ]
        };
        let columns = [
            "customer",
            "consultant",
            "stage_is",
            "class",
            "need",
            "budget",
            "objection",
            "last_day",
            "next_day",
            "remark",
        ];
        Some(Table {
            name: "negotiations".to_owned(),
            columns: columns.map(|key| say.t(&format!("care.negotiation.{key}"))).to_vec(),
            rows: self.columns.iter().flat_map(|column| &column.cards).map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let today = jiff::civil::date(2026, 11, 24);
        let card = Card {
            row: CardRow {
                id: Id::of(3),
                customer_id: Id::of(1),
                customer: "李小燕".into(),
                consultant_id: Id::of(5),
                consultant: "林晓彤".into(),
                stage: Step::Offer,
                need: "改善暗沉".into(),
                budget: Money::fen(6_000_00).ok(),
                objection: "价格".into(),
                next_day: Some(jiff::civil::date(2026, 11, 20)),
                last_day: jiff::civil::date(2026, 11, 18),
                closed_day: None,
                potential: Some("interested".into()),
                grade: None,
                note: Some("先送一次眼部体验".into()),
            },
            class: class(ClassKind::Potential, "interested"),
            is_late: true,
        };
        let bare = Card {
            row: CardRow {
                budget: None,
                objection: String::new(),
                note: None,
                next_day: None,
                ..card.row.clone()
            },
            class: None,
            is_late: false,
        };
        let column = |name: &str, cards: Vec<Card>| Column { name: said(name), sum: sum(&cards), cards };
        let page = |by: &str, columns| BoardPage {
            today,
            by: by.into(),
            consultant: String::new(),
            consultants: vec![("5".into(), "林晓彤".into())],
            columns,
            may_open: true,
        };
        vec![
            page(
                "stage",
                vec![column("care.step.offer", vec![card, bare]), column("care.step.need", vec![])],
            ),
            page("class", vec![]),
        ]
    }
}

fn sum(cards: &[Card]) -> Money {
    Money::total(cards.iter().filter_map(|card| card.row.budget)).unwrap_or(Money::MAX)
}

fn by_stage(cards: Vec<Card>) -> Vec<Column> {
    let open = Step::OPEN.iter().map(|step| (said(&step.key()), vec![*step]));
    let closed = (said("care.board.closed"), vec![Step::Won, Step::Lost]);
    let column = |(name, steps): (Words, Vec<Step>)| {
        let here: Vec<Card> = cards.iter().filter(|card| steps.contains(&card.row.stage)).cloned().collect();
        Column { name, sum: sum(&here), cards: here }
    };
    open.chain([closed]).map(column).collect()
}

fn by_class(cards: Vec<Card>) -> Vec<Column> {
    let open: Vec<Card> = cards.into_iter().filter(|card| card.row.closed_day.is_none()).collect();
    let of = |code: &str| -> Vec<Card> {
        let is = |card: &&Card| card.row.potential.as_deref().unwrap_or_default() == code;
        open.iter().filter(is).cloned().collect()
    };
    let classes =
        Potential::ALL.iter().map(|class| (format!("care.potential.{}", class.code()), class.code()));
    let members = ("care.board.members".to_owned(), "");
    let column = |(name, code): (String, &str)| {
        let here = of(code);
        Column { name: said(&name), sum: sum(&here), cards: here }
    };
    classes.chain([members]).map(column).collect()
}

fn card(row: CardRow, today: BusinessDate) -> Card {
    let of = |kind, code: &Option<String>| code.as_deref().and_then(|code| class(kind, code));
    Card {
        class: of(ClassKind::Potential, &row.potential).or_else(|| of(ClassKind::Grade, &row.grade)),
        is_late: row.closed_day.is_none() && row.next_day.is_some_and(|day| day < today),
        row,
    }
}

/// `GET /negotiations`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<BoardAsked>,
) -> Result<Reply<BoardPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let chart = org::today(tx, call)?;
        let (store, own) = sight::seen(call, Permission::ViewCare);
        let wished = asked.consultant.trim().parse::<i64>().unwrap_or(sight::ALL);
        let person = if own == sight::ALL { wished } else { own };
        let rows = store::board(tx, store, person, chart.day.saturating_sub(CLOSED.days()))?;
        let cards: Vec<Card> = rows.into_iter().map(|row| card(row, chart.day)).collect();
        let columns = if asked.by == "class" { by_class(cards) } else { by_stage(cards) };
        let sees_others = call.actor.scope(Permission::ViewCare) != Some(Scope::Own);
        let all = chart.open_stores().filter(|id| store == sight::ALL || id.get() == store);
        let people = all.flat_map(|store| consultants(&chart, store));
        let named = |person: kernel::PersonId| {
            (person.get().to_string(), chart.organisation.person_name(person).to_owned())
        };
        let seen = looks::seen(tx, call.actor.person, chart.day, BOARD_PAGE)?;
        let waits = columns.iter().flat_map(|column| &column.cards).any(|card| card.is_late);
        let page = BoardPage {
            today: chart.day,
            by: if asked.by == "class" { "class" } else { "stage" }.to_owned(),
            consultant: if wished == sight::ALL { String::new() } else { wished.to_string() },
            consultants: if sees_others { people.map(named).collect() } else { vec![] },
            columns,
            may_open: call.actor.may(Permission::CareForCustomers),
        };
        Ok((page, waits, seen))
    });
    let (page, waits, seen) = page.await?;
    // On a calm day to have looked is to have done it; on any other it is not.
    looks::keep(&app, seen || waits, by.person, page.today, BOARD_PAGE);
    Ok(Reply(page))
}
