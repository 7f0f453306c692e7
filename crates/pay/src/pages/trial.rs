use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, PersonId, Problems, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, At, By, Call, Failure, Reply, Say, Table, TableCell, View, filters};

use super::Head;
use crate::scheme::Scheme;
use crate::schemes;
use crate::store::{self, SchemeId};

/// On which months a scheme is tried.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TrialAsked {
    /// The first month, `2026-09`.
    #[serde(default)]
    pub from: String,
    /// The last one; a year at most.
    #[serde(default)]
    pub until: String,
}

/// What somebody, or a month, was paid, and would have been.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrialLine {
    /// Whose; none is a whole month.
    person: Option<PersonId>,
    name: String,
    was: Money,
    would: Money,
}

impl TrialLine {
    fn more(&self) -> Money {
        self.would.minus(self.was).unwrap_or_default()
    }
}

/// What a scheme would have paid.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "pay/trial.html")]
pub struct TrialPage {
    id: SchemeId,
    name: Option<String>,
    from: BusinessDate,
    until: BusinessDate,
    months: Vec<TrialLine>,
    people: Vec<TrialLine>,
}

impl TrialPage {
    fn total(&self) -> TrialLine {
        let sum = |of: fn(&TrialLine) -> Money| Money::total(self.months.iter().map(of)).unwrap_or_default();
        TrialLine {
            person: None,
            name: String::new(),
            was: sum(|line| line.was),
            would: sum(|line| line.would),
        }
    }

    /// Its tables with the heading of their first column.
    fn tables(&self) -> [(&[TrialLine], &'static str); 2] {
        [(&self.months, "pay.month"), (&self.people, "pay.person")]
    }

    fn months_typed(&self) -> (String, String) {
        (Head::written(&self.from), Head::written(&self.until))
    }
}

impl View for TrialPage {
    fn title(&self, say: Say) -> String {
        say.t("pay.trial.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &TrialLine| -> Vec<TableCell> {
            vec![line.name.clone().into(), line.was.into(), line.would.into(), line.more().into()]
        };
        let columns = ["person", "trial.was", "trial.would", "trial.more"];
        let columns = columns.iter().map(|key| say.t(&format!("pay.{key}"))).collect();
        Some(Table { name: "pay-trial".into(), columns, rows: self.people.iter().map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |name: &str, was, would| TrialLine {
            person: Some(Id::of(6)),
            name: name.into(),
            was: fen(was),
            would: fen(would),
        };
        let page = |months, people| TrialPage {
            id: Id::of(2),
            name: Some("旺季方案".into()),
            from: jiff::civil::date(2026, 9, 1),
            until: jiff::civil::date(2026, 11, 1),
            months,
            people,
        };
        let months = vec![line("2026-09", 3_000_00, 3_400_00), line("2026-10", 3_200_00, 3_100_00)];
        vec![page(months, vec![line("林晓彤", 6_200_00, 6_500_00)]), page(vec![], vec![])]
    }
}

fn page(tx: &mut Tx, call: &Call, (id, asked): &(SchemeId, TrialAsked)) -> Result<TrialPage> {
    let this = org::today(tx, call)?.day.first_of_month();
    let mut wrong = Problems::default();
    let mut month = |field: &str, text: &str| match text.trim() {
        "" => Some(this),
        text => wrong.need(field, kernel::parse_month(text), "not_a_month"),
    };
    let (from, until) = (month("from", &asked.from), month("until", &asked.until));
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong.add("until", "day_order");
    }
    let (from, until) = wrong.or(from.zip(until))?;
    let row = if id.get() == 0 { None } else { Some(store::scheme(tx, *id)?) };
    let scheme = row.as_ref().map_or_else(Scheme::usual, |row| row.scheme())?;
    let trial = schemes::trial(tx, call, &scheme, from, until)?;
    let organisation = org::organisation(tx, call)?;
    let people = trial.people.into_iter().map(|(person, (was, would))| TrialLine {
        person: Some(person),
        name: organisation.person_name(person).to_owned(),
        was,
        would,
    });
    let mut people: Vec<TrialLine> = people.collect();
    people.sort_by_key(|line| -line.more().in_fen().abs());
    let months = trial.months.into_iter().map(|(first, was, would)| TrialLine {
        person: None,
        name: Head::written(&first),
        was,
        would,
    });
    Ok(TrialPage { id: *id, name: row.map(|row| row.name), from, until, months: months.collect(), people })
}

/// `GET /pay/schemes/{id}/trial`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<SchemeId>,
    Asked(asked): Asked<TrialAsked>,
) -> Result<Reply<TrialPage>, Failure> {
    Ok(Reply(app.look(&by, &(id, asked), page).await?))
}
