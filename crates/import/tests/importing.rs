//! Files brought in, brought once more, taken back; on both databases.

mod world;

use db::sql;
use import::{ImportKind, Way};
use world::{code, worlds};

const SALES: &str = "日期,卡号,项目,数量,金额,支付方式\n\
    2025-01-03,A1,补水,1,298.00,微信\n\
    2025-01-03,A1,补水,1,298.00,微信\n\
    2025-01-04,A2,面膜,2,120.50,现金\n\
    2025-01-04,A2,赠品,1,0.00,\n\
    2025-01-05,,散客,1,50,支付宝\n";

fn taken(world: &world::World) -> i64 {
    world.count(sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ticket_tender" => (i64,)))
}

#[test]
fn past_sales_come_in_once_and_go_again() {
    for world in worlds() {
        let first = world.brings(ImportKind::Sales, Way::All, SALES).expect("brought in");
        assert_eq!(world.count(sql!("SELECT count(*) FROM ticket" => (i64,))), 5);
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer" => (i64,))), 2);
        assert_eq!(taken(&world), 766_50);
        assert_eq!(world.found_wrong(), [""; 0]);

        let again = world.brings(ImportKind::Sales, Way::All, SALES).expect("looked through");
        let more = format!("{SALES}2025-01-06,A1,补水,1,298.00,微信\n");
        world.brings(ImportKind::Sales, Way::All, &more).expect("one more");
        assert_eq!(taken(&world), 1_064_50);
        assert_eq!(code(world.undoes(again)), "import.nothing_in");

        // She came again by the third file, so that the first cannot take her file along.
        assert_eq!(code(world.undoes(first)), "import.leaned_on");
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}

#[test]
fn a_whole_import_is_taken_back_to_the_fen_and_may_come_again() {
    for world in worlds() {
        let id = world.brings(ImportKind::Sales, Way::All, SALES).expect("brought in");
        world.undoes(id).expect("taken back");
        assert_eq!(taken(&world), 0);
        let days = sql!("SELECT count(*) FROM (SELECT day FROM ledger_entry GROUP BY day, account HAVING sum(amount) <> 0) d" => (i64,));
        assert_eq!(world.count(days), 0);
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer WHERE erased_at IS NULL" => (i64,))), 0);
        assert_eq!(world.found_wrong(), [""; 0]);
        world.brings(ImportKind::Sales, Way::All, SALES).expect("once more");
        assert_eq!(taken(&world), 766_50);
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}

#[test]
fn all_or_nothing_and_each_that_is_right() {
    let text = "姓名,手机,生日\n李小燕,13800001234,1990-05-20\n王芳,123,1990-13-01\n,13800001235,\n";
    for world in worlds() {
        let found = world.looks(ImportKind::Customers, text);
        let right = ["3 phone import.not_a_phone", "3 birthday import.not_a_day", "4 name import.needed"];
        assert_eq!(found, right);
        assert_eq!(code(world.brings(ImportKind::Customers, Way::All, text)), "import.rows_wrong");
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer" => (i64,))), 0);
        let text = format!("{text}\n");
        let id = world.brings(ImportKind::Customers, Way::Each, &text).expect("brought in");
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer" => (i64,))), 1);
        assert_eq!(
            world.looks(ImportKind::Customers, "姓名,手机\n李小燕,138 0000 1234\n"),
            ["2 name import.known_already"]
        );
        world.undoes(id).expect("taken back");
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer_key" => (i64,))), 0);
    }
}

#[test]
fn what_customers_have_left_and_owe() {
    let customers = "姓名,卡号\n李小燕,V1\n王芳,V2\n";
    let balances = "卡号,储值余额,赠金,欠款\nV1,1280,100,\nV2,,,300\nV3,5,,\n";
    for world in worlds() {
        world.brings(ImportKind::Customers, Way::All, customers).expect("customers");
        let id = world.brings(ImportKind::Balances, Way::Each, balances).expect("balances");
        assert_eq!(world.looks(ImportKind::Balances, balances), ["4 card import.no_customer"]);
        assert_eq!(world.count(sql!("SELECT CAST(sum(owing) AS BIGINT) FROM debt" => (i64,))), 300_00);
        assert_eq!(world.found_wrong(), [""; 0]);
        world.undoes(id).expect("taken back");
        assert_eq!(world.count(sql!("SELECT CAST(sum(owing) AS BIGINT) FROM debt" => (i64,))), 0);
        let left = sql!("SELECT count(*) FROM (SELECT account FROM ledger_entry GROUP BY account HAVING sum(amount) <> 0) a" => (i64,));
        assert_eq!(world.count(left), 0);
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}

/// A real shop's log, where the workspace has it; its first rows are enough for the sums.
#[test]
fn the_first_rows_of_a_real_log() {
    const ROWS: usize = 400;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/purchases/purchases.txt");
    let Ok(all) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not here");
        return;
    };
    let text: String = all.split_inclusive('\n').take(ROWS + 1).collect();
    let fen = |line: &str| {
        line.split_whitespace().last().and_then(|cell| cell.replace('.', "").parse::<i64>().ok())
    };
    let right: i64 = text.lines().skip(1).filter_map(fen).sum();
    for world in worlds() {
        world.brings(ImportKind::Sales, Way::All, &text).expect("brought in");
        assert_eq!(taken(&world), right);
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}
