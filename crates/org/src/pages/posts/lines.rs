use axum::extract::State;
use db::Tx;
use kernel::{PostId, Result};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply};

use super::for_managing;
use crate::chart::Chart;
use crate::organisation::LineId;
use crate::pages::form::{FormPage, blank, retry};
use crate::pages::parts::{self, day_or};
use crate::posts::{self, EndForm, LineForm};

fn draw_line(chart: &Chart, id: PostId, form: &LineForm, page: FormPage) -> Result<FormPage> {
    let post = chart.organisation.post(id)?;
    let mut others = parts::posts(&chart.organisation, chart.day);
    others.retain(|other| other.value != post.code);
    Ok(page
        .about(post.name())
        .choice("superior", "org.posts.superior", &form.superior, others)
        .must()
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day))
        .must()
        .hint("org.posts.from_hint"))
}

fn draw_solid(tx: &mut Tx, call: &Call, (id, form): &(PostId, LineForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let page = FormPage::new("org.posts.report_to", format!("/posts/{id}"), format!("/posts/{id}/superior"));
    draw_line(&chart, *id, form, page.note("org.posts.report_note"))
}

/// `GET /posts/{id}/superior`
pub async fn superior(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, LineForm::default()), draw_solid).await
}

/// `POST /posts/{id}/superior`
pub async fn report_to(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<LineForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::report_to(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/posts/{id}")).saying("org.posts.line_set").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_solid).await,
    }
}

fn draw_dotted(tx: &mut Tx, call: &Call, (id, form): &(PostId, LineForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let page = FormPage::new("org.posts.add_dotted", format!("/posts/{id}"), format!("/posts/{id}/dotted"));
    draw_line(&chart, *id, form, page.note("org.posts.dotted_note"))
}

/// `GET /posts/{id}/dotted`
pub async fn dotted(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, LineForm::default()), draw_dotted).await
}

/// `POST /posts/{id}/dotted`
pub async fn add_dotted(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<LineForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::add_dotted(tx, call, *id, form)).await {
        Ok(line) => Ok(Done::created(format!("/posts/{id}"), line).saying("org.posts.dotted_added").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_dotted).await,
    }
}

fn draw_end_dotted(tx: &mut Tx, call: &Call, (id, form): &(LineId, EndForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let mut lines = chart.organisation.lines.iter();
    let line = lines.find(|line| line.id == *id).ok_or_else(kernel::Error::missing)?;
    let back = format!("/posts/{}", line.post_id);
    Ok(FormPage::new("org.posts.end_dotted", back, format!("/lines/{id}/ending"))
        .about(chart.organisation.post(line.post_id)?.name())
        .note("org.end_note")
        .day("until_day", "common.until_day", &day_or(&form.until_day, chart.day))
        .must())
}

/// `GET /lines/{id}/ending`
pub async fn dotted_ending(
    State(app): State<App>,
    By(by): By,
    At(id): At<LineId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_end_dotted).await
}

/// `POST /lines/{id}/ending`
pub async fn end_dotted(
    State(app): State<App>,
    By(by): By,
    At(id): At<LineId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::end_dotted(tx, call, *id, form)).await {
        Ok(post) => Ok(Done::at(format!("/posts/{post}")).saying("org.posts.dotted_ended").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_end_dotted).await,
    }
}
