use kernel::{Words, codes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::when::When;

codes! {
    /// What an entry of a post is.
    pub enum Kind {
        /// What the post asks of whoever holds it.
        Requirement = "requirement",
        /// To whom it answers and whom it leads.
        Line = "line",
        /// What it is answerable for.
        Duty = "duty",
        /// What it does, step by step.
        Workflow = "workflow",
    }
}

codes! {
    /// Schooling, from the least to the most.
    pub enum Education {
        /// Nine years (初中).
        JuniorSchool = "junior-school",
        /// Twelve years, or a trade school (高中、中专).
        SeniorSchool = "senior-school",
        /// A college diploma (大专).
        College = "college",
        /// A bachelor's degree (本科).
        Bachelor = "bachelor",
    }
}

codes! {
    /// The trade in which experience counts.
    pub enum Trade {
        /// Any work in a beauty centre.
        Beauty = "beauty",
        /// Leading people in one.
        BeautyManagement = "beauty-management",
    }
}

codes! {
    /// A certificate.
    pub enum Qualification {
        /// The ordinary beauty certificate.
        Beauty = "beauty",
        /// The advanced one.
        BeautyAdvanced = "beauty-advanced",
    }
}

/// What a post asks for, as far as a file can be checked against it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requires {
    /// At least this schooling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<Education>,
    /// At least so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience_years: Option<u32>,
    /// In this trade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience_in: Option<Trade>,
    /// With this certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<Qualification>,
    /// Meets guests, and looks the part.
    #[serde(default)]
    pub presentable: bool,
}

impl Requires {
    /// Asks for nothing that a file could show?
    pub fn is_empty(&self) -> bool {
        *self == Requires::default()
    }
}

/// One line of the handbook: something a post is, answers for or does, and by what one sees that it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name through all versions: the post's code, a dot, a word.
    pub id: String,
    /// Code of the post. In the files it stands once, on top.
    #[serde(default)]
    pub post: String,
    /// What it is.
    pub kind: Kind,
    /// The clauses it carries.
    pub clauses: Vec<String>,
    /// When it falls due.
    pub when: When,
    /// How many minutes there are for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// By what one sees that it was done: codes of evidence.
    pub evidence: Vec<String>,
    /// Code of the post that looks at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// So many minutes after the deadline it climbs to the superior.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate_after: Option<u32>,
    /// What the post asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<Requires>,
    /// A short name.
    pub title: Words,
    /// The whole of it.
    pub detail: Words,
}

impl Entry {
    /// Written out in every language, title and detail?
    pub fn is_complete(&self) -> bool {
        [&self.title.zh, &self.title.en, &self.detail.zh, &self.detail.en]
            .iter()
            .all(|text| !text.trim().is_empty())
    }

    /// The centre's own, not one that was shipped?
    pub fn is_own(&self) -> bool {
        self.id.starts_with("own.")
    }

    /// Is every evidence it asks for among those that are built?
    pub fn is_built(&self, built: &std::collections::BTreeSet<String>) -> bool {
        self.evidence.iter().all(|code| built.contains(code))
    }
}
