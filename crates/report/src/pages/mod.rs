//! What people and programs are shown of logs and reports.

mod desk;
mod list;
mod picture;
mod show;
mod write;

use kernel::Permission::{ReviewReports, ViewReports, WriteReports};
use kernel::{BusinessDate, Instant, Words};
use org::Organisation;
use rhythm::Amount;
use schemars::JsonSchema;
use serde::Serialize;
use web::Routes;

use crate::ReportId;
use crate::deed::{Deed, PROOF};
use crate::frozen::{FrozenFigure, amount};
use crate::kind::{ReportKind, ReportStatus};
use crate::store::ReportRow;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("report")
        .get(
            "/reports",
            ViewReports,
            "Show who has not handed in, what waits to be read and what is to be written",
            desk::desk,
        )
        .get("/reports/all", ViewReports, "List the logs and reports that one may see", list::list)
        .get("/reports/write", WriteReports, "Write a log or a report", write::open)
        .post("/reports", WriteReports, "Keep a log or a report, or hand it in", write::write)
        .get("/reports/{id}", ViewReports, "Show a log or a report", show::show)
        .post("/reports/{id}/review", ReviewReports, "Accept a report or return it", show::review)
        .post("/reports/{id}/comments", ViewReports, "Say something to a line of a report", show::comment)
}

/// A figure as pages show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FigureView {
    /// Names its text (`figure.` + code).
    pub code: String,
    /// How much.
    pub amount: Amount,
    /// How much in the report before.
    pub before: Option<Amount>,
    /// The rows behind it.
    pub href: String,
}

impl FigureView {
    /// The key of its text.
    pub fn title(&self) -> String {
        format!("figure.{}", self.code)
    }

    fn of(figure: &FrozenFigure, before: &[(String, Amount)]) -> kernel::Result<FigureView> {
        let earlier = before.iter().find(|(code, _)| *code == figure.code);
        Ok(FigureView {
            code: figure.code.clone(),
            amount: amount(figure.unit, figure.amount, figure.whole)?,
            before: earlier.map(|(_, amount)| *amount),
            href: figure.href.clone(),
        })
    }

    fn sample() -> FigureView {
        FigureView {
            code: "inspection.walk_faults".into(),
            amount: Amount::Count(3),
            before: Some(Amount::Count(5)),
            href: "/openings".into(),
        }
    }
}

/// Something done, as pages show it: its text is a key, or stands in the handbook.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeedView {
    /// When.
    pub at: Instant,
    /// The key of its text.
    pub key: Option<String>,
    /// What the handbook calls it.
    pub name: Option<Words>,
    /// What in particular.
    pub words: String,
    /// Where it stands.
    pub href: String,
}

impl DeedView {
    fn of(deed: Deed, book: &handbook::Book) -> DeedView {
        let proof = deed.code.strip_prefix(PROOF);
        DeedView {
            at: deed.at,
            name: proof.map(|code| book.evidence_name(code)),
            key: proof.is_none().then(|| format!("deed.{}", deed.code)),
            words: deed.words,
            href: deed.href,
        }
    }

    fn sample() -> DeedView {
        DeedView {
            at: Instant::from_millis(1_795_483_200_000),
            key: Some("deed.work.task".into()),
            name: None,
            words: "补齐三号房的毛巾：已补齐".into(),
            href: "/tasks/1".into(),
        }
    }
}

/// A report in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportItem {
    /// Key.
    pub id: ReportId,
    /// Which kind.
    pub kind: ReportKind,
    /// Whose.
    pub name: String,
    /// By which post.
    pub post: Words,
    /// First day.
    pub from_day: BusinessDate,
    /// Last day.
    pub until_day: BusinessDate,
    /// How it stands.
    pub status: ReportStatus,
    /// When it was handed in.
    pub handed_in_at: Option<Instant>,
    /// What it says first.
    pub gist: String,
}

impl ReportItem {
    fn of(report: &ReportRow, organisation: &Organisation) -> ReportItem {
        let first = [&report.problems, &report.well, &report.next].into_iter().find(|text| !text.is_empty());
        ReportItem {
            id: report.id,
            kind: report.kind,
            name: organisation.person_name(report.person_id).to_owned(),
            post: organisation.posts.get(&report.post_id).map(|post| post.name()).unwrap_or_default(),
            from_day: report.from_day,
            until_day: report.until_day,
            status: report.status,
            handed_in_at: report.handed_in_at,
            gist: first.map(|text| text.chars().take(60).collect()).unwrap_or_default(),
        }
    }

    /// The class, the picture and the key of its state.
    pub fn look(&self) -> (&'static str, &'static str, String) {
        look(self.status)
    }

    fn sample(status: ReportStatus) -> ReportItem {
        use kernel::Id;
        ReportItem {
            id: ReportId::of(1),
            kind: ReportKind::Weekly,
            name: "杨帆".into(),
            post: Words::new("前台主管", "Front desk head"),
            from_day: jiff::civil::date(2026, 11, 23),
            until_day: jiff::civil::date(2026, 11, 29),
            status,
            handed_in_at: Some(Instant::from_millis(1_795_483_200_000)),
            gist: "周末前台人手不够".into(),
        }
    }
}

/// The class, the picture and the key of a status.
fn look(status: ReportStatus) -> (&'static str, &'static str, String) {
    let (class, symbol) = match status {
        ReportStatus::Draft => ("is-none", "pencil"),
        ReportStatus::HandedIn => ("is-due", "hourglass"),
        ReportStatus::Returned => ("is-late", "arrow-back-up"),
        ReportStatus::Accepted => ("is-done", "check"),
    };
    (class, symbol, format!("report.status.{}", status.code()))
}
