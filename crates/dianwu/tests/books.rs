//! The books of the demonstration, before the programs whose formats they are written in, where the machine has those
//! (`pip install beancount`, `apt install hledger`). Where it has not, that is said, and nothing is claimed.

use std::process::{Command, Stdio};

use crate::world::worlds;

/// Where the books are, how the file ends, what checks it.
const CHECKERS: [(&str, &str, &[&str]); 2] = [
    ("/ledger/beancount?from=2026-01-01", "beancount", &["bean-check"]),
    ("/ledger/hledger?from=2026-01-01", "journal", &["hledger", "check", "--strict", "-f"]),
];

#[tokio::test]
async fn the_programs_of_both_formats_accept_the_books() {
    let (there, missing): (Vec<_>, Vec<_>) =
        CHECKERS.into_iter().partition(|(.., checker)| is_there(checker[0]));
    for (.., checker) in missing {
        eprintln!("skipped: {} is not on this machine", checker[0]);
    }
    if there.is_empty() {
        return;
    }
    for world in worlds() {
        let finance = world.client("finance").await;
        for (path, ending, checker) in &there {
            let books = finance.get(path).await;
            assert!(books.text().lines().count() > 100, "{path} has too little in it");
            let file =
                std::env::temp_dir().join(format!("dianwu-{}-{}.{ending}", world.name, std::process::id()));
            std::fs::write(&file, &books.body).expect("written");
            let checked = Command::new(checker[0]).args(&checker[1..]).arg(&file).output().expect("it runs");
            std::fs::remove_file(&file).expect("removed");
            let told = [checked.stdout, checked.stderr].concat();
            assert!(checked.status.success(), "{} {path}: {}", world.name, String::from_utf8_lossy(&told));
        }
    }
}

fn is_there(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok()
}
