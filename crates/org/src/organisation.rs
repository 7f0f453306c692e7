use std::collections::BTreeMap;

use db::record;

use jiff::tz::TimeZone;
use kernel::{
    BusinessDate, DayCut, DepartmentId, Error, Instant, Lang, Permission, PersonId, PostId, Result, Scope,
    StoreId, Words, codes, ids,
};

use crate::calendar::{CalendarDayRow, HoursRow, StoreCalendar, StoreDayRow};

ids! {
    /// A person's holding of a post (任职).
    pub struct HoldingId;
    /// A line from a post to its superior.
    pub struct LineId;
    /// A permission that a post gives.
    pub struct GrantId;
    /// Authority handed to a stand-in (授权代理).
    pub struct DelegationId;
}

codes! {
    /// Where a post is held.
    pub enum Level {
        /// Once for the whole centre.
        Centre = "centre",
        /// In each store.
        Store = "store",
    }
}

codes! {
    /// How a post answers to another.
    pub enum LineKind {
        /// The superior: reviews, approves, hears of what is overdue.
        Solid = "solid",
        /// Gets copies of the reports.
        Dotted = "dotted",
    }
}

codes! {
    /// How a post is held.
    pub enum Tenure {
        /// In full (正式).
        Full = "full",
        /// Until somebody is appointed (代理).
        Acting = "acting",
    }
}

record! {
    /// The centre itself.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CentreRow {
        /// Its name.
        pub name: String,
        /// Its time zone.
        pub zone: String,
        /// A demonstration, with nothing real in it?
        pub demo: bool,
        /// The day its books begin.
        pub founded_on: BusinessDate,
        /// Another number after every change of the organisation.
        pub stamp: i64,
    }
}

record! {
    /// A store.
    #[derive(Debug, Clone, PartialEq)]
    pub struct StoreRow {
        /// Key.
        pub id: StoreId,
        /// Name.
        pub name: String,
        /// Minutes after midnight at which the next business day begins.
        pub day_cut: i64,
        /// First business day.
        pub opened_on: BusinessDate,
        /// Last business day.
        pub closed_on: Option<BusinessDate>,
    }
}

record! {
    /// A department of a store.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DepartmentRow {
        /// Key.
        pub id: DepartmentId,
        /// Its store.
        pub store_id: StoreId,
        /// Its code, the same in every store.
        pub code: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// First day.
        pub opened_on: BusinessDate,
        /// Last day.
        pub closed_on: Option<BusinessDate>,
    }
}

record! {
    /// A post.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PostRow {
        /// Key.
        pub id: PostId,
        /// Its code in the handbook.
        pub code: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// Code of the department its holders belong to.
        pub department: Option<String>,
        /// Where it is held.
        pub level: Level,
        /// Power over money: two-step sign-in is required.
        pub pays_out: bool,
        /// Place in lists.
        pub position: i64,
        /// First day.
        pub created_on: BusinessDate,
        /// Last day.
        pub ended_on: Option<BusinessDate>,
    }
}

record! {
    /// A line from a post up to another.
    #[derive(Debug, Clone, PartialEq)]
    pub struct LineRow {
        /// Key.
        pub id: LineId,
        /// Who answers.
        pub post_id: PostId,
        /// To whom.
        pub superior_id: PostId,
        /// How.
        pub kind: LineKind,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: Option<BusinessDate>,
    }
}

record! {
    /// A permission that a post gives.
    #[derive(Debug, Clone, PartialEq)]
    pub struct GrantRow {
        /// Key.
        pub id: GrantId,
        /// The post.
        pub post_id: PostId,
        /// What one may do.
        pub permission: Permission,
        /// Over what.
        pub scope: Scope,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: Option<BusinessDate>,
    }
}

record! {
    /// Somebody who works here.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PersonRow {
        /// Key.
        pub id: PersonId,
        /// Name.
        pub name: String,
        /// Staff number (工号).
        pub staff_number: String,
        /// First day.
        pub joined_on: BusinessDate,
        /// Last day.
        pub left_on: Option<BusinessDate>,
    }
}

record! {
    /// A post held by a person.
    #[derive(Debug, Clone, PartialEq)]
    pub struct HoldingRow {
        /// Key.
        pub id: HoldingId,
        /// Who.
        pub person_id: PersonId,
        /// Which post.
        pub post_id: PostId,
        /// Where; empty for posts of the whole centre.
        pub store_id: Option<StoreId>,
        /// In full or acting.
        pub kind: Tenure,
        /// Why, in the words of whoever appointed.
        pub reason: String,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: Option<BusinessDate>,
    }
}

record! {
    /// Authority handed to a stand-in for some days.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DelegationRow {
        /// Key.
        pub id: DelegationId,
        /// Whose authority.
        pub person_id: PersonId,
        /// Who stands in.
        pub stand_in_id: PersonId,
        /// Why.
        pub reason: String,
        /// First day.
        pub from_day: BusinessDate,
        /// Last day.
        pub until_day: BusinessDate,
    }
}

/// Does something hold on a day, between its first and its last?
pub fn holds(from: BusinessDate, until: Option<BusinessDate>, day: BusinessDate) -> bool {
    from <= day && until.is_none_or(|until| day <= until)
}

impl PostRow {
    /// The name in both languages.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }
}

impl DepartmentRow {
    /// The name in both languages.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }
}

/// The whole organisation, with what was and what is to come.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The centre.
    pub centre: CentreRow,
    /// Its stores.
    pub stores: BTreeMap<StoreId, StoreRow>,
    /// Their departments.
    pub departments: BTreeMap<DepartmentId, DepartmentRow>,
    /// Every post there ever was.
    pub posts: BTreeMap<PostId, PostRow>,
    /// Every line.
    pub lines: Vec<LineRow>,
    /// Every grant.
    pub grants: Vec<GrantRow>,
    /// Everybody.
    pub people: BTreeMap<PersonId, PersonRow>,
    /// Every holding.
    pub holdings: Vec<HoldingRow>,
    /// Every delegation.
    pub delegations: Vec<DelegationRow>,
    /// The mainland's announced days, by day.
    pub announced: Vec<CalendarDayRow>,
    /// The weeks that stores keep, by store.
    pub hours: Vec<HoursRow>,
    /// Their single days, by store and day.
    pub store_days: Vec<StoreDayRow>,
}

impl Organisation {
    /// The days of a store, or of the centre.
    pub fn calendar(&self, store: Option<StoreId>) -> StoreCalendar<'_> {
        StoreCalendar::of(store, &self.announced, &self.hours, &self.store_days)
    }

    /// The centre's time zone.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.centre.zone).unwrap_or(TimeZone::UTC)
    }

    /// How a store tells its business day; the centre itself cuts at midnight.
    pub fn day_cut(&self, store: Option<StoreId>) -> DayCut {
        let minutes = store.and_then(|id| self.stores.get(&id)).map_or(0, |store| store.day_cut);
        DayCut { zone: self.zone(), minutes }
    }

    /// The business date somewhere at a moment.
    pub fn business_date(&self, store: Option<StoreId>, at: Instant) -> BusinessDate {
        self.day_cut(store).business_date(at)
    }

    /// A store, or the answer that there is none.
    pub fn store(&self, id: StoreId) -> Result<&StoreRow> {
        self.stores.get(&id).ok_or_else(Error::missing)
    }

    /// A post, or the answer that there is none.
    pub fn post(&self, id: PostId) -> Result<&PostRow> {
        self.posts.get(&id).ok_or_else(Error::missing)
    }

    /// A person, or the answer that there is none.
    pub fn person(&self, id: PersonId) -> Result<&PersonRow> {
        self.people.get(&id).ok_or_else(Error::missing)
    }

    /// The kinds of department that stores have: code and name, each once.
    pub fn department_kinds(&self) -> Vec<(String, Words)> {
        let mut kinds: Vec<(String, Words)> = vec![];
        for department in self.departments.values() {
            if !kinds.iter().any(|(code, _)| *code == department.code) {
                kinds.push((department.code.clone(), department.name()));
            }
        }
        kinds
    }

    /// A person's name.
    pub fn person_name(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |person| &person.name)
    }

    /// A post's name in a language.
    pub fn post_name(&self, id: PostId, lang: Lang) -> &str {
        self.posts.get(&id).map_or("", |post| match lang {
            Lang::English if !post.name_en.is_empty() => &post.name_en,
            _ => &post.name_zh,
        })
    }

    /// The post of a code.
    pub fn post_by_code(&self, code: &str) -> Option<&PostRow> {
        self.posts.values().find(|post| post.code == code)
    }

    /// The department of a code in a store.
    pub fn department_in(&self, store: StoreId, code: &str) -> Option<&DepartmentRow> {
        self.departments.values().find(|d| d.store_id == store && d.code == code)
    }
}
