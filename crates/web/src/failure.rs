//! "No" on its way to the reader: a problem document (RFC 9457) or a page that says what would be right.

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as ApiResponse, SchemaObject};
use askama::{DynTemplate, Template};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::Trouble;
use kernel::{Error, Kind, Refusal};
use schemars::JsonSchema;
use serde::Serialize;

use crate::filters;
use crate::i18n::Say;
use crate::reply::{Face, faced};
use crate::table::Table;

/// What a handler fails with: any error of the house, given its face at the edge.
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.into())
    }
}

/// A problem document of RFC 9457.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemDocument {
    /// Names the reason: `/problems/` and its code.
    pub r#type: String,
    /// The reason in the reader's language.
    pub title: String,
    /// The HTTP status once more.
    pub status: u16,
    /// The request, as the log names it.
    pub request: String,
    /// Field by field, when what was sent is not right.
    pub problems: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// The reason's code.
    pub code: String,
    /// The reason in the reader's language.
    pub message: String,
}

/// The HTTP status of a "no".
pub(crate) fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::SignedOut => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
}

pub(crate) fn problem_document(
    refusal: &Refusal,
    say: Say,
    request: &str,
) -> serde_json::Result<(HeaderValue, Vec<u8>)> {
    let fields = refusal.problems.iter().map(|problem| FieldProblem {
        field: problem.field.clone(),
        code: problem.code.to_owned(),
        message: say.problem(problem),
    });
    let document = ProblemDocument {
        r#type: format!("/problems/{}", refusal.code),
        title: say.refusal(refusal),
        status: status(refusal.kind).as_u16(),
        request: request.to_owned(),
        problems: fields.collect(),
    };
    Ok((HeaderValue::from_static("application/problem+json"), serde_json::to_vec(&document)?))
}

/// The page of a "no".
#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    status: u16,
    refusal: Refusal,
}

impl RefusedPage {
    fn symbol(&self) -> &'static str {
        match self.status {
            401 | 403 => "lock",
            404 => "search",
            _ => "alert-triangle",
        }
    }

    /// What would be right, as a message key.
    fn hint(&self) -> String {
        let known = [401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 503, 507].contains(&self.status);
        if known { format!("common.hint_{}", self.status) } else { "common.hint_other".to_owned() }
    }
}

impl Face for RefusedPage {
    fn title(&self, say: Say) -> String {
        say.refusal(&self.refusal)
    }
    fn page(&self) -> &dyn DynTemplate {
        self
    }
    fn json(&self, say: Say, request: &str) -> serde_json::Result<(HeaderValue, Vec<u8>)> {
        problem_document(&self.refusal, say, request)
    }
    fn table(&self, _: Say) -> Option<Table> {
        None
    }
}

/// A "no" with a status of its own choice, for what HTTP itself refuses.
pub(crate) fn refuse(status: StatusCode, refusal: Refusal) -> Response {
    faced(status, RefusedPage { status: status.as_u16(), refusal })
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self.0 {
            Error::Refused(refusal) => {
                let wait = refusal.wait_minutes();
                let mut response = refuse(status(refusal.kind), *refusal);
                let seconds = wait.map(|minutes| (header::RETRY_AFTER, HeaderValue::from(minutes * 60)));
                response.headers_mut().extend(seconds);
                response
            }
            Error::Fault(fault) => {
                tracing::error!(fault = format!("{fault:#}"), "a fault");
                Trouble::of(&fault).map_or_else(fault_of_ours, troubled)
            }
        }
    }
}

fn fault_of_ours() -> Response {
    refuse(StatusCode::INTERNAL_SERVER_ERROR, Refusal::new(Kind::Conflict, "fault"))
}

/// The database cannot do what was asked: said in words, and that one may come again.
fn troubled(trouble: Trouble) -> Response {
    let (status, code) = match trouble {
        Trouble::Away => (StatusCode::SERVICE_UNAVAILABLE, "database.away"),
        Trouble::Unsure => (StatusCode::SERVICE_UNAVAILABLE, "database.unsure"),
        Trouble::Busy => (StatusCode::SERVICE_UNAVAILABLE, "database.busy"),
        Trouble::Storage => (StatusCode::SERVICE_UNAVAILABLE, "database.storage"),
        Trouble::Full => (StatusCode::INSUFFICIENT_STORAGE, "database.full"),
    };
    let mut response = refuse(status, Refusal::new(Kind::Conflict, code));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(SOON));
    response
}

/// After so many seconds one may come again.
const SOON: u64 = 5;

impl OperationOutput for Failure {
    type Inner = ProblemDocument;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        let json_schema = ctx.schema.subschema_for::<ProblemDocument>();
        let schema = Some(SchemaObject { json_schema, example: None, external_docs: None });
        let mut response =
            ApiResponse { description: "Refused, with the reason".to_owned(), ..Default::default() };
        let media = MediaType { schema, ..Default::default() };
        response.content.insert("application/problem+json".to_owned(), media);
        Some(response)
    }

    fn inferred_responses(ctx: &mut GenContext, op: &mut Operation) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, op).map(|response| (None, response)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_tried_too_often_is_told_when_to_come_again() {
        let waits = |kind| {
            let refusal = Refusal { args: vec![("minutes", "3".into())], ..Refusal::new(kind, "throttled") };
            Failure(refusal.into()).into_response().headers().get(header::RETRY_AFTER).cloned()
        };
        assert_eq!(waits(Kind::TooMany), Some(HeaderValue::from_static("180")));
        assert_eq!(waits(Kind::Conflict), None);
    }
}
