//! Skills (技能) and who has passed in them. Whoever has not passed is neither booked nor in turn for a treatment.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Permission, PersonId, Place, Result, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::offer::{Level, SkillId};
use crate::refused::Refused;
use crate::store::{self, PassId, PassRow};

/// A skill as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct SkillForm {
    /// Code: `hydro-basic`.
    #[garde(length(max = 40))]
    pub code: String,
    /// Chinese name.
    #[garde(length(chars, max = 40))]
    pub name_zh: String,
    /// English name.
    #[garde(length(chars, max = 80))]
    pub name_en: String,
}

impl Form for SkillForm {
    fn sample() -> SkillForm {
        SkillForm { code: "facial".into(), name_zh: "面部护理".into(), name_en: "Facials".into() }
    }
}

/// Proof that the asker passes people somewhere.
fn passing(call: &Call) -> Result<Mandate> {
    let store = call.actor.holdings.iter().find_map(|held| held.store);
    let here = call.mandate(Permission::PassSkills, &Place { store, ..Place::default() });
    here.or_else(|_| call.mandate(Permission::PassSkills, &Place::centre()))
}

/// Adds a skill.
pub fn add(tx: &mut Tx, call: &Call, form: &SkillForm) -> Result<SkillId> {
    let by = passing(call)?;
    let mut wrong = web::limits(form);
    let code = Some(form.code.trim()).filter(|code| is_code(code));
    let code = wrong.need("code", code, "org.not_a_code");
    let name = Some(form.name_zh.trim()).filter(|name| !name.is_empty());
    let name = wrong.need("name_zh", name, "needed");
    let (code, name) = wrong.or(code.zip(name))?;
    if store::skills(tx)?.iter().any(|skill| skill.code == code) {
        return Err(Refused::SkillTaken { code: code.to_owned() }.into());
    }
    let id = store::add_skill(tx, code, &Words::new(name, form.name_en.trim()))?;
    call.note(tx, &by, "skill.added", format!("skills/{id}"), json!({ "code": code, "name": name }))?;
    Ok(id)
}

fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A pass as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PassForm {
    /// Key of the skill.
    #[garde(length(max = 20))]
    pub skill: String,
    /// Key of the person.
    #[garde(length(max = 20))]
    pub person: String,
    /// `basic`, `skilled` or `master`.
    #[garde(length(max = 20))]
    pub level: String,
    /// First day; empty is today.
    #[garde(length(max = 10))]
    pub passed_on: String,
    /// Last day; empty is without end.
    #[garde(length(max = 10))]
    pub until_day: String,
    /// How it was seen: the test, its marks.
    #[garde(length(chars, max = 400))]
    pub note: String,
}

impl Form for PassForm {
    fn sample() -> PassForm {
        PassForm {
            skill: "1".into(),
            person: "7".into(),
            level: "skilled".into(),
            passed_on: "2026-11-01".into(),
            until_day: "2027-10-31".into(),
            note: "实操 92 分".into(),
        }
    }
}

struct NewPass {
    skill: SkillId,
    person: PersonId,
    level: Level,
    from: BusinessDate,
    until: Option<BusinessDate>,
}

impl PassForm {
    fn parse(&self, skills: &[SkillId], people: &org::Organisation, today: BusinessDate) -> Result<NewPass> {
        let mut wrong = web::limits(self);
        let skill = self.skill.trim().parse().ok().filter(|skill| skills.contains(skill));
        let skill = wrong.need("skill", skill, "not_a_choice");
        let person = self.person.trim().parse().ok().filter(|person| people.person(*person).is_ok());
        let person = wrong.need("person", person, "not_a_choice");
        let level = wrong.need("level", Level::from_code(&self.level), "not_a_choice");
        let from = match self.passed_on.trim() {
            "" => Some(today),
            text => wrong.need("passed_on", parse_day(text).filter(|day| *day <= today), "not_a_past_day"),
        };
        let until = match self.until_day.trim() {
            "" => None,
            text => wrong.need("until_day", parse_day(text), "not_a_day"),
        };
        if until.is_some() && until < from {
            wrong.add("until_day", "day_order");
        }
        let read = (skill.zip(person)).zip(level.zip(from));
        wrong.or(read.map(|((skill, person), (level, from))| NewPass { skill, person, level, from, until }))
    }
}

/// Writes down that somebody else has passed.
pub fn pass(tx: &mut Tx, call: &Call, form: &PassForm) -> Result<PassId> {
    passing(call)?;
    let chart = org::today(tx, call)?;
    let skills: Vec<SkillId> = store::skills(tx)?.iter().map(|skill| skill.id).collect();
    let new = form.parse(&skills, &chart.organisation, chart.day)?;
    let by = call.mandate(Permission::PassSkills, &place_of(&chart, new.person))?;
    if by.person == new.person {
        return Err(Refused::OwnPass.into());
    }
    let row = PassRow {
        id: kernel::Id::of(0),
        skill_id: new.skill,
        person_id: new.person,
        level: new.level,
        passed_on: new.from,
        until_day: new.until,
        passed_by: by.person,
        passed_at: call.now,
        note: form.note.trim().to_owned(),
        taken_back_by: None,
        taken_back_at: None,
        taken_back_why: String::new(),
    };
    let id = store::add_pass(tx, &row)?;
    let detail = json!({ "person": new.person, "level": new.level, "until": new.until });
    call.note(tx, &by, "skill.passed", format!("skills/{}", new.skill), detail)?;
    store::changed(tx)?;
    Ok(id)
}

/// Where a person works: her first seat of the day.
fn place_of(chart: &org::Chart, person: PersonId) -> Place {
    let seat = chart.seats_held(person).first();
    Place::of(person, seat.and_then(|seat| seat.store), seat.and_then(|seat| chart.department(*seat)))
}

/// Why a pass no longer counts, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct TakeBackForm {
    /// Why.
    #[garde(length(chars, max = 400))]
    pub reason: String,
}

impl Form for TakeBackForm {
    fn sample() -> TakeBackForm {
        TakeBackForm { reason: "复考未过".into() }
    }
}

/// Takes a pass back; it stays readable with the reason.
pub fn take_back(tx: &mut Tx, call: &Call, id: PassId, form: &TakeBackForm) -> Result<()> {
    let row = store::pass(tx, id)?;
    let chart = org::today(tx, call)?;
    let by = call.mandate(Permission::PassSkills, &place_of(&chart, row.person_id))?;
    let mut wrong = web::limits(form);
    let reason = Some(form.reason.trim()).filter(|text| !text.is_empty());
    let reason = wrong.need("reason", reason, "needed");
    let reason = wrong.or(reason)?;
    if row.taken_back_at.is_some() {
        return Err(Refused::PassGone.into());
    }
    store::take_pass_back(tx, id, reason, by.person, call.now)?;
    let detail = json!({ "person": row.person_id, "reason": reason });
    call.note(tx, &by, "skill.taken_back", format!("skills/{}", row.skill_id), detail)?;
    store::changed(tx)
}
