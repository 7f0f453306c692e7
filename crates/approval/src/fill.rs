//! What is typed into a form, checked against its fields and worked out.

use std::collections::BTreeMap;

use kernel::{BusinessDate, Id, Money, PersonId, Problems, parse_day};
use org::Organisation;

use crate::form::{Field, FieldKind, Form};

/// Letters that fit in a line, and in several.
const LINE: usize = 200;
const LINES: usize = 2000;

/// A form filled in: by code, as it is kept and signed. Money in fen, people and pictures by key.
pub type Filled = BTreeMap<String, String>;

/// Checks what was typed and works out the rest; what is wrong goes to `wrong` under `field.CODE`.
pub fn fill(
    form: &Form,
    typed: &Filled,
    house: &Organisation,
    day: BusinessDate,
    wrong: &mut Problems,
) -> Filled {
    let mut filled = Filled::new();
    for field in form.fields.iter().filter(|field| !field.kind.is_worked_out()) {
        let text = typed.get(&field.code).map_or("", |text| text.trim());
        let name = format!("field.{}", field.code);
        if text.is_empty() {
            if field.must {
                wrong.add(name, "needed");
            }
            continue;
        }
        match value(field, text, house, day) {
            Ok(value) => drop(filled.insert(field.code.clone(), value)),
            Err(problem) => wrong.add(name, problem),
        }
    }
    for field in form.fields.iter().filter(|field| field.kind.is_worked_out()) {
        match worked_out(field, &filled) {
            Some(Ok(value)) => drop(filled.insert(field.code.clone(), value)),
            Some(Err(problem)) => {
                wrong.add(format!("field.{}", field.of.last().unwrap_or(&field.code)), problem)
            }
            None => {}
        }
    }
    filled
}

fn value(field: &Field, text: &str, house: &Organisation, day: BusinessDate) -> Result<String, &'static str> {
    let short = |most: usize| if text.chars().count() > most { Err("limit") } else { Ok(text.to_owned()) };
    match field.kind {
        FieldKind::Text => short(LINE),
        FieldKind::Area => short(LINES),
        FieldKind::Number => {
            let number: i64 = text.parse().map_err(|_| "not_a_number")?;
            let fits = number >= field.least.unwrap_or(0) && number <= field.most.unwrap_or(1_000_000);
            if fits { Ok(number.to_string()) } else { Err("approval.out_of_range") }
        }
        FieldKind::Money => {
            let money = text.parse::<Money>().ok().filter(|money| *money >= Money::ZERO);
            money.map(|money| money.in_fen().to_string()).ok_or("not_an_amount")
        }
        FieldKind::Day => parse_day(text).map(|day| day.to_string()).ok_or("not_a_day"),
        FieldKind::Choice => {
            field.options.iter().any(|pick| pick.code == text).then(|| text.to_owned()).ok_or("not_a_choice")
        }
        FieldKind::Person => {
            let person = text.parse::<PersonId>().ok().and_then(|id| house.person(id).ok());
            let here = person.filter(|person| org::holds(person.joined_on, person.left_on, day));
            here.map(|person| person.id.get().to_string()).ok_or("not_a_choice")
        }
        FieldKind::Post => {
            let post =
                house.post_by_code(text).filter(|post| org::holds(post.created_on, post.ended_on, day));
            post.map(|post| post.code.clone()).ok_or("not_a_choice")
        }
        FieldKind::Picture => text.parse::<i64>().map(|id| id.to_string()).map_err(|_| "unknown"),
        FieldKind::Days | FieldKind::Product => Err("unknown"),
    }
}

/// Nothing where a part of it is missing.
fn worked_out(field: &Field, filled: &Filled) -> Option<Result<String, &'static str>> {
    let [one, other] = field.of.as_slice() else { return None };
    let (one, other) = (filled.get(one)?, filled.get(other)?);
    Some(match field.kind {
        FieldKind::Days => {
            let (from, until) = (parse_day(one)?, parse_day(other)?);
            let days = i64::from(from.until(until).map_or(-1, |span| span.get_days())) + 1;
            if days >= 1 { Ok(days.to_string()) } else { Err("day_order") }
        }
        _ => {
            let (count, price): (i64, i64) = (one.parse().ok()?, other.parse().ok()?);
            let product = Money::fen(price).and_then(|price| price.times(count));
            product.map(|money| money.in_fen().to_string()).map_err(|_| "not_an_amount")
        }
    })
}

/// The amount of a filled form.
pub fn amount(form: &Form, filled: &Filled) -> Option<Money> {
    let fen = filled.get(form.amount.as_deref()?)?.parse().ok()?;
    Money::fen(fen).ok()
}

/// A number of a filled form.
pub fn number(filled: &Filled, code: &str) -> Option<i64> {
    filled.get(code)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(code: &str) -> Form {
        crate::form::shipped().expect("forms").iter().find(|form| form.code == code).expect("one").clone()
    }

    fn typed(pairs: &[(&str, &str)]) -> Filled {
        pairs.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
    }

    fn filled(code: &str, pairs: &[(&str, &str)]) -> (Filled, Vec<(String, &'static str)>) {
        let mut wrong = Problems::default();
        let day = jiff::civil::date(2026, 3, 2);
        let filled = fill(
            &form(code),
            &typed(pairs),
            &crate::route::tests::house(&[0], &[]).organisation,
            day,
            &mut wrong,
        );
        let problems = wrong.all().iter().map(|problem| (problem.field.clone(), problem.code)).collect();
        (filled, problems)
    }

    #[test]
    fn a_purchase_is_worked_out() {
        let (purchase, wrong) = filled(
            "purchase",
            &[
                ("item", "洁面乳"),
                ("quantity", "20"),
                ("unit", "瓶"),
                ("price", "150"),
                ("wanted", "2026-03-09"),
                ("why", "只剩三瓶"),
            ],
        );
        assert_eq!(wrong, []);
        assert_eq!(amount(&form("purchase"), &purchase).map(Money::in_fen), Some(3_000_00));
    }

    #[test]
    fn leave_counts_both_days_and_not_backwards() {
        let leave = |until| {
            filled("leave", &[("kind", "annual"), ("from", "2026-03-09"), ("until", until), ("why", "回家")])
        };
        assert_eq!(number(&leave("2026-03-11").0, "days"), Some(3));
        assert_eq!(leave("2026-03-08").1, [("field.until".to_owned(), "day_order")]);
        assert!(filled("leave", &[("kind", "moon")]).1.contains(&("field.kind".to_owned(), "not_a_choice")));
    }
}
