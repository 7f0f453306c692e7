use askama::Template;
use axum::extract::State;
use customer::{Brief, CustomerId};
use db::Tx;
use kernel::{BusinessDate, Id, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, At, By, Call, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::words::{class, reasons, said, told};
use crate::allocation::Rule;
use crate::classing;
use crate::noting::{self, ServiceNoteForm};
use crate::sight;
use crate::stage::{Outcome, Stage, Step};
use crate::store::{self, FollowUpId, NegotiationId, Reaction};

/// A class with how it comes about.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClassView {
    kind: Words,
    class: Option<Words>,
    why: Vec<Words>,
}

/// A class that once held.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ClassPast {
    kind: Words,
    class: Option<Words>,
    why: Vec<Words>,
    day: BusinessDate,
}

/// A follow-up in short.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FollowUpShort {
    id: FollowUpId,
    stage: Stage,
    due_day: BusinessDate,
    topic: String,
    outcome: Option<Outcome>,
    said: String,
}

/// A negotiation in short.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NegotiationShort {
    id: NegotiationId,
    stage: Step,
    need: String,
    last_day: BusinessDate,
    next_day: Option<BusinessDate>,
}

/// Who got her, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Given {
    role: Words,
    to: Option<String>,
    rule: Rule,
    why: Vec<Words>,
    note: String,
    day: BusinessDate,
}

/// How a service was taken.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoteView {
    day: BusinessDate,
    given: String,
    reaction: Reaction,
    note: String,
    by: String,
}

/// How a customer is cared for.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "care/customer.html")]
pub struct CustomerPage {
    customer: Brief,
    consultant: Option<String>,
    therapist: Option<String>,
    classes: Vec<ClassView>,
    history: Vec<ClassPast>,
    follow_ups: Vec<FollowUpShort>,
    negotiations: Vec<NegotiationShort>,
    given: Vec<Given>,
    notes: Vec<NoteView>,
    /// May the reader follow her up and negotiate?
    may_care: bool,
    may_note: bool,
    #[serde(skip)]
    form: ServiceNoteForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for CustomerPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("care.customer.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let day = jiff::civil::date(2026, 11, 24);
        let why = || vec![said("care.why.need")];
        let page = |follow_ups, negotiations, given, notes| CustomerPage {
            customer: Brief::sample(),
            consultant: Some("林晓彤".into()),
            therapist: None,
            classes: vec![
                ClassView {
                    kind: said("care.class_kind.potential"),
                    class: Some(said("care.potential.interested")),
                    why: why(),
                },
                ClassView { kind: said("care.class_kind.grade"), class: None, why: vec![] },
            ],
            history: vec![ClassPast {
                kind: said("care.class_kind.potential"),
                class: Some(said("care.potential.interested")),
                why: why(),
                day,
            }],
            follow_ups,
            negotiations,
            given,
            notes,
            may_care: true,
            may_note: true,
            form: ServiceNoteForm::default(),
            wrong: Wrong::default(),
        };
        let follow_up = |outcome: Option<Outcome>| FollowUpShort {
            id: FollowUpId::of(1),
            stage: Stage::After,
            due_day: day,
            topic: "问反应".into(),
            outcome,
            said: "不错".into(),
        };
        let talk = NegotiationShort {
            id: NegotiationId::of(3),
            stage: Step::Offer,
            need: "改善暗沉".into(),
            last_day: day,
            next_day: Some(day),
        };
        let given = Given {
            role: said("care.role.consultant"),
            to: Some("林晓彤".into()),
            rule: Rule::New,
            why: vec![said("care.why.in_turn")],
            note: String::new(),
            day,
        };
        let note = |reaction: &Reaction| NoteView {
            day,
            given: "深层补水护理".into(),
            reaction: *reaction,
            note: "两颊微红".into(),
            by: "陈思思".into(),
        };
        let lost = Given { rule: Rule::Strayed, to: None, ..given.clone() };
        let notes = Reaction::ALL.iter().map(note).collect();
        let wrong = Wrong::sample("note", "needed");
        vec![
            page(
                vec![follow_up(None), follow_up(Some(Outcome::Reached))],
                vec![talk],
                vec![given, lost],
                notes,
            ),
            CustomerPage { wrong, may_care: false, ..page(vec![], vec![], vec![], vec![]) },
        ]
    }
}

/// May the asker see her here? Whoever cares for her; and whoever may see the store's customers, for the next service.
fn sees(call: &Call, brief: &Brief) -> Result<()> {
    let here = call.actor.may_at(Permission::ViewCustomers, &Place::store(brief.store_id));
    if here { Ok(()) } else { sight::seeing(call, Permission::ViewCare, brief).map(drop) }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<CustomerPage> {
    let brief = customer::brief(tx, id)?;
    sees(call, &brief)?;
    let organisation = org::organisation(tx, call)?;
    let name = |person| organisation.person_name(person).to_owned();
    // Whose business it is not sees what the next service needs, not what was talked about.
    let is_hers = sight::seeing(call, Permission::ViewCare, &brief).is_ok();
    let classes = classing::explained(tx, call, id)?.into_iter().map(|(kind, code, why)| ClassView {
        kind: said(&kind.key()),
        class: class(kind, &code),
        why: told(&organisation, &why),
    });
    let classes = classes.collect();
    let mut history = vec![];
    for row in store::class_history(tx, id)? {
        history.push(ClassPast {
            kind: said(&row.kind.key()),
            class: class(row.kind, &row.class),
            why: reasons(&organisation, &row.why)?,
            day: row.day,
        });
    }
    let mut given = vec![];
    let zone = organisation.zone();
    for (role, to, rule, why, note, at, _) in store::allocations_of(tx, id)? {
        given.push(Given {
            role: said(&format!("care.role.{}", role.code())),
            to: to.map(name),
            rule,
            why: reasons(&organisation, &why)?,
            note,
            day: at.at(&zone).date(),
        });
    }
    let follow_ups = if is_hers { store::follow_ups_of(tx, id, 30)? } else { vec![] };
    let negotiations = if is_hers { store::negotiations_of(tx, id)? } else { vec![] };
    let may = sight::caring(call, Permission::CareForCustomers, &brief).is_ok();
    let here = sight::my_store(call) == Some(brief.store_id);
    Ok(CustomerPage {
        consultant: brief.consultant_id.map(name),
        therapist: brief.therapist_id.map(name),
        classes,
        history,
        follow_ups: follow_ups
            .into_iter()
            .map(|row| FollowUpShort {
                id: row.id,
                stage: row.stage,
                due_day: row.due_day,
                topic: row.topic,
                outcome: row.outcome,
                said: row.said,
            })
            .collect(),
        negotiations: negotiations
            .into_iter()
            .map(|row| NegotiationShort {
                id: row.id,
                stage: row.stage,
                need: row.need,
                last_day: row.last_day,
                next_day: row.next_day,
            })
            .collect(),
        given,
        notes: store::service_notes(tx, id, 20)?
            .into_iter()
            .map(|row| NoteView {
                day: row.day,
                given: row.given,
                reaction: row.reaction,
                note: row.note,
                by: name(row.by_person),
            })
            .collect(),
        customer: brief,
        may_care: may,
        may_note: may || (here && call.actor.may(Permission::CareForCustomers)),
        form: ServiceNoteForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /care/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<CustomerPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /care/{id}/notes`
pub async fn note(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<ServiceNoteForm>,
) -> Result<Answer<CustomerPage>, Failure> {
    let input = (id, form);
    match app.act(&by, &input, |tx, call, (id, form)| noting::note(tx, call, *id, form)).await {
        Ok(made) => Ok(Done::created(format!("/care/{id}"), made).saying("care.customer.noted").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| CustomerPage { form: input.1, wrong, ..page })
        }
    }
}
