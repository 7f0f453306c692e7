use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use kernel::{Error, Grant, Result};
use org::CalendarDayRow;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::book::Book;
use crate::entry::Entry;
use crate::faults::{FaultKind, faults};
use crate::files::{Folder, Mistake, read};
use crate::when::is_code;

/// The folder itself: inside the binary in release, read from disk in debug.
#[derive(RustEmbed)]
#[folder = "../../handbook"]
struct Files;

/// The handbook as it comes with the program.
#[derive(Debug, Clone)]
pub struct Shipped {
    /// The book.
    pub book: Book,
    /// Which release it is: the program's version.
    pub release: &'static str,
    /// Tells it from every other release by its entries alone.
    pub hash: String,
    /// What each post may do, by its code.
    pub rights: BTreeMap<String, Vec<Grant>>,
    /// The announced days of the mainland's calendar.
    pub calendar: Vec<CalendarDayRow>,
}

/// The handbook that comes with the program, read and checked once.
pub fn shipped() -> Result<&'static Shipped> {
    static SHIPPED: OnceLock<Result<Shipped, String>> = OnceLock::new();
    let made = SHIPPED.get_or_init(|| Shipped::of(&texts()).map_err(|mistakes| told(&mistakes)));
    made.as_ref().map_err(|mistakes| Error::fault(mistakes.clone()))
}

impl Shipped {
    /// Reads a folder, path and text of each file, and checks all of it.
    pub fn of(texts: &BTreeMap<String, String>) -> Result<Shipped, Vec<Mistake>> {
        let folder = read(texts)?;
        let mistakes = check(&folder);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let hash = hash(&folder.book.entries).map_err(|what| vec![mistake("posts", "", what)])?;
        let Folder { book, rights, calendar, .. } = folder;
        Ok(Shipped { book, release: env!("CARGO_PKG_VERSION"), hash, rights, calendar })
    }
}

/// A hash over entries: two releases with the same words are the same.
pub(crate) fn hash(entries: &[Entry]) -> Result<String, String> {
    let text = serde_json::to_vec(entries).map_err(|error| error.to_string())?;
    Ok(hex::encode(Sha256::digest(text)))
}

fn texts() -> BTreeMap<String, String> {
    let read = |path: std::borrow::Cow<'static, str>| {
        let file = Files::get(&path)?;
        Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    };
    Files::iter().filter(|path| path.ends_with(".toml")).filter_map(read).collect()
}

fn told(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!("the handbook has {} mistakes:\n{}", lines.len(), lines.join("\n"))
}

fn mistake(file: &str, id: &str, what: impl Into<String>) -> Mistake {
    Mistake { file: file.to_owned(), id: id.to_owned(), what: what.into() }
}

fn check(folder: &Folder) -> Vec<Mistake> {
    let mut mistakes = codes(&folder.book);
    mistakes.extend(posts(folder));
    mistakes.extend(rounds(&folder.book));
    mistakes.extend(faults(&folder.book, &folder.book.entries).into_iter().map(|fault| {
        let post = folder.book.entry(&fault.entry).map_or("", |entry| &entry.post);
        mistake(file_of(folder, post), &fault.entry, in_words(&fault.kind))
    }));
    for entry in folder.book.entries.iter().filter(|entry| !entry.id.starts_with(&format!("{}.", entry.post)))
    {
        mistakes.push(mistake(
            file_of(folder, &entry.post),
            &entry.id,
            "its id does not begin with its post",
        ));
    }
    let unknown = folder.rights.keys().filter(|post| folder.book.post(post).is_none());
    mistakes.extend(unknown.map(|post| mistake("rights.toml", post, "there is no such post")));
    mistakes
}

fn file_of<'a>(folder: &'a Folder, post: &str) -> &'a str {
    folder.files.get(post).map_or("posts", String::as_str)
}

fn in_words(kind: &FaultKind) -> String {
    match kind {
        FaultKind::DoubleId => "its id is there twice".to_owned(),
        FaultKind::UnknownPost(code) => format!("there is no post {code:?}"),
        FaultKind::UnknownReviewer(code) => format!("there is no post {code:?} to review it"),
        FaultKind::UnknownClause(id) => format!("there is no clause {id:?}"),
        FaultKind::UnknownEvidence(code) => format!("there is no evidence {code:?}"),
        FaultKind::UnknownEvent(code) => format!("there is no event {code:?}"),
        FaultKind::NoEvidence => "nothing would show that it was done".to_owned(),
        FaultKind::EmptyText => "its title or detail is missing in a language".to_owned(),
    }
}

/// Codes that stand twice.
fn codes(book: &Book) -> Vec<Mistake> {
    let lists: [(&str, Vec<&str>); 6] = [
        ("clauses.toml", book.clauses.iter().map(|clause| clause.id.as_str()).collect()),
        ("departments.toml", book.departments.iter().map(|department| department.code.as_str()).collect()),
        ("evidence.toml", book.evidence.iter().map(|evidence| evidence.code.as_str()).collect()),
        ("events.toml", book.events.iter().map(|event| event.code.as_str()).collect()),
        ("posts", book.posts.iter().map(|post| post.code.as_str()).collect()),
        ("rounds", book.rounds.iter().map(|round| round.code.as_str()).collect()),
    ];
    let mut mistakes = vec![];
    for (file, codes) in lists {
        let mut seen = BTreeSet::new();
        let twice = codes.into_iter().filter(|code| !seen.insert(*code));
        mistakes.extend(twice.map(|code| mistake(file, code, "it is there twice")));
    }
    mistakes
}

/// Rounds that look at no department of ours, or prove what is no evidence.
fn rounds(book: &Book) -> Vec<Mistake> {
    let mut mistakes = vec![];
    for round in &book.rounds {
        let mut wrong = |what: String| mistakes.push(mistake("rounds", &round.code, what));
        if let Some(code) = round.department.as_deref().filter(|code| book.department(code).is_none()) {
            wrong(format!("there is no department {code:?}"));
        }
        for code in round.evidence.iter().filter(|code| book.evidence.iter().all(|one| one.code != **code)) {
            wrong(format!("there is no evidence {code:?}"));
        }
    }
    mistakes
}

/// Posts that lead nowhere: each but one answers to another, and following them upward always ends.
fn posts(folder: &Folder) -> Vec<Mistake> {
    let book = &folder.book;
    let mut mistakes = vec![];
    for post in &book.posts {
        let mut wrong = |what: String| mistakes.push(mistake(file_of(folder, &post.code), &post.code, what));
        if !is_code(&post.code) {
            wrong("a code has small letters, digits and hyphens".to_owned());
        }
        for superior in post.superior.iter().chain(&post.dotted).filter(|code| book.post(code).is_none()) {
            wrong(format!("there is no post {superior:?} above it"));
        }
        if let Some(department) = post.department.as_ref().filter(|code| book.department(code).is_none()) {
            wrong(format!("there is no department {department:?}"));
        }
        let line = std::iter::successors(Some(post), |post| book.post(post.superior.as_deref()?));
        if line.take(book.posts.len() + 1).count() > book.posts.len() {
            wrong("its line upward never ends".to_owned());
        }
    }
    if book.posts.iter().filter(|post| post.superior.is_none()).count() != 1 {
        mistakes.push(mistake("posts", "", "one post, and one only, answers to nobody"));
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes_after(change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<String> {
        let mut texts = texts();
        change(&mut texts);
        let mistakes = Shipped::of(&texts).err().unwrap_or_default();
        mistakes.iter().map(ToString::to_string).collect()
    }

    fn replace(path: &str, from: &str, to: &str) -> Vec<String> {
        mistakes_after(|texts| {
            let text = texts.get_mut(path).expect("the file");
            assert!(text.contains(from), "{from}");
            *text = text.replacen(from, to, 1);
        })
    }

    #[test]
    fn the_shipped_handbook_is_sound() {
        let shipped = shipped().expect("sound");
        assert_eq!((shipped.book.posts.len(), shipped.book.departments.len()), (18, 11));
        assert_eq!(shipped.book.posts[0].code, "board");
        assert_eq!(shipped.book.entries[0].post, "board");
        assert!(shipped.book.round("opening").is_some_and(|round| round.sections.len() > 5));
    }

    /// One line of one file says something else: the book is read, or what is wrong with it is told in words.
    #[test]
    fn no_line_breaks_it() {
        use proptest::prelude::*;
        let all: Vec<(String, String)> = texts().into_iter().collect();
        let line = "\\PC{0,30}|[a-z_]{1,8} = (\"[^\"]{0,12}\"|[0-9]{1,20}|\\[[0-9, ]{0,8}\\]|\\{.{0,9})|\\[\\[?[a-z]{1,9}\\]?\\]";
        proptest!(ProptestConfig::with_cases(64), |(which in 0..all.len(), at in any::<prop::sample::Index>(), line in line)| {
            let (path, text) = &all[which];
            let mut lines: Vec<&str> = text.lines().collect();
            let at = at.index(lines.len());
            lines[at] = &line;
            let texts = BTreeMap::from([(path.clone(), lines.join("\n"))]);
            let told = Shipped::of(&texts).err().unwrap_or_default();
            prop_assert!(told.iter().all(|mistake| !mistake.what.is_empty()));
        });
    }

    #[test]
    fn what_is_wrong_is_told_by_file_and_id() {
        let file = "posts/cleaner.toml";
        assert_eq!(
            replace(file, "inspection.linen", "inspection.lint"),
            ["posts/cleaner.toml: cleaner.linen: there is no evidence \"inspection.lint\""]
        );
        assert_eq!(
            replace(file, "cleaner.rounds", "cleaner.morning"),
            ["posts/cleaner.toml: cleaner.morning: its id is there twice"]
        );
        assert_eq!(
            replace(file, "superior = \"administrative-director\"", "superior = \"cleaner\""),
            ["posts/cleaner.toml: cleaner: its line upward never ends"]
        );
        assert_eq!(
            replace("posts/board.toml", "on board-escalation", "on board-holiday"),
            ["posts/board.toml: board.escalated: there is no event \"board-holiday\""]
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_by_file() {
        for (path, from, to) in [
            ("posts/cleaner.toml", "daily 08:40", "daily 8:40"),
            ("posts/cleaner.toml", "pays_out", "pays_in"),
            ("events.toml", "[[event]]", "[[event"),
        ] {
            let told = replace(path, from, to);
            assert!(told.len() == 1 && told[0].starts_with(path), "{told:?}");
        }
        let told = mistakes_after(|texts| drop(texts.remove("clauses.toml")));
        assert_eq!(told, ["clauses.toml: the file is missing"]);
    }

    #[test]
    fn rights_and_days_that_mean_nothing_are_told() {
        let told = mistakes_after(|texts| {
            let rights = "[greeter]\nview-today = \"own\"\nfly = \"own\"\nview-duties = \"moon\"\n[nobody]\n";
            texts.insert("rights.toml".into(), rights.into());
        });
        assert_eq!(told.len(), 2, "{told:?}");
        let told = mistakes_after(|texts| {
            let day = "[[day]]\nday=\"2026-02-30\"\nkind=\"rest\"\nzh=\"\"\nen=\"\"\nsource=\"\"\n";
            texts.insert("calendar/2026.toml".into(), day.into());
        });
        assert_eq!(told, ["calendar/2026.toml: 2026-02-30: this is no day, such as 2026-02-14"]);
    }
}
