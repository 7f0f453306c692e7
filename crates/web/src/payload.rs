//! What a request brings: a form or JSON, a query, a key in the path, the one who asks.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, ReferenceOr, RequestBody, SchemaObject};
use aide::operation::{ParamLocation, add_parameters, parameters_from_schema};
use axum::body::Bytes;
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

/// How a body is written down.
enum Media {
    Json,
    Form,
}

impl<T: Form, S: Send + Sync> FromRequest<S> for Payload<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        match received(request).await? {
            (Media::Json, body) => serde_json::from_slice(&body).map_err(|error| not_json(&error)),
            (Media::Form, body) => serde_html_form::from_bytes(&body).map_err(|_| malformed()),
        }
        .map(Payload)
    }
}

async fn received(request: Request) -> Result<(Media, Bytes), Response> {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let media = match media {
        json if json.starts_with("application/json") => Media::Json,
        form if form.is_empty() || form.starts_with("application/x-www-form-urlencoded") => Media::Form,
        _ => {
            return Err(refuse(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Refusal::new(Kind::Invalid, "media_type"),
            ));
        }
    };
    let cut_short = |_| refuse(StatusCode::BAD_REQUEST, Refusal::new(Kind::Invalid, "malformed"));
    Ok((media, Bytes::from_request(request, &()).await.map_err(cut_short)?))
}

/// The refusal of a form or query that is not what was asked for.
fn malformed() -> Response {
    refuse(StatusCode::UNPROCESSABLE_ENTITY, Refusal::new(Kind::Invalid, "malformed"))
}

/// No JSON at all, or other JSON than was asked for; the reader is told where.
fn not_json(error: &serde_json::Error) -> Response {
    let status = if error.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
    let mut refusal = Refusal::new(Kind::Invalid, "not_json");
    refusal.args.push(("why", error.to_string()));
    refuse(status, refusal)
}

impl<T: Form> OperationInput for Payload<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let json_schema = ctx.schema.subschema_for::<T>();
        let body = body(&json_schema, serde_json::to_value(T::sample()).ok());
        operation.request_body = Some(ReferenceOr::Item(body));
    }
}

/// The description of a body that is a form.
fn body(json_schema: &schemars::Schema, example: Option<serde_json::Value>) -> RequestBody {
    let media = |example| MediaType {
        schema: Some(SchemaObject { json_schema: json_schema.clone(), example: None, external_docs: None }),
        example,
        ..Default::default()
    };
    let mut body = RequestBody { required: true, ..Default::default() };
    body.content.insert("application/json".to_owned(), media(example));
    body.content.insert("application/x-www-form-urlencoded".to_owned(), media(None));
    body
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

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        serde_html_form::from_str(query).map(Asked).map_err(|_| malformed())
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
