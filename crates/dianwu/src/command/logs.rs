//! The log: to standard error, without anybody's data.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Begins to log. `RUST_LOG` says how much; without it, what those who run the machine want to know.
pub(super) fn begin(format: LogFormat) {
    let usual = || EnvFilter::new("info,hyper=warn,aide=warn");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| usual());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    // A second beginning, as in tests, is none.
    let _ = match format {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
