//! Why a command stops, and with which exit code.

use std::fmt;
use std::process::ExitCode;

use web::Say;

use crate::config::Wrong;

/// Why a command stops.
#[derive(Debug)]
pub enum Stop {
    /// It was asked for what cannot be: exit code 2.
    Asked(String),
    /// It did not work out: exit code 1.
    Failed(String),
}

impl Stop {
    /// What the shell is told.
    pub fn code(&self) -> ExitCode {
        match self {
            Stop::Asked(_) => ExitCode::from(2),
            Stop::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Asked(what) | Stop::Failed(what) => f.write_str(what),
        }
    }
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Stop {
        Stop::Asked(wrong.to_string())
    }
}

impl From<kernel::Error> for Stop {
    /// A refusal is said in words, as a page would; what does not fit this program's version is the asker's to mend.
    fn from(error: kernel::Error) -> Stop {
        match error {
            kernel::Error::Refused(refusal) => {
                let say = Say(kernel::Lang::English);
                let problems = refusal.problems.iter().map(|p| format!("{}: {}", p.field, say.problem(p)));
                let told: Vec<String> = std::iter::once(say.refusal(&refusal)).chain(problems).collect();
                Stop::Asked(told.join("; "))
            }
            kernel::Error::Fault(fault) if fault.is::<db::SchemaError>() => Stop::Asked(format!("{fault:#}")),
            kernel::Error::Fault(fault) => Stop::Failed(format!("{fault:#}")),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Stop {
        Stop::Failed(error.to_string())
    }
}
