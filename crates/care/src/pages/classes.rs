use askama::Template;
use axum::extract::State;
use kernel::{Id, Instant, Permission, Words};
use rhythm::looks;
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Done, Failure, ListPlace, Listing, Nothing, Payload, Reply, Say, Table, View, filters};

use super::words::class;
use crate::classing;
use crate::grade::Grade;
use crate::potential::Potential;
use crate::proof::CLASSES_PAGE;
use crate::sight;
use crate::sleep::Sleep;
use crate::store::{self, ClassKind, ClassedLine, RunKind};

/// A customer with her classes in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClassedView {
    #[serde(flatten)]
    line: ClassedLine,
    potential_name: Option<Words>,
    sleep_name: Option<Words>,
}

impl ClassedView {
    fn of(line: ClassedLine) -> ClassedView {
        let named = |kind, code: &Option<String>| code.as_deref().and_then(|code| class(kind, code));
        ClassedView {
            potential_name: named(ClassKind::Potential, &line.potential),
            sleep_name: named(ClassKind::Sleep, &line.sleep),
            line,
        }
    }

    fn grade(&self) -> &str {
        self.line.grade.as_deref().unwrap_or_default()
    }

    /// The colour of how awake she is.
    fn sleep_class(&self) -> &'static str {
        match self.line.sleep.as_deref() {
            Some("awake") => "is-done",
            Some("drifting") => "is-due",
            _ => "is-late",
        }
    }

    fn sleep_symbol(&self) -> &'static str {
        match self.line.sleep.as_deref() {
            Some("awake") => "check",
            Some("drifting") => "clock",
            _ => "alert-triangle",
        }
    }
}

/// The customers with their classes.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/classes.html")]
pub struct ClassesPage {
    rows: Vec<ClassedView>,
    list: ListPlace,
    /// When they were worked out last, and of how many one changed.
    run_at: Option<Instant>,
    run_changed: i64,
    may_run: bool,
}

impl View for ClassesPage {
    fn title(&self, say: Say) -> String {
        say.t("care.classes.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let read = |words: &Option<Words>| words.as_ref().map(|words| words.read(say.0).to_owned());
        let row = |row: &ClassedView| {
            vec![
                row.line.number.into(),
                row.line.name.clone().into(),
                read(&row.potential_name).into(),
                row.grade().into(),
                read(&row.sleep_name).into(),
                row.line.consultant.clone().into(),
                row.line.therapist.clone().into(),
                row.line.changed.into(),
            ]
        };
        let columns = ["number", "name", "potential", "grade", "sleep", "consultant", "therapist", "changed"];
        Some(Table {
            name: "classes".to_owned(),
            columns: columns.map(|key| say.t(&format!("care.classes.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = ClassedLine {
            id: Id::of(1),
            number: 100_001,
            name: "李小燕".into(),
            consultant: Some("林晓彤".into()),
            therapist: None,
            potential: Some("likely".into()),
            grade: None,
            sleep: Some("asleep".into()),
            changed: Some(jiff::civil::date(2026, 11, 24)),
        };
        let member = ClassedLine { potential: Some(String::new()), grade: Some("AB".into()), ..line.clone() };
        let awake = ClassedLine { sleep: Some("awake".into()), ..member.clone() };
        let bare =
            ClassedLine { potential: None, sleep: None, changed: None, consultant: None, ..line.clone() };
        let page = |rows: Vec<ClassedLine>, run_at| ClassesPage {
            rows: rows.into_iter().map(ClassedView::of).collect(),
            list: ListPlace::sample(),
            run_at,
            run_changed: 3,
            may_run: true,
        };
        let at = Instant::from_millis(1_795_484_000_000);
        vec![page(vec![line, member, awake, bare], Some(at)), page(vec![], None)]
    }
}

/// `GET /classes`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ClassesPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let (store, person) = sight::seen(call, Permission::ViewCare);
        let page = store::CLASSED.page(tx, &listing.ask(), db::args![store, person])?;
        let run = match sight::store(tx, call, Permission::ViewCare, "") {
            Ok(store) => store::last_run(tx, store, RunKind::Classes)?,
            Err(_) => None,
        };
        let list = listing.place(&page);
        let today = org::today(tx, call)?.day;
        let seen = looks::seen(tx, call.actor.person, today, CLASSES_PAGE)?;
        let page = ClassesPage {
            rows: page.rows.into_iter().map(ClassedView::of).collect(),
            list,
            run_at: run.as_ref().map(|run| run.at),
            run_changed: run.map_or(0, |run| run.changed),
            may_run: call.actor.may(Permission::CareForCustomers),
        };
        Ok((page, seen, today))
    });
    let (page, seen, today) = page.await?;
    looks::keep(&app, seen, by.person, today, CLASSES_PAGE);
    Ok(Reply(page))
}

/// `POST /classes/runs`
pub async fn run(State(app): State<App>, By(by): By, Payload(_): Payload<Nothing>) -> Result<Done, Failure> {
    app.act(&by, &(), |tx, call, ()| classing::run(tx, call, "")).await?;
    Ok(Done::at("/classes").saying("care.classes.ran"))
}
