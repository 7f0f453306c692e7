use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use crossbeam_channel::Receiver;
use rand::RngExt;

use crate::Tx;
use crate::engine::pg::{Connection, Ended};
use crate::engine::{Access, Wire};
use crate::task::Task;

/// How often a command is tried when others keep getting in its way.
const TRIES: u32 = 30;

/// How often it is tried beside others; after that it goes alone, so that it does not wait for ever.
const TOGETHER: u32 = 4;
static TURNSTILE: RwLock<()> = RwLock::new(());

/// One connection's thread.
pub(crate) fn serve(url: &str, access: Access, tasks: &Receiver<Task>) {
    let mut slot = None;
    while let Ok(mut task) = tasks.recv() {
        let end = patiently(&mut slot, url, access, &mut task);
        task.answer(end);
    }
}

fn patiently(
    slot: &mut Option<Connection>,
    url: &str,
    access: Access,
    task: &mut Task,
) -> Result<(), String> {
    for tried in 1..=TRIES {
        match in_turn(tried, access, || once(slot, url, access, task)) {
            Ended::Kept => return Ok(()),
            Ended::Failed(why) => return Err(why),
            Ended::Conflict => pause(tried),
        }
    }
    Err(format!("given up after {TRIES} tries: others kept getting in the way"))
}

/// Beside the others of this process, or alone when they got in the way too often. Whoever only reads is in nobody's way.
fn in_turn(tried: u32, access: Access, attempt: impl FnOnce() -> Ended) -> Ended {
    if access == Access::Read {
        attempt()
    } else if tried <= TOGETHER {
        let _together = TURNSTILE.read().unwrap_or_else(PoisonError::into_inner);
        attempt()
    } else {
        let _alone = TURNSTILE.write().unwrap_or_else(PoisonError::into_inner);
        attempt()
    }
}

/// One attempt, in a transaction of its own.
fn once(slot: &mut Option<Connection>, url: &str, access: Access, task: &mut Task) -> Ended {
    let server = match connected(slot, url, access) {
        Ok(server) => server,
        Err(why) => return Ended::Failed(why),
    };
    let end = match server.begin() {
        Ok(()) => finish(server, task),
        Err(_) if server.is_lost() => Ended::Conflict,
        Err(error) => Ended::Failed(error.to_string()),
    };
    if server.is_lost() {
        *slot = None;
    }
    end
}

fn finish(server: &mut Connection, task: &mut Task) -> Ended {
    let keep = task.run(&mut Tx::on(Wire::Pg(server)));
    let conflict = server.may_run_again();
    if keep && !conflict {
        return server.commit();
    }
    match server.batch("ROLLBACK") {
        _ if conflict || server.is_lost() => Ended::Conflict,
        Ok(()) => Ended::Kept,
        Err(error) => Ended::Failed(error.to_string()),
    }
}

fn connected<'a>(
    slot: &'a mut Option<Connection>,
    url: &str,
    access: Access,
) -> Result<&'a mut Connection, String> {
    match slot {
        Some(server) => Ok(server),
        None => Ok(slot.insert(Connection::open(url, access).map_err(|e| e.to_string())?)),
    }
}

/// A short random wait, longer each time, so that two in each other's way do not meet again.
fn pause(tried: u32) {
    let most = 4 << tried.min(6);
    thread::sleep(Duration::from_millis(rand::rng().random_range(0..most)));
}
