//! Every text of the interface, in every language: `messages/<language>/<slice>.toml`.
//! A key is the file's name and the path within it: `org.store.name`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use kernel::{Lang, Problem, Refusal, Words};
use rust_embed::RustEmbed;

/// The message files: inside the binary in release, read from disk in debug.
#[derive(RustEmbed)]
#[folder = "../../messages"]
struct Files;

type Texts = HashMap<String, String>;

/// All texts of one language by key.
pub fn texts(lang: Lang) -> &'static Texts {
    static CHINESE: OnceLock<Texts> = OnceLock::new();
    static ENGLISH: OnceLock<Texts> = OnceLock::new();
    match lang {
        Lang::Chinese => CHINESE.get_or_init(|| load(lang)),
        Lang::English => ENGLISH.get_or_init(|| load(lang)),
    }
}

fn load(lang: Lang) -> Texts {
    let mut texts = Texts::new();
    let folder = format!("{}/", lang.tag());
    for path in Files::iter().filter(|path| path.starts_with(&folder)) {
        let Some(file) = Files::get(&path) else { continue };
        let slice = path[folder.len()..].trim_end_matches(".toml").to_owned();
        match std::str::from_utf8(&file.data)
            .map_err(|e| e.to_string())
            .and_then(|text| text.parse::<toml::Table>().map_err(|e| e.to_string()))
        {
            Ok(table) => flatten(&slice, &toml::Value::Table(table), &mut texts),
            Err(error) => tracing::error!(%path, error, "a message file cannot be read"),
        }
    }
    texts
}

fn flatten(key: &str, value: &toml::Value, texts: &mut Texts) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                flatten(&format!("{key}.{name}"), value, texts);
            }
        }
        toml::Value::String(text) => {
            texts.insert(key.to_owned(), text.clone());
        }
        other => {
            texts.insert(key.to_owned(), other.to_string());
        }
    }
}

/// Speaks one reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Say(pub Lang);

impl Say {
    /// The text of a key; a missing one shows its key (and fails a test).
    pub fn t(self, key: &str) -> String {
        self.text(key).into_owned()
    }

    /// The same, where nobody needs it for herself.
    pub fn text(self, key: &str) -> Cow<'static, str> {
        match texts(self.0).get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(key.to_owned()),
        }
    }

    /// The text with its gaps filled: `{name}` takes the value of `name`.
    pub fn fill(self, key: &str, args: &[(&str, String)]) -> String {
        args.iter().fold(self.t(key), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), Words::from_gap(value, self.0))
        })
    }

    /// A refusal as one sentence.
    pub fn refusal(self, refusal: &Refusal) -> String {
        self.fill(&format!("refusal.{}", refusal.code), &refusal.args)
    }

    /// What is wrong with a field, as one sentence.
    pub fn problem(self, problem: &Problem) -> String {
        self.fill(&format!("problem.{}", problem.code), &problem.args)
    }
}
