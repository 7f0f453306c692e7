use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the data is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A server, by its URL.
    Postgres(String),
}

/// How many threads look after the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Threads that read, each with a connection of its own, so that reports never starve the till.
    pub readers: usize,
    /// PostgreSQL only: threads that write. SQLite has exactly one writer, whatever stands here.
    pub connections: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { readers: 4, connections: 6 }
    }
}

/// A text that names no database of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoDatabase(String);

impl fmt::Display for NoDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} names no database; right would be sqlite:/var/lib/dianwu/dianwu.db ", self.0)?;
        f.write_str("or postgres://user:password@host/name")
    }
}

impl std::error::Error for NoDatabase {}

impl FromStr for Database {
    type Err = NoDatabase;

    fn from_str(text: &str) -> Result<Database, NoDatabase> {
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() && !path.starts_with(":memory:") => {
                Ok(Database::Sqlite(path.into()))
            }
            None if text.starts_with("postgres://") || text.starts_with("postgresql://") => {
                Ok(Database::Postgres(text.to_owned()))
            }
            _ => Err(NoDatabase(hide_password(text))),
        }
    }
}

impl fmt::Display for Database {
    /// Without the password, so that it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Database::Postgres(url) => f.write_str(&hide_password(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `scheme://user:secret@host` with the secret starred, and `?password=secret` too.
fn hide_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            format!("{}:***@{host}", user.split(':').next().unwrap_or_default())
        }
        _ => rest.to_owned(),
    };
    let starred = |pair: &str| match pair.split_once('=') {
        Some(("password", _)) => "password=***".to_owned(),
        _ => pair.to_owned(),
    };
    match query {
        "" => format!("{scheme}://{rest}"),
        query => format!("{scheme}://{rest}?{}", query.split('&').map(starred).collect::<Vec<_>>().join("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_by_its_scheme() {
        assert_eq!("sqlite:/tmp/a.db".parse(), Ok(Database::Sqlite("/tmp/a.db".into())));
        assert_eq!("postgres://h/n".parse(), Ok(Database::Postgres("postgres://h/n".into())));
        for wrong in ["", "sqlite:", "sqlite::memory:", "mysql://h/n", "/tmp/a.db"] {
            let error = wrong.parse::<Database>().expect_err(wrong).to_string();
            assert!(error.contains("sqlite:/") && error.contains("postgres://"), "{error}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = |url: &str| Database::Postgres(url.into()).to_string();
        assert_eq!(shown("postgres://u:s@c@h/n"), "postgres://u:***@h/n");
        assert_eq!(shown("postgres://h/n?user=u&password=s"), "postgres://h/n?user=u&password=***");
        assert_eq!(shown("postgres://u@h/n"), "postgres://u@h/n");
        assert!(!"mysql://u:secret@h".parse::<Database>().unwrap_err().to_string().contains("secret"));
    }
}
