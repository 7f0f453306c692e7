//! The worked examples of the trade and of the courts.

use jiff::ToSpan;
use jiff::civil::date;
use kernel::{BusinessDate, Money, Words};
use proptest::prelude::*;

use super::{Case, GiftPolicy, Had, Sessions, Working, work_out};
use crate::law::rules;

const CONTRACT: BusinessDate = date(2025, 1, 6);

fn fen(fen: i64) -> Money {
    Money::fen(fen).expect("in range")
}

fn sessions(price: i64, list: i64, paid: u32, gifts: u32, used: u32) -> Sessions {
    Sessions {
        name: Words::new("补水", "Moisture"),
        price: fen(price),
        list_price: fen(list),
        paid,
        gifts,
        used,
    }
}

fn case(paid: i64, had: Had) -> Case {
    let ended = date(2025, 3, 1);
    Case {
        contract: CONTRACT,
        paid: fen(paid),
        had,
        gifts: GiftPolicy::Counted,
        ended,
        paid_back: ended.saturating_add(30.days()),
        custody_rate: None,
    }
}

fn worked(case: &Case, ground: &str) -> Working {
    work_out(case, rules().expect("rules").ground(ground).expect("a ground")).expect("worked out")
}

/// Principal and interest, in fen.
fn back(case: &Case, ground: &str) -> (i64, i64) {
    let working = worked(case, ground);
    (working.principal.in_fen(), working.interest.in_fen())
}

fn value(principal: i64, gift: i64, used: i64) -> Case {
    case(principal, Had::Value { principal: fen(principal), gift: fen(gift), used: fen(used) })
}

#[test]
fn ten_visits_of_500_for_3000_and_four_of_them_used() {
    let four = case(3_000_00, Had::Sessions(vec![sessions(3_000_00, 500_00, 10, 0, 4)]));
    assert_eq!(back(&four, "moved"), (1_800_00, 4_59), "the merchant's reason: 300 each, with LPR");
    assert_eq!(back(&four, "change-of-mind"), (1_000_00, 1_23), "hers: 500 each, with the deposit rate");
    assert_eq!(back(&four, "health"), (1_800_00, 2_22), "nobody's: 300 each, with the deposit rate");
    assert_eq!(back(&four, "minor"), (1_800_00, 0), "void: what was delivered is deducted");
}

#[test]
fn eight_of_ten_at_list_price_leave_nothing_and_nothing_is_asked() {
    let eight = case(3_000_00, Had::Sessions(vec![sessions(3_000_00, 500_00, 10, 0, 8)]));
    let working = worked(&eight, "change-of-mind");
    assert_eq!((working.principal, working.total), (Money::ZERO, Money::ZERO));
    let nothing = working.steps.iter().find(|step| step.code == "nothing").expect("said");
    assert_eq!((nothing.amount, nothing.article.as_str()), (fen(1_000_00), "spc-20"));
    assert_eq!(back(&eight, "moved").0, 600_00);
}

#[test]
fn sessions_given_on_top_count_or_do_not() {
    let had = |used| Had::Sessions(vec![sessions(3_000_00, 500_00, 10, 2, used)]);
    let counted = case(3_000_00, had(4));
    let left_out = Case { gifts: GiftPolicy::LeftOut, ..counted.clone() };
    assert_eq!(back(&counted, "moved").0, 2_000_00, "250 each");
    assert_eq!(back(&left_out, "moved").0, 1_800_00, "300 each");
    let eleven = Case { gifts: GiftPolicy::LeftOut, ..case(3_000_00, had(11)) };
    assert_eq!(back(&eleven, "moved").0, 0, "the eleventh was a gift");
    assert!(
        worked(&eleven, "moved").steps.iter().any(|step| step.code == "gifts" && step.article == "spc-21")
    );
}

#[test]
fn a_court_counted_the_visit_given_on_top_like_the_others() {
    let had = Had::Sessions(vec![sessions(24_800_00, 9_800_00, 3, 1, 3)]);
    assert_eq!(back(&case(24_800_00, had), "moved").0, 6_200_00);
}

#[test]
fn a_shop_that_closed_gives_back_in_the_ratio_of_what_was_paid() {
    let working = worked(&value(2_000_00, 1_000_00, 434_00), "moved");
    assert_eq!(working.principal, fen(1_710_67));
    let to_the_yuan = (working.principal.in_fen() + 50) / 100;
    assert_eq!(to_the_yuan, 1_711, "as the court ordered, in whole yuan");
    assert_eq!(worked(&value(3_000_00, 1_000_00, 3_594_00), "moved").delivered, fen(2_695_50));
}

#[test]
fn when_the_reason_is_hers_the_gift_was_the_discount() {
    assert_eq!(back(&value(2_000_00, 1_000_00, 434_00), "change-of-mind").0, 1_566_00);
}

#[test]
fn value_without_a_gift_gives_back_what_is_left() {
    assert_eq!(back(&value(65_000_00, 0, 4_000_00), "moved").0, 61_000_00);
}

#[test]
fn several_things_are_rounded_once() {
    let had = vec![
        sessions(6_980_00, 500_00, 38, 0, 10),
        sessions(2_500_00, 100_00, 47, 0, 2),
        sessions(3_680_00, 3_680_00, 1, 0, 0),
        sessions(600_00, 600_00, 1, 0, 0),
    ];
    let working = worked(&case(13_760_00, Had::Sessions(had)), "moved");
    assert_eq!(working.principal, fen(11_816_77), "the parties agreed on 11,816");
    let delivered = working.steps.iter().filter(|step| step.code == "at-discount").map(|step| step.amount);
    assert_eq!(Money::total(delivered), Ok(-working.delivered), "the lines make the whole");
}

#[test]
fn a_half_year_without_limit_is_reckoned_by_days() {
    let had = Had::Unlimited {
        price: fen(4_500_00),
        from: date(2025, 1, 1),
        until: date(2025, 6, 29),
        ended: date(2025, 5, 1),
    };
    assert_eq!(back(&case(4_500_00, had), "moved").0, 1_500_00, "60 of 180 days are left");
}

#[test]
fn money_in_custody_bears_what_it_bore() {
    let had = Had::Sessions(vec![sessions(3_000_00, 500_00, 10, 0, 4)]);
    let in_custody = Case { custody_rate: Some(200), ..case(3_000_00, had) };
    assert_eq!(back(&in_custody, "moved"), (1_800_00, 2_96));
}

#[test]
fn what_was_not_paid_is_not_given_back() {
    let part_paid = case(1_500_00, Had::Sessions(vec![sessions(3_000_00, 500_00, 10, 0, 4)]));
    assert_eq!(back(&part_paid, "moved").0, 300_00);
}

#[test]
fn every_step_says_by_which_article() {
    let working = worked(&value(2_000_00, 1_000_00, 434_00), "moved");
    for step in working.steps.iter().filter(|step| step.code != "total") {
        crate::law::article(&step.article).expect(&step.code);
    }
}

fn had() -> impl Strategy<Value = Had> {
    let one = (0i64..5_000_000, 0i64..500_000, 0u32..60, 0u32..10, 0u32..80)
        .prop_map(|(price, list, paid, gifts, used)| sessions(price, list, paid, gifts, used));
    let sessions = prop::collection::vec(one, 1..5).prop_map(Had::Sessions);
    let value = (0i64..5_000_000, 0i64..5_000_000, 0i64..9_000_000).prop_map(|(principal, gift, used)| {
        Had::Value { principal: fen(principal), gift: fen(gift), used: fen(used.min(principal + gift)) }
    });
    let unlimited =
        (0i64..5_000_000, 0i64..800, -50i64..900).prop_map(|(price, days, ended)| Had::Unlimited {
            price: fen(price),
            from: CONTRACT,
            until: CONTRACT.saturating_add(days.days()),
            ended: CONTRACT.saturating_add(ended.days()),
        });
    prop_oneof![sessions, value, unlimited]
}

proptest! {
    #[test]
    fn never_more_than_was_paid_and_never_less_than_nothing(had in had(), paid in 0i64..9_000_000, gifts in prop::sample::select(GiftPolicy::ALL), ground in 0usize..7) {
        let case = Case { gifts, ..case(paid, had) };
        let working = work_out(&case, &rules().expect("rules").grounds()[ground]).expect("worked out");
        prop_assert!(Money::ZERO <= working.principal && working.principal <= case.paid);
        prop_assert!(Money::ZERO <= working.interest && Money::ZERO <= working.delivered);
        prop_assert_eq!(working.total, working.principal.plus(working.interest).expect("in range"));
    }

    #[test]
    fn her_own_reason_never_brings_more(price in 1i64..1_000_000, paid in 1u32..40, gifts in 0u32..5, used in 0u32..45, mark_up in 0i64..100_000) {
        let list = price / i64::from(paid) + 1 + mark_up;
        let case = case(price, Had::Sessions(vec![sessions(price, list, paid, gifts, used)]));
        prop_assert!(worked(&case, "change-of-mind").principal <= worked(&case, "moved").principal);
    }
}
