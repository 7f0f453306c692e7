use kernel::{BusinessDate, PersonId, StoreId, codes, refusals};
use schemars::JsonSchema;
use serde::Serialize;

use crate::CustomerId;
use crate::numbers::Phone;

codes! {
    /// A customer's sex (性别), for whoever wishes to be treated by a woman or a man.
    pub enum Sex {
        /// Female (女).
        Female = "female",
        /// Male (男).
        Male = "male",
    }
}

codes! {
    /// As what somebody looks after a customer.
    pub enum OwnerRole {
        /// Her consultant (顾问).
        Consultant = "consultant",
        /// Her therapist (技师).
        Therapist = "therapist",
    }
}

db::record! {
    /// What every slice may know and show of a customer; never the whole of a number.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Brief {
        /// Key.
        pub id: CustomerId,
        /// Where she belongs.
        pub store_id: StoreId,
        /// The number of her file (档案号).
        pub number: i64,
        /// The number on her card.
        pub card: Option<String>,
        /// Name.
        pub name: String,
        /// Sex.
        pub sex: Option<Sex>,
        /// Birthday.
        pub birthday: Option<BusinessDate>,
        /// The last four digits of her telephone number.
        pub phone_end: Option<String>,
        /// Her consultant.
        pub consultant_id: Option<PersonId>,
        /// Her therapist.
        pub therapist_id: Option<PersonId>,
        /// The file that hers became part of.
        pub merged_into: Option<CustomerId>,
    }
}

impl Brief {
    /// One to be shown.
    pub fn sample() -> Brief {
        Brief {
            id: kernel::Id::of(1),
            store_id: kernel::Id::of(1),
            number: 100_001,
            card: Some("VIP-0001".into()),
            name: "李小燕".into(),
            sex: Some(Sex::Female),
            birthday: Some(jiff::civil::date(1990, 5, 20)),
            phone_end: Some("5678".into()),
            consultant_id: None,
            therapist_id: None,
            merged_into: None,
        }
    }

    /// Her age in whole years on a day.
    pub fn age(&self, day: BusinessDate) -> Option<i16> {
        self.birthday.map(|born| age(born, day))
    }
}

/// Whole years between a birthday and a day.
pub fn age(born: BusinessDate, day: BusinessDate) -> i16 {
    let had = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i16::from(!had)
}

/// From this age on one agrees for oneself (Civil Code, article 17).
pub const OF_AGE: i16 = 18;

/// A customer who is new: what a greeter knows of her when she opens the file. Only the name has to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// Where she belongs.
    pub store: StoreId,
    /// Name.
    pub name: String,
    /// Telephone number.
    pub phone: Option<Phone>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birthday.
    pub birthday: Option<BusinessDate>,
    /// By which channel she came, of data/sources.toml.
    pub source: Option<String>,
    /// Which customer brought her.
    pub referrer: Option<CustomerId>,
    /// Her consultant.
    pub consultant: Option<PersonId>,
    /// Her therapist.
    pub therapist: Option<PersonId>,
}

impl NewCustomer {
    /// One of whom only the name is known.
    pub fn named(store: StoreId, name: &str) -> NewCustomer {
        NewCustomer {
            store,
            name: name.trim().to_owned(),
            phone: None,
            sex: None,
            birthday: None,
            source: None,
            referrer: None,
            consultant: None,
            therapist: None,
        }
    }
}

refusals! {
    /// Why something cannot be done with a customer's file.
    pub enum Refused {
        /// The card belongs to another.
        CardTaken { card: String, name: String } = Conflict "customer.card_taken",
        /// Somebody else has the number already; to be confirmed.
        Duplicate { names: String } = Conflict "customer.duplicate",
        /// The file became part of another one.
        Merged { number: i64 } = Conflict "customer.merged",
        /// The file was erased.
        Erased = Conflict "customer.erased",
        /// A file cannot become part of itself.
        SameFile = Conflict "customer.same_file",
        /// She has not agreed to photos.
        NoPhotoConsent = Conflict "customer.no_photo_consent",
        /// Nothing holds that could be taken back.
        NothingGiven = Conflict "customer.nothing_given",
        /// She is not of age: her guardian has to agree.
        NeedsGuardian = Conflict "customer.needs_guardian",
        /// The name typed is not hers.
        OtherName { name: String } = Conflict "customer.other_name",
        /// It is over already.
        Ended = Conflict "customer.ended",
        /// Nothing fits, or more than one does.
        NotPicked { typed: String } = Conflict "customer.not_picked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_is_a_year_older_on_ones_birthday() {
        let born = date(2008, 11, 25);
        assert_eq!([date(2026, 11, 24), date(2026, 11, 25)].map(|day| age(born, day)), [17, 18]);
        assert_eq!(age(date(2008, 2, 29), date(2026, 2, 28)), 17);
    }
}
