use axum::extract::State;
use db::Tx;
use kernel::{Permission, Place, PostId, Result};
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply};

use crate::chart::Chart;
use crate::organisation::Level;
use crate::pages::form::{FormPage, Named, blank, retry};
use crate::pages::parts::{self, day_or};
use crate::posts::{self, EndForm, PostForm};
use crate::words;

/// Today's chart, for whoever may change posts; to others the form is not there.
pub(super) fn for_managing(tx: &mut Tx, call: &Call) -> Result<std::sync::Arc<Chart>> {
    call.sight(Permission::ManageOrganisation, &Place::centre())?;
    crate::today(tx, call)
}

fn draw_new(tx: &mut Tx, call: &Call, form: &PostForm) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let organisation = &chart.organisation;
    let levels = Level::ALL
        .iter()
        .map(|level| Named::new(level.code(), words::said(&format!("org.level.{}", level.code()))));
    let page = FormPage::new("org.posts.new", "/posts", "/posts")
        .text("name_zh", "org.posts.name_zh", &form.name_zh)
        .must()
        .text("name_en", "org.posts.name_en", &form.name_en)
        .text("code", "org.posts.code", &form.code)
        .must()
        .hint("org.posts.code_hint")
        .choice("level", "org.posts.level", &form.level, levels.collect())
        .must();
    Ok(with_rest(page, organisation, form)
        .choice("superior", "org.posts.superior", &form.superior, parts::posts(organisation, chart.day))
        .hint("org.posts.superior_hint")
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day))
        .hint("org.posts.from_hint"))
}

fn with_rest(page: FormPage, organisation: &crate::Organisation, form: &PostForm) -> FormPage {
    page.choice("department", "org.posts.department", &form.department, parts::departments(organisation))
        .text("position", "org.posts.position", &form.position)
        .hint("org.posts.position_hint")
        .tick("pays_out", "org.posts.pays_out", &form.pays_out)
        .hint("org.posts.pays_out_hint")
}

/// `GET /posts/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, PostForm::default(), draw_new).await
}

/// `POST /posts`
pub async fn open(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<PostForm>,
) -> Result<Answer<FormPage>, Failure> {
    match app.act(&by, &form, posts::open).await {
        Ok(id) => Ok(Done::created(format!("/posts/{id}"), id).saying("org.posts.opened").into()),
        Err(refused) => retry(&app, &by, form, refused, draw_new).await,
    }
}

fn draw_edit(tx: &mut Tx, call: &Call, (id, typed): &(PostId, Option<PostForm>)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let post = chart.organisation.post(*id)?;
    let kept = PostForm {
        name_zh: post.name_zh.clone(),
        name_en: post.name_en.clone(),
        department: post.department.clone().unwrap_or_default(),
        position: post.position.to_string(),
        pays_out: if post.pays_out { "yes".into() } else { String::new() },
        ..PostForm::default()
    };
    let form = typed.clone().unwrap_or(kept);
    let page = FormPage::new("org.posts.edit", format!("/posts/{id}"), format!("/posts/{id}"))
        .about(post.name())
        .text("name_zh", "org.posts.name_zh", &form.name_zh)
        .must()
        .text("name_en", "org.posts.name_en", &form.name_en);
    Ok(with_rest(page, &chart.organisation, &form))
}

/// `GET /posts/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, None), draw_edit).await
}

/// `POST /posts/{id}`
pub async fn change(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<PostForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form.clone());
    match app.act(&by, &input, |tx, call, (id, form)| posts::change(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/posts/{id}")).saying("org.posts.saved").into()),
        Err(refused) => retry(&app, &by, (id, Some(form)), refused, draw_edit).await,
    }
}

fn draw_end(tx: &mut Tx, call: &Call, (id, form): &(PostId, EndForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let post = chart.organisation.post(*id)?;
    let page = FormPage::new("org.posts.end", format!("/posts/{id}"), format!("/posts/{id}/ending"));
    Ok(page
        .about(post.name())
        .note("org.posts.end_note")
        .ask("org.posts.end_ask")
        .day("until_day", "common.until_day", &form.until_day)
        .must())
}

/// `GET /posts/{id}/ending`
pub async fn ending(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_end).await
}

/// `POST /posts/{id}/ending`
pub async fn end(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::end(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/posts/{id}")).saying("org.posts.ended").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_end).await,
    }
}
