//! The house as every door and handler is given it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use db::{Db, Tx};
use jiff::tz::TimeZone;
use kernel::{Actor, Clock, Instant, Mandate, Permission, Place, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::chrome::{MenuItem, TopSearch};
use crate::routes::RouteTable;

/// What every door and handler is given: the database, the clock, and the parts that slices bring along.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    settings: Settings,
    menu: Vec<MenuItem>,
    search: Option<TopSearch>,
    parts: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
    routes: RouteTable,
}

/// What a door is told besides its input: who asks, when, and where the house keeps its things.
#[derive(Clone)]
pub struct Call {
    /// The house.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    /// The moment of asking.
    pub now: Instant,
}

impl Call {
    /// Somebody asks now.
    pub fn new(app: &App, actor: &Actor) -> Call {
        Call { app: app.clone(), actor: actor.clone(), now: app.now() }
    }

    /// Proof that the asker may do it there, or the refusal.
    pub fn mandate(&self, permission: Permission, place: &Place) -> Result<Mandate> {
        self.actor.mandate(permission, place)
    }

    /// Proof that the asker may see it there; otherwise it is as if it did not exist.
    pub fn sight(&self, permission: Permission, place: &Place) -> Result<Mandate> {
        self.actor.sight(permission, place)
    }

    /// Writes down what was done, by which right.
    pub fn note(
        &self,
        tx: &mut Tx,
        by: &Mandate,
        what: &str,
        subject: impl std::fmt::Display,
        detail: impl Serialize,
    ) -> Result<()> {
        db::journal::note(tx, self.now, by, what, subject, detail)
    }
}

/// What the whole house needs to know of its configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The centre's time zone.
    pub zone: TimeZone,
    /// Is this the demonstration centre?
    pub demo: bool,
    /// Are we reached by HTTPS, so that cookies may insist on it?
    pub https: bool,
    /// Believe `X-Forwarded-For` from a proxy on this machine?
    pub behind_proxy: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        Settings { zone, demo: false, https: false, behind_proxy: false }
    }
}

/// Puts an [`App`] together; `crates/dianwu/src/shop.rs` is the one place that does.
pub struct AppBuilder(Inner);

impl App {
    /// Begins an app over a database and a clock.
    pub fn builder(db: Db, clock: Arc<dyn Clock>, settings: Settings) -> AppBuilder {
        AppBuilder(Inner {
            db,
            clock,
            settings,
            menu: vec![],
            search: None,
            parts: HashMap::new(),
            routes: RouteTable::default(),
        })
    }

    /// Looks, in one consistent transaction that changes nothing.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.db.read(look).await
    }

    /// Goes through a door: one command in one transaction, answered when it is durable. A command that carries a
    /// key is done once: sent again, it gets the first answer. The door may run again, so it does nothing but SQL.
    pub async fn act<I, T>(
        &self,
        by: &Actor,
        input: &I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> Result<T>
    where
        I: Clone + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        self.0.db.write(self.through(by, input, door)).await
    }

    /// [`App::act`] for a door that many go through at once and that holds what it relies on; see [`Db::write_holding`].
    pub async fn act_holding<I, T>(
        &self,
        by: &Actor,
        input: &I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> Result<T>
    where
        I: Clone + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        self.0.db.write_holding(self.through(by, input, door)).await
    }

    fn through<I, T>(
        &self,
        by: &Actor,
        input: &I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> impl Fn(&mut Tx) -> Result<T> + Send + 'static
    where
        I: Clone + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let (call, input) = (Call::new(self, by), input.clone());
        move |tx| match &call.actor.once {
            Some(once) => {
                db::once::once(tx, call.now, call.actor.account, once, |tx| door(tx, &call, &input))
            }
            None => door(tx, &call, &input),
        }
    }

    /// Looks through a door: like [`App::act`], but nothing can change.
    pub async fn look<I, T>(
        &self,
        by: &Actor,
        input: &I,
        door: impl Fn(&mut Tx, &Call, &I) -> Result<T> + Send + 'static,
    ) -> Result<T>
    where
        I: Clone + Send + 'static,
        T: Send + 'static,
    {
        let (call, input) = (Call::new(self, by), input.clone());
        self.0.db.read(move |tx| door(tx, &call, &input)).await
    }

    /// Writes what nobody asked for by a command: sessions, jobs, notes of failed sign-ins.
    pub async fn write_unattended<T: Send + 'static>(
        &self,
        act: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.db.write(act).await
    }

    /// This moment, by the clock that was handed in.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// The configuration.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The way through the house.
    pub fn menu(&self) -> &[MenuItem] {
        &self.0.menu
    }

    /// The search in the top bar, where a slice fills it.
    pub fn search(&self) -> Option<TopSearch> {
        self.0.search
    }

    /// Every route with what it asks for.
    pub fn routes(&self) -> &RouteTable {
        &self.0.routes
    }

    /// The database itself, for start and stop.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// A part that a slice brought along, such as its cache or the list of those who give evidence.
    ///
    /// # Panics
    /// When `shop.rs` forgot it: every page that needs it would, so the first test finds it.
    pub fn part<T: Send + Sync + 'static>(&self) -> &T {
        let part = self.0.parts.get(&TypeId::of::<T>()).and_then(|part| part.downcast_ref());
        part.unwrap_or_else(|| panic!("shop.rs brings no {}", std::any::type_name::<T>()))
    }
}

impl AppBuilder {
    /// Adds a part for [`App::part`].
    pub fn part<T: Send + Sync + 'static>(mut self, part: T) -> AppBuilder {
        self.0.parts.insert(TypeId::of::<T>(), Box::new(part));
        self
    }

    /// Sets the way through the house.
    pub fn menu(mut self, menu: Vec<MenuItem>) -> AppBuilder {
        self.0.menu = menu;
        self
    }

    /// Fills the search in the top bar.
    pub fn search(mut self, search: TopSearch) -> AppBuilder {
        self.0.search = Some(search);
        self
    }

    /// Keeps the list of routes.
    pub fn routes(mut self, routes: RouteTable) -> AppBuilder {
        self.0.routes = routes;
        self
    }

    /// Done.
    pub fn build(self) -> App {
        App(Arc::new(self.0))
    }
}
