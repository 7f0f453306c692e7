//! Posts: opened, changed, ended; to whom each answers, and what it allows.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Id, Mandate, Permission, Place, PostId, Result, Scope, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::lines::{Fault, Refused, check, solid_superior};
use crate::organisation::{
    GrantId, GrantRow, Level, LineId, LineKind, LineRow, Organisation, PostRow, holds,
};
use crate::span::{Ending, day_of, not_past, overlap, text_of};
use crate::stores::day_or_none;
use crate::{store, words};

/// A post as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PostForm {
    /// Its code, in small letters with hyphens; stays when the post is changed.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub code: String,
    /// Chinese name.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name_zh: String,
    /// English name.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub name_en: String,
    /// Code of the department its holders belong to; may be empty.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub department: String,
    /// `centre` or `store`; stays when the post is changed.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub level: String,
    /// Place in lists; empty is after all others.
    #[serde(default)]
    #[garde(length(max = 9))]
    pub position: String,
    /// `yes` for power over money: two-step sign-in is required.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub pays_out: String,
    /// Code of the post it answers to, when it is opened; empty for the topmost.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub superior: String,
    /// Its first day, when it is opened; empty is today.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
}

impl Form for PostForm {
    fn sample() -> PostForm {
        PostForm {
            code: "night-manager".into(),
            name_zh: "夜班主管".into(),
            name_en: "Night manager".into(),
            department: "front-desk".into(),
            level: "store".into(),
            position: "170".into(),
            pays_out: String::new(),
            superior: "general-manager".into(),
            from_day: "2026-12-01".into(),
        }
    }
}

/// A post that can be opened or saved.
struct Parsed {
    row: PostRow,
    superior: Option<PostId>,
}

impl PostForm {
    /// A changed post keeps its code, its level and its days.
    fn parse(
        &self,
        organisation: &Organisation,
        today: BusinessDate,
        old: Option<&PostRow>,
    ) -> Result<Parsed> {
        let mut wrong = web::limits(self);
        let code = match old {
            Some(old) => Some(old.code.as_str()),
            None => wrong.need("code", Some(self.code.trim()).filter(|code| is_code(code)), "org.not_a_code"),
        };
        let name_zh = text_of(&mut wrong, "name_zh", &self.name_zh);
        let department = match self.department.trim() {
            "" => None,
            code => {
                let known = organisation.department_kinds().into_iter().find(|(known, _)| known == code);
                wrong.need("department", known.map(|(code, _)| code), "not_a_choice")
            }
        };
        let level = match old {
            Some(old) => Some(old.level),
            None => wrong.need("level", Level::from_code(self.level.trim()), "not_a_choice"),
        };
        let last = organisation.posts.values().map(|post| post.position).max().unwrap_or_default();
        let position = match self.position.trim() {
            "" => Some(old.map_or(last.saturating_add(10), |old| old.position)),
            text => wrong.need("position", text.parse().ok().filter(|n| *n >= 0), "not_a_number"),
        };
        let superior = match self.superior.trim() {
            _ if old.is_some() => None,
            "" => None,
            code => {
                wrong.need("superior", organisation.post_by_code(code).map(|post| post.id), "not_a_choice")
            }
        };
        let created_on = match old {
            Some(old) => old.created_on,
            None => day_or_none(&mut wrong, "from_day", &self.from_day).unwrap_or(today),
        };
        let known = code.zip(name_zh).zip(level).zip(position);
        wrong.or(known.map(|(((code, name_zh), level), position)| Parsed {
            row: PostRow {
                id: old.map_or(PostId::of(0), |old| old.id),
                code: code.to_owned(),
                name_zh: name_zh.to_owned(),
                name_en: self.name_en.trim().to_owned(),
                department,
                level,
                pays_out: self.pays_out == "yes",
                position,
                created_on,
                ended_on: old.and_then(|old| old.ended_on),
            },
            superior,
        }))
    }
}

/// Small letters and digits, hyphens between them, a letter first.
fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Opens a post under the one that it answers to. Only the very first may answer to nobody.
pub fn open(tx: &mut Tx, call: &Call, form: &PostForm) -> Result<PostId> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let new = form.parse(organisation, chart.day, None)?;
    let from = not_past(chart.day, new.row.created_on)?;
    if organisation.post_by_code(&new.row.code).is_some() {
        return Err(Refused::NameTaken { name: new.row.code }.into());
    }
    let top = top(organisation, chart.day);
    if let (None, Some(top)) = (new.superior, top) {
        return Err(Refused::SecondTop { post: name(organisation, top) }.into());
    }
    let id = store::add_post(tx, &new.row)?;
    if let Some(superior) = new.superior {
        levels_fit(organisation, new.row.level, superior)?;
        store::add_line(tx, id, superior, LineKind::Solid, from)?;
    }
    let mut after = Organisation::clone(organisation);
    after.posts.insert(id, PostRow { id, ..new.row.clone() });
    after.lines = store::lines(tx)?;
    whole(&after, top.unwrap_or(id), from)?;
    let detail =
        json!({ "code": new.row.code, "name": new.row.name(), "superior": new.superior, "from": from });
    call.note(tx, &by, "post.opened", format!("posts/{id}"), detail)?;
    store::changed(tx)?;
    Ok(id)
}

/// Renames a post, moves it in the lists or to another department, or says that it has power over money.
pub fn change(tx: &mut Tx, call: &Call, id: PostId, form: &PostForm) -> Result<()> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let old = chart.organisation.post(id)?;
    let new = form.parse(&chart.organisation, chart.day, Some(old))?.row;
    store::save_post(tx, &new)?;
    let told = |post: &PostRow| {
        json!({ "name": post.name(), "department": post.department, "position": post.position,
                "pays_out": post.pays_out })
    };
    call.note(
        tx,
        &by,
        "post.changed",
        format!("posts/{id}"),
        json!({ "from": told(old), "to": told(&new) }),
    )?;
    store::changed(tx)
}

/// A last day, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct EndForm {
    /// The last day, `YYYY-MM-DD`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub until_day: String,
}

impl Form for EndForm {
    fn sample() -> EndForm {
        EndForm { until_day: "2026-12-31".into() }
    }
}

impl EndForm {
    pub(crate) fn parse(&self) -> Result<BusinessDate> {
        let mut wrong = web::limits(self);
        let day = day_of(&mut wrong, "until_day", &self.until_day);
        wrong.or(day)
    }
}

/// Sets a post's last day. Nobody may hold it beyond, and nobody may be left without a superior.
pub fn end(tx: &mut Tx, call: &Call, id: PostId, form: &EndForm) -> Result<()> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let old = organisation.post(id)?;
    let day = not_past(chart.day.max(old.created_on), form.parse()?)?;
    let beyond = organisation.holdings.iter().filter(|held| held.post_id == id);
    let names: Vec<&str> = beyond
        .filter(|held| held.until_day.is_none_or(|until| until > day))
        .map(|held| organisation.person_name(held.person_id))
        .collect();
    if !names.is_empty() {
        return Err(Refused::StillHeld { what: names.join("、") }.into());
    }
    let mut after = Organisation::clone(organisation);
    after.posts.insert(id, PostRow { ended_on: Some(day), ..old.clone() });
    if let Some(top) = top(organisation, chart.day) {
        whole(&after, top, chart.day)?;
    }
    if organisation.grants.iter().any(|grant| grant.post_id == id && manages(grant)) {
        somebody_manages(&after, None, day)?;
    }
    store::save_post(tx, &after.posts[&id])?;
    let dotted = organisation.lines.iter().filter(|line| line.kind == LineKind::Dotted);
    for line in dotted.filter(|line| line.post_id == id || line.superior_id == id) {
        if line.until_day.is_none_or(|until| until > day) {
            store::end_line(tx, line.id, Ending::of(line.from_day, day), call.now)?;
        }
    }
    call.note(tx, &by, "post.ended", format!("posts/{id}"), json!({ "until": day }))?;
    store::changed(tx)
}

/// A line up to another post, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct LineForm {
    /// Code of the post above.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub superior: String,
    /// The first day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
}

impl Form for LineForm {
    fn sample() -> LineForm {
        LineForm { superior: "general-manager".into(), from_day: "2026-12-01".into() }
    }
}

impl LineForm {
    fn parse(&self, organisation: &Organisation) -> Result<(PostId, BusinessDate)> {
        let mut wrong = web::limits(self);
        let post = organisation.post_by_code(self.superior.trim()).map(|post| post.id);
        let superior = wrong.need("superior", post, "not_a_choice");
        let from = day_of(&mut wrong, "from_day", &self.from_day);
        wrong.or(superior.zip(from))
    }
}

/// Lets a post answer to another from a day on. The line until then ends the day before; what had been planned
/// for later is taken back. The reporting line must be whole on that and every later day.
pub fn report_to(tx: &mut Tx, call: &Call, id: PostId, form: &LineForm) -> Result<()> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let post = organisation.post(id)?;
    let (superior, from) = form.parse(organisation)?;
    not_past(chart.day.max(post.created_on), from)?;
    if let Some(ended) = post.ended_on.filter(|ended| *ended < from) {
        return Err(Refused::Over { what: name(organisation, id), day: ended }.into());
    }
    levels_fit(organisation, post.level, superior)?;
    let top = top(organisation, chart.day).unwrap_or(superior);
    let its = |line: &&LineRow| line.kind == LineKind::Solid && line.post_id == id;
    let until_then: Vec<&LineRow> = organisation
        .lines
        .iter()
        .filter(its)
        .filter(|line| line.until_day.is_none_or(|until| until >= from))
        .collect();
    if let [only] = until_then[..]
        && only.superior_id == superior
        && only.from_day <= from
        && only.until_day.is_none()
    {
        return Err(Refused::AlreadySo { what: name(organisation, superior) }.into());
    }
    let mut after = Organisation::clone(organisation);
    for line in until_then {
        let ending = Ending::before(line.from_day, from);
        store::end_line(tx, line.id, ending, call.now)?;
    }
    store::add_line(tx, id, superior, LineKind::Solid, from)?;
    after.lines = store::lines(tx)?;
    whole(&after, top, from)?;
    let before = solid_superior(&organisation.lines, id, from);
    let detail = json!({ "superior": superior, "before": before, "from": from });
    call.note(tx, &by, "post.line_set", format!("posts/{id}"), detail)?;
    store::changed(tx)
}

/// Lets a post send copies of its reports to another from a day on.
pub fn add_dotted(tx: &mut Tx, call: &Call, id: PostId, form: &LineForm) -> Result<LineId> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let post = organisation.post(id)?;
    let (superior, from) = form.parse(organisation)?;
    not_past(chart.day.max(post.created_on), from)?;
    if superior == id {
        let chain = words::posts(organisation, &[id, id], (" → ", " → ")).for_gap();
        return Err(Refused::Circle { chain }.into());
    }
    let above = organisation.post(superior)?;
    for (what, post) in [(id, post), (superior, above)] {
        if let Some(day) = post.ended_on.filter(|ended| *ended < from) {
            return Err(Refused::Over { what: name(organisation, what), day }.into());
        }
    }
    let mut dotted = organisation
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Dotted && line.post_id == id && line.superior_id == superior);
    if dotted.any(|line| overlap((line.from_day, line.until_day), (from, None))) {
        return Err(Refused::AlreadySo { what: name(organisation, superior) }.into());
    }
    let line = store::add_line(tx, id, superior, LineKind::Dotted, from)?;
    let detail = json!({ "superior": superior, "from": from });
    call.note(tx, &by, "post.dotted_added", format!("posts/{id}"), detail)?;
    store::changed(tx)?;
    Ok(line)
}

/// Ends a dotted line; one that would end before it begins never begins. A solid line only ends by answering to
/// somebody else.
pub fn end_dotted(tx: &mut Tx, call: &Call, id: LineId, form: &EndForm) -> Result<PostId> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let mut lines = chart.organisation.lines.iter();
    let line = lines.find(|line| line.id == id && line.kind == LineKind::Dotted);
    let line = line.ok_or_else(kernel::Error::missing)?;
    let day = not_past(chart.day, form.parse()?)?;
    not_over(&chart.organisation, line.superior_id, line.until_day, day)?;
    let ending = Ending::of(line.from_day, day);
    store::end_line(tx, id, ending, call.now)?;
    let detail = json!({ "superior": line.superior_id, "until": ending.last() });
    call.note(tx, &by, "post.dotted_ended", format!("posts/{}", line.post_id), detail)?;
    store::changed(tx)?;
    Ok(line.post_id)
}

/// A permission to give, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct GrantForm {
    /// Code of the permission.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub permission: String,
    /// `own`, `department`, `line`, `store` or `centre`.
    #[serde(default)]
    #[garde(length(max = 12))]
    pub scope: String,
    /// The first day.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub from_day: String,
}

impl Form for GrantForm {
    fn sample() -> GrantForm {
        GrantForm { permission: "view-duties".into(), scope: "line".into(), from_day: "2026-12-01".into() }
    }
}

impl GrantForm {
    fn parse(&self) -> Result<(Permission, Scope, BusinessDate)> {
        let mut wrong = web::limits(self);
        let permission =
            wrong.need("permission", Permission::from_code(self.permission.trim()), "not_a_choice");
        let scope = wrong.need("scope", Scope::from_code(self.scope.trim()), "not_a_choice");
        let from = day_of(&mut wrong, "from_day", &self.from_day);
        wrong.or(permission.zip(scope).zip(from).map(|((permission, scope), from)| (permission, scope, from)))
    }
}

/// Lets a post do something over a scope, from a day on.
pub fn grant(tx: &mut Tx, call: &Call, id: PostId, form: &GrantForm) -> Result<GrantId> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let post = organisation.post(id)?;
    let (permission, scope, from) = form.parse()?;
    not_past(chart.day.max(post.created_on), from)?;
    if let Some(day) = post.ended_on.filter(|ended| *ended < from) {
        return Err(Refused::Over { what: name(organisation, id), day }.into());
    }
    let mut same = organisation
        .grants
        .iter()
        .filter(|grant| grant.post_id == id && grant.permission == permission && grant.scope == scope);
    if same.any(|grant| overlap((grant.from_day, grant.until_day), (from, None))) {
        return Err(Refused::AlreadySo { what: words::permission(permission).for_gap() }.into());
    }
    let grant = store::add_grant(tx, id, permission, scope, from)?;
    let detail = json!({ "permission": permission, "scope": scope, "from": from });
    call.note(tx, &by, "post.granted", format!("posts/{id}"), detail)?;
    store::changed(tx)?;
    Ok(grant)
}

/// Sets the last day of what a post may do. Somebody must go on being able to set the organisation right.
pub fn revoke(tx: &mut Tx, call: &Call, id: GrantId, form: &EndForm) -> Result<PostId> {
    let by = managing(call)?;
    let chart = store::today(tx, call)?;
    let organisation = &chart.organisation;
    let grant = organisation.grants.iter().find(|grant| grant.id == id);
    let grant = grant.ok_or_else(kernel::Error::missing)?;
    let day = not_past(chart.day, form.parse()?)?;
    if let Some(until) = grant.until_day.filter(|until| *until < day) {
        let what = words::permission(grant.permission).for_gap();
        return Err(Refused::Over { what, day: until }.into());
    }
    if manages(grant) {
        somebody_manages(organisation, Some(id), day)?;
    }
    let ending = Ending::of(grant.from_day, day);
    store::end_grant(tx, id, ending, call.now)?;
    let detail = json!({ "permission": grant.permission, "scope": grant.scope, "until": ending.last() });
    call.note(tx, &by, "post.revoked", format!("posts/{}", grant.post_id), detail)?;
    store::changed(tx)?;
    Ok(grant.post_id)
}

/// Posts and lines belong to the whole centre.
fn managing(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::ManageOrganisation, &Place::centre())
}

/// The post that answers to nobody.
pub(crate) fn top(organisation: &Organisation, today: BusinessDate) -> Option<PostId> {
    let mut posts: Vec<&PostRow> = organisation.posts.values().collect();
    posts.retain(|post| post.ended_on.is_none_or(|ended| ended >= today));
    posts.sort_by_key(|post| (post.created_on, post.id));
    let begins = |post: &PostRow| post.created_on.max(today);
    posts
        .iter()
        .find(|post| solid_superior(&organisation.lines, post.id, begins(post)).is_none())
        .map(|p| p.id)
}

fn name(organisation: &Organisation, post: PostId) -> String {
    organisation.posts.get(&post).map(|post| post.name().for_gap()).unwrap_or_default()
}

fn levels_fit(organisation: &Organisation, level: Level, superior: PostId) -> Result<()> {
    match organisation.post(superior)?.level {
        Level::Store if level == Level::Centre => {
            Err(Refused::CentreBelowStore { post: name(organisation, superior) }.into())
        }
        _ => Ok(()),
    }
}

fn not_over(
    organisation: &Organisation,
    post: PostId,
    until: Option<BusinessDate>,
    day: BusinessDate,
) -> Result<()> {
    match until.filter(|until| *until < day) {
        Some(until) => Err(Refused::Over { what: name(organisation, post), day: until }.into()),
        None => Ok(()),
    }
}

/// Is the reporting line whole from a day on? Says who is in a ring, or who would answer to nobody.
fn whole(organisation: &Organisation, top: PostId, from: BusinessDate) -> Result<()> {
    let posts: Vec<PostRow> = organisation.posts.values().cloned().collect();
    let refused = match check(&posts, &organisation.lines, top, from) {
        Ok(()) => return Ok(()),
        Err(Fault::Circle(mut ring)) => {
            ring.extend(ring.first().copied());
            Refused::Circle { chain: words::posts(organisation, &ring, (" → ", " → ")).for_gap() }
        }
        Err(Fault::Orphans(orphans, day)) => {
            Refused::Orphan { posts: words::posts(organisation, &orphans, ("、", ", ")).for_gap(), day }
        }
    };
    Err(refused.into())
}

fn manages(grant: &GrantRow) -> bool {
    (grant.permission, grant.scope) == (Permission::ManageOrganisation, Scope::Centre)
}

/// After this day, is there still a post that may change the organisation?
fn somebody_manages(organisation: &Organisation, without: Option<GrantId>, day: BusinessDate) -> Result<()> {
    let next = day.tomorrow().unwrap_or(day);
    let lasts = |post: PostId| organisation.posts.get(&post).is_some_and(|post| post.ended_on.is_none());
    let mut grants = organisation.grants.iter().filter(|grant| Some(grant.id) != without);
    let left = grants.any(|grant| {
        manages(grant)
            && grant.until_day.is_none()
            && holds(grant.from_day, None, next)
            && lasts(grant.post_id)
    });
    if left { Ok(()) } else { Err(Refused::NobodyLeft { day: next }.into()) }
}

/// The name of a department by its code.
pub(crate) fn department_name(organisation: &Organisation, code: &str) -> Words {
    let kinds = organisation.department_kinds();
    kinds
        .into_iter()
        .find(|(known, _)| known == code)
        .map_or_else(|| Words::new(code, code), |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_small_letters_with_hyphens() {
        for right in ["greeter", "night-manager", "team-2"] {
            assert!(is_code(right), "{right}");
        }
        for wrong in ["", "Greeter", "-a", "a-", "a--b", "2a", "夜班", "a_b", "a b"] {
            assert!(!is_code(wrong), "{wrong}");
        }
    }
}
