use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{Id, Money, Permission, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, Asked, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::{Head, MonthAsked};
use crate::sharing::{self, ShareForm};
use crate::sight;
use crate::store::{self, Level};

/// A person's part, as it holds and as it is proposed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartLine {
    person: PersonId,
    name: String,
    department: Option<Words>,
    target: Option<Money>,
    proposed: Money,
}

/// A month's parts, to be shared out.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "targets/share.html")]
pub struct SharePage {
    head: Head,
    store: String,
    /// What is to be shared out; none while the month is not decided.
    whole: Option<Money>,
    parts: Vec<PartLine>,
    #[serde(skip)]
    form: ShareForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl SharePage {
    /// What stands in a person's field: what was typed, what holds, what is proposed.
    fn typed(&self, line: &PartLine) -> String {
        let key = line.person.to_string();
        let at = self.form.person.iter().position(|person| *person == key);
        let typed = at.and_then(|at| self.form.amount.get(at)).cloned();
        typed.unwrap_or_else(|| line.target.unwrap_or(line.proposed).typed())
    }

    fn id(&self, line: &PartLine) -> String {
        format!("amount-{}", line.person)
    }
}

impl View for SharePage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("targets.share.title"), self.head.month())
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |name: &str, person, target: Option<i64>| PartLine {
            person: Id::of(person),
            name: name.into(),
            department: Some(Words::new("顾问部", "Consultants")),
            target: target.map(fen),
            proposed: fen(50_000_00),
        };
        let page = |whole, parts, wrong| SharePage {
            head: Head::sample(),
            store: "静安店".into(),
            whole,
            parts,
            form: ShareForm::default(),
            wrong,
        };
        let parts = vec![line("林晓彤", 6, Some(60_000_00)), line("韩冰", 7, None)];
        vec![
            page(Some(fen(100_000_00)), parts, Wrong::sample("amount-6", "not_an_amount")),
            page(None, vec![], Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, asked: &MonthAsked) -> Result<SharePage> {
    let shop = sight::store(tx, call, Permission::ShareTargets, &asked.store)?;
    let first = org::month(tx, call, &asked.month)?;
    let measure = sight::measure(&asked.measure);
    let chart = org::today(tx, call)?;
    let whole = sharing::month_of(tx, shop, measure, first)?.map(|row| row.amount);
    let carriers = sharing::carriers(&chart, shop);
    let people: Vec<PersonId> = carriers.iter().map(|(person, _)| *person).collect();
    let proposed = sharing::proposed(tx, shop, measure, first, whole.unwrap_or_default(), &people)?;
    let kept = store::targets(tx, shop, measure, Level::Person, first, first)?;
    let organisation = &chart.organisation;
    let line =
        |((person, department), proposed): ((PersonId, Option<kernel::DepartmentId>), Money)| PartLine {
            person,
            name: organisation.person_name(person).to_owned(),
            department: department
                .and_then(|id| organisation.departments.get(&id))
                .map(org::DepartmentRow::name),
            target: match kept.is_empty() {
                true => None,
                false => {
                    let held = kept.iter().find(|row| row.person_id == Some(person));
                    Some(held.map_or(Money::ZERO, |row| row.amount))
                }
            },
            proposed,
        };
    Ok(SharePage {
        head: Head::of(first, measure)?,
        store: organisation.store(shop)?.name.clone(),
        whole,
        parts: carriers.into_iter().zip(proposed).map(line).collect(),
        form: ShareForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /targets/share`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<SharePage>, Failure> {
    Ok(Reply(app.look(&by, &asked, page).await?))
}

/// `POST /targets/share`
pub async fn share(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<ShareForm>,
) -> Result<Answer<SharePage>, Failure> {
    let asked = MonthAsked::typed(&form.store, &form.month, &form.measure);
    match app.act(&by, &form, sharing::share).await {
        Ok(_) => {
            let href = format!("/targets?month={}&measure={}", asked.month, asked.measure);
            Ok(Done::at(href).saying("targets.share.done").into())
        }
        Err(refused) => {
            let page = app.look(&by, &asked, page).await?;
            again(refused, |wrong| SharePage { form, wrong, ..page })
        }
    }
}
