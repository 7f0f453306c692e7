//! The handbook as it stands in its files, and the way from there to our values.
use std::collections::BTreeMap;
use std::fmt;

use kernel::{Grant, Permission, Scope, Words, parse_day};
use org::{CalendarDayRow, Level, Notice};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::book::{Ask, AskKind, Book, Clause, Department, Named, Post, RoundItem, Section};
use crate::entry::Entry;

/// Something wrong in a file of the handbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Which file.
    pub file: String,
    /// Which entry, post or code in it; empty when the file as a whole.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id.is_empty() {
            true => write!(f, "{}: {}", self.file, self.what),
            false => write!(f, "{}: {}: {}", self.file, self.id, self.what),
        }
    }
}

/// Everything that the folder holds.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub book: Book,
    /// In which file each post stands.
    pub files: BTreeMap<String, String>,
    pub rights: BTreeMap<String, Vec<Grant>>,
    pub calendar: Vec<CalendarDayRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClausesFile {
    clause: Vec<ClauseInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseInFile {
    id: String,
    slice: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentsFile {
    department: Vec<DepartmentInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentInFile {
    code: String,
    zh: String,
    en: String,
    purpose_zh: String,
    purpose_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    evidence: Vec<NamedInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventsFile {
    event: Vec<NamedInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedInFile {
    code: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostFile {
    code: String,
    order: i64,
    level: Level,
    department: Option<String>,
    superior: Option<String>,
    dotted: Vec<String>,
    pays_out: bool,
    name: Words,
    summary: Words,
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionInFile {
    code: String,
    zh: String,
    en: String,
    item: Vec<ItemInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemInFile {
    code: String,
    zh: String,
    en: String,
    standard_zh: String,
    standard_en: String,
    #[serde(default)]
    asks: Vec<AskInFile>,
    #[serde(default)]
    repair: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskInFile {
    code: String,
    kind: AskKind,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    #[serde(default)]
    day: Vec<DayInFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayInFile {
    day: String,
    kind: String,
    zh: String,
    en: String,
    source: String,
}

impl From<SectionInFile> for Section {
    fn from(file: SectionInFile) -> Section {
        let ask = |ask: AskInFile| Ask { code: ask.code, kind: ask.kind, name: Words::new(ask.zh, ask.en) };
        let item = |item: ItemInFile| RoundItem {
            asks: item.asks.into_iter().map(ask).collect(),
            repair: item.repair,
            code: item.code,
            name: Words::new(item.zh, item.en),
            standard: Words::new(item.standard_zh, item.standard_en),
        };
        Section {
            code: file.code,
            name: Words::new(file.zh, file.en),
            items: file.item.into_iter().map(item).collect(),
        }
    }
}

impl From<NamedInFile> for Named {
    fn from(file: NamedInFile) -> Named {
        Named { code: file.code, name: Words::new(file.zh, file.en) }
    }
}

/// Reads the whole folder: path and text of each file. Gathers every mistake before it gives up.
pub(crate) fn read(texts: &BTreeMap<String, String>) -> Result<Folder, Vec<Mistake>> {
    let mut reader = Reader { texts, mistakes: vec![] };
    let folder = reader.folder();
    match reader.mistakes.is_empty() {
        true => Ok(folder),
        false => Err(reader.mistakes),
    }
}

struct Reader<'a> {
    texts: &'a BTreeMap<String, String>,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn folder(&mut self) -> Folder {
        let mut files = BTreeMap::new();
        let (mut posts, mut entries) = (vec![], vec![]);
        for (path, file) in self.all::<PostFile>("posts/") {
            files.insert(file.code.clone(), path);
            entries.push((file.order, of_post(&file.code, file.entry)));
            posts.push(Post {
                code: file.code,
                order: file.order,
                name: file.name,
                summary: file.summary,
                department: file.department,
                level: file.level,
                superior: file.superior,
                dotted: file.dotted,
                pays_out: file.pays_out,
            });
        }
        posts.sort_by_key(|post| post.order);
        entries.sort_by_key(|(order, _)| *order);
        let book = Book {
            departments: self.departments(),
            posts,
            entries: entries.into_iter().flat_map(|(_, entries)| entries).collect(),
            clauses: self.clauses(),
            evidence: self.one("evidence.toml").map_or(vec![], |f: EvidenceFile| all_into(f.evidence)),
            events: self.one("events.toml").map_or(vec![], |f: EventsFile| all_into(f.event)),
            rounds: self.all("rounds/").into_iter().map(|(_, round)| round).collect(),
        };
        Folder { book, files, rights: self.rights(), calendar: self.calendar() }
    }

    fn departments(&mut self) -> Vec<Department> {
        let file: Option<DepartmentsFile> = self.one("departments.toml");
        let department = |d: DepartmentInFile| Department {
            code: d.code,
            name: Words::new(d.zh, d.en),
            purpose: Words::new(d.purpose_zh, d.purpose_en),
        };
        file.map_or(vec![], |file| file.department.into_iter().map(department).collect())
    }

    fn clauses(&mut self) -> Vec<Clause> {
        let file: Option<ClausesFile> = self.one("clauses.toml");
        let clause = |c: ClauseInFile| Clause { id: c.id, slice: c.slice, name: Words::new(c.zh, c.en) };
        file.map_or(vec![], |file| file.clause.into_iter().map(clause).collect())
    }

    /// `[post]` tables of `permission = "scope"`; a folder without them grants nothing.
    fn rights(&mut self) -> BTreeMap<String, Vec<Grant>> {
        const FILE: &str = "rights.toml";
        if !self.texts.contains_key(FILE) {
            return BTreeMap::new();
        }
        let file: Option<BTreeMap<String, BTreeMap<String, String>>> = self.one(FILE);
        let mut rights = BTreeMap::new();
        for (post, granted) in file.unwrap_or_default() {
            let mut grants = vec![];
            for (permission, scope) in granted {
                match (Permission::from_code(&permission), Scope::from_code(&scope)) {
                    (Some(permission), Some(scope)) => grants.push(Grant { permission, scope }),
                    (None, _) => self.wrong(FILE, &post, format!("{permission:?} is no permission")),
                    (_, None) => self.wrong(FILE, &post, format!("{scope:?} is no scope of {permission}")),
                }
            }
            rights.insert(post, grants);
        }
        rights
    }

    fn calendar(&mut self) -> Vec<CalendarDayRow> {
        let mut days = vec![];
        for (path, file) in self.all::<CalendarFile>("calendar/") {
            for row in file.day {
                match (parse_day(&row.day), Notice::from_code(&row.kind)) {
                    (Some(day), Some(kind)) => days.push(CalendarDayRow {
                        day,
                        kind,
                        name_zh: row.zh,
                        name_en: row.en,
                        source: row.source,
                    }),
                    (None, _) => self.wrong(&path, &row.day, "this is no day, such as 2026-02-14".to_owned()),
                    (_, None) => self.wrong(&path, &row.day, format!("{:?} is no kind of day", row.kind)),
                }
            }
        }
        days
    }

    fn one<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let Some(text) = self.texts.get(path) else {
            self.wrong(path, "", "the file is missing".to_owned());
            return None;
        };
        match toml::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(path, "", error.to_string().trim().to_owned());
                None
            }
        }
    }

    fn all<T: DeserializeOwned>(&mut self, folder: &str) -> Vec<(String, T)> {
        let paths: Vec<String> = self.texts.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        paths.into_iter().filter_map(|path| self.one(&path).map(|value| (path, value))).collect()
    }

    fn wrong(&mut self, file: &str, id: &str, what: String) {
        self.mistakes.push(Mistake { file: file.to_owned(), id: id.to_owned(), what });
    }
}

fn of_post(post: &str, entries: Vec<Entry>) -> Vec<Entry> {
    entries.into_iter().map(|entry| Entry { post: post.to_owned(), ..entry }).collect()
}

fn all_into<A: Into<B>, B>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(Into::into).collect()
}
