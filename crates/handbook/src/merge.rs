use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::field::Field;

/// An entry as a version keeps it. What is withdrawn stays in the book, struck out, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Leaf {
    /// The entry.
    pub entry: Entry,
    /// Why it is withdrawn, if it is.
    pub withdrawn: Option<String>,
}

impl Leaf {
    /// An entry in force.
    pub fn of(entry: Entry) -> Leaf {
        Leaf { entry, withdrawn: None }
    }
}

/// The entries in force among leaves.
pub fn in_use(leaves: &[Leaf]) -> impl Iterator<Item = &Entry> {
    leaves.iter().filter(|leaf| leaf.withdrawn.is_none()).map(|leaf| &leaf.entry)
}

/// What the centre and the new release have both changed. The centre's stays; somebody should look at both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Both {
    /// The entry.
    pub entry: String,
    /// The field; none when the release no longer has the entry at all.
    pub field: Option<Field>,
    /// As the centre has it, and as it stays.
    pub ours: String,
    /// As the release has it.
    pub theirs: String,
}

/// A centre's book after a new release was taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// All of it.
    pub leaves: Vec<Leaf>,
    /// Entries that the release brought.
    pub added: Vec<String>,
    /// Entries that the release dropped, and the centre had not touched.
    pub dropped: Vec<String>,
    /// Entries that took something from the release.
    pub updated: Vec<String>,
    /// What both have changed.
    pub both: Vec<Both>,
}

/// Takes a new release into a centre's book, entry by entry and field by field. `base` is the release that the
/// centre began from: what the centre left as it was follows the release, what it wrote itself stays.
pub fn merge(base: &[Entry], ours: &[Leaf], theirs: &[Entry]) -> Merged {
    let base: BTreeMap<&str, &Entry> = base.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mine: BTreeMap<&str, &Leaf> = ours.iter().map(|leaf| (leaf.entry.id.as_str(), leaf)).collect();
    let mut merged = Merged::default();
    for entry in theirs {
        match (base.get(entry.id.as_str()), mine.get(entry.id.as_str())) {
            (was, Some(leaf)) => merged.join(was.copied(), leaf, entry),
            (None, None) => merged.bring(entry),
            (Some(_), None) => {} // Once taken out, it stays out.
        }
    }
    for (index, leaf) in ours.iter().enumerate() {
        if !theirs.iter().any(|entry| entry.id == leaf.entry.id) {
            merged.keep_or_drop(base.get(leaf.entry.id.as_str()).copied(), &ours[..index], leaf);
        }
    }
    merged
}

impl Merged {
    fn bring(&mut self, entry: &Entry) {
        self.added.push(entry.id.clone());
        self.leaves.push(Leaf::of(entry.clone()));
    }

    fn join(&mut self, base: Option<&Entry>, ours: &Leaf, theirs: &Entry) {
        let mut entry = ours.entry.clone();
        let mut updated = false;
        for field in Field::ALL {
            let was = base.map(|entry| field.text(entry));
            let (mine, new) = (field.text(&ours.entry), field.text(theirs));
            let (touched, released) = (was.as_ref() != Some(&mine), was.as_ref() != Some(&new));
            if mine == new || !released {
                continue;
            }
            if touched {
                let id = entry.id.clone();
                self.both.push(Both { entry: id, field: Some(*field), ours: mine, theirs: new });
            } else {
                field.copy(theirs, &mut entry);
                updated = true;
            }
        }
        if updated {
            self.updated.push(entry.id.clone());
        }
        self.leaves.push(Leaf { entry, withdrawn: ours.withdrawn.clone() });
    }

    /// An entry that the release has not, or no longer: the centre's own and what it changed stay where they were.
    fn keep_or_drop(&mut self, base: Option<&Entry>, before: &[Leaf], ours: &Leaf) {
        let id = &ours.entry.id;
        if base == Some(&ours.entry) {
            self.dropped.push(id.clone());
            return;
        }
        if base.is_some() {
            let title = ours.entry.title.zh.clone();
            self.both.push(Both { entry: id.clone(), field: None, ours: title, theirs: String::new() });
        }
        let stands = |leaf: &Leaf| self.leaves.iter().position(|kept| kept.entry.id == leaf.entry.id);
        let place = before.iter().rev().find_map(stands).map_or(0, |index| index + 1);
        self.leaves.insert(place, ours.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;
    use crate::when::When;
    use kernel::Words;
    use proptest::prelude::*;

    fn entry(id: u8, text: u8, when: u8) -> Entry {
        let words = |text: u8| Words::new(format!("文{text}"), format!("text {text}"));
        Entry {
            id: format!("post.e{id}"),
            post: "post".into(),
            kind: Kind::Duty,
            clauses: vec![],
            when: format!("daily 08:{when:02}").parse().unwrap_or(When::Standing),
            within: Some(30),
            evidence: vec!["org.line".into()],
            reviewer: None,
            escalate_after: None,
            requires: None,
            title: words(text),
            detail: words(text),
        }
    }

    fn any_release() -> impl Strategy<Value = Vec<Entry>> {
        prop::collection::vec((any::<bool>(), 0u8..3, 0u8..3), 8).prop_map(|all| {
            let all = all.into_iter().zip(0u8..);
            all.filter(|((here, ..), _)| *here).map(|((_, text, when), id)| entry(id, text, when)).collect()
        })
    }

    /// What a centre does with a release: leaves, rewrites, retimes, withdraws, adds its own behind.
    fn any_centre() -> impl Strategy<Value = (Vec<Entry>, Vec<Leaf>)> {
        (any_release(), prop::collection::vec(0u8..5, 8), 0u8..3).prop_map(|(base, acts, own)| {
            let mut ours = vec![];
            for (entry, act) in base.iter().zip(acts) {
                let mut leaf = Leaf::of(entry.clone());
                match act {
                    1 => leaf.entry.title.zh = "我们自己的说法".into(),
                    2 => leaf.entry.when = When::Standing,
                    3 => leaf.withdrawn = Some("用不上".into()),
                    4 => leaf.entry.detail.en = "our own words".into(),
                    _ => {}
                }
                ours.push(leaf);
            }
            ours.extend((0..own).map(|n| Leaf::of(Entry { id: format!("own.post.{n}"), ..entry(n, 9, 9) })));
            (base, ours)
        })
    }

    fn leaves(entries: &[Entry]) -> Vec<Leaf> {
        entries.iter().cloned().map(Leaf::of).collect()
    }

    #[test]
    fn one_changes_the_hour_and_the_other_the_words() {
        let base = [entry(1, 1, 0)];
        let ours = [Leaf::of(entry(1, 1, 30))];
        let theirs = [entry(1, 2, 0)];
        let merged = merge(&base, &ours, &theirs);
        assert_eq!(merged.leaves, [Leaf::of(entry(1, 2, 30))]);
        assert_eq!(
            (merged.updated.as_slice(), merged.both.as_slice()),
            (["post.e1".to_owned()].as_slice(), [].as_slice())
        );
    }

    #[test]
    fn what_both_have_changed_stays_ours_and_is_shown() {
        let merged = merge(&[entry(1, 1, 0)], &[Leaf::of(entry(1, 1, 30))], &[entry(1, 1, 45)]);
        let both = Both {
            entry: "post.e1".into(),
            field: Some(Field::When),
            ours: "daily 08:30".into(),
            theirs: "daily 08:45".into(),
        };
        assert_eq!((merged.leaves, merged.both), (vec![Leaf::of(entry(1, 1, 30))], vec![both]));
    }

    #[test]
    fn what_the_release_drops_stays_only_when_we_wrote_in_it() {
        let base = [entry(1, 1, 0), entry(2, 1, 0), entry(3, 1, 0)];
        let ours = [Leaf::of(entry(1, 1, 0)), Leaf::of(entry(2, 5, 0)), Leaf::of(entry(3, 1, 0))];
        let merged = merge(&base, &ours, &[entry(3, 1, 0)]);
        assert_eq!(merged.dropped, ["post.e1"]);
        assert_eq!(merged.leaves, [Leaf::of(entry(2, 5, 0)), Leaf::of(entry(3, 1, 0))]);
        assert_eq!(merged.both.iter().map(|both| both.field).collect::<Vec<_>>(), [None]);
    }

    proptest! {
        #[test]
        fn an_untouched_book_follows_the_release(base in any_release(), theirs in any_release()) {
            let merged = merge(&base, &leaves(&base), &theirs);
            prop_assert_eq!(merged.leaves, leaves(&theirs));
            prop_assert!(merged.both.is_empty());
        }

        #[test]
        fn the_same_release_changes_nothing((base, ours) in any_centre()) {
            let merged = merge(&base, &ours, &base);
            prop_assert_eq!(&merged.leaves, &ours);
            prop_assert_eq!(merged, Merged { leaves: ours, ..Merged::default() });
        }

        #[test]
        fn no_own_word_is_ever_lost((base, ours) in any_centre(), theirs in any_release()) {
            let merged = merge(&base, &ours, &theirs);
            for leaf in &ours {
                let was = base.iter().find(|entry| entry.id == leaf.entry.id);
                let touched = |field: &&Field| was.is_none_or(|was| field.text(was) != field.text(&leaf.entry));
                for field in Field::ALL.iter().filter(touched) {
                    let kept = merged.leaves.iter().find(|kept| kept.entry.id == leaf.entry.id);
                    prop_assert_eq!(kept.map(|kept| field.text(&kept.entry)), Some(field.text(&leaf.entry)));
                }
            }
        }

        #[test]
        fn what_was_withdrawn_does_not_come_back((base, ours) in any_centre(), theirs in any_release()) {
            let merged = merge(&base, &ours, &theirs);
            for gone in ours.iter().filter(|leaf| leaf.withdrawn.is_some()) {
                prop_assert!(in_use(&merged.leaves).all(|entry| entry.id != gone.entry.id));
            }
        }

        #[test]
        fn no_entry_stands_twice((base, ours) in any_centre(), theirs in any_release()) {
            let merged = merge(&base, &ours, &theirs);
            let ids: std::collections::BTreeSet<&str> = merged.leaves.iter().map(|l| l.entry.id.as_str()).collect();
            prop_assert_eq!(ids.len(), merged.leaves.len());
        }
    }
}
