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
fn customers_came_on_the_days_of_their_past_sales() {
    use care::{Facts, Question};
    for world in worlds() {
        let id = world.brings(ImportKind::Sales, Way::All, SALES).expect("brought in");
        world.brings(ImportKind::Balances, Way::All, "卡号,欠款,日期\nA1,300,2025-01-09\n").expect("arrears");
        let (store, since) = (world.store, jiff::civil::date(2025, 1, 1));
        let days = |world: &world::World| {
            let asked = Question { customer: None, store, since };
            let past = world.does(move |tx, _| sales::Takings.past(tx, &asked)).expect("known");
            let days: std::collections::BTreeSet<_> =
                past.into_iter().map(|(_, day)| day.to_string()).collect();
            days.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(days(&world), ["2025-01-03", "2025-01-04"], "not the day of arrears");
        assert_eq!(code(world.undoes(id)), "import.leaned_on");
    }
}

#[test]
fn all_or_nothing_and_each_that_is_right() {
    let text = "姓名,手机,生日\n李小燕,13800001234,1990-05-20\n王芳,123,1990-13-01\n,13800001235,\n";
    for world in worlds() {
        let found = world.looks(ImportKind::Customers, text);
        assert_eq!(world.count(sql!("SELECT count(*) FROM import" => (i64,))), 0, "a look leaves nothing");
        let right = ["3 phone import.not_a_phone", "3 birthday import.not_a_day", "4 name import.needed"];
        assert_eq!(found, right);
        assert_eq!(code(world.brings(ImportKind::Customers, Way::All, text)), "import.rows_wrong");
        assert_eq!(world.count(sql!("SELECT count(*) FROM customer" => (i64,))), 0);
        let id = world.brings(ImportKind::Customers, Way::Each, text).expect("brought in");
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

#[test]
fn what_is_written_otherwise_is_known_and_more_rows_come_in() {
    let again = "会员卡号;消费时间;项目;数量;实收;付款方式;备注\na1;2025/1/3 10:20;补水;1次;¥298;微信;\n\
                 A1;20250103;补水;1;298.00元;微信;老客\nA9;2025-01-09;补水;1;10;微信;\n";
    for world in worlds() {
        world.brings(ImportKind::Sales, Way::All, SALES).expect("brought in");
        world.brings(ImportKind::Sales, Way::All, again).expect("one more");
        assert_eq!(taken(&world), 776_50);
    }
}

#[test]
fn who_stands_there_twice_is_said_before_anything_comes_in() {
    let staff = "姓名,工号,岗位\n陈思思,0007,\n林雨,0007,\n王静,0008,总裁\n";
    let goods = "编号,名称,价格,会员价,类别,时长\nF1,清洁,100,120,面部,60\nF2,补水,100,,面部,60\nf2,补水二,100,,面部,60\n";
    let people = "姓名,电话\n李小燕,13800001234\n李小燕,138-0000-1234\n";
    for world in worlds() {
        assert_eq!(world.looks(ImportKind::Staff, staff), ["3 number import.twice", "4 post import.no_post"]);
        let wrong = world.looks(ImportKind::Treatments, goods);
        assert_eq!(wrong, ["2 member_price member_price_above", "4 number import.twice"]);
        assert_eq!(world.looks(ImportKind::Customers, people), ["3 name import.twice"]);
        world.brings(ImportKind::Treatments, Way::Each, goods).expect("the right one");
        assert_eq!(world.count(sql!("SELECT count(*) FROM offer" => (i64,))), 1);
        world.brings(ImportKind::Staff, Way::Each, staff).expect("the right one");
        assert_eq!(world.count(sql!("SELECT count(*) FROM person" => (i64,))), 2);
    }
}

#[test]
fn an_import_is_stopped_and_gone_on_with() {
    use std::fmt::Write;
    let mut text = "日期,卡号,金额\n".to_owned();
    for row in 0..9_000 {
        let _ = writeln!(text, "2025-01-{:02},A{},{}.50", row % 28 + 1, row % 50, row % 7);
    }
    for world in worlds() {
        let gone = world.begins(ImportKind::Sales, &text).expect("begun");
        assert!(gone > 0 && gone < 9_000, "{gone}");
        assert_eq!(world.count(sql!("SELECT count(*) FROM ticket" => (i64,))), gone);
        world.brings(ImportKind::Sales, Way::Each, &text).expect("gone on with");
        assert_eq!(world.count(sql!("SELECT count(*) FROM ticket" => (i64,))), 9_000);
        assert_eq!(world.count(sql!("SELECT count(*) FROM import" => (i64,))), 1);
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}

#[test]
fn sessions_need_what_they_are_worth_and_the_example_is_none() {
    let goods = "编号,名称,价格,类别,时长\nF1,清洁,100,面部,60\n";
    let balances = "卡号,项目,剩余次数,剩余金额\nV1,清洁,3,\nV1,清洁,3,0\nV1,清洁,5,450\n";
    let sample = "姓名（必填）,电话,会员卡号,性别,生日,建档日期\n李小燕,13800001234,VIP-0001,女,1990-05-20,2021-03-08\n";
    for world in worlds() {
        assert_eq!(world.looks(ImportKind::Customers, sample), ["2 name import.a_sample"]);
        world.brings(ImportKind::Treatments, Way::All, goods).expect("a treatment");
        world.brings(ImportKind::Customers, Way::All, "姓名,卡号\n李小燕,V1\n").expect("a customer");
        assert_eq!(world.looks(ImportKind::Balances, balances), ["2 worth import.worth_of_what"]);
        let id = world.brings(ImportKind::Balances, Way::Each, balances).expect("the right ones");
        assert_eq!(world.found_wrong(), [""; 0]);
        world.undoes(id).expect("taken back");
        assert_eq!(world.found_wrong(), [""; 0]);
    }
}

#[test]
fn what_stands_on_the_shelf_comes_with_its_product_or_alone() {
    let goods = "产品编号,产品名称,价格,库存\nP1,面膜,168,12\nP2,精华,398,\nP3,面霜,298,-1\n";
    let shelf = "产品编号,库存数量\nP1,20\n精华,5\n眼霜,3\nP2,-1\nP2,\n";
    let left = sql!("SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM stock_entry" => (i64,));
    for world in worlds() {
        assert_eq!(world.looks(ImportKind::Products, goods), ["4 stock import.negative"]);
        let first = world.brings(ImportKind::Products, Way::Each, goods).expect("products");
        assert_eq!(world.count(left), 12);
        let wrong = world.looks(ImportKind::Balances, shelf);
        let right =
            ["4 product import.no_product", "5 stock import.negative", "6 stock import.stock_of_what"];
        assert_eq!(wrong, right);
        assert_eq!(
            world.looks(ImportKind::Balances, "会员卡号,产品,库存\nV1,P1,3\n"),
            ["2 product import.stock_and_customer"]
        );
        let second = world.brings(ImportKind::Balances, Way::Each, shelf).expect("the right ones");
        assert_eq!(world.count(left), 25, "a count says how many there are, not how many more");
        world.brings(ImportKind::Balances, Way::Each, shelf).expect("looked through");
        assert_eq!(world.count(left), 25);
        world.undoes(second).expect("taken back");
        assert_eq!(world.count(left), 12);
        world.undoes(first).expect("taken back");
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
