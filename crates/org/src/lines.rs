use std::collections::BTreeSet;

use kernel::{BusinessDate, PostId, refusals};

use crate::organisation::{LineKind, LineRow, PostRow, holds};

refusals! {
    /// Why the organisation cannot be changed so.
    pub enum Refused {
        /// A post would come to answer to itself.
        Circle { chain: String } = Conflict "org.circle",
        /// A post would answer to nobody.
        Orphan { posts: String, day: BusinessDate } = Conflict "org.orphan",
        /// Only the topmost post answers to nobody, and there is one of it.
        SecondTop { post: String } = Conflict "org.second_top",
        /// The name is taken.
        NameTaken { name: String } = Conflict "org.name_taken",
        /// Something of it is still held or open.
        StillHeld { what: String } = Conflict "org.still_held",
        /// The person does not work here on all those days.
        NotHereThen { name: String } = Conflict "org.not_here_then",
        /// A post of the whole centre is held at no store, and a store's post at one.
        WrongLevel = Conflict "org.wrong_level",
        /// The same post is already held there on some of those days.
        AlreadyHeld { name: String } = Conflict "org.already_held",
        /// A day before the thing itself began, or already gone.
        TooEarly { day: BusinessDate } = Conflict "org.too_early",
        /// It is over by then.
        Over { what: String, day: BusinessDate } = Conflict "org.over",
        /// It is as asked already.
        AlreadySo { what: String } = Conflict "org.already_so",
        /// A post of the whole centre cannot answer to one that each store has.
        CentreBelowStore { post: String } = Conflict "org.centre_below_store",
        /// Nobody could set the organisation right any more.
        NobodyLeft { day: BusinessDate } = Conflict "org.nobody_left",
        /// Nobody stands in for herself.
        OwnStandIn = Conflict "org.own_stand_in",
        /// The post gives more power than the appointer has.
        BeyondOwn { post: String } = Forbidden "org.beyond_own",
        /// The centre exists already.
        Founded = Conflict "org.founded",
    }
}

/// What is wrong with a set of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// These posts answer to each other in a ring.
    Circle(Vec<PostId>),
    /// These posts answer to nobody on this day, though they are not the top.
    Orphans(Vec<PostId>, BusinessDate),
}

/// Is the reporting line whole on every day from `from` on? Every post but the topmost has one solid superior that
/// exists, and following the solid lines upward always ends. Looks at each day on which anything changes.
pub fn check(posts: &[PostRow], lines: &[LineRow], top: PostId, from: BusinessDate) -> Result<(), Fault> {
    days_of_change(posts, lines, from).into_iter().try_for_each(|day| check_day(posts, lines, top, day))
}

fn days_of_change(posts: &[PostRow], lines: &[LineRow], from: BusinessDate) -> BTreeSet<BusinessDate> {
    let after = |day: Option<BusinessDate>| day.and_then(|day| day.tomorrow().ok());
    let of_posts = posts.iter().flat_map(|post| [Some(post.created_on), after(post.ended_on)]);
    let of_lines = lines.iter().flat_map(|line| [Some(line.from_day), after(line.until_day)]);
    of_posts.chain(of_lines).flatten().filter(|day| *day > from).chain([from]).collect()
}

fn check_day(posts: &[PostRow], lines: &[LineRow], top: PostId, day: BusinessDate) -> Result<(), Fault> {
    let here: BTreeSet<PostId> =
        posts.iter().filter(|post| holds(post.created_on, post.ended_on, day)).map(|post| post.id).collect();
    let superior = |post: PostId| solid_superior(lines, post, day).filter(|superior| here.contains(superior));
    let orphans: Vec<PostId> =
        here.iter().copied().filter(|post| *post != top && superior(*post).is_none()).collect();
    if !orphans.is_empty() {
        return Err(Fault::Orphans(orphans, day));
    }
    here.iter().try_for_each(|post| {
        let mut chain = vec![*post];
        while let Some(above) = chain.last().and_then(|post| superior(*post)) {
            if let Some(start) = chain.iter().position(|post| *post == above) {
                return Err(Fault::Circle(chain.split_off(start)));
            }
            chain.push(above);
        }
        Ok(())
    })
}

/// The post that a post answers to on a day.
pub fn solid_superior(lines: &[LineRow], post: PostId, day: BusinessDate) -> Option<PostId> {
    let mut solid = lines.iter().filter(|line| line.kind == LineKind::Solid && line.post_id == post);
    solid.find(|line| holds(line.from_day, line.until_day, day)).map(|line| line.superior_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::{Level, LineId};
    use jiff::civil::date;
    use kernel::Id;
    use proptest::prelude::*;

    fn day(n: i8) -> BusinessDate {
        date(2026, 1, n)
    }

    fn post(id: i64) -> PostRow {
        PostRow {
            id: PostId::of(id),
            code: format!("p{id}"),
            name_zh: String::new(),
            name_en: String::new(),
            department: None,
            level: Level::Store,
            pays_out: false,
            position: id,
            created_on: day(1),
            ended_on: None,
        }
    }

    fn line(post: i64, superior: i64, from: i8, until: Option<i8>) -> LineRow {
        LineRow {
            id: LineId::of(0),
            post_id: PostId::of(post),
            superior_id: PostId::of(superior),
            kind: LineKind::Solid,
            from_day: day(from),
            until_day: until.map(day),
        }
    }

    fn posts(n: i64) -> Vec<PostRow> {
        (1..=n).map(post).collect()
    }

    #[test]
    fn a_tree_is_whole() {
        let lines = [line(2, 1, 1, None), line(3, 2, 1, None)];
        assert_eq!(check(&posts(3), &lines, PostId::of(1), day(1)), Ok(()));
    }

    #[test]
    fn a_ring_is_found_even_when_it_begins_later() {
        let lines = [line(2, 1, 1, Some(9)), line(2, 3, 10, None), line(3, 2, 1, None)];
        let found = check(&posts(3), &lines, PostId::of(1), day(1));
        assert_eq!(found, Err(Fault::Circle(vec![PostId::of(2), PostId::of(3)])));
    }

    #[test]
    fn a_post_whose_superior_ends_is_an_orphan_from_the_next_day() {
        let mut posts = posts(3);
        posts[1].ended_on = Some(day(5));
        let lines = [line(2, 1, 1, None), line(3, 2, 1, None)];
        assert_eq!(
            check(&posts, &lines, PostId::of(1), day(1)),
            Err(Fault::Orphans(vec![PostId::of(3)], day(6)))
        );
    }

    proptest! {
        #[test]
        fn whole_lines_lead_everybody_to_the_top(superiors in prop::collection::vec(1i64..8, 7)) {
            let posts = posts(8);
            let lines: Vec<LineRow> =
                superiors.iter().zip(2..).filter(|(s, p)| *s != p).map(|(s, p)| line(p, *s, 1, None)).collect();
            let top = PostId::of(1);
            if check(&posts, &lines, top, day(1)).is_ok() {
                for post in &posts {
                    let mut at = post.id;
                    for _ in 0..posts.len() {
                        at = solid_superior(&lines, at, day(1)).unwrap_or(at);
                    }
                    prop_assert_eq!(at, top);
                }
            }
        }
    }
}
