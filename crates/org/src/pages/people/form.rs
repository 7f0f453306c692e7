use axum::extract::State;
use db::Tx;
use kernel::{PersonId, Result, Words};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply};

use crate::pages::form::{FormPage, blank, retry};
use crate::pages::parts::day_or;
use crate::people::{self, PersonForm, seen};
use crate::posts::EndForm;

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
