//! A version as it is listed, and the book that a reader asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::Tx;
use kernel::{BusinessDate, Error, Id, Instant, PersonId, Result};
use org::Organisation;
use schemars::JsonSchema;
use serde::Serialize;
use web::Call;

use crate::Built;
use crate::book::Book;
use crate::force::{BookCache, bound, in_force};
use crate::store;
use crate::version::{Standing, Version, VersionId, standing};

/// A version as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VersionShown {
    /// Key.
    pub id: VersionId,
    /// Counted from 1.
    pub number: i64,
    /// What it is today.
    pub standing: Standing,
    /// What it is about; empty for the first, which came with the program.
    pub title: String,
    /// Why it was made.
    pub reason: String,
    /// The first day on which it holds.
    pub effective_from: Option<BusinessDate>,
    /// Who published it, or began it while it is a draft; empty when the house did.
    pub by: String,
    /// When that was.
    pub at: Instant,
    /// The version of the program whose release it is based on.
    pub shipped_with: String,
}

impl VersionShown {
    pub(super) fn of(
        organisation: &Organisation,
        versions: &[Version],
        version: &Version,
        today: BusinessDate,
    ) -> VersionShown {
        let name = |person: Option<PersonId>| person.map_or("", |id| organisation.person_name(id)).to_owned();
        VersionShown {
            id: version.id,
            number: version.number,
            standing: standing(versions, version, today),
            title: version.title.clone(),
            reason: version.reason.clone(),
            effective_from: version.effective_from,
            by: name(version.published_by.or(version.created_by)),
            at: version.published_at.unwrap_or(version.created_at),
            shipped_with: version.shipped_with.clone(),
        }
    }

    pub(super) fn sample(number: i64, standing: Standing) -> VersionShown {
        let title = if number == 1 { "" } else { "冬季作息" };
        VersionShown {
            id: VersionId::of(number),
            number,
            standing,
            title: title.into(),
            reason: "冬季早上客少".into(),
            effective_from: (standing != Standing::Draft).then(|| jiff::civil::date(2026, 11, 1)),
            by: "王慧敏".into(),
            at: Instant::from_millis(1_793_000_000_000),
            shipped_with: "0.1.0".into(),
        }
    }
}

/// A version and its book, as a reader asked for it.
pub(super) struct Seen {
    pub version: Option<VersionShown>,
    pub book: Arc<Book>,
}

/// The book in force today, or the version asked for; a draft is seen by those who write in it.
pub(super) fn seen(tx: &mut Tx, call: &Call, asked: Option<VersionId>) -> Result<Seen> {
    let chart = org::today(tx, call)?;
    let versions = store::versions(tx)?;
    let show = |version: &Version| VersionShown::of(&chart.organisation, &versions, version, chart.day);
    let Some(id) = asked else {
        let current = crate::version::in_force_on(&versions, chart.day);
        let book = in_force(tx, call.app.part::<BookCache>(), chart.day)?;
        return Ok(Seen { version: current.map(show), book });
    };
    let version = versions.iter().find(|version| version.id == id).ok_or_else(Error::missing)?;
    if version.effective_from.is_none() && !crate::edit::may_edit(call) {
        return Err(Error::missing());
    }
    let shown = show(version);
    Ok(Seen { version: Some(shown), book: bound(&store::leaves(tx, id)?)?.into() })
}

/// The codes of evidence that the program can show.
pub(super) fn built(call: &Call) -> &BTreeSet<String> {
    &call.app.part::<Built>().0
}
