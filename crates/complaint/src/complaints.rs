//! Complaints: taken down by whoever hears them, owned by somebody who may handle them, closed by the customer's word.

use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Id, Mandate, Money, Permission, PersonId, Place, Result, StoreId};
use org::{Chart, Seat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::case::{Case, ComplaintId, Refused, Severity, Source, StepId, StepKind, Verdict};
use crate::policy::{Policy, policy};
use crate::store::{self, ComplaintRow, NewComplaint, StepRow, When};
use crate::words::{is_offered, vocabulary};
use crate::{climb, place};

/// A complaint as it is taken down.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ComplaintForm {
    /// The customer's key; empty when she has no file.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her; who she is, when she has no file.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// Key of the person of whom she complains; may be empty.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub about: String,
    /// Why, by its code.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub cause: String,
    /// How bad: `light`, `normal`, `serious`, `critical`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub severity: String,
    /// By which way: `desk`, `phone`, `online`; empty is `desk`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub source: String,
    /// In her words.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub words: String,
    /// Key of the person who looks after it; empty for the taker, if she may, or whoever the policy names.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub owner: String,
    /// Key of the store; empty is one's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
}

impl Form for ComplaintForm {
    fn sample() -> ComplaintForm {
        ComplaintForm {
            customer_q: "秦女士".into(),
            cause: "waiting".into(),
            severity: "normal".into(),
            words: "预约了两点，等到两点四十。".into(),
            ..ComplaintForm::default()
        }
    }
}

/// What was typed of a complaint, as far as the form alone can tell.
struct Typed {
    about: Option<PersonId>,
    cause: String,
    severity: Severity,
    source: Source,
    words: String,
    owner: Option<PersonId>,
}

impl ComplaintForm {
    fn parse(&self, chart: &Chart) -> Result<Typed> {
        let mut wrong = web::limits(self);
        let causes = &vocabulary()?.cause;
        let cause = Some(self.cause.trim()).filter(|code| is_offered(causes, code, chart.day));
        let cause = wrong.need("cause", cause, if self.cause.is_empty() { "needed" } else { "not_a_choice" });
        let severity = wrong.need("severity", Severity::from_code(self.severity.trim()), "not_a_choice");
        let spoken = [Source::Desk, Source::Phone, Source::Online];
        let source = match self.source.trim() {
            "" => Some(Source::Desk),
            code => Source::from_code(code).filter(|source| spoken.contains(source)),
        };
        let source = wrong.need("source", source, "not_a_choice");
        let words = wrong.need("words", Some(self.words.trim()).filter(|text| !text.is_empty()), "needed");
        if self.customer.trim().is_empty() && self.customer_q.trim().is_empty() {
            wrong.add("customer", "needed");
        }
        let mut person = |field: &str, text: &str| match text.trim() {
            "" => None,
            key => {
                let known = key.parse().ok().map(PersonId::of);
                let known = known.filter(|person| chart.organisation.people.contains_key(person));
                wrong.need(field, known, "unknown")
            }
        };
        let (about, owner) = (person("about", &self.about), person("owner", &self.owner));
        wrong.or(cause.zip(severity).zip(source).zip(words).map(|(((cause, severity), source), words)| {
            Typed { about, cause: cause.to_owned(), severity, source, words: words.to_owned(), owner }
        }))
    }
}

/// May somebody look after complaints at a store? By the grants of a seat held there.
pub(crate) fn may_own(chart: &Chart, person: PersonId, store: StoreId) -> bool {
    let here = |seat: &&Seat| seat.store.is_none() || seat.store == Some(store);
    let grants = chart.seats_held(person).iter().filter(here).flat_map(|seat| chart.grants(seat.post));
    grants.into_iter().any(|grant| grant.permission == Permission::HandleComplaints)
}

/// Whose it becomes: whoever was named; else the taker, if she may; else whoever the policy names.
fn owner(
    chart: &Chart,
    policy: &Policy,
    store: StoreId,
    named: Option<PersonId>,
    taker: PersonId,
) -> Result<PersonId> {
    if let Some(named) = named {
        return match may_own(chart, named, store) {
            true => Ok(named),
            false => {
                Err(Refused::NotAHandler { name: chart.organisation.person_name(named).to_owned() }.into())
            }
        };
    }
    if may_own(chart, taker, store) {
        return Ok(taker);
    }
    policy.owner(chart, store).ok_or_else(|| Refused::NoStore.into())
}

/// Takes a complaint down. Its deadline follows from how bad it is.
pub fn take(tx: &mut Tx, call: &Call, form: &ComplaintForm) -> Result<ComplaintId> {
    let store = place::store(tx, call, Permission::TakeComplaints, &form.store)?;
    let by = call.mandate(Permission::TakeComplaints, &Place::store(store))?;
    let chart = org::today(tx, call)?;
    let typed = form.parse(&chart)?;
    let customer = customer::picked(tx, call, &form.customer, "")?;
    let day = chart.organisation.business_date(Some(store), call.now);
    let policy = policy(day)?;
    let owner = owner(&chart, policy, store, typed.owner, by.person)?;
    let deadline = policy.deadline(typed.severity);
    let new = NewComplaint {
        store,
        day,
        customer,
        who: form.customer_q.trim().to_owned(),
        about: typed.about,
        line: None,
        cause: typed.cause,
        severity: typed.severity,
        source: typed.source,
        words: typed.words,
        taken_by: Some(by.person),
        taken_at: call.now,
        owner,
        due: call.now.plus_minutes(deadline.within),
        climbs: deadline.climbs,
    };
    let id = open(tx, &new)?;
    let detail = json!({ "cause": new.cause, "severity": new.severity, "owner": owner, "due": new.due });
    call.note(tx, &by, "complaint.taken", format!("complaints/{id}"), detail)?;
    Ok(id)
}

/// Keeps a complaint with its first step.
pub(crate) fn open(tx: &mut Tx, new: &NewComplaint) -> Result<ComplaintId> {
    let id = store::add_complaint(tx, new)?;
    store::add_step(
        tx,
        id,
        &StepRow::new(StepKind::Taken, When { day: new.day, at: new.taken_at }, new.taken_by, &new.words),
    )?;
    Ok(id)
}

/// A complaint that the asker may see: a store's, or one that she owns or took down, or that has climbed to her.
pub(crate) fn seen(tx: &mut Tx, call: &Call, id: ComplaintId) -> Result<ComplaintRow> {
    let row = store::complaint(tx, id)?;
    let people: Vec<PersonId> = [Some(row.owner_id), row.taken_by].into_iter().flatten().collect();
    place::sight(call, Permission::ViewComplaints, row.store_id, &people)?;
    Ok(row)
}

/// Proof that the asker may go on with a complaint, and the complaint.
fn handling(tx: &mut Tx, call: &Call, id: ComplaintId) -> Result<(ComplaintRow, Mandate)> {
    let row = seen(tx, call, id)?;
    let place = Place::of(row.owner_id, Some(row.store_id), None);
    let by = call.mandate(Permission::HandleComplaints, &place)?;
    Ok((row, by))
}

/// Now, on the store's business day.
fn when(tx: &mut Tx, call: &Call, row: &ComplaintRow) -> Result<When> {
    let day = org::organisation(tx, call)?.business_date(Some(row.store_id), call.now);
    Ok(When { day, at: call.now })
}

/// How many superiors have heard of a complaint by now.
pub(crate) fn climbed(case: &Case, now: kernel::Instant) -> i64 {
    let steps = if case.is_overdue(now) { climb::steps(case.due, case.climbs, now) } else { 0 };
    i64::try_from(steps).unwrap_or(i64::MAX)
}

/// Keeps a step and how the complaint stands after it.
fn goes_on(
    tx: &mut Tx,
    call: &Call,
    row: &ComplaintRow,
    next: Option<&Case>,
    step: StepRow,
) -> Result<StepId> {
    let step = StepRow { climbed: climbed(&row.case(), call.now), ..step };
    if let Some(next) = next {
        store::save_case(tx, next)?;
    }
    store::add_step(tx, row.id, &step)
}

/// Words about a complaint.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NoteForm {
    /// What was found out or said.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub words: String,
}

impl Form for NoteForm {
    fn sample() -> NoteForm {
        NoteForm { words: "已看监控，确实等了四十分钟。".into() }
    }
}

impl NoteForm {
    pub(crate) fn parse(&self) -> Result<String> {
        let mut wrong = web::limits(self);
        let words = wrong.need("words", Some(self.words.trim()).filter(|text| !text.is_empty()), "needed");
        wrong.or(words.map(str::to_owned))
    }
}

/// Writes down what was found out or said.
pub fn note(tx: &mut Tx, call: &Call, id: ComplaintId, form: &NoteForm) -> Result<StepId> {
    let row = seen(tx, call, id)?;
    let by =
        call.mandate(Permission::TakeComplaints, &Place::of(call.actor.person, Some(row.store_id), None))?;
    let words = form.parse()?;
    row.case().going_on()?;
    let step = StepRow::new(StepKind::Note, when(tx, call, &row)?, Some(by.person), &words);
    let step = goes_on(tx, call, &row, None, step)?;
    call.note(tx, &by, "complaint.noted", format!("complaints/{id}"), json!({}))?;
    Ok(step)
}

/// A remedy.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct RemedyForm {
    /// Which, by its code.
    #[serde(default)]
    #[garde(length(max = 40))]
    pub remedy: String,
    /// What it is worth, in yuan; empty is nothing.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub worth: String,
    /// What was done.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub words: String,
}

impl Form for RemedyForm {
    fn sample() -> RemedyForm {
        RemedyForm {
            remedy: "gift".into(), worth: "128".into(), words: "致歉并赠眼部护理一次。".into()
        }
    }
}

impl RemedyForm {
    fn parse(&self, day: BusinessDate) -> Result<(String, Money, String)> {
        let mut wrong = web::limits(self);
        let remedies = &vocabulary()?.remedy;
        let remedy = Some(self.remedy.trim()).filter(|code| is_offered(remedies, code, day));
        let remedy =
            wrong.need("remedy", remedy, if self.remedy.is_empty() { "needed" } else { "not_a_choice" });
        let worth = match self.worth.trim() {
            "" => Some(Money::ZERO),
            text => text.parse().ok().filter(|worth: &Money| *worth >= Money::ZERO),
        };
        let worth = wrong.need("worth", worth, "not_an_amount");
        let words = wrong.need("words", Some(self.words.trim()).filter(|text| !text.is_empty()), "needed");
        let all = remedy.zip(worth).zip(words);
        wrong.or(all.map(|((remedy, worth), words)| (remedy.to_owned(), worth, words.to_owned())))
    }
}

/// Makes up for it, within what the post may give. Beyond that the refusal says who may.
pub fn remedy(tx: &mut Tx, call: &Call, id: ComplaintId, form: &RemedyForm) -> Result<StepId> {
    let (row, by) = handling(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let (remedy, worth, words) = form.parse(chart.day)?;
    let policy = policy(row.day)?;
    let next = row.case().remedied(policy, call.now)?;
    let held = call.actor.holdings.iter();
    let seats: Vec<Seat> = held.map(|held| Seat { post: held.post, store: held.store }).collect();
    policy.may_give(&chart, &seats, worth).map_err(|beyond| {
        let names: Vec<&str> = beyond.who.iter().map(|who| chart.organisation.person_name(*who)).collect();
        match names.is_empty() {
            true => Refused::BeyondAll { limit: beyond.limit, worth },
            false => Refused::BeyondAuthority { limit: beyond.limit, worth, who: names.join("、") },
        }
    })?;
    let step = StepRow {
        remedy: Some(remedy.clone()),
        worth: Some(worth),
        ..StepRow::new(StepKind::Remedy, when(tx, call, &row)?, Some(by.person), &words)
    };
    let step = goes_on(tx, call, &row, Some(&next), step)?;
    let detail = json!({ "remedy": remedy, "worth": worth });
    call.note(tx, &by, "complaint.remedied", format!("complaints/{id}"), detail)?;
    Ok(step)
}

/// The customer's verdict.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct VerdictForm {
    /// `satisfied`, `accepted`, `dissatisfied` or `unreachable`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub verdict: String,
    /// In her words; owed when she is not content or could not be asked.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    pub words: String,
}

impl Form for VerdictForm {
    fn sample() -> VerdictForm {
        VerdictForm { verdict: "accepted".into(), words: String::new() }
    }
}

impl VerdictForm {
    fn parse(&self) -> Result<(Verdict, String)> {
        let mut wrong = web::limits(self);
        let verdict = wrong.need("verdict", Verdict::from_code(self.verdict.trim()), "not_a_choice");
        let words = self.words.trim();
        let must_say = matches!(verdict, Some(Verdict::Dissatisfied | Verdict::Unreachable));
        if must_say && words.is_empty() {
            wrong.add("words", "needed");
        }
        wrong.or(verdict.map(|verdict| (verdict, words.to_owned())))
    }
}

/// Writes down what the customer says of the remedy: it is closed, or goes on when she is not content.
pub fn judge(tx: &mut Tx, call: &Call, id: ComplaintId, form: &VerdictForm) -> Result<StepId> {
    let (row, by) = handling(tx, call, id)?;
    let (verdict, words) = form.parse()?;
    let next = row.case().judged(verdict, policy(row.day)?, call.now)?;
    let step = StepRow {
        verdict: Some(verdict),
        ..StepRow::new(StepKind::Verdict, when(tx, call, &row)?, Some(by.person), &words)
    };
    let step = goes_on(tx, call, &row, Some(&next), step)?;
    let detail = json!({ "verdict": verdict, "state": next.state });
    call.note(tx, &by, "complaint.judged", format!("complaints/{id}"), detail)?;
    Ok(step)
}

/// To whom a complaint is handed, and how bad it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct OwnerForm {
    /// Key of the person who looks after it from now on.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub owner: String,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    pub words: String,
}

impl Form for OwnerForm {
    fn sample() -> OwnerForm {
        OwnerForm { owner: "3".into(), words: "超出我的权限".into() }
    }
}

/// Hands a complaint to another who may handle it; its deadline stays.
pub fn hand(tx: &mut Tx, call: &Call, id: ComplaintId, form: &OwnerForm) -> Result<StepId> {
    let (row, by) = handling(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let mut wrong = web::limits(form);
    let known = form.owner.trim().parse().ok().map(PersonId::of);
    let known = known.filter(|person| !chart.seats_held(*person).is_empty());
    let to = wrong.need("owner", known, "not_a_choice");
    let to = wrong.or(to)?;
    let name = chart.organisation.person_name(to).to_owned();
    if !may_own(&chart, to, row.store_id) {
        return Err(Refused::NotAHandler { name }.into());
    }
    let next = row.case().handed(to, &name)?;
    let step = StepRow {
        owner_id: Some(to),
        ..StepRow::new(StepKind::Handed, when(tx, call, &row)?, Some(by.person), form.words.trim())
    };
    let step = goes_on(tx, call, &row, Some(&next), step)?;
    call.note(tx, &by, "complaint.handed", format!("complaints/{id}"), json!({ "to": to }))?;
    Ok(step)
}

/// How bad a complaint really is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct SeverityForm {
    /// `light`, `normal`, `serious` or `critical`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub severity: String,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    pub words: String,
}

impl Form for SeverityForm {
    fn sample() -> SeverityForm {
        SeverityForm { severity: "serious".into(), words: "顾客已去医院".into() }
    }
}

/// Says that a complaint is worse, or less bad, than thought; its deadline follows.
pub fn weigh(tx: &mut Tx, call: &Call, id: ComplaintId, form: &SeverityForm) -> Result<StepId> {
    let (row, by) = handling(tx, call, id)?;
    let mut wrong = web::limits(form);
    let severity = wrong.need("severity", Severity::from_code(form.severity.trim()), "not_a_choice");
    let words = wrong.need("words", Some(form.words.trim()).filter(|text| !text.is_empty()), "needed");
    let (severity, words) = wrong.or(severity.zip(words))?;
    let next = row.case().weighed(severity, policy(row.day)?, row.taken_at)?;
    let step = StepRow {
        severity: Some(severity),
        ..StepRow::new(StepKind::Severity, when(tx, call, &row)?, Some(by.person), words)
    };
    let step = goes_on(tx, call, &row, Some(&next), step)?;
    let detail = json!({ "from": row.severity, "to": severity });
    call.note(tx, &by, "complaint.weighed", format!("complaints/{id}"), detail)?;
    Ok(step)
}
