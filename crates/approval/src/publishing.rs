//! A centre's own versions of the forms: another route, another way of signing, other fields, from a day on. A route
//! is simulated before it is published.

use std::collections::BTreeMap;

use db::Tx;
use garde::Validate;
use kernel::{Id, Money, Permission, PersonId, Place, Problems, Result, Words, parse_day};
use org::{Chart, Seat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Call;

use crate::asking::Asker;
use crate::fill::Filled;
use crate::form::{Form, Who};
use crate::route::{Stage, route};
use crate::state::Refused;
use crate::store::{self, FormRow, FormVersionId};

/// A new version of a form as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct FormForm {
    /// The form as TOML.
    #[garde(length(chars, max = 20000))]
    pub text: String,
    /// First day; tomorrow at the earliest.
    #[garde(length(max = 10))]
    pub from_day: String,
    /// Why.
    #[garde(length(chars, max = 400))]
    pub why: String,
    /// For the trial: key of the person who would ask.
    #[garde(length(max = 20))]
    pub who: String,
    /// For the trial: the amount in yuan.
    #[garde(length(max = 20))]
    pub amount: String,
}

impl web::Form for FormForm {
    fn sample() -> FormForm {
        let purchase =
            crate::form::shipped().ok().and_then(|forms| forms.iter().find(|f| f.code == "purchase"));
        FormForm {
            text: purchase.and_then(|form| form.text().ok()).unwrap_or_default(),
            from_day: "2099-01-01".into(),
            why: "采购权限上调".into(),
            ..FormForm::default()
        }
    }
}

/// The right to set forms.
fn setting(call: &Call) -> Result<kernel::Mandate> {
    call.mandate(Permission::SetForms, &Place::centre())
}

/// Reads a typed version of a form: it keeps its code, and every post of its route is one of the centre.
pub(crate) fn read(tx: &mut Tx, call: &Call, code: &str, text: &str) -> Result<Form> {
    let form = Form::read(text)?;
    let organisation = org::organisation(tx, call)?;
    let stranger = form.steps.iter().find_map(|step| match &step.who {
        Who::Post(post) if organisation.post_by_code(post).is_none() => Some(format!("post:{post}")),
        _ => None,
    });
    match stranger {
        Some(why) => Err(Refused::NotAForm { why }.into()),
        None if form.code != code => Err(Refused::NotAForm { why: format!("code = {:?}", form.code) }.into()),
        None => Ok(form),
    }
}

/// Publishes a version from a day on.
pub fn publish(tx: &mut Tx, call: &Call, code: &str, form: &FormForm) -> Result<FormVersionId> {
    let by = setting(call)?;
    let today = org::today(tx, call)?.day;
    store::form(tx, code, today)?;
    let mut wrong = web::limits(form);
    let from = wrong.need("from_day", parse_day(form.from_day.trim()), "not_a_day");
    let why = Some(form.why.trim()).filter(|why| !why.is_empty());
    let why = wrong.need("why", why, "needed");
    let (from, why) = wrong.or(from.zip(why))?;
    if from <= today {
        return Err(Refused::TooEarly { day: today.tomorrow()?.to_string() }.into());
    }
    let content = read(tx, call, code, &form.text)?;
    let row = FormRow {
        id: FormVersionId::of(0),
        code: code.to_owned(),
        from_day: from,
        content: serde_json::to_string(&content)?,
        why: why.to_owned(),
        set_by: by.person,
        set_at: call.now,
    };
    let id = store::set_form(tx, &row)?;
    let detail = json!({ "form": code, "from": from, "why": why });
    call.note(tx, &by, "approval.form_set", format!("approvals/forms/{code}"), detail)?;
    Ok(id)
}

/// Where a form would go: the same function that lays the real route.
pub fn simulate(
    chart: &Chart,
    form: &Form,
    person: PersonId,
    seat: &str,
    amount: Option<Money>,
) -> Result<Vec<Stage>> {
    let asker = Asker::of(chart, person, seat)?;
    let mut filled = Filled::new();
    if let Some((code, amount)) = form.amount.as_ref().zip(amount) {
        filled.insert(code.clone(), amount.in_fen().to_string());
    }
    // A number that steps ask for is tried with the same amount in whole yuan.
    for code in form.steps.iter().filter_map(|step| step.number.as_ref()) {
        let number = amount.map_or(0, |amount| amount.in_fen() / 100);
        filled.insert(code.clone(), number.to_string());
    }
    let matter = asker.matter(form, &filled);
    Ok(route(form, chart, &matter))
}

/// What a trial is asked for.
pub(crate) fn tried(chart: &Chart, who: &str, amount: &str) -> Result<(PersonId, Option<Money>)> {
    let mut wrong = Problems::default();
    let person = who.trim().parse::<PersonId>().ok().filter(|person| !chart.seats_held(*person).is_empty());
    let person = wrong.need("who", person, "not_a_choice");
    let amount = match amount.trim() {
        "" => Some(None),
        text => wrong.need("amount", text.parse::<Money>().ok().map(Some), "not_an_amount"),
    };
    wrong.or(person.zip(amount))
}

/// Those of one seat, in words: the post, and who sits there.
pub(crate) fn seat_words(chart: &Chart, seat: Seat, people: &[PersonId]) -> (Words, Vec<String>) {
    let post = chart.organisation.posts.get(&seat.post).map(org::PostRow::name).unwrap_or_default();
    (post, people.iter().map(|person| chart.organisation.person_name(*person).to_owned()).collect())
}

/// The posts and steps of a form's route in words, for whoever reads what a form asks for.
pub(crate) fn step_words(chart: &Chart, form: &Form) -> Vec<Words> {
    let mut names: BTreeMap<&str, Words> = BTreeMap::new();
    for post in chart.organisation.posts.values() {
        names.insert(&post.code, post.name());
    }
    let step = |step: &crate::form::Step| {
        let who = match &step.who {
            Who::Superior(1) => Words::new("直接上级", "superior"),
            Who::Superior(n) => Words::new(format!("上 {n} 级"), format!("{n} steps up")),
            Who::Post(code) => names.get(code.as_str()).cloned().unwrap_or_else(|| Words::new(code, code)),
        };
        let measure = |fen: i64| match &step.number {
            Some(_) => fen.to_string(),
            None => Money::fen(fen).map(web::text::yuan).unwrap_or_default(),
        };
        match (step.at_least, step.below) {
            (None, None) => who,
            (Some(least), None) => Words::new(
                format!("{}（{} 起）", who.zh, measure(least)),
                format!("{} (from {})", who.read(kernel::Lang::English), measure(least)),
            ),
            (least, Some(below)) => Words::new(
                format!("{}（{} 到 {} 以下）", who.zh, measure(least.unwrap_or(0)), measure(below)),
                format!(
                    "{} ({} to below {})",
                    who.read(kernel::Lang::English),
                    measure(least.unwrap_or(0)),
                    measure(below)
                ),
            ),
        }
    };
    form.steps.iter().map(step).collect()
}
