use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::offer::{OfferId, OfferKind};
use crate::proposal::percent;
use crate::review::{self, Outcome, ReviewForm, ReviewId, due_on, since_last};
use crate::store::{self, ReviewLine, ReviewedRow};
use crate::uses::Used;

impl ReviewLine {
    fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }

    fn margin(&self) -> Option<String> {
        self.margin.map(percent)
    }
}

/// A thing that is due to be looked at.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DueLine {
    offer: OfferId,
    kind: OfferKind,
    number: String,
    name: Words,
    due_on: BusinessDate,
    last: Option<BusinessDate>,
}

/// The looks back, and what is due for one.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/reviews.html")]
pub struct ReviewsPage {
    today: BusinessDate,
    due: Vec<DueLine>,
    rows: Vec<ReviewLine>,
    list: ListPlace,
}

impl View for ReviewsPage {
    fn title(&self, say: Say) -> String {
        say.t("catalog.reviews.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |row: &ReviewLine| {
            vec![
                row.reviewed_day.into(),
                row.number.clone().into(),
                row.name().read(say.0).into(),
                row.from_day.into(),
                row.until_day.into(),
                row.uses.into(),
                row.takings.into(),
                row.margin().into(),
                row.complaints.into(),
                row.finding.clone().into(),
                say.t(&row.decision.key()).into(),
                row.reviewer.clone().into(),
            ]
        };
        let columns = [
            "catalog.reviews.day",
            "catalog.number",
            "catalog.name",
            "catalog.reviews.from",
            "catalog.reviews.until",
            "catalog.reviews.uses",
            "catalog.reviews.takings",
            "catalog.margin",
            "catalog.reviews.complaints",
            "catalog.reviews.finding",
            "catalog.reviews.decision",
            "catalog.reviews.by",
        ];
        Some(Table {
            name: "reviews".to_owned(),
            columns: columns.map(|key| say.t(key)).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 9, 30);
        let line = |decision| ReviewLine {
            id: ReviewId::of(1),
            offer_id: OfferId::of(2),
            number: "F002".into(),
            name_zh: "深层补水护理".into(),
            name_en: "Deep moisture facial".into(),
            from_day: jiff::civil::date(2026, 7, 1),
            until_day: day,
            uses: Some(120),
            takings: Money::fen(30_000_00).ok(),
            complaints: None,
            margin: Some(8785),
            finding: "复购稳定".into(),
            decision,
            reviewer: "周敏".into(),
            reviewed_day: day,
        };
        let due = DueLine {
            offer: OfferId::of(2),
            kind: OfferKind::Treatment,
            number: "F002".into(),
            name: Words::new("深层补水护理", ""),
            due_on: day,
            last: None,
        };
        let again = DueLine { last: Some(day), due_on: jiff::civil::date(2026, 12, 1), ..due.clone() };
        let rows = Outcome::ALL.iter().map(|decision| line(*decision)).collect();
        let page = |due, rows| ReviewsPage {
            today: jiff::civil::date(2026, 11, 24),
            due,
            rows,
            list: ListPlace::sample(),
        };
        vec![page(vec![due, again], rows), page(vec![], vec![])]
    }
}

/// So many days ahead a look back is already shown as coming.
const AHEAD: i32 = 14;

fn due(tx: &mut Tx, today: BusinessDate) -> Result<Vec<DueLine>> {
    let shown = today.checked_add(jiff::Span::new().days(AHEAD))?;
    let line = |row: ReviewedRow| -> Result<DueLine> {
        Ok(DueLine {
            offer: row.id,
            kind: row.kind,
            number: row.number.clone(),
            name: row.name(),
            due_on: due_on(row.first_day, row.last_day, row.days)?,
            last: row.last_day,
        })
    };
    let mut lines = store::reviewed(tx, today)?.into_iter().map(line).collect::<Result<Vec<_>>>()?;
    lines.retain(|line| line.due_on <= shown);
    lines.sort_by(|one, other| (one.due_on, &one.number).cmp(&(other.due_on, &other.number)));
    Ok(lines)
}

/// `GET /reviews`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ReviewsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let today = org::today(tx, call)?.day;
        let page = store::REVIEWS.page(tx, &listing.ask_newest_first(), &[])?;
        Ok(ReviewsPage { today, due: due(tx, today)?, list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}

/// The sheet of a look back, with what is known.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "catalog/review.html")]
pub struct ReviewPage {
    offer: OfferId,
    number: String,
    name: Words,
    from: BusinessDate,
    until: BusinessDate,
    used: Used,
    margin: Option<String>,
    #[serde(skip)]
    form: ReviewForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ReviewPage {
    fn first(&self) -> String {
        if self.form.from_day.is_empty() { self.from.to_string() } else { self.form.from_day.clone() }
    }

    fn last(&self) -> String {
        if self.form.until_day.is_empty() { self.until.to_string() } else { self.form.until_day.clone() }
    }
}

impl View for ReviewPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("catalog.reviews.new"), self.name.read(say.0))
    }

    fn samples() -> Vec<Self> {
        let page = |used, wrong| ReviewPage {
            offer: OfferId::of(2),
            number: "F002".into(),
            name: Words::new("深层补水护理", "Deep moisture facial"),
            from: jiff::civil::date(2026, 7, 1),
            until: jiff::civil::date(2026, 9, 30),
            used,
            margin: Some(percent(8785)),
            form: <ReviewForm as web::Form>::sample(),
            wrong,
        };
        let known = Used { uses: Some(120), takings: Money::fen(30_000_00).ok(), complaints: Some(1) };
        vec![page(known, Wrong::default()), page(Used::default(), Wrong::sample("finding", "needed"))]
    }
}

fn sheet(tx: &mut Tx, call: &Call, (offer, form): &(OfferId, ReviewForm)) -> Result<ReviewPage> {
    review::reviewing(call)?;
    let (row, current) = crate::propose::current(tx, call, *offer)?;
    let seen = since_last(tx, call, *offer)?;
    Ok(ReviewPage {
        offer: *offer,
        number: row.number,
        name: current.name,
        from: seen.from,
        until: seen.until,
        used: seen.used,
        margin: seen.margin.map(percent),
        form: form.clone(),
        wrong: Wrong::default(),
    })
}

/// `GET /offers/{id}/review`
pub async fn new(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferId>,
) -> Result<Reply<ReviewPage>, Failure> {
    Ok(Reply(app.look(&by, &(id, ReviewForm::default()), sheet).await?))
}

/// `POST /offers/{id}/reviews`
pub async fn add(
    State(app): State<App>,
    By(by): By,
    At(id): At<OfferId>,
    Payload(form): Payload<ReviewForm>,
) -> Result<Answer<ReviewPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| review::review(tx, call, *id, form)).await {
        Ok(made) => {
            Ok(Done::created(format!("/offers/{id}#reviews"), made).saying("catalog.reviews.done").into())
        }
        Err(refused) => {
            let page = app.look(&by, &input, sheet).await?;
            again(refused, |wrong| ReviewPage { wrong, ..page })
        }
    }
}
