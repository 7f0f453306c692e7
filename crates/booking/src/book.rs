//! Booking at the desk: a form becomes an order; a course is the same order every so many days.

use customer::CustomerId;
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Mandate, Permission, PersonId, Place, Problems, Result, StoreId, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::VisitId;
use crate::clock::parse_minute;
use crate::days::{Days, later};
use crate::order::{Asked, Order, OrderPart, earliest, place, taken};
use crate::state::{Refused, Sex, Source};
use crate::store;
use crate::wish::With;

/// A booking as it is typed. Treatments, therapists and guests go together by their order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct BookForm {
    /// Key of the store; empty for the asker's own.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub store: String,
    /// Key of the customer.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub customer: String,
    /// What was typed to find her, where nothing could be chosen.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub customer_q: String,
    /// Key of the customer who comes along.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub second: String,
    /// What was typed to find her.
    #[serde(default)]
    #[garde(length(chars, max = 60))]
    pub second_q: String,
    /// Keys of the treatments, in their order.
    #[serde(default)]
    #[garde(length(max = 6), inner(length(max = 20)))]
    pub treatments: Vec<String>,
    /// With whom each: key of the therapist, or empty.
    #[serde(default)]
    #[garde(length(max = 6), inner(length(max = 20)))]
    pub therapists: Vec<String>,
    /// For whom each: `1`, or `2` for the one who comes along.
    #[serde(default)]
    #[garde(length(max = 6), inner(length(max = 1)))]
    pub guests: Vec<String>,
    /// `yes`: the treatments of one customer go on together.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub together: String,
    /// `only`: with the named therapist and nobody else; `rather`: with her if she is free.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub wish: String,
    /// By a `female` or a `male` therapist; empty for either.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub sex: String,
    /// When: `2026-11-24 10:30`.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub at: String,
    /// The day whose free times are looked at, before one of them is chosen.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub day: String,
    /// How it comes about: `desk` or `phone`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub source: String,
    /// What is to be known, 200 characters at most.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    pub note: String,
    /// `yes`: the warnings of her file were read.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub heeded: String,
    /// For a course: every so many days.
    #[serde(default)]
    #[garde(length(max = 3))]
    pub every_days: String,
    /// And how often altogether.
    #[serde(default)]
    #[garde(length(max = 2))]
    pub times: String,
}

impl Form for BookForm {
    fn sample() -> BookForm {
        BookForm {
            customer: "1".into(),
            treatments: vec!["2".into()],
            therapists: vec![String::new()],
            guests: vec!["1".into()],
            wish: "rather".into(),
            at: "2026-11-24 10:30".into(),
            source: "phone".into(),
            ..BookForm::default()
        }
    }
}

/// Every so many days, so often.
pub(crate) type Course = Option<(i64, i64)>;

impl BookForm {
    /// What is wished for; an empty line is none.
    pub(crate) fn parts(&self, wrong: &mut Problems) -> Vec<OrderPart> {
        let mut parts: Vec<OrderPart> = vec![];
        let sex = match self.sex.trim() {
            "" => None,
            typed => wrong.need("sex", Sex::from_code(typed), "not_a_choice"),
        };
        let at = |list: &[String], place: usize| {
            list.get(place).map_or(String::new(), |text| text.trim().to_owned())
        };
        for (place, treatment) in
            self.treatments.iter().enumerate().filter(|(_, text)| !text.trim().is_empty())
        {
            let Some(treatment) = wrong.need("treatments", treatment.trim().parse().ok(), "not_a_choice")
            else {
                continue;
            };
            let with = match at(&self.therapists, place).as_str() {
                "" => With::Anybody,
                typed => match wrong.need("therapists", typed.parse::<PersonId>().ok(), "not_a_choice") {
                    Some(person) if self.wish == "rather" => With::Rather(person),
                    Some(person) => With::Only(person),
                    None => continue,
                },
            };
            let guest = if at(&self.guests, place) == "2" { 2 } else { 1 };
            let together = self.together == "yes" && parts.last().is_some_and(|before| before.guest == guest);
            parts.push(OrderPart { treatment, guest, with, sex, together });
        }
        if parts.is_empty() && wrong.of("treatments").is_none() {
            wrong.add("treatments", "needed");
        }
        parts
    }

    /// The day and the minute.
    pub(crate) fn moment(&self, wrong: &mut Problems) -> Option<(BusinessDate, u32)> {
        moment(&self.at, "at", wrong)
    }

    fn course(&self, wrong: &mut Problems) -> Course {
        let (every, times) = (self.every_days.trim(), self.times.trim());
        if every.is_empty() && matches!(times, "" | "1") {
            return None;
        }
        let number = |text: &str, most: i64| text.parse::<i64>().ok().filter(|n| (1..=most).contains(n));
        let every = wrong.need("every_days", number(every, 180), "not_a_number");
        let times = wrong.need("times", number(times, 24), "not_a_number");
        every.zip(times).filter(|(_, times)| *times > 1)
    }
}

/// Reads `2026-11-24 10:30`.
pub(crate) fn moment(text: &str, field: &str, wrong: &mut Problems) -> Option<(BusinessDate, u32)> {
    let text = text.trim().replace('T', " ");
    let read = text.split_once(' ').and_then(|(day, at)| Some((parse_day(day)?, parse_minute(at)?)));
    if text.is_empty() { wrong.need(field, None, "needed") } else { wrong.need(field, read, "not_a_moment") }
}

/// The store a form names, or the first in which the asker may.
pub fn store_of(call: &Call, typed: &str, permission: Permission) -> Result<StoreId> {
    if let Ok(store) = typed.trim().parse::<StoreId>() {
        return Ok(store);
    }
    let mut mine = call.actor.holdings.iter().filter_map(|held| held.store);
    let allowed = mine.find(|store| call.actor.may_at(permission, &Place::store(*store)));
    allowed.ok_or_else(|| Refused::NoStore.into())
}

/// Books a visit, or a course of them. The key of the first.
pub fn book(tx: &mut Tx, call: &Call, form: &BookForm) -> Result<VisitId> {
    let store = store_of(call, &form.store, Permission::Book)?;
    let by = call.mandate(Permission::Book, &Place::store(store))?;
    org::organisation(tx, call)?.store(store)?;
    let mut wrong = web::limits(form);
    let parts = form.parts(&mut wrong);
    let moment = form.moment(&mut wrong);
    let course = form.course(&mut wrong);
    let source = if form.source.trim().is_empty() { "desk" } else { form.source.trim() };
    let source = Source::from_code(source).filter(|source| matches!(source, Source::Desk | Source::Phone));
    let source = wrong.need("source", source, "not_a_choice");
    if form.customer.trim().is_empty() && form.customer_q.trim().is_empty() {
        wrong.add("customer", "needed");
    }
    let comes_along = parts.iter().any(|part| part.guest == 2);
    let ((day, starts), source) = wrong.or(moment.zip(source))?;
    let customer = whom(tx, call, &form.customer, &form.customer_q)?;
    let second = match comes_along {
        true => customer::picked(tx, call, &form.second, &form.second_q)?,
        false => None,
    };
    let order = Order {
        store,
        day,
        starts,
        customer,
        second,
        parts,
        source,
        note: form.note.clone(),
        course: None,
        heeded: form.heeded == "yes",
    };
    match course {
        Some(course) => book_course(tx, call, &by, order, course),
        None => book_one(tx, call, &by, &order),
    }
}

fn whom(tx: &mut Tx, call: &Call, chosen: &str, typed: &str) -> Result<CustomerId> {
    let picked = customer::picked(tx, call, chosen, typed)?;
    let mut wrong = Problems::default();
    let picked = wrong.need("customer", picked, "needed");
    wrong.or(picked)
}

/// A step: places an order and writes it into the journal.
pub(crate) fn book_one(tx: &mut Tx, call: &Call, by: &Mandate, order: &Order) -> Result<VisitId> {
    let id = place(tx, call, Some(by), order)?;
    let detail = json!({ "day": order.day, "at": crate::minute_text(order.starts), "heeded": order.heeded });
    call.note(tx, by, "visit.booked", format!("visits/{id}"), detail)?;
    Ok(id)
}

/// How many days a visit of a course may be later than its turn.
const COURSE_SLACK: i64 = 3;

fn book_course(
    tx: &mut Tx,
    call: &Call,
    by: &Mandate,
    order: Order,
    (every, times): (i64, i64),
) -> Result<VisitId> {
    let course = store::add_course(tx, order.customer, every, by.person, call.now)?;
    let mut first = None;
    for turn in 0..times {
        let day = later(order.day, turn * every);
        let one = Order { day, course: Some(course), source: Source::Course, ..order.clone() };
        let one = if turn == 0 { one } else { on_or_near(tx, call, one)? };
        let id = book_one(tx, call, by, &one)?;
        first.get_or_insert(id);
    }
    first.ok_or_else(|| kernel::Error::fault("a course without visits"))
}

/// The same hour if it is free, or the nearest of that day or the days after it.
fn on_or_near(tx: &mut Tx, call: &Call, order: Order) -> Result<Order> {
    let asked = Asked { store: order.store, parts: &order.parts };
    let days = Days::many(order.day, COURSE_SLACK);
    let slots = earliest(tx, call, &asked, days, 0, usize::MAX)?;
    let near = slots.iter().min_by_key(|slot| (slot.day, slot.starts.abs_diff(order.starts)));
    match near {
        Some(slot) => Ok(Order { day: slot.day, starts: slot.starts, ..order.clone() }),
        None => Err(taken(tx, call, &asked, order.day, order.starts)?),
    }
}
