use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::stage::Stage;
use crate::way;

/// Where a request was going, for whoever has to sign in on the way.
pub(crate) struct OnTheWay {
    to: String,
    is_page: bool,
    is_part: bool,
}

impl OnTheWay {
    pub fn of(request: &Request) -> OnTheWay {
        let headers = request.headers();
        let reads_pages =
            headers.get(header::ACCEPT).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")));
        let is_part = headers.contains_key("hx-request");
        let looks = request.method() == Method::GET;
        let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
        OnTheWay {
            to: way::own(Some(to).filter(|_| looks)),
            is_page: looks && reads_pages && !is_part,
            is_part,
        }
    }

    /// A browser is led to where it can give what it owes; everybody else keeps the "no".
    pub fn led(&self, response: Response, stage: Option<Stage>) -> Response {
        let page = stage.filter(|stage| *stage != Stage::In).map_or("/sign-in", Stage::page);
        let Ok(to) = HeaderValue::from_str(&way::via(page, &self.to)) else { return response };
        if self.is_page {
            return (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
        }
        let mut response = response;
        if self.is_part {
            response.headers_mut().insert("hx-redirect", to);
        }
        response
    }
}
