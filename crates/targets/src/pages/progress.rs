use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{DepartmentId, Id, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, TableCell, View, filters};

use super::{Head, MonthAsked};
use crate::ahead::Ahead;
use crate::progress::Progress;
use crate::standing::standing;
use crate::store::TargetId;
use crate::{proof, sharing, sight};

/// A person's month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonLine {
    person: kernel::PersonId,
    name: String,
    progress: Progress,
    accepted: bool,
}

/// The people of a department; none are those without one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartmentView {
    name: Option<Words>,
    progress: Progress,
    people: Vec<PersonLine>,
}

/// The store's own target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MonthView {
    id: TargetId,
    by: String,
    accepted_by: Option<String>,
    may_accept: bool,
}

/// How far a month's targets are reached (销售目标完成情况).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/progress.html")]
pub struct ProgressPage {
    store: String,
    head: Head,
    month: Option<MonthView>,
    /// The store's; none where the reader sees only her own.
    whole: Option<Progress>,
    /// How it would end with all that is booked.
    ahead: Option<Ahead>,
    departments: Vec<DepartmentView>,
    may_share: bool,
}

impl View for ProgressPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("targets.title"), self.head.month())
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |(department, line): (&DepartmentView, &PersonLine)| -> Vec<TableCell> {
            let progress = line.progress;
            vec![
                department.name.as_ref().map(|name| name.read(say.0).to_owned()).into(),
                line.name.clone().into(),
                progress.target.into(),
                progress.reached.into(),
                progress.percent().into(),
                progress.gap.into(),
                progress.today.into(),
                progress.each.into(),
            ]
        };
        let keys = ["department", "person", "target", "reached", "percent", "gap", "today", "each"];
        let columns = keys.iter().map(|key| say.t(&format!("targets.{key}"))).collect();
        let all = self.departments.iter();
        let all = all.flat_map(|department| department.people.iter().map(move |line| (department, line)));
        Some(Table { name: format!("targets-{}", self.head.month()), columns, rows: all.map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| kernel::Money::fen(fen).unwrap_or_default();
        let days = [(80, fen(3_000_00)), (120, fen(1_000_00)), (100, fen(0))];
        let progress = |target| Progress::of(fen(target), &days, 1).unwrap_or_default();
        let line = |name: &str, target, accepted| PersonLine {
            person: Id::of(6),
            name: name.into(),
            progress: progress(target),
            accepted,
        };
        let departments = vec![
            DepartmentView {
                name: Some(Words::new("顾问部", "Consultants")),
                progress: progress(60_000_00),
                people: vec![line("林晓彤", 40_000_00, true), line("韩冰", 3_000_00, false)],
            },
            DepartmentView { name: None, progress: progress(0), people: vec![line("陈思思", 0, false)] },
        ];
        let month = MonthView { id: Id::of(1), by: "许雅琴".into(), accepted_by: None, may_accept: true };
        let page = |month, whole: Option<Progress>, departments| ProgressPage {
            store: "静安店".into(),
            head: Head::sample(),
            month,
            ahead: whole.and_then(|whole| Ahead::of(&whole, fen(8_000_00)).ok().flatten()),
            whole,
            departments,
            may_share: true,
        };
        let accepted = MonthView { accepted_by: Some("周敏".into()), may_accept: false, ..month.clone() };
        vec![
            page(Some(month), Some(progress(60_000_00)), departments.clone()),
            page(Some(accepted), Some(progress(60_000_00)), vec![]),
            page(None, None, departments),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &MonthAsked) -> Result<ProgressPage> {
    let shop = sight::store(tx, call, Permission::ViewTargets, &asked.store)?;
    let first = org::month(tx, call, &asked.month)?;
    let measure = sight::measure(&asked.measure);
    let standing = standing(tx, call, shop, measure, first)?;
    let chart = org::today(tx, call)?;
    let organisation = &chart.organisation;
    let carriers: BTreeMap<_, _> = sharing::carriers(&chart, shop).into_iter().collect();
    let mut departments: BTreeMap<(bool, Option<DepartmentId>), DepartmentView> = BTreeMap::new();
    for (person, progress) in &standing.people {
        if !sight::sees(call, shop, *person) {
            continue;
        }
        let department = carriers.get(person).copied().flatten();
        let view = departments.entry((department.is_none(), department)).or_insert_with(|| DepartmentView {
            name: department.and_then(|id| organisation.departments.get(&id)).map(org::DepartmentRow::name),
            progress: Progress::default(),
            people: vec![],
        });
        view.progress = view.progress.plus(*progress)?;
        view.people.push(PersonLine {
            person: *person,
            name: organisation.person_name(*person).to_owned(),
            progress: *progress,
            accepted: standing.targets.get(person).is_some_and(|row| row.accepted_at.is_some()),
        });
    }
    let whole = sight::sees_all(call, shop);
    let may_share = call.actor.may_at(Permission::ShareTargets, &Place::store(shop));
    let month = standing.month.as_ref().filter(|_| whole).map(|row| MonthView {
        id: row.id,
        by: organisation.person_name(row.set_by).to_owned(),
        accepted_by: row.accepted_by.map(|by| organisation.person_name(by).to_owned()),
        may_accept: may_share && row.accepted_by.is_none() && row.set_by != call.actor.person,
    });
    Ok(ProgressPage {
        store: organisation.store(shop)?.name.clone(),
        head: Head::of(first, measure)?,
        month,
        ahead: if whole { standing.ahead()? } else { None },
        whole: whole.then_some(standing.progress),
        departments: departments.into_values().collect(),
        may_share,
    })
}

/// `GET /targets`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<ProgressPage>, Failure> {
    let page = app.look(&by, &asked, page).await?;
    rhythm::looks::looked(&app, &by, proof::PROGRESS).await?;
    Ok(Reply(page))
}
