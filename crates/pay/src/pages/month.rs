use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Id, Instant, Money, Permission, PersonId, Place, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, Table, TableCell, View, Wrong, again,
    filters,
};

use super::{Head, MonthAsked};
use crate::limit::{Bounds, Sheet};
use crate::month::as_it_stands;
use crate::settling::{self, SettleForm};
use crate::{sight, store};

/// What a month pays a person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonLine {
    person: PersonId,
    name: String,
    number: String,
    sheet: Sheet,
}

/// What a month pays, person by person.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "pay/month.html")]
pub struct MonthPage {
    head: Head,
    people: Vec<PersonLine>,
    /// Who settled it, and when.
    settled: Option<(String, Instant)>,
    /// The month is over, and may be settled by the reader.
    may_settle: bool,
    /// What may be taken back of a month's pay, in ten-thousandths.
    most: u32,
    #[serde(skip)]
    wrong: Wrong,
}

impl MonthPage {
    fn sum(&self, of: fn(&Sheet) -> Money) -> Money {
        Money::total(self.people.iter().map(|line| of(&line.sheet))).unwrap_or_default()
    }

    fn earned(&self) -> Money {
        self.sum(|sheet| sheet.earned)
    }

    fn taken(&self) -> Money {
        self.sum(|sheet| sheet.taken)
    }

    fn corrected(&self) -> Money {
        self.sum(|sheet| sheet.corrected)
    }

    fn total(&self) -> Money {
        self.sum(|sheet| sheet.total)
    }

    fn most(&self) -> String {
        crate::form::rate(self.most)
    }
}

impl View for MonthPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("pay.title"), self.head.month())
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &PersonLine| -> Vec<TableCell> {
            let sheet = line.sheet;
            vec![
                line.number.clone().into(),
                line.name.clone().into(),
                sheet.earned.into(),
                sheet.brought.into(),
                sheet.due_back.into(),
                sheet.taken.into(),
                sheet.carried.into(),
                sheet.corrected.into(),
                sheet.total.into(),
            ]
        };
        let keys =
            ["number", "person", "earned", "brought", "due_back", "taken", "carried", "corrected", "total"];
        let columns = keys.iter().map(|key| say.t(&format!("pay.{key}"))).collect();
        let name = format!("pay-{}", self.head.month());
        Some(Table { name, columns, rows: self.people.iter().map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |name: &str, earned, back| PersonLine {
            person: Id::of(6),
            name: name.into(),
            number: "0006".into(),
            sheet: Sheet::of(
                fen(earned),
                fen(back),
                fen(0),
                fen(0),
                Bounds { most: 2000, least: Money::ZERO },
            )
            .unwrap_or_default(),
        };
        let page = |people, settled, wrong| MonthPage {
            head: Head::sample(),
            people,
            settled,
            may_settle: true,
            most: 2000,
            wrong,
        };
        let settled = ("谢婷".to_owned(), Instant::from_millis(1_795_484_000_000));
        let people = vec![line("林晓彤", 3_264_50, 1_200_00), line("陈思思", 1_820_00, 0)];
        vec![
            page(people.clone(), None, Wrong::default()),
            page(people, Some(settled), Wrong::default()),
            page(vec![], None, Wrong::sample("month", "not_a_month")),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &MonthAsked) -> Result<MonthPage> {
    let first = org::month(tx, call, &asked.month)?;
    let organisation = org::organisation(tx, call)?;
    let today = org::today(tx, call)?.day;
    let mut people = vec![];
    for (person, sheet) in as_it_stands(tx, call, first)?.sheets {
        if sight::sees(tx, call, person)? {
            let row = organisation.person(person)?;
            let (name, number) = (row.name.clone(), row.staff_number.clone());
            people.push(PersonLine { person, name, number, sheet });
        }
    }
    people.sort_by_key(|line| (-line.sheet.total.in_fen(), line.person.get()));
    let settled = store::settled(tx, first)?;
    let may = call.actor.may_at(Permission::SettlePay, &Place::centre());
    Ok(MonthPage {
        head: Head::of(first)?,
        people,
        may_settle: may && settled.is_none() && first.last_of_month() < today,
        settled: settled.map(|row| (organisation.person_name(row.settled_by).to_owned(), row.settled_at)),
        most: crate::law::take(first.last_of_month())?.most,
        wrong: Wrong::default(),
    })
}

/// `GET /pay`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<MonthPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

/// `POST /pay`
pub async fn settle(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<SettleForm>,
) -> Result<Answer<MonthPage>, Failure> {
    match app.act(&by, &form, settling::settle).await {
        Ok(id) => {
            Ok(Done::created(format!("/pay?month={}", form.month), id).saying("pay.settled_now").into())
        }
        Err(refused) => {
            let month = kernel::parse_month(&form.month).map(|day| Head::written(&day)).unwrap_or_default();
            let page = app.look(&by, &MonthAsked { month }, page).await?;
            again(refused, |wrong| MonthPage { wrong, ..page })
        }
    }
}
