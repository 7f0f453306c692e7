//! `dianwu`: see `dianwu --help`.

use std::process::ExitCode;

use clap::Parser;
use dianwu::command::Line;

/// The system's own keeps what it once had, thread by thread: ten sign-ins, each of which hashes in 19 MiB, left 140 MB
/// taken on an idle machine.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Line::parse().run() {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("dianwu: {stop}");
            stop.code()
        }
    }
}
