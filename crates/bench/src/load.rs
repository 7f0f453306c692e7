//! So many who never pause: each asks again as soon as she is answered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

/// What came of it.
#[derive(Debug, Default)]
pub struct Came {
    /// How often it was done.
    pub done: u64,
    /// How often it was refused.
    pub refused: u64,
    /// In how long.
    pub seconds: f64,
    /// Seconds of the processor that the server used.
    pub cpu: f64,
    /// Milliseconds until each answer, sorted.
    pub times: Vec<f64>,
}

impl Came {
    /// How many a second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.seconds
    }

    /// Microseconds of the processor for one.
    pub fn cost(&self) -> f64 {
        self.cpu / self.done as f64 * 1e6
    }

    /// The time within which so many hundredths were answered.
    pub fn within(&self, hundredth: usize) -> f64 {
        self.times.get(self.times.len() * hundredth / 100).copied().unwrap_or(f64::NAN)
    }
}

/// Milliseconds of doing something so many times, one after the other.
pub fn takes(count: usize, mut act: impl FnMut() -> Result<()>) -> Result<Vec<f64>> {
    let one = |_| {
        let began = Instant::now();
        act()?;
        Ok(began.elapsed().as_secs_f64() * 1e3)
    };
    (0..count).map(one).collect()
}

/// The one in the middle.
pub fn median(mut takes: Vec<f64>) -> f64 {
    takes.sort_by(f64::total_cmp);
    takes.get(takes.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Lets everybody act until the time is over, after a part of it that is not counted.
pub fn load<S: Send>(
    everybody: Vec<S>,
    time: Duration,
    cpu: impl Fn() -> f64,
    act: impl Fn(&mut S) -> Result<bool> + Sync,
) -> Result<Came> {
    let (counts, over) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        let one = |mut state: S| {
            let (counts, over, act) = (&counts, &over, &act);
            scope.spawn(move || -> Result<Came> {
                let mut came = Came::default();
                while !over.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    let went = act(&mut state)?;
                    if !counts.load(Ordering::Relaxed) {
                        continue;
                    }
                    came.times.push(began.elapsed().as_secs_f64() * 1e3);
                    *if went { &mut came.done } else { &mut came.refused } += 1;
                }
                Ok(came)
            })
        };
        let hands: Vec<_> = everybody.into_iter().map(one).collect();
        thread::sleep(time / 5);
        let (began, used) = (Instant::now(), cpu());
        counts.store(true, Ordering::Relaxed);
        thread::sleep(time);
        let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu() - used);
        over.store(true, Ordering::Relaxed);
        let mut all = Came { seconds, cpu, ..Came::default() };
        for hand in hands {
            let came = hand.join().map_err(|_| anyhow::anyhow!("one of them broke"))??;
            all.done += came.done;
            all.refused += came.refused;
            all.times.extend(came.times);
        }
        all.times.sort_by(f64::total_cmp);
        Ok(all)
    })
}
