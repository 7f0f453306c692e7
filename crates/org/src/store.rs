//! All SQL of the slice, and the copy of the organisation that each process keeps.

use std::sync::{Arc, RwLock};

use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{
    BusinessDate, DepartmentId, Error, Id, Instant, Permission, PersonId, PostId, Problems, Result, Scope,
    StoreId,
};
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::calendar::{CalendarDayRow, HoursRow, StoreDayRow};
use crate::chart::Chart;
use crate::organisation::{
    CentreRow, DelegationId, DelegationRow, DepartmentRow, GrantId, GrantRow, HoldingId, HoldingRow, Level,
    LineId, LineKind, LineRow, Organisation, PersonRow, PostRow, StoreRow,
};
use crate::span::Ending;

db::record! {
    /// A store in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct StoreLine {
        /// Key.
        pub id: StoreId,
        /// Name.
        pub name: String,
        /// First business day.
        pub opened_on: BusinessDate,
        /// Last business day.
        pub closed_on: Option<BusinessDate>,
        /// Minutes after midnight at which the next business day begins.
        pub day_cut: i64,
        /// How many hold a post there today.
        pub people: i64,
    }
}

impl StoreLine {
    /// The one of an example.
    pub(crate) fn sample() -> StoreLine {
        let opened_on = jiff::civil::date(2026, 1, 1);
        StoreLine {
            id: StoreId::of(1),
            name: "静安店".into(),
            opened_on,
            closed_on: None,
            day_cut: 120,
            people: 17,
        }
    }
}

db::listing! {
    /// The stores; `$1` is today.
    pub(crate) static STORES: StoreLine = Shape {
        select: "s.id, s.name, s.opened_on, s.closed_on, s.day_cut, \
                 (SELECT count(DISTINCT h.person_id) FROM holding h WHERE h.store_id = s.id AND h.withdrawn_at IS NULL \
                  AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1)) AS people",
        from: "store s",
        only: "",
        key: "s.id",
        sorts: &[Sort::text("name", "s.name"), Sort::text("opened_on", "s.opened_on")],
        filters: &[
            Filter::contains("q", "lower(s.name) LIKE ?"),
            Filter::flag("open", "s.closed_on IS NULL OR s.closed_on >= $1"),
        ],
    };
}

db::record! {
    /// A post in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct PostLine {
        /// Key.
        pub id: PostId,
        /// Code in the handbook.
        pub code: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// Code of its department.
        pub department: Option<String>,
        /// Where it is held.
        pub level: Level,
        /// First day.
        pub created_on: BusinessDate,
        /// Last day.
        pub ended_on: Option<BusinessDate>,
    }
}

db::record! {
    /// A person in a list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct PersonLine {
        /// Key.
        pub id: PersonId,
        /// Name.
        pub name: String,
        /// Staff number.
        pub staff_number: String,
        /// First day.
        pub joined_on: BusinessDate,
        /// Last day.
        pub left_on: Option<BusinessDate>,
    }
}

db::listing! {
    /// The posts; `$1` is today; `$2` is `open` to leave out those that have ended.
    pub(crate) static POSTS: PostLine = Shape {
        select: "p.id, p.code, p.name_zh, p.name_en, p.department, p.level, p.created_on, p.ended_on",
        from: "post p",
        only: "$2 <> 'open' OR p.ended_on IS NULL OR p.ended_on >= $1",
        key: "p.id",
        sorts: &[
            Sort::int("position", "p.position"),
            Sort::text("name", "p.name_zh"),
            Sort::text("created_on", "p.created_on"),
        ],
        filters: &[
            Filter::contains("q", "lower(p.name_zh) LIKE ? OR lower(p.name_en) LIKE ? OR p.code LIKE ?"),
            Filter::text("department", "p.department = ?"),
            Filter::flag("ended", "p.ended_on < $1"),
        ],
    };

    /// The people whom the asker may see: `$1` is today; `$2` is either empty, for everybody, or their keys as
    /// `,1,2,3,`, because who is below whom stands in no table; `$3` is `here` to leave out those who have left.
    pub(crate) static PEOPLE: PersonLine = Shape {
        select: "p.id, p.name, p.staff_number, p.joined_on, p.left_on",
        from: "person p",
        only: "($2 = '' OR $2 LIKE '%,' || CAST(p.id AS TEXT) || ',%') \
               AND ($3 <> 'here' OR p.left_on IS NULL OR p.left_on >= $1)",
        key: "p.id",
        sorts: &[
            Sort::text("staff_number", "p.staff_number"),
            Sort::text("name", "p.find"),
            Sort::text("joined_on", "p.joined_on"),
            Sort::text("left_on", "p.left_on").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "p.find LIKE ? OR lower(p.staff_number) LIKE ?"),
            Filter::int("store", "EXISTS (SELECT 1 FROM holding h WHERE h.person_id = p.id AND h.store_id = ? \
                AND h.withdrawn_at IS NULL AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1))"),
            Filter::text("department", "EXISTS (SELECT 1 FROM holding h JOIN post o ON o.id = h.post_id \
                WHERE h.person_id = p.id AND o.department = ? \
                AND h.withdrawn_at IS NULL AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1))"),
            Filter::text("post", "EXISTS (SELECT 1 FROM holding h JOIN post o ON o.id = h.post_id \
                WHERE h.person_id = p.id AND o.code = ? \
                AND h.withdrawn_at IS NULL AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1))"),
            Filter::text("left", "(? = 'all') OR (? = 'left' AND p.left_on < $1)"),
        ],
    };
}

type Kept = Option<(Arc<Organisation>, Vec<Arc<Chart>>)>;

/// Days that are kept worked out: this week and a little more.
const DAYS: usize = 16;

/// The organisation as this process last read it. Small enough to be kept whole; read again when the database
/// says that it has changed, so that several processes agree.
#[derive(Default, Clone)]
pub struct OrgCache(Arc<RwLock<Kept>>);

impl OrgCache {
    fn organisation(&self, stamp: i64) -> Option<Arc<Organisation>> {
        let kept = self.0.read().ok()?;
        kept.as_ref().map(|(kept, _)| kept).filter(|kept| kept.centre.stamp == stamp).cloned()
    }

    fn chart(&self, of: &Arc<Organisation>, day: BusinessDate) -> Option<Arc<Chart>> {
        let kept = self.0.read().ok()?;
        let (organisation, charts) = kept.as_ref()?;
        charts.iter().find(|chart| Arc::ptr_eq(organisation, of) && chart.day == day).cloned()
    }

    fn keep(&self, chart: &Arc<Chart>) {
        let Ok(mut kept) = self.0.write() else { return };
        if let Some((organisation, charts)) = kept.as_mut()
            && Arc::ptr_eq(organisation, &chart.organisation)
        {
            charts.insert(0, chart.clone());
            charts.truncate(DAYS);
        }
    }
}

/// The organisation as it is now, from the process's copy when that is still fresh.
pub fn organisation(tx: &mut Tx, call: &Call) -> Result<Arc<Organisation>> {
    fresh(tx, call.app.part())
}

/// The organisation on the business date where the asker works.
pub fn today(tx: &mut Tx, call: &Call) -> Result<Arc<Chart>> {
    let organisation = organisation(tx, call)?;
    let store = call.actor.holdings.iter().find_map(|held| held.store);
    on(tx, call.app.part(), organisation.business_date(store, call.now))
}

/// The first day of a month typed as `2026-11`, or by any day of it; the asker's own month where nothing is typed.
pub fn month(tx: &mut Tx, call: &Call, text: &str) -> Result<BusinessDate> {
    if text.trim().is_empty() {
        return Ok(today(tx, call)?.day.first_of_month());
    }
    let mut wrong = Problems::default();
    let month = wrong.need("month", kernel::parse_month(text), "not_a_month");
    wrong.or(month)
}

/// The organisation on a day.
pub fn on(tx: &mut Tx, cache: &OrgCache, day: BusinessDate) -> Result<Arc<Chart>> {
    Ok(chart(cache, fresh(tx, cache)?, day))
}

/// One day of an organisation that was read just now; the days asked for last are kept ready.
pub fn chart(cache: &OrgCache, organisation: Arc<Organisation>, day: BusinessDate) -> Arc<Chart> {
    cache.chart(&organisation, day).unwrap_or_else(|| {
        let chart = Arc::new(Chart::of(organisation, day));
        cache.keep(&chart);
        chart
    })
}

/// The organisation for whoever has no call yet, such as the layer that recognises people.
pub fn fresh(tx: &mut Tx, cache: &OrgCache) -> Result<Arc<Organisation>> {
    let stamp: i64 = tx.scalar(sql!("SELECT stamp FROM centre WHERE id = 1" => (i64,)), args![])?;
    if let Some(kept) = cache.organisation(stamp) {
        return Ok(kept);
    }
    let read = Arc::new(load(tx)?);
    if let Ok(mut kept) = cache.0.write() {
        *kept = Some((read.clone(), vec![]));
    }
    Ok(read)
}

/// Says that the organisation has changed; the last step of every door that changes it. The stamp is random, so
/// that a copy read within a transaction that came to nothing is never taken for a later truth.
pub fn changed(tx: &mut Tx) -> Result<()> {
    tx.exec(sql!("UPDATE centre SET stamp = $1 WHERE id = 1"), args![rand::random::<i64>()]).map(drop)
}

/// Reads all of it.
pub(crate) fn load(tx: &mut Tx) -> Result<Organisation> {
    let centre = tx.find(
        sql!("SELECT name, zone, demo, founded_on, stamp FROM centre WHERE id = 1" => CentreRow),
        args![],
    )?;
    let stores =
        tx.all(sql!("SELECT id, name, day_cut, opened_on, closed_on FROM store" => StoreRow), args![])?;
    let departments = tx.all(
        sql!("SELECT id, store_id, code, name_zh, name_en, opened_on, closed_on FROM department" => DepartmentRow),
        args![],
    )?;
    let posts = tx.all(
        sql!("SELECT id, code, name_zh, name_en, department, level, pays_out, position, created_on, ended_on \
              FROM post" => PostRow),
        args![],
    )?;
    let people =
        tx.all(sql!("SELECT id, name, staff_number, joined_on, left_on FROM person" => PersonRow), args![])?;
    Ok(Organisation {
        centre: centre.ok_or_else(|| Error::fault("no centre yet: run `dianwu init`"))?,
        stores: stores.into_iter().map(|row| (row.id, row)).collect(),
        departments: departments.into_iter().map(|row| (row.id, row)).collect(),
        posts: posts.into_iter().map(|row| (row.id, row)).collect(),
        people: people.into_iter().map(|row| (row.id, row)).collect(),
        lines: lines(tx)?,
        grants: tx.all(
            sql!("SELECT id, post_id, permission, scope, from_day, until_day FROM post_grant \
                  WHERE withdrawn_at IS NULL ORDER BY id" => GrantRow),
            args![],
        )?,
        holdings: tx.all(
            sql!("SELECT id, person_id, post_id, store_id, kind, reason, from_day, until_day FROM holding \
                  WHERE withdrawn_at IS NULL ORDER BY id" => HoldingRow),
            args![],
        )?,
        delegations: tx.all(
            sql!("SELECT id, person_id, stand_in_id, reason, from_day, until_day FROM delegation \
                  WHERE withdrawn_at IS NULL ORDER BY id" => DelegationRow),
            args![],
        )?,
        announced: tx.all(
            sql!("SELECT day, kind, name_zh, name_en, source FROM calendar_day ORDER BY day" => CalendarDayRow),
            args![],
        )?,
        hours: tx.all(
            sql!("SELECT store_id, weekday, from_day, opens, closes FROM store_hours ORDER BY store_id, from_day" => HoursRow),
            args![],
        )?,
        store_days: tx
            .all(sql!("SELECT store_id, day, opens, closes, note FROM store_day ORDER BY store_id, day" => StoreDayRow), args![])?,
    })
}

pub(crate) fn lines(tx: &mut Tx) -> Result<Vec<LineRow>> {
    tx.all(
        sql!("SELECT id, post_id, superior_id, kind, from_day, until_day FROM post_line \
              WHERE withdrawn_at IS NULL ORDER BY id" => LineRow),
        args![],
    )
}

pub(crate) fn is_founded(tx: &mut Tx) -> Result<bool> {
    let centres: i64 = tx.scalar(sql!("SELECT count(*) FROM centre" => (i64,)), args![])?;
    Ok(centres > 0)
}

pub(crate) fn found(tx: &mut Tx, name: &str, zone: &str, demo: bool, on: BusinessDate) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO centre (id, name, zone, demo, founded_on) VALUES (1, $1, $2, $3, $4)"),
        args![name, zone, demo, on],
    )
    .map(drop)
}

pub(crate) fn add_store(tx: &mut Tx, name: &str, day_cut: i64, opened_on: BusinessDate) -> Result<StoreId> {
    tx.scalar(
        sql!("INSERT INTO store (name, day_cut, opened_on) VALUES ($1, $2, $3) RETURNING id" => (StoreId,)),
        args![name, day_cut, opened_on],
    )
}

pub(crate) fn save_store(tx: &mut Tx, store: &StoreRow) -> Result<()> {
    tx.exec(
        sql!("UPDATE store SET name = $2, day_cut = $3, closed_on = $4 WHERE id = $1"),
        args![store.id, &store.name, store.day_cut, store.closed_on],
    )
    .map(drop)
}

pub(crate) fn set_hours(tx: &mut Tx, hours: &HoursRow) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO store_hours (store_id, weekday, from_day, opens, closes) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT (store_id, weekday, from_day) DO UPDATE SET opens = $4, closes = $5"),
        args![hours.store_id, hours.weekday, hours.from_day, hours.opens, hours.closes],
    )
    .map(drop)
}

pub(crate) fn set_store_day(tx: &mut Tx, day: &StoreDayRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO store_day (store_id, day, opens, closes, note) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT (store_id, day) DO UPDATE SET opens = $3, closes = $4, note = $5"
        ),
        args![day.store_id, day.day, day.opens, day.closes, &day.note],
    )
    .map(drop)
}

pub(crate) fn set_calendar_day(tx: &mut Tx, day: &CalendarDayRow) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO calendar_day (day, kind, name_zh, name_en, source) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT (day) DO UPDATE SET kind = $2, name_zh = $3, name_en = $4, source = $5"
        ),
        args![day.day, day.kind, &day.name_zh, &day.name_en, &day.source],
    )
    .map(drop)
}

pub(crate) fn add_department(tx: &mut Tx, department: &DepartmentRow) -> Result<DepartmentId> {
    tx.scalar(
        sql!("INSERT INTO department (store_id, code, name_zh, name_en, opened_on) VALUES ($1, $2, $3, $4, $5) \
              RETURNING id" => (DepartmentId,)),
        args![
            department.store_id,
            &department.code,
            &department.name_zh,
            &department.name_en,
            department.opened_on
        ],
    )
}

pub(crate) fn add_post(tx: &mut Tx, post: &PostRow) -> Result<PostId> {
    tx.scalar(
        sql!("INSERT INTO post (code, name_zh, name_en, department, level, pays_out, position, created_on) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (PostId,)),
        args![
            &post.code,
            &post.name_zh,
            &post.name_en,
            post.department.clone(),
            post.level,
            post.pays_out,
            post.position,
            post.created_on
        ],
    )
}

pub(crate) fn add_line(
    tx: &mut Tx,
    post: PostId,
    superior: PostId,
    kind: LineKind,
    from: BusinessDate,
) -> Result<LineId> {
    tx.scalar(
        sql!("INSERT INTO post_line (post_id, superior_id, kind, from_day) VALUES ($1, $2, $3, $4) RETURNING id"
            => (LineId,)),
        args![post, superior, kind, from],
    )
}

pub(crate) fn add_grant(
    tx: &mut Tx,
    post: PostId,
    permission: Permission,
    scope: Scope,
    from: BusinessDate,
) -> Result<GrantId> {
    tx.scalar(
        sql!("INSERT INTO post_grant (post_id, permission, scope, from_day) VALUES ($1, $2, $3, $4) RETURNING id"
            => (GrantId,)),
        args![post, permission, scope, from],
    )
}

pub(crate) fn add_person(
    tx: &mut Tx,
    name: &str,
    find: &str,
    staff_number: &str,
    joined_on: BusinessDate,
) -> Result<PersonId> {
    tx.scalar(
        sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $2, $3, $4) RETURNING id"
            => (PersonId,)),
        args![name, find, staff_number, joined_on],
    )
}

pub(crate) fn add_holding(tx: &mut Tx, holding: &HoldingRow) -> Result<HoldingId> {
    tx.scalar(
        sql!("INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day, until_day) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" => (HoldingId,)),
        args![
            holding.person_id,
            holding.post_id,
            holding.store_id,
            holding.kind,
            &holding.reason,
            holding.from_day,
            holding.until_day
        ],
    )
}

pub(crate) fn save_post(tx: &mut Tx, post: &PostRow) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE post SET name_zh = $2, name_en = $3, department = $4, pays_out = $5, position = $6, \
              ended_on = $7 WHERE id = $1"
        ),
        args![
            post.id,
            &post.name_zh,
            &post.name_en,
            post.department.clone(),
            post.pays_out,
            post.position,
            post.ended_on
        ],
    )
    .map(drop)
}

pub(crate) fn end_line(tx: &mut Tx, line: LineId, ending: Ending, now: Instant) -> Result<()> {
    match ending {
        Ending::On(day) => {
            tx.exec(sql!("UPDATE post_line SET until_day = $2 WHERE id = $1"), args![line, day])
        }
        Ending::Never => {
            tx.exec(sql!("UPDATE post_line SET withdrawn_at = $2 WHERE id = $1"), args![line, now])
        }
    }
    .map(drop)
}

pub(crate) fn end_grant(tx: &mut Tx, grant: GrantId, ending: Ending, now: Instant) -> Result<()> {
    match ending {
        Ending::On(day) => {
            tx.exec(sql!("UPDATE post_grant SET until_day = $2 WHERE id = $1"), args![grant, day])
        }
        Ending::Never => {
            tx.exec(sql!("UPDATE post_grant SET withdrawn_at = $2 WHERE id = $1"), args![grant, now])
        }
    }
    .map(drop)
}

pub(crate) fn save_person(tx: &mut Tx, person: &PersonRow, find: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE person SET name = $2, find = $3, staff_number = $4, left_on = $5 WHERE id = $1"),
        args![person.id, &person.name, find, &person.staff_number, person.left_on],
    )
    .map(drop)
}

pub(crate) fn end_holding(tx: &mut Tx, holding: HoldingId, ending: Ending, now: Instant) -> Result<()> {
    match ending {
        Ending::On(day) => {
            tx.exec(sql!("UPDATE holding SET until_day = $2 WHERE id = $1"), args![holding, day])
        }
        Ending::Never => {
            tx.exec(sql!("UPDATE holding SET withdrawn_at = $2 WHERE id = $1"), args![holding, now])
        }
    }
    .map(drop)
}

pub(crate) fn add_delegation(tx: &mut Tx, delegation: &DelegationRow) -> Result<DelegationId> {
    tx.scalar(
        sql!("INSERT INTO delegation (person_id, stand_in_id, reason, from_day, until_day) \
              VALUES ($1, $2, $3, $4, $5) RETURNING id" => (DelegationId,)),
        args![
            delegation.person_id,
            delegation.stand_in_id,
            &delegation.reason,
            delegation.from_day,
            delegation.until_day
        ],
    )
}

pub(crate) fn end_delegation(tx: &mut Tx, id: DelegationId, ending: Ending, now: Instant) -> Result<()> {
    match ending {
        Ending::On(day) => {
            tx.exec(sql!("UPDATE delegation SET until_day = $2 WHERE id = $1"), args![id, day])
        }
        Ending::Never => {
            tx.exec(sql!("UPDATE delegation SET withdrawn_at = $2 WHERE id = $1"), args![id, now])
        }
    }
    .map(drop)
}

/// The key of the house itself, for what nobody in particular does.
pub(crate) fn nobody() -> PersonId {
    PersonId::of(0)
}
