//! A file as it is filled in at the desk: opened after a look for the same customer, and changed later.
use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Permission, PersonId, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::customer::{NewCustomer, OwnerRole, Refused, Sex};
use crate::data::{data, sources};
use crate::file::Facts;
use crate::numbers::{Identity, Phone};
use crate::opening::{LONGEST_NAME, save, set_phone};
use crate::store::{self, CustomerRow};
use crate::vault::Vault;
use crate::{Brief, CustomerId, opening, owner, search, sight};

/// A file as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct FileForm {
    /// Name, 40 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// Telephone number. In a file that has one, empty leaves it and `-` takes it out.
    #[serde(default)]
    #[garde(length(chars, max = 30))]
    pub phone: String,
    /// Number of an identity card, passport or permit; the same.
    #[serde(default)]
    #[garde(length(chars, max = 30))]
    pub identity: String,
    /// `female` or `male`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub sex: String,
    /// Birthday, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub birthday: String,
    /// Number on her card.
    #[serde(default)]
    #[garde(length(chars, max = 30))]
    pub card: String,
    /// Who answers for a minor.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub guardian: String,
    /// By which channel she came.
    #[serde(default)]
    #[garde(length(max = 30))]
    pub source: String,
    /// Key of the customer who brought her.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub referrer: String,
    /// The same as typed, where none was chosen from the list.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub referrer_q: String,
    /// Key of her consultant.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub consultant: String,
    /// Key of her therapist.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub therapist: String,
    /// `yes`: it is somebody else, although the number is known.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub confirmed: String,
    /// The fields of data/file.toml: `fact.FIELD`, and `fact.FIELD.CHOICE` for each tick.
    #[serde(flatten)]
    #[garde(length(max = 200))]
    pub facts: BTreeMap<String, String>,
}

impl Form for FileForm {
    fn sample() -> FileForm {
        let facts = [("fact.skin_type", "dry"), ("fact.skin_problems.pores", "yes"), ("fact.job", "教师")];
        FileForm {
            name: "李小燕".into(),
            phone: "13800009999".into(),
            sex: "female".into(),
            birthday: "1990-05-20".into(),
            source: "walk-in".into(),
            facts: facts.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..FileForm::default()
        }
    }
}

/// What was typed over a number.
#[derive(Debug, PartialEq, Eq)]
enum Typed<T> {
    Nothing,
    TakenOut,
    New(T),
}

fn typed<T>(
    wrong: &mut Problems,
    field: &str,
    text: &str,
    read: fn(&str) -> Option<T>,
    code: &'static str,
) -> Typed<T> {
    match text.trim() {
        "" => Typed::Nothing,
        "-" => Typed::TakenOut,
        text => wrong.need(field, read(text), code).map_or(Typed::Nothing, Typed::New),
    }
}

struct Read {
    name: String,
    phone: Typed<Phone>,
    identity: Typed<Identity>,
    sex: Option<Sex>,
    birthday: Option<BusinessDate>,
    card: Option<String>,
    source: Option<String>,
    consultant: Option<PersonId>,
    therapist: Option<PersonId>,
    facts: Facts,
}

impl FileForm {
    fn parse(&self, organisation: &org::Organisation, today: BusinessDate) -> Result<Read> {
        let mut wrong = web::limits(self);
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            wrong.add("name", if name.is_empty() { "needed" } else { "limit" });
        }
        let phone = typed(&mut wrong, "phone", &self.phone, Phone::read, "customer.no_phone");
        let identity = typed(&mut wrong, "identity", &self.identity, Identity::read, "customer.no_identity");
        let sex = chosen(&mut wrong, "sex", &self.sex, Sex::from_code);
        let known = |code: &str| {
            sources().ok()?.iter().find(|known| known.code == code).map(|known| known.code.clone())
        };
        let source = chosen(&mut wrong, "source", &self.source, known);
        let person = |text: &str| {
            let id: PersonId = text.parse().ok()?;
            organisation
                .people
                .get(&id)
                .filter(|person| org::holds(person.joined_on, person.left_on, today))
                .map(|_| id)
        };
        let consultant = chosen(&mut wrong, "consultant", &self.consultant, person);
        let therapist = chosen(&mut wrong, "therapist", &self.therapist, person);
        let birthday = chosen(&mut wrong, "birthday", &self.birthday, parse_day);
        if birthday.is_some_and(|day| day > today || day.year() < 1900) {
            wrong.add("birthday", "customer.no_birthday");
        }
        let facts = data()?.file.parse(&self.facts, &mut wrong);
        let told = match &identity {
            Typed::New(identity) => identity.tells(),
            _ => None,
        };
        let card = Some(self.card.trim().to_uppercase()).filter(|card| !card.is_empty());
        wrong.or(Some(Read {
            name: name.to_owned(),
            phone,
            identity,
            // What an identity card says need not be typed.
            sex: sex.or(told.map(|(_, sex)| sex)),
            birthday: birthday.or(told.map(|(born, _)| born)),
            card,
            source,
            consultant,
            therapist,
            facts,
        }))
    }
}

/// Something of a list, or nothing.
fn chosen<T>(wrong: &mut Problems, field: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    match text.trim() {
        "" => None,
        text => wrong.need(field, read(text), if field == "birthday" { "not_a_day" } else { "not_a_choice" }),
    }
}

/// Why a file may be the same customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// The telephone number.
    Phone,
    /// The identity number.
    Identity,
    /// The name.
    Name,
}

/// A file that may be the same customer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duplicate {
    /// Whose.
    pub customer: Brief,
    /// By what.
    pub by: Alike,
}

/// What is typed so far of somebody new.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct DuplicateForm {
    /// Name.
    #[garde(length(chars, max = 60))]
    pub name: String,
    /// Telephone number.
    #[garde(length(chars, max = 30))]
    pub phone: String,
    /// Identity number.
    #[garde(length(chars, max = 30))]
    pub identity: String,
}

impl Form for DuplicateForm {
    fn sample() -> DuplicateForm {
        DuplicateForm { name: "李小燕".into(), phone: "13800005678".into(), identity: String::new() }
    }
}

/// Who it may be of those that are known already, the surest first. By a whole number also of other stores, because
/// whoever has the number has it from her.
pub fn duplicates(tx: &mut Tx, call: &Call, store: StoreId, form: &DuplicateForm) -> Result<Vec<Duplicate>> {
    web::limits(form).or(Some(()))?;
    let vault: &Vault = call.app.part();
    let mut found: Vec<Duplicate> = vec![];
    if let Some(phone) = Phone::read(&form.phone) {
        add(&mut found, search::with_phone(tx, call, &phone)?, Alike::Phone);
    }
    if let Some(identity) = Identity::read(&form.identity) {
        add(&mut found, store::with_identity(tx, vault.hash("identity", identity.whole()))?, Alike::Identity);
    }
    if !form.name.trim().is_empty() {
        add(&mut found, store::with_name(tx, store, form.name.trim())?, Alike::Name);
    }
    Ok(found)
}

fn add(found: &mut Vec<Duplicate>, customers: Vec<Brief>, by: Alike) {
    for customer in customers {
        if !found.iter().any(|known| known.customer.id == customer.id) {
            found.push(Duplicate { customer, by });
        }
    }
}

/// Refuses a number that somebody else has, until it is said that it is somebody else.
fn refuse_known(
    tx: &mut Tx,
    call: &Call,
    store: StoreId,
    form: &FileForm,
    own: Option<CustomerId>,
) -> Result<()> {
    let sought =
        DuplicateForm { name: String::new(), phone: form.phone.clone(), identity: form.identity.clone() };
    let mut others = duplicates(tx, call, store, &sought)?;
    others.retain(|other| Some(other.customer.id) != own);
    if others.is_empty() || form.confirmed == "yes" {
        return Ok(());
    }
    let names: Vec<String> =
        others.iter().map(|other| format!("{} {}", other.customer.name, other.customer.number)).collect();
    Err(Refused::Duplicate { names: names.join("、") }.into())
}

/// Opens a file as it was filled in.
pub fn open(tx: &mut Tx, call: &Call, form: &FileForm) -> Result<CustomerId> {
    let store = sight::my_store(tx, call, Permission::EditCustomers)?;
    call.mandate(Permission::EditCustomers, &Place::store(store))?;
    let organisation = org::organisation(tx, call)?;
    let read = form.parse(&organisation, organisation.business_date(Some(store), call.now))?;
    refuse_known(tx, call, store, form, None)?;
    let referrer = search::picked(tx, call, &form.referrer, &form.referrer_q)?;
    let new = NewCustomer {
        sex: read.sex,
        birthday: read.birthday,
        source: read.source.clone(),
        referrer,
        consultant: read.consultant,
        therapist: read.therapist,
        ..NewCustomer::named(store, &read.name)
    };
    let id = opening::open(tx, call, &new)?;
    let row = store::customer(tx, id)?;
    keep(tx, call, row, read, form)?;
    Ok(id)
}

/// Changes a file.
pub fn change(tx: &mut Tx, call: &Call, id: CustomerId, form: &FileForm) -> Result<()> {
    let row = sight::changing(tx, call, id)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&row))?;
    let organisation = org::organisation(tx, call)?;
    let read = form.parse(&organisation, organisation.business_date(Some(row.store_id), call.now))?;
    refuse_known(tx, call, row.store_id, form, Some(id))?;
    let referrer = search::picked(tx, call, &form.referrer, &form.referrer_q)?.filter(|who| *who != id);
    let owners = [(OwnerRole::Consultant, read.consultant), (OwnerRole::Therapist, read.therapist)];
    for (role, person) in owners {
        owner::set_owner(tx, call, &by, id, role, person, "")?;
    }
    let row = CustomerRow {
        consultant_id: read.consultant,
        therapist_id: read.therapist,
        referrer_id: referrer,
        ..row
    };
    keep(tx, call, row, read, form)?;
    call.note(tx, &by, "customer.changed", format!("customers/{id}"), json!({}))
}

fn keep(tx: &mut Tx, call: &Call, row: CustomerRow, read: Read, form: &FileForm) -> Result<()> {
    if let Some(card) = &read.card
        && let Some((_, name)) = store::card_holder(tx, card)?.filter(|(holder, _)| *holder != row.id)
    {
        return Err(Refused::CardTaken { card: card.clone(), name }.into());
    }
    let mut row = CustomerRow {
        name: read.name,
        sex: read.sex,
        birthday: read.birthday,
        card: read.card,
        source: read.source,
        guardian: form.guardian.trim().to_owned(),
        checked_at: call.now,
        checked_by: call.actor.person,
        ..row
    };
    match &read.phone {
        Typed::Nothing => {}
        Typed::TakenOut => set_phone(call, &mut row, None)?,
        Typed::New(phone) => set_phone(call, &mut row, Some(phone))?,
    }
    match &read.identity {
        Typed::Nothing => {}
        Typed::TakenOut => set_identity(call, &mut row, None)?,
        Typed::New(identity) => set_identity(call, &mut row, Some(identity))?,
    }
    save(tx, row, &read.facts)
}

fn set_identity(call: &Call, row: &mut CustomerRow, identity: Option<&Identity>) -> Result<()> {
    let vault: &Vault = call.app.part();
    row.identity_sealed = identity.map(|identity| vault.seal("identity", identity.whole())).transpose()?;
    row.identity_hash = identity.map(|identity| vault.hash("identity", identity.whole()));
    row.identity_end = identity.map(|identity| identity.end().to_owned());
    Ok(())
}

/// Says that a file was looked through and is right as it stands.
pub fn check(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<()> {
    let row = sight::changing(tx, call, id)?;
    let by = call.mandate(Permission::EditCustomers, &sight::place(&row))?;
    let facts: Facts = serde_json::from_str(&row.facts)?;
    save(tx, CustomerRow { checked_at: call.now, checked_by: by.person, ..row }, &facts)?;
    call.note(tx, &by, "customer.checked", format!("customers/{id}"), json!({}))
}
