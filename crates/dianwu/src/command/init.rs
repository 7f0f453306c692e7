//! A new centre: asked for at a terminal, or given by flags.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use clap::Args;
use db::{Db, Options, SchemaState, Tx};
use identity::{accounts, password};
use kernel::{BusinessDate, Instant, Lang, Permission, PersonId, Place, Result, StoreId, SystemClock};
use org::founding::Founding;
use web::{Call, Settings};

use super::centre::{bring_forward, centre, claim};
use super::{Stop, key, logs};
use crate::config::Config;
use crate::{shop, staff};

/// The post that the first administrator holds: the one that may appoint everybody else.
const FIRST_POST: &str = "general-manager";
const ZONE: &str = "Asia/Shanghai";

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The centre's name
    #[arg(long)]
    name: Option<String>,
    /// The first store's name
    #[arg(long)]
    store: Option<String>,
    /// The sign-in name of the administrator, who holds the post of general manager
    #[arg(long)]
    admin: Option<String>,
    /// The administrator's name  [default: the sign-in name]
    #[arg(long, value_name = "NAME")]
    admin_person: Option<String>,
    /// Take the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// The centre's time zone
    #[arg(long, default_value = ZONE)]
    zone: String,
}

/// What a centre begins with.
#[derive(Debug, Clone)]
pub struct NewCentre {
    /// Its name.
    pub name: String,
    /// Its first store's name.
    pub store: String,
    /// Its time zone.
    pub zone: String,
    /// A demonstration?
    pub demo: bool,
}

/// The first who may come in.
#[derive(Debug, Clone)]
pub struct Administrator {
    /// Sign-in name.
    pub account: String,
    /// The person's own name.
    pub person: String,
    /// The hash of the password.
    pub password_hash: String,
}

pub(super) fn run(config: &Config, flags: &Flags) -> Result<(), Stop> {
    logs::begin(config.log);
    let zone = jiff::tz::TimeZone::get(&flags.zone).map_err(|_| {
        Stop::Asked(format!("--zone {:?} is no time zone; right would be one such as {ZONE}", flags.zone))
    })?;
    let _claim = claim(&config.database)?;
    let options = Options { readers: 1, connections: 1 };
    if db::schema_state(&config.database)? == SchemaState::Current
        && let Some(centre) = Db::open(&config.database, &options)?.read_now(centre)?
    {
        return Err(Stop::Asked(format!("{} holds a centre already: {}", config.database, centre.name)));
    }
    // Whatever is missing is asked for before anything is made.
    let (new, administrator) = asked(flags)?;
    bring_forward(&config.database)?;
    let db = Db::open(&config.database, &options)?;
    let (name, account) = (new.name.clone(), administrator.account.clone());
    let vault = key::vault(config, &db)?;
    let settings = Settings { zone, ..Settings::default() };
    let house = shop::house(db.clone(), Arc::new(SystemClock), settings, vault);
    let call = Call::new(&house.app, &org::founding::house());
    db.write_now(move |tx| {
        let (store, day) = found(tx, &call, &new)?;
        appoint_first(tx, &call, &administrator, store, day)
    })?;
    drop(house);
    db.close();
    say!("{name} is set up; sign in as {account} once it is served: dianwu serve");
    Ok(())
}

/// Founds the centre by the shipped handbook; its first store, and the first day of its books.
pub fn found(tx: &mut Tx, call: &Call, new: &NewCentre) -> Result<(StoreId, BusinessDate)> {
    let day = day_of(call.now, &new.zone);
    let founding = Founding {
        name: new.name.clone(),
        store: new.store.clone(),
        zone: new.zone.clone(),
        demo: new.demo,
        on: day,
    };
    let store = org::founding::found(tx, call.now, &founding, &handbook::plan()?)?;
    let by = call.mandate(Permission::EditHandbook, &Place::centre())?;
    handbook::founding(tx, call.now, &by, day)?;
    Ok((store, day))
}

fn day_of(now: Instant, zone: &str) -> BusinessDate {
    now.at(&jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC)).date()
}

fn appoint_first(
    tx: &mut Tx,
    call: &Call,
    administrator: &Administrator,
    store: StoreId,
    day: BusinessDate,
) -> Result<PersonId> {
    let person =
        staff::take_on(tx, call, &staff::Newcomer { name: &administrator.person, number: "0001", day })?;
    staff::appoint(tx, call, person, FIRST_POST, store, day)?;
    let by = call.mandate(Permission::ManageAccounts, &Place::centre())?;
    let account = accounts::NewAccount {
        person,
        name: administrator.account.clone(),
        password_hash: administrator.password_hash.clone(),
        lang: Lang::Chinese,
        must_change: false,
    };
    accounts::add(tx, &by, call.now, &account)?;
    Ok(person)
}

fn asked(flags: &Flags) -> Result<(NewCentre, Administrator), Stop> {
    let name = given_or_asked(flags.name.as_ref(), "--name", "The centre's name (中心名称)")?;
    let store = given_or_asked(flags.store.as_ref(), "--store", "The first store's name (门店名称)")?;
    let account =
        given_or_asked(flags.admin.as_ref(), "--admin", "The administrator's sign-in name (登录名)")?;
    let person = flags.admin_person.clone().unwrap_or_else(|| account.clone());
    let names = [account.as_str(), person.as_str(), name.as_str()];
    let password = match flags.password_stdin {
        true => password_from_stdin(&names)?,
        false => password_from_terminal(&names)?,
    };
    let new = NewCentre { name, store, zone: flags.zone.clone(), demo: false };
    let password_hash = password::hash(&password)?;
    Ok((new, Administrator { account, person, password_hash }))
}

/// A text that was given by flag, or typed at the terminal.
fn given_or_asked(given: Option<&String>, flag: &str, question: &str) -> Result<String, Stop> {
    let text = match given {
        Some(text) => text.clone(),
        None if std::io::stdin().is_terminal() => ask(question)?,
        None => return Err(Stop::Asked(format!("{flag} is missing; there is no terminal to ask at"))),
    };
    match text.trim() {
        "" => Err(Stop::Asked(format!("{flag} is empty; right would be a name"))),
        text if text.chars().count() > 40 => {
            Err(Stop::Asked(format!("{flag} is too long; right would be 40 characters at most")))
        }
        text => Ok(text.to_owned()),
    }
}

fn ask(question: &str) -> Result<String, Stop> {
    print!("{question}: ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// The first line of standard input, if it is good enough as a password.
pub(super) fn password_from_stdin(names: &[&str]) -> Result<String, Stop> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    good_enough(line.trim_end_matches(['\r', '\n']).to_owned(), names)
}

fn password_from_terminal(names: &[&str]) -> Result<String, Stop> {
    if !std::io::stdin().is_terminal() {
        return Err(Stop::Asked("no password; say --password-stdin and send it in".to_owned()));
    }
    let password = good_enough(rpassword::prompt_password("The administrator's password (密码): ")?, names)?;
    match rpassword::prompt_password("Once more (再输一次): ")? == password {
        true => Ok(password),
        false => Err(Stop::Asked("the two passwords differ".to_owned())),
    }
}

fn good_enough(password: String, names: &[&str]) -> Result<String, Stop> {
    match password::check(&password, names) {
        Ok(()) => Ok(password),
        Err(code) => {
            let args = [("least", password::SHORTEST.to_string()), ("most", password::LONGEST.to_string())];
            let why = web::Say(Lang::English).fill(&format!("problem.{code}"), &args);
            Err(Stop::Asked(format!("the password will not do: {why}")))
        }
    }
}
