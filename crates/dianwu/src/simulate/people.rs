//! Who lives in the centre, and how she is at her work.

use std::collections::{BTreeMap, BTreeSet};

use kernel::PersonId;

use super::dice::Dice;
use crate::demo::{Branch, PEOPLE};

/// How somebody is at her work, each of a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    /// What her customers think of her, and how well she sells.
    pub skill: usize,
    /// Whether she comes in time, walks her rounds, writes and reads.
    pub diligence: usize,
}

/// Skill and diligence of the first store's people; whoever is not named is as most are.
const KNOWN: [(&str, usize, usize); 16] = [
    ("gm", 90, 88),
    ("td", 88, 92),
    ("ad", 80, 85),
    ("consultant", 92, 94),
    ("consultant2", 64, 60),
    ("therapist", 96, 95),
    ("therapist2", 84, 75),
    ("therapist3", 62, 82),
    ("body", 93, 85),
    ("body2", 71, 66),
    ("hydro", 88, 90),
    ("treatment", 94, 88),
    ("treatment2", 68, 78),
    ("head", 86, 96),
    ("greeter", 85, 97),
    ("greeter2", 70, 80),
];

/// As most are.
const USUAL: Manner = Manner { skill: 80, diligence: 82 };

/// Somebody at a shop.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Who.
    pub person: PersonId,
    /// Her staff number.
    pub number: String,
    /// How she is.
    pub manner: Manner,
}

/// Everybody of a shop, by the sign-in name of her like at the first one.
pub(super) type Team = BTreeMap<&'static str, Member>;

/// How somebody is: at the first store as the table has it, elsewhere as chance will have it.
pub(super) fn manner(branch: Branch, account: &str, dice: &mut Dice) -> Manner {
    let thrown = Manner { skill: 50 + dice.below(49), diligence: 45 + dice.below(54) };
    let known = KNOWN.iter().find(|(known, ..)| *known == account);
    match branch {
        Branch::FIRST => {
            known.map_or(USUAL, |(_, skill, diligence)| Manner { skill: *skill, diligence: *diligence })
        }
        _ => thrown,
    }
}

const SURNAMES: [&str; 60] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡",
    "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚",
    "卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪",
];

const GIVEN: [&str; 60] = [
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "婷", "雪", "琳", "晶", "倩", "颖", "洁", "莹", "蕾",
    "薇", "菲", "瑶", "佳怡", "雨涵", "欣怡", "思琪", "梦洁", "雅婷", "晓燕", "文静", "海燕", "玉兰", "秀英",
    "桂芝", "春梅", "冬梅", "丽华", "美玲", "淑芬", "慧敏", "晓彤", "若曦", "诗涵", "可欣", "雨桐", "子涵",
    "梓萱", "语嫣", "佳宁", "心怡", "丹丹", "莉莉", "小曼", "一诺", "书瑶", "清妍", "安琪", "如意", "念真",
    "知夏", "采薇", "望舒",
];

/// Names that nobody has yet.
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Beside those of the demonstration.
    pub(super) fn new() -> Names {
        Names(PEOPLE.iter().map(|one| one.name.to_owned()).collect())
    }

    /// Somebody's who works here: hers alone.
    pub(super) fn of_staff(&mut self, dice: &mut Dice) -> String {
        for _ in 0..100 {
            let name = any(dice);
            if self.0.insert(name.clone()) {
                return name;
            }
        }
        // So large a house has two of a name.
        any(dice)
    }
}

/// A name; two may have the same one.
pub(super) fn any(dice: &mut Dice) -> String {
    let surname = dice.one(&SURNAMES).copied().unwrap_or_default();
    let given = dice.one(&GIVEN).copied().unwrap_or_default();
    format!("{surname}{given}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_in_the_table_is_of_the_demonstration() {
        let people: Vec<&str> = PEOPLE.iter().map(|one| one.account).collect();
        for (account, skill, diligence) in KNOWN {
            assert!(people.contains(&account), "{account}");
            assert!(skill <= 100 && diligence <= 100, "{account}");
        }
        let mut dice = Dice::new(1, 1);
        assert_eq!(manner(Branch::FIRST, "td", &mut dice), Manner { skill: 88, diligence: 92 });
        assert_eq!(manner(Branch::FIRST, "driver", &mut dice), USUAL);
        assert_ne!(manner(Branch(2), "td", &mut dice), manner(Branch(2), "td", &mut dice));
    }
}
