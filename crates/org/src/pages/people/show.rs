use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, Reply, Say, View, filters};

use crate::chart::Chart;
use crate::organisation::{DelegationId, HoldingId, HoldingRow, Tenure};
use crate::pages::parts::{PersonRef, PostRef, SeatView, When, store_name};
use crate::people::{self, seen};

/// A post held, with its days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeldView {
    id: HoldingId,
    post: PostRef,
    /// The store's name; none for the whole centre.
    store: Option<String>,
    kind: Tenure,
    reason: String,
    from_day: BusinessDate,
    until_day: Option<BusinessDate>,
    when: When,
    may_end: bool,
}

/// To whom a person answers for one of her posts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AboveView {
    /// The post for which she answers.
    for_post: PostRef,
    /// Posts in between on which nobody else sits.
    skipped: Vec<PostRef>,
    /// Where the superior sits; none at the top.
    seat: Option<SeatView>,
    /// The superiors themselves.
    people: Vec<PersonRef>,
}

/// Somebody directly below.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BelowView {
    person: PersonRef,
    post: PostRef,
    store: Option<String>,
}

/// Authority lent or borrowed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DelegationView {
    id: DelegationId,
    /// The other one.
    other: PersonRef,
    /// Does the other stand in for this person, rather than the other way round?
    lent: bool,
    reason: String,
    from_day: BusinessDate,
    until_day: BusinessDate,
    when: When,
    may_withdraw: bool,
}

/// A person with her posts, her superiors, and those below her.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/person.html")]
pub struct PersonPage {
    id: PersonId,
    name: String,
    staff_number: String,
    joined_on: BusinessDate,
    left_on: Option<BusinessDate>,
    has_left: bool,
    is_coming: bool,
    /// Posts held, held later, and held once.
    held: Vec<HeldView>,
    above: Vec<AboveView>,
    below: Vec<BelowView>,
    delegations: Vec<DelegationView>,
    may_change: bool,
    may_appoint: bool,
    may_delegate: bool,
}

impl View for PersonPage {
    fn title(&self, _: Say) -> String {
        self.name.clone()
    }

    fn samples() -> Vec<Self> {
        let from_day = jiff::civil::date(2026, 1, 1);
        let held = HeldView {
            id: kernel::Id::of(5),
            post: PostRef::sample(),
            store: Some("静安店".into()),
            kind: Tenure::Full,
            reason: String::new(),
            from_day,
            until_day: None,
            when: When::Now,
            may_end: true,
        };
        let acting = HeldView {
            kind: Tenure::Acting,
            reason: "总监产假期间".into(),
            until_day: Some(jiff::civil::date(2026, 12, 31)),
            when: When::Coming,
            store: None,
            ..held.clone()
        };
        let above = AboveView {
            for_post: PostRef::sample(),
            skipped: vec![PostRef::sample()],
            seat: SeatView::samples().into_iter().next(),
            people: vec![PersonRef { seen: false, ..PersonRef::sample() }],
        };
        let top = AboveView { skipped: vec![], seat: None, people: vec![], ..above.clone() };
        let lent = DelegationView {
            id: kernel::Id::of(6),
            other: PersonRef::sample(),
            lent: true,
            reason: "年假".into(),
            from_day,
            until_day: from_day,
            when: When::Now,
            may_withdraw: true,
        };
        let borrowed = DelegationView { lent: false, may_withdraw: false, when: When::Past, ..lent.clone() };
        let below = BelowView { person: PersonRef::sample(), post: PostRef::sample(), store: None };
        let full = || PersonPage {
            id: kernel::Id::of(7),
            name: "许雅琴".into(),
            staff_number: "0021".into(),
            joined_on: from_day,
            left_on: None,
            has_left: false,
            is_coming: false,
            held: vec![held.clone(), acting.clone()],
            above: vec![above.clone(), top.clone()],
            below: vec![below.clone()],
            delegations: vec![lent.clone(), borrowed.clone()],
            may_change: true,
            may_appoint: true,
            may_delegate: true,
        };
        let left = PersonPage {
            left_on: Some(from_day),
            has_left: true,
            held: vec![],
            above: vec![],
            below: vec![],
            delegations: vec![],
            may_change: false,
            may_appoint: false,
            may_delegate: false,
            ..full()
        };
        vec![full(), left]
    }
}

fn person_page(tx: &mut Tx, call: &Call, id: PersonId) -> Result<PersonPage> {
    let chart = crate::today(tx, call)?;
    let person = seen(&chart, call, id)?;
    let has_left = person.left_on.is_some_and(|left| left < chart.day);
    let mut below: Vec<BelowView> = chart
        .directly_below(id)
        .into_iter()
        .map(|(person, seat)| BelowView {
            person: PersonRef::of(&chart, call, person),
            post: PostRef::of(&chart.organisation, seat.post),
            store: store_name(&chart.organisation, seat.store),
        })
        .collect();
    below.sort_by_key(|below| chart.organisation.posts.get(&below.post.id).map(|post| post.position));
    let may_change = !has_left && people::may_change(&chart, call, id);
    Ok(PersonPage {
        id,
        name: person.name.clone(),
        staff_number: person.staff_number.clone(),
        joined_on: person.joined_on,
        left_on: person.left_on,
        has_left,
        is_coming: person.joined_on > chart.day,
        held: held(&chart, call, id),
        above: above(&chart, call, id),
        below,
        delegations: delegations(&chart, call, id),
        may_change,
        may_appoint: !has_left && people::may_add(call),
        may_delegate: !has_left && people::may_delegate(&chart, call, id),
    })
}

fn held(chart: &Chart, call: &Call, id: PersonId) -> Vec<HeldView> {
    let organisation = &chart.organisation;
    let view = |held: &HoldingRow| {
        let when = When::of(held.from_day, held.until_day, chart.day);
        HeldView {
            id: held.id,
            post: PostRef::of(organisation, held.post_id),
            store: store_name(organisation, held.store_id),
            kind: held.kind,
            reason: held.reason.clone(),
            from_day: held.from_day,
            until_day: held.until_day,
            when,
            may_end: when.is_open() && people::may_end(chart, call, held),
        }
    };
    let mut all: Vec<HeldView> =
        organisation.holdings.iter().filter(|held| held.person_id == id).map(view).collect();
    all.sort_by_key(|held| (held.when, held.from_day));
    all
}

fn above(chart: &Chart, call: &Call, id: PersonId) -> Vec<AboveView> {
    let post = |seat: &crate::Seat| PostRef::of(&chart.organisation, seat.post);
    let view = |own: &crate::Seat| {
        let found = chart.superior(*own, Some(id));
        let seat = found.map(|(seat, _)| seat);
        let between = chart.line_above(*own).take_while(|above| Some(*above) != seat);
        let others = found.into_iter().flat_map(|(_, people)| people).filter(|person| **person != id);
        AboveView {
            for_post: post(own),
            skipped: between.map(|seat| post(&seat)).collect(),
            seat: seat.map(|seat| SeatView::of(chart, call, seat)),
            people: others.map(|person| PersonRef::of(chart, call, *person)).collect(),
        }
    };
    chart.seats_held(id).iter().map(view).collect()
}

fn delegations(chart: &Chart, call: &Call, id: PersonId) -> Vec<DelegationView> {
    let of_hers = chart.organisation.delegations.iter().filter(|d| d.person_id == id || d.stand_in_id == id);
    let mut all: Vec<DelegationView> = of_hers
        .map(|d| {
            let when = When::of(d.from_day, Some(d.until_day), chart.day);
            let lent = d.person_id == id;
            DelegationView {
                id: d.id,
                other: PersonRef::of(chart, call, if lent { d.stand_in_id } else { d.person_id }),
                lent,
                reason: d.reason.clone(),
                from_day: d.from_day,
                until_day: d.until_day,
                when,
                may_withdraw: lent && when.is_open() && people::may_delegate(chart, call, id),
            }
        })
        .collect();
    all.sort_by_key(|delegation| (delegation.when, delegation.from_day));
    all
}

/// `GET /people/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
) -> Result<Reply<PersonPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| person_page(tx, call, *id)).await?))
}
