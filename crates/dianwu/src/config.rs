//! What the program is told about where it runs: by flag, by environment, by `dianwu.toml`, or not at all.
//! A value that cannot be right is named, with what would be.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use db::Database;

/// The file that is read when none is named.
pub const FILE: &str = "dianwu.toml";

/// Every setting, by its name in the file.
pub const KEYS: [&str; 6] = ["database", "listen", "https", "behind_proxy", "log", "key_file"];

/// Where the program keeps its data and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the data is.
    pub database: Database,
    /// Where requests come in.
    pub listen: SocketAddr,
    /// Are we reached by HTTPS?
    pub https: bool,
    /// Is there a proxy in front, whose word on addresses counts?
    pub behind_proxy: bool,
    /// How the log is written.
    pub log: LogFormat,
    /// Where the key is that customers' numbers are sealed with; beside the data when nobody says so.
    pub key_file: Option<PathBuf>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// Objects for machines.
    Json,
}

/// A value that cannot be right, and what would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What was found, and where.
    pub found: String,
    /// What would be right.
    pub right: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; right would be {}", self.found, self.right)
    }
}

impl std::error::Error for Wrong {}

/// What was said, by whom: a flag wins over the environment, the environment over the file.
#[derive(Debug, Clone, Default)]
pub struct Said {
    flags: BTreeMap<&'static str, String>,
    environment: BTreeMap<String, String>,
    file: Option<(String, toml::Table)>,
}

impl Said {
    /// By flags, those that were given.
    pub fn flag(mut self, key: &'static str, value: Option<&str>) -> Said {
        self.flags.extend(value.map(|value| (key, value.to_owned())));
        self
    }

    /// By the environment: only `DIANWU_…` counts.
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Said {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let key = name.strip_prefix("DIANWU_")?.to_ascii_lowercase();
            KEYS.contains(&key.as_str()).then_some((key, value))
        });
        self.environment.extend(ours);
        self
    }

    /// By the text of a file, in which every key must be one of ours.
    pub fn file(mut self, path: &Path, text: &str) -> Result<Said, Wrong> {
        let name = path.display().to_string();
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| Wrong {
            found: format!("{name} cannot be read: {}", error.message()),
            right: "lines such as listen = \"127.0.0.1:8080\"".to_owned(),
        })?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let found = format!("{key:?} in {name} is no setting");
            return Err(Wrong { found, right: format!("one of {}", KEYS.join(", ")) });
        }
        self.file = Some((name, table));
        Ok(self)
    }

    /// All of it understood. `database` is where the data is when nobody says so.
    pub fn read(&self, database: &str) -> Result<Config, Wrong> {
        let bound = "an address of this machine with a port, such as 127.0.0.1:8080";
        Ok(Config {
            database: self.database(database)?,
            listen: self.setting("listen", "127.0.0.1:8080", bound, |text| text.parse().ok())?,
            https: self.setting("https", "false", "true or false", |text| text.parse().ok())?,
            behind_proxy: self.setting("behind_proxy", "false", "true or false", |text| text.parse().ok())?,
            log: self.setting("log", "text", "text or json", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?,
            key_file: self.said("key_file").map(|(_, text)| PathBuf::from(text)),
        })
    }

    /// Apart from the others, because a wrong one may hold a password.
    fn database(&self, otherwise: &str) -> Result<Database, Wrong> {
        let (place, text) =
            self.said("database").unwrap_or_else(|| ("the default".to_owned(), otherwise.to_owned()));
        text.parse().map_err(|error: db::NoDatabase| {
            let told = error.to_string();
            let (found, right) = told.split_once("; right would be ").unwrap_or((&told, ""));
            Wrong { found: format!("{place} {found}"), right: right.to_owned() }
        })
    }

    fn setting<T>(
        &self,
        key: &'static str,
        otherwise: &str,
        right: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Wrong> {
        let (place, text) = self.said(key).unwrap_or_else(|| (String::new(), otherwise.to_owned()));
        read(text.trim())
            .ok_or_else(|| Wrong { found: format!("{place} is {text:?}"), right: right.to_owned() })
    }

    /// Where it was said, and what.
    fn said(&self, key: &'static str) -> Option<(String, String)> {
        let flag = self.flags.get(key).map(|text| (format!("--{}", key.replace('_', "-")), text.clone()));
        flag.or_else(|| {
            let text = self.environment.get(key)?;
            Some((format!("DIANWU_{}", key.to_ascii_uppercase()), text.clone()))
        })
        .or_else(|| {
            let (name, table) = self.file.as_ref()?;
            let text = match table.get(key)? {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Some((format!("{key} in {name}"), text))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: &str = "sqlite:data/dianwu.sqlite";

    fn in_file(text: &str) -> Result<Config, Wrong> {
        Said::default().file(Path::new(FILE), text)?.read(DEFAULT)
    }

    fn environment(pairs: &[(&str, &str)]) -> Said {
        Said::default().environment(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())))
    }

    #[test]
    fn nothing_said_is_a_shop_on_this_machine() {
        let config = Said::default().read(DEFAULT).expect("the defaults");
        let expected = Config {
            database: Database::Sqlite("data/dianwu.sqlite".into()),
            listen: "127.0.0.1:8080".parse().expect("an address"),
            https: false,
            behind_proxy: false,
            log: LogFormat::Text,
            key_file: None,
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_the_environment_over_the_file() {
        let said = environment(&[("DIANWU_LISTEN", "127.0.0.1:2"), ("DIANWU_LOG", "json"), ("HOME", "/")])
            .file(Path::new(FILE), "listen = '127.0.0.1:3'\nlog = 'text'\nhttps = true")
            .expect("a file")
            .flag("listen", Some("127.0.0.1:1"))
            .flag("log", None);
        let config = said.read(DEFAULT).expect("all right");
        assert_eq!(config.listen.port(), 1);
        assert_eq!(config.log, LogFormat::Json);
        assert!(config.https && !config.behind_proxy);
    }

    #[test]
    fn a_wrong_value_is_named_with_its_place_and_what_would_be_right() {
        let told = |result: Result<Config, Wrong>| result.expect_err("wrong").to_string();
        let flag = Said::default().flag("listen", Some("8080")).read(DEFAULT);
        assert_eq!(
            told(flag),
            "--listen is \"8080\"; right would be an address of this machine with a port, such as 127.0.0.1:8080"
        );
        assert_eq!(
            told(environment(&[("DIANWU_BEHIND_PROXY", "maybe")]).read(DEFAULT)),
            "DIANWU_BEHIND_PROXY is \"maybe\"; right would be true or false"
        );
        assert_eq!(told(in_file("log = 7")), "log in dianwu.toml is \"7\"; right would be text or json");
        assert_eq!(
            told(in_file("datbase = ''")),
            "\"datbase\" in dianwu.toml is no setting; right would be one of database, listen, https, \
             behind_proxy, log, key_file"
        );
        assert!(told(in_file("listen")).starts_with("dianwu.toml cannot be read: "));
    }

    #[test]
    fn a_wrong_database_is_named_without_its_password() {
        let wrong = Said::default().flag("database", Some("mysql://u:secret@h/n")).read(DEFAULT);
        let told = wrong.expect_err("wrong").to_string();
        assert!(told.starts_with("--database \"mysql://u:***@h/n\" names no database"), "{told}");
        assert!(told.contains("right would be sqlite:") && told.contains("postgres://"), "{told}");
    }
}
