//! Months worked out by hand, and what holds for all of them.

use super::*;
use proptest::prelude::*;

use crate::curve::{Step, Way};
use crate::held::Seat;
use crate::shared::{Part, Whose};

const NOVEMBER: BusinessDate = BusinessDate::constant(2026, 11, 1);
const DECEMBER: BusinessDate = BusinessDate::constant(2026, 12, 1);

fn fen(fen: i64) -> Money {
    Money::fen(fen).expect("in range")
}

fn row(id: i64, person: i64, amount: i64) -> Earning {
    Earning {
        id,
        line: TicketLineId::of(id),
        origin: TicketLineId::of(id),
        ticket: TicketId::of(id),
        day: jiff::civil::date(2026, 11, 10),
        since: jiff::civil::date(2026, 11, 10),
        journal: Journal::Cash,
        person: Some(PersonId::of(person)),
        kind: LineKind::Treatment,
        weight: 1,
        amount: fen(amount),
        whole: None,
        count: 1,
        fee: None,
        dispatch: None,
    }
}

/// Undoes a row on a day.
fn back(id: i64, of: &Earning, day: BusinessDate) -> Earning {
    Earning { id, line: TicketLineId::of(id), day, amount: -of.amount, count: -of.count, ..of.clone() }
}

fn rule(way: Way, back: Back) -> Rule {
    let step = |from, rate| Step { from: fen(from), rate };
    Rule {
        code: "cash".into(),
        name: kernel::Words::new("提成", ""),
        posts: vec!["consultant".into()],
        whose: Whose::Own,
        split: vec![],
        journal: Journal::Cash,
        kinds: vec![LineKind::Treatment],
        pays: Pays::Rate,
        way,
        steps: vec![step(7_000_00, 200), step(15_000_00, 350), step(25_000_00, 550)],
        above: false,
        gate: 0,
        most: Money::ZERO,
        percent: 100,
        fee: Money::ZERO,
        dispatch: vec![],
        back,
    }
}

fn fee(percent: u32, fee: i64) -> Rule {
    Rule {
        code: "fee".into(),
        journal: Journal::Consumption,
        pays: Pays::Fee,
        percent,
        fee: fen(fee),
        ..rule(Way::Whole, Back::Then)
    }
}

fn month(rules: Vec<Rule>, rows: Vec<Earning>) -> Month {
    Month { first: NOVEMBER, scheme_id: None, scheme: Scheme { rules, house: vec![] }, rows }
}

fn seat(post: &str, from: BusinessDate) -> Seat {
    let department = Some(if post == "consultant" { "consultants" } else { "therapy" }.to_owned());
    Seat { post: post.into(), store: Some(Id::of(1)), department, acting: false, from, until: None }
}

fn held() -> Held {
    let mut held = Held::default();
    for person in 1..=4 {
        held.add(PersonId::of(person), seat("consultant", jiff::civil::date(2026, 1, 1)));
    }
    held
}

fn sum(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.amount.in_fen()).sum()
}

#[test]
fn thirty_thousand_in_three_sales_pays_what_it_pays_at_once() {
    let rows = || vec![row(1, 1, 10_000_00), row(2, 1, 10_000_00), row(3, 1, 10_000_00)];
    let paid = |way| reckon(NOVEMBER, &[month(vec![rule(way, Back::Then)], rows())], &held()).expect("lines");
    let marginal = paid(Way::Marginal);
    assert_eq!(marginal.iter().map(|line| line.amount.in_fen()).collect::<Vec<_>>(), [60_00, 275_00, 450_00]);
    assert_eq!(sum(&paid(Way::Whole)), 1_650_00);
}

#[test]
fn who_held_no_such_post_on_the_day_gets_nothing() {
    let mut held = held();
    held.add(PersonId::of(9), seat("consultant", jiff::civil::date(2026, 11, 11)));
    held.add(PersonId::of(8), seat("therapist", jiff::civil::date(2026, 1, 1)));
    let house = Earning { person: None, ..row(3, 1, 10_000_00) };
    let rows = vec![row(1, 9, 10_000_00), row(2, 8, 10_000_00), house];
    assert_eq!(
        reckon(NOVEMBER, &[month(vec![rule(Way::Whole, Back::Then)], rows)], &held).expect("lines"),
        []
    );
}

#[test]
fn below_half_of_the_average_nothing_is_paid() {
    let gated = Rule { gate: 50, ..rule(Way::Whole, Back::Then) };
    let rows = vec![row(1, 1, 40_000_00), row(2, 2, 8_000_00), row(3, 3, 12_000_00)];
    let lines = reckon(NOVEMBER, &[month(vec![gated], rows)], &held()).expect("lines");
    let of = |person| {
        sum(&lines.iter().filter(|line| line.person == PersonId::of(person)).cloned().collect::<Vec<_>>())
    };
    assert_eq!((of(1), of(2), of(3)), (2_200_00, 0, 240_00), "the average is 20,000");
}

#[test]
fn the_fee_of_a_visit_is_split_to_the_fen() {
    let served = |id, person, weight| Earning {
        line: TicketLineId::of(7),
        journal: Journal::Consumption,
        fee: Some(fen(20_00)),
        weight,
        ..row(id, person, 100_00)
    };
    let rows = vec![served(1, 1, 1), served(2, 2, 1), served(3, 3, 1)];
    let lines = reckon(NOVEMBER, &[month(vec![fee(100, 0)], rows.clone())], &held()).expect("lines");
    assert_eq!(lines.iter().map(|line| line.amount.in_fen()).collect::<Vec<_>>(), [6_67, 6_67, 6_66]);
    let without = rows.into_iter().map(|row| Earning { fee: None, ..row }).collect();
    let lines = reckon(NOVEMBER, &[month(vec![fee(100, 5_00)], without)], &held()).expect("lines");
    assert_eq!(sum(&lines), 5_00);
}

#[test]
fn a_requested_therapist_may_have_a_fee_of_her_own() {
    let asked = Rule { dispatch: vec!["requested".into()], ..fee(150, 0) };
    let served = |id, way: &str| Earning {
        journal: Journal::Consumption,
        fee: Some(fen(20_00)),
        dispatch: Some(way.into()),
        ..row(id, 1, 100_00)
    };
    let rows = vec![served(1, "requested"), served(2, "turn")];
    let lines = reckon(NOVEMBER, &[month(vec![asked], rows)], &held()).expect("lines");
    assert_eq!(
        lines.iter().map(|line| (line.row, line.amount.in_fen())).collect::<Vec<_>>(),
        [(Some(1), 30_00)]
    );
}

#[test]
fn what_is_undone_later_is_due_back_then_or_anew_or_stays() {
    let sold = [row(1, 1, 20_000_00), row(2, 1, 10_000_00)];
    let paid = |way: Back| {
        let undone = back(3, &sold[1], jiff::civil::date(2026, 12, 5));
        let rows = sold.iter().cloned().chain([undone]).collect();
        let months = [month(vec![rule(Way::Whole, way)], rows)];
        reckon(DECEMBER, &months, &held()).expect("lines")
    };
    assert_eq!(sum(&paid(Back::Then)), -550_00, "as it was paid: 5.5 % of 10,000");
    assert_eq!(sum(&paid(Back::Anew)), -950_00, "20,000 alone would have been 700 of 1,650");
    assert_eq!(sum(&paid(Back::Kept)), 0);
    assert!(paid(Back::Then).iter().all(|line| line.is_back));
}

fn sales() -> impl Strategy<Value = Vec<Earning>> {
    let one = (1i64..4, 1i64..3_000_000);
    prop::collection::vec(one, 1..20)
        .prop_map(|all| (1i64..).zip(all).map(|(id, (person, amount))| row(id, person, amount)).collect())
}

fn ways() -> impl Strategy<Value = Way> {
    prop::sample::select(vec![Way::Whole, Way::Marginal])
}

proptest! {
    #[test]
    fn lines_make_what_the_rule_pays_on_the_sum(rows in sales(), way in ways(), most in 0i64..500_000) {
        let rule = Rule { most: fen(most), ..rule(way, Back::Then) };
        let lines = reckon(NOVEMBER, &[month(vec![rule.clone()], rows.clone())], &held()).expect("lines");
        for person in (1..4).map(PersonId::of) {
            let of = |row: &&Earning| row.person == Some(person);
            let sold = Money::total(rows.iter().filter(of).map(|row| row.amount)).expect("in range");
            let paid: Vec<Line> = lines.iter().filter(|line| line.person == person).cloned().collect();
            prop_assert_eq!(sum(&paid), rule.curve().pays(sold).expect("paid").in_fen());
        }
    }

    #[test]
    fn what_is_undone_in_the_month_brings_nought(rows in sales(), way in ways(), served in any::<bool>()) {
        let journal = if served { Journal::Consumption } else { Journal::Cash };
        let rows: Vec<Earning> = rows.into_iter().map(|row| Earning { journal, ..row }).collect();
        let undone = rows.iter().map(|row| back(row.id + 1000, row, row.day)).collect::<Vec<_>>();
        let all = rows.into_iter().chain(undone).collect();
        let rules = vec![rule(way, Back::Then), fee(100, 5_00)];
        let lines = reckon(NOVEMBER, &[month(rules, all)], &held()).expect("lines");
        prop_assert_eq!(sum(&lines), 0);
    }

    #[test]
    fn what_is_undone_later_takes_back_what_was_paid(rows in sales(), way in ways(), anew in any::<bool>()) {
        let policy = if anew { Back::Anew } else { Back::Then };
        let rules = vec![rule(way, policy), fee(100, 5_00)];
        let paid = reckon(NOVEMBER, &[month(rules.clone(), rows.clone())], &held()).expect("lines");
        let day = jiff::civil::date(2026, 12, 3);
        let undone: Vec<Earning> = rows.iter().map(|row| back(row.id + 1000, row, day)).collect();
        let all = rows.into_iter().chain(undone).collect();
        let due = reckon(DECEMBER, &[month(rules, all)], &held()).expect("lines");
        prop_assert_eq!(sum(&paid) + sum(&due), 0);
    }

    #[test]
    fn fees_of_those_who_served_together_make_the_fee(
        weights in prop::collection::vec(1u32..100, 1..6),
        count in 1i64..5,
        price in 0i64..9_000,
    ) {
        let served = |(place, weight): (usize, &u32)| Earning {
            line: TicketLineId::of(7),
            journal: Journal::Consumption,
            fee: Some(fen(price)),
            weight: *weight,
            count,
            ..row(place as i64 + 1, place as i64 % 4 + 1, 100_00)
        };
        let rows = weights.iter().enumerate().map(served).collect();
        let lines = reckon(NOVEMBER, &[month(vec![fee(100, 0)], rows)], &held()).expect("lines");
        prop_assert_eq!(sum(&lines), price * count);
    }
}

/// Persons 1 to 4 sell, 5 and 6 serve, 9 leads the therapists.
fn whole_shop() -> Held {
    let mut held = held();
    let since = jiff::civil::date(2026, 1, 1);
    for person in [5, 6] {
        held.add(PersonId::of(person), seat("therapist", since));
    }
    held.add(PersonId::of(9), seat("therapy-director", since));
    held
}

fn of_line(line: i64, row: Earning) -> Earning {
    Earning { line: TicketLineId::of(line), origin: TicketLineId::of(line), ..row }
}

fn served(id: i64, line: i64, person: i64, amount: i64) -> Earning {
    Earning { journal: Journal::Consumption, ..of_line(line, row(id, person, amount)) }
}

fn ten_percent() -> Rule {
    Rule { steps: vec![Step { from: Money::ZERO, rate: 1000 }], ..rule(Way::Whole, Back::Then) }
}

fn by_role(parts: &[(&str, u32)]) -> Rule {
    let part = |(post, parts): &(&str, u32)| Part { posts: vec![(*post).into()], parts: *parts };
    Rule {
        posts: vec!["consultant".into(), "therapist".into()],
        split: parts.iter().map(part).collect(),
        ..ten_percent()
    }
}

#[test]
fn roles_share_a_line_and_one_that_nobody_has_leaves_its_part() {
    let rule = || by_role(&[("consultant", 60), ("therapist", 40)]);
    let rows = vec![
        of_line(1, row(1, 1, 300_00)),
        served(2, 1, 5, 200_00),
        served(3, 1, 6, 100_00),
        of_line(4, row(4, 2, 100_00)),
    ];
    let lines = reckon(NOVEMBER, &[month(vec![rule()], rows)], &whole_shop()).expect("lines");
    let lines: Vec<_> = lines
        .iter()
        .map(|line| {
            (line.person.get(), line.base.in_fen(), line.whole.map(Money::in_fen), line.amount.in_fen())
        })
        .collect();
    assert_eq!(
        lines,
        [
            (1, 180_00, Some(300_00), 18_00),
            (2, 100_00, Some(100_00), 10_00),
            (5, 80_00, Some(300_00), 8_00),
            (6, 40_00, Some(300_00), 4_00),
        ]
    );
}

#[test]
fn whoever_leads_is_paid_on_what_her_department_did_and_gives_back_alike() {
    let rule = Rule {
        posts: vec!["therapy-director".into()],
        whose: Whose::Department,
        journal: Journal::Consumption,
        ..ten_percent()
    };
    let rows = vec![of_line(1, row(1, 1, 300_00)), served(2, 1, 5, 200_00), served(3, 1, 6, 100_00)];
    let undone: Vec<Earning> = rows
        .iter()
        .map(|row| Earning { line: TicketLineId::of(7), ..back(row.id + 10, row, DECEMBER) })
        .collect();
    let then = month(vec![rule.clone()], rows.clone());
    let paid = reckon(NOVEMBER, std::slice::from_ref(&then), &whole_shop()).expect("lines");
    assert_eq!(
        paid.iter().map(|line| (line.person.get(), line.amount.in_fen())).collect::<Vec<_>>(),
        [(9, 30_00)]
    );
    assert_eq!((paid[0].row, paid[0].base), (Some(2), fen(300_00)));
    let now = Month { first: DECEMBER, ..month(vec![rule], vec![]) };
    let then = Month { rows: [rows, undone].concat(), ..then };
    assert_eq!(sum(&reckon(DECEMBER, &[now, then], &whole_shop()).expect("lines")), -30_00);
}

#[test]
fn a_wage_goes_by_the_days_and_nobody_gets_one_for_standing_in() {
    let rule = Rule {
        posts: vec!["therapist".into()],
        kinds: vec![],
        pays: Pays::Wage,
        fee: fen(3_000_00),
        ..rule(Way::Whole, Back::Then)
    };
    let mut held = whole_shop();
    held.add(PersonId::of(7), seat("therapist", jiff::civil::date(2026, 11, 17)));
    held.add(PersonId::of(1), Seat { acting: true, ..seat("therapist", NOVEMBER) });
    let lines = reckon(NOVEMBER, &[month(vec![rule], vec![])], &held).expect("lines");
    let lines: Vec<_> =
        lines.iter().map(|line| (line.person.get(), line.rate, line.amount.in_fen())).collect();
    assert_eq!(lines, [(5, Some(10_000), 3_000_00), (6, Some(10_000), 3_000_00), (7, Some(4_667), 1_400_00)]);
}

proptest! {
    /// Whatever the roles and shares, what the roles have is what the line brought.
    #[test]
    fn what_roles_share_is_the_whole(
        sold in prop::collection::vec((1i64..7, -500_000i64..900_000), 1..5),
        given in prop::collection::vec((1i64..7, 0i64..900_000), 0..5),
        parts in prop::collection::vec(1u32..100, 2),
    ) {
        let mut rows = vec![];
        for (id, (person, amount)) in (1..).zip(&sold) {
            rows.push(of_line(1, row(id, *person, *amount)));
        }
        for (id, (person, amount)) in (100..).zip(&given) {
            rows.push(served(id, 1, *person, *amount));
        }
        let rule = by_role(&[("consultant", parts[0]), ("therapist", parts[1])]);
        let month = month(vec![], rows);
        let seen = crate::shared::seen(&month, &rule, &whole_shop()).expect("seen");
        let sum = |rows: &[Earning]| -> i64 {
            rows.iter().filter(|row| row.journal == Journal::Cash).map(|row| row.amount.in_fen()).sum()
        };
        prop_assert_eq!(sum(&seen.rows), sum(&month.rows));
    }
}
