use axum::extract::State;
use db::Tx;
use kernel::{PersonId, Result, Words};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply};

use crate::organisation::{HoldingId, Tenure};
use crate::pages::form::{FormPage, Named, blank, retry};
use crate::pages::parts::{self, PostRef, day_or};
use crate::people::{self, AppointForm, seen};
use crate::posts::EndForm;
use crate::words;

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
