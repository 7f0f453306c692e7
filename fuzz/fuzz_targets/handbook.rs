//! A handbook in which one file says something else; what a rule of time says is said the same way again.
#![no_main]

use std::collections::BTreeMap;

use handbook::{Shipped, When};
use libfuzzer_sys::fuzz_target;

/// A file of each sort.
const PATHS: [&str; 8] = [
    "posts/greeter.toml",
    "rounds/opening.toml",
    "clauses.toml",
    "departments.toml",
    "events.toml",
    "evidence.toml",
    "rights.toml",
    "calendar/2026.toml",
];

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let path = PATHS[usize::from(which) % PATHS.len()];
    let texts = BTreeMap::from([(path.to_owned(), text.to_owned())]);
    if let Err(mistakes) = Shipped::of(&texts) {
        assert!(mistakes.iter().all(|mistake| !mistake.to_string().is_empty()));
    }
    if let Ok(when) = text.parse::<When>() {
        assert_eq!(when.to_string().parse::<When>().ok(), Some(when));
    }
});
