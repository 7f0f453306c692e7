//! Pages of a list cover every row exactly once, in order, in both directions.
use db::list::{Ask, Filter, Page, Shape, Sort};
use db::testing::{TestDb, databases};
use db::{args, listing, record, sql};
use kernel::{Kind, Result};
use proptest::prelude::*;

record! {
    /// A job as the test lists it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct JobRow {
        /// Key.
        pub id: i64,
        /// Kind.
        pub kind: String,
        /// May be empty.
        pub key: Option<String>,
        /// When.
        pub due_at: i64,
        /// May be empty.
        pub leased_until: Option<i64>,
    }
}

listing! {
    /// Jobs, every way.
    pub static JOBS: JobRow = Shape {
        select: "j.id, j.kind, j.key, j.due_at, j.leased_until",
        from: "job j",
        only: "j.tries >= $1",
        key: "j.id",
        sorts: &[
            Sort::text("kind", "j.kind"),
            Sort::text("key", "j.key").may_be_null(),
            Sort::int("due", "j.due_at"),
            Sort::int("leased", "j.leased_until").may_be_null(),
        ],
        filters: &[
            Filter::contains("q", "lower(j.kind) LIKE ? OR lower(j.key) LIKE ?"),
            Filter::text("kind", "j.kind = ?"),
            Filter::int("id", "j.id = ?"),
            Filter::day("from", "j.payload >= ?"),
            Filter::flag("free", "j.leased_until IS NULL"),
        ],
    };
}

type Fact = (String, Option<String>, i64, Option<i64>);

/// Few values, so that there are ties; some of them awkward.
fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let text =
        prop_oneof![Just(""), Just("a"), Just("'"), Just("面部"), Just("100%"), Just("a_b\\"), Just("zz")];
    let number = prop_oneof![Just(i64::MIN), -2..3i64, Just(i64::MAX)];
    let text = text.prop_map(str::to_owned);
    prop::collection::vec(
        (text.clone(), prop::option::of(text), number.clone(), prop::option::of(number)),
        0..25,
    )
}

fn fill(test: &TestDb, facts: &[Fact]) {
    let facts = facts.to_vec();
    let filled = test.db.write_now(move |tx| {
        tx.exec(sql!("DELETE FROM job"), args![])?;
        for (index, (kind, key, due, leased)) in facts.iter().enumerate() {
            // One key may be open once for a kind; the others have given up.
            tx.exec(
                sql!(
                    "INSERT INTO job (kind, key, payload, due_at, leased_until, gave_up_at)
                      VALUES ($1, $2, '2026-05-01', $3, $4, $5)"
                ),
                args![kind, key.clone(), *due, *leased, index as i64],
            )?;
        }
        Ok(())
    });
    filled.expect("filled");
}

fn page(test: &TestDb, ask: &Ask) -> Result<Page<JobRow>> {
    let ask = ask.clone();
    test.db.read_now(move |tx| JOBS.page(tx, &ask, args![0]))
}

fn ids(rows: &[JobRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

/// Walks to the end and back again; both walks must show what one long page shows.
fn walk(test: &TestDb, sort: &str, descending: bool, limit: u32) {
    let ask = Ask { sort: sort.into(), descending, ..Ask::default() };
    let whole = ids(&page(test, &Ask { limit: 1000, ..ask.clone() }).expect("all").rows);
    let (mut there, mut last) = (vec![], Ask { limit, ..ask.clone() });
    let mut back = vec![];
    for _ in 0..=whole.len() {
        let page = page(test, &last).expect("a page");
        there.extend(ids(&page.rows));
        back = ids(&page.rows);
        assert_eq!(page.previous.is_some(), last.after.is_some() && !page.rows.is_empty());
        let Some(next) = page.next else {
            last.before = page.previous;
            break;
        };
        last.after = Some(next);
    }
    assert_eq!(there, whole, "{} {sort} {descending}", test.name);
    last.after = None;
    for _ in 0..=whole.len() {
        let Some(before) = last.before.take() else { break };
        let page = page(test, &Ask { before: Some(before), ..last.clone() }).expect("a page");
        assert!(page.next.is_some());
        back.splice(0..0, ids(&page.rows));
        last.before = page.previous;
    }
    assert_eq!(back, whole, "{} {sort} {descending} backwards", test.name);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_row_is_on_exactly_one_page(facts in facts(), limit in 1u32..7) {
        thread_local!(static TESTS: Vec<TestDb> = databases());
        TESTS.with(|tests| for test in tests {
            fill(test, &facts);
            for sort in ["kind", "key", "due", "leased"] {
                walk(test, sort, false, limit);
                walk(test, sort, true, limit);
            }
        });
    }
}

fn filtered(test: &TestDb, code: &str, text: &str) -> Result<Vec<String>> {
    let ask = Ask { filters: vec![(code.into(), text.into())], ..Ask::default() };
    Ok(page(test, &ask)?.rows.into_iter().map(|row| row.kind).collect())
}

#[test]
fn filters_take_what_is_typed_literally() {
    for test in databases() {
        let facts = ["100%", "1000", "a_b", "aXb", "面部护理", "Back\\slash"];
        fill(&test, &facts.map(|kind| (kind.to_owned(), None, 0, (kind == "1000").then_some(1))));
        let found = |code: &str, text: &str| filtered(&test, code, text).expect("filtered");
        assert_eq!(found("q", "0%"), ["100%"], "{}", test.name);
        assert_eq!(found("q", "a_B"), ["a_b"]);
        assert_eq!(found("q", "部护"), ["面部护理"]);
        assert_eq!(found("q", "k\\s"), ["Back\\slash"]);
        assert_eq!(found("kind", " 1000 "), ["1000"]);
        assert_eq!(found("free", "yes").len(), 5);
        assert_eq!(found("from", "2026-05-01").len(), 6);
        assert_eq!(found("from", "2026-05-02").len(), 0);
        assert_eq!(found("q", "  ").len(), 6);
    }
}

#[test]
fn what_makes_no_sense_is_refused_field_by_field() {
    for test in databases() {
        fill(&test, &[("a".to_owned(), None, 0, None), ("b".to_owned(), None, 0, None)]);
        let next = page(&test, &Ask { limit: 1, ..Ask::default() }).expect("a page").next;
        let wrong = |ask: Ask| {
            let error = page(&test, &ask).expect_err("refused");
            let refusal = error.refusal().expect("an answer").clone();
            assert_eq!(refusal.kind, Kind::Invalid);
            refusal.problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        let filters =
            |code: &str, text: &str| Ask { filters: vec![(code.into(), text.into())], ..Ask::default() };
        assert_eq!(wrong(Ask { sort: "colour".into(), ..filters("size", "7") }), ["sort", "size"]);
        for (code, text) in [("id", "x"), ("from", "1.5.2026"), ("free", "no"), ("q", "\0"), ("kind", "a\0")]
        {
            assert_eq!(wrong(filters(code, text)), [code]);
        }
        assert_eq!(wrong(Ask { sort: "due".into(), after: next.clone(), ..Ask::default() }), ["after"]);
        assert_eq!(wrong(Ask { before: next.clone(), after: next, ..Ask::default() }), ["before"]);
        let forged = |json: &str| json.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        for cursor in ["", "zz", "7b7d", &forged(r#"["kind",null,1]"#), &forged(r#"["kind","\u0000",1]"#)] {
            assert_eq!(wrong(Ask { after: Some(cursor.into()), ..Ask::default() }), ["after"], "{cursor}");
        }
    }
}
