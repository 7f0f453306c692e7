//! What stands around every page: who looks, in which language, where the page is, what to say on arrival.

use std::any::Any;

use jiff::tz::TimeZone;
use kernel::{Actor, BusinessDate, Lang, Permission};

use crate::app::App;
use crate::routes::{Access, RouteTable};

/// An entry of the side menu, shown to whoever may go there.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    /// The heading it stands under (`menu.group_` + group).
    pub group: &'static str,
    /// Names its text (`menu.` + code) and its place.
    pub code: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// A name of the icon sprite.
    pub icon: &'static str,
    /// What one must be allowed; none for everybody signed in.
    pub needs: Option<Permission>,
    /// Also in the bar at the foot of a phone.
    pub on_phone: bool,
    /// Also a button on top of every page: what must never be far.
    pub on_top: bool,
}

impl MenuItem {
    /// The key of its text.
    pub fn title(&self) -> String {
        format!("menu.{}", self.code)
    }
}

/// The search in the top bar: the slice whose things are sought most often fills it.
#[derive(Debug, Clone, Copy)]
pub struct TopSearch {
    /// The page that what was typed is sent to as `q`.
    pub page: &'static str,
    /// What answers while one types, as for `parts::picker`; each hit is a link, and the chosen one is opened.
    pub find: &'static str,
    /// The key of what it is called.
    pub title: &'static str,
    /// The key of what one may type.
    pub hint: &'static str,
    /// What one must be allowed.
    pub needs: Permission,
}

/// A heading of the side menu with what stands under it.
pub struct MenuGroup<'a> {
    /// The key of the heading.
    pub title: String,
    /// The entries.
    pub items: Vec<&'a MenuItem>,
}

/// What filters and the layout may ask for on every page.
#[derive(Debug, Clone)]
pub struct Chrome {
    /// The reader's language.
    pub lang: Lang,
    /// The centre's time zone.
    pub zone: TimeZone,
    /// The centre's name.
    pub centre: String,
    /// Today's business date where the reader works.
    pub today: BusinessDate,
    /// The reader's name; none when nobody is signed in.
    pub reader: Option<String>,
    /// The reader's posts in words.
    pub posts: Vec<kernel::Words>,
    /// Who reads, by her rights, and the doors they open; none where nobody is signed in.
    pub rights: Option<(Actor, RouteTable)>,
    /// The way through the house for this reader.
    pub menu: Vec<MenuItem>,
    /// The search in the top bar, for whoever may see what it finds.
    pub search: Option<TopSearch>,
    /// The page's own path.
    pub path: String,
    /// The path with what was asked of it, to come back to.
    pub way: String,
    /// Is this the demonstration centre, with nothing real in it?
    pub demo: bool,
    /// A message key to say once, after something was done.
    pub flash: Option<String>,
}

impl Chrome {
    /// The name under which templates find it.
    pub const KEY: &str = "chrome";

    /// What stands around a page of the house while nobody is known to read it.
    pub fn of(app: &App) -> Chrome {
        let settings = app.settings();
        let today = app.now().at(&settings.zone).date();
        Chrome { demo: settings.demo, ..Chrome::bare(settings.zone.clone(), today) }
    }

    /// The same without a house.
    pub fn bare(zone: TimeZone, today: BusinessDate) -> Chrome {
        Chrome {
            lang: Lang::default(),
            zone,
            centre: String::new(),
            today,
            reader: None,
            posts: vec![],
            rights: None,
            menu: vec![],
            search: None,
            path: String::new(),
            way: String::new(),
            demo: false,
            flash: None,
        }
    }

    /// Is a menu entry the one the page belongs to?
    pub fn is_at(&self, item: &MenuItem) -> bool {
        self.path == item.href || self.path.strip_prefix(item.href).is_some_and(|rest| rest.starts_with('/'))
    }

    /// May the reader go where a link leads? A figure is told to many; its rows are not for all of them.
    pub fn leads(&self, href: &str) -> bool {
        let Some((actor, doors)) = &self.rights else { return true };
        match doors.leads_to(href) {
            Some(Access::Needs(permission)) => actor.may(permission),
            Some(_) => true,
            None => false,
        }
    }

    /// What stands in the bar at the foot of a phone: the first few, so that each can be touched.
    pub fn tabs(&self) -> impl Iterator<Item = &MenuItem> {
        const TABS: usize = 4;
        self.menu.iter().filter(|item| item.on_phone).take(TABS)
    }

    /// The menu under its headings.
    pub fn menu_groups(&self) -> Vec<MenuGroup<'_>> {
        let mut groups: Vec<MenuGroup<'_>> = vec![];
        for item in &self.menu {
            let title = format!("menu.group_{}", item.group);
            match groups.iter_mut().find(|group| group.title == title) {
                Some(group) => group.items.push(item),
                None => groups.push(MenuGroup { title, items: vec![item] }),
            }
        }
        groups
    }

    /// The other language, for the switch.
    pub fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Chinese => Lang::English,
            Lang::English => Lang::Chinese,
        }
    }
}

impl askama::Values for Chrome {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == Chrome::KEY).then_some(self as &dyn Any)
    }
}
