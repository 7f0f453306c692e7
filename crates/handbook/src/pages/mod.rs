//! What people and programs are shown of the handbook, and where they knock.

mod clauses;
mod compare;
mod draft;
mod entry;
mod overview;
mod post;
mod publish;
mod shown;
mod versions;

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
        .get("/handbook/draft", EditHandbook, "Show the draft", draft::show)
        .post("/handbook/draft", EditHandbook, "Open a draft", draft::open)
        .post("/handbook/draft/release", EditHandbook, "Take a new release into a draft", draft::release)
        .post("/handbook/draft/discard", EditHandbook, "Throw the draft away", draft::discard)
        .get("/handbook/draft/publication", EditHandbook, "The form to publish the draft", publish::form)
        .post("/handbook/draft/publication", EditHandbook, "Publish the draft", publish::publish)
        .get("/handbook/draft/entries/new", EditHandbook, "The form of a duty of one's own", entry::new)
        .post("/handbook/draft/entries", EditHandbook, "Add a duty of one's own", entry::add)
        .get("/handbook/draft/entries/{id}", EditHandbook, "The form of an entry", entry::edit)
        .post("/handbook/draft/entries/{id}", EditHandbook, "Change an entry", entry::change)
        .post("/handbook/draft/entries/{id}/withdrawal", EditHandbook, "Withdraw an entry", entry::withdraw)
        .post("/handbook/draft/entries/{id}/restoration", EditHandbook, "Restore an entry", entry::restore)
}
