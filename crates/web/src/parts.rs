//! The shared parts of pages, drawn once each: what slices lean on must not break unseen.

use askama::Template;
use kernel::Money;

use crate::reply::Wrong;
use crate::{Choice, filters};

#[derive(Template)]
#[template(path = "parts_drawn.html")]
struct Parts {
    wrong: Wrong,
    note: String,
    choices: Vec<Choice>,
    amount: Money,
}

fn drawn(wrong: Wrong) -> String {
    let choices = vec![Choice::new("a", "甲"), Choice::new("b", "乙")];
    let amount = Money::fen(-5).expect("in range");
    Parts { wrong, note: "<script>".into(), choices, amount }.render().expect("the parts can be drawn")
}

#[test]
fn a_field_with_a_problem_is_marked_and_named_on_top() {
    let page = drawn(Wrong::sample("paid", "needed"));
    assert!(page.contains(r##"<a href="#paid">"##));
    assert!(page.contains(r#"aria-invalid="true" aria-describedby="paid-error""#));
    assert!(page.contains(r#"id="paid-error""#));
    assert_eq!(page.matches("aria-invalid").count(), 1);
}

#[test]
fn what_was_typed_stays_and_never_becomes_markup() {
    let page = drawn(Wrong::default());
    assert!(page.contains(r#"value="1,234.50""#));
    assert!(page.contains(r#"<option value="b" selected>乙</option>"#));
    assert!(!page.contains("<script>"));
    assert!(page.contains("-¥0.05"));
    assert!(page.contains("<table></table></details>"));
}
