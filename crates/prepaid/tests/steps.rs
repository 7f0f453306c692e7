//! What the till asks for, on both databases.
mod world;

use customer::{CustomerId, Keeper};
use db::{args, sql};
use kernel::{Id, Money, Result};
use ledger::Role;
use prepaid::{
    Bought, DrawRule, LineId, LotId, PackageId, PackageSale, Proof, SessionUse, Spending, State, TradeIn,
    UnitRule, Used, Value, ValueSale,
};
use world::{TODAY, World, card, code, course, customer, fen, value, worlds};

impl World {
    fn sells(&self, ticket: i64, sale: ValueSale) -> Result<LotId> {
        let on = self.ticket(ticket);
        self.does(move |tx, by| prepaid::sell_value(tx, by, &on, &sale))
    }

    fn sells_course(&self, ticket: i64, sale: PackageSale) -> Result<PackageId> {
        let on = self.ticket(ticket);
        self.does(move |tx, by| prepaid::sell_package(tx, by, &on, &sale))
    }

    fn spends(&self, ticket: i64, owner: CustomerId, amount: i64) -> Result<Value> {
        let on = self.ticket(ticket);
        let what =
            Spending { owner, served: owner, amount: fen(amount), lot: None, proof: None, approval: None };
        self.does(move |tx, by| prepaid::spend(tx, by, &on, &what))
    }

    fn uses(&self, ticket: i64, line: LineId, approval: Option<&str>) -> Result<Used> {
        let on = self.ticket(ticket);
        let what = SessionUse { line, served: customer(1), proof: None, approval: approval.map(Into::into) };
        self.does(move |tx, by| prepaid::use_session(tx, by, &on, &what))
    }

    fn takes_back(&self, ticket: i64) -> Result<bool> {
        let on = self.ticket(ticket);
        self.does(move |tx, by| prepaid::take_back(tx, by, &on, "记错了"))
    }

    fn left(&self) -> Value {
        self.db().read_now(|tx| prepaid::balance(tx, customer(1))).expect("a balance").left
    }

    fn lines(&self) -> Vec<prepaid::UsableLine> {
        self.db().read_now(|tx| prepaid::usable(tx, customer(1), TODAY)).expect("usable").1
    }
}

#[test]
fn lots_are_drawn_the_oldest_first_each_by_its_rule() {
    for world in worlds() {
        let ann = customer(1);
        world.sells(1, card(ann, 1_000_00, 500_00, DrawRule::InProportion)).expect("sold");
        world.sells(2, card(ann, 1_000_00, 0, DrawRule::PrincipalFirst)).expect("sold");
        assert_eq!((world.held(Role::ValuePrincipal), world.held(Role::ValueGift)), (-2_000_00, -500_00));
        assert_eq!(world.held(Role::Clearing), 2_000_00, "the till clears it with what is paid");

        assert_eq!(world.spends(3, ann, 300_00).expect("drawn"), value(200_00, 100_00));
        assert_eq!(world.spends(4, ann, 1_300_00).expect("drawn"), value(900_00, 400_00));
        assert_eq!(world.left(), value(900_00, 0));
        assert_eq!(world.held(Role::Clearing), 2_000_00 - 1_100_00);
        assert_eq!((world.held(Role::ValuePrincipal), world.held(Role::GiftGranted)), (-900_00, 0));

        let short = world.spends(5, ann, 900_01).expect_err("too much");
        let refusal = short.refusal().expect("refused");
        assert_eq!(refusal.code, "prepaid.short");
        assert_eq!(refusal.args, [("left", "900.00".into()), ("missing", "0.01".into())]);
        assert_eq!(world.left(), value(900_00, 0), "nothing was drawn");
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn only_what_is_paid_for_is_used_until_an_approval_says_otherwise() {
    for world in worlds() {
        // Trade rule 2.1: 9,800 for 20 sessions, 5,000 paid, two had: 980 consumed.
        let sale = course(customer(1), 9_800_00, 5_000_00, 20, 0);
        let package = world.sells_course(1, sale).expect("sold");
        let line = world.lines()[0].id;
        let first = world.uses(1, line, None).expect("used on the day it was bought");
        let second = world.uses(2, line, None).expect("used");
        assert_eq!(first.value.plus(second.value), Ok(fen(980_00)));
        assert_eq!((second.left, second.gift, second.list_price), (18, false, fen(500_00)));
        assert_eq!(world.held(Role::PackageUnused), -(9_800_00 - 980_00));
        assert_eq!(world.lines()[0].usable, 8, "5,000 pay for ten of 490");

        for ticket in 3..11 {
            world.uses(ticket, line, None).expect("paid for");
        }
        assert_eq!(code(world.uses(11, line, None)), "prepaid.unpaid");
        assert_eq!(world.lines()[0].state, State::Owed);
        world.uses(11, line, Some("approvals/1")).expect("approved");

        let on = world.ticket(12);
        let pay = move |amount| {
            let on = on.clone();
            move |tx: &mut db::Tx, by: &kernel::Mandate| {
                prepaid::paid_in(tx, by, &on, Bought::Package(package), fen(amount))
            }
        };
        assert_eq!(code(world.does(pay(4_800_01))), "prepaid.too_much");
        world.does(pay(4_800_00)).expect("paid");
        assert_eq!((world.lines()[0].usable, world.lines()[0].state), (9, State::Ready));
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn sessions_given_on_top_are_worth_what_the_rule_says() {
    for world in worlds() {
        world.sells_course(1, course(customer(1), 3_000_00, 3_000_00, 10, 2)).expect("sold");
        let paid_first =
            PackageSale { rule: UnitRule::PaidFirst, ..course(customer(1), 3_000_00, 3_000_00, 10, 2) };
        world.sells_course(2, paid_first).expect("sold");
        let units: Vec<(bool, Money)> = world.lines().iter().map(|line| (line.gift, line.unit)).collect();
        assert_eq!(
            units,
            [(false, fen(250_00)), (true, fen(250_00)), (false, fen(300_00)), (true, Money::ZERO)]
        );
    }
}

#[test]
fn taking_back_restores_every_balance() {
    for world in worlds() {
        let ann = customer(1);
        world.sells(1, card(ann, 1_000_00, 500_00, DrawRule::InProportion)).expect("sold");
        world.sells_course(1, course(ann, 1_000_00, 1_000_00, 3, 0)).expect("sold");
        let line = world.lines()[0].id;
        world.spends(2, ann, 100_01).expect("spent");
        world.uses(2, line, None).expect("used");
        let on = world.ticket(1);
        let sold = world.does(move |tx, by| prepaid::take_back(tx, by, &on, " "));
        assert_eq!(code(sold), "prepaid.no_reason");
        assert_eq!(code(world.takes_back(1)), "prepaid.begun", "it was used since");

        assert!(world.takes_back(2).expect("taken back"));
        assert_eq!((world.left(), world.lines()[0].left), (value(1_000_00, 500_00), 3));
        assert!(!world.takes_back(2).expect("nothing is left to take back"));
        assert!(world.takes_back(1).expect("taken back"));
        assert_eq!((world.left(), world.lines().len()), (Value::NOTHING, 0));
        for role in
            [Role::Clearing, Role::ValuePrincipal, Role::ValueGift, Role::GiftGranted, Role::PackageUnused]
        {
            assert_eq!(world.held(role), 0, "{role:?}");
        }
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn a_ticket_that_sells_and_uses_is_taken_back_whole() {
    for world in worlds() {
        world.sells_course(1, course(customer(1), 1_000_00, 1_000_00, 3, 0)).expect("sold");
        world.uses(1, world.lines()[0].id, None).expect("used");
        assert!(world.takes_back(1).expect("taken back"));
        assert_eq!(world.held(Role::PackageUnused), 0);
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn what_is_left_of_a_package_goes_into_the_next() {
    for world in worlds() {
        let package = world.sells_course(1, course(customer(1), 1_000_00, 1_000_00, 4, 0)).expect("sold");
        world.uses(2, world.lines()[0].id, None).expect("used");
        let on = world.ticket(3);
        let brings = world.does(move |tx, by| {
            let brings =
                prepaid::trade_in(tx, by, &on, &TradeIn { owner: customer(1), package, proof: None })?;
            prepaid::sell_package(tx, by, &on, &course(customer(1), 5_000_00, 5_000_00, 10, 0))?;
            Ok(brings)
        });
        assert_eq!(brings.expect("traded in"), fen(750_00));
        assert_eq!(world.held(Role::PackageUnused), -5_000_00);
        assert!(world.takes_back(3).expect("taken back"));
        assert_eq!((world.lines().len(), world.lines()[0].left), (1, 3));
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn nobody_uses_what_is_not_hers() {
    for world in worlds() {
        world.sells_course(1, course(customer(2), 1_000_00, 1_000_00, 4, 0)).expect("sold");
        assert_eq!(code(world.uses(2, LineId::of(1), None)), "prepaid.not_hers");
        assert_eq!(code(world.uses(2, LineId::of(9), None)), "missing");
    }
}

#[test]
fn one_proof_serves_for_a_ticket_and_a_witness_says_why() {
    for world in worlds() {
        let on = world.ticket(1);
        let prove = |proof: Proof| {
            let on = on.clone();
            world.does(move |tx, by| prepaid::prove(tx, by, &on, customer(1), &proof))
        };
        assert_eq!(code(prove(Proof::Witness("  ".into()))), "prepaid.no_reason");
        prove(Proof::Witness("手机没电，当面确认".into())).expect("kept");
    }
}

#[test]
fn an_erased_customer_keeps_her_proofs_and_not_their_words() {
    for world in worlds() {
        let on = world.ticket(1);
        let words = Proof::Witness("手机没电，当面确认".into());
        world.does(move |tx, by| prepaid::prove(tx, by, &on, customer(1), &words)).expect("kept");
        world.does(|tx, by| prepaid::PrepaidKeeper.erase(tx, by, customer(1)).map(drop)).expect("erased");
        let left = sql!("SELECT count(*) FROM prepaid_proof WHERE words = '—'" => (i64,));
        assert_eq!(world.test.db.read_now(move |tx| tx.scalar(left, args![])).expect("a number"), 1);
    }
}

#[test]
fn two_tills_cannot_overdraw_one_card() {
    for world in worlds() {
        let ann = customer(1);
        world.sells(1, card(ann, 1_000_00, 0, DrawRule::PrincipalFirst)).expect("sold");
        let drawn: Vec<_> = std::thread::scope(|scope| {
            let tills: Vec<_> = (0..8)
                .map(|till| {
                    let world = &world;
                    scope.spawn(move || world.spends(10 + till, ann, 300_00))
                })
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        let (went, refused): (Vec<_>, Vec<_>) = drawn.into_iter().partition(Result::is_ok);
        assert_eq!((went.len(), refused.len()), (3, 5), "{}", world.test.name);
        assert!(refused.into_iter().all(|till| code(till) == "prepaid.short"));
        assert_eq!(world.left(), value(100_00, 0));
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}
