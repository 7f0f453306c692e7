//! A refund from the request to the money, on both databases.
mod world;

use kernel::{Error, Id};
use ledger::Role;
use prepaid::refund::{DecisionForm, PaymentForm, RefundForm, ask, decide, pay};
use prepaid::{Bought, DrawRule, PackageId, RefundId, SessionUse, TradeIn};
use world::{TODAY, World, card, code, course, customer, worlds};

const LATER: kernel::BusinessDate = jiff::civil::date(2026, 4, 1);

fn wish(ground: &str) -> RefundForm {
    RefundForm { ground: ground.into(), why: "不想做了".into(), ..RefundForm::default() }
}

fn yes() -> DecisionForm {
    DecisionForm { decision: "approved".into(), ..DecisionForm::default() }
}

impl World {
    /// Ten sessions for 3,000 with the list at 500, four of them had, so much paid.
    fn four_of_ten(&self, paid: i64) -> Bought {
        let on = self.ticket(1);
        let package = self.does(move |tx, by| {
            let package = prepaid::sell_package(tx, by, &on, &course(customer(1), 3_000_00, paid, 10, 0))?;
            let (_, lines) = prepaid::usable(tx, customer(1), TODAY)?;
            for _ in 0..4 {
                let line = lines[0].id;
                let what = SessionUse { line, served: customer(1), proof: None, approval: None };
                prepaid::use_session(tx, by, &on, &what)?;
            }
            Ok(package)
        });
        Bought::Package(package.expect("sold and used"))
    }

    fn asks(&self, bought: Bought, ground: &str) -> kernel::Result<RefundId> {
        let form = wish(ground);
        self.goes(1, LATER, move |tx, call| ask(tx, call, bought, &form))
    }

    fn decides(&self, person: i64, id: RefundId, form: DecisionForm) -> kernel::Result<()> {
        self.goes(person, LATER, move |tx, call| decide(tx, call, id, &form))
    }

    fn pays(&self, id: RefundId) -> kernel::Result<()> {
        let form = PaymentForm { with: "wechat".into() };
        self.goes(4, LATER, move |tx, call| pay(tx, call, id, &form))
    }
}

#[test]
fn a_package_whose_refund_is_asked_for_is_not_traded_in() {
    for world in worlds() {
        let bought = world.four_of_ten(3_000_00);
        let Bought::Package(package) = bought else { panic!("a package") };
        world.asks(bought, "moved").expect("asked");
        let on = world.ticket(2);
        let what = TradeIn { owner: customer(1), package, proof: None };
        let traded = world.does(move |tx, by| prepaid::trade_in(tx, by, &on, &what).map(drop));
        assert_eq!(code(traded), "prepaid.refund_open");
    }
}

#[test]
fn what_was_worked_out_goes_out_and_the_books_agree() {
    for world in worlds() {
        let bought = world.four_of_ten(3_000_00);
        let id = world.asks(bought, "moved").expect("asked");
        assert_eq!(code(world.asks(bought, "moved")), "prepaid.refund_open");
        assert_eq!(code(world.pays(id)), "prepaid.not_decided");
        assert_eq!(code(world.decides(1, id, yes())), "prepaid.own_refund", "whoever asked does not decide");
        world.decides(2, id, yes()).expect("decided");
        assert_eq!(code(world.decides(3, id, yes())), "prepaid.settled");
        assert_eq!(world.held(Role::PackageUnused), 0);
        assert_eq!(world.held(Role::RefundDue), -1_800_00, "no interest on the day of the request");
        assert_eq!(world.held(Role::PackageIncome), 0);
        world.pays(id).expect("paid");
        assert_eq!((world.held(Role::RefundDue), world.held(Role::WeChat)), (0, -1_800_00));
        assert_eq!(code(world.pays(id)), "prepaid.settled");
        assert_eq!(code(world.asks(bought, "moved")), "prepaid.nothing_left");
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn when_the_reason_is_hers_the_difference_was_earned() {
    for world in worlds() {
        let id = world.asks(world.four_of_ten(3_000_00), "change-of-mind").expect("asked");
        world.decides(2, id, yes()).expect("decided");
        assert_eq!((world.held(Role::RefundDue), world.held(Role::PackageIncome)), (-1_000_00, -800_00));
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn a_debt_for_what_is_not_delivered_ends_with_the_contract() {
    for world in worlds() {
        let id = world.asks(world.four_of_ten(2_000_00), "moved").expect("asked");
        world.decides(2, id, yes()).expect("decided");
        assert_eq!(world.held(Role::RefundDue), -800_00, "2,000 paid less four of 300");
        assert_eq!(world.held(Role::Receivable), -1_000_00, "what was owed is owed no more");
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn above_the_limit_a_second_one_agrees() {
    for world in worlds() {
        let on = world.ticket(1);
        let sale = card(customer(1), 5_000_00, 1_000_00, DrawRule::PrincipalFirst);
        let lot = world.does(move |tx, by| prepaid::sell_value(tx, by, &on, &sale)).expect("sold");
        let id = world.asks(Bought::Lot(lot), "moved").expect("asked");
        world.decides(2, id, yes()).expect("the first");
        assert_eq!(world.held(Role::RefundDue), 0, "it waits");
        assert_eq!(code(world.decides(2, id, yes())), "prepaid.own_refund");
        world.decides(3, id, yes()).expect("the second");
        assert_eq!(world.held(Role::RefundDue), -5_000_00);
        let gift = [Role::ValuePrincipal, Role::ValueGift, Role::GiftGranted].map(|role| world.held(role));
        assert_eq!(gift, [0, 0, 0]);
        assert_eq!(world.found_wrong(), Vec::<String>::new(), "{}", world.test.name);
    }
}

#[test]
fn the_seven_days_are_seven() {
    for world in worlds() {
        let bought = world.four_of_ten(3_000_00);
        assert_eq!(code(world.asks(bought, "seven-days")), "prepaid.too_late");
        let form = wish("seven-days");
        let seventh = jiff::civil::date(2026, 3, 9);
        world.goes(1, seventh, move |tx, call| ask(tx, call, bought, &form)).expect("in time");
    }
}

#[test]
fn a_refusal_says_why_and_leaves_all_as_it_was() {
    for world in worlds() {
        let bought = world.four_of_ten(3_000_00);
        let id = world.asks(bought, "moved").expect("asked");
        let no = DecisionForm { decision: "refused".into(), ..DecisionForm::default() };
        assert_eq!(code(world.decides(2, id, no.clone())), "invalid");
        world.decides(2, id, DecisionForm { note: "没有搬迁".into(), ..no }).expect("refused");
        assert_eq!(world.held(Role::PackageUnused), -1_800_00);
        world.asks(bought, "change-of-mind").expect("asked anew");
    }
}

#[test]
fn a_form_that_lacks_something_is_told_all_of_it() {
    for world in worlds() {
        let form = RefundForm { ground: "x".into(), asked_on: "2027-01-01".into(), ..RefundForm::default() };
        let bought = world.four_of_ten(3_000_00);
        let error = world.goes(1, LATER, move |tx, call| ask(tx, call, bought, &form)).expect_err("refused");
        let Error::Refused(refusal) = error else { panic!("a fault") };
        let fields: Vec<&str> = refusal.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["ground", "asked_on", "why"]);
        let nowhere = Bought::Package(PackageId::of(99));
        assert_eq!(code(world.asks(nowhere, "moved")), "missing");
    }
}
