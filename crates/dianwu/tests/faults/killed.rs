//! Killed at any moment, again and again, while everybody is at work.

use rand::RngExt;

use crate::house::House;
use crate::http::Way;
use crate::load::{Load, check, visit};
use crate::rounds;

#[test]
fn a_house_that_is_killed_under_load_has_kept_what_it_answered() {
    for house in House::each() {
        let mut served = house.serve();
        let way = Way::to(&served.address);
        let load = Load::begin(&way, &house);
        let kills = rounds(4, 100);
        for _ in 0..kills {
            load.hears(rand::rng().random_range(1..40));
            served.kill();
            house.verify();
            served = house.serve();
            way.lead_to(&served.address);
        }
        load.hears(10);
        let (told, people) = load.end();
        visit(&told.done, &people);
        check(&house, &told);
        assert!(told.unsure > 0, "nobody was interrupted");
    }
}
