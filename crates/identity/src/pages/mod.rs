//! What people and programs are shown at the door and of accounts, and where they knock.

mod account;
mod accounts;
mod me;
mod new_account;
mod password;
mod second_step;
mod sign_in;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as ApiResponse};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::Permission::{EndSessions, ManageAccounts};
use schemars::{JsonSchema, json_schema};
use serde::Deserialize;
use web::Access::{HalfSignedIn, Public, SignedIn};
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    let routes = Routes::new("identity")
        .get("/sign-in", Public, "The form to sign in", sign_in::form)
        .post("/sign-in", Public, "Sign in with name and password", sign_in::enter)
        .get("/sign-in/code", HalfSignedIn, "The form of the second step", sign_in::code_form)
        .post("/sign-in/code", HalfSignedIn, "Give the code of the second step", sign_in::give_code)
        .post("/sign-out", HalfSignedIn, "Sign out", sign_in::leave)
        .get("/me", SignedIn, "Show one's own account", me::show)
        .post("/me/language", SignedIn, "Choose the language of one's pages", me::set_language)
        .get("/me/password", HalfSignedIn, "The form to change one's password", password::form)
        .post("/me/password", HalfSignedIn, "Change one's password", password::change)
        .get("/me/second-step", HalfSignedIn, "Set up the second step", second_step::show)
        .post("/me/second-step", HalfSignedIn, "Confirm the second step by a code", second_step::confirm)
        .post("/me/sessions/end-others", SignedIn, "End all one's other sessions", me::end_others)
        .post("/me/sessions/{id}/end", SignedIn, "End one of one's sessions", me::end_session)
        .post("/me/tokens/{id}/revoke", SignedIn, "Revoke one of one's tokens", me::revoke_token);
    routes
        .get("/accounts", ManageAccounts, "List the accounts", accounts::list)
        .get("/accounts/new", ManageAccounts, "The form of a new account", new_account::new)
        .post(
            "/accounts",
            ManageAccounts,
            "Open an account; its first password is shown once",
            new_account::add,
        )
        .get("/accounts/{id}", ManageAccounts, "Show an account", account::show)
        .post(
            "/accounts/{id}/reset-password",
            ManageAccounts,
            "Give an account a new password, shown once",
            new_account::reset_password,
        )
        .post("/accounts/{id}/disable", ManageAccounts, "Disable an account", account::disable)
        .post("/accounts/{id}/enable", ManageAccounts, "Enable an account again", account::enable)
        .post(
            "/accounts/{id}/reset-second-step",
            ManageAccounts,
            "Forget the second step of an account",
            account::reset_second_step,
        )
        .post(
            "/accounts/{id}/end-sessions",
            EndSessions,
            "End all sessions of an account",
            account::end_sessions,
        )
}

/// Where somebody wanted to go before being asked who it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(crate) struct Onward {
    /// A path of this house.
    pub next: Option<String>,
}

/// What the cookie of a session is called. The prefix makes a browser insist on HTTPS and on this very host.
pub(crate) fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}

/// The cookie of a session; without a token it goes away.
fn session_cookie(https: bool, token: Option<(&str, i64)>) -> String {
    let (name, secure) = (cookie_name(https), if https { "; Secure" } else { "" });
    let (value, seconds) = token.map_or(("", 0), |(token, minutes)| (token, minutes.saturating_mul(60)));
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// An answer that may set a cookie.
pub(crate) struct WithCookie<T>(pub Option<String>, pub T);

impl<T: IntoResponse> IntoResponse for WithCookie<T> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        if let Some(Ok(cookie)) = self.0.map(|cookie| HeaderValue::from_str(&cookie)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl<T: OperationOutput> OperationOutput for WithCookie<T> {
    type Inner = T::Inner;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<ApiResponse> {
        T::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        T::inferred_responses(ctx, operation)
    }
}

/// One answer or another.
pub(crate) enum Either<A, B> {
    /// The one.
    One(A),
    /// The other.
    Other(B),
}

impl<A: IntoResponse, B: IntoResponse> IntoResponse for Either<A, B> {
    fn into_response(self) -> Response {
        match self {
            Either::One(one) => one.into_response(),
            Either::Other(other) => other.into_response(),
        }
    }
}

impl<A: OperationOutput, B: OperationOutput> OperationOutput for Either<A, B> {
    type Inner = A::Inner;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<ApiResponse> {
        A::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        let mut all = A::inferred_responses(ctx, operation);
        for (status, other) in B::inferred_responses(ctx, operation) {
            match all.iter_mut().find(|(one, _)| *one == status) {
                Some((_, one)) => both(one, other),
                None => all.push((status, other)),
            }
        }
        all
    }
}

/// Under one status, the body is the one or the other.
fn both(one: &mut ApiResponse, other: ApiResponse) {
    for (media, content) in other.content {
        let Some(known) = one.content.get_mut(&media) else {
            one.content.insert(media, content);
            continue;
        };
        if let Some((known, more)) = known.schema.as_mut().zip(content.schema) {
            known.json_schema = json_schema!({ "anyOf": [known.json_schema, more.json_schema] });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_insists_on_what_it_can() {
        assert_eq!(
            session_cookie(true, Some(("abc", 10))),
            "__Host-session=abc; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(session_cookie(false, None), "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
