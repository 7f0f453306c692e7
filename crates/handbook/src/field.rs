use kernel::codes;

use crate::entry::{Entry, Requires};

codes! {
    /// A part of an entry, as versions are compared and merged by.
    pub enum Field {
        /// Whose it is.
        Post = "post",
        /// What it is.
        Kind = "kind",
        /// The Chinese title.
        TitleZh = "title_zh",
        /// The English title.
        TitleEn = "title_en",
        /// The Chinese detail.
        DetailZh = "detail_zh",
        /// The English detail.
        DetailEn = "detail_en",
        /// When it falls due.
        When = "when",
        /// How long there is for it.
        Within = "within",
        /// How long after the deadline it climbs.
        EscalateAfter = "escalate_after",
        /// By what one sees that it was done.
        Evidence = "evidence",
        /// Who looks at it.
        Reviewer = "reviewer",
        /// What it carries.
        Clauses = "clauses",
        /// What the post asks for.
        Requires = "requires",
    }
}

/// Stands between several codes in one text.
pub(crate) const BETWEEN: &str = ", ";

impl Field {
    /// The field's content as a text; two entries agree in a field when these are equal.
    pub fn text(self, entry: &Entry) -> String {
        let number = |number: Option<u32>| number.map_or(String::new(), |n| n.to_string());
        match self {
            Field::Post => entry.post.clone(),
            Field::Kind => entry.kind.code().to_owned(),
            Field::TitleZh => entry.title.zh.clone(),
            Field::TitleEn => entry.title.en.clone(),
            Field::DetailZh => entry.detail.zh.clone(),
            Field::DetailEn => entry.detail.en.clone(),
            Field::When => entry.when.to_string(),
            Field::Within => number(entry.within),
            Field::EscalateAfter => number(entry.escalate_after),
            Field::Evidence => entry.evidence.join(BETWEEN),
            Field::Reviewer => entry.reviewer.clone().unwrap_or_default(),
            Field::Clauses => entry.clauses.join(BETWEEN),
            Field::Requires => entry.requires.as_ref().map_or(String::new(), Requires::codes),
        }
    }

    /// Gives the field of one entry to another.
    pub fn copy(self, from: &Entry, into: &mut Entry) {
        match self {
            Field::Post => into.post.clone_from(&from.post),
            Field::Kind => into.kind = from.kind,
            Field::TitleZh => into.title.zh.clone_from(&from.title.zh),
            Field::TitleEn => into.title.en.clone_from(&from.title.en),
            Field::DetailZh => into.detail.zh.clone_from(&from.detail.zh),
            Field::DetailEn => into.detail.en.clone_from(&from.detail.en),
            Field::When => into.when.clone_from(&from.when),
            Field::Within => into.within = from.within,
            Field::EscalateAfter => into.escalate_after = from.escalate_after,
            Field::Evidence => into.evidence.clone_from(&from.evidence),
            Field::Reviewer => into.reviewer.clone_from(&from.reviewer),
            Field::Clauses => into.clauses.clone_from(&from.clauses),
            Field::Requires => into.requires.clone_from(&from.requires),
        }
    }

    /// Is it free text, rather than codes or numbers?
    pub fn is_words(self) -> bool {
        matches!(self, Field::TitleZh | Field::TitleEn | Field::DetailZh | Field::DetailEn)
    }
}

impl Requires {
    /// What is asked for, in codes: `education college, experience_years 5`.
    fn codes(&self) -> String {
        let years = self.experience_years.map(|years| format!("experience_years {years}"));
        let asked = [
            self.education.map(|education| format!("education {}", education.code())),
            years,
            self.experience_in.map(|trade| format!("experience_in {}", trade.code())),
            self.qualification.map(|qualification| format!("qualification {}", qualification.code())),
            self.presentable.then(|| "presentable".to_owned()),
            self.is_empty().then(|| "nothing".to_owned()),
        ];
        asked.into_iter().flatten().collect::<Vec<_>>().join(BETWEEN)
    }
}
