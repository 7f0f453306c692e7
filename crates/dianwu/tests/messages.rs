//! The texts of the interface: each there in every language, none without use.
//!
//! Keys are found where they are written: in templates and in Rust, as whole texts in quotes. A key put together from
//! pieces is written `format!("org.stores.{key}")`, and what begins so counts as used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kernel::{Lang, RefusalCode};
use web::i18n::texts;

/// Keys that no source names as they are, with the reason.
const ELSEWHERE: [(&str, &str); 5] = [
    ("menu.", "from the codes of shop::menu"),
    ("figure.", "from the codes of figures"),
    ("customer.happened.", "from the codes of keepers"),
    ("customer.card.", "from the codes of keepers"),
    ("customer.kept.", "from the codes of keepers"),
];

#[test]
fn every_text_is_there_in_every_language_with_the_same_gaps() {
    let (zh, en) = (texts(Lang::Chinese), texts(Lang::English));
    let lacking = |one: &std::collections::HashMap<String, String>,
                   other: &std::collections::HashMap<String, String>| {
        one.keys().filter(|key| !other.contains_key(*key)).cloned().collect::<BTreeSet<_>>()
    };
    assert_eq!(lacking(zh, en), BTreeSet::new(), "missing in English");
    assert_eq!(lacking(en, zh), BTreeSet::new(), "missing in Chinese");
    for (key, text) in zh {
        assert!(!text.trim().is_empty(), "{key} is empty");
        assert_eq!(gaps(text), gaps(&en[key]), "the gaps of {key}");
    }
}

#[test]
fn every_key_that_is_used_has_a_text() {
    let known = texts(Lang::Chinese);
    let mut missing = BTreeSet::new();
    for (path, text) in sources() {
        for key in keys(&path, &text).into_iter().filter(|key| !known.contains_key(key)) {
            missing.insert(format!("{}: {key}", path.display()));
        }
    }
    for code in kernel::inventory::iter::<RefusalCode>() {
        let key = format!("refusal.{}", code.0);
        if !known.contains_key(&key) {
            missing.insert(key);
        }
    }
    for item in dianwu::shop::menu() {
        for key in [item.title(), format!("menu.group_{}", item.group)] {
            if !known.contains_key(&key) {
                missing.insert(key);
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn whatever_is_noted_in_the_journal_has_words() {
    let known = texts(Lang::Chinese);
    let mut noted = BTreeSet::new();
    for text in sources().values() {
        let calls = text.split("note(").skip(1).chain(text.split("note_unattended(").skip(1));
        let codes = calls.filter_map(|call| quoted(call.split(");").next()?).find(|text| is_code(text)));
        noted.extend(codes.filter(|code| !known.contains_key(*code)).map(str::to_owned));
    }
    assert!(noted.len() > 20, "{noted:?}");
    let spoken: BTreeSet<String> =
        known.keys().filter_map(|key| key.strip_prefix("cli.did.")).map(str::to_owned).collect();
    assert_eq!(noted.difference(&spoken).collect::<Vec<_>>(), Vec::<&String>::new(), "no words");
    assert_eq!(spoken.difference(&noted).collect::<Vec<_>>(), Vec::<&String>::new(), "words for nothing");
}

#[test]
fn whatever_rings_the_bell_has_words() {
    const OF_THE_BELL: [&str; 5] = ["title", "note", "bell", "empty", "sample"];
    let mut rung = BTreeSet::new();
    for text in sources().values().filter(|text| text.contains("impl Noticing for")) {
        let calls = ["notice(", "tell(", "Notice {"].into_iter().flat_map(|mark| text.split(mark).skip(1));
        let codes = calls.map(|call| call.trim_start().trim_start_matches("code: "));
        rung.extend(codes.filter_map(|code| code.strip_prefix('"')?.split('"').next()).map(str::to_owned));
    }
    assert!(rung.len() > 20, "{rung:?}");
    let spoken = texts(Lang::Chinese).keys().filter_map(|key| key.strip_prefix("notice."));
    let spoken: BTreeSet<String> =
        spoken.filter(|code| !OF_THE_BELL.contains(code)).map(str::to_owned).collect();
    assert_eq!(rung.difference(&spoken).collect::<Vec<_>>(), Vec::<&String>::new(), "no words");
    assert_eq!(spoken.difference(&rung).collect::<Vec<_>>(), Vec::<&String>::new(), "words for nothing");
}

/// `store.opened` and the like.
fn is_code(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split('.').count() == 2 && text.split('.').all(part)
}

#[test]
fn no_text_is_without_use() {
    let sources = sources();
    let quoted: BTreeSet<&str> = sources.values().flat_map(|text| quoted(text)).collect();
    let begun = begun();
    let unused = texts(Lang::Chinese).keys().filter(|key| {
        let code = key.strip_prefix("problem.").or(key.strip_prefix("refusal."));
        let elsewhere = ELSEWHERE.iter().any(|(start, _)| key.starts_with(start));
        let put_together = begun.iter().any(|start| key.starts_with(start));
        !(quoted.contains(code.unwrap_or(key)) || elsewhere || put_together && code.is_none())
    });
    assert_eq!(unused.collect::<BTreeSet<_>>(), BTreeSet::<&String>::new());
}

/// What keys that are put together begin with: `"org.stores.{…"` in Rust, `"org.stores."` in a template.
pub fn begun() -> BTreeSet<String> {
    let files = files();
    let starts = |text: &str| -> BTreeSet<String> {
        let open = quoted(text).map(|text| text.split('{').next().unwrap_or(text));
        let ours = |start: &&str| start.split_once('.').is_some_and(|(file, _)| files.contains(file));
        open.filter(ours).filter(|start| start.ends_with(['.', '_'])).map(str::to_owned).collect()
    };
    sources().values().flat_map(|text| starts(text)).collect()
}

/// The names of the message files: what a key begins with.
pub fn files() -> BTreeSet<String> {
    let keys = texts(Lang::Chinese).keys();
    keys.filter_map(|key| Some(key.split_once('.')?.0.to_owned())).collect()
}

/// Keys in a source: in a template every quoted text that looks like one, in Rust those that are spoken.
fn keys(path: &Path, text: &str) -> BTreeSet<String> {
    let files = files();
    let is_key = |text: &&str| {
        let rest = text.split_once('.').filter(|(file, _)| files.contains(*file)).map(|(_, rest)| rest);
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)))
            && !text.ends_with(".html")
            && !text.ends_with(['.', '_'])
    };
    if path.extension().is_some_and(|ending| ending == "html") {
        return quoted(text).filter(is_key).map(str::to_owned).collect();
    }
    let spoken = ["say.t(\"", "saying(\"", "say.fill(\"", ".t(\"", ".fill(\""];
    let after = spoken.iter().flat_map(|mark| text.split(mark).skip(1));
    let keys = after.filter_map(|rest| rest.split('"').next());
    keys.filter(|key| key.contains('.') && !key.contains('{')).map(str::to_owned).collect()
}

/// Every text in quotes, whole.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let starts = line.match_indices('"').map(|(at, _)| at + 1);
        starts.filter_map(move |at| line[at..].split('"').next())
    })
}

fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// Every source and template of the slices, by its path.
fn sources() -> BTreeMap<PathBuf, String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeMap::new();
    for slice in std::fs::read_dir(crates).expect("the crates").flatten() {
        for folder in ["src", "templates"] {
            gather(&slice.path().join(folder), &mut found);
        }
    }
    assert!(found.len() > 100);
    found
}

fn gather(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            found.insert(path.clone(), std::fs::read_to_string(&path).expect("a text"));
        }
    }
}
