use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Instant, Money, Permission, PersonId, Place, Result, Words};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, Table, TableCell, View, Wrong, again,
    filters,
};

use super::{Head, MonthAsked};
use crate::planning::{self, ReviewForm};
use crate::sight;
use crate::store::{self, Level};

/// What was planned beside what came.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Beside<T> {
    of: T,
    planned: Option<Money>,
    reached: Money,
}

impl<T> Beside<T> {
    /// How far the plan was missed; negative where more came.
    fn gap(&self) -> Option<Money> {
        self.planned.and_then(|planned| planned.minus(self.reached).ok())
    }

    fn is_short(&self) -> bool {
        self.gap().is_some_and(|gap| gap > Money::ZERO)
    }
}

/// What somebody found of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Found {
    words: String,
    by: String,
    at: Instant,
}

/// A month's plan beside what came of it (计划与实际).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/review.html")]
pub struct ReviewPage {
    head: Head,
    store: String,
    positioning: String,
    categories: Vec<Beside<LineKind>>,
    channels: Vec<Beside<Option<Words>>>,
    people: Vec<Beside<(PersonId, String)>>,
    found: Vec<Found>,
    may_write: bool,
    #[serde(skip)]
    form: ReviewForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ReviewPage {
    /// Where the rows behind a month's figures stand.
    fn rows(&self) -> String {
        let last = self.head.first.last_of_month();
        format!("/records/shares?journal=cash&from={}&until={last}", self.head.first)
    }

    fn planned(&self) -> Money {
        Money::total(self.categories.iter().filter_map(|line| line.planned)).unwrap_or_default()
    }

    fn reached(&self) -> Money {
        Money::total(self.categories.iter().map(|line| line.reached)).unwrap_or_default()
    }
}

impl View for ReviewPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("targets.review.title"), self.head.month())
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns = ["review.of", "planned", "reached", "gap"];
        let row =
            |of: String, planned: Option<Money>, reached: Money, gap: Option<Money>| -> Vec<TableCell> {
                vec![of.into(), planned.into(), reached.into(), gap.into()]
            };
        let kinds = self
            .categories
            .iter()
            .map(|line| row(say.t(&line.of.title()), line.planned, line.reached, line.gap()));
        let channel = |of: &Option<Words>| match of {
            Some(words) => words.read(say.0).to_owned(),
            None => say.t("targets.review.unknown"),
        };
        let channels = self.channels.iter().map(|line| row(channel(&line.of), None, line.reached, None));
        let people =
            self.people.iter().map(|line| row(line.of.1.clone(), line.planned, line.reached, line.gap()));
        Some(Table {
            name: format!("review-{}", self.head.month()),
            columns: columns.iter().map(|key| say.t(&format!("targets.{key}"))).collect(),
            rows: kinds.chain(channels).chain(people).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        fn beside<T>(of: T, planned: Option<Money>, reached: Money) -> Beside<T> {
            Beside { of, planned, reached }
        }
        let found = Found {
            words: "储值靠前，产品没人讲".into(),
            by: "许雅琴".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        let page = |found, wrong| ReviewPage {
            head: Head::sample(),
            store: "静安店".into(),
            positioning: "三十岁上下的上班族；主推补水和肩颈".into(),
            categories: vec![
                beside(LineKind::Treatment, Some(fen(40_000_00)), fen(36_000_00)),
                beside(LineKind::Debt, None, fen(1_000_00)),
            ],
            channels: vec![
                beside(Some(Words::new("朋友介绍", "A friend")), None, fen(30_000_00)),
                beside(None, None, fen(7_000_00)),
            ],
            people: vec![beside((kernel::Id::of(6), "林晓彤".into()), Some(fen(60_000_00)), fen(61_000_00))],
            found,
            may_write: true,
            form: ReviewForm::default(),
            wrong,
        };
        vec![page(vec![found], Wrong::default()), page(vec![], Wrong::sample("words", "needed"))]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &MonthAsked) -> Result<ReviewPage> {
    let shop = sight::all_of_store(tx, call, &asked.store)?;
    let first = org::month(tx, call, &asked.month)?;
    let last = first.last_of_month();
    let organisation = org::organisation(tx, call)?;
    let plan = store::plan(tx, shop, first)?;
    let planned = match &plan {
        Some(row) => store::plan_parts(tx, row.id)?,
        None => vec![],
    };
    let name = |person| organisation.person_name(person).to_owned();
    let found = store::reviews(tx, shop, first)?;
    Ok(ReviewPage {
        head: Head::of(first, Journal::Cash)?,
        store: organisation.store(shop)?.name.clone(),
        positioning: plan.map(|row| row.positioning).unwrap_or_default(),
        categories: categories(&planned, &store::by_category(tx, shop, first, last)?),
        channels: channels(store::by_channel(tx, shop, first, last)?)?,
        people: people(tx, shop, first, name)?,
        found: found.into_iter().map(|(words, by, at)| Found { words, by: name(by), at }).collect(),
        may_write: call.actor.may_at(Permission::ShareTargets, &Place::store(shop)),
        form: ReviewForm::default(),
        wrong: Wrong::default(),
    })
}

/// Each category that was planned or that brought anything.
fn categories(planned: &[(LineKind, Money)], reached: &[(LineKind, Money)]) -> Vec<Beside<LineKind>> {
    let sum = |of: &[(LineKind, Money)], kind| of.iter().find(|(one, _)| *one == kind).map(|(_, sum)| *sum);
    let line = |kind: &LineKind| Beside {
        of: *kind,
        planned: sum(planned, *kind),
        reached: sum(reached, *kind).unwrap_or_default(),
    };
    let told = |line: &Beside<LineKind>| line.planned.is_some() || line.reached != Money::ZERO;
    LineKind::ALL.iter().map(line).filter(told).collect()
}

fn channels(reached: Vec<(Option<String>, Money)>) -> Result<Vec<Beside<Option<Words>>>> {
    let known = customer::sources()?;
    let words = |code: String| {
        let named = known.iter().find(|one| one.code == code);
        named.map_or_else(|| Words::new(&code, &code), |one| Words::new(&one.zh, &one.en))
    };
    let line =
        |(code, reached): (Option<String>, Money)| Beside { of: code.map(words), planned: None, reached };
    Ok(reached.into_iter().map(line).collect())
}

/// Everybody who carries a target or brought anything, in the order of what they brought.
fn people(
    tx: &mut Tx,
    shop: kernel::StoreId,
    first: kernel::BusinessDate,
    name: impl Fn(PersonId) -> String,
) -> Result<Vec<Beside<(PersonId, String)>>> {
    let targets = store::targets(tx, shop, Journal::Cash, Level::Person, first, first)?;
    let mut all: std::collections::BTreeMap<PersonId, (Option<Money>, Money)> =
        targets.iter().filter_map(|row| Some((row.person_id?, (Some(row.amount), Money::ZERO)))).collect();
    for (person, _, amount) in store::reached(tx, shop, Journal::Cash, first, first.last_of_month())? {
        let Some(person) = person else { continue };
        let entry = all.entry(person).or_default();
        entry.1 = entry.1.plus(amount)?;
    }
    let line = |(person, (planned, reached))| Beside { of: (person, name(person)), planned, reached };
    let mut lines: Vec<_> = all.into_iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.reached));
    Ok(lines)
}

/// `GET /targets/review`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<ReviewPage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

/// `POST /targets/review`
pub async fn write(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<ReviewForm>,
) -> Result<Answer<ReviewPage>, Failure> {
    let asked = MonthAsked::typed(&form.store, &form.month, "");
    match app.act(&by, &form, planning::review).await {
        Ok(id) => {
            let href = format!("/targets/review?month={}", asked.month);
            Ok(Done::created(href, id).saying("targets.review.written").into())
        }
        Err(refused) => {
            let page = app.look(&by, &asked, page).await?;
            again(refused, |wrong| ReviewPage { form, wrong, ..page })
        }
    }
}
