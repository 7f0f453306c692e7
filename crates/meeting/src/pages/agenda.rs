use kernel::{StoreId, Words};
use org::Organisation;
use rhythm::Amount;
use schemars::JsonSchema;
use serde::Serialize;

use crate::agenda::{AgendaItem, Section};

/// An item as pages show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemView {
    /// The key of its text.
    pub title: String,
    /// What in particular.
    pub words: String,
    /// How much.
    pub amount: Option<Amount>,
    /// How much it should be.
    pub target: Option<Amount>,
    /// Where it stands.
    pub href: String,
}

/// The items of a department within a section; without a name, those of the whole store.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupView {
    /// The department.
    pub department: Option<Words>,
    /// Its items.
    pub items: Vec<ItemView>,
}

/// A section of an agenda.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionView {
    /// Which.
    pub section: Section,
    /// Department by department.
    pub groups: Vec<GroupView>,
}

impl SectionView {
    /// How many items.
    pub fn count(&self) -> usize {
        self.groups.iter().map(|group| group.items.len()).sum()
    }

    pub(crate) fn sample() -> SectionView {
        let item = |amount: Option<Amount>| ItemView {
            title: "agenda.problem".into(),
            words: "唐糖：三点前台只有一人".into(),
            target: amount.map(|_| Amount::Count(5)),
            amount,
            href: "/reports/1".into(),
        };
        let group = |department: Option<Words>| GroupView {
            department,
            items: vec![item(None), item(Some(Amount::Count(3)))],
        };
        let groups = vec![group(None), group(Some(Words::new("前台", "Front desk")))];
        SectionView { section: Section::Problems, groups }
    }
}

/// An agenda by sections and departments; sections without items are left out.
pub(crate) fn sections(
    items: Vec<AgendaItem>,
    organisation: &Organisation,
    store: StoreId,
) -> Vec<SectionView> {
    let mut sections: Vec<SectionView> = vec![];
    for section in Section::ALL {
        let mut groups: Vec<(Option<String>, GroupView)> = vec![];
        for item in items.iter().filter(|item| item.section == *section) {
            let view = ItemView {
                title: item.title.clone(),
                words: item.words.clone(),
                amount: item.amount,
                target: item.target,
                href: item.href.clone(),
            };
            match groups.iter_mut().find(|(code, _)| *code == item.department) {
                Some((_, group)) => group.items.push(view),
                None => {
                    let name = item.department.as_deref().map(|code| name_of(organisation, store, code));
                    groups.push((item.department.clone(), GroupView { department: name, items: vec![view] }));
                }
            }
        }
        if !groups.is_empty() {
            groups.sort_by_key(|(code, _)| code.is_some());
            let groups = groups.into_iter().map(|(_, group)| group).collect();
            sections.push(SectionView { section: *section, groups });
        }
    }
    sections
}

pub(crate) fn name_of(organisation: &Organisation, store: StoreId, code: &str) -> Words {
    organisation
        .department_in(store, code)
        .map_or_else(|| Words::new(code, code), |department| department.name())
}
