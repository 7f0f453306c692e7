//! What people and programs are shown of the handbook, and where they knock.

mod clauses;
mod compare;
mod draft;
mod drafting;
mod entry;
mod overview;
mod post;
mod publish;
mod seen;
mod shown;
mod versions;
mod words;
mod writing;

use kernel::Permission::{EditHandbook, ReadHandbook};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("handbook")
        .get("/handbook", ReadHandbook, "Show the handbook in force", overview::show)
        .get("/handbook/posts/{id}", ReadHandbook, "Show what a post is and does", post::show)
        .get("/handbook/clauses", ReadHandbook, "List the clauses and how they stand", clauses::list)
        .get("/handbook/versions", ReadHandbook, "List the versions", versions::list)
        .get("/handbook/versions/{id}", ReadHandbook, "Show a version", versions::show)
        .get("/handbook/compare", ReadHandbook, "Set two versions side by side", compare::show)
        .get("/handbook/draft", EditHandbook, "Show the draft", drafting::show)
        .post("/handbook/draft", EditHandbook, "Open a draft", drafting::open)
        .post("/handbook/draft/release", EditHandbook, "Take a new release into a draft", drafting::release)
        .post("/handbook/draft/discard", EditHandbook, "Throw the draft away", drafting::discard)
        .get("/handbook/draft/publication", EditHandbook, "The form to publish the draft", publish::form)
        .post("/handbook/draft/publication", EditHandbook, "Publish the draft", publish::publish)
        .get("/handbook/draft/entries/new", EditHandbook, "The form of a duty of one's own", writing::new)
        .post("/handbook/draft/entries", EditHandbook, "Add a duty of one's own", writing::add)
        .get("/handbook/draft/entries/{id}", EditHandbook, "The form of an entry", writing::edit)
        .post("/handbook/draft/entries/{id}", EditHandbook, "Change an entry", writing::change)
        .post("/handbook/draft/entries/{id}/withdrawal", EditHandbook, "Withdraw an entry", writing::withdraw)
        .post("/handbook/draft/entries/{id}/restoration", EditHandbook, "Restore an entry", writing::restore)
}
