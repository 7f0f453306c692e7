use askama::Template;
use axum::extract::State;
use db::Tx;
use garde::Validate;
use kernel::{AccountId, Id, Instant, Lang, Permission, PersonId, Result, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Form, ListPlace, Listing, Nothing, Payload, Reply, Say,
    Table, View, Wrong, again, filters,
};

use crate::account::{SessionRow, is_name, plain_name};
use crate::accounts::{self, NewAccount, mandate_over, place_of};
use crate::pages::Either;
use crate::stage::is_alive;
use crate::store::{self, AccountLine, PersonLine};
use crate::{password, secret};

/// The accounts that one may see to.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/accounts.html")]
pub struct AccountsPage {
    rows: Vec<AccountLine>,
    list: ListPlace,
}

impl AccountLine {
    /// How it stands: `active`, `new_password`, `disabled`.
    fn state(&self) -> &'static str {
        match (self.disabled_at, self.must_change_at) {
            (Some(_), _) => "disabled",
            (None, Some(_)) => "new_password",
            (None, None) => "active",
        }
    }

    fn sample() -> AccountLine {
        AccountLine {
            id: AccountId::of(1),
            person_id: PersonId::of(1),
            person: "许雅琴".into(),
            staff_number: "0007".into(),
            name: "0007".into(),
            disabled_at: None,
            must_change_at: None,
            totp_confirmed_at: Some(Instant::from_millis(1_780_000_000_000)),
            seen_at: Some(Instant::from_millis(1_780_000_000_000)),
        }
    }
}

impl AccountsPage {
    /// The states to filter by, as message keys and what is sent.
    fn states(&self) -> [(&'static str, &'static str); 3] {
        [
            ("active", "identity.accounts.state_active"),
            ("new_password", "identity.accounts.state_new_password"),
            ("disabled", "identity.accounts.state_disabled"),
        ]
    }
}

impl View for AccountsPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.accounts.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("identity.accounts.{key}"));
        let row = |line: &AccountLine| {
            let state = heading(&format!("state_{}", line.state()));
            vec![
                line.staff_number.clone().into(),
                line.person.clone().into(),
                line.name.clone().into(),
                state.into(),
                line.totp_confirmed_at.into(),
                line.seen_at.into(),
            ]
        };
        let columns = ["staff_number", "person", "name", "state", "second_step", "seen"].map(heading);
        Some(Table {
            name: "accounts".to_owned(),
            columns: columns.to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let line = AccountLine::sample();
        let at = Some(Instant::from_millis(1_780_000_000_000));
        let fresh =
            AccountLine { must_change_at: at, totp_confirmed_at: None, seen_at: None, ..line.clone() };
        let shut = AccountLine { disabled_at: at, ..line.clone() };
        vec![
            AccountsPage { rows: vec![line, fresh, shut], list: ListPlace::sample() },
            AccountsPage { rows: vec![], list: ListPlace::sample() },
        ]
    }
}

/// `GET /accounts`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<AccountsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let all = call.actor.scope(Permission::ManageAccounts) == Some(Scope::Centre);
        let today = org::today(tx, call)?.day;
        let args = db::args![all, today, stores_of(call), call.actor.person];
        let page = store::ACCOUNTS.page(tx, &listing.ask(), args)?;
        Ok(AccountsPage { list: listing.place(&page), rows: page.rows })
    });
    Ok(Reply(page.await?))
}

/// The stores where the asker sees to accounts, as the list wants them: `,1,2,`.
fn stores_of(call: &Call) -> String {
    let sees_to = |holding: &&kernel::Holding| {
        holding.grants.iter().any(|g| g.permission == Permission::ManageAccounts && g.scope == Scope::Store)
    };
    let stores = call.actor.holdings.iter().filter(sees_to).filter_map(|holding| holding.store);
    stores.fold(",".to_owned(), |list, store| format!("{list}{store},"))
}

/// A session as an administrator sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SessionOfAnother {
    device: String,
    address: String,
    created_at: Instant,
    seen_at: Instant,
}

impl From<SessionRow> for SessionOfAnother {
    fn from(row: SessionRow) -> SessionOfAnother {
        let SessionRow { device, address, created_at, seen_at, .. } = row;
        SessionOfAnother { device, address, created_at, seen_at }
    }
}

/// An account.
#[derive(Clone, Serialize, JsonSchema, Template)]
#[template(path = "identity/account.html")]
pub struct AccountPage {
    id: AccountId,
    person_id: PersonId,
    person: String,
    name: String,
    posts: Vec<kernel::Words>,
    created_at: Instant,
    password_set_at: Instant,
    must_change_at: Option<Instant>,
    disabled_at: Option<Instant>,
    second_step_at: Option<Instant>,
    /// Devices signed in; empty where one may not see them.
    sessions: Vec<SessionOfAnother>,
    may_end_sessions: bool,
    /// One's own, which is changed on one's own page.
    is_own: bool,
}

impl View for AccountPage {
    fn title(&self, _: Say) -> String {
        self.person.clone()
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_780_000_000_000);
        let session = SessionOfAnother {
            device: "WeChat · iPhone".into(),
            address: "192.168.1.20".into(),
            created_at: at,
            seen_at: at,
        };
        let used = AccountPage {
            id: AccountId::of(1),
            person_id: PersonId::of(1),
            person: "许雅琴".into(),
            name: "0007".into(),
            posts: vec![kernel::Words::new("美疗总监", "Therapy director")],
            created_at: at,
            password_set_at: at,
            must_change_at: None,
            disabled_at: None,
            second_step_at: Some(at),
            sessions: vec![session],
            may_end_sessions: true,
            is_own: false,
        };
        let shut = AccountPage {
            disabled_at: Some(at),
            must_change_at: Some(at),
            second_step_at: None,
            sessions: vec![],
            may_end_sessions: false,
            ..used.clone()
        };
        vec![AccountPage { is_own: true, ..used.clone() }, used, shut]
    }
}

fn account_page(tx: &mut Tx, call: &Call, id: AccountId) -> Result<AccountPage> {
    mandate_over(tx, call, Permission::ManageAccounts, id)?;
    let account = store::account(tx, id)?;
    let chart = org::today(tx, call)?;
    let organisation = &chart.organisation;
    let lifetime = store::lifetime(tx)?;
    let may_end_sessions = mandate_over(tx, call, Permission::EndSessions, id).is_ok();
    let mut sessions = if may_end_sessions { store::sessions(tx, id)? } else { vec![] };
    sessions.retain(|session| is_alive(session.created_at, session.seen_at, lifetime, call.now));
    let posts =
        chart.seats_held(account.person_id).iter().filter_map(|seat| organisation.posts.get(&seat.post));
    Ok(AccountPage {
        id,
        person_id: account.person_id,
        person: organisation.person_name(account.person_id).to_owned(),
        name: account.name,
        posts: posts.map(|post| post.name()).collect(),
        created_at: account.created_at,
        password_set_at: account.password_set_at,
        must_change_at: account.must_change_at,
        disabled_at: account.disabled_at,
        second_step_at: account.totp_confirmed_at,
        sessions: sessions.into_iter().map(Into::into).collect(),
        may_end_sessions,
        is_own: account.person_id == call.actor.person,
    })
}

/// `GET /accounts/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
) -> Result<Reply<AccountPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| account_page(tx, call, *id)).await?))
}

/// An account to be opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct AccountForm {
    /// The person's key.
    #[serde(default)]
    #[garde(length(max = 20))]
    pub person: String,
    /// The sign-in name; the staff number when left empty.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    pub name: String,
    /// `zh-CN` or `en`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub lang: String,
}

impl Form for AccountForm {
    fn sample() -> AccountForm {
        AccountForm { person: "7".into(), name: "0007".into(), lang: "zh-CN".into() }
    }
}

impl AccountForm {
    fn parse(&self, people: &[PersonLine], password_hash: &str) -> Result<NewAccount> {
        let mut wrong = web::limits(self);
        let found = self.person.trim().parse().ok();
        let found = found.and_then(|id: PersonId| people.iter().find(|person| person.id == id));
        let person = wrong.need("person", found, "not_a_choice");
        let name = match plain_name(&self.name) {
            name if name.is_empty() => person.map(|person| plain_name(&person.staff_number)),
            name => Some(name),
        };
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            wrong.add("name", "identity.name_format");
        }
        wrong.or(person.zip(name).map(|(person, name)| NewAccount {
            person: person.id,
            name,
            password_hash: password_hash.to_owned(),
            lang: Lang::from_tag(&self.lang).unwrap_or_default(),
            must_change: true,
        }))
    }
}

/// The form of a new account.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/account_form.html")]
pub struct AccountFormPage {
    form: AccountForm,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for AccountFormPage {
    fn title(&self, say: Say) -> String {
        say.t("identity.accounts.new")
    }

    fn samples() -> Vec<Self> {
        let people = vec![Choice::new(7, "0007 许雅琴")];
        let wrong = Wrong::sample("name", "identity.name_format");
        vec![
            AccountFormPage { form: AccountForm::default(), people: vec![], wrong: Wrong::default() },
            AccountFormPage { form: AccountForm::sample(), people, wrong },
        ]
    }
}

/// People without an account whom the asker may give one.
fn candidates(tx: &mut Tx, call: &Call) -> Result<Vec<PersonLine>> {
    let chart = org::today(tx, call)?;
    let mut people = store::without_account(tx, chart.day)?;
    people.retain(|person| call.actor.may_at(Permission::ManageAccounts, &place_of(&chart, person.id)));
    Ok(people)
}

async fn form_page(app: &App, by: &kernel::Actor, form: AccountForm) -> Result<AccountFormPage> {
    let people = app.look(by, &(), |tx, call, ()| candidates(tx, call)).await?;
    let choice =
        |person: PersonLine| Choice::new(person.id, format!("{} {}", person.staff_number, person.name));
    Ok(AccountFormPage { form, people: people.into_iter().map(choice).collect(), wrong: Wrong::default() })
}

/// `GET /accounts/new`
pub async fn new(State(app): State<App>, By(by): By) -> Result<Reply<AccountFormPage>, Failure> {
    Ok(Reply(form_page(&app, &by, AccountForm::default()).await?))
}

/// A password that is seen this once and never again.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "identity/once.html")]
pub struct OncePage {
    id: AccountId,
    person: String,
    name: String,
    /// To be read out or written down, and changed at the first sign-in.
    password: String,
}

impl View for OncePage {
    fn title(&self, say: Say) -> String {
        say.t("identity.accounts.once_title")
    }

    fn samples() -> Vec<Self> {
        let password = "k7mp-3xqd-w9ha-n2ce".into();
        vec![OncePage { id: AccountId::of(1), person: "许雅琴".into(), name: "0007".into(), password }]
    }
}

fn once_page(tx: &mut Tx, call: &Call, id: AccountId, password: &str) -> Result<OncePage> {
    let account = store::account(tx, id)?;
    let person = org::organisation(tx, call)?.person_name(account.person_id).to_owned();
    Ok(OncePage { id, person, name: account.name, password: password.to_owned() })
}

/// `POST /accounts`. Not kept under the command's key, as the answer holds a password; sent again, it is refused
/// because the person has an account by then.
pub async fn add(
    State(app): State<App>,
    By(by): By,
    Payload(form): Payload<AccountForm>,
) -> Result<Either<Reply<OncePage>, Answer<AccountFormPage>>, Failure> {
    let password = secret::one_time_password();
    let hash = password::hash_apart(password.clone()).await?;
    let (call, typed) = (Call::new(&app, &by), form.clone());
    let added = app.write_unattended(move |tx| {
        let people = candidates(tx, &call)?;
        let new = typed.parse(&people, &hash)?;
        let place = place_of(&*org::today(tx, &call)?, new.person);
        let by = call.mandate(Permission::ManageAccounts, &place)?;
        let id = accounts::add(tx, &by, call.now, &new)?;
        once_page(tx, &call, id, &password)
    });
    match added.await {
        Ok(page) => Ok(Either::One(Reply(page))),
        Err(refused) => {
            let page = form_page(&app, &by, form).await?;
            Ok(Either::Other(again(refused, |wrong| AccountFormPage { wrong, ..page })?))
        }
    }
}

/// `POST /accounts/{id}/reset-password`. Not kept under the command's key, as the answer holds a password; sent
/// again, it gives another one.
pub async fn reset_password(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Reply<OncePage>, Failure> {
    let password = secret::one_time_password();
    let hash = password::hash_apart(password.clone()).await?;
    let call = Call::new(&app, &by);
    let page = app.write_unattended(move |tx| {
        let by = mandate_over(tx, &call, Permission::ManageAccounts, id)?;
        accounts::reset_password(tx, &by, call.now, id, &hash)?;
        once_page(tx, &call, id, &password)
    });
    Ok(Reply(page.await?))
}

/// `POST /accounts/{id}/disable`
pub async fn disable(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::disable(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.disabled"))
}

/// `POST /accounts/{id}/enable`
pub async fn enable(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::enable(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.enabled"))
}

/// `POST /accounts/{id}/reset-second-step`
pub async fn reset_second_step(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::ManageAccounts, *id)?;
        accounts::reset_second_step(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.second_step_forgotten"))
}

/// `POST /accounts/{id}/end-sessions`
pub async fn end_sessions(
    State(app): State<App>,
    By(by): By,
    At(id): At<AccountId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| {
        let by = mandate_over(tx, call, Permission::EndSessions, *id)?;
        accounts::end_sessions(tx, &by, call.now, *id)
    })
    .await?;
    Ok(Done::at(format!("/accounts/{id}")).saying("identity.accounts.sessions_ended"))
}
