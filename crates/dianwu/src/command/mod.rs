//! What can be typed: `dianwu serve`, `dianwu backup TO`, ….

/// A line on standard output. Whoever closed the pipe has read enough (`dianwu openapi | head`).
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod bring;
mod centre;
mod data;
mod init;
mod key;
mod logs;
mod serve;
mod simulate;
mod told;
mod user;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, FILE, Said, Wrong};

pub use centre::open;
pub use init::{Administrator, NewCentre, found};
pub use told::Stop;

/// Where the data is when nobody says so.
const DATABASE: &str = "sqlite:data/dianwu.sqlite";
/// And that of the demonstration.
const DEMO_DATABASE: &str = "sqlite:data/demo.sqlite";

/// dianwu 店务: runs a beauty centre by the book.
#[derive(Debug, Parser)]
#[command(name = "dianwu", version, propagate_version = true, after_help = AFTER)]
pub struct Line {
    #[command(flatten)]
    house: HouseFlags,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str =
    "Every setting may also stand in the environment (DIANWU_DATABASE, DIANWU_LISTEN, DIANWU_HTTPS,
DIANWU_BEHIND_PROXY, DIANWU_LOG, DIANWU_KEY_FILE) or in dianwu.toml (database, listen, https, behind_proxy,
log, key_file).
A flag wins over the environment, the environment over the file.";

/// What every command may be told.
#[derive(Debug, Args)]
struct HouseFlags {
    /// Where the data is: sqlite:PATH or postgres://…  [default: sqlite:data/dianwu.sqlite]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// The file with the settings  [default: dianwu.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The file with the key that customers' numbers are sealed with  [default: beside the SQLite file, ending .key]
    #[arg(long, global = true, value_name = "FILE")]
    key_file: Option<String>,
    /// How the log is written: text or json  [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log: Option<String>,
}

/// What a serving command may be told.
#[derive(Debug, Args)]
struct ServeFlags {
    /// Where requests come in  [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// We are reached by HTTPS, so cookies insist on it
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    https: Option<String>,
    /// A proxy on this machine is in front, and its X-Forwarded-For is believed
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    behind_proxy: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up a new centre; asks for what is not given
    Init(init::Flags),
    /// Serve the centre
    Serve(ServeFlags),
    /// Serve the demonstration centre, making it first if need be  [database: sqlite:data/demo.sqlite]
    Demo {
        #[command(flatten)]
        serve: ServeFlags,
        /// Let its clock begin at a moment, such as 2026-11-26T14:00  [default: now]
        #[arg(long, value_name = "MOMENT")]
        at: Option<String>,
        /// Let so many months be lived before, where it is made
        #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=24))]
        months: i64,
    },
    /// Bring the database to this version, with a copy of the SQLite file first
    Migrate,
    /// Recompute what can be recomputed, and name every difference
    Verify,
    /// Copy the SQLite database to a file, also while it is served
    Backup {
        /// The file, which must not be there yet
        to: PathBuf,
    },
    /// Put a copy in the database's place
    Restore {
        /// The file that `backup` made
        from: PathBuf,
        /// Replace a database that is there; the old one stays beside it as PATH.replaced
        #[arg(long)]
        force: bool,
    },
    /// Bring in old data from a file: customers, staff, treatments, products, balances or sales
    Import(bring::Flags),
    /// Live through months of a demonstration centre in minutes  [database: sqlite:data/simulated.sqlite]
    Simulate(simulate::Flags),
    /// Look after sign-in accounts
    #[command(subcommand)]
    User(user::Command),
    /// Print the description of the API (OpenAPI 3.1)
    Openapi,
    /// Look at the handbook
    #[command(subcommand)]
    Handbook(Handbook),
}

#[derive(Debug, Subcommand)]
enum Handbook {
    /// Which clauses are carried, and which are built
    Check {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

impl Line {
    /// Does what was typed.
    pub fn run(self) -> Result<ExitCode, Stop> {
        let house = &self.house;
        let config = |otherwise| settings(house, None, otherwise);
        match self.command {
            Command::Init(flags) => init::run(&config(DATABASE)?, &flags)?,
            Command::Serve(flags) => serve::run(&settings(house, Some(&flags), DATABASE)?)?,
            Command::Demo { serve, at, months } => {
                serve::demo(&settings(house, Some(&serve), DEMO_DATABASE)?, at.as_deref(), months)?;
            }
            Command::Migrate => data::migrate(&config(DATABASE)?)?,
            Command::Verify => return data::verify(&config(DATABASE)?),
            Command::Backup { to } => data::backup(&config(DATABASE)?, &to)?,
            Command::Restore { from, force } => data::restore(&config(DATABASE)?, &from, force)?,
            Command::Import(flags) => bring::run(&config(DATABASE)?, &flags)?,
            Command::Simulate(flags) => simulate::run(&config(simulate::DATABASE)?, &flags)?,
            Command::User(command) => user::run(&config(DATABASE)?, &command)?,
            Command::Openapi => say!("{}", serde_json::to_string_pretty(&crate::shop::description())?),
            Command::Handbook(Handbook::Check { json }) => return data::handbook(json),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Flag, environment, file, default; in that order.
fn settings(house: &HouseFlags, serve: Option<&ServeFlags>, database: &str) -> Result<Config, Wrong> {
    let mut said = Said::default()
        .environment(
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))),
        )
        .flag("database", house.database.as_deref())
        .flag("key_file", house.key_file.as_deref())
        .flag("log", house.log.as_deref());
    if let Some(flags) = serve {
        said = said
            .flag("listen", flags.listen.as_deref())
            .flag("https", flags.https.as_deref())
            .flag("behind_proxy", flags.behind_proxy.as_deref());
    }
    if let Some((path, text)) = file(house.config.as_deref())? {
        said = said.file(&path, &text)?;
    }
    said.read(database)
}

/// The file that was named must be there; the usual one may be.
fn file(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, Wrong> {
    let named = named.map(Path::to_owned).or_else(|| std::env::var_os("DIANWU_CONFIG").map(PathBuf::from));
    let path = named.clone().unwrap_or_else(|| FILE.into());
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Wrong {
            found: format!("{} cannot be read: {error}", path.display()),
            right: "a text file with lines such as listen = \"127.0.0.1:8080\"".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Line::command().debug_assert();
    }
}
