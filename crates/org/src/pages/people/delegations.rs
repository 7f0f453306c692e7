use axum::extract::State;
use db::Tx;
use kernel::{PersonId, Result, Words};
use web::{Answer, App, At, By, Call, Done, Failure, Nothing, Payload, Reply};

use super::seats;
use crate::organisation::DelegationId;
use crate::pages::form::{FormPage, Named, blank, retry};
use crate::pages::parts::day_or;
use crate::people::{self, DelegateForm, seen};
use crate::words;

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
