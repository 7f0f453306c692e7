use crossbeam_channel::Receiver;
use rusqlite::Connection;

use crate::Tx;
use crate::engine::{Wire, lite as file};
use crate::error::NotKept;
use crate::task::Task;

/// How many commands share one commit, so that one write to the disk answers them all.
const GROUP: usize = 64;

/// The one writer of the file: takes what is waiting, up to a group, into one transaction.
pub(crate) fn write(connection: Connection, tasks: &Receiver<Task>) {
    while let Ok(first) = tasks.recv() {
        let mut group = vec![];
        let end = together(&connection, first, tasks, &mut group);
        if end.is_err() {
            // The disk is full, say: SQLite may have undone everything by itself already.
            let _ = turn(&connection, "ROLLBACK");
        }
        for task in group {
            task.answer(end.clone());
        }
    }
}

/// Refusals are answered after the commit too: one may rest on what another command of the group did.
fn together(
    connection: &Connection,
    first: Task,
    tasks: &Receiver<Task>,
    group: &mut Vec<Task>,
) -> Result<(), NotKept> {
    let mut begun = turn(connection, "BEGIN IMMEDIATE");
    let mut next = Some(first);
    while let Some(mut task) = next.take() {
        if begun.is_ok() {
            begun = apart(connection, &mut task);
        }
        group.push(task);
        if begun.is_ok() && group.len() < GROUP {
            next = tasks.try_recv().ok();
        }
    }
    begun.and_then(|()| turn(connection, "COMMIT"))
}

/// One command in a savepoint of its own, so that a "no" undoes itself and nothing else.
fn apart(connection: &Connection, task: &mut Task) -> Result<(), NotKept> {
    turn(connection, "SAVEPOINT task")?;
    if !task.run(&mut Tx::on(Wire::Lite(connection))) {
        turn(connection, "ROLLBACK TO task")?;
    }
    turn(connection, "RELEASE task")
}

/// A reader sees one moment of the file for as long as its closure runs, and never waits for the writer.
pub(crate) fn read(connection: Connection, tasks: &Receiver<Task>) {
    while let Ok(mut task) = tasks.recv() {
        let begun = turn(&connection, "BEGIN");
        if begun.is_ok() {
            task.run(&mut Tx::on(Wire::Lite(&connection)));
        }
        let ended = begun.and_then(|()| turn(&connection, "ROLLBACK"));
        task.answer(ended);
    }
}

fn turn(connection: &Connection, text: &str) -> Result<(), NotKept> {
    Ok(file::run(connection, text, &[], file::Places::Numbered).map(drop)?)
}
