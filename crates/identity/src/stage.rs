//! How far somebody has come who knows the password: all the way in, or something is still owed.

use kernel::{Actor, Instant};
use org::Organisation;

use crate::settings::Lifetime;

/// What is still owed, in the order in which it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The code of the second step.
    Code,
    /// A password of one's own: the present one was given by somebody else.
    NewPassword,
    /// Setting up the second step, which the post asks for.
    SetUp,
    /// Nothing.
    In,
}

/// What the stage follows from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed {
    /// A second step is set up and confirmed.
    pub confirmed: bool,
    /// This session has passed it, or there was none when it began.
    pub passed: bool,
    /// A post asks for a second step.
    pub must_confirm: bool,
    /// The password is somebody else's.
    pub must_change: bool,
}

impl Stage {
    pub(crate) fn of(owed: Owed) -> Stage {
        if owed.confirmed && !owed.passed {
            Stage::Code
        } else if owed.must_change {
            Stage::NewPassword
        } else if owed.must_confirm && !owed.confirmed {
            Stage::SetUp
        } else {
            Stage::In
        }
    }

    /// The page where what is owed is given.
    pub fn page(self) -> &'static str {
        match self {
            Stage::Code => "/sign-in/code",
            Stage::NewPassword => "/me/password",
            Stage::SetUp => "/me/second-step",
            Stage::In => "/",
        }
    }
}

/// Must this person use a second step? Whoever holds a post with power over money, also for somebody else.
pub fn must_use_second_step(organisation: &Organisation, actor: &Actor) -> bool {
    let pays_out = |post| organisation.posts.get(post).is_some_and(|post| post.pays_out);
    actor.holdings.iter().any(|holding| pays_out(&holding.post))
}

/// So far ahead of now a session may have begun, in minutes: clocks are put right a little now and then. One of a day
/// that was a mistake would hold until that day is over.
const AHEAD: i64 = 60;

/// Does a session still hold?
pub(crate) fn is_alive(created: Instant, seen: Instant, lifetime: Lifetime, now: Instant) -> bool {
    now < seen.plus_minutes(lifetime.idle_minutes)
        && now < created.plus_minutes(lifetime.absolute_minutes)
        && created <= now.plus_minutes(AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_asked_for_one_after_the_other() {
        let mut table = vec![];
        for bits in 0..16u8 {
            let bit = |place: u8| bits & (1 << place) != 0;
            let owed = Owed { confirmed: bit(3), passed: bit(2), must_confirm: bit(1), must_change: bit(0) };
            table.push(Stage::of(owed));
        }
        use Stage::*;
        let without_a_second_step =
            [In, NewPassword, SetUp, NewPassword, In, NewPassword, SetUp, NewPassword];
        let with_one = [Code, Code, Code, Code, In, NewPassword, In, NewPassword];
        assert_eq!(table, [without_a_second_step, with_one].concat());
    }

    #[test]
    fn a_session_ends_when_left_alone_and_at_the_latest_after_a_week() {
        let at = |minutes| Instant::from_millis(0).plus_minutes(minutes);
        let lifetime = Lifetime::of(None, None);
        assert!(is_alive(at(0), at(0), lifetime, at(719)));
        assert!(!is_alive(at(0), at(0), lifetime, at(720)));
        assert!(is_alive(at(0), at(10_000), lifetime, at(10_079)));
        assert!(!is_alive(at(0), at(10_079), lifetime, at(10_080)));
        assert!(is_alive(at(60), at(60), lifetime, at(0)));
        assert!(!is_alive(at(61), at(61), lifetime, at(0)), "begun on a day that was a mistake");
    }
}
