//! The first day: a centre, its first store with all departments, and the posts of the handbook with their lines
//! and rights.

use std::collections::BTreeMap;

use db::{Tx, journal};
use kernel::{
    Actor, BusinessDate, Grant, Instant, Permission, PersonId, Place, PostId, Result, StoreId, Words,
};

use crate::calendar::{CalendarDayRow, HoursRow};
use crate::lines::Refused;
use crate::organisation::{DepartmentRow, Level, LineKind, PostRow};
use crate::store;

/// What a centre begins with, from whoever founds it.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The centre's name.
    pub name: String,
    /// The first store's name.
    pub store: String,
    /// The centre's time zone.
    pub zone: String,
    /// A demonstration?
    pub demo: bool,
    /// The first day of its books.
    pub on: BusinessDate,
}

/// What the shipped handbook says of the house: departments, posts, lines and rights.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Code and name.
    pub departments: Vec<(String, Words)>,
    /// Every post.
    pub posts: Vec<PlannedPost>,
    /// The announced days of the mainland's calendar.
    pub calendar: Vec<CalendarDayRow>,
}

/// A post as the handbook has it.
#[derive(Debug, Clone)]
pub struct PlannedPost {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Code of its department.
    pub department: Option<String>,
    /// Where it is held.
    pub level: Level,
    /// Power over money.
    pub pays_out: bool,
    /// Place in lists.
    pub position: i64,
    /// Code of the post it answers to.
    pub superior: Option<String>,
    /// Codes of those who get copies.
    pub dotted: Vec<String>,
    /// What it grants.
    pub grants: Vec<Grant>,
}

/// Opening and closing of a new store until it says otherwise: 10:00 to 21:00, every day.
const USUAL: (i64, i64) = (10 * 60, 21 * 60);

/// Founds the centre. There is nobody yet to hold a mandate, so the house acts itself.
pub fn found(tx: &mut Tx, now: Instant, founding: &Founding, plan: &Plan) -> Result<StoreId> {
    if store::is_founded(tx)? {
        return Err(Refused::Founded.into());
    }
    store::found(tx, &founding.name, &founding.zone, founding.demo, founding.on)?;
    let posts = add_posts(tx, founding.on, &plan.posts)?;
    add_lines(tx, founding.on, &plan.posts, &posts)?;
    plan.calendar.iter().try_for_each(|day| store::set_calendar_day(tx, day))?;
    let first = open_store(tx, &founding.store, 0, founding.on, &plan.departments)?;
    let by = house().mandate(Permission::ManageOrganisation, &Place::centre())?;
    journal::note(tx, now, &by, "centre.founded", "centre", serde_json::json!({ "name": founding.name }))?;
    store::changed(tx)?;
    Ok(first)
}

/// A store with its departments and its week.
pub(crate) fn open_store(
    tx: &mut Tx,
    name: &str,
    day_cut: i64,
    on: BusinessDate,
    departments: &[(String, Words)],
) -> Result<StoreId> {
    let id = store::add_store(tx, name, day_cut, on)?;
    for (code, name) in departments {
        let department = DepartmentRow {
            id: kernel::Id::of(0),
            store_id: id,
            code: code.clone(),
            name_zh: name.zh.clone(),
            name_en: name.en.clone(),
            opened_on: on,
            closed_on: None,
        };
        store::add_department(tx, &department)?;
    }
    for weekday in 1..=7 {
        let (opens, closes) = (Some(USUAL.0), Some(USUAL.1));
        store::set_hours(tx, &HoursRow { store_id: id, weekday, from_day: on, opens, closes })?;
    }
    Ok(id)
}

fn add_posts(tx: &mut Tx, on: BusinessDate, posts: &[PlannedPost]) -> Result<BTreeMap<String, PostId>> {
    let mut ids = BTreeMap::new();
    for planned in posts {
        let row = PostRow {
            id: kernel::Id::of(0),
            code: planned.code.clone(),
            name_zh: planned.name.zh.clone(),
            name_en: planned.name.en.clone(),
            department: planned.department.clone(),
            level: planned.level,
            pays_out: planned.pays_out,
            position: planned.position,
            created_on: on,
            ended_on: None,
        };
        let id = store::add_post(tx, &row)?;
        for grant in &planned.grants {
            store::add_grant(tx, id, grant.permission, grant.scope, on)?;
        }
        ids.insert(planned.code.clone(), id);
    }
    Ok(ids)
}

fn add_lines(
    tx: &mut Tx,
    on: BusinessDate,
    posts: &[PlannedPost],
    ids: &BTreeMap<String, PostId>,
) -> Result<()> {
    for planned in posts {
        let solid = planned.superior.iter().map(|superior| (superior, LineKind::Solid));
        let dotted = planned.dotted.iter().map(|superior| (superior, LineKind::Dotted));
        for (superior, kind) in solid.chain(dotted) {
            if let (Some(post), Some(superior)) = (ids.get(&planned.code), ids.get(superior)) {
                store::add_line(tx, *post, *superior, kind, on)?;
            }
        }
    }
    Ok(())
}

/// The house itself, acting before there is anybody, or by the command line.
pub fn house() -> Actor {
    Actor::house(nobody())
}

fn nobody() -> PersonId {
    store::nobody()
}
