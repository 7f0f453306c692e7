//! What has to be put right.

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::{MendFindings, WalkRounds};
use kernel::{Id, Instant, Place, Result, Scope, Words};
use picture::PictureId;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Payload, Reply, Say, Table, View, Wrong,
    again, filters,
};

use crate::correcting::{self, CheckForm, MendForm};
use crate::correction::{Standing, StepKind};
use crate::store::{self, CorrectionId, CorrectionLine, WalkId};

/// A correction in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CorrectionView {
    #[serde(flatten)]
    line: CorrectionLine,
    /// Should it have been mended by now?
    overdue: bool,
}

impl CorrectionView {
    fn name(&self) -> Words {
        Words::new(&self.line.name_zh, &self.line.name_en)
    }
}

/// What has to be put right.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/corrections.html")]
pub struct CorrectionsPage {
    rows: Vec<CorrectionView>,
    list: ListPlace,
}

impl View for CorrectionsPage {
    fn title(&self, say: Say) -> String {
        say.t("inspection.corrections.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("inspection.corrections.{key}"));
        let row = |row: &CorrectionView| {
            let line = &row.line;
            let standing = say.t(&format!("inspection.standing.{}", line.state.code()));
            vec![
                row.name().read(say.0).to_owned().into(),
                line.what.clone().into(),
                line.store.clone().into(),
                line.owner.clone().into(),
                Some(line.due_at).into(),
                standing.into(),
                line.times.into(),
            ]
        };
        Some(Table {
            name: "corrections".to_owned(),
            columns: ["point", "what", "store", "owner", "due", "standing", "times"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let view = |state, times, overdue| CorrectionView {
            line: CorrectionLine {
                id: CorrectionId::of(1),
                name_zh: "灯光".into(),
                name_en: "Lights".into(),
                what: "三号灯不亮".into(),
                store: "静安店".into(),
                owner: "杨帆".into(),
                due_at: Instant::from_millis(1_795_484_000_000),
                state,
                times,
            },
            overdue,
        };
        let rows = vec![
            view(Standing::Open, 3, true),
            view(Standing::Open, 1, false),
            view(Standing::Mended, 1, false),
            view(Standing::Closed, 1, false),
        ];
        let page = |rows| CorrectionsPage { rows, list: ListPlace::sample() };
        vec![page(rows), page(vec![])]
    }
}

/// `GET /corrections`
pub(super) async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<CorrectionsPage>, Failure> {
    let page = app.look(&by, &listing, |tx, call, listing| {
        let scope = call.actor.scope(MendFindings);
        let own = call.actor.holdings.iter().find_map(|held| held.store).map_or(-1, Id::get);
        let (store, person) = match scope {
            Some(Scope::Centre) => (0, 0),
            Some(Scope::Store) => (own, 0),
            _ => (0, call.actor.person.get()),
        };
        let page = store::CORRECTIONS.page(tx, &listing.ask_newest_first(), db::args![store, person])?;
        let list = listing.place(&page);
        let view = |line: CorrectionLine| {
            let overdue = line.state == Standing::Open && line.due_at < call.now;
            CorrectionView { line, overdue }
        };
        Ok(CorrectionsPage { rows: page.rows.into_iter().map(view).collect(), list })
    });
    Ok(Reply(page.await?))
}

/// A step that was done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    kind: StepKind,
    note: String,
    by: String,
    at: Instant,
    picture: Option<PictureId>,
}

/// A finding, who mends it, and what was done.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "inspection/correction.html")]
pub struct CorrectionPage {
    id: CorrectionId,
    walk: WalkId,
    name: Words,
    what: String,
    store: String,
    ordered_by: String,
    ordered_at: Instant,
    owner: String,
    due: Instant,
    standing: Standing,
    overdue: bool,
    times: i64,
    steps: Vec<StepView>,
    may_mend: bool,
    may_check: bool,
    #[serde(skip)]
    mend: MendForm,
    #[serde(skip)]
    check: CheckForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for CorrectionPage {
    fn title(&self, say: Say) -> String {
        format!("{} {}", say.t("inspection.correction.title"), self.name.read(say.0))
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let step =
            |kind, note: &str| StepView {
                kind, note: note.to_owned(), by: "杨帆".into(), at, picture: None
            };
        let page = |standing, steps: Vec<StepView>, may_mend, wrong| CorrectionPage {
            id: CorrectionId::of(1),
            walk: WalkId::of(1),
            name: Words::new("灯光", "Lights"),
            what: "三号灯不亮".into(),
            store: "静安店".into(),
            ordered_by: "许雅琴".into(),
            ordered_at: at,
            owner: "杨帆".into(),
            due: at,
            standing,
            overdue: may_mend,
            times: 3,
            steps,
            may_mend,
            may_check: standing == Standing::Mended,
            mend: MendForm::default(),
            check: CheckForm::default(),
            wrong,
        };
        vec![
            page(Standing::Open, vec![], true, Wrong::sample("note", "needed")),
            page(Standing::Mended, vec![step(StepKind::Mended, "换好了")], false, Wrong::default()),
            page(
                Standing::Closed,
                vec![step(StepKind::Again, "还闪"), step(StepKind::Good, "")],
                false,
                Wrong::default(),
            ),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CorrectionId) -> Result<CorrectionPage> {
    let row = correcting::seen(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let name = |person| organisation.person_name(person).to_owned();
    let place = Place::of(row.owner, Some(row.store_id), None);
    let walks_there = call.actor.may_at(WalkRounds, &Place::store(row.store_id));
    let is_own = [Some(row.owner), row.mended_by].contains(&Some(call.actor.person));
    let steps = store::steps(tx, id)?.into_iter().map(|step| StepView {
        kind: step.kind,
        note: step.note,
        by: name(step.done_by),
        at: step.done_at,
        picture: step.picture_id,
    });
    Ok(CorrectionPage {
        id,
        walk: row.walk_id,
        name: Words::new(&row.name_zh, &row.name_en),
        store: organisation.store(row.store_id)?.name.clone(),
        ordered_by: name(row.ordered_by),
        ordered_at: row.ordered_at,
        owner: name(row.owner),
        due: row.due_at,
        standing: row.state,
        overdue: row.correction().is_overdue(call.now),
        times: row.times,
        steps: steps.collect(),
        may_mend: row.state == Standing::Open && (call.actor.may_at(MendFindings, &place) || walks_there),
        may_check: row.state == Standing::Mended && walks_there && !is_own,
        what: row.what,
        mend: MendForm::default(),
        check: CheckForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /corrections/{id}`
pub(super) async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CorrectionId>,
) -> Result<Reply<CorrectionPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /corrections/{id}/mending`
pub(super) async fn mend(
    State(app): State<App>,
    By(by): By,
    At(id): At<CorrectionId>,
    Payload(mut form): Payload<MendForm>,
) -> Result<Answer<CorrectionPage>, Failure> {
    let photo = std::mem::take(&mut form.photo);
    let photo = if photo.is_empty() { None } else { Some(picture::read(&photo).await?) };
    let sent = (id, form, photo);
    let done = app
        .act(&by, &sent, |tx, call, (id, form, photo)| correcting::mend(tx, call, *id, form, photo.as_ref()));
    match done.await {
        Ok(()) => Ok(Done::at(format!("/corrections/{id}")).saying("inspection.correction.mended").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CorrectionPage { mend: sent.1, wrong, ..page })
        }
    }
}

/// `POST /corrections/{id}/check`
pub(super) async fn check(
    State(app): State<App>,
    By(by): By,
    At(id): At<CorrectionId>,
    Payload(form): Payload<CheckForm>,
) -> Result<Answer<CorrectionPage>, Failure> {
    let sent = (id, form);
    match app.act(&by, &sent, |tx, call, (id, form)| correcting::check(tx, call, *id, form)).await {
        Ok(()) => Ok(Done::at(format!("/corrections/{id}")).saying("inspection.correction.checked").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CorrectionPage { check: sent.1, wrong, ..page })
        }
    }
}
