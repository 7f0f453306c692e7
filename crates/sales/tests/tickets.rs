//! Tickets on both databases: settled, kept, split, taken back.
mod world;

use db::sql;
use kernel::{Id, PersonId};
use ledger::Role;
use prepaid::refund::{self, DecisionForm, PaymentForm, RefundForm};
use sales::checkout::{self, PartForm};
use sales::setting::{self, SettingForm};
use sales::{TicketForm, TicketId};
use web::Form;
use world::{TODAY, World, code, form, worlds};

/// What a world holds: accounts, value, sessions, debts, deposits. A reversal brings all of it back.
fn balances(world: &World) -> Vec<i64> {
    let mut all: Vec<i64> = Role::ALL.iter().map(|role| world.held(*role)).collect();
    all.push(world.count(
        sql!("SELECT CAST(coalesce(sum(principal_left + gift_left), 0) AS BIGINT) FROM value_lot" => (i64,)),
    ));
    all.push(
        world.count(sql!("SELECT CAST(coalesce(sum(count_left), 0) AS BIGINT) FROM package_line" => (i64,))),
    );
    all.push(world.count(sql!("SELECT CAST(coalesce(sum(owing), 0) AS BIGINT) FROM debt" => (i64,))));
    all.push(world.count(sql!("SELECT CAST(coalesce(sum(left_over), 0) AS BIGINT) FROM deposit" => (i64,))));
    all.push(world.count(sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM performance" => (i64,))));
    all.push(
        world.count(sql!("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ticket_tender" => (i64,))),
    );
    all
}

#[test]
fn a_walk_in_pays_one_treatment() {
    for world in worlds() {
        let id = world.checkout(&form("", &["F001|||||0003"], &[], "wechat")).expect("settled");
        assert_eq!(world.held(Role::WeChat), 298_00);
        assert_eq!(world.held(Role::TreatmentIncome), -298_00);
        assert_eq!(world.held(Role::Clearing), 0);
        let of = |statement| world.count(statement);
        assert_eq!(
            of(sql!("SELECT amount FROM performance WHERE journal = 'cash' AND person_id = 3" => (i64,))),
            298_00
        );
        assert_eq!(
            of(
                sql!("SELECT amount FROM performance WHERE journal = 'consumption' AND person_id = 3" => (i64,))
            ),
            298_00
        );
        assert_eq!(of(sql!("SELECT price FROM price_deal" => (i64,))), 298_00);
        assert_eq!(of(sql!("SELECT count(*) FROM ticket WHERE number = '1-20260302-1-0001'" => (i64,))), 1);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
        world.reverse(id, &[]).expect("taken back");
        assert!(balances(&world).iter().all(|held| *held == 0), "{:?}", balances(&world));
        assert_eq!(code(world.reverse(id, &[])), "sales.reversed");
    }
}

#[test]
fn a_card_is_sold_and_used_on_one_ticket_and_the_rest_is_owed() {
    for world in worlds() {
        let lines = ["K001||||||0002 60、0003 40", "F001|||session||0003", "P001|2", "B001|||||0003、0004"];
        let id = world.checkout(&form("1", &lines, &["cash 1000"], "account")).expect("settled");
        let owed = 1200_00 + 336_00 + 158_00 - 1000_00;
        assert_eq!(world.held(Role::Receivable), owed);
        assert_eq!(world.held(Role::Clearing), 0, "what prepaid posts and what the till posts meet");
        assert_eq!(world.held(Role::PackageUnused), -1000_00, "five of six sessions for 1200");
        assert_eq!(world.held(Role::PackageIncome), -200_00);
        assert_eq!(
            world.count(
                sql!("SELECT CAST(sum(amount) AS BIGINT) FROM performance WHERE journal = 'cash'" => (i64,))
            ),
            1000_00
        );
        let before = balances(&world);

        let debt = world.checkout(&form("1", &["debt||300"], &[], "alipay")).expect("repaid");
        assert_eq!(world.held(Role::Receivable), owed - 300_00);
        assert_eq!(
            world.count(
                sql!("SELECT CAST(sum(amount) AS BIGINT) FROM performance WHERE journal = 'cash'" => (i64,))
            ),
            1300_00
        );
        assert_eq!(code(world.reverse(id, &[])), "sales.debt_moved");
        assert_eq!(code(world.checkout(&form("1", &["debt||9999"], &[], "cash"))), "sales.not_owed");
        world.reverse(debt, &[]).expect("the repayment is taken back");
        assert_eq!(balances(&world), before);

        let lines = world.lines(id);
        world.reverse(id, &lines[3..]).expect("one line");
        assert_eq!(code(world.reverse(id, &lines[3..])), "sales.reversed");
        assert_eq!(code(world.reverse(id, &lines[..1])), "prepaid.begun", "a session of the card was used");
        world.reverse(id, &[]).expect("the rest");
        assert!(balances(&world).iter().all(|held| *held == 0), "{:?}", balances(&world));
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn value_deposit_and_voucher_pay_together_and_come_back() {
    for world in worlds() {
        world.checkout(&form("1", &["V001", "deposit||200"], &[], "cash")).expect("sold");
        assert_eq!(world.held(Role::ValuePrincipal), -1000_00);
        assert_eq!(world.held(Role::ValueGift), -200_00);
        let voucher = sales::voucher::VoucherForm {
            number: "YH1".into(),
            worth: "50".into(),
            why: "致歉".into(),
            until_day: "2026-12-31".into(),
        };
        world.does(move |tx, call| sales::voucher::give(tx, call, &voucher)).expect("given");
        let before = balances(&world);

        let tenders = ["deposit 150", "voucher 50 YH1", "value 100"];
        let id = world.checkout(&form("1", &["F001|||||0003", "P001"], &tenders, "cash")).expect("settled");
        assert_eq!(world.held(Role::Deposit), -50_00);
        assert_eq!(world.held(Role::Clearing), 0);
        assert_eq!(
            code(world.checkout(&form("1", &["B001"], &["voucher 50 yh1"], "cash"))),
            "sales.voucher_used"
        );
        assert_eq!(code(world.checkout(&form("1", &["B001"], &[], "deposit"))), "sales.deposit_short");
        assert_eq!(code(world.checkout(&form("2", &["B001"], &[], "value"))), "prepaid.short");

        let lines = world.lines(id);
        world.reverse(id, &lines[..1]).expect("the treatment");
        world.reverse(id, &lines[1..]).expect("the product");
        let after = balances(&world);
        assert_eq!(before, after);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn what_is_left_of_a_package_goes_into_the_next_and_comes_back() {
    for world in worlds() {
        world.checkout(&form("1", &["K001", "F001|||session||0003"], &[], "cash")).expect("sold");
        let before = balances(&world);
        let traded =
            |worth: &str, lines: &[&str], rest| form("1", lines, &[&format!("trade-in {worth} 1")], rest);
        let refused = |form: &sales::TicketForm| code(world.checkout(form));
        assert_eq!(refused(&traded("900", &["K001"], "cash")), "sales.trade_worth");
        assert_eq!(refused(&traded("1000", &["B001"], "cash")), "sales.trades_for_one");
        let less = form("1", &["K001"], &["trade-in 1250 1"], "cash");
        assert_eq!(refused(&less), "sales.trades_for_less");
        assert_eq!(refused(&form("2", &["K001"], &["trade-in 1000 1"], "cash")), "prepaid.not_hers");
        let unproven = sales::TicketForm { witness: String::new(), ..traded("1000", &["K001"], "cash") };
        assert_eq!(refused(&unproven), "sales.no_proof");

        let id = world.checkout(&traded("1000", &["K001", "B001|||||0003"], "wechat")).expect("traded in");
        assert_eq!((world.held(Role::PackageUnused), world.held(Role::Clearing)), (-1200_00, 0));
        assert_eq!(world.held(Role::WeChat), 200_00 + 158_00, "only the difference is paid");
        assert_eq!(code(world.checkout(&traded("1000", &["K001"], "cash"))), "prepaid.used_up");
        assert_eq!(world.found_wrong(), Vec::<String>::new());

        let lines = world.lines(id);
        world.reverse(id, &lines[1..]).expect("the treatment");
        world.reverse(id, &lines[..1]).expect("the package");
        assert_eq!(balances(&world), before);
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn what_leans_on_another_line_of_its_ticket_comes_back_wherever_it_stands() {
    for world in worlds() {
        // A session stands before its package, and what value paid before the value.
        for lines in [["F001|||session||0003", "K001"], ["B001|||||0003", "V001"]] {
            let id = world.checkout(&form("1", &lines, &["value 0"], "cash")).expect("settled");
            world.reverse(id, &[]).expect("taken back");
            assert!(balances(&world).iter().all(|held| *held == 0), "{:?}", balances(&world));
        }
        let id = world.checkout(&form("1", &["B001", "V001"], &["value 158"], "cash")).expect("settled");
        world.reverse(id, &[]).expect("taken back");
        // A new deposit stands on a ticket that an older one paid: the older one has its own again.
        world.checkout(&form("1", &["deposit||100"], &[], "cash")).expect("a deposit");
        let before = balances(&world);
        let both = form("1", &["B001", "deposit||300"], &["deposit 80"], "cash");
        let id = world.checkout(&both).expect("settled");
        world.reverse(id, &[]).expect("taken back");
        assert_eq!(balances(&world), before);
        assert_eq!(world.count(sql!("SELECT left_over FROM deposit ORDER BY id LIMIT 1" => (i64,))), 100_00);
        // Nobody repays on a ticket what it leaves owing itself.
        let at_once = form("1", &["B001", "debt||10"], &["account 20"], "cash");
        assert_eq!(code(world.checkout(&at_once)), "sales.not_owed");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn a_refund_goes_out_of_the_drawer_and_is_taken_from_those_who_sold() {
    for world in worlds() {
        world.checkout(&form("1", &["K001||||||0002 60、0003 40"], &[], "wechat")).expect("sold");
        world.checkout(&form("1", &["F001|||session||0004"], &[], "")).expect("one of six was used");
        let wish = RefundForm { ground: "moved".into(), why: "太远了".into(), ..RefundForm::default() };
        let card = "p1".parse().expect("a card");
        let id = world.does(move |tx, call| refund::ask(tx, call, card, &wish)).expect("asked");
        let yes = DecisionForm { decision: "approved".into(), ..DecisionForm::default() };
        world.does_as(2, move |tx, call| refund::decide(tx, call, id, &yes)).expect("decided");
        assert_eq!(world.held(Role::RefundDue), -1000_00, "1,200 for six, one of them had");
        let cash = PaymentForm { with: "cash".into() };
        world.does(move |tx, call| refund::pay(tx, call, id, &cash)).expect("paid");
        assert_eq!((world.held(Role::RefundDue), world.held(Role::Cash)), (0, -1000_00));
        assert_eq!(world.held(Role::Clearing), 0);
        let of = |person: i64| {
            let read = move |tx: &mut db::Tx| {
                tx.scalar(
                    sql!("SELECT CAST(sum(amount) AS BIGINT) FROM performance WHERE journal = 'cash' AND person_id = $1"
                        => (i64,)),
                    db::args![person],
                )
            };
            world.db().read_now(read).expect("a sum")
        };
        assert_eq!((of(2), of(3)), (720_00 - 600_00, 480_00 - 400_00), "six and four in ten, both ways");
        let last = world.count(sql!("SELECT max(id) FROM ticket" => (i64,)));
        assert_eq!(code(world.reverse(kernel::Id::of(last), &[])), "sales.is_refund");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn what_may_not_be_is_refused_with_nothing_moved() {
    for world in worlds() {
        let refused = |form: &TicketForm| code(world.checkout(form));
        assert_eq!(refused(&form("", &[], &[], "cash")), "sales.empty");
        assert_eq!(refused(&form("", &["F001"], &[], "")), "sales.not_paid");
        assert_eq!(refused(&form("", &["F001"], &["cash 300"], "")), "sales.not_paid");
        assert_eq!(refused(&form("", &["F001"], &[], "account")), "sales.no_customer");
        assert_eq!(refused(&form("", &["K001"], &[], "cash")), "sales.no_customer");
        assert_eq!(refused(&form("1", &["V001"], &[], "account")), "sales.wrong_means");
        assert_eq!(refused(&form("1", &["F001|||session"], &[], "")), "sales.no_session");
        assert_eq!(refused(&form("", &["tip||20"], &[], "cash")), "sales.no_tips");
        assert_eq!(refused(&form("", &["X999"], &[], "cash")), "invalid");
        assert_eq!(refused(&form("", &["F001||200"], &[], "cash")), "invalid", "cheaper without a reason");
        assert_eq!(
            refused(&form("", &["F001||300"], &[], "cash")),
            "invalid",
            "dearer than the price of the day"
        );
        assert_eq!(refused(&form("", &["F001|||||9999"], &[], "cash")), "invalid", "nobody of that number");
        assert_eq!(
            refused(&form("", &["F001||290||熟客"], &[], "cash")),
            "sales.discount_beyond",
            "no post, no authority"
        );
        assert_eq!(refused(&form("", &["F001|||gift|熟客"], &[], "cash")), "sales.gifts_beyond");
        assert_eq!(world.count(sql!("SELECT count(*) FROM ticket" => (i64,))), 0);
        assert_eq!(world.count(sql!("SELECT last_number FROM till_shift" => (i64,))), 0, "no number is lost");
    }
}

#[test]
fn a_tip_is_for_whoever_is_named_or_for_those_who_served() {
    for world in worlds() {
        let allowed = SettingForm { tips: "yes".into(), ..SettingForm::sample() };
        world.does(move |tx, call| setting::set(tx, call, &allowed)).expect("set");
        let shared = ["F001|||||0003 60、0004 40", "tip||20"];
        let id = world.checkout(&form("", &shared, &["cash 318"], "")).expect("settled");
        world.checkout(&form("", &["F001|||||0003", "tip||10|||0004"], &["cash 308"], "")).expect("settled");
        let got = |person: i64| {
            let read = move |tx: &mut db::Tx| sales::tips_of(tx, PersonId::of(person), TODAY, TODAY);
            world.db().read_now(read).expect("tips").in_fen()
        };
        assert_eq!((got(3), got(4)), (12_00, 18_00));
        world.reverse(id, &[]).expect("taken back");
        assert_eq!((got(3), got(4)), (0, 10_00));
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn an_open_ticket_is_kept_split_and_made_one_again() {
    for world in worlds() {
        let typed = form("", &["F001|||||0003", "P001|2"], &[], "");
        let id = world.does(move |tx, call| checkout::open(tx, call, &typed)).expect("opened");
        let part = PartForm { line: vec!["1".into()], other: String::new() };
        let new = world.does(move |tx, call| checkout::split(tx, call, id, &part)).expect("split");
        let total = |id: TicketId| {
            let read = move |tx: &mut db::Tx| {
                tx.scalar(sql!("SELECT total FROM ticket WHERE id = $1" => (i64,)), db::args![id])
            };
            world.db().read_now(read).expect("a total")
        };
        assert_eq!((total(id), total(new)), (298_00, 336_00));
        let part = PartForm { line: vec![], other: new.to_string() };
        world.does(move |tx, call| checkout::merge(tx, call, id, &part)).expect("merged");
        assert_eq!(total(id), 634_00);
        let stale = TicketForm { version: "1".into(), ..form("", &["F001"], &[], "") };
        assert_eq!(code(world.does(move |tx, call| checkout::keep(tx, call, id, &stale))), "sales.stale");
        let all = form("", &["F001|||||0003", "P001|2"], &["cash 634"], "");
        world.does(move |tx, call| checkout::settle(tx, call, id, &all)).expect("settled");
        let again = form("", &["F001"], &[], "cash");
        assert_eq!(
            code(world.does(move |tx, call| checkout::settle(tx, call, id, &again))),
            "sales.not_open"
        );
        assert_eq!(world.held(Role::Cash), 634_00);
    }
}
