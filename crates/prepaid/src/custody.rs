//! Doors: what kind of issuer the centre is, what lies in custody, and whether cards and books agree.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Error, Money, Permission, Place, Problems, Result, StoreId, parse_day};
use ledger::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::law::{Class, Entity, Issuer};
use crate::proof::owed;
use crate::store::{self, MatchRow, person};
use crate::{Refused, sight};

/// The centre as an issuer, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct IssuerForm {
    /// `enterprise` or `sole-trader`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub entity: String,
    /// `other`, `large`, `group` or `brand`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub class: String,
    /// `shanghai`, `beijing`, or empty.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub city: String,
    /// Last year's main revenue, in yuan.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub revenue: String,
    /// The registered capital, in yuan.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub capital: String,
    /// What is insured or guaranteed, in yuan.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub insured: String,
    /// What lies in the custody account, in yuan.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub in_custody: String,
    /// The first day of business.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub opened_on: String,
    /// On a list of dishonest debtors or abnormal operations since; empty for none.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub listed_since: String,
}

/// The cities that have rules of their own in the tables.
pub(crate) const CITIES: [&str; 2] = ["shanghai", "beijing"];

impl Form for IssuerForm {
    fn sample() -> IssuerForm {
        IssuerForm {
            entity: "enterprise".into(),
            class: "large".into(),
            city: "shanghai".into(),
            revenue: "3600000".into(),
            capital: "500000".into(),
            insured: "0".into(),
            in_custody: "150000".into(),
            opened_on: "2021-05-01".into(),
            listed_since: String::new(),
        }
    }
}

fn amount(wrong: &mut Problems, field: &str, text: &str) -> Option<Money> {
    let text = if text.trim().is_empty() { "0" } else { text };
    let money = text.parse::<Money>().ok().filter(|money| *money >= Money::ZERO);
    wrong.need(field, money, "not_an_amount")
}

impl IssuerForm {
    /// As it stands, to be changed.
    pub(crate) fn of(issuer: &Issuer) -> IssuerForm {
        let plain = |money: Money| money.typed();
        IssuerForm {
            entity: issuer.entity.code().into(),
            class: issuer.class.code().into(),
            city: issuer.city.clone(),
            revenue: plain(issuer.revenue),
            capital: plain(issuer.capital),
            insured: plain(issuer.insured),
            in_custody: plain(issuer.in_custody),
            opened_on: issuer.opened_on.to_string(),
            listed_since: issuer.listed_since.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    fn parse(&self, from_day: BusinessDate) -> Result<Issuer> {
        let mut wrong = web::limits(self);
        let entity = wrong.need("entity", Entity::from_code(&self.entity), "not_a_choice");
        let class = wrong.need("class", Class::from_code(&self.class), "not_a_choice");
        let city = self.city.trim();
        let city = Some(city).filter(|city| city.is_empty() || CITIES.contains(city));
        let city = wrong.need("city", city, "not_a_choice");
        let revenue = amount(&mut wrong, "revenue", &self.revenue);
        let capital = amount(&mut wrong, "capital", &self.capital);
        let insured = amount(&mut wrong, "insured", &self.insured);
        let in_custody = amount(&mut wrong, "in_custody", &self.in_custody);
        let opened_on = wrong.need("opened_on", parse_day(self.opened_on.trim()), "not_a_day");
        let listed_since = match self.listed_since.trim() {
            "" => None,
            text => wrong.need("listed_since", parse_day(text), "not_a_day"),
        };
        let money = revenue.zip(capital).zip(insured.zip(in_custody));
        let what = entity.zip(class).zip(city).zip(opened_on);
        wrong.or(what.zip(money).map(|((((entity, class), city), opened_on), money)| {
            let ((revenue, capital), (insured, in_custody)) = money;
            let city = city.to_owned();
            Issuer {
                from_day,
                entity,
                class,
                city,
                revenue,
                capital,
                insured,
                in_custody,
                listed_since,
                opened_on,
            }
        }))
    }
}

/// Says what kind of issuer the centre is from today on; what it was stays for older days.
pub fn set_issuer(tx: &mut Tx, call: &Call, form: &IssuerForm) -> Result<()> {
    let by = call.mandate(Permission::KeepCustody, &Place::centre())?;
    let today = org::today(tx, call)?.day;
    let issuer = form.parse(today)?;
    store::add_issuer(tx, &issuer, person(&by), call.now)?;
    call.note(tx, &by, "prepaid.issuer_set", "prepaid/custody", &issuer)
}

/// Matching as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct MatchForm {
    /// The store.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Why cards and books differ, where they do.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub words: String,
}

impl Form for MatchForm {
    fn sample() -> MatchForm {
        MatchForm { store: "1".into(), words: String::new() }
    }
}

/// What is unused of what a store sold, and what its books owe for it.
pub(crate) fn both_sides(tx: &mut Tx, store: StoreId, day: BusinessDate) -> Result<(Money, Money)> {
    let of = store::unused(tx)?.into_iter().find(|row| row.store_id == store).ok_or_else(Error::missing)?;
    let unused = of.principal.plus(of.sessions)?;
    let value = owed(tx, Role::ValuePrincipal, Some(store), day)?;
    let sessions = owed(tx, Role::PackageUnused, Some(store), day)?;
    Ok((unused, value.plus(sessions)?))
}

/// Matches card balances with the books of a store, and signs for it.
pub fn match_books(tx: &mut Tx, call: &Call, form: &MatchForm) -> Result<()> {
    let mut wrong = web::limits(form);
    let store = wrong.need("store", form.store.trim().parse::<StoreId>().ok(), "not_a_choice");
    let store = wrong.or(store)?;
    let organisation = org::organisation(tx, call)?;
    let store_id = organisation.store(store)?.id;
    let by = call.mandate(Permission::PayRefunds, &Place::store(store_id))?;
    let day = sight::today(tx, call, store_id)?;
    let (unused, owed) = both_sides(tx, store_id, day)?;
    let words = form.words.trim();
    if unused != owed && words.is_empty() {
        return Err(Refused::Differs { unused, owed }.into());
    }
    let row = MatchRow {
        store_id,
        day,
        unused,
        owed,
        words: words.to_owned(),
        matched_by: by.person,
        matched_at: call.now,
    };
    store::add_match(tx, &row)?;
    let detail = json!({ "unused": unused, "owed": owed, "words": words });
    call.note(tx, &by, "prepaid.matched", format!("stores/{store_id}"), detail)
}
