use askama::Template;
use axum::extract::State as Held;
use db::Tx;
use kernel::{Id, Instant, Money, PersonId, Result, Words};
use org::Chart;
use picture::{PictureId, Size};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, FileReply, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use super::FieldView;
use crate::asking::{self, own};
use crate::content::{Content, digest, is_whole};
use crate::deciding::{self, DecideForm};
use crate::form::{Form, Sign};
use crate::sight::{desk_of, seen};
use crate::state::{DeskState, Happened, Mark, State};
use crate::store::{self, ApprovalId, ApprovalRow, DeskRow, SignatureRow};

/// A signature, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SignatureView {
    name: String,
    mark: Mark,
    /// The path of the strokes, or the name.
    strokes: String,
    /// `password` or `code`.
    proof: String,
    at: Instant,
    /// SHA-256 of what was signed.
    digest: String,
    /// What was signed is what stands there.
    whole: bool,
}

/// One who decides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DeskView {
    post: Words,
    store: Option<String>,
    /// Those who sit there.
    people: Vec<String>,
    /// Vacant seats that were passed.
    passed: i64,
    state: DeskState,
    /// Who decided, and for whom.
    done_by: Option<String>,
    for_person: Option<String>,
    done_at: Option<Instant>,
    signature: Option<SignatureView>,
}

/// Those who decide side by side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StageView {
    number: i64,
    enough: bool,
    /// Of the revision that stands; older ones are history.
    revision: i64,
    desks: Vec<DeskView>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EventView {
    kind: Happened,
    name: String,
    for_person: Option<String>,
    note: String,
    at: Instant,
}

/// A form, its way and its signatures.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/show.html")]
pub struct ShowPage {
    id: ApprovalId,
    name: Words,
    title: String,
    state: State,
    revision: i64,
    amount: Option<Money>,
    asker: String,
    post: Words,
    store: Option<String>,
    asked_at: Instant,
    /// What it is about in another part of the house.
    subject: String,
    fields: Vec<FieldView>,
    stages: Vec<StageView>,
    events: Vec<EventView>,
    /// What was carried out, and where it can be seen.
    effect: Option<Words>,
    effect_href: String,
    /// Does the program carry it out?
    is_built: bool,
    sign: Sign,
    /// SHA-256 of what stands there.
    digest: String,
    may_decide: bool,
    is_mine: bool,
    /// The reader's own name, for signing by typing it.
    me: String,
    #[serde(skip)]
    typed: DecideForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl ShowPage {
    /// The way of the revision that stands.
    fn now(&self) -> impl Iterator<Item = &StageView> {
        self.stages.iter().filter(|stage| stage.revision == self.revision)
    }

    /// Signatures of earlier revisions: they hold no more.
    fn before(&self) -> impl Iterator<Item = &SignatureView> {
        let old = self.stages.iter().filter(|stage| stage.revision < self.revision);
        old.flat_map(|stage| &stage.desks).filter_map(|desk| desk.signature.as_ref())
    }

    fn is_broken(&self) -> bool {
        let mut signatures =
            self.now().flat_map(|stage| &stage.desks).filter_map(|desk| desk.signature.as_ref());
        signatures.any(|signature| !signature.whole)
    }
}

impl View for ShowPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} · {}", self.name.read(say.0), self.id, self.title)
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let signature = |whole| SignatureView {
            name: "周敏".into(),
            mark: Mark::Drawn,
            strokes: "M10 90L60 40L90 120L140 60L190 110L260 70".into(),
            proof: "password".into(),
            at,
            digest: digest(b"sample"),
            whole,
        };
        let desk = |state, signature| DeskView {
            post: Words::new("美疗总监", "Therapy director"),
            store: Some("静安店".into()),
            people: vec!["周敏".into()],
            passed: 1,
            state,
            done_by: Some("周敏".into()).filter(|_| state == DeskState::Approved),
            for_person: Some("许雅琴".into()).filter(|_| state == DeskState::Approved),
            done_at: Some(at).filter(|_| state == DeskState::Approved),
            signature,
        };
        let stage = |number, revision, desks| StageView { number, enough: number == 2, revision, desks };
        let typed = SignatureView { mark: Mark::Typed, strokes: "周敏".into(), ..signature(true) };
        let page = |state, whole, mine: bool, wrong| ShowPage {
            id: ApprovalId::of(7),
            name: Words::new("申购单", "Purchase"),
            title: "洁面乳".into(),
            state,
            revision: 2,
            amount: Money::fen(3_000_00).ok(),
            asker: "陈思思".into(),
            post: Words::new("美疗师", "Therapist"),
            store: Some("静安店".into()),
            asked_at: at,
            subject: "refunds/12".into(),
            fields: vec![
                FieldView {
                    code: "item".into(),
                    name: Words::new("品名", "Item"),
                    text: Words::new("洁面乳", ""),
                    picture: None,
                },
                FieldView {
                    code: "quote".into(),
                    name: Words::new("报价", "Quotation"),
                    text: Words::default(),
                    picture: Some("3".into()),
                },
            ],
            stages: vec![
                stage(1, 1, vec![desk(DeskState::Returned, Some(signature(false)))]),
                stage(1, 2, vec![desk(DeskState::Approved, Some(signature(whole)))]),
                stage(2, 2, vec![desk(DeskState::Open, None), desk(DeskState::Waiting, Some(typed.clone()))]),
            ],
            events: Happened::ALL
                .iter()
                .map(|kind| EventView {
                    kind: *kind,
                    name: "周敏".into(),
                    for_person: None,
                    note: "请写清用途".into(),
                    at,
                })
                .collect(),
            effect: Some(Words::new("已任命", "Appointed")).filter(|_| state == State::Approved),
            effect_href: "/people/7".into(),
            is_built: whole,
            sign: Sign::Password,
            digest: digest(b"sample"),
            may_decide: state == State::Open && !mine,
            is_mine: mine,
            me: "周敏".into(),
            typed: DecideForm::default(),
            wrong,
        };
        vec![
            page(State::Open, true, false, Wrong::default()),
            page(State::Open, false, false, Wrong::sample("drawn", "approval.sign")),
            page(State::Open, true, true, Wrong::default()),
            page(State::Returned, true, true, Wrong::default()),
            page(State::Approved, true, false, Wrong::default()),
        ]
    }
}

/// The same on paper.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "approval/print.html")]
pub struct PrintPage {
    #[serde(flatten)]
    form: ShowPage,
}

impl View for PrintPage {
    fn title(&self, say: Say) -> String {
        self.form.title(say)
    }

    fn samples() -> Vec<Self> {
        ShowPage::samples().into_iter().map(|form| PrintPage { form }).collect()
    }
}

fn page(tx: &mut Tx, call: &Call, id: ApprovalId) -> Result<ShowPage> {
    own(call)?;
    let row = seen(tx, call, id)?;
    let chart = org::today(tx, call)?;
    let content = store::content(tx, id, row.revision)?;
    let form: Form = serde_json::from_str(&content.form)?;
    let kept: Content = serde_json::from_str(&content.content)?;
    let desks = store::desks(tx, id)?;
    let mine = row.asker_id == call.actor.person;
    let decides = row.state == State::Open && !mine;
    let may_decide = decides && desk_of(&chart, &desks, call.actor.person).is_some();
    let house = &chart.organisation;
    let name = |person: PersonId| house.person_name(person).to_owned();
    let events = store::events(tx, id)?.into_iter().map(|event| EventView {
        kind: event.kind,
        name: name(event.person_id),
        for_person: event.for_person.map(name),
        note: event.note,
        at: event.at,
    });
    Ok(ShowPage {
        id,
        name: Words::new(&row.form_zh, &row.form_en),
        title: row.title.clone(),
        state: row.state,
        revision: row.revision,
        amount: row.amount,
        asker: name(row.asker_id),
        post: house.post(row.post_id)?.name(),
        store: row.store_id.map(|store| house.store(store).map(|store| store.name.clone())).transpose()?,
        asked_at: row.asked_at,
        subject: row.subject.clone(),
        fields: super::read(&form, &kept.filled, &chart),
        stages: stages(tx, &chart, &row, &desks)?,
        events: events.collect(),
        effect: row.carried_out_at.map(|_| Words::new(&row.effect_zh, &row.effect_en)),
        effect_href: row.effect_href.clone(),
        is_built: super::is_built(call, &form),
        sign: form.sign,
        digest: content.digest,
        may_decide,
        is_mine: mine,
        me: house.person_name(call.actor.person).to_owned(),
        typed: DecideForm::default(),
        wrong: Wrong::default(),
    })
}

/// The way of a form with its signatures, each checked against what stands there.
fn stages(tx: &mut Tx, chart: &Chart, row: &ApprovalRow, desks: &[DeskRow]) -> Result<Vec<StageView>> {
    let signatures = store::signatures(tx, row.id)?;
    let whole = whole(tx, row, &signatures)?;
    let house = &chart.organisation;
    let name = |person: PersonId| house.person_name(person).to_owned();
    let mut stages: Vec<StageView> = vec![];
    for desk in desks {
        let signature = signatures.iter().find(|signature| signature.desk_id == desk.id);
        let seat = desk.seat();
        let holders = chart.holders(seat).iter().copied().filter(|person| *person != row.asker_id);
        let view = DeskView {
            post: house.post(desk.post_id)?.name(),
            store: seat.store.and_then(|store| house.stores.get(&store)).map(|store| store.name.clone()),
            people: holders.map(name).collect(),
            passed: desk.passed,
            state: desk.state,
            done_by: desk.done_by.map(name),
            for_person: desk.for_person.map(name),
            done_at: desk.done_at,
            signature: signature.map(|signature| SignatureView {
                name: name(signature.signed_by),
                mark: signature.mark,
                strokes: signature.strokes.clone(),
                proof: signature.proof.clone(),
                at: signature.signed_at,
                digest: signature.digest.clone(),
                whole: signature.revision == row.revision && whole.contains(&signature.digest),
            }),
        };
        match stages.last_mut().filter(|s| s.number == desk.stage && s.revision == desk.revision) {
            Some(stage) => stage.desks.push(view),
            None => stages.push(StageView {
                number: desk.stage,
                enough: desk.enough,
                revision: desk.revision,
                desks: vec![view],
            }),
        }
    }
    Ok(stages)
}

/// The digests of those signatures that fit what stands there now, pictures and all.
fn whole(tx: &mut Tx, row: &ApprovalRow, signatures: &[SignatureRow]) -> Result<Vec<String>> {
    if signatures.is_empty() {
        return Ok(vec![]);
    }
    let content = store::content(tx, row.id, row.revision)?;
    let kept =
        serde_json::from_str::<Content>(&content.content).map(|kept| kept.pictures).unwrap_or_default();
    let mut pictures = vec![];
    for attached in &kept {
        let bytes = picture::show(tx, PictureId::of(attached.picture), Size::Large).ok();
        pictures.push(bytes.map(|bytes| digest(&bytes)));
    }
    let fits = |signed: &SignatureRow| is_whole(&signed.digest, &content.content, &pictures);
    Ok(signatures.iter().filter(|signed| fits(signed)).map(|signed| signed.digest.clone()).collect())
}

/// `GET /approvals/{id}`
pub async fn show(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
) -> Result<Reply<ShowPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `GET /approvals/{id}/print`
pub async fn print(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
) -> Result<Reply<PrintPage>, Failure> {
    let form = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
    Ok(Reply(PrintPage { form }))
}

/// `POST /approvals/{id}/decision`
pub async fn decide(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
    Payload(form): Payload<DecideForm>,
) -> Result<Answer<ShowPage>, Failure> {
    let done = match deciding::prove(&app, &by, id, &form).await {
        Ok(proved) => {
            let input = (id, form.clone(), proved);
            app.act(&by, &input, |tx, call, (id, form, proved)| {
                deciding::decide(tx, call, *id, form, *proved)
            })
            .await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(_) => Ok(Done::at("/approvals").saying("approval.show.decided").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            // The password is never sent back.
            let typed = DecideForm { secret: String::new(), ..form };
            again(refused, |wrong| ShowPage { typed, wrong, ..page })
        }
    }
}

/// `POST /approvals/{id}/recall`
pub async fn recall(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| asking::recall(tx, call, *id)).await?;
    Ok(Done::at(format!("/approvals/{id}")).saying("approval.show.recalled"))
}

/// `POST /approvals/{id}/urge`
pub async fn urge(
    Held(app): Held<App>,
    By(by): By,
    At(id): At<ApprovalId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| asking::urge(tx, call, *id)).await?;
    Ok(Done::at(format!("/approvals/{id}")).saying("approval.show.urged"))
}

/// `GET /approvals/pictures/{id}`
pub async fn picture(Held(app): Held<App>, By(by): By, At(id): At<PictureId>) -> Result<FileReply, Failure> {
    let bytes = app.look(&by, &id, |tx, call, id| {
        own(call)?;
        let of = store::of_picture(tx, *id)?;
        seen(tx, call, of)?;
        picture::show(tx, *id, Size::Large)
    });
    Ok(picture::reply(bytes.await?))
}
