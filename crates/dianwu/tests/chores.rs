//! What the house does of itself.

use dianwu::{chores, shop};

use crate::world::worlds;

#[tokio::test]
async fn the_journal_is_sealed_and_every_chore_waits_for_its_next_time() {
    for world in worlds() {
        let chores = shop::chores();
        assert_eq!(chores::round(&world.app, &chores, &[]).await.expect("done"), chores.len());
        assert_eq!(chores::round(&world.app, &chores, &[]).await.expect("nothing"), 0);
        let (unsealed, open) =
            world.app.read(|tx| Ok((db::journal::head(tx)?, db::job::open(tx)?))).await.expect("read");
        assert!(unsealed.is_some_and(|head| head.position > 50), "the founding is in the journal");
        assert_eq!(open.len(), chores.len());
        assert!(open.iter().all(|kind| kind.waiting == 1 && kind.gave_up == 0));
        let found = world.app.read(db::verify_all).await.expect("verified");
        assert_eq!(found, []);
        world.pass_minutes(1);
        assert_eq!(chores::round(&world.app, &chores, &[]).await.expect("done"), 1, "only the seals are due");
    }
}
