//! `dianwu`: see `dianwu --help`.

use std::process::ExitCode;

use clap::Parser;
use dianwu::command::Line;

fn main() -> ExitCode {
    match Line::parse().run() {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("dianwu: {stop}");
            stop.code()
        }
    }
}
