//! The journal to read: who did what, when, by which right, and for whom.

use askama::Template;
use axum::extract::State;
use db::list::{Filter, Shape, Sort};
use db::{Tx, args, sql};
use kernel::{
    BusinessDate, Instant, Lang, Permission, Place, Problems, Result, Scope, StoreId, Words, parse_day,
};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, By, Call, Failure, ListPlace, Listing, Reply, Routes, Say, Table, View, filters};

db::record! {
    /// A note in the list.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct NoteLine {
        /// Key.
        pub id: i64,
        /// When.
        pub at: Instant,
        /// Who; empty when it was the house itself.
        pub person: Option<String>,
        /// In whose stead.
        pub for_person: Option<String>,
        /// By which post, in Chinese.
        pub post_zh: Option<String>,
        /// By which post, in English.
        pub post_en: Option<String>,
        /// Where; empty for the whole centre.
        pub store: Option<String>,
        /// What was done.
        pub what: String,
        /// To what.
        pub subject: String,
        /// The particulars, as JSON.
        pub detail: String,
        /// Its place in the chain of seals; empty until it is sealed.
        pub sealed: Option<i64>,
    }
}

impl NoteLine {
    fn post(&self) -> Option<Words> {
        let zh = self.post_zh.clone()?;
        Some(Words::new(zh, self.post_en.clone().unwrap_or_default()))
    }

    /// What was done, in words.
    fn did(&self) -> Words {
        did(&self.what)
    }

    /// The particulars for people, one to a line.
    fn particulars(&self) -> String {
        let value: Result<serde_json::Value, _> = serde_json::from_str(&self.detail);
        value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| self.detail.clone())
    }

    fn has_particulars(&self) -> bool {
        !matches!(self.detail.as_str(), "{}" | "null" | "")
    }

    fn sample() -> NoteLine {
        NoteLine {
            id: 7,
            at: Instant::from_millis(1_764_000_000_000),
            person: Some("许雅琴".into()),
            for_person: None,
            post_zh: Some("总经理".into()),
            post_en: Some("General manager".into()),
            store: Some("静安店".into()),
            what: "store.changed".into(),
            subject: "stores/1".into(),
            detail: r#"{"from":{"name":"静安"},"to":{"name":"静安店"}}"#.into(),
            sealed: Some(7),
        }
    }
}

/// What was done, in words; its code where an older version wrote one that has none any more.
fn did(what: &str) -> Words {
    let key = format!("cli.did.{what}");
    let read = |lang| web::i18n::texts(lang).get(&key).cloned().unwrap_or_else(|| what.to_owned());
    Words::new(read(Lang::Chinese), read(Lang::English))
}

/// The store that stands for all of them.
const ALL: i64 = 0;

db::listing! {
    /// The journal between the moments `$1` and `$2`, of the store `$3` or of all.
    pub(crate) static NOTES: NoteLine = Shape {
        select: "n.id, n.at, p.name AS person, f.name AS for_person, o.name_zh AS post_zh, o.name_en AS post_en, \
                 s.name AS store, n.what, n.subject, n.detail, j.position AS sealed",
        from: "journal_note n LEFT JOIN person p ON p.id = n.person_id \
               LEFT JOIN person f ON f.id = n.for_person_id LEFT JOIN post o ON o.id = n.post_id \
               LEFT JOIN store s ON s.id = n.store_id LEFT JOIN journal_seal j ON j.note_id = n.id",
        only: "n.at >= $1 AND n.at < $2 AND (n.store_id = $3 OR $3 = 0)",
        key: "n.id",
        sorts: &[Sort::int("at", "n.at")],
        filters: &[
            Filter::contains("q", "lower(coalesce(p.find, '') || ' ' || coalesce(p.name, '')) LIKE ?"),
            Filter::int("person", "n.person_id = ?"),
            Filter::text("what", "n.what = ?"),
            Filter::text("subject", "n.subject = ?"),
        ],
    };
}

/// The journal.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "dianwu/journal.html")]
pub struct JournalPage {
    rows: Vec<NoteLine>,
    list: ListPlace,
    /// What has ever been done, to choose from.
    #[serde(skip)]
    kinds: Vec<String>,
}

impl View for JournalPage {
    fn title(&self, say: Say) -> String {
        say.t("cli.journal.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("cli.journal.{key}"));
        let row = |line: &NoteLine| {
            vec![
                line.at.into(),
                line.person.clone().into(),
                line.for_person.clone().into(),
                line.post().map(|post| post.read(say.0).to_owned()).into(),
                line.store.clone().into(),
                line.did().read(say.0).into(),
                line.subject.clone().into(),
                line.detail.clone().into(),
            ]
        };
        let columns = ["at", "person", "for_person", "post", "store", "what", "subject", "detail"];
        Some(Table {
            name: "journal".to_owned(),
            columns: columns.map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let by_the_house = NoteLine {
            person: None,
            post_zh: None,
            post_en: None,
            store: None,
            sealed: None,
            detail: "{}".into(),
            ..NoteLine::sample()
        };
        let stand_in = NoteLine { for_person: Some("周敏".into()), ..NoteLine::sample() };
        let kinds = vec!["store.changed".to_owned()];
        vec![
            JournalPage {
                rows: vec![NoteLine::sample(), by_the_house, stand_in],
                list: ListPlace::sample(),
                kinds,
            },
            JournalPage { rows: vec![], list: ListPlace::sample(), kinds: vec![] },
        ]
    }
}

/// The doors of the journal.
pub fn routes() -> Routes {
    Routes::new("house").get("/journal", Permission::ViewJournal, "Read the journal of who did what", list)
}

/// `GET /journal`
async fn list(State(app): State<App>, By(by): By, listing: Listing) -> Result<Reply<JournalPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, page).await?))
}

fn page(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<JournalPage> {
    let store = seen_store(call)?;
    let mut ask = listing.ask();
    // The latest first, unless asked otherwise.
    ask.descending |= ask.sort.is_empty();
    let (from, until) = between(tx, call, &mut ask.filters)?;
    let page = NOTES.page(tx, &ask, args![from, until, store])?;
    Ok(JournalPage { list: listing.place(&page), rows: page.rows, kinds: kinds(tx)? })
}

/// All stores, or the one where the reader belongs.
fn seen_store(call: &Call) -> Result<i64> {
    if call.actor.scope(Permission::ViewJournal) == Some(Scope::Centre) {
        return Ok(ALL);
    }
    let store = call.actor.holdings.iter().find_map(|held| held.store);
    call.sight(Permission::ViewJournal, &Place { store, ..Place::default() })?;
    store.map(|store: StoreId| kernel::Id::get(store)).ok_or_else(kernel::Error::missing)
}

/// The moments between which the days asked for lie; `day` is one day, `from` and `until` are many.
fn between(tx: &mut Tx, call: &Call, filters: &mut Vec<(String, String)>) -> Result<(Instant, Instant)> {
    let mut wrong = Problems::default();
    let mut take = |name: &str| -> Option<BusinessDate> {
        let place = filters.iter().position(|(key, _)| key == name)?;
        let (_, text) = filters.remove(place);
        wrong.need(name, parse_day(text.trim()), "not_a_day")
    };
    let (day, from, until) = (take("day"), take("from"), take("until"));
    wrong.or(Some(()))?;
    let cut = org::organisation(tx, call)?.day_cut(None);
    let begins = |day: BusinessDate| cut.begins(day);
    let ends = |day: BusinessDate| cut.begins(day.tomorrow().unwrap_or(day));
    Ok((
        day.or(from).map_or(Instant::from_millis(i64::MIN), begins),
        day.or(until).map_or(Instant::from_millis(i64::MAX), ends),
    ))
}

/// What has ever been done: stepped through by the index, so that a journal of years is not read for it.
fn kinds(tx: &mut Tx) -> Result<Vec<String>> {
    tx.scalars(
        sql!("WITH RECURSIVE kind (what) AS (
                  SELECT min(what) FROM journal_note
                  UNION ALL
                  SELECT (SELECT min(n.what) FROM journal_note n WHERE n.what > kind.what)
                  FROM kind WHERE kind.what IS NOT NULL)
              SELECT what FROM kind WHERE what IS NOT NULL ORDER BY what" => (String,)),
        args![],
    )
}
