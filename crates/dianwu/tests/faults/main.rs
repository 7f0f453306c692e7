//! The built program under load while things go wrong around it: killed, without a disk, without its database, behind
//! torn connections, twice over one database. What it answered has to be there afterwards, once, and everything has to
//! add up. A short run belongs to `make test`; `DIANWU_FAULTS=long` goes on for as long as [`rounds`] says.

#![allow(missing_docs, reason = "tests")]

mod clock;
mod copied;
mod disk;
mod house;
mod http;
mod killed;
mod load;
mod people;
mod proxy;
mod restarted;
mod servers;
mod slow;
mod twice;
mod two;

/// How often something is done to the house: a few times, or many when somebody has asked for the long run.
fn rounds(short: usize, long: usize) -> usize {
    let is_long = std::env::var("DIANWU_FAULTS").is_ok_and(|length| length == "long");
    if is_long { long } else { short }
}

/// Says why a test looks at nothing here.
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
