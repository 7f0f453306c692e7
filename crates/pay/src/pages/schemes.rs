use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Permission, Place, Result, Words};
use sales::{Journal, LineKind};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again, filters,
};

use super::Head;
use crate::curve::Way;
use crate::form::{self, SchemeForm};
use crate::law;
use crate::month::scheme_of;
use crate::proof;
use crate::reckon::Back;
use crate::scheme::{Pays, Rule, Scheme};
use crate::schemes::{self, AdoptForm, DraftForm};
use crate::shared::Whose;
use crate::store::{self, SchemeId, SchemeRow};

/// How treatments come to their therapists, as booking keeps it.
const DISPATCHES: [&str; 6] = ["turn", "requested", "picked", "booked", "own-guest", "extension"];

/// A scheme in the list. Key 0 is the one that is shipped.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SchemeLine {
    id: SchemeId,
    /// Its name; none is as shipped.
    name: Option<String>,
    by: String,
    from: Option<BusinessDate>,
    dropped: bool,
    /// Holds this month.
    in_force: bool,
}

/// The schemes.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "pay/schemes.html")]
pub struct SchemesPage {
    schemes: Vec<SchemeLine>,
    may_set: bool,
    #[serde(skip)]
    form: DraftForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for SchemesPage {
    fn title(&self, say: Say) -> String {
        say.t("pay.schemes.title")
    }

    fn samples() -> Vec<Self> {
        let line = |id, name: Option<&str>, from, in_force| SchemeLine {
            id: Id::of(id),
            name: name.map(String::from),
            by: "许雅琴".into(),
            from,
            dropped: false,
            in_force,
        };
        let used = Some(jiff::civil::date(2026, 11, 1));
        let all = vec![
            line(2, Some("旺季方案"), None, false),
            line(1, Some("秋季方案"), used, true),
            line(0, None, None, false),
        ];
        let page =
            |wrong| SchemesPage { schemes: all.clone(), may_set: true, form: DraftForm::default(), wrong };
        vec![page(Wrong::default()), page(Wrong::sample("name", "needed"))]
    }
}

fn list_page(tx: &mut Tx, call: &Call, (): &()) -> Result<SchemesPage> {
    let organisation = org::organisation(tx, call)?;
    let month = org::today(tx, call)?.day.first_of_month();
    let (current, _) = scheme_of(tx, month)?;
    let line = |row: SchemeRow| SchemeLine {
        id: row.id,
        by: organisation.person_name(row.written_by).to_owned(),
        in_force: current == Some(row.id),
        name: Some(row.name),
        from: row.from_month,
        dropped: row.dropped_at.is_some(),
    };
    let may_set = call.actor.may_at(Permission::SetPay, &Place::centre());
    let rows = store::schemes(tx)?.into_iter().filter(|row| may_set || row.from_month.is_some());
    let mut all: Vec<SchemeLine> = rows.map(line).collect();
    all.push(SchemeLine {
        id: Id::of(0),
        name: None,
        by: String::new(),
        from: None,
        dropped: false,
        in_force: current.is_none(),
    });
    Ok(SchemesPage { schemes: all, may_set, form: DraftForm::default(), wrong: Wrong::default() })
}

/// `GET /pay/schemes`
pub async fn list(State(app): State<App>, By(by): By) -> Result<Reply<SchemesPage>, Failure> {
    let page = app.look(&by, &(), list_page).await?;
    rhythm::looks::looked(&app, &by, proof::SCHEMES).await?;
    Ok(Reply(page))
}

/// `POST /pay/schemes`
pub async fn draft(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<DraftForm>,
) -> Result<Answer<SchemesPage>, Failure> {
    match app.act(&by, &form, schemes::draft).await {
        Ok(id) => Ok(Done::created(format!("/pay/schemes/{id}"), id).saying("pay.schemes.drafted").into()),
        Err(refused) => {
            let page = app.look(&by, &(), list_page).await?;
            again(refused, |wrong| SchemesPage { form, wrong, ..page })
        }
    }
}

/// A rule in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleView {
    name: Words,
    posts: Vec<Words>,
    whose: Whose,
    /// Roles, with their parts.
    split: Vec<(Vec<Words>, u32)>,
    journal: Journal,
    kinds: Vec<LineKind>,
    pays: Pays,
    way: Way,
    steps: Vec<(Money, String)>,
    above: bool,
    gate: u32,
    most: Money,
    percent: u32,
    fee: Money,
    dispatch: Vec<String>,
    back: Back,
}

impl RuleView {
    fn of(rule: &Rule, posts: &[(String, Words)]) -> RuleView {
        let name = |code: &String| posts.iter().find(|(post, _)| post == code).map(|(_, name)| name.clone());
        let step = |step: &crate::curve::Step| (step.from, form::rate(step.rate));
        RuleView {
            name: rule.name.clone(),
            posts: rule.posts.iter().filter_map(name).collect(),
            whose: rule.whose,
            split: rule
                .split
                .iter()
                .map(|part| (part.posts.iter().filter_map(name).collect(), part.parts))
                .collect(),
            journal: rule.journal,
            kinds: rule.kinds.clone(),
            pays: rule.pays,
            way: rule.way,
            steps: rule.steps.iter().map(step).collect(),
            above: rule.above,
            gate: rule.gate,
            most: rule.most,
            percent: rule.percent,
            fee: rule.fee,
            dispatch: rule.dispatch.clone(),
            back: rule.back,
        }
    }
}

/// A house rule of the law's table, and whether the scheme names it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HouseView {
    code: String,
    name: Words,
    article: Words,
    named: bool,
}

/// A scheme: to be read, or to be changed while it is a draft.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "pay/scheme.html")]
pub struct SchemePage {
    line: SchemeLine,
    why: String,
    rules: Vec<RuleView>,
    house: Vec<HouseView>,
    /// The reader may change it.
    is_open: bool,
    /// The month that a draft is usually taken into use from, and the time it is usually tried on.
    next: String,
    before: String,
    #[serde(skip)]
    posts: Vec<(String, Words)>,
    #[serde(skip)]
    form: SchemeForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl SchemePage {
    /// The places of the rules in the form, and one for a new rule.
    fn places(&self) -> std::ops::RangeInclusive<usize> {
        0..=self.form.rule.len()
    }

    fn id(&self, field: &str, place: &usize) -> String {
        format!("{field}-{place}")
    }

    fn named(&self) -> Vec<&HouseView> {
        self.house.iter().filter(|rule| rule.named).collect()
    }

    /// The fields of one choice: name, and key of its text with its codes.
    fn choices(&self) -> [(&'static str, &'static [&'static str]); 6] {
        [
            ("whose", &["own", "department", "store"]),
            ("journal", &["cash", "consumption"]),
            ("pays", &["rate", "fee", "wage"]),
            ("way", &["marginal", "whole"]),
            ("edge", &["", "above"]),
            ("back", &["then", "anew", "kept"]),
        ]
    }

    /// The fields of one line.
    fn fields(&self) -> [&'static str; 6] {
        ["steps", "split", "gate", "most", "percent", "fee"]
    }
}

impl View for SchemePage {
    fn title(&self, say: Say) -> String {
        self.line.name.clone().unwrap_or_else(|| say.t("pay.schemes.shipped"))
    }

    fn samples() -> Vec<Self> {
        let posts = vec![("consultant".to_owned(), Words::new("美容顾问", "Consultant"))];
        let usual = Scheme::usual().unwrap_or_default();
        let page = |is_open: bool, named, wrong| SchemePage {
            line: SchemeLine {
                id: Id::of(2),
                name: Some("旺季方案".into()),
                by: "许雅琴".into(),
                from: (!is_open).then(|| jiff::civil::date(2026, 11, 1)),
                dropped: false,
                in_force: !is_open,
            },
            why: "旺季".into(),
            rules: usual.rules.iter().map(|rule| RuleView::of(rule, &posts)).collect(),
            house: vec![HouseView {
                code: "forfeit-on-leaving".into(),
                name: Words::new("自动离职不发提成", "No commission on leaving"),
                article: Words::new("《工资支付暂行规定》第九条", "art. 9"),
                named,
            }],
            is_open,
            next: "2026-12".into(),
            before: "2026-09".into(),
            posts: posts.clone(),
            form: SchemeForm::of("旺季方案", &usual),
            wrong,
        };
        vec![
            page(true, true, Wrong::sample("steps-0", "pay.steps")),
            page(false, true, Wrong::default()),
            page(false, false, Wrong::default()),
        ]
    }
}

fn scheme_page(tx: &mut Tx, call: &Call, id: &SchemeId) -> Result<SchemePage> {
    let organisation = org::organisation(tx, call)?;
    let today = org::today(tx, call)?.day;
    let may_set = call.actor.may_at(Permission::SetPay, &Place::centre());
    let month = today.first_of_month();
    let (current, _) = scheme_of(tx, month)?;
    let row = if id.get() == 0 { None } else { Some(store::scheme(tx, *id)?) };
    let scheme = match &row {
        Some(row) if !may_set && row.from_month.is_none() => return Err(kernel::Error::missing()),
        Some(row) => row.scheme()?,
        None => Scheme::usual()?,
    };
    let line = SchemeLine {
        id: *id,
        name: row.as_ref().map(|row| row.name.clone()),
        by: row.as_ref().map(|row| organisation.person_name(row.written_by).to_owned()).unwrap_or_default(),
        from: row.as_ref().and_then(|row| row.from_month),
        dropped: row.as_ref().is_some_and(|row| row.dropped_at.is_some()),
        in_force: current == row.as_ref().map(|row| row.id),
    };
    let mut posts: Vec<_> = organisation.posts.values().filter(|post| post.ended_on.is_none()).collect();
    posts.sort_by_key(|post| post.position);
    let posts: Vec<(String, Words)> =
        posts.into_iter().map(|post| (post.code.clone(), post.name())).collect();
    let house = law::house_rules()?.iter().map(|rule| HouseView {
        code: rule.code.clone(),
        name: rule.name.clone(),
        article: rule.article.clone(),
        named: scheme.house.contains(&rule.code),
    });
    let head = Head::of(month)?;
    Ok(SchemePage {
        why: row.as_ref().map(|row| row.why.clone()).unwrap_or_default(),
        rules: scheme.rules.iter().map(|rule| RuleView::of(rule, &posts)).collect(),
        house: house.collect(),
        is_open: may_set && row.as_ref().is_some_and(SchemeRow::is_draft),
        next: Head::written(&head.later),
        before: Head::written(&Head::of(head.earlier)?.earlier),
        form: SchemeForm {
            why: row.as_ref().map(|row| row.why.clone()).unwrap_or_default(),
            ..SchemeForm::of(line.name.as_deref().unwrap_or_default(), &scheme).named(&posts)
        },
        line,
        posts,
        wrong: Wrong::default(),
    })
}

/// `GET /pay/schemes/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<SchemeId>,
) -> Result<Reply<SchemePage>, Failure> {
    Ok(Reply(app.look(&by, &id, scheme_page).await?))
}

/// `POST /pay/schemes/{id}`
pub async fn keep(
    State(app): State<App>,
    By(by): By,
    At(id): At<SchemeId>,
    Payload(form): Payload<SchemeForm>,
) -> Result<Answer<SchemePage>, Failure> {
    let kept = (id, form);
    match app.act(&by, &kept, |tx, call, (id, form)| schemes::keep(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/pay/schemes/{id}")).saying("pay.schemes.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &id, scheme_page).await?;
            again(refused, |wrong| SchemePage { form: kept.1, wrong, ..page })
        }
    }
}

/// `POST /pay/schemes/{id}/adopt`
pub async fn adopt(
    State(app): State<App>,
    By(by): By,
    At(id): At<SchemeId>,
    Payload(form): Payload<AdoptForm>,
) -> Result<Answer<SchemePage>, Failure> {
    let adopted = (id, form);
    match app.act(&by, &adopted, |tx, call, (id, form)| schemes::adopt(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/pay/schemes/{id}")).saying("pay.schemes.adopted").into()),
        Err(refused) => {
            let page = app.look(&by, &id, scheme_page).await?;
            again(refused, |wrong| SchemePage { next: adopted.1.month, wrong, ..page })
        }
    }
}

/// `POST /pay/schemes/{id}/drop`
pub async fn put_aside(
    State(app): State<App>,
    By(by): By,
    At(id): At<SchemeId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| schemes::put_aside(tx, call, *id)).await?;
    Ok(Done::at("/pay/schemes").saying("pay.schemes.dropped"))
}
