use db::{Tx, args, sql};
use kernel::{BusinessDate, Instant, PersonId, Result, Words, ids};

use crate::offer::{Level, SkillId};

ids! {
    /// A pass in a skill.
    pub struct PassId;
}

db::record! {
    /// A skill.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SkillRow {
        /// Key.
        pub id: SkillId,
        /// Its code.
        pub code: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
    }
}

impl SkillRow {
    /// Both names.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }
}

db::record! {
    /// A pass.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PassRow {
        /// Key.
        pub id: PassId,
        /// In what.
        pub skill_id: SkillId,
        /// Who.
        pub person_id: PersonId,
        /// How well.
        pub level: Level,
        /// First day.
        pub passed_on: BusinessDate,
        /// Last day.
        pub until_day: Option<BusinessDate>,
        /// Who says so.
        pub passed_by: PersonId,
        /// When it was written down.
        pub passed_at: Instant,
        /// How it was seen.
        pub note: String,
        /// Who took it back.
        pub taken_back_by: Option<PersonId>,
        /// When.
        pub taken_back_at: Option<Instant>,
        /// Why.
        pub taken_back_why: String,
    }
}

pub(crate) fn skills(tx: &mut Tx) -> Result<Vec<SkillRow>> {
    tx.all(sql!("SELECT id, code, name_zh, name_en FROM skill ORDER BY id" => SkillRow), args![])
}

pub(crate) fn skill(tx: &mut Tx, id: SkillId) -> Result<SkillRow> {
    tx.get(sql!("SELECT id, code, name_zh, name_en FROM skill WHERE id = $1" => SkillRow), args![id])
}

pub(crate) fn add_skill(tx: &mut Tx, code: &str, name: &Words) -> Result<SkillId> {
    tx.scalar(
        sql!("INSERT INTO skill (code, name_zh, name_en) VALUES ($1, $2, $3) RETURNING id" => (SkillId,)),
        args![code, &name.zh, &name.en],
    )
}

pub(crate) fn add_pass(tx: &mut Tx, pass: &PassRow) -> Result<PassId> {
    tx.scalar(
        sql!("INSERT INTO skill_pass (skill_id, person_id, level, passed_on, until_day, passed_by, passed_at, note) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id" => (PassId,)),
        args![
            pass.skill_id,
            pass.person_id,
            pass.level,
            pass.passed_on,
            pass.until_day,
            pass.passed_by,
            pass.passed_at,
            &pass.note
        ],
    )
}

pub(crate) fn pass(tx: &mut Tx, id: PassId) -> Result<PassRow> {
    tx.get(
        sql!("SELECT id, skill_id, person_id, level, passed_on, until_day, passed_by, passed_at, note, \
              taken_back_by, taken_back_at, taken_back_why FROM skill_pass WHERE id = $1" => PassRow),
        args![id],
    )
}

/// Every pass there ever was, the newest first.
pub(crate) fn pass_rows(tx: &mut Tx) -> Result<Vec<PassRow>> {
    tx.all(
        sql!("SELECT id, skill_id, person_id, level, passed_on, until_day, passed_by, passed_at, note, \
              taken_back_by, taken_back_at, taken_back_why FROM skill_pass ORDER BY passed_on DESC, id DESC"
            => PassRow),
        args![],
    )
}

pub(crate) fn take_pass_back(tx: &mut Tx, id: PassId, why: &str, by: PersonId, at: Instant) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE skill_pass SET taken_back_by = $2, taken_back_at = $3, taken_back_why = $4 \
              WHERE id = $1 AND taken_back_at IS NULL"
        ),
        args![id, by, at, why],
    )
    .map(drop)
}
