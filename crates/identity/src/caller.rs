use aide::OperationInput;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use web::{Address, App};

use crate::device;

/// From where somebody knocks, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The address, as far as it can be believed.
    pub address: String,
    /// The device in words.
    pub device: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Address(address) = Address::from_request_parts(parts, app).await?;
        let agent = parts.headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Caller { address, device: device::name(agent) })
    }
}

impl OperationInput for Caller {}
