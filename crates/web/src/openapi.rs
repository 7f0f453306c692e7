//! The API described by the handlers themselves, and the page to try it on.

use aide::openapi::{ApiKeyLocation, OpenApi, SecurityScheme};

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
    api
}
