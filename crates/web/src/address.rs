//! From where somebody knocks: what public doors count tries by.

use std::net::{IpAddr, SocketAddr};

use aide::OperationInput;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;

/// The address of whoever asks, as far as it can be believed; empty when there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl FromRequestParts<App> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Address(address(peer, app.settings().behind_proxy, &parts.headers)))
    }
}

impl OperationInput for Address {}

/// What a proxy on this machine says comes before what the connection says; anybody else is not believed.
fn address(peer: Option<IpAddr>, behind_proxy: bool, headers: &HeaderMap) -> String {
    let here = peer.is_none_or(|peer| peer.is_loopback());
    let told = || {
        let mut all = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        all.next_back()
            .and_then(|last| last.rsplit(',').next())
            .and_then(|last| last.trim().parse::<IpAddr>().ok())
    };
    let believed = if behind_proxy && here { told().or(peer) } else { peer };
    believed.map_or_else(String::new, |address| address.to_canonical().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 10.0.0.7".parse().expect("a header"));
        let from = |peer: &str, behind_proxy| {
            address(Some(peer.parse().expect("an address")), behind_proxy, &headers)
        };
        assert_eq!(from("127.0.0.1", true), "10.0.0.7", "the last one is what our proxy saw");
        assert_eq!(from("127.0.0.1", false), "127.0.0.1");
        assert_eq!(from("10.0.0.9", true), "10.0.0.9");
        assert_eq!(from("::ffff:10.0.0.9", true), "10.0.0.9");
    }
}
