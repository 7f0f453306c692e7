//! What a customer agreed to, by purpose (同意记录): a log that is only added to. The last line of a purpose holds, and
//! taking something back is as easy as giving it (personal information law, articles 14 and 15).
use db::Tx;
use garde::Validate;
use kernel::{Instant, Permission, PersonId, Result, codes, ids};
use picture::{PictureId, Prepared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::customer::{OF_AGE, age};
use crate::wording::wordings;
use crate::{CustomerId, Refused, sight, store};

ids! {
    /// One line of the log.
    pub struct ConsentId;
}

codes! {
    /// How somebody agreed or took it back.
    pub enum Way {
        /// Signed here, on the screen.
        Signed = "signed",
        /// Signed on paper, which is kept.
        Paper = "paper",
        /// Said so; enough to take something back.
        Spoken = "spoken",
    }
}

db::record! {
    /// A line of the log.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct ConsentRow {
        pub id: ConsentId,
        pub customer_id: CustomerId,
        pub purpose: String,
        pub given: bool,
        pub edition: String,
        pub way: Way,
        pub signature_id: Option<PictureId>,
        pub guardian: String,
        pub taken_by: PersonId,
        pub taken_at: Instant,
    }
}

/// A consent given or taken back, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct ConsentForm {
    /// `service`, `photos`, `marketing` or `sharing`.
    #[garde(length(max = 20))]
    pub purpose: String,
    /// `yes` gives it, `no` takes it back.
    #[garde(length(max = 10))]
    pub given: String,
    /// `signed`, `paper` or `spoken`.
    #[garde(length(max = 10))]
    pub way: String,
    /// Who agrees for a minor: name and relation.
    #[garde(length(chars, max = 40))]
    pub guardian: String,
    /// The signature, `data:image/png;base64,…`; only where it was given on the screen.
    #[garde(length(max = 400_000))]
    pub signature: String,
}

impl Form for ConsentForm {
    fn sample() -> ConsentForm {
        ConsentForm {
            purpose: "service".into(),
            given: "yes".into(),
            way: "paper".into(),
            guardian: String::new(),
            signature: String::new(),
        }
    }
}

impl ConsentForm {
    /// The signature made ready to be kept, where there is one.
    pub async fn signature(&self) -> Result<Option<Prepared>> {
        match self.signature.is_empty() {
            true => Ok(None),
            false => picture::read(&self.signature).await.map(Some),
        }
    }
}

/// Writes down what she agreed to or took back.
pub fn take(
    tx: &mut Tx,
    call: &Call,
    customer: CustomerId,
    form: &ConsentForm,
    signature: Option<&Prepared>,
) -> Result<ConsentId> {
    let file = sight::changing(tx, call, customer)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&file))?;
    let mut wrong = web::limits(form);
    let today = org::organisation(tx, call)?.business_date(Some(file.store_id), call.now);
    let purpose = wordings(tx, today)?.into_iter().find(|purpose| purpose.code == form.purpose);
    let purpose = wrong.need("purpose", purpose, "not_a_choice");
    let given = match form.given.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => wrong.need("given", None, "not_a_choice"),
    };
    let way = wrong.need("way", Way::from_code(&form.way), "not_a_choice");
    if given == Some(true) && way == Some(Way::Spoken) {
        wrong.add("way", "customer.not_spoken");
    }
    if way == Some(Way::Signed) && signature.is_none() {
        wrong.add("signature", "customer.no_signature");
    }
    let (purpose, (given, way)) = wrong.or(purpose.zip(given.zip(way)))?;
    let guardian = form.guardian.trim();
    let minor = file.birthday.is_some_and(|born| age(born, today) < OF_AGE);
    if given && minor && guardian.is_empty() {
        return Err(Refused::NeedsGuardian.into());
    }
    if !given && holding(tx, customer, &purpose.code)?.is_none() {
        return Err(Refused::NothingGiven.into());
    }
    let signature = signature.map(|picture| picture::keep(tx, &by, call.now, picture)).transpose()?;
    let row = ConsentRow {
        id: kernel::Id::of(0),
        customer_id: customer,
        purpose: purpose.code.clone(),
        given,
        edition: purpose.edition.clone(),
        way,
        signature_id: signature,
        guardian: guardian.to_owned(),
        taken_by: by.person,
        taken_at: call.now,
    };
    let id = store::add_consent(tx, &row)?;
    let detail = json!({ "purpose": purpose.code, "given": given, "edition": purpose.edition });
    call.note(tx, &by, "customer.consented", format!("customers/{customer}"), detail)?;
    Ok(id)
}

/// Does she agree to this now? For whoever is about to write to her, photograph her, or pass something on.
pub fn agreed(tx: &mut Tx, customer: CustomerId, purpose: &str) -> Result<bool> {
    Ok(holding(tx, customer, purpose)?.is_some())
}

/// The line by which she agrees to it now.
pub(crate) fn holding(tx: &mut Tx, customer: CustomerId, purpose: &str) -> Result<Option<ConsentRow>> {
    let last = store::consents(tx, customer)?.into_iter().find(|row| row.purpose == purpose);
    Ok(last.filter(|row| row.given))
}
