//! What every slice keeps in the same way: commands once, jobs, the journal.
use std::thread;

use db::testing::{TestDb, databases};
use db::{Tx, args, job, journal, once, sql, verify_all};
use kernel::{
    AccountId, Actor, Error, Id, Instant, Kind, Once, Permission, PersonId, Place, Refusal, Result,
};

fn at(minutes: i64) -> Instant {
    Instant::default().plus_minutes(minutes)
}

fn asked(key: &str, digest: &str) -> Once {
    Once { key: key.into(), digest: digest.into() }
}

/// Adds one job and answers how many there are: done twice, it would show.
fn counting(tx: &mut Tx) -> Result<i64> {
    job::put(tx, "count", &(), at(0))?;
    tx.scalar(sql!("SELECT count(*) FROM job" => (i64,)), args![])
}

fn send(test: &TestDb, account: i64, once: Once) -> Result<i64> {
    test.db.write_now(move |tx| db::once(tx, at(0), AccountId::of(account), &once, counting))
}

fn code(error: Error) -> Option<&'static str> {
    error.refusal().map(|refusal| refusal.code)
}

#[test]
fn sent_twice_is_done_once_and_answered_the_same() {
    for test in databases() {
        assert_eq!(send(&test, 1, asked("k", "d")).expect("done"), 1, "{}", test.name);
        assert_eq!(send(&test, 1, asked("k", "d")).expect("kept"), 1);
        assert_eq!(send(&test, 2, asked("k", "d")).expect("another's key"), 2);
        let reused = send(&test, 1, asked("k", "other")).expect_err("refused");
        assert_eq!(code(reused), Some("once_reused"));
        assert_eq!(test.db.write_now(|tx| once::forget(tx, at(1))).expect("forgotten"), 2);
        assert_eq!(send(&test, 1, asked("k", "other")).expect("done"), 3);
    }
}

#[test]
fn a_refused_command_may_be_sent_again() {
    for test in databases() {
        let refused = test.db.write_now(|tx| {
            db::once(tx, at(0), AccountId::of(1), &asked("k", "d"), |tx| {
                counting(tx)?;
                Err::<i64, _>(Refusal::new(Kind::Conflict, "stale").into())
            })
        });
        assert_eq!(refused.map_err(code), Err(Some("stale")));
        assert_eq!(send(&test, 1, asked("k", "d")).expect("done"), 1, "{}", test.name);
    }
}

#[test]
fn of_many_racing_one_does_it_and_all_get_its_answer() {
    for test in databases() {
        let answers: Vec<i64> = thread::scope(|scope| {
            let racing: Vec<_> =
                (0..8).map(|_| scope.spawn(|| send(&test, 1, asked("k", "d")).expect("answered"))).collect();
            racing.into_iter().map(|one| one.join().expect("joined")).collect()
        });
        assert_eq!(answers, [1; 8], "{}", test.name);
    }
}

#[test]
fn a_job_is_claimed_by_one_worker_only() {
    for test in databases() {
        test.db.write_now(|tx| (0..20).try_for_each(|n| job::put(tx, "work", &n, at(n)))).expect("put");
        let mut claimed: Vec<i64> = thread::scope(|scope| {
            let work = || {
                std::iter::from_fn(|| test.db.write_now(|tx| job::claim(tx, at(60), 5)).expect("claimed"))
                    .map(|job| job.id)
                    .take(30)
                    .collect::<Vec<_>>()
            };
            let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("joined")).collect()
        });
        claimed.sort_unstable();
        assert_eq!(claimed.len(), 20, "{}", test.name);
        claimed.dedup();
        assert_eq!(claimed.len(), 20, "{}", test.name);
    }
}

#[test]
fn a_job_is_tried_again_after_growing_pauses_and_then_given_up() {
    for test in databases() {
        test.db.write_now(|tx| job::put_unique(tx, "work", "k", &7, at(0))).expect("put");
        let (mut now, mut pauses) = (0, vec![]);
        for _ in 0..job::TRIES {
            let waited = (0..).find(|wait| {
                let minute = at(now + wait);
                let claimed = test.db.write_now(move |tx| match job::claim(tx, minute, 5)? {
                    Some(job) => job::failed(tx, &job, minute, "no luck"),
                    None => Ok(false),
                });
                claimed.expect("tried")
            });
            now += waited.expect("due");
            pauses.push(waited.expect("due"));
        }
        assert_eq!(pauses, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360], "{}", test.name);
        let late = test.db.write_now(|tx| job::claim(tx, at(100_000), 5)).expect("looked");
        assert_eq!(late, None);
        let open = test.db.read_now(job::open).expect("counted");
        assert_eq!(open.iter().map(|open| (open.waiting, open.gave_up)).collect::<Vec<_>>(), [(0, 1)]);
    }
}

#[test]
fn a_lease_that_ran_out_is_anothers_and_the_late_worker_changes_nothing() {
    for test in databases() {
        test.db.write_now(|tx| job::put(tx, "work", &7, at(0))).expect("put");
        let claim = |minute| test.db.write_now(move |tx| job::claim(tx, at(minute), 5)).expect("looked");
        let first = claim(0).expect("claimed");
        assert_eq!(claim(4), None, "{}", test.name);
        let second = claim(5).expect("claimed again");
        assert_eq!((second.id, second.tries, second.payload.as_str()), (first.id, 2, "7"));
        let first =
            test.db.write_now(move |tx| Ok((job::done(tx, &first)?, job::failed(tx, &first, at(5), "")?)));
        assert_eq!(first.expect("too late"), (false, false));
        assert!(test.db.write_now(move |tx| job::done(tx, &second)).expect("done"));
        assert!(test.db.read_now(job::open).expect("counted").is_empty());
    }
}

#[test]
fn a_worker_that_always_dies_is_given_up_too() {
    for test in databases() {
        test.db.write_now(|tx| job::put(tx, "work", &7, at(0))).expect("put");
        let claim = |minute| test.db.write_now(move |tx| job::claim(tx, at(minute), 1)).expect("looked");
        let tries = (0..100).filter(|minute| claim(*minute).is_some()).count();
        assert_eq!(tries as i64, job::TRIES, "{}", test.name);
        assert_eq!(test.db.read_now(job::open).expect("counted")[0].gave_up, 1);
    }
}

#[test]
fn one_open_job_a_key() {
    for test in databases() {
        let put = |key: &'static str| {
            test.db.write_now(move |tx| job::put_unique(tx, "work", key, &(), at(0))).expect("put")
        };
        assert!(put("a") && put("b") && !put("a"), "{}", test.name);
        let done = test.db.write_now(|tx| match job::claim(tx, at(0), 5)? {
            Some(job) => job::done(tx, &job),
            None => Ok(false),
        });
        assert!(done.expect("done") && put("a"), "{}", test.name);
    }
}

fn note_some(test: &TestDb, from: i64) {
    let noted = test.db.write_now(move |tx| {
        let by = Actor::house(PersonId::of(1)).mandate(Permission::ManageOrganisation, &Place::centre())?;
        for n in from..from + 5 {
            journal::note(
                tx,
                at(n),
                &by,
                "store.opened",
                format!("store/{n}"),
                serde_json::json!({ "n": n }),
            )?;
        }
        journal::note_unattended(tx, at(9), "sign_in.failed", "account/1", ())
    });
    noted.expect("noted");
}

fn seal(test: &TestDb) -> u64 {
    test.db.write_now(|tx| journal::seal(tx, at(10))).expect("sealed")
}

fn found(test: &TestDb) -> Vec<String> {
    let found = test.db.read_now(verify_all).expect("verified");
    found.into_iter().map(|finding| finding.what).collect()
}

#[test]
fn the_journal_is_sealed_in_turn_and_holds() {
    for test in databases() {
        assert_eq!((found(&test).len(), seal(&test)), (0, 0), "{}", test.name);
        note_some(&test, 0);
        assert_eq!((found(&test).len(), seal(&test), seal(&test)), (0, 6, 0));
        note_some(&test, 10);
        assert_eq!((seal(&test), found(&test).len()), (6, 0));
        let head = test.db.read_now(journal::head).expect("read").expect("a head");
        assert_eq!((head.position, head.hash.len()), (12, 64));
    }
}

/// Each way to tamper, and what is said about it.
type Tampering = (fn(&mut Tx) -> Result<u64>, &'static str);

const TAMPERINGS: [Tampering; 6] = [
    (
        |tx| tx.exec(sql!("UPDATE journal_note SET person_id = 2 WHERE id = 3"), args![]),
        "note 3: is not what was",
    ),
    (
        |tx| tx.exec(sql!("UPDATE journal_note SET detail = '{}' WHERE id = 4"), args![]),
        "note 4: is not what was",
    ),
    (
        |tx| tx.exec(sql!("UPDATE journal_seal SET hash = 'x' WHERE position = 2"), args![]),
        "note 2: is not what was",
    ),
    (|tx| tx.exec(sql!("DELETE FROM journal_seal WHERE position = 5"), args![]), "seal 5 is missing"),
    (
        |tx| tx.exec(sql!("DELETE FROM journal_unsealed WHERE note_id = 7"), args![]),
        "note 7: is neither sealed",
    ),
    (|tx| tx.exec(sql!("UPDATE journal_note SET at = 1 WHERE id = 1"), args![]), "note 1: is not what was"),
];

#[test]
fn tampering_is_found_and_named() {
    for (tamper, what) in TAMPERINGS {
        for test in databases() {
            note_some(&test, 0);
            seal(&test);
            note_some(&test, 10);
            test.db.write_now(tamper).expect("tampered");
            let found = found(&test);
            assert!(
                found.first().is_some_and(|found| found.contains(what)),
                "{} {what}: {found:?}",
                test.name
            );
        }
    }
}

/// Changes note 3 and forges its seal to fit, leaving the seals after it as they were.
fn forge(tx: &mut Tx) -> Result<()> {
    let seals = tx.all(sql!("SELECT position, hash FROM journal_seal" => (i64, String)), args![])?;
    tx.exec(sql!("UPDATE journal_note SET person_id = 2 WHERE id = 3"), args![])?;
    tx.exec(sql!("DELETE FROM journal_seal"), args![])?;
    tx.exec(sql!("INSERT INTO journal_unsealed (note_id) SELECT id FROM journal_note"), args![])?;
    journal::seal(tx, at(10))?;
    for (position, hash) in seals.into_iter().filter(|(position, _)| *position > 3) {
        tx.exec(sql!("UPDATE journal_seal SET hash = $2 WHERE position = $1"), args![position, hash])?;
    }
    Ok(())
}

#[test]
fn a_forged_seal_breaks_the_chain_after_it() {
    for test in databases() {
        note_some(&test, 0);
        seal(&test);
        test.db.write_now(forge).expect("forged");
        let found = found(&test);
        assert!(found.len() == 1 && found[0].contains("note 4: is not what was"), "{} {found:?}", test.name);
    }
}
