use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::EraseCustomers;
use kernel::Result;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, FileReply, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use crate::keeper::Keepers;
use crate::rights::{self, Contacts, EraseForm};
use crate::{Brief, CustomerId, brief, sight};

/// A customer's whole numbers.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/contacts.html")]
pub struct ContactsPage {
    customer: Brief,
    contacts: Contacts,
}

impl View for ContactsPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.contacts.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let contacts = Contacts { phone: Some("13800005678".into()), identity: None };
        vec![ContactsPage { customer: Brief::sample(), contacts }]
    }
}

/// `POST /customers/{id}/contacts`: asking is written down and kept; the numbers themselves are only looked at, so that
/// no answer with them is kept anywhere.
pub async fn contacts(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Reply<ContactsPage>, Failure> {
    app.act(&by, &id, |tx, call, id| rights::ask_contacts(tx, call, *id)).await?;
    let page = app.look(&by, &id, |tx, call, id| {
        Ok(ContactsPage { contacts: rights::contacts(tx, call, *id)?, customer: brief(tx, *id)? })
    });
    Ok(Reply(page.await?))
}

/// `GET /customers/{id}/data`: that it was handed out is written down.
pub async fn data(State(app): State<App>, By(by): By, At(id): At<CustomerId>) -> Result<FileReply, Failure> {
    let all = app.act(&by, &id, |tx, call, id| rights::export(tx, call, *id)).await?;
    let bytes = serde_json::to_vec_pretty(&all).map_err(kernel::Error::from)?;
    Ok(FileReply { media: "application/json", name: Some(format!("customer-{}.json", all["number"])), bytes })
}

/// How much of a kind is kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeptView {
    code: &'static str,
    rows: usize,
}

/// What erasing a customer would mean.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/erasure.html")]
pub struct ErasurePage {
    customer: Brief,
    kept: Vec<KeptView>,
    #[serde(skip)]
    form: EraseForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for ErasurePage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.rights.erase"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let page = |wrong| ErasurePage {
            customer: Brief::sample(),
            kept: vec![KeptView { code: "file", rows: 1 }],
            form: EraseForm::default(),
            wrong,
        };
        vec![page(Wrong::default()), page(Wrong::sample("why", "needed"))]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<ErasurePage> {
    let row = sight::seeing(tx, call, id)?;
    call.sight(EraseCustomers, &sight::place(&row))?;
    let keepers: &Keepers = call.app.part();
    let mut kept = vec![];
    for keeper in keepers.iter() {
        kept.extend(
            keeper
                .export(tx, id)?
                .into_iter()
                .map(|kept| KeptView { code: kept.code, rows: kept.rows.len() }),
        );
    }
    kept.retain(|kept| kept.rows > 0);
    Ok(ErasurePage { customer: brief(tx, id)?, kept, form: EraseForm::default(), wrong: Wrong::default() })
}

/// `GET /customers/{id}/erasure`
pub async fn form(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<ErasurePage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /customers/{id}/erasure`
pub async fn erase(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<EraseForm>,
) -> Result<Answer<ErasurePage>, Failure> {
    let asked = (id, form.clone());
    let erased =
        app.act(&by, &asked, |tx, call, (id, form)| rights::erase(tx, call, *id, form).map(drop)).await;
    match erased {
        Ok(()) => Ok(Done::at(format!("/customers/{id}")).saying("customer.rights.erased").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| ErasurePage { form, wrong, ..page })
        }
    }
}
