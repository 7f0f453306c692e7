//! The first day: the shipped handbook becomes the centre's first version, and its posts the organisation.

use db::{Tx, journal};
use kernel::{BusinessDate, Instant, Mandate, Result};
use org::founding::{Plan, PlannedPost};
use serde_json::json;

use crate::merge::Leaf;
use crate::shipped::shipped;
use crate::store::{self, NewVersion};
use crate::version::{State, VersionId};

/// What the shipped handbook says of the house, for whoever founds a centre.
pub fn plan() -> Result<Plan> {
    let shipped = shipped()?;
    let departments = shipped.book.departments.iter().map(|d| (d.code.clone(), d.name.clone()));
    let posts = shipped.book.posts.iter().map(|post| PlannedPost {
        code: post.code.clone(),
        name: post.name.clone(),
        department: post.department.clone(),
        level: post.level,
        pays_out: post.pays_out,
        position: post.order,
        superior: post.superior.clone(),
        dotted: post.dotted.clone(),
        grants: shipped.rights.get(&post.code).cloned().unwrap_or_default(),
    });
    Ok(Plan {
        departments: departments.collect(),
        posts: posts.collect(),
        calendar: shipped.calendar.clone(),
    })
}

/// Makes the shipped handbook the centre's version 1, in force from a day on.
pub fn founding(tx: &mut Tx, now: Instant, by: &Mandate, day: BusinessDate) -> Result<VersionId> {
    let shipped = shipped()?;
    let leaves: Vec<Leaf> = shipped.book.entries.iter().cloned().map(Leaf::of).collect();
    store::keep_release(tx, now, &shipped.hash, shipped.release, &shipped.book.entries)?;
    let new = NewVersion {
        state: State::Published,
        follows: None,
        based_on: &shipped.hash,
        effective_from: Some(day),
        title: "",
        reason: "",
        review: &[],
        leaves: &leaves,
    };
    let (id, number) = store::add(tx, now, by, &new)?;
    let detail = json!({ "number": number, "from": day, "release": shipped.hash });
    journal::note(tx, now, by, "handbook.founded", format!("handbook/versions/{id}"), detail)?;
    Ok(id)
}
