use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Id, Money, Permission, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    App, Asked, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, Table, TableCell, View, filters,
};

use super::{Head, MonthAsked};
use crate::ahead::Ahead;
use crate::giving;
use crate::parts;
use crate::progress::Progress;
use crate::sight;
use crate::standing::standing;
use crate::store::TargetId;

/// A day of a person's month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DayLine {
    day: BusinessDate,
    /// What the month asked of it.
    target: Money,
    reached: Money,
    /// Reached so far in the month, against what the days so far asked.
    so_far: Money,
    due: Money,
    is_today: bool,
    is_coming: bool,
}

/// A person's month, day by day.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/person.html")]
pub struct PersonPage {
    head: Head,
    person: PersonId,
    name: String,
    progress: Progress,
    /// How it would end with all that is booked.
    ahead: Option<Ahead>,
    days: Vec<DayLine>,
    /// The target that the reader may accept.
    to_accept: Option<TargetId>,
    accepted: bool,
}

impl View for PersonPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} {}", say.t("targets.title"), self.name, self.head.month())
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &DayLine| -> Vec<TableCell> {
            vec![
                line.day.into(),
                line.target.into(),
                line.reached.into(),
                line.due.into(),
                line.so_far.into(),
            ]
        };
        let keys = ["day", "target", "reached", "due", "so_far"];
        let columns = keys.iter().map(|key| say.t(&format!("targets.{key}"))).collect();
        let name = format!("targets-{}-{}", self.person, self.head.month());
        Some(Table { name, columns, rows: self.days.iter().map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |day, reached, is_today, is_coming| DayLine {
            day: jiff::civil::date(2026, 11, day),
            target: fen(2_000_00),
            reached: fen(reached),
            so_far: fen(reached),
            due: fen(2_000_00),
            is_today,
            is_coming,
        };
        let page = |to_accept: Option<TargetId>, days| PersonPage {
            head: Head::sample(),
            person: Id::of(6),
            name: "林晓彤".into(),
            progress: Progress::of(fen(60_000_00), &[(1, fen(2_500_00)), (1, fen(0))], 1).unwrap_or_default(),
            ahead: to_accept.and(Ahead::of(&Progress::default(), fen(800_00)).ok().flatten()),
            days,
            accepted: to_accept.is_none(),
            to_accept,
        };
        let days =
            vec![line(23, 2_500_00, false, false), line(24, 500_00, true, false), line(25, 0, false, true)];
        vec![page(Some(Id::of(1)), days), page(None, vec![])]
    }
}

fn page(tx: &mut Tx, call: &Call, (person, asked): &(PersonId, MonthAsked)) -> Result<PersonPage> {
    let person = *person;
    let shop = sight::store(tx, call, Permission::ViewTargets, &asked.store)?;
    let organisation = org::organisation(tx, call)?;
    let name = organisation.person(person)?.name.clone();
    if !sight::sees(call, shop, person) {
        return Err(Error::missing());
    }
    let first = org::month(tx, call, &asked.month)?;
    let measure = sight::measure(&asked.measure);
    let standing = standing(tx, call, shop, measure, first)?;
    let row = standing.targets.get(&person);
    let own = standing.days_of(person);
    let target = row.map_or(Money::ZERO, |row| row.amount);
    let plan = parts::by(target, &own.iter().map(|(weight, _)| *weight).collect::<Vec<_>>());
    let (mut so_far, mut due) = (Money::ZERO, Money::ZERO);
    let mut days = vec![];
    let all = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    for (place, (day, ((_, reached), target))) in all.zip(own.iter().zip(plan)).enumerate() {
        so_far = so_far.plus(*reached)?;
        due = due.plus(target)?;
        let (is_today, is_coming) = (place == standing.today, place > standing.today);
        days.push(DayLine { day, target, reached: *reached, so_far, due, is_today, is_coming });
    }
    let open = row.filter(|row| row.accepted_at.is_none() && person == call.actor.person);
    Ok(PersonPage {
        head: Head::of(first, measure)?,
        person,
        name,
        progress: Progress::of(target, &own, standing.today)?,
        ahead: standing.ahead_of(person)?,
        days,
        to_accept: open.map(|row| row.id),
        accepted: row.is_some_and(|row| row.accepted_at.is_some()),
    })
}

/// `GET /targets/people/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(person): At<PersonId>,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<PersonPage>, Failure> {
    Ok(Reply(app.look(&by, &(person, asked), page).await?))
}

/// `POST /targets/{id}/accept`
pub async fn accept(
    State(app): State<App>,
    By(by): By,
    At(id): At<TargetId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| giving::accept(tx, call, *id)).await?;
    Ok(Done::at("/targets").saying("targets.accepted_now"))
}
