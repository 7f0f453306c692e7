use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// Dated data that a slice brings along, as TOML in its folder `data/`: rates, thresholds, texts of law, policies. It is
/// read when it is first asked for.
pub struct Shipped<T> {
    text: &'static str,
    read: OnceLock<std::result::Result<T, String>>,
}

impl<T: DeserializeOwned> Shipped<T> {
    /// The data of a file: `Shipped::new(include_str!("../data/policy.toml"))`.
    pub const fn new(text: &'static str) -> Shipped<T> {
        Shipped { text, read: OnceLock::new() }
    }

    /// What it says.
    ///
    /// # Errors
    /// A fault when the file is not what its slice takes it for; the first test that asks finds it.
    pub fn get(&self) -> Result<&T> {
        let read = self.read.get_or_init(|| read(self.text).map_err(|error| error.to_string()));
        read.as_ref().map_err(|error| Error::fault(error.clone()))
    }
}

/// By way of JSON, from which such types are read anyway when a centre keeps its own: a second reader for each of them
/// would only make the program larger.
fn read<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    let table: toml::Table = text.parse()?;
    Ok(serde_json::from_str(&serde_json::to_string(&table)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Rates {
        from: crate::BusinessDate,
        rate: Vec<u32>,
    }

    #[test]
    fn what_is_shipped_is_read_and_a_mistake_is_told() {
        static RIGHT: Shipped<Rates> = Shipped::new("from = '2026-01-01'\nrate = [3, 5]");
        let rates = RIGHT.get().expect("right");
        assert_eq!((rates.from.year(), rates.rate.as_slice()), (2026, [3, 5].as_slice()));
        for text in ["from = ", "from = '2026-01-01'", "from = 'tomorrow'\nrate = []"] {
            assert!(Shipped::<Rates>::new(text).get().is_err(), "{text}");
        }
    }
}
