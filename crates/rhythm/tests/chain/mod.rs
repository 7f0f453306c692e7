//! A chain of stores by the shipped handbook, in memory.

use std::collections::BTreeMap;

use jiff::civil::date;
use kernel::{BusinessDate, Id, PersonId, PostId, StoreId};
use org::{
    CentreRow, HoldingId, HoldingRow, Level, LineId, LineKind, LineRow, Organisation, PersonRow, PostRow,
    StoreRow, Tenure,
};

pub const FOUNDED: BusinessDate = date(2026, 1, 1);

/// The shipped posts at so many stores, each post of a store held by so many people.
pub fn organisation(stores: i64, holders: i64) -> Organisation {
    let book = &handbook::shipped().expect("the shipped handbook").book;
    let ids: BTreeMap<&str, PostId> =
        book.posts.iter().zip(1..).map(|(post, id)| (post.code.as_str(), PostId::of(id))).collect();
    let post = |post: &handbook::Post| PostRow {
        id: ids[post.code.as_str()],
        code: post.code.clone(),
        name_zh: post.name.zh.clone(),
        name_en: post.name.en.clone(),
        department: post.department.clone(),
        level: post.level,
        pays_out: post.pays_out,
        position: post.order,
        created_on: FOUNDED,
        ended_on: None,
    };
    let line = |(post, id): (&handbook::Post, i64)| {
        Some(LineRow {
            id: LineId::of(id),
            post_id: ids[post.code.as_str()],
            superior_id: ids[post.superior.as_deref()?],
            kind: LineKind::Solid,
            from_day: FOUNDED,
            until_day: None,
        })
    };
    let mut people = BTreeMap::new();
    let mut holdings = vec![];
    for store in 1..=stores {
        for post in book.posts.iter().filter(|post| post.level == Level::Store || store == 1) {
            for _ in 0..holders {
                let id = PersonId::of(people.len() as i64 + 1);
                let person = PersonRow {
                    id,
                    name: format!("人{}", id.get()),
                    staff_number: id.get().to_string(),
                    joined_on: FOUNDED,
                    left_on: None,
                };
                people.insert(id, person);
                holdings.push(HoldingRow {
                    id: HoldingId::of(id.get()),
                    person_id: id,
                    post_id: ids[post.code.as_str()],
                    store_id: (post.level == Level::Store).then(|| StoreId::of(store)),
                    kind: Tenure::Full,
                    reason: String::new(),
                    from_day: FOUNDED,
                    until_day: None,
                });
            }
        }
    }
    let shop = |id| StoreRow {
        id: StoreId::of(id),
        name: format!("店{id}"),
        day_cut: 0,
        opened_on: FOUNDED,
        closed_on: None,
    };
    Organisation {
        centre: CentreRow {
            name: "花间".into(),
            zone: "Asia/Shanghai".into(),
            demo: false,
            founded_on: FOUNDED,
            stamp: 0,
        },
        stores: (1..=stores).map(|id| (StoreId::of(id), shop(id))).collect(),
        departments: BTreeMap::new(),
        posts: book.posts.iter().map(|p| (ids[p.code.as_str()], post(p))).collect(),
        lines: book.posts.iter().zip(1..).filter_map(line).collect(),
        grants: vec![],
        people,
        holdings,
        delegations: vec![],
        announced: vec![],
        hours: vec![],
        store_days: vec![],
    }
}
