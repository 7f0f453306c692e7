/// The key under which a command is done once, however often it is sent (a hidden form field or the
/// `Idempotency-Key` header), with a digest of what was asked, so that the same key cannot carry another wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Chosen by the sender; 8 to 80 printable characters.
    pub key: String,
    /// SHA-256 of method, path and body, in hex.
    pub digest: String,
}
