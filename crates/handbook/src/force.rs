//! The handbook in force: what everybody's duties come from.

use std::sync::{Arc, RwLock};

use db::Tx;
use kernel::{BusinessDate, Instant, Result};

use crate::book::Book;
use crate::merge::{Leaf, in_use};
use crate::shipped::shipped;
use crate::store;
use crate::version::VersionId;

/// A published version never changes, so its key and the moment of publishing name it for good.
type Named = (VersionId, Instant);

type Kept = (Named, Arc<Book>);

/// A published version, with the day it begins.
type Published = (VersionId, Instant, BusinessDate);

/// How many versions a process keeps at hand: yesterday's, today's and the coming ones.
const KEPT: usize = 8;

/// The versions that this process has read, so that today's page costs no reading.
#[derive(Default, Clone)]
pub struct BookCache(Arc<RwLock<Vec<Kept>>>);

impl BookCache {
    fn find(&self, named: Named) -> Option<Arc<Book>> {
        let kept = self.0.read().ok()?;
        kept.iter().find(|(name, _)| *name == named).map(|(_, book)| book.clone())
    }

    fn keep(&self, named: Named, book: &Arc<Book>) {
        if let Ok(mut kept) = self.0.write() {
            kept.retain(|(name, _)| *name != named);
            kept.insert(0, (named, book.clone()));
            kept.truncate(KEPT);
        }
    }
}

/// The handbook in force on a day. Before the first version nothing was, and the book has no entries.
pub fn in_force(tx: &mut Tx, cache: &BookCache, day: BusinessDate) -> Result<Arc<Book>> {
    Ok(in_force_on(tx, cache, &[day])?.remove(0))
}

/// The handbooks in force on several days, one for each.
pub fn in_force_on(tx: &mut Tx, cache: &BookCache, days: &[BusinessDate]) -> Result<Vec<Arc<Book>>> {
    let published = store::published(tx)?;
    days.iter().map(|day| of_day(tx, cache, &published, *day)).collect()
}

fn of_day(tx: &mut Tx, cache: &BookCache, published: &[Published], day: BusinessDate) -> Result<Arc<Book>> {
    let Some((version, at, _)) = holding(published, day) else {
        return Ok(Arc::new(shipped()?.book.with_entries(vec![])));
    };
    let named = (version, at);
    if let Some(book) = cache.find(named) {
        return Ok(book);
    }
    let book = Arc::new(bound(&store::leaves(tx, version)?)?);
    cache.keep(named, &book);
    Ok(book)
}

/// The first of those that have begun; they come in the order of what holds last.
fn holding(published: &[Published], day: BusinessDate) -> Option<Published> {
    published.iter().find(|(_, _, from)| *from <= day).copied()
}

/// Which version is in force on a day.
pub fn version_in_force(tx: &mut Tx, day: BusinessDate) -> Result<Option<VersionId>> {
    Ok(holding(&store::published(tx)?, day).map(|(version, _, _)| version))
}

/// A book of these leaves; posts, codes and rounds are those of the program.
pub(crate) fn bound(leaves: &[Leaf]) -> Result<Book> {
    Ok(shipped()?.book.with_entries(in_use(leaves).cloned().collect()))
}
