//! A plain proxy for connections: to each house in turn, and, when it is told so, with scissors.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::http::Way;

/// A proxy; it goes on until the test's process ends.
pub struct Proxy {
    pub way: Way,
    /// How many connections it has taken.
    taken: Arc<AtomicUsize>,
    /// Cuts each connection when the house begins to answer.
    pub cuts: Arc<AtomicBool>,
}

impl Proxy {
    pub fn over(houses: Vec<Way>) -> Proxy {
        let door = TcpListener::bind("127.0.0.1:0").expect("a port");
        let way = Way::to(&door.local_addr().expect("an address").to_string());
        let (taken, cuts) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (counts, scissors) = (taken.clone(), cuts.clone());
        thread::spawn(move || {
            for caller in door.incoming().flatten() {
                let turn = counts.fetch_add(1, Ordering::Relaxed);
                let (house, scissors) = (houses[turn % houses.len()].clone(), scissors.clone());
                thread::spawn(move || drop(lead(&caller, &house, &scissors)));
            }
        });
        Proxy { way, taken, cuts }
    }

    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

/// There and back, until one of them has gone.
fn lead(caller: &TcpStream, house: &Way, cuts: &AtomicBool) -> std::io::Result<()> {
    let house = house.connect()?;
    let (mut asks, mut heard) = (caller.try_clone()?, house.try_clone()?);
    let there = thread::spawn(move || {
        let _ = std::io::copy(&mut asks, &mut heard);
        let _ = heard.shutdown(Shutdown::Write);
    });
    let (mut answers, mut told, mut bytes) = (&house, caller, [0; 16 * 1024]);
    loop {
        let read = match answers.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) | Ok(0) => break,
            Ok(read) => read,
        };
        if cuts.load(Ordering::Relaxed) || told.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = (caller.shutdown(Shutdown::Both), house.shutdown(Shutdown::Both));
    let _ = there.join();
    Ok(())
}
