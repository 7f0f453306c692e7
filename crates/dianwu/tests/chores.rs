//! What the house does of itself.

use dianwu::{chores, shop};
use web::Call;

use crate::world::{Client, worlds};

#[tokio::test]
async fn the_journal_is_sealed_and_every_chore_waits_for_its_next_time() {
    for world in worlds() {
        let (chores, errands) = (shop::chores(), shop::errands());
        // What the demonstration has put off, such as reminders, goes first.
        let put_off = world.app.read(db::job::open).await.expect("read");
        let due: i64 = put_off.iter().map(|kind| kind.waiting).sum();
        assert!(chores::round(&world.app, &[], &errands).await.expect("sent") as i64 <= due);
        assert_eq!(chores::round(&world.app, &chores, &errands).await.expect("done"), chores.len());
        assert_eq!(chores::round(&world.app, &chores, &errands).await.expect("nothing"), 0);
        let (unsealed, open) =
            world.app.read(|tx| Ok((db::journal::head(tx)?, db::job::open(tx)?))).await.expect("read");
        assert!(unsealed.is_some_and(|head| head.position > 50), "the founding is in the journal");
        let of_chores = open.iter().filter(|kind| chores.iter().any(|chore| chore.kind == kind.kind));
        assert!(of_chores.clone().all(|kind| kind.waiting == 1));
        assert_eq!(of_chores.count(), chores.len());
        assert!(open.iter().all(|kind| kind.gave_up == 0));
        let found = world.app.read(db::verify_all).await.expect("verified");
        assert_eq!(found, []);
        world.pass_minutes(1);
        assert_eq!(
            chores::round(&world.app, &chores, &errands).await.expect("done"),
            1,
            "only the seals are due"
        );
    }
}

/// What the records say of the demonstration's month, whichever way they read it.
async fn records(client: &Client) -> Vec<String> {
    let mut said = vec![];
    for record in ["daily", "cash", "turnover", "performance"] {
        let answer = client.get(&format!("/records/{record}?from=2026-10-01&until=2026-11-30")).await;
        assert_eq!(answer.status, 200, "{record}: {}", answer.text());
        said.push(answer.text());
    }
    said
}

#[tokio::test]
async fn a_day_that_is_summed_reads_like_its_rows() {
    for world in worlds() {
        let head = world.client("td").await;
        let before = records(&head).await;
        // Summed as if some days had passed, so that the demonstration's own are over.
        let mut call = Call::new(&world.app, &org::founding::house());
        call.now = call.now.plus_minutes(5 * 24 * 60);
        world.test.db.write_now(move |tx| sales::summing::sum_days(tx, &call)).expect("summed");
        let sums = db::sql!("SELECT count(*) FROM line_sum" => (i64,));
        let kept = world.test.db.read_now(move |tx| tx.scalar(sums, db::args![])).expect("sums");
        assert!(kept > 2, "{kept} sums");
        assert_eq!(records(&head).await, before, "{}", world.name);
        let verify = || world.test.db.read_now(db::verify_all).expect("verified");
        assert_eq!(verify(), [], "{}", world.name);
        let spoil = db::sql!("UPDATE line_sum SET amount = amount + 1");
        world.test.db.write_now(move |tx| tx.exec(spoil, db::args![])).expect("spoilt");
        assert!(!verify().is_empty(), "{}: what differs is found", world.name);
    }
}
