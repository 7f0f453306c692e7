use imara_diff::{Algorithm, Diff, InternedInput};
use schemars::JsonSchema;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::entry::Entry;
use crate::field::Field;
use crate::merge::{Leaf, in_use};

/// What differs between two versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Only in the newer.
    pub added: Vec<Entry>,
    /// Only in the older, with the reason if one was given.
    pub removed: Vec<Removed>,
    /// In both, with other content.
    pub changed: Vec<Changed>,
    /// How many are the same.
    pub same: usize,
}

/// An entry that is no longer in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Removed {
    /// As it was.
    pub entry: Entry,
    /// Why it was withdrawn.
    pub reason: Option<String>,
}

/// An entry with other content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// As it was.
    pub before: Entry,
    /// As it is.
    pub after: Entry,
    /// In which fields.
    pub fields: Vec<Field>,
}

/// A piece of a text beside another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Are they missing on the other side?
    pub marked: bool,
}

/// Sets two versions side by side. What is withdrawn counts as not there.
pub fn compare(before: &[Leaf], after: &[Leaf]) -> Comparison {
    let find = |leaves: &[Leaf], id: &str| leaves.iter().find(|leaf| leaf.entry.id == id).cloned();
    let mut comparison = Comparison::default();
    for entry in in_use(before) {
        let now = find(after, &entry.id);
        match now.as_ref().filter(|leaf| leaf.withdrawn.is_none()) {
            Some(leaf) => comparison.beside(entry, &leaf.entry),
            None => {
                let reason = now.and_then(|leaf| leaf.withdrawn);
                comparison.removed.push(Removed { entry: entry.clone(), reason });
            }
        }
    }
    let was = |entry: &&Entry| !in_use(before).any(|old| old.id == entry.id);
    comparison.added = in_use(after).filter(was).cloned().collect();
    comparison
}

impl Comparison {
    fn beside(&mut self, before: &Entry, after: &Entry) {
        let differs = |field: &&Field| field.text(before) != field.text(after);
        let fields: Vec<Field> = Field::ALL.iter().filter(differs).copied().collect();
        if fields.is_empty() {
            self.same += 1;
        } else {
            self.changed.push(Changed { before: before.clone(), after: after.clone(), fields });
        }
    }

    /// Is there no difference at all?
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Both texts in pieces, with the words marked that the other has not; Chinese is marked sign by sign.
pub fn marks(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let mut words = InternedInput::default();
    words.update_before(before.split_word_bounds());
    words.update_after(after.split_word_bounds());
    let diff = Diff::compute(Algorithm::Myers, &words);
    let (mut old, mut new) = (vec![], vec![]);
    for (word, at) in before.split_word_bounds().zip(0..) {
        push(&mut old, word, diff.is_removed(at));
    }
    for (word, at) in after.split_word_bounds().zip(0..) {
        push(&mut new, word, diff.is_added(at));
    }
    (old, new)
}

fn push(pieces: &mut Vec<Piece>, text: &str, marked: bool) {
    match pieces.last_mut() {
        Some(last) if last.marked == marked => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), marked }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;
    use proptest::prelude::*;

    fn shown(pieces: &[Piece]) -> String {
        let piece =
            |piece: &Piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn words_are_marked_where_they_differ() {
        let (old, new) = marks("每日、每周的工作计划", "每日、每周、每月的工作计划");
        assert_eq!(
            (shown(&old).as_str(), shown(&new).as_str()),
            ("每日、每周的工作计划", "每日、每周[、每月]的工作计划")
        );
        let (old, new) = marks("Read the log before nine.", "Read every log before ten.");
        assert_eq!(shown(&old), "Read [the] log before [nine].");
        assert_eq!(shown(&new), "Read [every] log before [ten].");
    }

    #[test]
    fn added_removed_and_changed_are_told_apart() {
        let shipped = shipped().expect("sound");
        let before: Vec<Leaf> = shipped.book.entries.iter().cloned().map(Leaf::of).collect();
        let mut after = before.clone();
        after[0].entry.title.zh.push('！');
        after[1].withdrawn = Some("由总经理做".into());
        after.push(Leaf::of(Entry { id: "own.board.1".into(), ..before[2].entry.clone() }));
        let found = compare(&before, &after);
        assert_eq!(found.changed.iter().map(|c| c.fields.clone()).collect::<Vec<_>>(), [[Field::TitleZh]]);
        assert_eq!(found.removed[0].reason.as_deref(), Some("由总经理做"));
        assert_eq!(found.added.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["own.board.1"]);
        assert_eq!(found.same, before.len() - 2);
        assert!(compare(&before, &before).is_empty());
    }

    proptest! {
        #[test]
        fn pieces_make_the_whole_text_again(before in ".{0,60}", after in ".{0,60}") {
            let (old, new) = marks(&before, &after);
            let whole = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(whole(&old), before);
            prop_assert_eq!(whole(&new), after);
        }
    }
}
