//! Whatever stands in a file, every row of it is found right, or what is wrong with it is said.

mod world;

use import::ImportKind;
use proptest::prelude::*;
use world::worlds;

/// What people write, and what nobody should.
fn cell() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "",
        "李小燕",
        "V1",
        "13800001234",
        "2025-01-03",
        "2025年1月3日",
        "298.00",
        "¥1,280",
        "-3",
        "3次",
        "女",
        "微信",
        "面部",
        "总经理",
        "F1",
        "99999999999999",
        "2199-12-31",
        "1e9",
    ]);
    prop_oneof![3 => usual.prop_map(str::to_owned), 1 => "[^,\"\\pC]{0,12}"]
}

#[test]
fn no_row_breaks_a_look() {
    let world = worlds().remove(0);
    let rows = prop::collection::vec(prop::collection::vec(cell(), 16), 1..6);
    let kinds = prop::sample::select(ImportKind::ALL.to_vec());
    proptest!(ProptestConfig::with_cases(96), |(kind in kinds, rows in rows)| {
        let headings: Vec<_> = kind.fields().expect("fields").iter().map(|field| field.zh.as_str()).collect();
        let lines: Vec<String> = rows.iter().map(|row| row[..headings.len()].join(",")).collect();
        let filled = lines.iter().filter(|line| line.split(',').any(|cell| !cell.trim().is_empty())).count();
        prop_assume!(filled > 0);
        let text = format!("{}\n{}\n", headings.join(","), lines.join("\n"));
        let found = world.look(kind, &text).expect("looked at");
        prop_assert_eq!(found.right + found.known + found.wrong, filled);
        let named = found.problems.iter().all(|row| row.line > 1 && !row.problem.code.is_empty());
        prop_assert!(named);
    });
}
