use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Id, Instant, Permission, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::pages::record::{look, visible};
use crate::record::{self, DutyRecordId, ExcuseForm, Kept};
use crate::store::record::{RECORD, RecordLine};

/// A line with what its duty is called.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    /// The line.
    #[serde(flatten)]
    pub line: RecordLine,
    /// What the handbook calls it.
    pub title: Words,
}

impl LineView {
    fn post(&self) -> Words {
        Words::new(&self.line.post_zh, &self.line.post_en)
    }

    fn look(&self) -> (&'static str, &'static str, String) {
        look(self.line.state)
    }

    /// A reason that the house itself knew is a key.
    fn reason_key(&self) -> Option<String> {
        let known = self.line.excused_by.is_none() && !self.line.reason.is_empty();
        known.then(|| format!("excuse.{}", self.line.reason))
    }

    fn may_be_excused(&self) -> bool {
        matches!(self.line.state, Kept::Late | Kept::Missed)
    }
}

/// The duty record, line by line.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "rhythm/record_lines.html")]
pub struct RecordLinesPage {
    rows: Vec<LineView>,
    list: ListPlace,
    may_excuse: bool,
    /// The reader: nobody excuses herself.
    me: PersonId,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for RecordLinesPage {
    fn title(&self, say: Say) -> String {
        say.t("rhythm.record.lines")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("rhythm.record.{key}"));
        let row = |row: &LineView| {
            let reason = row.reason_key().map_or(row.line.reason.clone(), |key| say.t(&key));
            vec![
                row.line.day.into(),
                row.line.name.as_str().into(),
                row.post().read(say.0).into(),
                row.title.read(say.0).into(),
                row.line.clauses.as_str().into(),
                row.line.due_at.into(),
                say.t(&row.look().2).as_str().into(),
                row.line.done_at.into(),
                reason.as_str().into(),
            ]
        };
        let columns = ["day", "person", "post", "duty", "clause", "due", "state", "done_at", "reason"];
        Some(Table {
            name: "duty-record-lines".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = |state, reason: &str, excused_by: Option<&str>| LineView {
            line: RecordLine {
                id: DutyRecordId::of(1),
                day: jiff::civil::date(2026, 11, 24),
                person_id: PersonId::of(17),
                name: "唐糖".into(),
                post_zh: "前台迎宾".into(),
                post_en: "Greeter".into(),
                entry: "greeter.opening".into(),
                clauses: "FD-W2".into(),
                due_at: at,
                state,
                done_at: (state == Kept::Done).then_some(at),
                proof: if state == Kept::Done { "/openings/1".into() } else { String::new() },
                reason: reason.into(),
                excused_by: excused_by.map(String::from),
            },
            title: Words::new("开门前把前厅查一遍", "Check the front of house"),
        };
        let rows = vec![
            line(Kept::Done, "", None),
            line(Kept::Missed, "", None),
            line(Kept::Excused, "送客人去医院", Some("杨帆")),
        ];
        let page = |rows, wrong| RecordLinesPage {
            rows,
            list: ListPlace::sample(),
            may_excuse: true,
            me: PersonId::of(16),
            wrong,
        };
        vec![page(rows, Wrong::default()), page(vec![], Wrong::sample("reason", "needed"))]
    }
}

fn page(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<RecordLinesPage> {
    let keys = visible(call).map_or(String::new(), |people| {
        let keys: Vec<String> = people.iter().map(|person| person.get().to_string()).collect();
        format!(",{},", keys.join(","))
    });
    let page = RECORD.page(tx, &listing.ask_newest_first(), db::args![keys])?;
    let today = org::today(tx, call)?;
    let book = handbook::in_force(tx, call.app.part(), today.day)?;
    let title =
        |entry: &str| book.entry(entry).map_or_else(|| Words::new(entry, entry), |entry| entry.title.clone());
    Ok(RecordLinesPage {
        list: listing.place(&page),
        rows: page.rows.into_iter().map(|line| LineView { title: title(&line.entry), line }).collect(),
        may_excuse: call.actor.may(Permission::ExcuseDuties),
        me: call.actor.person,
        wrong: Wrong::default(),
    })
}

/// `GET /duty-record/lines`
pub async fn lines(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<RecordLinesPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, page).await?))
}

/// `POST /duty-record/{id}/excuse`
pub async fn excuse(
    State(app): State<App>,
    By(by): By,
    At(id): At<DutyRecordId>,
    listing: Listing,
    Payload(form): Payload<ExcuseForm>,
) -> Result<Answer<RecordLinesPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| record::excuse(tx, call, *id, form)).await {
        Ok(()) => {
            Ok(Done::at("/duty-record/lines?state=excused").saying("rhythm.record.excused_said").into())
        }
        Err(refused) => {
            let page = app.look(&by, &listing, page).await?;
            again(refused, |wrong| RecordLinesPage { wrong, ..page })
        }
    }
}
