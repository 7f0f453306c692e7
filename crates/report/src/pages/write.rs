use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Instant, Result, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::form::ReportForm;
use crate::gathering::gather;
use crate::kind::{ReportKind, ReportStatus};
use crate::pages::show::{Part, parts_of};
use crate::pages::{DeedView, FigureView};
use crate::{owed, store, writing};

/// Which report.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct WriteQuery {
    /// `log`, `daily`, `weekly` or `monthly`.
    #[serde(default)]
    kind: String,
    /// A day of its span; the one reported on today when left out.
    #[serde(default)]
    on: String,
}

/// A report being written: it opens with what the house knows.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "report/write.html")]
pub struct WritePage {
    kind: ReportKind,
    from_day: BusinessDate,
    until_day: BusinessDate,
    /// When it was handed in; then it is no longer written here.
    handed_in: Option<crate::ReportId>,
    /// Why it came back.
    returned: Option<String>,
    /// Until when it is owed.
    due: Option<Instant>,
    late: bool,
    figures: Vec<FigureView>,
    deeds: Vec<DeedView>,
    /// What those below have handed in, and who has not.
    parts: Vec<Part>,
    form: ReportForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl WritePage {
    fn is_log(&self) -> bool {
        self.kind == ReportKind::Log
    }

    /// The lines to fill in: key, what was typed, and whether it stands open at once. A log asks for little.
    fn fields(&self) -> Vec<(String, &'static str, &str, bool)> {
        let often: &[&str] =
            if self.is_log() { &["problems", "feedback", "next"] } else { &crate::kind::LINES };
        self.form
            .lines()
            .into_iter()
            .map(|(line, text)| {
                let key = format!("report.line.{line}");
                (key, line, text, often.contains(&line) || !text.is_empty())
            })
            .collect()
    }

    /// What those below said of a line.
    fn said(&self, line: &str) -> Vec<(&str, &str)> {
        let texts = self
            .parts
            .iter()
            .flat_map(|part| part.reports.iter().map(|report| (part.name.as_str(), report.line(line))));
        texts.filter(|(_, text)| !text.is_empty()).collect()
    }

    fn has_handed_in(&self) -> usize {
        self.parts.iter().filter(|part| !part.reports.is_empty()).count()
    }
}

impl View for WritePage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t(&self.kind.text()), self.from_day)
    }

    fn samples() -> Vec<Self> {
        let page = |kind, form, wrong| WritePage {
            kind,
            from_day: jiff::civil::date(2026, 11, 24),
            until_day: jiff::civil::date(2026, 11, 24),
            handed_in: None,
            returned: Some("写清是哪位客人".into()),
            due: Some(Instant::from_millis(1_795_483_200_000)),
            late: false,
            figures: vec![FigureView::sample()],
            deeds: vec![DeedView::sample()],
            parts: vec![Part::sample(true), Part::sample(false)],
            form,
            wrong,
        };
        vec![
            page(ReportKind::Daily, <ReportForm as web::Form>::sample(), Wrong::default()),
            page(ReportKind::Log, ReportForm::default(), Wrong::sample("well", "report.no_words")),
        ]
    }
}

fn draw(tx: &mut Tx, call: &Call, (query, typed): &(WriteQuery, Option<ReportForm>)) -> Result<WritePage> {
    let me = call.actor.person;
    let chart = org::today(tx, call)?;
    let kind = ReportKind::from_code(&query.kind).unwrap_or(ReportKind::Log);
    let period = writing::span(tx, call, kind, parse_day(&query.on))?;
    let kept = store::report_of(tx, me, kind, period.from)?;
    let handed_in = kept.as_ref().filter(|kept| !kept.status.is_open()).map(|kept| kept.id);
    let returned = kept.as_ref().filter(|kept| kept.status == ReportStatus::Returned);
    let returned = returned.map(|kept| kept.remark.clone());
    // What was frozen once stays, however often the words go back and forth.
    let frozen = match kept.as_ref().filter(|kept| kept.handed_in_at.is_some()) {
        Some(kept) => store::frozen(tx, kept.id)?,
        None => gather(tx, call, me, kind, period)?,
    };
    let before = match store::before(tx, me, kind, period.from)? {
        Some(before) => store::amounts(tx, before.id)?,
        None => vec![],
    };
    let owed = owed::to_write(tx, call, me)?;
    let owed = owed.iter().find(|owed| owed.kind == kind && owed.period == period);
    let form = match (typed, &kept) {
        (Some(form), _) => form.clone(),
        (None, Some(kept)) => {
            let [well, problems, feedback, suggestions, support, next] =
                kept.lines().map(|(_, text)| text.to_owned());
            ReportForm { well, problems, feedback, suggestions, support, next, ..ReportForm::default() }
        }
        (None, None) => ReportForm::default(),
    };
    let book = rhythm::day(tx, call, chart.day)?.book.clone();
    Ok(WritePage {
        kind,
        from_day: period.from,
        until_day: period.until,
        handed_in,
        returned,
        due: owed.map(|owed| owed.due),
        late: owed.is_some_and(|owed| call.now > owed.due),
        figures: frozen
            .figures
            .iter()
            .map(|figure| FigureView::of(figure, &before))
            .collect::<Result<_>>()?,
        parts: parts_of(tx, &frozen.parts, &chart.organisation)?,
        deeds: frozen.deeds.into_iter().map(|deed| DeedView::of(deed, &book)).collect(),
        form: ReportForm { kind: kind.code().to_owned(), on: period.from.to_string(), ..form },
        wrong: Wrong::default(),
    })
}

/// `GET /reports/write`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<WriteQuery>,
) -> Result<Reply<WritePage>, Failure> {
    Ok(Reply(app.look(&by, &(query, None), draw).await?))
}

/// `POST /reports`
pub async fn write(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<ReportForm>,
) -> Result<Answer<WritePage>, Failure> {
    match app.act(&by, &form, writing::write).await {
        Ok(id) if form.hands_in() => {
            Ok(Done::created(format!("/reports/{id}"), id).saying("report.done.handed_in").into())
        }
        Ok(id) => {
            let back = format!("/reports/write?kind={}&on={}", form.kind, form.on);
            Ok(Done::created(back, id).saying("report.done.kept").into())
        }
        Err(refused) => {
            let query = WriteQuery { kind: form.kind.clone(), on: form.on.clone() };
            let page = app.look(&by, &(query, Some(form)), draw).await?;
            again(refused, |wrong| WritePage { wrong, ..page })
        }
    }
}
