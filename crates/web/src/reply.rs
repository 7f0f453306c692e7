//! One view, two faces: a handler answers a view, and the reader's wish decides between page, JSON and table.

use std::sync::Arc;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as ApiResponse, SchemaObject};
use askama::{DynTemplate, Template};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, problem_document};
use crate::i18n::Say;
use crate::table::Table;

/// A view: what is shown of a thing, the same to people and to programs.
pub trait View: Template + Serialize + JsonSchema + Send + Sync + 'static {
    /// The page's title.
    fn title(&self, say: Say) -> String;

    /// The view as a table, where it is a list: what goes into .csv and .xlsx.
    fn table(&self, _say: Say) -> Option<Table> {
        None
    }

    /// Views as they look in life: examples of the API, and proof that the page can be drawn.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A view on its way to the reader, not yet page or JSON.
pub(crate) trait Face: Send + Sync {
    fn title(&self, say: Say) -> String;
    fn page(&self) -> &dyn DynTemplate;
    fn json(&self, say: Say, request: &str) -> serde_json::Result<(HeaderValue, Vec<u8>)>;
    fn table(&self, say: Say) -> Option<Table>;
}

/// A handler's answer in form of a view.
pub struct Reply<V>(pub V);

struct Whole<V>(V);

impl<V: View> Face for Whole<V> {
    fn title(&self, say: Say) -> String {
        self.0.title(say)
    }
    fn page(&self) -> &dyn DynTemplate {
        &self.0
    }
    fn json(&self, _: Say, _: &str) -> serde_json::Result<(HeaderValue, Vec<u8>)> {
        Ok((HeaderValue::from_static("application/json"), serde_json::to_vec(&self.0)?))
    }
    fn table(&self, say: Say) -> Option<Table> {
        self.0.table(say)
    }
}

/// Leaves the choice of the face to [`negotiate`](crate::negotiate), which knows the reader.
pub(crate) fn faced(status: StatusCode, face: impl Face + 'static) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Arc::new(face) as Arc<dyn Face>);
    response
}

impl<V: View> IntoResponse for Reply<V> {
    fn into_response(self) -> Response {
        faced(StatusCode::OK, Whole(self.0))
    }
}

/// The description of an answer that is a view.
fn view(json_schema: schemars::Schema, example: Option<serde_json::Value>) -> ApiResponse {
    let media = MediaType {
        schema: Some(SchemaObject { json_schema, example: None, external_docs: None }),
        example,
        ..Default::default()
    };
    let mut response = ApiResponse { description: "The view".to_owned(), ..Default::default() };
    response.content.insert("application/json".to_owned(), media);
    response.content.insert("text/html".to_owned(), MediaType::default());
    response
}

impl<V: View> OperationOutput for Reply<V> {
    type Inner = V;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        crate::samples::keep::<V>();
        let example = V::samples().first().and_then(|sample| serde_json::to_value(sample).ok());
        Some(view(ctx.schema.subschema_for::<V>(), example))
    }

    fn inferred_responses(ctx: &mut GenContext, op: &mut Operation) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, op).map(|response| (Some(200), response)).into_iter().collect()
    }
}

/// A command was carried out: a browser goes on to a page, a program learns what came of it.
pub struct Done {
    location: String,
    id: Option<i64>,
    said: Option<&'static str>,
}

/// What a program is told of a command carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outcome {
    /// Where the result stands.
    pub location: String,
    /// The key of what came into being.
    pub id: Option<i64>,
}

impl Done {
    /// Something came into being and stands at `location`.
    pub fn created(location: impl Into<String>, id: impl Id) -> Done {
        Done { location: location.into(), id: Some(id.get()), said: None }
    }

    /// Done; go on at `location`.
    pub fn at(location: impl Into<String>) -> Done {
        Done { location: location.into(), id: None, said: None }
    }

    /// Says so on the next page, by a message key.
    pub fn saying(mut self, key: &'static str) -> Done {
        self.said = Some(key);
        self
    }
}

/// Marks an answer whose status depends on the reader: 303 for a browser, 200 or 201 for a program.
#[derive(Clone)]
pub(crate) struct GoOn {
    pub location: String,
    pub id: Option<i64>,
    pub said: Option<&'static str>,
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.extensions_mut().insert(GoOn { location: self.location, id: self.id, said: self.said });
        response
    }
}

impl OperationOutput for Done {
    type Inner = Outcome;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        let json_schema = ctx.schema.subschema_for::<Outcome>();
        let media = MediaType {
            schema: Some(SchemaObject { json_schema, example: None, external_docs: None }),
            example: Some(serde_json::json!({ "location": "/somewhere/7", "id": 7 })),
            ..Default::default()
        };
        let mut response = ApiResponse {
            description: "Carried out, and where the result stands".to_owned(),
            ..Default::default()
        };
        response.content.insert("application/json".to_owned(), media);
        Some(response)
    }

    fn inferred_responses(ctx: &mut GenContext, op: &mut Operation) -> Vec<(Option<u16>, ApiResponse)> {
        let made = Self::operation_response(ctx, op);
        let browser =
            ApiResponse { description: "A browser goes on to the result".to_owned(), ..Default::default() };
        let Some(made) = made else { return vec![(Some(303), browser)] };
        vec![(Some(200), made.clone()), (Some(201), made), (Some(303), browser)]
    }
}

/// What a form's handler answers: carried out, or the form again with what was typed and what is wrong with it.
pub enum Answer<V> {
    /// Carried out.
    Done(Done),
    /// Not as it is: the form again for a browser, a problem document for a program.
    Again(V, Box<Refusal>),
    /// Right so far: something more is to be filled in.
    Next(V),
}

impl<V> From<Done> for Answer<V> {
    fn from(done: Done) -> Answer<V> {
        Answer::Done(done)
    }
}

/// Turns a refusal that can be mended into the form again, and passes everything else on.
pub fn again<V>(error: kernel::Error, form: impl FnOnce(Wrong) -> V) -> Result<Answer<V>, Failure> {
    match error {
        kernel::Error::Refused(refusal) if refusal.kind.can_be_mended() => {
            Ok(Answer::Again(form(Wrong(Some(refusal.clone()))), refusal))
        }
        other => Err(Failure(other)),
    }
}

struct Retry<V>(V, Box<Refusal>);

impl<V: View> Face for Retry<V> {
    fn title(&self, say: Say) -> String {
        self.0.title(say)
    }
    fn page(&self) -> &dyn DynTemplate {
        &self.0
    }
    fn json(&self, say: Say, request: &str) -> serde_json::Result<(HeaderValue, Vec<u8>)> {
        problem_document(&self.1, say, request)
    }
    fn table(&self, _: Say) -> Option<Table> {
        None
    }
}

impl<V: View> IntoResponse for Answer<V> {
    fn into_response(self) -> Response {
        match self {
            Answer::Done(done) => done.into_response(),
            Answer::Next(view) => Reply(view).into_response(),
            Answer::Again(view, refusal) => faced(crate::failure::status(refusal.kind), Retry(view, refusal)),
        }
    }
}

impl<V: View> OperationOutput for Answer<V> {
    type Inner = Outcome;

    fn operation_response(ctx: &mut GenContext, op: &mut Operation) -> Option<ApiResponse> {
        crate::samples::keep::<V>();
        Done::operation_response(ctx, op)
    }

    fn inferred_responses(ctx: &mut GenContext, op: &mut Operation) -> Vec<(Option<u16>, ApiResponse)> {
        crate::samples::keep::<V>();
        let mut all = Done::inferred_responses(ctx, op);
        // Where something more is to be filled in, a program sees the form.
        let form = ctx.schema.subschema_for::<V>();
        let media = all.iter_mut().filter(|(status, _)| *status == Some(200));
        for schema in
            media.flat_map(|(_, response)| response.content.values_mut()).filter_map(|m| m.schema.as_mut())
        {
            schema.json_schema = schemars::json_schema!({ "anyOf": [schema.json_schema, form] });
        }
        all
    }
}

/// What is wrong with a form, for its page: nothing the first time.
#[derive(Debug, Clone, Default)]
pub struct Wrong(pub Option<Box<Refusal>>);

impl Wrong {
    /// The one of an example: a field with a problem.
    pub fn sample(field: &str, code: &'static str) -> Wrong {
        let problem = kernel::Problem { field: field.to_owned(), code, args: vec![] };
        let refusal = Refusal { problems: vec![problem], ..Refusal::new(kernel::Kind::Invalid, "invalid") };
        Wrong(Some(Box::new(refusal)))
    }

    /// The field's problem.
    pub fn of(&self, field: &str) -> Option<&kernel::Problem> {
        self.0.as_ref()?.problems.iter().find(|problem| problem.field == field)
    }

    /// All problems, for the summary on top.
    pub fn problems(&self) -> &[kernel::Problem] {
        self.0.as_ref().map_or(&[], |refusal| &refusal.problems)
    }

    /// The refusal as a whole.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.0.as_deref()
    }
}

/// Where an answer is a file rather than a view: a picture, a calendar, an export.
pub struct FileReply {
    /// Media type.
    pub media: &'static str,
    /// What a browser saves it as; none shows it in place.
    pub name: Option<String>,
    /// The content.
    pub bytes: Vec<u8>,
}

impl IntoResponse for FileReply {
    fn into_response(self) -> Response {
        let mut response = self.bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        if let Some(name) = self.name {
            let safe: String =
                name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
            if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
        }
        response
    }
}

impl OperationOutput for FileReply {
    type Inner = Vec<u8>;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        let mut response = ApiResponse { description: "The file".to_owned(), ..Default::default() };
        response.content.insert("*/*".to_owned(), MediaType::default());
        Some(response)
    }

    fn inferred_responses(ctx: &mut GenContext, op: &mut Operation) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, op).map(|response| (Some(200), response)).into_iter().collect()
    }
}
