use std::collections::BTreeSet;

use kernel::codes;
use schemars::JsonSchema;
use serde::Serialize;

use crate::book::Book;

/// How far a book answers its clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// How many clauses there are.
    pub clauses: usize,
    /// How many are carried by an entry in both languages.
    pub carried: usize,
    /// How many of these the program can also prove.
    pub built: usize,
    /// Carried, with evidence that is not built yet.
    pub not_built: Vec<String>,
    /// Carried by nobody.
    pub missing: Vec<String>,
}

codes! {
    /// How a single clause stands.
    pub enum Carried {
        /// Carried, and the program can show all that its entries ask for.
        Built = "built",
        /// Carried, and the program cannot show all of it yet.
        NotBuilt = "not-built",
        /// Carried by nobody.
        Missing = "missing",
    }
}

/// Which clauses are carried, and which of them can be proved with the evidence that is built. A clause is carried
/// when an entry has it, written out in both languages; it is built when everything that its entries ask for is.
pub fn check(book: &Book, built: &BTreeSet<String>) -> Report {
    let with = |wanted| {
        let ids = book.clauses.iter().map(|clause| &clause.id);
        ids.filter(|id| standing(book, built, id) == wanted).cloned().collect::<Vec<_>>()
    };
    let (proved, not_built, missing) =
        (with(Carried::Built), with(Carried::NotBuilt), with(Carried::Missing));
    Report {
        clauses: book.clauses.len(),
        carried: proved.len() + not_built.len(),
        built: proved.len(),
        not_built,
        missing,
    }
}

pub(crate) fn standing(book: &Book, built: &BTreeSet<String>, clause: &str) -> Carried {
    let carried = book.carriers(clause).any(|entry| entry.is_complete());
    let proved = book.carriers(clause).all(|entry| entry.is_built(built));
    match (carried, proved) {
        (false, _) => Carried::Missing,
        (true, true) => Carried::Built,
        (true, false) => Carried::NotBuilt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn book() -> &'static Book {
        &shipped().expect("the shipped handbook").book
    }

    #[test]
    fn all_ninety_six_clauses_are_carried_by_an_entry_of_the_right_post() {
        let report = check(book(), &BTreeSet::new());
        assert_eq!((report.clauses, report.carried, report.built), (96, 96, 0));
        assert_eq!(report.missing, Vec::<String>::new());
        for clause in &book().clauses {
            let post = match &clause.id[..2] {
                "GM" => "general-manager",
                "TD" => "therapy-director",
                "AD" => "administrative-director",
                "FD" => "greeter",
                other => panic!("{other} is no post's prefix"),
            };
            let carriers: Vec<&str> = book().carriers(&clause.id).map(|entry| entry.post.as_str()).collect();
            assert!(carriers.contains(&post), "{} is carried by {carriers:?}", clause.id);
        }
    }

    #[test]
    fn a_clause_is_built_when_all_its_evidence_is() {
        let codes = book().evidence_codes().into_iter().map(str::to_owned);
        assert_eq!(check(book(), &codes.collect()).built, 96);
        let line = BTreeSet::from(["org.line".to_owned()]);
        let report = check(book(), &line);
        assert!(report.built >= 2, "{report:?}");
        assert_eq!(report.built + report.not_built.len(), 96);
    }

    #[test]
    fn an_entry_in_one_language_carries_nothing() {
        let mut entries = book().entries.clone();
        entries
            .iter_mut()
            .filter(|entry| entry.clauses == ["GM-D2"])
            .for_each(|entry| entry.detail.en.clear());
        assert_eq!(check(&book().with_entries(entries), &BTreeSet::new()).missing, ["GM-D2"]);
    }

    #[test]
    fn the_report_is_told_in_five_words() {
        let told = serde_json::to_value(check(book(), &BTreeSet::new())).expect("json");
        let keys: Vec<&str> = told.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys.iter().copied().collect::<BTreeSet<_>>(),
            BTreeSet::from(["clauses", "carried", "built", "not_built", "missing"])
        );
    }

    #[test]
    fn the_clauses_are_those_of_the_mission() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/mission/clauses.tsv");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: there is no {path}");
            return;
        };
        let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let told: Vec<(&str, &str)> = rows.map(|cells| (cells[0], cells[3])).collect();
        let ours: Vec<(&str, &str)> =
            book().clauses.iter().map(|c| (c.id.as_str(), c.slice.as_str())).collect();
        assert_eq!(ours, told);
    }
}
