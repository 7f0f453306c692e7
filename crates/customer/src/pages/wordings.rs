use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::EraseCustomers;
use kernel::{BusinessDate, Instant, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use crate::data::data;
use crate::store;
use crate::wording::{self, WordingForm, WordingRow};

/// A wording, and since when it holds; none for what ships.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EditionView {
    edition: String,
    from_day: Option<BusinessDate>,
    wording: Words,
    why: String,
    by: String,
    at: Option<Instant>,
    /// Does it hold today?
    holds: bool,
}

/// A purpose with all its wordings, the newest first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WordedView {
    code: String,
    name: Words,
    editions: Vec<EditionView>,
}

/// What customers are asked to agree to, word by word.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/wordings.html")]
pub struct WordingsPage {
    purposes: Vec<WordedView>,
    may_set: bool,
    #[serde(skip)]
    form: WordingForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for WordingsPage {
    fn title(&self, say: Say) -> String {
        say.t("customer.wording.title")
    }

    fn samples() -> Vec<Self> {
        let wording = || Words::new("只存入您的档案。", "Kept in your file only.");
        let edition = |set: bool| EditionView {
            edition: if set { "2026-12-01".into() } else { "2026-1".into() },
            from_day: set.then(|| jiff::civil::date(2026, 12, 1)),
            wording: wording(),
            why: if set { "说得更清楚".into() } else { String::new() },
            by: if set { "许雅琴".into() } else { String::new() },
            at: set.then(|| Instant::from_millis(1_795_484_000_000)),
            holds: !set,
        };
        let page = |may_set, wrong| WordingsPage {
            purposes: vec![WordedView {
                code: "photos".into(),
                name: Words::new("拍照留档", "Photos for the file"),
                editions: vec![edition(true), edition(false)],
            }],
            may_set,
            form: <WordingForm as web::Form>::sample(),
            wrong,
        };
        vec![page(true, Wrong::sample("from_day", "not_a_day")), page(false, Wrong::default())]
    }
}

fn draw(tx: &mut Tx, call: &Call, typed: &Option<WordingForm>) -> Result<WordingsPage> {
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(None, call.now);
    let set = store::wordings(tx)?;
    let held = wording::wordings(tx, today)?;
    let worded = |purpose: &crate::data::Purpose| {
        let holds = |edition: &str| held.iter().any(|one| one.code == purpose.code && one.edition == edition);
        let mine = set.iter().filter(|row| row.purpose == purpose.code);
        let mut editions: Vec<EditionView> = mine
            .map(|row: &WordingRow| EditionView {
                edition: row.edition.clone(),
                from_day: Some(row.from_day),
                wording: Words::new(&row.zh, &row.en),
                why: row.why.clone(),
                by: organisation.person_name(row.set_by).to_owned(),
                at: Some(row.set_at),
                holds: holds(&row.edition),
            })
            .collect();
        editions.push(EditionView {
            edition: purpose.edition.clone(),
            from_day: None,
            wording: Words::new(&purpose.zh_text, &purpose.en_text),
            why: String::new(),
            by: String::new(),
            at: None,
            holds: holds(&purpose.edition),
        });
        WordedView { code: purpose.code.clone(), name: Words::new(&purpose.zh, &purpose.en), editions }
    };
    Ok(WordingsPage {
        purposes: data()?.purposes.iter().map(worded).collect(),
        may_set: call.actor.may_at(EraseCustomers, &Place::centre()),
        form: typed.clone().unwrap_or(WordingForm { from_day: today.to_string(), ..WordingForm::default() }),
        wrong: Wrong::default(),
    })
}

/// `GET /consent-wordings`
pub async fn show(State(app): State<App>, By(by): By) -> Result<Reply<WordingsPage>, Failure> {
    Ok(Reply(app.look(&by, &None, draw).await?))
}

/// `POST /consent-wordings`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<WordingForm>,
) -> Result<Answer<WordingsPage>, Failure> {
    match app.act(&by, &form, wording::set).await {
        Ok(id) => Ok(Done::created("/consent-wordings", id).saying("customer.wording.done").into()),
        Err(refused) => {
            let page = app.look(&by, &Some(form), draw).await?;
            again(refused, |wrong| WordingsPage { wrong, ..page })
        }
    }
}
