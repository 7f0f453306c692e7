use std::collections::BTreeSet;

use db::Tx;
use kernel::{BusinessDate, PersonId, Result, StoreId, codes};
use rhythm::{Amount, Figure};
use web::Call;

codes! {
    /// The parts of an agenda, in the order in which a meeting goes through them.
    pub enum Section {
        /// What earlier meetings resolved and nobody has done yet (未办结的决议).
        Open = "open",
        /// Yesterday in figures, against target where there is one.
        Figures = "figures",
        /// Problems that logs and reports tell.
        Problems = "problems",
        /// What customers said, complaints and special situations.
        Customers = "customers",
        /// Suggestions, and support wanted.
        Suggestions = "suggestions",
        /// Duties not done, reports not handed in.
        Duties = "duties",
        /// Today: bookings against what can be taken, who is absent.
        Today = "today",
        /// Low stock, licences that run out, and what else wants care.
        Care = "care",
    }
}

impl Section {
    /// The key of its text.
    pub fn text(self) -> String {
        format!("meeting.section.{}", self.code())
    }
}

/// A slice that has something for the morning's agenda.
pub trait AgendaItems: Send + Sync {
    /// What it has for this meeting.
    fn items(&self, tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>>;
}

/// A question for the agenda.
#[derive(Debug, Clone)]
pub struct AgendaAsked {
    /// The store.
    pub store: StoreId,
    /// The day of the meeting.
    pub day: BusinessDate,
    /// The business day before it.
    pub yesterday: BusinessDate,
    /// The departments it is about, by code, each with its people.
    pub departments: Vec<(String, BTreeSet<PersonId>)>,
}

impl AgendaAsked {
    /// Everybody it is about.
    pub fn people(&self) -> BTreeSet<PersonId> {
        self.departments.iter().flat_map(|(_, people)| people.iter().copied()).collect()
    }

    /// The department of somebody it is about.
    pub fn department_of(&self, person: PersonId) -> Option<String> {
        self.departments.iter().find(|(_, people)| people.contains(&person)).map(|(code, _)| code.clone())
    }
}

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    /// In which part it stands.
    pub section: Section,
    /// Code of the department it is about; none is the whole store.
    pub department: Option<String>,
    /// The key of its text, such as `agenda.absent` or a figure's.
    pub title: String,
    /// What in particular, in words that were typed or names.
    pub words: String,
    /// How much, where it is a figure.
    pub amount: Option<Amount>,
    /// How much it should be.
    pub target: Option<Amount>,
    /// Where it stands.
    pub href: String,
}

impl AgendaItem {
    /// Something in words; its text is `agenda.` + code.
    pub fn words(
        section: Section,
        code: &str,
        words: impl Into<String>,
        href: impl Into<String>,
    ) -> AgendaItem {
        AgendaItem {
            section,
            department: None,
            title: format!("agenda.{code}"),
            words: words.into(),
            amount: None,
            target: None,
            href: href.into(),
        }
    }

    /// A figure.
    pub fn figure(section: Section, figure: Figure) -> AgendaItem {
        AgendaItem {
            section,
            department: None,
            title: figure.title(),
            words: String::new(),
            amount: Some(figure.amount),
            target: None,
            href: figure.href,
        }
    }

    /// The same, about a department.
    pub fn of(self, department: Option<String>) -> AgendaItem {
        AgendaItem { department, ..self }
    }

    /// The same with what it should be.
    pub fn against(self, target: Amount) -> AgendaItem {
        AgendaItem { target: Some(target), ..self }
    }
}

/// Everybody who has something for an agenda; `shop.rs` lists them.
#[derive(Default)]
pub struct AgendaSources(Vec<Box<dyn AgendaItems>>);

impl AgendaSources {
    /// One more.
    pub fn and(mut self, items: impl AgendaItems + 'static) -> AgendaSources {
        self.0.push(Box::new(items));
        self
    }

    /// All that the slices have.
    pub(crate) fn all(&self, tx: &mut Tx, call: &Call, asked: &AgendaAsked) -> Result<Vec<AgendaItem>> {
        let mut all = vec![];
        for source in &self.0 {
            all.extend(source.items(tx, call, asked)?);
        }
        Ok(all)
    }
}
