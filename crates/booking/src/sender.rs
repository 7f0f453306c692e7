//! What leaves the house for a customer's telephone: codes and reminders.

/// Brings short messages to telephones. Whoever has a contract with a carrier writes one and names it in `shop.rs`.
pub trait Messenger: Send + Sync {
    /// Sends a text to a number.
    fn send(&self, number: &str, text: &str);
}

/// The messenger of the house, as every handler finds it.
pub struct Sender(Box<dyn Messenger>);

impl Sender {
    /// This one.
    pub fn of(messenger: impl Messenger + 'static) -> Sender {
        Sender(Box::new(messenger))
    }

    /// Nobody is there to send anything: what would be sent is told to the log, to the end of the number only.
    pub fn log_only() -> Sender {
        Sender::of(LogOnly)
    }

    /// Sends a text to a number.
    pub fn send(&self, number: &str, text: &str) {
        self.0.send(number, text);
    }
}

struct LogOnly;

impl Messenger for LogOnly {
    fn send(&self, number: &str, text: &str) {
        let end: String = number.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        tracing::info!(end, text, "no messenger is set up: this would be sent");
    }
}
