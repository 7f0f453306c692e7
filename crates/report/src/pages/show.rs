use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, PersonId, Result, Words};
use org::Organisation;
use rhythm::place_of;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::ReportId;
use crate::form::{CommentForm, ReviewForm};
use crate::kind::{LINES, ReportKind, ReportStatus};
use crate::pages::picture::{Picture, pictures};
use crate::pages::{DeedView, FigureView, ReportItem};
use crate::reviewing;
use crate::store::{self, CommentRow, ReportRow, TurnRow};

/// A report that was rolled up.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartReport {
    /// Key.
    pub id: ReportId,
    /// Which kind.
    pub kind: ReportKind,
    /// First day.
    pub from_day: BusinessDate,
    words: BTreeMap<String, String>,
}

impl PartReport {
    /// What it says on a line.
    pub fn line(&self, line: &str) -> &str {
        self.words.get(line).map_or("", String::as_str)
    }
}

/// What somebody below had handed in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Part {
    /// Who.
    pub name: String,
    /// Her reports; none when she had handed in nothing.
    pub reports: Vec<PartReport>,
}

impl Part {
    pub(crate) fn sample(handed_in: bool) -> Part {
        use kernel::Id;
        let report = PartReport {
            id: ReportId::of(2),
            kind: ReportKind::Log,
            from_day: jiff::civil::date(2026, 11, 24),
            words: [("problems".to_owned(), "三点前台只有一人".to_owned())].into(),
        };
        Part { name: "唐糖".into(), reports: if handed_in { vec![report] } else { vec![] } }
    }
}

/// The parts of a report, person by person, read in one statement.
pub(crate) fn parts_of(
    tx: &mut Tx,
    parts: &[(PersonId, Option<ReportId>)],
    organisation: &Organisation,
) -> Result<Vec<Part>> {
    let wanted: Vec<ReportId> = parts.iter().filter_map(|(_, part)| *part).collect();
    let rows = store::by_keys(tx, &wanted)?;
    let mut all: Vec<(PersonId, Part)> = vec![];
    for (person, part) in parts {
        let report = part.and_then(|id| rows.iter().find(|row| row.id == id)).map(part_report);
        match all.last_mut().filter(|(last, _)| last == person) {
            Some((_, part)) => part.reports.extend(report),
            None => {
                let name = organisation.person_name(*person).to_owned();
                all.push((*person, Part { name, reports: report.into_iter().collect() }));
            }
        }
    }
    Ok(all.into_iter().map(|(_, part)| part).collect())
}

fn part_report(row: &ReportRow) -> PartReport {
    let said = row.lines().into_iter().filter(|(_, text)| !text.is_empty());
    PartReport {
        id: row.id,
        kind: row.kind,
        from_day: row.from_day,
        words: said.map(|(line, text)| (line.to_owned(), text.to_owned())).collect(),
    }
}

/// A line of a report, with what was said to it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    /// Its code.
    pub line: String,
    /// What it says.
    pub text: String,
    /// What those below said of the same.
    pub below: Vec<(String, String)>,
    /// Comments.
    pub comments: Vec<CommentRow>,
}

impl LineView {
    fn key(&self) -> String {
        format!("report.line.{}", self.line)
    }
}

/// A signature, and whether what was signed is what stands there.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SignatureView {
    /// Whose.
    pub name: String,
    /// When.
    pub at: kernel::Instant,
    /// The strokes, as a path.
    pub strokes: String,
    /// Does it hold?
    pub whole: bool,
}

/// A log or a report.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "report/show.html")]
pub struct ReportPage {
    report: ReportItem,
    store: Option<String>,
    figures: Vec<FigureView>,
    figure_comments: Vec<CommentRow>,
    pictures: Vec<Picture>,
    deeds: Vec<DeedView>,
    parts: Vec<Part>,
    lines: Vec<LineView>,
    /// Who gets a copy: the posts.
    copies: Vec<Words>,
    signatures: Vec<SignatureView>,
    reviewed_by: Option<String>,
    remark: String,
    turns: Vec<TurnRow>,
    may_review: bool,
    may_comment: bool,
    may_change: bool,
    form: ReviewForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ReportPage {
    fn turn_text(&self, turn: &TurnRow) -> String {
        format!("report.turn.{}", turn.turn)
    }

    fn is_turn_said(&self, turn: &TurnRow) -> bool {
        turn.turn != "hand-in" && !turn.words.is_empty()
    }

    fn missing(&self) -> Vec<&str> {
        self.parts.iter().filter(|part| part.reports.is_empty()).map(|part| part.name.as_str()).collect()
    }
}

impl View for ReportPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} {}", self.report.name, say.t(&self.report.kind.text()), self.report.from_day)
    }

    fn samples() -> Vec<Self> {
        let at = kernel::Instant::from_millis(1_795_483_200_000);
        let comment =
            CommentRow {
                line: "problems".into(), name: "许雅琴".into(), at, words: "排班我来调".into()
            };
        let line = |line: &str| LineView {
            line: line.into(),
            text: "周末前台人手不够".into(),
            below: vec![("唐糖".into(), "三点前台只有一人".into())],
            comments: vec![comment.clone()],
        };
        let turn = |turn: &str| TurnRow { turn: turn.into(), name: "杨帆".into(), at, words: "{}".into() };
        let page = |status, may: bool, wrong| ReportPage {
            report: ReportItem::sample(status),
            store: Some("静安店".into()),
            figures: vec![FigureView::sample()],
            figure_comments: vec![comment.clone()],
            pictures: vec![Picture::sample()],
            deeds: vec![DeedView::sample()],
            parts: vec![Part::sample(true), Part::sample(false)],
            lines: LINES.iter().map(|code| line(code)).collect(),
            copies: vec![Words::new("董事会", "Board")],
            signatures: [true, false]
                .map(|whole| SignatureView {
                    name: "许雅琴".into(),
                    at,
                    strokes: "M10 90L60 40L90 120L140 60L190 110L260 70".into(),
                    whole,
                })
                .into(),
            reviewed_by: Some("许雅琴".into()),
            remark: "写得清楚".into(),
            turns: vec![turn("hand-in"), turn("return")],
            may_review: may,
            may_comment: may,
            may_change: !may,
            form: ReviewForm::default(),
            wrong,
        };
        vec![
            page(ReportStatus::HandedIn, true, Wrong::default()),
            page(ReportStatus::HandedIn, true, Wrong::sample("remark", "needed")),
            page(ReportStatus::Accepted, false, Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: ReportId) -> Result<ReportPage> {
    let chart = org::today(tx, call)?;
    let report = reviewing::seen(tx, call, &chart, id)?;
    let organisation = &chart.organisation;
    let frozen = store::frozen(tx, id)?;
    let before = match store::before(tx, report.person_id, report.kind, report.from_day)? {
        Some(before) => store::amounts(tx, before.id)?,
        None => vec![],
    };
    let parts = parts_of(tx, &frozen.parts, organisation)?;
    let (figure_comments, comments): (Vec<_>, Vec<_>) =
        store::comments(tx, id)?.into_iter().partition(|comment| comment.line == "figures");
    let line = |(line, text): (&'static str, &str)| LineView {
        line: line.to_owned(),
        text: text.to_owned(),
        below: said(&parts, line),
        comments: comments.iter().filter(|comment| comment.line == line).cloned().collect(),
    };
    let lines = report.lines().into_iter().map(line);
    let lines = lines.filter(|line| !line.text.is_empty() || !line.below.is_empty()).collect();
    let seats = store::copies(tx, id)?;
    let posts = seats.iter().filter_map(|seat| organisation.posts.get(&seat.post)).map(|post| post.name());
    let mine = report.person_id == call.actor.person;
    let reviews = !mine && call.actor.may_at(Permission::ReviewReports, &place_of(&chart, report.person_id));
    let book = rhythm::day(tx, call, chart.day)?.book.clone();
    let store_name =
        report.store_id.and_then(|id| organisation.stores.get(&id)).map(|store| store.name.clone());
    Ok(ReportPage {
        figures: frozen
            .figures
            .iter()
            .map(|figure| FigureView::of(figure, &before))
            .collect::<Result<_>>()?,
        pictures: pictures(&frozen.points),
        signatures: signatures(tx, &report, organisation)?,
        deeds: frozen.deeds.into_iter().map(|deed| DeedView::of(deed, &book)).collect(),
        copies: posts.collect(),
        reviewed_by: report.reviewed_by.map(|person| organisation.person_name(person).to_owned()),
        turns: store::turns(tx, id)?,
        may_review: reviews && report.status == ReportStatus::HandedIn,
        may_comment: reviews || (mine && report.status != ReportStatus::Draft),
        may_change: mine && report.status.is_open(),
        store: store_name,
        remark: report.remark.clone(),
        report: ReportItem::of(&report, organisation),
        figure_comments,
        parts,
        lines,
        form: ReviewForm::default(),
        wrong: Wrong::default(),
    })
}

fn signatures(tx: &mut Tx, report: &ReportRow, organisation: &Organisation) -> Result<Vec<SignatureView>> {
    let digest = report.digest()?;
    let view = |row: store::SignatureRow| SignatureView {
        name: organisation.person_name(row.signed_by).to_owned(),
        at: row.signed_at,
        whole: row.digest == digest,
        strokes: row.strokes,
    };
    Ok(store::signatures(tx, report.id)?.into_iter().map(view).collect())
}

/// What those below said of a line, by name.
fn said(parts: &[Part], line: &str) -> Vec<(String, String)> {
    let texts = parts
        .iter()
        .flat_map(|part| part.reports.iter().map(|report| (part.name.clone(), report.line(line))));
    texts.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.to_owned())).collect()
}

/// `GET /reports/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ReportId>,
) -> Result<Reply<ReportPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /reports/{id}/review`
pub async fn review(
    State(app): State<App>,
    By(by): By,
    At(id): At<ReportId>,
    Payload(form): Payload<ReviewForm>,
) -> Result<Answer<ReportPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| reviewing::review(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/reports").saying("report.done.reviewed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ReportPage { form, wrong, ..page })
        }
    }
}

/// `POST /reports/{id}/comments`
pub async fn comment(
    State(app): State<App>,
    By(by): By,
    At(id): At<ReportId>,
    Payload(form): Payload<CommentForm>,
) -> Result<Answer<ReportPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| reviewing::comment(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/reports/{id}#{}", form.line)).saying("report.done.commented").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ReportPage { wrong, ..page })
        }
    }
}
