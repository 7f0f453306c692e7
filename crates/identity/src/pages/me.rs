use askama::Template;
use axum::extract::State;
use garde::Validate;
use kernel::{Id, Instant, Lang, Words};
use org::OrgCache;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, At, By, Done, Failure, Form, Nothing, Payload, Reply, Say, View, filters};

use crate::account::{SessionId, TokenId, scopes};
use crate::own::{self, Own};
use crate::pages::WithCookie;
use crate::visitor::Visitor;
use crate::{sessions, store, tokens};

/// A post on one's own page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostHeld {
    /// The post.
    post: Words,
    /// Where; none for posts of the whole centre.
    store: Option<String>,
    /// In whose stead, when it was delegated.
    for_person: Option<String>,
}

/// A session on one's own page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SessionView {
    id: SessionId,
    device: String,
    address: String,
    created_at: Instant,
    seen_at: Instant,
    /// The one that asks.
    is_this: bool,
}

/// A token on one's own page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenView {
    id: TokenId,
    name: String,
    /// How many permissions it has; none is all that its person has.
    permissions: Option<usize>,
    created_at: Instant,
    expires_at: Option<Instant>,
    last_used_at: Option<Instant>,
}

/// One's own account.
#[derive(Clone, Serialize, JsonSchema, Template)]
#[template(path = "identity/me.html")]
pub struct MePage {
    person: String,
    name: String,
    posts: Vec<PostHeld>,
    lang: Lang,
    password_set_at: Instant,
    /// Since when the second step is set up.
    second_step_at: Option<Instant>,
    /// Does a post ask for it?
    must_use_second_step: bool,
    sessions: Vec<SessionView>,
    tokens: Vec<TokenView>,
}

impl View for MePage {
    fn title(&self, say: Say) -> String {
        say.t("identity.me.title")
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_780_000_000_000);
        let session = |id, is_this| SessionView {
            id: SessionId::of(id),
            device: "Chrome · Windows".into(),
            address: "192.168.1.20".into(),
            created_at: at,
            seen_at: at,
            is_this,
        };
        let token = TokenView {
            id: TokenId::of(1),
            name: "考勤机".into(),
            permissions: Some(2),
            created_at: at,
            expires_at: Some(at),
            last_used_at: None,
        };
        let post = PostHeld {
            post: Words::new("美疗总监", "Therapy director"),
            store: Some("静安店".into()),
            for_person: Some("王慧敏".into()),
        };
        let bare = MePage {
            person: "许雅琴".into(),
            name: "0007".into(),
            posts: vec![],
            lang: Lang::English,
            password_set_at: at,
            second_step_at: None,
            must_use_second_step: false,
            sessions: vec![session(1, true)],
            tokens: vec![],
        };
        let full = MePage {
            posts: vec![post],
            second_step_at: Some(at),
            must_use_second_step: true,
            sessions: vec![session(1, true), session(2, false)],
            tokens: vec![token.clone(), TokenView { permissions: None, expires_at: None, ..token }],
            lang: Lang::Chinese,
            ..bare.clone()
        };
        vec![bare, full]
    }
}

/// `GET /me`
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Reply<MePage>, Failure> {
    let (cache, now) = (app.part::<OrgCache>().clone(), app.now());
    let page = app.read(move |tx| Ok(page(own::look(tx, &cache, &visitor, now)?, &visitor)));
    Ok(Reply(page.await?))
}

fn page(own: Own, visitor: &Visitor) -> MePage {
    let organisation = &own.chart.organisation;
    let actor = own.chart.actor(visitor.account, visitor.person);
    let held = actor.holdings.iter().map(|holding| PostHeld {
        post: organisation.posts.get(&holding.post).map(|post| post.name()).unwrap_or_default(),
        store: holding.store.and_then(|id| organisation.stores.get(&id)).map(|store| store.name.clone()),
        for_person: holding.for_person.map(|person| organisation.person_name(person).to_owned()),
    });
    MePage {
        person: actor.name.clone(),
        name: own.account.name,
        posts: held.collect(),
        lang: own.account.lang,
        password_set_at: own.account.password_set_at,
        second_step_at: own.account.totp_confirmed_at,
        must_use_second_step: own.must_use_second_step,
        sessions: own
            .sessions
            .into_iter()
            .map(|row| SessionView {
                id: row.id,
                device: row.device,
                address: row.address,
                created_at: row.created_at,
                seen_at: row.seen_at,
                is_this: Some(row.id) == visitor.session,
            })
            .collect(),
        tokens: own
            .tokens
            .into_iter()
            .map(|row| TokenView {
                id: row.id,
                name: row.name,
                permissions: scopes(&row.scopes).map(|only| only.len()),
                created_at: row.created_at,
                expires_at: row.expires_at,
                last_used_at: row.last_used_at,
            })
            .collect(),
    }
}

/// A language to read in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct LanguageForm {
    /// `zh-CN` or `en`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub lang: String,
}

impl Form for LanguageForm {
    fn sample() -> LanguageForm {
        LanguageForm { lang: "zh-CN".into() }
    }
}

/// `POST /me/language`. The choice holds on every device; what was chosen for this browser alone is forgotten.
pub async fn set_language(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<LanguageForm>,
) -> Result<WithCookie<Done>, Failure> {
    let mut wrong = web::limits(&form);
    let lang = wrong.need("lang", Lang::from_tag(&form.lang), "not_a_choice");
    let lang = wrong.or(lang)?;
    app.act(&by, &lang, |tx, call, lang| store::set_lang(tx, call.actor.account, *lang)).await?;
    Ok(WithCookie(
        Some("lang=; Path=/; Max-Age=0".to_owned()),
        Done::at("/me").saying("identity.me.language_set"),
    ))
}

/// `POST /me/sessions/{id}/end`
pub async fn end_session(
    State(app): State<App>,
    By(by): By,
    visitor: Visitor,
    At(id): At<SessionId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &visitor, move |tx, call, visitor| sessions::end(tx, call.now, visitor, id)).await?;
    Ok(Done::at("/me").saying("identity.me.session_ended"))
}

/// `POST /me/sessions/end-others`
pub async fn end_others(
    State(app): State<App>,
    By(by): By,
    visitor: Visitor,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &visitor, |tx, call, visitor| sessions::end_others(tx, call.now, visitor)).await?;
    Ok(Done::at("/me").saying("identity.me.others_ended"))
}

/// `POST /me/tokens/{id}/revoke`
pub async fn revoke_token(
    State(app): State<App>,
    By(by): By,
    visitor: Visitor,
    At(id): At<TokenId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &visitor, move |tx, call, visitor| tokens::revoke(tx, call.now, visitor, id)).await?;
    Ok(Done::at("/me").saying("identity.me.token_revoked"))
}
