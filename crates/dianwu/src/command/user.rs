//! Sign-in accounts from the command line, by the house's own right.

use clap::Subcommand;
use db::{Db, Tx};
use identity::{accounts, password, sessions, tokens};
use kernel::{AccountId, Clock, Lang, Mandate, Permission, PersonId, Place, Result, SystemClock};

use super::centre::current;
use super::{Stop, init};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open an account for somebody who works here; prints a password to be changed at once
    Add {
        /// The sign-in name
        name: String,
        /// The staff number (工号) of the person
        #[arg(long, value_name = "NUMBER")]
        staff: String,
        /// Take the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give an account a new password, to be changed at once, and print it
    ResetPassword {
        /// The sign-in name
        name: String,
        /// Take the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Shut an account
    Disable {
        /// The sign-in name
        name: String,
    },
    /// End every session of an account
    EndSessions {
        /// The sign-in name
        name: String,
    },
    /// Print a bearer token for programs that act for an account
    Token {
        /// The sign-in name
        name: String,
        /// What the token is for
        #[arg(long = "for", value_name = "WORDS", default_value = "command line")]
        purpose: String,
        /// Only these permissions, with commas between; without it all that the person may do
        #[arg(long, value_name = "PERMISSIONS", value_delimiter = ',')]
        only: Vec<String>,
    },
}

pub(super) fn run(config: &Config, command: &Command) -> Result<(), Stop> {
    let db = current(&config.database)?;
    match command {
        Command::Add { name, staff, password_stdin } => add(&db, name, staff, *password_stdin),
        Command::ResetPassword { name, password_stdin } => reset_password(&db, name, *password_stdin),
        Command::Disable { name } => {
            over(&db, Permission::ManageAccounts, name, |tx, by, id| {
                accounts::disable(tx, by, SystemClock.now(), id)
            })?;
            say!("{name} can no longer sign in");
            Ok(())
        }
        Command::EndSessions { name } => {
            let ended = over(&db, Permission::EndSessions, name, |tx, by, id| {
                sessions::end_all(tx, by, SystemClock.now(), id)
            })?;
            say!("{ended} sessions of {name} ended");
            Ok(())
        }
        Command::Token { name, purpose, only } => token(&db, name, purpose, only),
    }
}

fn add(db: &Db, name: &str, staff: &str, password_stdin: bool) -> Result<(), Stop> {
    let (password, made) = first_password(name, password_stdin)?;
    let hash = password::hash(&password)?;
    let (wanted, number) = (name.to_owned(), staff.to_owned());
    let found = db.write_now(move |tx| {
        let Some(person) = person_of(tx, &number)? else { return Ok(false) };
        let by = house(Permission::ManageAccounts)?;
        let (name, password_hash) = (wanted.clone(), hash.clone());
        let new =
            accounts::NewAccount { person, name, password_hash, lang: Lang::Chinese, must_change: true };
        accounts::add(tx, &by, SystemClock.now(), &new).map(|_| true)
    })?;
    match found {
        true => tell_password(made, &password),
        false => Err(Stop::Asked(format!("nobody has the staff number {staff:?}"))),
    }
}

fn reset_password(db: &Db, name: &str, password_stdin: bool) -> Result<(), Stop> {
    let (password, made) = first_password(name, password_stdin)?;
    let hash = password::hash(&password)?;
    over(db, Permission::ManageAccounts, name, move |tx, by, id| {
        accounts::reset_password(tx, by, SystemClock.now(), id, &hash)
    })?;
    tell_password(made, &password)
}

fn token(db: &Db, name: &str, purpose: &str, only: &[String]) -> Result<(), Stop> {
    let known = |code: &String| {
        let codes = || Permission::ALL.iter().map(|p| p.code()).collect::<Vec<_>>().join(", ");
        let unknown =
            || Stop::Asked(format!("--only {code:?} is no permission; right would be some of {}", codes()));
        Permission::from_code(code).ok_or_else(unknown)
    };
    let only = only.iter().map(known).collect::<Result<std::collections::BTreeSet<_>, Stop>>()?;
    let only = Some(only).filter(|only| !only.is_empty());
    let purpose = purpose.to_owned();
    let token = over(db, Permission::ManageAccounts, name, move |tx, by, account| {
        let new = tokens::NewToken { account, name: purpose.clone(), only: only.clone(), expires_at: None };
        tokens::issue(tx, by, SystemClock.now(), &new)
    })?;
    say!("{token}");
    Ok(())
}

/// Does something to the account of a name.
fn over<T: Send + 'static>(
    db: &Db,
    permission: Permission,
    name: &str,
    act: impl Fn(&mut Tx, &Mandate, AccountId) -> Result<T> + Send + 'static,
) -> Result<T, Stop> {
    let wanted = name.to_owned();
    let done = db.write_now(move |tx| match accounts::by_name(tx, &wanted)? {
        Some(id) => act(tx, &house(permission)?, id).map(Some),
        None => Ok(None),
    })?;
    done.ok_or_else(|| Stop::Asked(format!("nobody signs in as {name:?}")))
}

fn house(permission: Permission) -> Result<Mandate> {
    org::founding::house().mandate(permission, &Place::centre())
}

fn person_of(tx: &mut Tx, staff_number: &str) -> Result<Option<PersonId>> {
    let organisation = org::fresh(tx, &org::OrgCache::default())?;
    let mut people = organisation.people.values();
    Ok(people.find(|person| person.staff_number == staff_number).map(|person| person.id))
}

/// The one that was given, or one that we make; and whether we made it.
fn first_password(name: &str, from_stdin: bool) -> Result<(String, bool), Stop> {
    match from_stdin {
        true => init::password_from_stdin(&[name]).map(|password| (password, false)),
        false => Ok((identity::one_time_password(), true)),
    }
}

fn tell_password(made: bool, password: &str) -> Result<(), Stop> {
    if made {
        say!("{password}");
    }
    eprintln!("dianwu: the password has to be changed at the first sign-in");
    Ok(())
}
