use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Permission, Place, Result};
use sales::Journal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, Table, TableCell, View, Wrong, again,
    filters,
};

use super::Head;
use crate::giving::{self, MonthsForm, YearForm, proposed_months};
use crate::proof;
use crate::store::{self, Level, TargetId};
use crate::{sight, store::TargetRow};

/// Which year of which journal.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct YearAsked {
    /// The store; empty is one's own.
    pub store: String,
    /// The year, `2026`; empty for this one.
    pub year: String,
    /// `cash` or `consumption`; empty for money received.
    pub measure: String,
}

/// The year's target.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct YearView {
    id: TargetId,
    amount: Money,
    words: String,
    by: String,
    accepted_by: Option<String>,
    may_accept: bool,
}

/// A month of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MonthLine {
    first: BusinessDate,
    /// As it was decided.
    target: Option<Money>,
    /// As it is proposed.
    proposed: Option<Money>,
    reached: Money,
}

impl MonthLine {
    fn month(&self) -> String {
        Head::written(&self.first)
    }
}

/// A year's target and its months.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/year.html")]
pub struct YearPage {
    store: String,
    year: i16,
    measure: Journal,
    whole: Option<YearView>,
    months: Vec<MonthLine>,
    may_give: bool,
    may_decide: bool,
    #[serde(skip)]
    form: YearForm,
    #[serde(skip)]
    months_form: MonthsForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl YearPage {
    fn decided(&self) -> Money {
        Money::total(self.months.iter().filter_map(|line| line.target)).unwrap_or_default()
    }

    fn id(&self, place: &usize) -> String {
        format!("amount-{}", place + 1)
    }

    /// What stands in the field of a month.
    fn typed(&self, place: &usize) -> String {
        let line = &self.months[*place];
        let usual = || line.target.or(line.proposed).map(|sum| sum.typed());
        let typed = self.months_form.amount.get(*place).cloned();
        typed.or_else(usual).unwrap_or_default()
    }

    /// Address, key of the name, whether it is this one.
    fn measures(&self) -> Vec<(String, String, bool)> {
        let one = |measure: &Journal| {
            let href = format!("/targets/year?year={}&measure={}", self.year, measure.code());
            (href, format!("sales.journal.{}", measure.code()), *measure == self.measure)
        };
        Journal::ALL.iter().map(one).collect()
    }
}

impl View for YearPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("targets.year.title"), self.year)
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |line: &MonthLine| -> Vec<TableCell> {
            vec![line.month().into(), line.target.into(), line.proposed.into(), line.reached.into()]
        };
        let keys = ["month", "target", "proposed", "reached"];
        let columns = keys.iter().map(|key| say.t(&format!("targets.{key}"))).collect();
        Some(Table {
            name: format!("targets-{}", self.year),
            columns,
            rows: self.months.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let month = |month: i8| MonthLine {
            first: jiff::civil::date(2026, month, 1),
            target: (month < 3).then(|| fen(280_000_00)),
            proposed: Some(fen(300_000_00)),
            reached: fen(250_000_00),
        };
        let whole = YearView {
            id: Id::of(1),
            amount: fen(3_600_000_00),
            words: "老客复购优先".into(),
            by: "沈静宜".into(),
            accepted_by: None,
            may_accept: true,
        };
        let page = |whole: Option<YearView>, may, wrong| YearPage {
            store: "静安店".into(),
            year: 2026,
            measure: Journal::Cash,
            whole,
            months: (1..=12).map(month).collect(),
            may_give: may,
            may_decide: may,
            form: YearForm::default(),
            months_form: MonthsForm::default(),
            wrong,
        };
        vec![
            page(Some(whole.clone()), true, Wrong::default()),
            page(
                Some(YearView { accepted_by: Some("许雅琴".into()), may_accept: false, ..whole }),
                false,
                Wrong::default(),
            ),
            page(None, true, Wrong::sample("amount", "not_an_amount")),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &YearAsked) -> Result<YearPage> {
    let shop = sight::all_of_store(tx, call, &asked.store)?;
    let year = sight::year(tx, call, &asked.year)?;
    let measure = sight::measure(&asked.measure);
    let organisation = org::organisation(tx, call)?;
    let may = |permission| call.actor.may_at(permission, &Place::store(shop));
    let whole = store::targets(tx, shop, measure, Level::Year, year, year)?.into_iter().next();
    let decided: Vec<TargetRow> = store::targets(tx, shop, measure, Level::Month, year, year.last_of_year())?;
    let proposed = match &whole {
        Some(row) => proposed_months(tx, shop, measure, year, row.amount)?.into_iter().map(Some).collect(),
        None => vec![None; 12],
    };
    let mut reached = vec![Money::ZERO; 12];
    for (_, day, amount) in store::reached(tx, shop, measure, year, year.last_of_year())? {
        let at = usize::try_from(day.month() - 1).unwrap_or(0);
        reached[at] = reached[at].plus(amount)?;
    }
    let first = |month: i8| jiff::civil::date(year.year(), month, 1);
    let months =
        (1..=12).map(first).zip(proposed.into_iter().zip(reached)).map(|(first, (proposed, reached))| {
            let target = decided.iter().find(|row| row.period == first).map(|row| row.amount);
            MonthLine { first, target, proposed, reached }
        });
    let name = |person| organisation.person_name(person).to_owned();
    Ok(YearPage {
        store: organisation.store(shop)?.name.clone(),
        year: year.year(),
        measure,
        months: months.collect(),
        whole: whole.map(|row| YearView {
            id: row.id,
            amount: row.amount,
            words: row.words,
            by: name(row.set_by),
            accepted_by: row.accepted_by.map(name),
            may_accept: may(Permission::DecideTargets) && row.accepted_by.is_none(),
        }),
        may_give: may(Permission::GiveTargets),
        may_decide: may(Permission::DecideTargets),
        form: YearForm::default(),
        months_form: MonthsForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /targets/year`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<YearAsked>,
) -> Result<Reply<YearPage>, Failure> {
    let page = app.look(&by, &asked, page).await?;
    rhythm::looks::looked(&app, &by, proof::FORECAST).await?;
    Ok(Reply(page))
}

/// The year that a form is about, for its page; this one where it cannot be read.
fn asked(store: &str, year: &str, measure: &str) -> YearAsked {
    let year = kernel::parse_day(&format!("{}-01-01", year.trim())).map(|day| day.year().to_string());
    YearAsked { store: store.into(), year: year.unwrap_or_default(), measure: measure.into() }
}

/// `POST /targets/year`
pub async fn give(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<YearForm>,
) -> Result<Answer<YearPage>, Failure> {
    match app.act(&by, &form, giving::give).await {
        Ok(id) => {
            let href = format!("/targets/year?year={}&measure={}", form.year.trim(), form.measure.trim());
            Ok(Done::created(href, id).saying("targets.year.given").into())
        }
        Err(refused) => {
            let page = app.look(&by, &asked(&form.store, &form.year, &form.measure), page).await?;
            again(refused, |wrong| YearPage { form, wrong, ..page })
        }
    }
}

/// `POST /targets/months`
pub async fn decide(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<MonthsForm>,
) -> Result<Answer<YearPage>, Failure> {
    match app.act(&by, &form, giving::decide).await {
        Ok(_) => {
            let href = format!("/targets/year?year={}&measure={}", form.year.trim(), form.measure.trim());
            Ok(Done::at(href).saying("targets.year.decided").into())
        }
        Err(refused) => {
            let page = app.look(&by, &asked(&form.store, &form.year, &form.measure), page).await?;
            again(refused, |wrong| YearPage { months_form: form, wrong, ..page })
        }
    }
}
