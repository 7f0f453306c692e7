//! The doors of the handbook, on both databases: given, when, then.

mod centre;

use std::sync::Arc;

use centre::{Centre, FIRST_DAY};
use db::Tx;
use db::testing::databases;
use handbook::draft::{DraftForm, discard, open_draft, take_release};
use handbook::edit::{WithdrawForm, add, change, restore, withdraw};
use handbook::publish::{PublishForm, publish};
use handbook::{Entry, EntryForm, shipped};
use kernel::{Actor, Result};
use org::founding::house;
use web::{Form, Nothing};

fn shipped_entry(id: &str) -> &'static Entry {
    shipped().expect("sound").book.entry(id).expect("an entry")
}

fn publication(edit: i64, from: &str) -> PublishForm {
    PublishForm { edit: edit.to_string(), effective_from: from.into(), ..PublishForm::sample() }
}

/// Code of the refusal, and the fields it blames.
fn refused<T>(result: Result<T>) -> (&'static str, Vec<String>) {
    let error = result.err().expect("a refusal");
    let refusal = error.refusal().unwrap_or_else(|| panic!("{error}"));
    (refusal.code, refusal.problems.iter().map(|problem| problem.field.clone()).collect())
}

fn on_both(story: impl Fn(Centre)) {
    for test in databases() {
        eprintln!("on {}", test.name);
        story(Centre::founded(test));
    }
}

#[test]
fn a_centre_begins_with_the_shipped_handbook_in_force_at_once() {
    on_both(|centre| {
        assert_eq!(*centre.book_on(FIRST_DAY), shipped().expect("sound").book);
        assert_eq!(centre.book_on("2026-11-23").entries, []);
        assert!(Arc::ptr_eq(&centre.book_on(FIRST_DAY), &centre.book_on("2027-01-01")), "read once");
    });
}

#[test]
fn a_draft_published_for_later_holds_from_its_day_on() {
    on_both(|centre| {
        centre.acts(Nothing {}, open_draft).expect("opened");
        let later = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:10".into());
        centre.acts(later, change).expect("changed");
        centre.acts(publication(1, "2026-12-01"), publish).expect("published");

        let hour =
            |day: &str| centre.book_on(day).entry("cleaner.morning").map(|entry| entry.when.to_string());
        assert_eq!(hour(FIRST_DAY).as_deref(), Some("daily 08:40"));
        assert_eq!(hour("2026-11-30").as_deref(), Some("daily 08:40"));
        assert_eq!(hour("2026-12-01").as_deref(), Some("daily 09:10"));
        assert_eq!(centre.book_on("2026-12-01").entries.len(), shipped().expect("sound").book.entries.len());
    });
}

#[test]
fn a_form_filled_in_over_an_older_draft_is_refused() {
    on_both(|centre| {
        assert_eq!(refused(centre.acts(publication(0, "2026-12-01"), publish)).0, "handbook.no_draft");
        centre.acts(Nothing {}, open_draft).expect("opened");
        assert_eq!(refused(centre.acts(Nothing {}, open_draft)).0, "handbook.draft_open");
        let mine = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:10".into());
        let yours = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:20".into());
        centre.acts(mine, change).expect("the first");
        assert_eq!(refused(centre.acts(yours, change)).0, "stale");
        assert_eq!(refused(centre.acts(DraftForm { edit: "0".into() }, discard)).0, "stale");
        centre.acts(DraftForm { edit: "1".into() }, discard).expect("discarded");
        centre.acts(Nothing {}, open_draft).expect("and a new one");
    });
}

#[test]
fn of_two_who_begin_a_draft_at_once_one_is_told() {
    on_both(|centre| {
        let opened = std::thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| centre.acts(Nothing {}, open_draft)));
            both.map(|one| one.join().expect("no panic"))
        });
        let refusals: Vec<&str> = opened.into_iter().filter(Result::is_err).map(|no| refused(no).0).collect();
        assert_eq!(refusals, ["handbook.draft_open"]);
    });
}

#[test]
fn own_duties_and_withdrawn_entries_are_part_of_the_book() {
    on_both(|centre| {
        centre.acts(Nothing {}, open_draft).expect("opened");
        let own = EntryForm { edit: "0".into(), ..EntryForm::sample() };
        assert_eq!(centre.acts(own, add).expect("added"), "own.greeter.1");
        let gone = |edit: &str| WithdrawForm { edit: edit.into(), reason: "外包给洗涤厂".into() };
        let empty = WithdrawForm { edit: "1".into(), reason: " ".into() };
        let linen = || "cleaner.linen".to_owned();
        assert_eq!(refused(centre.acts((linen(), empty), withdraw)), ("invalid", vec!["reason".to_owned()]));
        centre.acts((linen(), gone("1")), withdraw).expect("withdrawn");
        assert_eq!(refused(centre.acts((linen(), gone("2")), withdraw)).0, "handbook.is_withdrawn");
        centre.acts(("cleaner.deep".to_owned(), gone("2")), withdraw).expect("withdrawn too");
        let back = ("cleaner.deep".to_owned(), DraftForm { edit: "3".into() });
        centre.acts(back, restore).expect("restored");
        centre.acts(publication(4, FIRST_DAY), publish).expect("published");

        let book = centre.book_on(FIRST_DAY);
        assert_eq!(
            book.entry("own.greeter.1").map(|entry| entry.title.zh.as_str()),
            Some("给等候的客人续茶")
        );
        assert!(book.entry("cleaner.linen").is_none() && book.entry("cleaner.deep").is_some());

        centre.acts(Nothing {}, open_draft).expect("the next draft");
        let back = (linen(), DraftForm { edit: "0".into() });
        centre.acts(back, restore).expect("what was withdrawn can come back later");
    });
}

#[test]
fn all_that_stands_against_publishing_is_told_together() {
    on_both(|centre| {
        centre.acts(Nothing {}, open_draft).expect("opened");
        let same = publication(0, "2026-12-01");
        assert_eq!(refused(centre.acts(same, publish)).0, "handbook.nothing_changed");
        let form = PublishForm { title: "".into(), ..publication(0, "2026-11-23") };
        let (code, fields) = refused(centre.acts(form, publish));
        assert_eq!((code, fields), ("invalid", vec!["effective_from".to_owned(), "title".to_owned()]));

        let wrong = centre.rewritten("cleaner.morning", 0, |form| form.evidence = vec!["wishes".into()]);
        assert_eq!(refused(centre.acts(wrong, change)).0, "invalid");
        let same = centre.rewritten("cleaner.morning", 0, |_| {});
        assert_eq!(refused(centre.acts(same, change)).0, "handbook.nothing_changed");
        let later = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:10".into());
        centre.acts(later, change).expect("changed");
        centre.acts(publication(1, "2026-12-10"), publish).expect("published");

        centre.acts(Nothing {}, open_draft).expect("opened");
        let again = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:20".into());
        centre.acts(again, change).expect("changed");
        let before_the_coming_one = publication(1, "2026-12-01");
        let (_, fields) = refused(centre.acts(before_the_coming_one, publish));
        assert_eq!(fields, ["effective_from"], "the coming version would undo it");
        centre.sleep_until("2026-12-20");
        assert_eq!(refused(centre.acts(publication(1, "2026-12-10"), publish)).1, ["effective_from"]);
        centre.acts(publication(1, "2026-12-20"), publish).expect("from today");
    });
}

#[test]
fn a_new_release_keeps_the_centres_words() {
    on_both(|centre| {
        centre.acts(Nothing {}, open_draft).expect("opened");
        let ours =
            centre.rewritten("cleaner.morning", 0, |form| form.title_zh = "开门前我们自己的打扫法".into());
        centre.acts(ours, change).expect("changed");
        let ours = centre.rewritten("cleaner.log", 1, |form| form.title_en = "Our own log".into());
        centre.acts(ours, change).expect("changed");
        centre.acts(publication(2, FIRST_DAY), publish).expect("published");
        assert_eq!(refused(centre.acts(Nothing {}, take_release)).0, "handbook.no_release");

        // Given that the centre had begun from an older release, with other words and hours in it.
        centre.db.write_now(began_from_an_older_release).expect("rewound");
        centre.acts(Nothing {}, take_release).expect("merged");
        let edit = publication(0, "2026-12-01");
        centre.acts(edit, publish).expect("published");

        let book = centre.book_on("2026-12-01");
        let title = |id: &str| book.entry(id).map(|entry| entry.title.clone()).expect("an entry");
        assert_eq!(title("cleaner.morning").zh, "开门前我们自己的打扫法");
        assert_eq!(title("cleaner.log").en, "Our own log");
        assert_eq!(title("cleaner.deep"), shipped_entry("cleaner.deep").title, "follows the release");
    });
}

/// As if version 1 had come from a release in which every cleaner's entry was called otherwise.
fn began_from_an_older_release(tx: &mut Tx) -> Result<()> {
    let mut older = shipped()?.book.entries.clone();
    older
        .iter_mut()
        .filter(|entry| entry.post == "cleaner")
        .for_each(|entry| entry.title.zh.push_str("（旧）"));
    let rename = |entry: &Entry| serde_json::to_string(entry);
    tx.exec(
        db::sql!("INSERT INTO handbook_release (hash, shipped_with, content, kept_at) VALUES ('older', '0.0', $1, 0)"),
        db::args![serde_json::to_string(&older)?],
    )?;
    tx.exec(db::sql!("UPDATE handbook_version SET based_on = 'older'"), db::args![])?;
    let deep = older.iter().find(|entry| entry.id == "cleaner.deep").map(rename).transpose()?;
    tx.exec(
        db::sql!("UPDATE handbook_entry SET content = $1 WHERE entry_id = 'cleaner.deep'"),
        db::args![deep.unwrap_or_default()],
    )
    .map(drop)
}

#[test]
fn only_an_editor_writes() {
    on_both(|centre| {
        let nobody = Actor { holdings: vec![], ..house() };
        assert_eq!(refused(centre.goes(&nobody, Nothing {}, open_draft)).0, "forbidden");
        assert_eq!(refused(centre.goes(&nobody, Nothing {}, take_release)).0, "forbidden");
        centre.acts(Nothing {}, open_draft).expect("opened");
        let form = centre.rewritten("cleaner.morning", 0, |form| form.at = "09:10".into());
        assert_eq!(refused(centre.goes(&nobody, form, change)).0, "forbidden");
        assert_eq!(refused(centre.goes(&nobody, EntryForm::sample(), add)).0, "forbidden");
        assert_eq!(refused(centre.goes(&nobody, publication(0, FIRST_DAY), publish)).0, "forbidden");
    });
}

#[test]
fn every_statement_is_good_on_both_databases() {
    for test in databases() {
        let mut wrong = db::check_statements(&test.db).expect("checked");
        wrong.retain(|what| what.starts_with("crates/handbook"));
        assert_eq!(wrong, Vec::<String>::new(), "{}", test.name);
    }
}
