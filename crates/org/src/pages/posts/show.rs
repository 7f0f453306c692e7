use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Permission, PostId, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, At, By, Call, Failure, Reply, Say, Table, View, filters};

use super::may_manage;
use crate::chart::Chart;
use crate::organisation::{GrantId, Level, LineId, LineKind, LineRow};
use crate::pages::parts::{PostRef, SeatView, When};
use crate::posts::{self};
use crate::words;

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
