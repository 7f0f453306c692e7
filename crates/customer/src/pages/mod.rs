//! What people and programs are shown of customers.

mod assessments;
mod card;
mod consents;
mod file;
mod find;
mod list;
mod merge;
mod photos;
mod quality;
mod rights;
mod show;
mod wordings;

use kernel::Permission::{
    EditCustomers, EraseCustomers, MergeCustomers, SeeContacts, ViewCustomers, ViewPhotos,
};
use kernel::{Lang, Words};
use web::{Routes, Say};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("customer")
        .get("/customers", ViewCustomers, "List the customers", list::list)
        .post("/customers", EditCustomers, "Open a customer's file", file::open)
        .get("/customers/find", ViewCustomers, "Find customers by whatever is known of them", find::find)
        .get("/customers/new", EditCustomers, "The form of a new file", file::new)
        .post(
            "/customers/duplicates",
            EditCustomers,
            "Who it may be of those known already",
            find::duplicates,
        )
        .get(
            "/customers/quality",
            ViewCustomers,
            "How the files stand: missing, stale, double, ownerless",
            quality::show,
        )
        .get("/customers/{id}", ViewCustomers, "Show a customer's file", show::show)
        .post("/customers/{id}", EditCustomers, "Change a customer's file", file::change)
        .get("/customers/{id}/card", ViewCustomers, "What whoever greets her should know", card::show)
        .get("/customers/{id}/edit", EditCustomers, "The form of a file", file::edit)
        .post("/customers/{id}/check", EditCustomers, "Say that a file is right as it stands", show::check)
        .post("/customers/{id}/warnings", EditCustomers, "Note what must be heeded", show::warn)
        .post("/customer-warnings/{id}/ending", EditCustomers, "End a warning", show::end_warning)
        .get("/customers/{id}/consents", ViewCustomers, "What a customer agreed to", consents::show)
        .post("/customers/{id}/consents", EditCustomers, "Note a consent given or taken back", consents::take)
        .get("/consent-wordings", ViewCustomers, "What customers are asked to agree to", wordings::show)
        .post("/consent-wordings", EraseCustomers, "Set such a wording, from a day on", wordings::set)
        .get(
            "/customer-consents/{id}/signature",
            ViewCustomers,
            "The signature of a consent",
            consents::signature,
        )
        .get("/customers/{id}/assessments", ViewCustomers, "How skin and body were found", assessments::show)
        .post(
            "/customers/{id}/assessments",
            EditCustomers,
            "Write down how skin or body is found",
            assessments::assess,
        )
        .get("/customers/{id}/photos", ViewPhotos, "A customer's photos", photos::show)
        .post("/customers/{id}/photos", ViewPhotos, "Keep a photo", photos::take)
        .get("/customer-photos/{id}", ViewPhotos, "Look at a photo, with watermark", photos::large)
        .get(
            "/customer-photos/{id}/small",
            ViewPhotos,
            "Look at a photo in small, with watermark",
            photos::small,
        )
        .post("/customer-photos/{id}/removal", ViewPhotos, "Take a photo out", photos::remove)
        .post(
            "/customers/{id}/contacts",
            SeeContacts,
            "See whole numbers, which is written down",
            rights::contacts,
        )
        .get("/customers/{id}/merge", MergeCustomers, "The form to make two files one", merge::form)
        .post("/customers/{id}/merge", MergeCustomers, "Make two files one", merge::merge)
        .post("/customers/{id}/apart", MergeCustomers, "Say that two files are two people's", merge::apart)
        .get(
            "/customers/{id}/data",
            EraseCustomers,
            "All that is kept of a customer, as a file",
            rights::data,
        )
        .get("/customers/{id}/erasure", EraseCustomers, "What erasing a customer would mean", rights::form)
        .post("/customers/{id}/erasure", EraseCustomers, "Erase a customer", rights::erase)
}

/// A text of the interface in both languages.
fn said(key: &str) -> Words {
    Words::new(Say(Lang::Chinese).t(key), Say(Lang::English).t(key))
}

/// Something to choose, in both languages.
#[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Pick {
    value: String,
    name: Words,
}

impl Pick {
    fn new(value: impl ToString, name: Words) -> Pick {
        Pick { value: value.to_string(), name }
    }
}

/// The channels to choose from.
fn source_picks() -> kernel::Result<Vec<Pick>> {
    Ok(crate::sources()?.iter().map(|source| Pick::new(&source.code, source.words())).collect())
}

/// Whoever works in the house on a day, to be chosen from.
fn people_picks(organisation: &org::Organisation, day: kernel::BusinessDate) -> Vec<Pick> {
    let here =
        organisation.people.values().filter(|person| org::holds(person.joined_on, person.left_on, day));
    here.map(|person| Pick::new(person.id, Words::new(&person.name, &person.name))).collect()
}
