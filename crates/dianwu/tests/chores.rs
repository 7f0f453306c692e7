//! What the house does of itself.

use dianwu::{chores, shop};

use crate::world::worlds;

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
