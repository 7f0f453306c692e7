//! The list of doors: it feeds the router, the menu, the API description, the rights table and the test that
//! tries every door as a stranger.

use std::collections::HashMap;
use std::sync::Arc;

use aide::axum::ApiRouter;
use aide::axum::routing::ApiMethodDocs;
use aide::generate::{GenContext, in_context};
use aide::openapi::{Operation, ReferenceOr, Response, StatusCode};
use aide::operation::OperationHandler;
use aide::transform::TransformOperation;
use aide::{OperationInput, OperationOutput};
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use kernel::Permission;

use crate::app::App;
use crate::failure::Failure;

/// What a door asks of whoever knocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the way in, health, the API description.
    Public,
    /// To be signed in.
    SignedIn,
    /// To be signed in with the password, though the second step is still owed.
    HalfSignedIn,
    /// A permission, somewhere; the door itself then asks for the place.
    Needs(Permission),
}

impl From<Permission> for Access {
    fn from(permission: Permission) -> Access {
        Access::Needs(permission)
    }
}

/// One door.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET looks, POST acts.
    pub method: Method,
    /// The address, with `{names}` for what varies.
    pub path: &'static str,
    /// What it asks for.
    pub access: Access,
    /// The slice it belongs to.
    pub tag: &'static str,
    /// What it does, for the API description.
    pub summary: &'static str,
}

/// Says what goes into a door and comes out of it. A function of both and not of the door: a house that opens needs no
/// description, and it is large.
type Describe = fn(&mut GenContext, &mut Operation) -> Vec<(Option<u16>, Response)>;

fn describe<I: OperationInput, O: OperationOutput>(
    ctx: &mut GenContext,
    operation: &mut Operation,
) -> Vec<(Option<u16>, Response)> {
    I::operation_input(ctx, operation);
    O::inferred_responses(ctx, operation)
}

/// The doors of a slice, or of the house.
pub struct Routes {
    tag: &'static str,
    list: Vec<(Route, Describe)>,
    router: Router<App>,
}

impl Routes {
    /// No doors yet, of the slice `tag`.
    pub fn new(tag: &'static str) -> Routes {
        Routes { tag, list: vec![], router: Router::new() }
    }

    /// A door to look through.
    pub fn get<H, I, O, T>(
        self,
        path: &'static str,
        access: impl Into<Access>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App> + OperationHandler<I, O>,
        I: OperationInput,
        O: OperationOutput,
        T: 'static,
    {
        let method = Method::GET;
        let route = Route { method, path, access: access.into(), tag: self.tag, summary };
        self.door(route, routing::get(handler), describe::<I, O>)
    }

    /// A door to act through.
    pub fn post<H, I, O, T>(
        self,
        path: &'static str,
        access: impl Into<Access>,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App> + OperationHandler<I, O>,
        I: OperationInput,
        O: OperationOutput,
        T: 'static,
    {
        let method = Method::POST;
        let route = Route { method, path, access: access.into(), tag: self.tag, summary };
        self.door(route, routing::post(handler), describe::<I, O>)
    }

    fn door(mut self, route: Route, opens: MethodRouter<App>, describe: Describe) -> Self {
        self.router = self.router.route(route.path, opens);
        self.list.push((route, describe));
        self
    }

    /// These doors and those of another slice.
    pub fn and(mut self, other: Routes) -> Routes {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// The router, and the table that its guard goes by.
    pub fn finish(self) -> (Router<App>, RouteTable) {
        let list: Vec<Route> = self.list.into_iter().map(|(route, _)| route).collect();
        let by_door = list.iter().map(|route| ((route.method.clone(), route.path.to_owned()), route.access));
        (self.router, RouteTable(Arc::new((by_door.collect(), list))))
    }

    /// The doors with their descriptions, for the document of the API.
    pub(crate) fn describing(self) -> ApiRouter<App> {
        self.list.into_iter().fold(ApiRouter::new(), |api, (route, describe)| {
            let mut operation = Operation::default();
            // Whatever a door answers, whoever knocks may be refused before it opens.
            let refused = in_context(|ctx| Failure::inferred_responses(ctx, &mut operation));
            let answers = in_context(|ctx| describe(ctx, &mut operation));
            for (status, answer) in refused.into_iter().chain(answers) {
                let all = operation.responses.get_or_insert_default();
                match status {
                    Some(status) => {
                        all.responses.insert(StatusCode::Code(status), ReferenceOr::Item(answer));
                    }
                    None => all.default = Some(ReferenceOr::Item(answer)),
                }
            }
            let _ = described(TransformOperation::new(&mut operation), &route);
            let method = if route.method == Method::POST { "post" } else { "get" };
            api.api_route_docs(route.path, ApiMethodDocs::new(method, operation))
        })
    }
}

fn described<'a>(operation: TransformOperation<'a>, route: &Route) -> TransformOperation<'a> {
    let operation = operation.summary(route.summary).tag(route.tag);
    let mut operation = match route.access {
        Access::Public => operation,
        _ => operation.security_requirement("session").security_requirement("bearer"),
    };
    if let Access::Needs(permission) = route.access {
        operation.inner_mut().extensions.insert("x-permission".to_owned(), permission.code().into());
    }
    if route.method == Method::POST {
        operation.parameter_untyped("Idempotency-Key", |parameter| {
            parameter
                .description("Sent twice with the same key, a command is done once and answered the same.")
        })
    } else {
        operation
    }
}

type Doors = HashMap<(Method, String), Access>;

/// Every door with what it asks for.
#[derive(Debug, Clone, Default)]
pub struct RouteTable(Arc<(Doors, Vec<Route>)>);

impl RouteTable {
    /// What the door asks for; a door that is not listed does not open.
    pub fn access(&self, method: &Method, path: &str) -> Option<Access> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.0.get(&(method.clone(), path.to_owned())).copied()
    }

    /// What may be done at a door's address: `GET, POST`.
    pub fn methods(&self, path: &str) -> String {
        let here = self.0.1.iter().filter(|route| route.path == path);
        here.map(|route| route.method.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What a place asks for that is looked at: its address as it stands in a link, with what is asked of it.
    pub fn leads_to(&self, href: &str) -> Option<Access> {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let fits = |route: &&Route| {
            let (mut door, mut way) = (route.path.split('/'), path.split('/'));
            let is_one = |part: &str, step: &str| part == step || (part.starts_with('{') && !step.is_empty());
            route.method == Method::GET
                && door.by_ref().all(|part| way.next().is_some_and(|step| is_one(part, step)))
                && way.next().is_none()
        };
        self.access(&Method::GET, path).or_else(|| self.0.1.iter().find(fits).map(|route| route.access))
    }

    /// Every door, in the order of the slices.
    pub fn all(&self) -> &[Route] {
        &self.0.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_finds_its_door() {
        let route = |method, path, access| Route { method, path, access, tag: "t", summary: "" };
        let list = vec![
            route(Method::GET, "/tickets/{id}", Access::Needs(Permission::ViewSales)),
            route(Method::GET, "/tickets/new", Access::SignedIn),
            route(Method::POST, "/till", Access::SignedIn),
        ];
        let doors = list.iter().map(|one| ((one.method.clone(), one.path.to_owned()), one.access)).collect();
        let table = RouteTable(Arc::new((doors, list)));
        assert_eq!(table.leads_to("/tickets/12?of=x#y"), Some(Access::Needs(Permission::ViewSales)));
        assert_eq!(table.leads_to("/tickets/new"), Some(Access::SignedIn));
        let nowhere = ["/tickets", "/tickets/", "/tickets/12/lines", "/till"];
        assert_eq!(nowhere.map(|href| table.leads_to(href)), [None; 4]);
    }
}
