use std::collections::BTreeMap;

use kernel::{Lang, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::Say;

/// Why something is so, told in every language and kept as code and numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// Names its text (`care.why.` + code).
    pub code: String,
    /// What the text needs to know, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Reason {
    /// A reason without numbers.
    pub fn new(code: &str) -> Reason {
        Reason { code: code.to_owned(), args: BTreeMap::new() }
    }

    /// The same with something its text speaks of.
    pub fn with(mut self, name: &str, value: impl ToString) -> Reason {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// The reason in words.
    pub fn words(&self) -> Words {
        let key = format!("care.why.{}", self.code);
        let told = |lang| {
            let fill =
                |text: String, (name, value): (&String, &String)| text.replace(&format!("{{{name}}}"), value);
            self.args.iter().fold(Say(lang).t(&key), fill)
        };
        Words::new(told(Lang::Chinese), told(Lang::English))
    }
}
