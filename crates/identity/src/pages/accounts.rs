use askama::Template;
use axum::extract::State;
use kernel::{AccountId, Id, Instant, Permission, PersonId, Scope};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Say, Table, View, filters};

use crate::store::{self, AccountLine};

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
