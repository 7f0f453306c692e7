//! Cards are held, extended, handed on and shared; goods are kept; codes are sent; the law is heeded.
mod world;

use customer::CustomerId;
use kernel::{BusinessDate, Id, Result};
use prepaid::changing::{ChangeForm, ShareForm, change, share, unshare};
use prepaid::custody::{IssuerForm, MatchForm, match_books, set_issuer};
use prepaid::goods::{GoodsForm, GoodsMoveForm, leave, move_goods};
use prepaid::{Bought, LineId, PackageSale, Proof, Purchase, SessionUse, Used};
use world::{TODAY, World, code, course, customer, fen, worlds};

const LAST: BusinessDate = jiff::civil::date(2026, 6, 1);

fn day(month: i8, day: i8) -> BusinessDate {
    jiff::civil::date(2026, month, day)
}

fn form(kind: &str) -> ChangeForm {
    ChangeForm { kind: kind.into(), why: "本人到店".into(), ..ChangeForm::default() }
}

impl World {
    /// A course of four that ends in June.
    fn course_until_june(&self) -> Bought {
        let on = self.ticket(1);
        let sale = PackageSale { last_day: Some(LAST), ..course(customer(1), 1_000_00, 1_000_00, 4, 0) };
        Bought::Package(self.does(move |tx, by| prepaid::sell_package(tx, by, &on, &sale)).expect("sold"))
    }

    fn changes(&self, bought: Bought, on: BusinessDate, form: ChangeForm) -> Result<()> {
        self.goes(1, on, move |tx, call| change(tx, call, bought, &form).map(drop))
    }

    fn uses(&self, served: CustomerId, day: BusinessDate) -> Result<Used> {
        let on = prepaid::Occasion { day, ..self.ticket(2) };
        let what = SessionUse { line: LineId::of(1), served, proof: None, approval: None };
        self.does(move |tx, by| prepaid::use_session(tx, by, &on, &what))
    }
}

#[test]
fn days_on_hold_are_given_back_and_what_ended_is_opened_again() {
    for world in worlds() {
        let bought = world.course_until_june();
        assert_eq!(code(world.changes(bought, TODAY, form("resumed"))), "prepaid.not_frozen");
        world.changes(bought, day(3, 10), form("held")).expect("held");
        assert_eq!(code(world.uses(customer(1), day(3, 11))), "prepaid.frozen");
        world.changes(bought, day(3, 20), form("resumed")).expect("resumed");
        world.uses(customer(1), day(6, 11)).expect("ten days longer");
        assert_eq!(code(world.uses(customer(1), day(6, 12))), "prepaid.expired");

        let to = |last: &str| ChangeForm { last_day: last.into(), ..form("extended") };
        assert_eq!(code(world.changes(bought, day(7, 1), to("2026-06-10"))), "prepaid.earlier");
        assert_eq!(code(world.changes(bought, day(7, 1), to(""))), "invalid");
        world.changes(bought, day(7, 1), to("2026-12-31")).expect("opened again");
        world.uses(customer(1), day(7, 2)).expect("used");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn a_card_is_handed_on_and_its_story_goes_with_it() {
    for world in worlds() {
        let bought = world.course_until_june();
        let to = |who: &str| ChangeForm { customer: who.into(), ..form("handed-on") };
        assert_eq!(code(world.changes(bought, TODAY, to("1"))), "prepaid.hers_already");
        assert_eq!(code(world.changes(bought, TODAY, to(""))), "invalid");
        world.changes(bought, TODAY, to("2")).expect("handed on");
        assert_eq!(code(world.uses(customer(1), TODAY)), "prepaid.not_hers");
        world.uses(customer(2), TODAY).expect("hers now");
    }
}

#[test]
fn sharing_lets_the_other_use_it_until_it_ends() {
    for world in worlds() {
        world.course_until_june();
        let with = ShareForm { guest: "2".into(), words: "母女".into(), ..ShareForm::default() };
        let id = world.goes(1, TODAY, move |tx, call| share(tx, call, customer(1), &with)).expect("shared");
        world.uses(customer(2), TODAY).expect("shared");
        let seen = world.db().read_now(|tx| prepaid::usable(tx, customer(2), TODAY)).expect("usable").1;
        assert_eq!((seen.len(), seen[0].owner), (1, customer(1)));
        world.goes(1, TODAY, move |tx, call| unshare(tx, call, id)).expect("ended");
        assert_eq!(code(world.uses(customer(2), TODAY)), "prepaid.not_hers");
        assert_eq!(code(world.goes(1, TODAY, move |tx, call| unshare(tx, call, id))), "missing");
    }
}

#[test]
fn goods_go_in_and_out_and_are_counted() {
    for world in worlds() {
        let two = GoodsForm { name: "精油".into(), count: "2".into(), ..GoodsForm::default() };
        let id = world.goes(1, TODAY, move |tx, call| leave(tx, call, customer(1), &two)).expect("left");
        let moves = |kind: &str, count: &str, words: &str| {
            let form = GoodsMoveForm { kind: kind.into(), count: count.into(), words: words.into() };
            world.goes(1, TODAY, move |tx, call| move_goods(tx, call, id, &form))
        };
        assert_eq!(code(moves("taken", "3", "")), "prepaid.not_so_many");
        assert_eq!(code(moves("counted", "1", "")), "invalid", "a difference is explained");
        assert_eq!(code(moves("counted", "2", "盘点")), "prepaid.nothing");
        moves("used", "1", "护理开瓶").expect("used");
        moves("counted", "0", "打碎一瓶").expect("counted");
        assert_eq!(code(moves("taken", "1", "")), "prepaid.not_so_many");
        assert_eq!(world.found_wrong(), Vec::<String>::new());
    }
}

#[test]
fn the_law_is_heeded_with_its_article() {
    for world in worlds() {
        let heed = |what: Purchase| {
            let on = world.ticket(1);
            world.does(move |tx, by| prepaid::heed(tx, by, &on, &what))
        };
        let card =
            |amount| Purchase { card: Some(fen(amount)), price: fen(amount), ..Purchase::by(customer(1)) };
        let warned = heed(card(5_000_00)).expect("lawful");
        assert_eq!(warned.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["real-name"]);
        let refused = heed(card(5_000_01)).expect_err("too much on one card");
        let refusal = refused.refusal().expect("a refusal");
        assert_eq!(refusal.code, "prepaid.unlawful");
        assert!(refusal.args.iter().any(|(_, text)| text.contains("第十八条")), "{:?}", refusal.args);

        let trader = IssuerForm {
            entity: "sole-trader".into(),
            class: "other".into(),
            opened_on: "2020-01-01".into(),
            ..IssuerForm::default()
        };
        world.goes(1, TODAY, move |tx, call| set_issuer(tx, call, &trader)).expect("set");
        assert_eq!(heed(card(10_000_00)).expect("not bound by it"), vec![]);
    }
}

#[test]
fn cards_and_books_are_matched_and_signed_for() {
    for world in worlds() {
        world.course_until_june();
        let of = MatchForm { store: world.store.to_string(), words: String::new() };
        world.goes(1, TODAY, move |tx, call| match_books(tx, call, &of)).expect("they agree");
        let nowhere = MatchForm { store: "99".into(), words: String::new() };
        assert_eq!(code(world.goes(1, TODAY, move |tx, call| match_books(tx, call, &nowhere))), "missing");
    }
}

#[test]
fn a_code_that_was_not_sent_proves_nothing() {
    for world in worlds() {
        let on = world.ticket(1);
        let proof = Proof::Code("123456".into());
        let proved = world.does(move |tx, by| prepaid::prove(tx, by, &on, customer(1), &proof));
        assert_eq!(code(proved), "prepaid.wrong_code");
    }
}
