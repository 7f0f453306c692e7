use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, Place, PostId, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, filters,
};

use super::form::{FormPage, Named, blank, retry};
use super::parts::{self, PostRef, SeatView, When, day_or};
use crate::chart::{Chart, Seat};
use crate::organisation::{GrantId, Level, LineId, LineKind, LineRow};
use crate::posts::{self, EndForm, GrantForm, LineForm, PostForm};
use crate::store::{self, PostLine};
use crate::words;

/// A post in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostInList {
    #[serde(flatten)]
    line: PostLine,
    /// Name.
    name: Words,
    /// Name of its department.
    department_name: Option<Words>,
    /// The post it answers to today.
    superior: Option<PostRef>,
    /// How many seats it has today.
    seats: i64,
    /// On how many of them nobody sits.
    vacant: i64,
    /// Has it ended?
    is_over: bool,
}

/// The posts of the centre.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/posts.html")]
pub struct PostsPage {
    rows: Vec<PostInList>,
    departments: Vec<Named>,
    list: ListPlace,
    may_manage: bool,
}

impl View for PostsPage {
    fn title(&self, say: Say) -> String {
        say.t("org.posts.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let columns =
            ["code", "name", "department", "level", "superior", "seats", "vacant", "created_on", "ended_on"];
        let row = |row: &PostInList| {
            let read = |words: &Option<Words>| words.as_ref().map(|words| words.read(say.0).to_owned());
            vec![
                row.line.code.clone().into(),
                row.name.read(say.0).into(),
                read(&row.department_name).into(),
                say.t(&format!("org.level.{}", row.line.level.code())).into(),
                read(&row.superior.as_ref().map(|post| post.name.clone())).into(),
                row.seats.into(),
                row.vacant.into(),
                row.line.created_on.into(),
                row.line.ended_on.into(),
            ]
        };
        Some(Table {
            name: "posts".to_owned(),
            columns: columns.map(|key| say.t(&format!("org.posts.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = PostLine {
            id: kernel::Id::of(3),
            code: "greeter".into(),
            name_zh: "前台迎宾".into(),
            name_en: "Greeter".into(),
            department: Some("front-desk".into()),
            level: Level::Store,
            created_on: jiff::civil::date(2026, 1, 1),
            ended_on: None,
        };
        let open = PostInList {
            name: Words::new("前台迎宾", "Greeter"),
            line: line.clone(),
            department_name: Some(Words::new("前台", "Front desk")),
            superior: Some(PostRef::sample()),
            seats: 2,
            vacant: 1,
            is_over: false,
        };
        let over = PostInList {
            line: PostLine { ended_on: Some(jiff::civil::date(2026, 6, 30)), ..line },
            superior: None,
            seats: 0,
            vacant: 0,
            is_over: true,
            ..open.clone()
        };
        let departments = vec![Named::new("front-desk", Words::new("前台", "Front desk"))];
        vec![
            PostsPage { rows: vec![open, over], departments, list: ListPlace::sample(), may_manage: true },
            PostsPage { rows: vec![], departments: vec![], list: ListPlace::sample(), may_manage: false },
        ]
    }
}

fn may_manage(call: &Call) -> bool {
    call.actor.may_at(Permission::ManageOrganisation, &Place::centre())
}

/// `GET /posts`
pub async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<PostsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let chart = crate::today(tx, call)?;
        let organisation = &chart.organisation;
        let ask = listing.ask();
        let ended = ask.filters.iter().any(|(name, _)| name == "ended");
        let page = store::POSTS.page(tx, &ask, db::args![chart.day, if ended { "" } else { "open" }])?;
        let list = listing.place(&page);
        let seats = chart.seats();
        let count = |keep: &dyn Fn(&Seat) -> bool| {
            i64::try_from(seats.iter().filter(|seat| keep(seat)).count()).unwrap_or(i64::MAX)
        };
        let row = |line: PostLine| PostInList {
            name: Words::new(&line.name_zh, &line.name_en),
            department_name: line
                .department
                .as_deref()
                .map(|code| posts::department_name(organisation, code)),
            superior: chart.superior_post(line.id).map(|post| PostRef::of(organisation, post)),
            seats: count(&|seat| seat.post == line.id),
            vacant: count(&|seat| seat.post == line.id && chart.holders(*seat).is_empty()),
            is_over: line.ended_on.is_some_and(|ended| ended < chart.day),
            line,
        };
        let rows = page.rows.into_iter().map(row).collect();
        Ok(PostsPage {
            rows,
            departments: parts::departments(organisation),
            list,
            may_manage: may_manage(call),
        })
    });
    Ok(Reply(page.await?))
}

/// A line up to another post, with its days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    id: LineId,
    /// The post above.
    post: PostRef,
    from_day: BusinessDate,
    until_day: Option<BusinessDate>,
    when: When,
}

/// Something the post allows, with its days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GrantView {
    id: GrantId,
    permission: Permission,
    scope: Scope,
    /// What one may do.
    name: Words,
    /// Over what.
    over: Words,
    from_day: BusinessDate,
    until_day: Option<BusinessDate>,
    when: When,
}

/// A post with its place in the reporting line, its holders and its rights.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/post.html")]
pub struct PostPage {
    id: PostId,
    code: String,
    name: Words,
    department: Option<Words>,
    level: Level,
    position: i64,
    pays_out: bool,
    created_on: BusinessDate,
    ended_on: Option<BusinessDate>,
    is_over: bool,
    /// To whom it answered, answers and will answer, the present first.
    superiors: Vec<LineView>,
    /// To whom it sends copies.
    dotted: Vec<LineView>,
    /// Posts that answer to it today.
    subordinates: Vec<PostRef>,
    /// Posts that send it copies today.
    copied_by: Vec<PostRef>,
    /// Each place where it can be held today.
    seats: Vec<SeatView>,
    grants: Vec<GrantView>,
    may_manage: bool,
}

impl PostPage {
    fn level_key(&self) -> String {
        format!("org.level.{}", self.level.code())
    }
}

impl View for PostPage {
    fn title(&self, say: Say) -> String {
        self.name.read(say.0).to_owned()
    }

    fn table(&self, say: Say) -> Option<Table> {
        let grant = |grant: &GrantView| {
            vec![
                grant.permission.code().into(),
                grant.name.read(say.0).into(),
                grant.over.read(say.0).into(),
                grant.from_day.into(),
                grant.until_day.into(),
            ]
        };
        let columns =
            ["org.posts.code", "org.posts.right", "org.posts.over", "common.from_day", "common.until_day"];
        Some(Table {
            name: format!("rights-{}", self.code),
            columns: columns.map(|key| say.t(key)).to_vec(),
            rows: self.grants.iter().map(grant).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let from_day = jiff::civil::date(2026, 1, 1);
        let line = LineView {
            id: kernel::Id::of(4),
            post: PostRef::sample(),
            from_day,
            until_day: Some(jiff::civil::date(2026, 11, 30)),
            when: When::Now,
        };
        let coming = LineView { when: When::Coming, until_day: None, ..line.clone() };
        let grant = GrantView {
            id: kernel::Id::of(9),
            permission: Permission::ViewToday,
            scope: Scope::Own,
            name: words::permission(Permission::ViewToday),
            over: words::scope(Scope::Own),
            from_day,
            until_day: None,
            when: When::Now,
        };
        let page = || PostPage {
            id: kernel::Id::of(3),
            code: "greeter".into(),
            name: Words::new("前台迎宾", "Greeter"),
            department: Some(Words::new("前台", "Front desk")),
            level: Level::Store,
            position: 30,
            pays_out: true,
            created_on: from_day,
            ended_on: None,
            is_over: false,
            superiors: vec![line.clone(), coming.clone()],
            dotted: vec![line.clone()],
            subordinates: vec![PostRef::sample()],
            copied_by: vec![PostRef::sample()],
            seats: SeatView::samples(),
            grants: vec![grant.clone()],
            may_manage: true,
        };
        let over = PostPage {
            ended_on: Some(jiff::civil::date(2026, 6, 30)),
            is_over: true,
            superiors: vec![],
            dotted: vec![],
            subordinates: vec![],
            copied_by: vec![],
            seats: vec![],
            grants: vec![],
            department: None,
            may_manage: false,
            ..page()
        };
        vec![page(), over]
    }
}

fn lines(chart: &Chart, of: impl Fn(&LineRow) -> bool) -> Vec<LineView> {
    let organisation = &chart.organisation;
    let view = |line: &LineRow| LineView {
        id: line.id,
        post: PostRef::of(organisation, line.superior_id),
        from_day: line.from_day,
        until_day: line.until_day,
        when: When::of(line.from_day, line.until_day, chart.day),
    };
    let mut lines: Vec<LineView> = organisation.lines.iter().filter(|line| of(line)).map(view).collect();
    lines.sort_by_key(|line| (line.when, line.from_day));
    lines
}

fn post_page(tx: &mut Tx, call: &Call, id: PostId) -> Result<PostPage> {
    let chart = crate::today(tx, call)?;
    let organisation = &chart.organisation;
    let post = organisation.post(id)?;
    let mut seats = chart.seats();
    seats.retain(|seat| seat.post == id);
    let mut grants: Vec<GrantView> = organisation
        .grants
        .iter()
        .filter(|grant| grant.post_id == id)
        .map(|grant| GrantView {
            id: grant.id,
            permission: grant.permission,
            scope: grant.scope,
            name: words::permission(grant.permission),
            over: words::scope(grant.scope),
            from_day: grant.from_day,
            until_day: grant.until_day,
            when: When::of(grant.from_day, grant.until_day, chart.day),
        })
        .collect();
    grants.sort_by_key(|grant| (grant.when, grant.permission, grant.scope));
    let answering = |kind: LineKind| {
        let today = organisation.lines.iter().filter(move |line| line.kind == kind && line.superior_id == id);
        let now = today.filter(|line| crate::holds(line.from_day, line.until_day, chart.day));
        let here = now.filter(|line| {
            organisation
                .posts
                .get(&line.post_id)
                .is_some_and(|p| p.ended_on.is_none_or(|end| end >= chart.day))
        });
        here.map(|line| PostRef::of(organisation, line.post_id)).collect::<Vec<_>>()
    };
    Ok(PostPage {
        id,
        code: post.code.clone(),
        name: post.name(),
        department: post.department.as_deref().map(|code| posts::department_name(organisation, code)),
        level: post.level,
        position: post.position,
        pays_out: post.pays_out,
        created_on: post.created_on,
        ended_on: post.ended_on,
        is_over: post.ended_on.is_some_and(|ended| ended < chart.day),
        superiors: lines(&chart, |line| line.kind == LineKind::Solid && line.post_id == id),
        dotted: lines(&chart, |line| line.kind == LineKind::Dotted && line.post_id == id),
        subordinates: answering(LineKind::Solid),
        copied_by: answering(LineKind::Dotted),
        seats: seats.into_iter().map(|seat| SeatView::of(&chart, call, seat)).collect(),
        grants,
        may_manage: may_manage(call),
    })
}

/// `GET /posts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<PostPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| post_page(tx, call, *id)).await?))
}

/// Today's chart, for whoever may change posts; to others the form is not there.
fn for_managing(tx: &mut Tx, call: &Call) -> Result<std::sync::Arc<Chart>> {
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

fn draw_grant(tx: &mut Tx, call: &Call, (id, form): &(PostId, GrantForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let permissions = Permission::ALL.iter().map(|p| Named::new(p.code(), words::permission(*p)));
    let scopes = Scope::ALL.iter().map(|scope| Named::new(scope.code(), words::scope(*scope)));
    Ok(FormPage::new("org.posts.grant", format!("/posts/{id}"), format!("/posts/{id}/grants"))
        .about(chart.organisation.post(*id)?.name())
        .choice("permission", "org.posts.right", &form.permission, permissions.collect())
        .must()
        .choice("scope", "org.posts.over", &form.scope, scopes.collect())
        .must()
        .hint("org.posts.over_hint")
        .day("from_day", "common.from_day", &day_or(&form.from_day, chart.day))
        .must()
        .hint("org.posts.from_hint"))
}

/// `GET /posts/{id}/grants`
pub async fn granting(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, GrantForm::default()), draw_grant).await
}

/// `POST /posts/{id}/grants`
pub async fn grant(
    State(app): State<App>,
    By(by): By,
    At(id): At<PostId>,
    Payload(form): Payload<GrantForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::grant(tx, call, *id, form)).await {
        Ok(grant) => Ok(Done::created(format!("/posts/{id}"), grant).saying("org.posts.granted").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_grant).await,
    }
}

fn draw_revoke(tx: &mut Tx, call: &Call, (id, form): &(GrantId, EndForm)) -> Result<FormPage> {
    let chart = for_managing(tx, call)?;
    let mut grants = chart.organisation.grants.iter();
    let grant = grants.find(|grant| grant.id == *id).ok_or_else(kernel::Error::missing)?;
    let back = format!("/posts/{}", grant.post_id);
    Ok(FormPage::new("org.posts.revoke", back, format!("/grants/{id}/ending"))
        .about(words::permission(grant.permission))
        .note("org.end_note")
        .day("until_day", "common.until_day", &day_or(&form.until_day, chart.day))
        .must())
}

/// `GET /grants/{id}/ending`
pub async fn revoking(
    State(app): State<App>,
    By(by): By,
    At(id): At<GrantId>,
) -> Result<Reply<FormPage>, Failure> {
    blank(&app, &by, (id, EndForm::default()), draw_revoke).await
}

/// `POST /grants/{id}/ending`
pub async fn revoke(
    State(app): State<App>,
    By(by): By,
    At(id): At<GrantId>,
    Payload(form): Payload<EndForm>,
) -> Result<Answer<FormPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| posts::revoke(tx, call, *id, form)).await {
        Ok(post) => Ok(Done::at(format!("/posts/{post}")).saying("org.posts.revoked").into()),
        Err(refused) => retry(&app, &by, input, refused, draw_revoke).await,
    }
}
