//! What happens on a day, put down in the morning for its hours. What comes of something is put down when it happens.

mod care;
mod desk;
mod floor;
mod office;
mod prepaid;
mod reports;
mod rounds;
mod shelf;
mod till;

use super::centre::Centre;

/// Scrawled under whatever is signed.
const SIGNATURE: &str = "M60 120L90 60L110 140L150 70L170 150L230 60L250 130L330 90L420 110";

/// A day of a store.
pub(super) fn day(centre: &mut Centre, shop: usize) {
    rounds::day(centre, shop);
    office::day(centre, shop);
    shelf::day(centre, shop);
    till::day(centre, shop);
    desk::day(centre, shop);
    floor::day(centre, shop);
    care::day(centre, shop);
    prepaid::day(centre, shop);
    reports::day(centre, shop);
}
