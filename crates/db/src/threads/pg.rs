use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rand::RngExt;

use crate::Tx;
use crate::engine::pg::{Connection, Ended};
use crate::engine::{Access, Wire};
use crate::error::{NotKept, Trouble};
use crate::task::{Stand, Task};

/// How often a command is tried when others keep getting in its way.
const TRIES: u32 = 30;

/// How often it is tried beside others; after that it goes alone, so that it does not wait for ever.
const TOGETHER: u32 = 4;

/// Where a database's commands of this process go through: together, or one alone.
pub(crate) type Turnstile = Arc<RwLock<()>>;

/// How long one waits for a server that went away: a restart, or another one taking over. When it is away for longer,
/// whoever asks is told at once, until it is back.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often one knocks meanwhile.
const KNOCK: Duration = Duration::from_millis(100);

/// One connection's thread.
pub(crate) fn serve(url: &str, access: Access, turnstile: Turnstile, tasks: &Receiver<Task>) {
    let mut line = Line { url, access, turnstile, slot: None, away: None };
    while let Ok(mut task) = tasks.recv() {
        let end = line.patiently(&mut task);
        task.answer(end);
    }
}

/// The way to the server: a connection, or since when there is none to be had.
struct Line<'a> {
    url: &'a str,
    access: Access,
    turnstile: Turnstile,
    slot: Option<Connection>,
    away: Option<Instant>,
}

impl Line<'_> {
    fn patiently(&mut self, task: &mut Task) -> Result<(), NotKept> {
        let mut tried = 0;
        loop {
            match self.in_turn(tried, task) {
                Ended::Kept => return Ok(()),
                Ended::Failed(why) => return Err(why),
                Ended::Away(why) if self.is_waited_for_in_vain() => return Err(why),
                Ended::Away(_) => thread::sleep(KNOCK),
                Ended::ToWatch => task.stand = Stand::Watched,
                Ended::Conflict if tried == TRIES => {
                    let why = format!("given up after {TRIES} tries: others kept getting in the way");
                    return Err(NotKept::new(why, Trouble::Busy));
                }
                Ended::Conflict => {
                    tried += 1;
                    pause(tried);
                }
            }
        }
    }

    /// One attempt beside the others of this process, or alone when they got in the way too often. Whoever only reads is
    /// in nobody's way.
    fn in_turn(&mut self, tried: u32, task: &mut Task) -> Ended {
        let turnstile = self.turnstile.clone();
        if self.access == Access::Read {
            self.once(task)
        } else if tried < TOGETHER {
            let _together = turnstile.read().unwrap_or_else(PoisonError::into_inner);
            self.once(task)
        } else {
            let _alone = turnstile.write().unwrap_or_else(PoisonError::into_inner);
            self.once(task)
        }
    }

    /// One attempt, in a transaction of its own.
    fn once(&mut self, task: &mut Task) -> Ended {
        let server = match self.connected() {
            Ok(server) => server,
            Err(away) => return Ended::Away(away),
        };
        let end = match server.begin(task.stand) {
            Ok(()) => finish(server, task),
            Err(_) if server.is_lost() => Ended::Conflict,
            Err(error) => Ended::Failed(error.into()),
        };
        if server.is_lost() {
            self.slot = None;
        }
        end
    }

    fn connected(&mut self) -> Result<&mut Connection, NotKept> {
        match self.slot.take() {
            Some(server) => Ok(self.slot.insert(server)),
            None => {
                let server = Connection::open(self.url, self.access);
                let server = server.map_err(|error| NotKept::new(error.to_string(), Trouble::Away))?;
                self.away = None;
                Ok(self.slot.insert(server))
            }
        }
    }

    fn is_waited_for_in_vain(&mut self) -> bool {
        self.away.get_or_insert_with(Instant::now).elapsed() > PATIENCE
    }
}

fn finish(server: &mut Connection, task: &mut Task) -> Ended {
    let keep = task.run(&mut Tx::on(Wire::Pg(server)));
    let conflict = server.may_run_again();
    if keep && !conflict {
        return server.commit();
    }
    match server.batch("ROLLBACK") {
        _ if conflict || server.is_lost() => Ended::Conflict,
        _ if server.is_to_watch() => Ended::ToWatch,
        Ok(()) => Ended::Kept,
        Err(error) => Ended::Failed(error.into()),
    }
}

/// A short random wait, longer each time, so that two in each other's way do not meet again.
fn pause(tried: u32) {
    let most = 4 << tried.min(6);
    thread::sleep(Duration::from_millis(rand::rng().random_range(0..most)));
}
