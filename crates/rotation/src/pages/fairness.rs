use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Permission, PersonId, Problems, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, TableCell, View, filters};

use super::families;
use crate::board::replay;
use crate::fairness::Spread;
use crate::place::store_of;
use crate::policy::board_name;
use crate::store::{self, EventRow};
use crate::weight::Weight;

/// Which days of which board, as it stands in an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FairnessAsked {
    /// A store's key; empty for one's own.
    pub store: String,
    /// The board; empty for the first.
    pub family: String,
    /// First day, `YYYY-MM-DD`; empty for today.
    pub from: String,
    /// Last day; empty for today.
    pub until: String,
}

/// What somebody had of the turns.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShareLine {
    person: PersonId,
    name: String,
    /// Days on which her card hung.
    days: i64,
    /// Customers by turn.
    turns: i64,
    /// Customers given in any way.
    given: i64,
    /// Customers who asked for her.
    requested: i64,
    /// Weighted turns, in hundredths.
    weight: Weight,
    /// What came in by turns.
    income: Money,
    points: i64,
}

/// How far apart a day's turns were.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DayLine {
    day: BusinessDate,
    turns: i64,
    spread: Spread,
}

/// How fairly turns were shared on a board.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rotation/fairness.html")]
pub struct FairnessPage {
    store: StoreId,
    family: String,
    board: Words,
    from: BusinessDate,
    until: BusinessDate,
    lines: Vec<ShareLine>,
    days: Vec<DayLine>,
    #[serde(skip)]
    families: Vec<(String, Words)>,
}

/// Days of boards that one page looks through at most.
const DAYS: i64 = 62;

impl FairnessPage {
    fn most(&self) -> i64 {
        self.lines.iter().map(|line| line.weight.in_hundredths()).max().unwrap_or(0).max(1)
    }

    /// How long a bar is, of 100.
    fn bar(&self, weight: &Weight) -> String {
        format!("{:.1}", weight.in_hundredths().max(0) as f64 * 100.0 / self.most() as f64)
    }

    /// Where bars should end, of 100: from the most less the bound up to the most. For a single day.
    fn band(&self) -> Option<(String, String)> {
        let [day] = self.days.as_slice() else { return None };
        let width = day.spread.bound.min(day.spread.most);
        Some((self.bar(&(day.spread.most - width)), self.bar(&width)))
    }

    fn broken(&self) -> usize {
        self.days.iter().filter(|day| !day.spread.is_kept()).count()
    }

    fn query(&self) -> String {
        format!("store={}&family={}&from={}&until={}", self.store, self.family, self.from, self.until)
    }
}

impl View for FairnessPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("rotation.fairness.title"), self.board.read(say.0))
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("rotation.fairness.{key}"));
        let row = |line: &ShareLine| -> Vec<TableCell> {
            vec![
                line.name.clone().into(),
                line.days.into(),
                line.turns.into(),
                line.given.into(),
                line.requested.into(),
                line.weight.to_string().into(),
                line.income.into(),
                line.points.into(),
            ]
        };
        let columns = ["name", "days", "turns", "given", "requested", "weight", "income", "points"];
        Some(Table {
            name: "rotation-fairness".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.lines.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = |person, name: &str, weight| ShareLine {
            person: PersonId::of(person),
            name: name.into(),
            days: 1,
            turns: 3,
            given: 5,
            requested: 2,
            weight: Weight::hundredths(weight),
            income: Money::fen(894_00).unwrap_or_default(),
            points: 0,
        };
        let day = |most| DayLine {
            day: jiff::civil::date(2026, 11, 24),
            turns: 7,
            spread: Spread {
                compared: 3,
                least: Weight::hundredths(200),
                most: Weight::hundredths(most),
                bound: Weight::WHOLE,
            },
        };
        let page = |lines, days| FairnessPage {
            store: StoreId::of(1),
            family: "face".into(),
            board: Words::new("面部牌", "Face board"),
            from: jiff::civil::date(2026, 11, 24),
            until: jiff::civil::date(2026, 11, 24),
            lines,
            days,
            families: vec![("face".into(), Words::new("面部牌", "Face board"))],
        };
        vec![
            page(vec![line(7, "陈思思", 300), line(8, "王丽", 200)], vec![day(300)]),
            page(vec![line(7, "陈思思", 400)], vec![day(400), day(300)]),
            page(vec![], vec![]),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &FairnessAsked) -> Result<FairnessPage> {
    let store = store_of(tx, call, Permission::ViewRotation, &asked.store)?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(store), call.now);
    let mut wrong = Problems::default();
    let mut day = |field: &str, text: &str| match text.trim() {
        "" => Some(today),
        text => wrong.need(field, parse_day(text), "not_a_day"),
    };
    let (from, until) = (day("from", &asked.from), day("until", &asked.until));
    if let Some((from, until)) = from.zip(until) {
        let days = from.until(until).map_or(0, |span| i64::from(span.get_days()));
        if days < 0 {
            wrong.add("until", "day_order");
        } else if days > DAYS {
            wrong.add("from", "rotation.too_many_days");
        }
    }
    let families = families(tx, call, store)?;
    let family = match asked.family.trim() {
        "" => families.first().map(|(family, _)| family.clone()).or(Some(String::new())),
        family => {
            let known = families.iter().any(|(known, _)| known == family);
            wrong.need("family", known.then(|| family.to_owned()), "not_a_choice")
        }
    };
    let ((from, until), family) = wrong.or(from.zip(until).zip(family))?;
    let shares = store::shares(tx, store, &family, from, until)?;
    let line = |share: &store::Share| ShareLine {
        person: share.person_id,
        name: organisation.person_name(share.person_id).to_owned(),
        days: share.days,
        turns: share.turns,
        given: share.given,
        requested: share.requested,
        weight: share.weight,
        income: share.income,
        points: share.points,
    };
    let mut lines: Vec<ShareLine> = shares.iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.weight));
    let days = days(&store::between(tx, store, &family, from, until)?)?;
    Ok(FairnessPage { store, board: board_name(&family), family, from, until, lines, days, families })
}

/// How far apart each day was, the newest first.
fn days(rows: &[EventRow]) -> Result<Vec<DayLine>> {
    let mut logs: BTreeMap<BusinessDate, Vec<crate::deed::Event>> = BTreeMap::new();
    for row in rows {
        logs.entry(row.day).or_default().push(row.event()?);
    }
    let line = |(day, log): (&BusinessDate, &Vec<crate::deed::Event>)| {
        let board = replay(log);
        DayLine { day: *day, turns: board.turns, spread: Spread::of(&board) }
    };
    Ok(logs.iter().rev().map(line).collect())
}

/// `GET /rotation/fairness`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<FairnessAsked>,
) -> Result<Reply<FairnessPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}
