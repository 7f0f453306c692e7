//! Asking: a form is filled in and laid before those who decide; taken back, changed, urged.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Id, Mandate, Money, Permission, PersonId, Place, Problems, Result};
use org::{Chart, Seat};
use picture::{PictureId, Prepared, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Call;

use crate::content::{Attached, Content, digest};
use crate::fill::{Filled, amount, fill};
use crate::form::{FieldKind, Form};
use crate::route::{Matter, Stage, route, sitting};
use crate::state::{DeskState, Happened, Refused, State};
use crate::store::{self, ApprovalId, ApprovalRow, ContentRow, DeskId, DeskRow, NewEvent, at_store};

/// Minutes between two urgings.
const PATIENCE: i64 = 60;

/// A form as it is typed: `field.CODE`, and `as` for the seat (`post-store`) of who holds several posts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AskForm {
    /// The seat in which it is asked; empty for one's first.
    #[serde(default, rename = "as")]
    #[garde(length(max = 40))]
    pub seat: String,
    /// The fields; pictures as `data:…;base64,…`.
    #[serde(flatten)]
    #[garde(length(max = 80))]
    pub fields: BTreeMap<String, String>,
}

impl web::Form for AskForm {
    fn sample() -> AskForm {
        let fields =
            [("kind", "annual"), ("from", "2099-12-07"), ("until", "2099-12-09"), ("why", "回家探亲")];
        let fields = fields.map(|(code, text)| (format!("field.{code}"), text.to_owned()));
        AskForm { seat: String::new(), fields: fields.into() }
    }
}

impl AskForm {
    /// What was typed, by code of the field.
    pub fn typed(&self) -> Filled {
        let fields = self.fields.iter().filter_map(|(key, text)| Some((key.strip_prefix("field.")?, text)));
        fields.map(|(code, text)| (code.to_owned(), text.clone())).collect()
    }
}

/// A picture made ready, by code of its field.
pub type Pictures = BTreeMap<String, Prepared>;

/// Reads the pictures of a typed form, before its transaction; what is left of the form has none in it.
pub async fn take_pictures(form: &Form, ask: &mut AskForm) -> Result<Pictures> {
    let mut pictures = Pictures::new();
    for field in form.fields.iter().filter(|field| field.kind == FieldKind::Picture) {
        let key = format!("field.{}", field.code);
        let Some(text) = ask.fields.get(&key).filter(|text| text.starts_with("data:")) else { continue };
        pictures.insert(field.code.clone(), picture::read(text).await?);
        ask.fields.remove(&key);
    }
    Ok(pictures)
}

/// Who asks, in which seat.
pub(crate) struct Asker {
    pub person: PersonId,
    pub seat: Seat,
    pub department: Option<String>,
}

impl Asker {
    /// The one who calls, in the seat named or in her first.
    pub fn of(chart: &Chart, person: PersonId, asked: &str) -> Result<Asker> {
        let seats = chart.seats_held(person);
        let named = seats.iter().find(|seat| seat_key(seat) == asked.trim());
        let seat = *named.or(seats.first()).ok_or(Refused::NoPost)?;
        let post = chart.organisation.post(seat.post)?;
        Ok(Asker { person, seat, department: post.department.clone() })
    }

    /// The matter that a route depends on.
    pub fn matter<'a>(&'a self, form: &Form, filled: &'a Filled) -> Matter<'a> {
        Matter {
            person: self.person,
            seat: self.seat,
            department: self.department.as_deref(),
            amount: amount(form, filled),
            filled,
        }
    }
}

/// How a seat is named in an address: `7-1`, `2-0` for posts of the whole centre.
pub(crate) fn seat_key(seat: &Seat) -> String {
    format!("{}-{}", seat.post, at_store(*seat))
}

/// The right to use forms, for oneself.
pub(crate) fn own(call: &Call) -> Result<Mandate> {
    call.mandate(Permission::UseApprovals, &Place::of(call.actor.person, None, None))
}

/// Asks for what a form says.
pub fn ask(tx: &mut Tx, call: &Call, code: &str, form: &AskForm, pictures: &Pictures) -> Result<ApprovalId> {
    let by = own(call)?;
    let mut wrong = web::limits(form);
    let today = org::today(tx, call)?.day;
    let known = store::form(tx, code, today)?;
    strangers(&known, form, &mut wrong);
    laid(tx, call, &by, &known, "", &form.seat, &form.typed(), pictures, wrong)
}

/// A step for other slices: asks for the one who calls, about a matter of theirs (`refunds/12`). The asker's own
/// right is the slice's to prove.
pub fn ask_about(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    code: &str,
    subject: &str,
    fields: &Filled,
) -> Result<ApprovalId> {
    let today = org::today(tx, call)?.day;
    let form = store::form(tx, code, today)?;
    laid(tx, call, by, &form, subject, "", fields, &Pictures::new(), Problems::default())
}

fn strangers(form: &Form, ask: &AskForm, wrong: &mut Problems) {
    for key in ask.fields.keys() {
        let known = key
            .strip_prefix("field.")
            .is_none_or(|code| form.field(code).is_some_and(|field| !field.kind.is_worked_out()));
        if !known {
            wrong.add(key.clone(), "unknown");
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "one form")]
fn laid(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    form: &Form,
    subject: &str,
    seat: &str,
    typed: &Filled,
    pictures: &Pictures,
    wrong: Problems,
) -> Result<ApprovalId> {
    let chart = org::today(tx, call)?;
    let asker = Asker::of(&chart, by.person, seat)?;
    let day = chart.organisation.business_date(asker.seat.store, call.now);
    let filled = filled(form, &chart, day, typed, pictures, &BTreeMap::new(), wrong)?;
    let stages = route(form, &chart, &asker.matter(form, &filled));
    if stages.is_empty() {
        return Err(Refused::NoRoute.into());
    }
    let row = ApprovalRow {
        id: ApprovalId::of(0),
        form: form.code.clone(),
        form_zh: form.name.zh.clone(),
        form_en: form.name.en.clone(),
        topic: form.group,
        title: title(form, &filled, &chart),
        amount: amount(form, &filled),
        store_id: asker.seat.store,
        department: asker.department.clone(),
        asker_id: asker.person,
        post_id: asker.seat.post,
        subject: subject.to_owned(),
        state: State::Open,
        revision: 1,
        day,
        asked_at: call.now,
        urged_at: None,
        settled_at: None,
        carried_out_at: None,
        effect_zh: String::new(),
        effect_en: String::new(),
        effect_href: String::new(),
    };
    let id = store::add(tx, &row)?;
    let row = ApprovalRow { id, ..row };
    write(tx, call, by, &row, form, filled, pictures)?;
    lay(tx, call, &row, &stages)?;
    happened(tx, call, &row, Happened::Asked, None, None, "")?;
    let detail = json!({ "form": row.form, "amount": row.amount, "subject": row.subject });
    call.note(tx, by, "approval.asked", format!("approvals/{id}"), detail)?;
    Ok(id)
}

/// Fills in, with pictures that are new or were there before.
fn filled(
    form: &Form,
    chart: &Chart,
    day: BusinessDate,
    typed: &Filled,
    pictures: &Pictures,
    before: &Filled,
    mut wrong: Problems,
) -> Result<Filled> {
    let mut typed = typed.clone();
    for field in form.fields.iter().filter(|field| field.kind == FieldKind::Picture) {
        typed.remove(&field.code);
        if pictures.contains_key(&field.code) {
            typed.insert(field.code.clone(), "0".to_owned()); // its key comes with the keeping
        } else if let Some(kept) = before.get(&field.code) {
            typed.insert(field.code.clone(), kept.clone());
        }
    }
    let filled = fill(form, &typed, &chart.organisation, day, &mut wrong);
    wrong.or(Some(filled))
}

/// The first thing filled in that tells one form from another.
fn title(form: &Form, filled: &Filled, chart: &Chart) -> String {
    let first = form.fields.iter().find_map(|field| {
        let value = filled.get(&field.code)?;
        match field.kind {
            FieldKind::Text | FieldKind::Area => Some(value.clone()),
            FieldKind::Person => Some(chart.organisation.person_name(value.parse().ok()?).to_owned()),
            FieldKind::Choice => {
                field.options.iter().find(|pick| pick.code == *value).map(|p| p.name.zh.clone())
            }
            _ => None,
        }
    });
    first.unwrap_or_default().chars().take(60).collect()
}

/// Keeps a revision with its pictures, and what is to be signed of it.
fn write(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    row: &ApprovalRow,
    form: &Form,
    mut filled: Filled,
    pictures: &Pictures,
) -> Result<()> {
    for (code, prepared) in pictures {
        let id = picture::keep(tx, by, call.now, prepared)?;
        store::add_picture(tx, row.id, id)?;
        filled.insert(code.clone(), id.to_string());
    }
    let mut attached = vec![];
    for field in form.fields.iter().filter(|field| field.kind == FieldKind::Picture) {
        if let Some(id) = filled.get(&field.code).and_then(|id| id.parse::<PictureId>().ok()) {
            let content = picture::show(tx, id, Size::Large)?;
            attached.push(Attached { picture: id.get(), digest: digest(&content) });
        }
    }
    let content = Content {
        form: row.form.clone(),
        asker: row.asker_id,
        subject: row.subject.clone(),
        filled,
        pictures: attached,
    };
    let text = content.text()?;
    let kept = ContentRow {
        revision: row.revision,
        digest: digest(text.as_bytes()),
        content: text,
        form: serde_json::to_string(form)?,
        written_at: call.now,
    };
    store::add_content(tx, row.id, &kept, by.person).map(drop)
}

/// Lays the route: the first stage is open, the others wait.
fn lay(tx: &mut Tx, call: &Call, row: &ApprovalRow, stages: &[Stage]) -> Result<()> {
    for (number, stage) in (1i64..).zip(stages) {
        for desk in &stage.desks {
            let open = number == 1;
            let desk = DeskRow {
                id: DeskId::of(0),
                approval_id: row.id,
                revision: row.revision,
                stage: number,
                enough: stage.any,
                post_id: desk.seat.post,
                at_store: at_store(desk.seat),
                passed: i64::try_from(desk.passed.len()).unwrap_or(0),
                state: if open { DeskState::Open } else { DeskState::Waiting },
                opened_at: open.then_some(call.now),
                done_at: None,
                done_by: None,
                for_person: None,
            };
            store::add_desk(tx, &desk)?;
        }
    }
    Ok(())
}

pub(crate) fn happened(
    tx: &mut Tx,
    call: &Call,
    row: &ApprovalRow,
    kind: Happened,
    desk: Option<DeskId>,
    for_person: Option<PersonId>,
    note: &str,
) -> Result<()> {
    let day = org::organisation(tx, call)?.business_date(row.store_id, call.now);
    let (approval, person, at) = (row.id, call.actor.person, call.now);
    let event = NewEvent { approval, kind, person, for_person, desk, note, day, at };
    store::add_event(tx, &event).map(drop)
}

/// The form of the one who asks; for anybody else it does not exist.
fn hers(tx: &mut Tx, call: &Call, id: ApprovalId) -> Result<(Mandate, ApprovalRow)> {
    let by = own(call)?;
    let row = store::approval(tx, id)?;
    if row.asker_id != by.person {
        let seen = crate::sight::may_see(tx, call, &row)?;
        return Err(if seen { Refused::NotAsker.into() } else { kernel::Error::missing() });
    }
    Ok((by, row))
}

pub(crate) fn drop_open(tx: &mut Tx, row: &ApprovalRow) -> Result<()> {
    for desk in store::desks(tx, row.id)? {
        if matches!(desk.state, DeskState::Waiting | DeskState::Open) {
            store::set_desk(tx, &DeskRow { state: DeskState::Dropped, ..desk })?;
        }
    }
    Ok(())
}

/// Takes it back; those who were to decide see it no more.
pub fn recall(tx: &mut Tx, call: &Call, id: ApprovalId) -> Result<()> {
    let (by, row) = hers(tx, call, id)?;
    if !matches!(row.state, State::Open | State::Returned) {
        return Err(Refused::Settled.into());
    }
    drop_open(tx, &row)?;
    store::set_state(tx, id, State::Recalled, Some(call.now))?;
    happened(tx, call, &row, Happened::Recalled, None, None, "")?;
    call.note(tx, &by, "approval.recalled", format!("approvals/{id}"), json!({}))
}

/// Asks those before whom it lies to hurry. Where nobody sits there any more, it is passed up.
pub fn urge(tx: &mut Tx, call: &Call, id: ApprovalId) -> Result<()> {
    let (by, row) = hers(tx, call, id)?;
    if row.state != State::Open {
        return Err(Refused::Settled.into());
    }
    let chart = org::today(tx, call)?;
    pass_up(tx, call, &row, &chart)?;
    if let Some(last) = row.urged_at.filter(|last| last.plus_minutes(PATIENCE) > call.now) {
        let again = last.plus_minutes(PATIENCE);
        let at = web::text::clock(again, &chart.organisation.zone());
        return Err(Refused::UrgedAlready { at }.into());
    }
    store::set_urged(tx, id, call.now)?;
    happened(tx, call, &row, Happened::Urged, None, None, "")?;
    call.note(tx, &by, "approval.urged", format!("approvals/{id}"), json!({}))
}

/// Seats that became empty since it was asked give it to the nearest above.
fn pass_up(tx: &mut Tx, call: &Call, row: &ApprovalRow, chart: &Chart) -> Result<()> {
    for desk in store::desks(tx, row.id)?.into_iter().filter(|desk| desk.state == DeskState::Open) {
        let Some(found) = sitting(chart, desk.seat(), row.asker_id, 0) else { continue };
        if found.seat == desk.seat() {
            continue;
        }
        let passed = desk.passed + i64::try_from(found.passed.len()).unwrap_or(0);
        let up = DeskRow { post_id: found.seat.post, at_store: at_store(found.seat), passed, ..desk };
        store::set_desk(tx, &up)?;
        happened(tx, call, row, Happened::PassedUp, Some(up.id), None, "")?;
    }
    Ok(())
}

/// Asks anew after it was given back to be changed. The route is laid anew; what was signed before holds no more.
pub fn change(
    tx: &mut Tx,
    call: &Call,
    id: ApprovalId,
    ask: &AskForm,
    pictures: &Pictures,
) -> Result<ApprovalId> {
    let (by, row) = hers(tx, call, id)?;
    if row.state != State::Returned {
        return Err(Refused::NotReturned.into());
    }
    let before = store::content(tx, id, row.revision)?;
    let form: Form = serde_json::from_str(&before.form)?;
    let kept: Content = serde_json::from_str(&before.content)?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(ask);
    strangers(&form, ask, &mut wrong);
    let day = chart.organisation.business_date(row.store_id, call.now);
    let filled = filled(&form, &chart, day, &ask.typed(), pictures, &kept.filled, wrong)?;
    let seat = Seat { post: row.post_id, store: row.store_id };
    let asker = Asker { person: row.asker_id, seat, department: row.department.clone() };
    let stages = route(&form, &chart, &asker.matter(&form, &filled));
    if stages.is_empty() {
        return Err(Refused::NoRoute.into());
    }
    let (title, amount): (String, Option<Money>) = (title(&form, &filled, &chart), amount(&form, &filled));
    let row = ApprovalRow { revision: row.revision + 1, ..row };
    store::set_revision(tx, id, row.revision, &title, amount)?;
    write(tx, call, &by, &row, &form, filled, pictures)?;
    lay(tx, call, &row, &stages)?;
    happened(tx, call, &row, Happened::Changed, None, None, "")?;
    call.note(tx, &by, "approval.changed", format!("approvals/{id}"), json!({ "revision": row.revision }))?;
    Ok(id)
}
