//! The switch between languages that stands on every page, also before anybody has signed in.

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as ApiResponse};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use garde::Validate;
use kernel::{Lang, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Done, Failure, Form, Payload, Routes};

/// A year, in seconds.
const KEPT: u32 = 365 * 24 * 60 * 60;

/// The language wanted, and the page to go on with.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct LanguageForm {
    /// `zh-CN` or `en`.
    #[serde(default)]
    #[garde(length(max = 10))]
    pub to: String,
    /// A path of this house.
    #[serde(default)]
    #[garde(length(max = 1000))]
    pub back: String,
}

impl Form for LanguageForm {
    fn sample() -> LanguageForm {
        LanguageForm { to: "en".into(), back: "/stores".into() }
    }
}

impl LanguageForm {
    fn parse(&self) -> Result<(Lang, &str)> {
        let mut wrong = web::limits(self);
        let wanted = Lang::ALL.into_iter().find(|lang| lang.tag() == self.to);
        let lang = wrong.need("to", wanted, "not_a_choice");
        wrong.or(lang.map(|lang| (lang, own(&self.back))))
    }
}

/// The path, if a browser would take it for one of this house.
fn own(path: &str) -> &str {
    let elsewhere = path.starts_with("//") || !path.starts_with('/');
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || !c.is_ascii();
    if elsewhere || path.contains(odd) { "/" } else { path }
}

/// The way on, with the language in a cookie.
struct Switched(Lang, Done);

impl IntoResponse for Switched {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        let cookie = format!("lang={}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Lax", self.0.tag());
        response
            .headers_mut()
            .extend(HeaderValue::from_str(&cookie).map(|value| (header::SET_COOKIE, value)));
        response
    }
}

impl OperationOutput for Switched {
    type Inner = <Done as OperationOutput>::Inner;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<ApiResponse> {
        Done::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        Done::inferred_responses(ctx, operation)
    }
}

/// The door of the switch.
pub fn routes() -> Routes {
    Routes::new("house").post("/language", Access::Public, "Read the pages in another language", switch)
}

/// `POST /language`
async fn switch(Payload(form): Payload<LanguageForm>) -> Result<Switched, Failure> {
    let (lang, back) = form.parse()?;
    Ok(Switched(lang, Done::at(back)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_this_house_only() {
        assert_eq!(own("/stores?q=a"), "/stores?q=a");
        for elsewhere in
            ["", "stores", "//evil.example", "https://evil.example", "/\\evil", "/a b", "/a\nb", "/店"]
        {
            assert_eq!(own(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
