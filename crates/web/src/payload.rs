//! What a request brings: a form or JSON, a query, a key in the path, the one who asks.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, ReferenceOr, RequestBody, SchemaObject};
use aide::operation::{ParamLocation, add_parameters, parameters_from_schema};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use kernel::{Actor, Error, Kind, Once, Problem, Problems, Refusal};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, refuse};

/// What a person types into a form, or a program sends as JSON: texts as they came, read by the slice's `parse`.
pub trait Form:
    Serialize + DeserializeOwned + JsonSchema + garde::Validate<Context = ()> + Send + 'static
{
    /// One that is right: the example of the API.
    fn sample() -> Self;
}

/// The limits that a form declares (lengths, counts), as problems for `parse` to go on from.
pub fn limits(form: &impl garde::Validate<Context = ()>) -> Problems {
    let report = form.validate().err();
    let broken = report.iter().flat_map(|report| report.iter());
    let problem = |path: String| Problem { field: path, code: "limit", args: vec![] };
    broken.map(|(path, _)| problem(path.to_string())).collect::<Vec<_>>().into()
}

/// The body, from a form or from JSON.
pub struct Payload<T>(pub T);

impl<T: Form, S: Send + Sync> FromRequest<S> for Payload<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        if media.starts_with("application/json") {
            let body =
                Json::<T>::from_request(request, state).await.map_err(|rejection| not_json(&rejection))?;
            Ok(Payload(body.0))
        } else if media.is_empty() || media.starts_with("application/x-www-form-urlencoded") {
            let body = axum_extra::extract::Form::<T>::from_request(request, state).await;
            Ok(Payload(body.map_err(|_| malformed(StatusCode::UNPROCESSABLE_ENTITY))?.0))
        } else {
            Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Refusal::new(Kind::Invalid, "media_type")))
        }
    }
}

/// The refusal of a body or query that is not what was asked for.
pub(crate) fn malformed(status: StatusCode) -> Response {
    refuse(status, Refusal::new(Kind::Invalid, "malformed"))
}

fn not_json(rejection: &JsonRejection) -> Response {
    let mut refusal = Refusal::new(Kind::Invalid, "not_json");
    refusal.args.push(("why", rejection.body_text()));
    refuse(rejection.status(), refusal)
}

impl<T: Form> OperationInput for Payload<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let json_schema = ctx.schema.subschema_for::<T>();
        let media = |example| MediaType {
            schema: Some(SchemaObject {
                json_schema: json_schema.clone(),
                example: None,
                external_docs: None,
            }),
            example,
            ..Default::default()
        };
        let mut body = RequestBody { required: true, ..Default::default() };
        body.content.insert("application/json".to_owned(), media(serde_json::to_value(T::sample()).ok()));
        body.content.insert("application/x-www-form-urlencoded".to_owned(), media(None));
        operation.request_body = Some(ReferenceOr::Item(body));
    }
}

/// A command without a body of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, garde::Validate)]
pub struct Nothing {}

impl Form for Nothing {
    fn sample() -> Nothing {
        Nothing {}
    }
}

/// The query of an address.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let query = axum_extra::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Asked(query.0)).map_err(|_| malformed(StatusCode::UNPROCESSABLE_ENTITY))
    }
}

impl<T: JsonSchema> OperationInput for Asked<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let schema = ctx.schema.subschema_for::<T>();
        let parameters = parameters_from_schema(ctx, schema, ParamLocation::Query);
        add_parameters(ctx, operation, parameters);
    }
}

/// A key or code in the path: the one called `{id}`. What cannot be one is answered as missing.
pub struct At<T>(pub T);

impl<T: std::str::FromStr, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let found = RawPathParams::from_request_parts(parts, state).await.ok();
        let id = found.iter().flat_map(|params| params.iter()).find(|(name, _)| *name == "id");
        id.and_then(|(_, text)| text.parse().ok()).map(At).ok_or_else(|| Failure(Error::missing()))
    }
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct IdInPath<T> {
    id: T,
}

impl<T: JsonSchema> OperationInput for At<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let schema = <IdInPath<T> as JsonSchema>::json_schema(&mut ctx.schema);
        let parameters = parameters_from_schema(ctx, schema, ParamLocation::Path);
        add_parameters(ctx, operation, parameters);
    }
}

/// The person who asks, with the command's key when there is one.
pub struct By(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for By {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut actor = parts
            .extensions
            .get::<Actor>()
            .cloned()
            .ok_or_else(|| Error::from(Refusal::new(Kind::SignedOut, "signed_out")))?;
        actor.once = parts.extensions.get::<Once>().cloned();
        Ok(By(actor))
    }
}

impl OperationInput for By {}
