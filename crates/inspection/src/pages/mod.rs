//! What people and programs are shown of rounds.

mod controls;
mod corrections;
mod heat;
mod pictures;
mod rounds;
mod safety;
mod sheet;
mod walks;

use kernel::Permission::{FillChecklist, KeepSafety, MendFindings, SignControls, ViewChecklists, WalkRounds};
use web::{Access, Routes};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("inspection")
        .get("/opening", FillChecklist, "Today's opening checklist", sheet::opening)
        .post("/opening", FillChecklist, "Keep or hand in today's opening checklist", sheet::fill_opening)
        .get("/rounds", FillChecklist, "The rounds of one's store today", rounds::list)
        .get("/rounds/summary", ViewChecklists, "What was found by point and day", heat::show)
        .get("/rounds/{id}", FillChecklist, "Today's sheet of a round", sheet::show)
        .post("/rounds/{id}", FillChecklist, "Keep or hand in today's sheet of a round", sheet::fill)
        .get("/rounds/pictures/{id}", Access::SignedIn, "A picture of what was found", pictures::show)
        .get("/walks", ViewChecklists, "List the rounds that were walked", walks::list)
        .get("/walks/{id}", Access::SignedIn, "Show a round that was walked", walks::show)
        .get("/corrections", MendFindings, "List what has to be put right", corrections::list)
        .get("/corrections/{id}", MendFindings, "Show what has to be put right", corrections::show)
        .post("/corrections/{id}/mending", MendFindings, "Say that it was put right", corrections::mend)
        .post("/corrections/{id}/check", WalkRounds, "Look again at what was put right", corrections::check)
        .get("/safety-equipment", KeepSafety, "List the safety equipment", safety::list)
        .post("/safety-equipment", KeepSafety, "Put a piece into the register", safety::add)
        .get("/safety-equipment/{id}", KeepSafety, "Show a piece of safety equipment", safety::show)
        .post("/safety-equipment/{id}/check", KeepSafety, "Say that a piece is in order", safety::check)
        .post("/safety-equipment/{id}/removal", KeepSafety, "Take a piece away", safety::remove)
        .get("/administration-sheet", SignControls, "The day's sheet of all controls", controls::show)
        .post("/administration-sheet", SignControls, "Sign a control of the day", controls::sign)
}
