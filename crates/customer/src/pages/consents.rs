use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::EditCustomers;
use kernel::{Error, Instant, Result, Words};
use picture::Size;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, FileReply, Payload, Reply, Say, View, Wrong, again, filters,
};

use crate::consent::{ConsentForm, ConsentId, Way};
use crate::customer::{OF_AGE, age};
use crate::wording::wordings;
use crate::{Brief, CustomerId, brief, consent, keeping, sight, store};

/// A purpose with its wording and how it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PurposeView {
    code: String,
    name: Words,
    wording: Words,
    since: Option<Instant>,
    /// The edition that she agreed to, where another holds now.
    older: Option<String>,
}

/// A line of the log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    id: ConsentId,
    name: Words,
    given: bool,
    edition: String,
    way: Way,
    guardian: String,
    by: String,
    at: Instant,
    is_signed: bool,
}

/// What a customer agreed to.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/consents.html")]
pub struct ConsentsPage {
    customer: Brief,
    is_minor: bool,
    purposes: Vec<PurposeView>,
    log: Vec<LineView>,
    may_take: bool,
    #[serde(skip)]
    form: ConsentForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for ConsentsPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.consent.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let name = || Words::new("拍照留档", "Photos for the file");
        let line = LineView {
            id: kernel::Id::of(1),
            name: name(),
            given: true,
            edition: "2026-1".into(),
            way: Way::Signed,
            guardian: "王芳（母亲）".into(),
            by: "杨帆".into(),
            at,
            is_signed: true,
        };
        let page = |is_minor, wrong| ConsentsPage {
            customer: Brief::sample(),
            is_minor,
            purposes: [None, Some(at)]
                .map(|since| PurposeView {
                    code: "photos".into(),
                    name: name(),
                    wording: name(),
                    older: since.map(|_| "2026-1".to_owned()),
                    since,
                })
                .into(),
            log: vec![
                line.clone(),
                LineView { given: false, is_signed: false, way: Way::Spoken, ..line.clone() },
            ],
            may_take: true,
            form: ConsentForm::default(),
            wrong,
        };
        vec![page(true, Wrong::sample("way", "not_a_choice")), page(false, Wrong::default())]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<ConsentsPage> {
    let row = sight::seeing(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let today = organisation.business_date(Some(row.store_id), call.now);
    let rows = store::consents(tx, id)?;
    let wordings = wordings(tx, today)?;
    let purpose = |purpose: &crate::data::Purpose| {
        let last = rows.iter().find(|row| row.purpose == purpose.code).filter(|row| row.given);
        PurposeView {
            code: purpose.code.clone(),
            name: Words::new(&purpose.zh, &purpose.en),
            wording: Words::new(&purpose.zh_text, &purpose.en_text),
            since: last.map(|row| row.taken_at),
            older: last.map(|row| row.edition.clone()).filter(|edition| *edition != purpose.edition),
        }
    };
    let line = |row: &consent::ConsentRow| {
        Ok(LineView {
            id: row.id,
            name: keeping::purpose(&row.purpose)?,
            given: row.given,
            edition: row.edition.clone(),
            way: row.way,
            guardian: row.guardian.clone(),
            by: organisation.person_name(row.taken_by).to_owned(),
            at: row.taken_at,
            is_signed: row.signature_id.is_some(),
        })
    };
    let open = row.merged_into.is_none() && row.erased_at.is_none();
    Ok(ConsentsPage {
        customer: brief(tx, id)?,
        is_minor: row.birthday.is_some_and(|born| age(born, today) < OF_AGE),
        purposes: wordings.iter().map(purpose).collect(),
        log: rows.iter().map(line).collect::<Result<_>>()?,
        may_take: open && call.actor.may_at(EditCustomers, &sight::place(&row)),
        form: ConsentForm { guardian: row.guardian, ..ConsentForm::default() },
        wrong: Wrong::default(),
    })
}

/// `GET /customers/{id}/consents`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<ConsentsPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /customers/{id}/consents`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<ConsentForm>,
) -> Result<Answer<ConsentsPage>, Failure> {
    let done = match form.signature().await {
        Ok(signature) => {
            let asked = (id, form.clone(), signature);
            app.act(&by, &asked, |tx, call, (id, form, signature)| {
                consent::take(tx, call, *id, form, signature.as_ref())
            })
            .await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(_) => Ok(Done::at(format!("/customers/{id}/consents")).saying("customer.consent.noted").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ConsentsPage { form, wrong, ..page })
        }
    }
}

/// `GET /customer-consents/{id}/signature`
pub async fn signature(
    State(app): State<App>,
    By(by): By,
    At(id): At<ConsentId>,
) -> Result<FileReply, Failure> {
    let content = app.look(&by, &id, |tx, call, id| {
        let row = store::consent(tx, *id)?;
        sight::seeing(tx, call, row.customer_id)?;
        picture::show(tx, row.signature_id.ok_or_else(Error::missing)?, Size::Large)
    });
    Ok(picture::reply(content.await?))
}
