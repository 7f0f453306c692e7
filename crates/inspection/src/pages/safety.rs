//! The register of safety equipment.

use askama::Template;
use axum::extract::State;
use db::Tx;
use jiff::ToSpan;
use kernel::Permission::KeepSafety;
use kernel::{BusinessDate, Error, Id, Instant, Place, Result, Scope};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, TableCell,
    View, Wrong, again, filters,
};

use crate::safety::{self, EquipmentForm, RemoveForm, SOON, SeenForm};
use crate::store::{self, EquipmentId, EquipmentKind, EquipmentLine};

/// A piece in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EquipmentView {
    #[serde(flatten)]
    line: EquipmentLine,
    /// It has run out.
    expired: bool,
    /// It runs out soon.
    soon: bool,
}

impl EquipmentView {
    fn of(line: EquipmentLine, today: BusinessDate) -> EquipmentView {
        let there = line.removed_at.is_none();
        let ends = line.valid_until.filter(|_| there);
        EquipmentView {
            expired: ends.is_some_and(|day| day < today),
            soon: ends.is_some_and(|day| day >= today && day <= today.saturating_add(SOON.days())),
            line,
        }
    }

    fn kind(&self) -> String {
        format!("inspection.equipment.{}", self.line.kind.code())
    }

    fn sample(valid_until: BusinessDate, removed: bool) -> EquipmentView {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = EquipmentLine {
            id: EquipmentId::of(1),
            store_id: Id::of(1),
            store: "静安店".into(),
            kind: EquipmentKind::Extinguisher,
            number: "灭-03".into(),
            place: "二楼走道".into(),
            valid_until: Some(valid_until),
            checked_at: Some(at),
            removed_at: removed.then_some(at),
            removed_why: if removed { "报废".into() } else { String::new() },
        };
        EquipmentView::of(line, jiff::civil::date(2026, 11, 24))
    }
}

/// The register.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/equipment_list.html")]
pub struct EquipmentListPage {
    rows: Vec<EquipmentView>,
    list: ListPlace,
    #[serde(skip)]
    form: EquipmentForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl EquipmentListPage {
    fn kinds(&self) -> impl Iterator<Item = (&'static str, String)> {
        EquipmentKind::ALL.iter().map(|kind| (kind.code(), format!("inspection.equipment.{}", kind.code())))
    }
}

impl View for EquipmentListPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.safety.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("inspection.safety.{key}"));
        let row = |row: &EquipmentView| {
            let line = &row.line;
            let kind: TableCell = say.t(&row.kind()).into();
            vec![
                kind,
                line.number.clone().into(),
                line.place.clone().into(),
                line.store.clone().into(),
                line.valid_until.into(),
                line.checked_at.into(),
            ]
        };
        Some(Table {
            name: "safety-equipment".to_owned(),
            columns: ["kind", "number", "place", "store", "valid_until", "checked"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let day = |month, day| jiff::civil::date(2026, month, day);
        let rows = [day(10, 1), day(12, 1)].map(|day| EquipmentView::sample(day, false));
        let page = |rows: Vec<EquipmentView>, wrong| EquipmentListPage {
            rows,
            list: ListPlace::sample(),
            form: EquipmentForm::default(),
            wrong,
        };
        vec![page(rows.to_vec(), Wrong::default()), page(vec![], Wrong::sample("number", "needed"))]
    }
}

fn listed(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<EquipmentListPage> {
    let everywhere = call.actor.scope(KeepSafety) == Some(Scope::Centre);
    let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
    let store = if everywhere { 0 } else { own };
    let today = org::today(tx, call)?.day;
    let page = store::EQUIPMENT.page(tx, &listing.ask(), db::args![store])?;
    let list = listing.place(&page);
    let rows = page.rows.into_iter().map(|line| EquipmentView::of(line, today)).collect();
    Ok(EquipmentListPage { rows, list, form: EquipmentForm::default(), wrong: Wrong::default() })
}

/// `GET /safety-equipment`
pub(super) async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<EquipmentListPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, listed).await?))
}

/// `POST /safety-equipment`
pub(super) async fn add(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
    Payload(form): Payload<EquipmentForm>,
) -> Result<Answer<EquipmentListPage>, Failure> {
    match app.act(&by, &form, safety::add).await {
        Ok(id) => {
            Ok(Done::created(format!("/safety-equipment/{id}"), id).saying("inspection.safety.added").into())
        }
        Err(refused) => {
            let page = app.look(&by, &listing, listed).await?;
            again(refused, |wrong| EquipmentListPage { form, wrong, ..page })
        }
    }
}

/// A piece of safety equipment.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/equipment.html")]
pub struct EquipmentPage {
    piece: EquipmentView,
    #[serde(skip)]
    seen: SeenForm,
    #[serde(skip)]
    removal: RemoveForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for EquipmentPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t(&self.piece.kind()), self.piece.line.number)
    }

    fn samples() -> Vec<Self> {
        let page = |removed, wrong| EquipmentPage {
            piece: EquipmentView::sample(jiff::civil::date(2026, 12, 1), removed),
            seen: SeenForm::default(),
            removal: RemoveForm::default(),
            wrong,
        };
        vec![page(false, Wrong::sample("why", "needed")), page(true, Wrong::default())]
    }
}

fn piece(tx: &mut Tx, call: &Call, id: EquipmentId) -> Result<EquipmentPage> {
    let line = store::equipment(tx, id)?;
    call.sight(KeepSafety, &Place::store(line.store_id)).map_err(|_| Error::missing())?;
    let today = org::today(tx, call)?.day;
    Ok(EquipmentPage {
        piece: EquipmentView::of(line, today),
        seen: SeenForm::default(),
        removal: RemoveForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /safety-equipment/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<EquipmentId>,
) -> Result<Reply<EquipmentPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| piece(tx, call, *id)).await?))
}

/// `POST /safety-equipment/{id}/check`
pub(super) async fn check(
    State(app): State<App>,
    By(by): By,
    At(id): At<EquipmentId>,
    Payload(form): Payload<SeenForm>,
) -> Result<Answer<EquipmentPage>, Failure> {
    let sent = (id, form);
    match app.act(&by, &sent, |tx, call, (id, form)| safety::check(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/safety-equipment").saying("inspection.safety.seen").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| piece(tx, call, *id)).await?;
            again(refused, |wrong| EquipmentPage { seen: sent.1, wrong, ..page })
        }
    }
}

/// `POST /safety-equipment/{id}/removal`
pub(super) async fn remove(
    State(app): State<App>,
    By(by): By,
    At(id): At<EquipmentId>,
    Payload(form): Payload<RemoveForm>,
) -> Result<Answer<EquipmentPage>, Failure> {
    let sent = (id, form);
    match app.act(&by, &sent, |tx, call, (id, form)| safety::remove(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at("/safety-equipment").saying("inspection.safety.removed").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| piece(tx, call, *id)).await?;
            again(refused, |wrong| EquipmentPage { removal: sent.1, wrong, ..page })
        }
    }
}
