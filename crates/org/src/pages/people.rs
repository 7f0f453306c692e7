use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, PersonId, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Nothing, Payload, Reply, Say, Table, View,
    filters,
};

use super::form::{FormPage, Named, blank, retry};
use super::parts::{self, PersonRef, PostRef, SeatView, When, day_or, store_name};
use crate::chart::Chart;
use crate::organisation::{DelegationId, HoldingId, HoldingRow, Tenure};
use crate::people::{self, AppointForm, DelegateForm, PersonForm, seen};
use crate::posts::{self, EndForm};
use crate::sight;
use crate::store::{self, PersonLine};
use crate::words;

/// A seat somebody sits on, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeatWords {
    post: PostRef,
    /// The store's name; none for the whole centre.
    store: Option<String>,
    department: Option<Words>,
}

/// A person in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonInList {
    #[serde(flatten)]
    line: PersonLine,
    /// What she holds today.
    seats: Vec<SeatWords>,
    /// Has she left?
    has_left: bool,
    /// Is she yet to come?
    is_coming: bool,
}

/// The people whom one may see.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/people.html")]
pub struct PeoplePage {
    rows: Vec<PersonInList>,
    stores: Vec<Named>,
    departments: Vec<Named>,
    posts: Vec<Named>,
    list: ListPlace,
    may_add: bool,
}

impl PeoplePage {
    fn leavers(&self) -> Vec<Named> {
        ["left", "all"].map(|code| Named::new(code, words::said(&format!("org.people.only_{code}")))).to_vec()
    }
}

impl View for PeoplePage {
    fn title(&self, say: Say) -> String {
        say.t("org.people.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns = ["staff_number", "name", "posts", "store", "department", "joined_on", "left_on"];
        let row = |row: &PersonInList| {
            let each = |of: &dyn Fn(&SeatWords) -> Option<String>| {
                let mut all: Vec<String> = row.seats.iter().filter_map(of).collect();
                all.dedup();
                all.join(&say.t("common.and"))
            };
            vec![
                row.line.staff_number.clone().into(),
                row.line.name.clone().into(),
                each(&|seat| Some(seat.post.name.read(say.0).to_owned())).into(),
                each(&|seat| seat.store.clone()).into(),
                each(&|seat| seat.department.as_ref().map(|name| name.read(say.0).to_owned())).into(),
                row.line.joined_on.into(),
                row.line.left_on.into(),
            ]
        };
        Some(Table {
            name: "people".to_owned(),
            columns: columns.map(|key| say.t(&format!("org.people.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = PersonLine {
            id: kernel::Id::of(7),
            name: "许雅琴".into(),
            staff_number: "0021".into(),
            joined_on: jiff::civil::date(2021, 3, 8),
            left_on: None,
        };
        let seat = SeatWords {
            post: PostRef::sample(),
            store: Some("静安店".into()),
            department: Some(Words::new("前台", "Front desk")),
        };
        let here = PersonInList { line, seats: vec![seat], has_left: false, is_coming: false };
        let left = PersonInList {
            line: PersonLine { left_on: Some(jiff::civil::date(2026, 6, 30)), ..here.line.clone() },
            seats: vec![],
            has_left: true,
            is_coming: false,
        };
        let coming = PersonInList { is_coming: true, seats: vec![], ..here.clone() };
        let choice = || vec![Named::plain("1", "静安店")];
        vec![
            PeoplePage {
                rows: vec![here, left, coming],
                stores: choice(),
                departments: choice(),
                posts: choice(),
                list: ListPlace::sample(),
                may_add: true,
            },
            PeoplePage {
                rows: vec![],
                stores: vec![],
                departments: vec![],
                posts: vec![],
                list: ListPlace::sample(),
                may_add: false,
            },
        ]
    }
}

/// `GET /people`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<PeoplePage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let chart = crate::today(tx, call)?;
        let organisation = &chart.organisation;
        let ask = listing.ask();
        let asked = ask.filters.iter().any(|(name, _)| name == "left");
        let keys = sight::visible(&chart, &call.actor).map(|people| {
            people.iter().map(|person| format!("{person},")).fold(",".to_owned(), |all, key| all + &key)
        });
        let shown = if asked { "" } else { "here" };
        let page = store::PEOPLE.page(tx, &ask, db::args![chart.day, keys.unwrap_or_default(), shown])?;
        let list = listing.place(&page);
        let rows = page.rows.into_iter().map(|line| PersonInList {
            seats: seats(&chart, line.id),
            has_left: line.left_on.is_some_and(|left| left < chart.day),
            is_coming: line.joined_on > chart.day,
            line,
        });
        Ok(PeoplePage {
            rows: rows.collect(),
            stores: parts::stores(organisation, chart.day),
            departments: parts::departments(organisation),
            posts: parts::posts(organisation, chart.day),
            list,
            may_add: people::may_add(call),
        })
    });
    Ok(Reply(page.await?))
}

fn seats(chart: &Chart, person: PersonId) -> Vec<SeatWords> {
    let organisation = &chart.organisation;
    let words = |seat: &crate::Seat| SeatWords {
        post: PostRef::of(organisation, seat.post),
        store: store_name(organisation, seat.store),
        department: organisation
            .posts
            .get(&seat.post)
            .and_then(|post| post.department.as_deref())
            .map(|code| posts::department_name(organisation, code)),
    };
    chart.seats_held(person).iter().map(words).collect()
}

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

fn draw_new(tx: &mut Tx, call: &Call, form: &PersonForm) -> Result<FormPage> {
    if !people::may_add(call) {
        return Err(kernel::Error::missing());
    }
    let chart = crate::today(tx, call)?;
    let number = match form.staff_number.is_empty() {
        true => people::next_number(&chart.organisation),
        false => form.staff_number.clone(),
    };
    Ok(FormPage::new("org.people.new", "/people", "/people")
        .note("org.people.new_note")
        .text("name", "org.people.name", &form.name)
        .must()
        .text("staff_number", "org.people.staff_number", &number)
        .hint("org.people.number_hint")
        .day("joined_on", "org.people.joined_on", &day_or(&form.joined_on, chart.day)))
}

/// `GET /people/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, PersonForm::default(), draw_new).await
}

/// `POST /people`
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PersonForm>,
) -> Result<Answer<FormPage>, Failure> {
    match app.act(&by, &form, people::add).await {
        Ok(id) => Ok(Done::created(format!("/people/{id}"), id).saying("org.people.added").into()),
        Err(refused) => retry(&app, &by, form, refused, draw_new).await,
    }
}

fn draw_edit(tx: &mut Tx, call: &Call, (id, typed): &(PersonId, Option<PersonForm>)) -> Result<FormPage> {
    let chart = crate::today(tx, call)?;
    let person = seen(&chart, call, *id)?;
    if !people::may_change(&chart, call, *id) {
        return Err(kernel::Error::missing());
    }
    let kept = PersonForm {
        name: person.name.clone(),
        staff_number: person.staff_number.clone(),
        joined_on: String::new(),
    };
    let form = typed.clone().unwrap_or(kept);
    Ok(FormPage::new("org.people.edit", format!("/people/{id}"), format!("/people/{id}"))
        .about(Words::new(&person.name, &person.name))
        .text("name", "org.people.name", &form.name)
        .must()
        .text("staff_number", "org.people.staff_number", &form.staff_number))
}

/// `GET /people/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, None), draw_edit).await
}

/// `POST /people/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
    Payload(form): Payload<PersonForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| people::change(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/people/{id}")).saying("org.people.saved").into()),
        Err(refused) => retry(&app, &by, (id, Some(form)), refused, draw_edit).await,
    }
}

fn draw_leave(tx: &mut Tx, call: &Call, (id, form): &(PersonId, EndForm)) -> Result<FormPage> {
    let chart = crate::today(tx, call)?;
    let person = seen(&chart, call, *id)?;
    Ok(FormPage::new("org.people.leave", format!("/people/{id}"), format!("/people/{id}/leaving"))
        .about(Words::new(&person.name, &person.name))
        .note("org.people.leave_note")
        .ask("org.people.leave_ask")
        .day("until_day", "common.until_day", &form.until_day)
        .must())
}

/// `GET /people/{id}/leaving`
pub async fn leaving(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_leave).await
}

/// `POST /people/{id}/leaving`
pub async fn leave(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| people::leave(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/people/{id}")).saying("org.people.left").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_leave).await,
    }
}

fn draw_appoint(tx: &mut Tx, call: &Call, (id, form): &(PersonId, AppointForm)) -> Result<FormPage> {
    let chart = crate::today(tx, call)?;
    let person = seen(&chart, call, *id)?;
    let organisation = &chart.organisation;
    let kinds = Tenure::ALL
        .iter()
        .map(|kind| Named::new(kind.code(), words::said(&format!("org.tenure.{}", kind.code()))));
    let kind = if form.kind.is_empty() { Tenure::Full.code() } else { &form.kind };
    Ok(FormPage::new("org.people.appoint", format!("/people/{id}"), format!("/people/{id}/appointments"))
        .about(Words::new(&person.name, &person.name))
        .note("org.people.appoint_note")
        .choice("post", "org.people.post", &form.post, parts::posts(organisation, chart.day))
        .must()
        .choice("store", "org.store", &form.store, parts::stores(organisation, chart.day))
        .hint("org.people.store_hint")
        .choice("kind", "org.people.tenure", kind, kinds.collect())
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day.max(person.joined_on)))
        .must()
        .day("until_day", "common.until_day", &form.until_day)
        .hint("org.people.until_hint")
        .area("reason", "common.reason", &form.reason))
}

/// `GET /people/{id}/appointments`
pub async fn appointing(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, AppointForm::default()), draw_appoint).await
}

/// `POST /people/{id}/appointments`
pub async fn appoint(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
    Payload(form): Payload<AppointForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| people::appoint(tx, call, *id, form)).await {
        Ok(holding) => {
            Ok(Done::created(format!("/people/{id}"), holding).saying("org.people.appointed").into())
        }
        Err(refused) => retry(&app, &by, input, refused, draw_appoint).await,
    }
}

fn draw_end(tx: &mut Tx, call: &Call, (id, form): &(HoldingId, EndForm)) -> Result<FormPage> {
    let chart = crate::today(tx, call)?;
    let mut holdings = chart.organisation.holdings.iter();
    let held = holdings.find(|held| held.id == *id).ok_or_else(kernel::Error::missing)?;
    let person = seen(&chart, call, held.person_id)?;
    let post = PostRef::of(&chart.organisation, held.post_id).name;
    let about = Words::new(
        format!("{} · {}", person.name, post.zh),
        format!("{} · {}", person.name, post.read(kernel::Lang::English)),
    );
    Ok(FormPage::new(
        "org.people.end_holding",
        format!("/people/{}", held.person_id),
        format!("/holdings/{id}/ending"),
    )
    .about(about)
    .note("org.end_note")
    .day("until_day", "common.until_day", &day_or(&form.until_day, chart.day))
    .must())
}

/// `GET /holdings/{id}/ending`
pub async fn ending(
    State(app): State<App>,
    By(by): By,
    At(id): At<HoldingId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_end).await
}

/// `POST /holdings/{id}/ending`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<HoldingId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| people::end_holding(tx, call, *id, form)).await {
        Ok(person) => Ok(Done::at(format!("/people/{person}")).saying("org.people.holding_ended").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_end).await,
    }
}

fn draw_delegate(tx: &mut Tx, call: &Call, (id, form): &(PersonId, DelegateForm)) -> Result<FormPage> {
    let chart = crate::today(tx, call)?;
    let person = seen(&chart, call, *id)?;
    let here = |one: &&crate::PersonRow| one.id != *id && one.left_on.is_none_or(|left| left >= chart.day);
    let mut others: Vec<&crate::PersonRow> = chart.organisation.people.values().filter(here).collect();
    others.retain(|one| !chart.seats_held(one.id).is_empty() || one.joined_on > chart.day);
    let choice = |one: &&crate::PersonRow| {
        let posts: Vec<Words> = seats(&chart, one.id).into_iter().map(|seat| seat.post.name).collect();
        let posts = words::joined(&posts, ("、", ", "));
        let line = |lang| format!("{} {}", one.name, posts.read(lang));
        Named::new(one.id, Words::new(line(kernel::Lang::Chinese), line(kernel::Lang::English)))
    };
    Ok(FormPage::new("org.people.delegate", format!("/people/{id}"), format!("/people/{id}/delegations"))
        .about(Words::new(&person.name, &person.name))
        .note("org.people.delegate_note")
        .choice("stand_in", "org.people.stand_in", &form.stand_in, others.iter().map(choice).collect())
        .must()
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day))
        .must()
        .day("until_day", "common.until_day", &form.until_day)
        .must()
        .area("reason", "common.reason", &form.reason))
}

/// `GET /people/{id}/delegations`
pub async fn delegating(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, DelegateForm::default()), draw_delegate).await
}

/// `POST /people/{id}/delegations`
pub async fn delegate(
    State(app): State<App>,
    By(by): By,
    At(id): At<PersonId>,
    Payload(form): Payload<DelegateForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| people::delegate(tx, call, *id, form)).await {
        Ok(lent) => Ok(Done::created(format!("/people/{id}"), lent).saying("org.people.delegated").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_delegate).await,
    }
}

/// `POST /delegations/{id}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    By(by): By,
    At(id): At<DelegationId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    let person = app.act(&by, &id, |tx, call, id| people::withdraw(tx, call, *id)).await?;
    Ok(Done::at(format!("/people/{person}")).saying("org.people.withdrawn"))
}
