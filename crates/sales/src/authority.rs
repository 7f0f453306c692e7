//! How much each post may let off and give away by itself (权限内优惠): dated data, `data/authority.toml`.

use kernel::{BusinessDate, Money, Result, Shipped};
use serde::Deserialize;

use crate::refused::Refused;

/// What a post may do from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The post's code in the handbook.
    pub post: String,
    /// First day.
    pub from: BusinessDate,
    /// Percent that may be let off the price of the day.
    pub discount: u32,
    /// What may be given away with one ticket, by its list price, in fen.
    pub gifts: Money,
}

#[derive(Deserialize)]
struct Rows {
    authority: Vec<Authority>,
}

/// All that is shipped.
pub(crate) fn authorities() -> Result<&'static [Authority]> {
    static ROWS: Shipped<Rows> = Shipped::new(include_str!("../data/authority.toml"));
    Ok(&ROWS.get()?.authority)
}

/// What somebody may let off and give away on a day: the widest of her posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leeway {
    /// Percent off the price of the day.
    pub discount: u32,
    /// What may be given away with one ticket.
    pub gifts: Money,
}

impl Leeway {
    /// Of the posts with these codes.
    pub(crate) fn of(rows: &[Authority], posts: &[&str], day: BusinessDate) -> Leeway {
        let mut leeway = Leeway::default();
        for row in posts.iter().filter_map(|post| in_force(rows, post, day)) {
            leeway.discount = leeway.discount.max(row.discount);
            leeway.gifts = leeway.gifts.max(row.gifts);
        }
        leeway
    }

    /// May this be asked instead of that?
    fn allows(self, usual: Money, asked: Money) -> bool {
        let lowest = i128::from(usual.in_fen()) * i128::from(100 - self.discount.min(100));
        i128::from(asked.in_fen()) * 100 >= lowest
    }
}

fn in_force<'a>(rows: &'a [Authority], post: &str, day: BusinessDate) -> Option<&'a Authority> {
    rows.iter().filter(|row| row.post == post && row.from <= day).max_by_key(|row| row.from)
}

/// What is let off in one line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Concession {
    /// The price of the day.
    pub usual: Money,
    /// What is asked.
    pub asked: Money,
}

/// The posts that may let off so much, the least first.
pub(crate) fn who_may(rows: &[Authority], day: BusinessDate, enough: impl Fn(Leeway) -> bool) -> Vec<String> {
    let mut posts: Vec<&str> = rows.iter().map(|row| row.post.as_str()).collect();
    posts.dedup();
    posts.retain(|post| enough(Leeway::of(rows, &[post], day)));
    posts.sort_by_key(|post| Leeway::of(rows, &[post], day).discount);
    posts.dedup();
    posts.into_iter().map(String::from).collect()
}

/// Refuses what is beyond, and says who may; `name` says how a post is called.
pub(crate) fn within(
    rows: &[Authority],
    leeway: Leeway,
    day: BusinessDate,
    concessions: &[Concession],
    gifts: Money,
    name: impl Fn(&str) -> String,
) -> Result<()> {
    let names = |posts: Vec<String>| posts.iter().map(|post| name(post)).collect::<Vec<_>>().join("、");
    if let Some(beyond) = concessions.iter().find(|one| !leeway.allows(one.usual, one.asked)) {
        let who = names(who_may(rows, day, |other| other.allows(beyond.usual, beyond.asked)));
        return Err(Refused::DiscountBeyond { most: leeway.discount, asked: beyond.asked, who }.into());
    }
    if gifts > leeway.gifts {
        let who = names(who_may(rows, day, |other| gifts <= other.gifts));
        return Err(Refused::GiftsBeyond { most: leeway.gifts, gifts, who }.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen).expect("in range")
    }

    fn rows() -> Vec<Authority> {
        let row = |post: &str, from, discount, gifts| Authority {
            post: post.into(),
            from,
            discount,
            gifts: fen(gifts),
        };
        let (old, new) = (jiff::civil::date(2026, 1, 1), jiff::civil::date(2026, 6, 1));
        vec![
            row("greeter", old, 0, 0),
            row("head", old, 10, 100_00),
            row("head", new, 15, 100_00),
            row("gm", old, 50, 1000_00),
        ]
    }

    fn refusal(leeway: Leeway, usual: i64, asked: i64, gifts: i64) -> Option<(&'static str, String)> {
        let day = jiff::civil::date(2026, 7, 1);
        let concession = Concession { usual: fen(usual), asked: fen(asked) };
        let error = within(&rows(), leeway, day, &[concession], fen(gifts), |code| code.to_owned()).err()?;
        let refusal = error.refusal()?.clone();
        let who = refusal.args.iter().find(|(name, _)| *name == "who").map(|(_, who)| who.clone());
        Some((refusal.code, who.unwrap_or_default()))
    }

    #[test]
    fn the_widest_of_ones_posts_counts_as_it_is_on_the_day() {
        let of = |posts: &[&str], month| Leeway::of(&rows(), posts, jiff::civil::date(2026, month, 2));
        assert_eq!(of(&["greeter", "head"], 3).discount, 10);
        assert_eq!(of(&["greeter", "head"], 7).discount, 15);
        assert_eq!(of(&["cleaner"], 7), Leeway::default());
    }

    #[test]
    fn what_is_beyond_is_refused_with_those_who_may() {
        let head = Leeway::of(&rows(), &["head"], jiff::civil::date(2026, 7, 1));
        assert_eq!(refusal(head, 100_00, 85_00, 100_00), None);
        assert_eq!(refusal(head, 100_00, 84_99, 0), Some(("sales.discount_beyond", "gm".into())));
        assert_eq!(
            refusal(Leeway::default(), 100_00, 99_00, 0),
            Some(("sales.discount_beyond", "head、gm".into()))
        );
        assert_eq!(refusal(head, 100_00, 100_00, 100_01), Some(("sales.gifts_beyond", "gm".into())));
        assert_eq!(
            refusal(head, 100_00, 1_00, 0),
            Some(("sales.discount_beyond", String::new())),
            "nobody may"
        );
    }

    #[test]
    fn what_is_shipped_can_be_read_and_names_posts_of_the_handbook() {
        let shipped = handbook::shipped().expect("the handbook");
        for row in authorities().expect("the rows") {
            assert!(shipped.book.posts.iter().any(|post| post.code == row.post), "{}", row.post);
            assert!(row.discount <= 100);
        }
    }
}
