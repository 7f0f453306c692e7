//! One-time codes (验证码): sent to a customer's telephone, so that she agrees to a use with her own hand. The code is
//! not kept, only its digest under salt, and it is good for some minutes.

use customer::CustomerId;
use db::Tx;
use kernel::{Instant, Permission, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use web::Call;

use crate::store::{self, person};
use crate::{Refused, sight};

/// So long a code is good.
const MINUTES: i64 = 10;

/// Whoever brings codes to customers: a provider of short messages. What is sent leaves the house, so it is sent after the
/// command is durable.
pub trait CodeSender: Send + Sync {
    /// Sends a code to a customer.
    fn send(&self, customer: CustomerId, code: &str);
}

/// Writes codes to the log instead, for a house without a provider.
pub struct LoggedCodes;

impl CodeSender for LoggedCodes {
    fn send(&self, customer: CustomerId, code: &str) {
        tracing::info!(%customer, code, "a code that no provider sends");
    }
}

/// Who that is; `shop.rs` says.
pub struct Codes(pub Box<dyn CodeSender>);

impl Default for Codes {
    fn default() -> Codes {
        Codes(Box::new(LoggedCodes))
    }
}

/// A new code, and what is kept of it.
pub fn new_code() -> (String, String) {
    let code = format!("{:06}", rand::random::<u32>() % 1_000_000);
    let salt = format!("{:016x}", rand::random::<u64>());
    let digest = digest(&salt, &code);
    (code, digest)
}

fn digest(salt: &str, code: &str) -> String {
    format!("{salt}${}", hex::encode(Sha256::digest(format!("{salt}{code}"))))
}

/// Is it the code of this digest?
fn fits(kept: &str, code: &str) -> bool {
    kept.split_once('$').is_some_and(|(salt, _)| digest(salt, code.trim()) == kept)
}

/// Keeps the digest of a code that is about to be sent; answers the digest that holds now.
pub fn keep(tx: &mut Tx, call: &Call, customer: CustomerId, digest: &str) -> Result<String> {
    let brief = sight::seeing(tx, call, customer)?;
    let by = call.mandate(Permission::KeepPrepaid, &sight::place(&brief))?;
    if brief.phone_end.is_none() {
        return Err(Refused::NoPhone.into());
    }
    if store::code(tx, customer)?.is_some_and(|code| code.sent_at > call.now.plus_minutes(-1)) {
        return Err(Refused::JustSent.into());
    }
    store::add_code(tx, customer, digest, person(&by), call.now, call.now.plus_minutes(MINUTES))?;
    call.note(tx, &by, "prepaid.code_sent", format!("prepaid/customers/{customer}"), json!({}))?;
    Ok(digest.to_owned())
}

/// Is there a code that she was sent and has not told yet?
pub fn is_out(tx: &mut Tx, customer: CustomerId, at: Instant) -> Result<bool> {
    Ok(store::code(tx, customer)?.is_some_and(|kept| kept.used_at.is_none() && kept.until_at >= at))
}

/// Takes a code that a customer told; once.
pub(crate) fn redeem(tx: &mut Tx, customer: CustomerId, code: &str, at: Instant) -> Result<()> {
    let kept = store::code(tx, customer)?.filter(|kept| kept.used_at.is_none() && kept.until_at >= at);
    match kept {
        Some(kept) if fits(&kept.digest, code) => store::use_code(tx, kept.id, at),
        _ => Err(Refused::WrongCode.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_its_own_digest_only() {
        let (code, kept) = new_code();
        assert_eq!(code.len(), 6);
        assert!(fits(&kept, &code) && fits(&kept, &format!(" {code} ")));
        assert!(!fits(&kept, "1234567") && !fits("", &code));
    }
}
