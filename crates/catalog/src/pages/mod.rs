//! What people and programs are shown of the catalogue.

mod dossier;
mod form;
mod list;
mod prices;
mod proposal;
mod proposals;
mod reviews;
mod seen;
mod skill;
mod skills;

use kernel::Permission::{DecideCatalog, PassSkills, ProposeCatalog, ViewCatalog};
use kernel::{Permission, Place};
use web::{Call, Routes};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("catalog")
        .get("/catalog", ViewCatalog, "List treatments, products, packages and instruments", list::list)
        .get("/catalog/prices", ViewCatalog, "The price list of a day", prices::show)
        .get("/offers/{id}", ViewCatalog, "Show the dossier of a treatment or another thing", dossier::show)
        .get("/offers/{id}/review", ProposeCatalog, "The sheet to look back at a thing", reviews::new)
        .post("/offers/{id}/reviews", ProposeCatalog, "Look back at a thing", reviews::add)
        .get("/reviews", ProposeCatalog, "List the looks back, and what is due for one", reviews::list)
        .get("/proposals", ProposeCatalog, "List the proposed changes of the catalogue", proposals::list)
        .get("/proposals/new", ProposeCatalog, "The form of a proposal", form::new)
        .post("/proposals", ProposeCatalog, "Propose a change of the catalogue", form::propose)
        .get("/proposals/{id}", ProposeCatalog, "Show a proposal", proposal::show)
        .post("/proposals/{id}/trials", ProposeCatalog, "Write down a trial", proposal::try_out)
        .post("/proposals/{id}/decision", DecideCatalog, "Decide on a proposal", proposal::decide)
        .post("/proposals/{id}/publication", DecideCatalog, "Publish what was approved", proposal::publish)
        .post(
            "/proposals/{id}/withdrawal",
            ProposeCatalog,
            "Take one's own proposal back",
            proposal::take_back,
        )
        .get("/skills", ViewCatalog, "Who has passed in which skill", skills::show)
        .get("/skills/new", PassSkills, "The form of a skill", skills::new)
        .post("/skills", PassSkills, "Add a skill", skills::add)
        .get("/skills/{id}", ViewCatalog, "Show a skill with all its passes", skill::show)
        .get("/passes/new", PassSkills, "The form of a pass", skill::new_pass)
        .post("/passes", PassSkills, "Write down that somebody has passed", skill::pass)
        .get("/passes/{id}/end", PassSkills, "The form that takes a pass back", skill::ending)
        .post("/passes/{id}/end", PassSkills, "Take a pass back", skill::end)
}

/// May the asker do it for the whole centre?
fn may(call: &Call, permission: Permission) -> bool {
    call.actor.may_at(permission, &Place::centre())
}

/// Does the asker see what things cost the house?
fn sees_costs(call: &Call) -> bool {
    may(call, ProposeCatalog) || may(call, DecideCatalog)
}
