//! The API described by the handlers themselves, and the page to try it on.

use aide::openapi::{
    ApiKeyLocation, OpenApi, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, ReferenceOr,
    SchemaObject, SecurityScheme,
};
use schemars::transform::{Transform, transform_subschemas};
use schemars::{Schema, json_schema};
use serde_json::Value;

use crate::routes::Routes;

/// The description of every door.
pub fn describe(routes: Routes) -> OpenApi {
    aide::generate::on_error(|error| tracing::debug!(%error, "describing the API"));
    aide::generate::extract_schemas(true);
    let mut api = OpenApi::default();
    let _router = routes.describing().finish_api_with(&mut api, |api| {
        api.title("dianwu 店务")
            .version(env!("CARGO_PKG_VERSION"))
            .description(
                "Every address answers a browser with a page and a program with JSON; every form takes form \
                 fields or JSON. Sign in with a bearer token (`dianwu user token NAME`). Lists take `sort`, \
                 `after`, `before`, `format=csv|xlsx|json` and the filters of their page. Commands take an \
                 `Idempotency-Key`. A refusal is a problem document of RFC 9457.",
            )
            .security_scheme(
                "bearer",
                SecurityScheme::Http {
                    scheme: "bearer".to_owned(),
                    bearer_format: None,
                    description: Some("A token of `dianwu user token`".to_owned()),
                    extensions: Default::default(),
                },
            )
            .security_scheme(
                "session",
                SecurityScheme::ApiKey {
                    location: ApiKeyLocation::Cookie,
                    name: "session".to_owned(),
                    description: Some("The session of a browser".to_owned()),
                    extensions: Default::default(),
                },
            )
    });
    all_in_path(&mut api);
    let schemas = api.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    schemas.for_each(|schema| Tuples.transform(&mut schema.json_schema));
    api
}

/// Several values of different kinds: the library says so as an older draft did, OpenAPI 3.1 has `prefixItems`.
struct Tuples;

impl Transform for Tuples {
    fn transform(&mut self, schema: &mut Schema) {
        if schema.get("items").is_some_and(Value::is_array) {
            let each = schema.remove("items").unwrap_or_default();
            schema.insert("prefixItems".to_owned(), each);
        }
        transform_subschemas(self, schema);
    }
}

/// What stands in an address and no handler reads, such as the line in `/tickets/{id}/lines/{position}`, which is there
/// to lead back, is described as well.
fn all_in_path(api: &mut OpenApi) {
    let paths = api.paths.iter_mut().flat_map(|paths| paths.paths.iter_mut());
    for (path, item) in paths.filter_map(|(path, item)| Some((path, item.as_item_mut()?))) {
        let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        for name in names {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                let is = |known: &ReferenceOr<Parameter>| {
                    known.as_item().is_some_and(|known| in_path(known) == Some(name))
                };
                if !operation.parameters.iter().any(is) {
                    operation.parameters.push(ReferenceOr::Item(text_in_path(name)));
                }
            }
        }
    }
}

fn in_path(parameter: &Parameter) -> Option<&str> {
    match parameter {
        Parameter::Path { parameter_data, .. } => Some(&parameter_data.name),
        _ => None,
    }
}

fn text_in_path(name: &str) -> Parameter {
    let schema =
        SchemaObject { json_schema: json_schema!({ "type": "string" }), external_docs: None, example: None };
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: None,
        required: true,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    Parameter::Path { parameter_data, style: PathStyle::Simple }
}
