use askama::Template;
use axum::extract::State;
use catalog::Treatment;
use db::Tx;
use kernel::{Money, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, At, By, Call, Failure, Reply, Say, View, filters};

use super::names::{Block, Names, customers_of};
use crate::floor::{floor, lines_of};
use crate::state::LineState;
use crate::{Hindrance, VisitLineId, extend, store};

/// A treatment that may follow.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Following {
    number: String,
    name: Words,
    minutes: i64,
    price: Money,
    /// What stands against it.
    hindrance: Option<Hindrance>,
}

impl Following {
    /// By how many minutes who comes next would wait.
    fn pushes(&self) -> Option<u32> {
        match self.hindrance {
            Some(Hindrance::Next { minutes }) => Some(minutes),
            _ => None,
        }
    }
}

/// What may follow the treatment that runs (加钟).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/extend.html")]
pub struct ExtendPage {
    block: Block,
    choices: Vec<Following>,
    /// Whom the therapist was promised next.
    next: Option<Block>,
    back: String,
}

impl ExtendPage {
    fn fitting(&self) -> impl Iterator<Item = &Following> {
        self.choices.iter().filter(|one| one.hindrance.is_none())
    }

    fn others(&self) -> Vec<&Following> {
        self.choices.iter().filter(|one| one.hindrance.is_some()).collect()
    }

    fn fits(&self) -> bool {
        self.fitting().next().is_some()
    }
}

impl View for ExtendPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.extend.title")
    }

    fn samples() -> Vec<Self> {
        let one = Following {
            number: "F003".into(),
            name: Words::new("眼部护理", "Eye care"),
            minutes: 30,
            price: Money::fen(128_00).unwrap_or_default(),
            hindrance: None,
        };
        let page = |choices: Vec<Following>| ExtendPage {
            block: Block::sample(LineState::InTreatment),
            next: (!choices.is_empty()).then(|| Block::sample(LineState::Booked)),
            choices,
            back: "desk".into(),
        };
        let against = |hindrance| Following { hindrance: Some(hindrance), ..one.clone() };
        let long = against(Hindrance::Next { minutes: 25 });
        vec![page(vec![one.clone(), long, against(Hindrance::NoPlace)]), page(vec![])]
    }
}

/// Where one goes back to.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackAsked {
    /// `my-day` or `desk`; empty is the visit.
    pub back: String,
}

/// `GET /bookings/treatments/{id}/extensions`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<VisitLineId>,
    Asked(asked): Asked<BackAsked>,
) -> Result<Reply<ExtendPage>, Failure> {
    let known = ["my-day", "desk"].contains(&asked.back.as_str());
    let back = if known { asked.back } else { String::new() };
    Ok(Reply(app.look(&by, &(id, back), |tx, call, (id, back)| page(tx, call, *id, back)).await?))
}

fn page(tx: &mut Tx, call: &Call, id: VisitLineId, back: &str) -> Result<ExtendPage> {
    let line = store::line(tx, id)?;
    call.sight(Permission::ViewBookings, &Place::store(line.store_id))?;
    let lines = lines_of(tx, line.visit_id)?;
    let names = Names::read(tx, call, line.store_id, line.day, &customers_of(&lines))?;
    let block = lines.iter().find(|one| one.line == id).map(|one| names.block(one));
    let next = floor(tx, line.store_id, line.day)?.into_iter().find(|other| {
        other.therapist == line.therapist_id && other.state.is_ahead() && other.starts >= line.starts
    });
    let next = match next {
        Some(next) => {
            let names =
                Names::read(tx, call, line.store_id, line.day, &customers_of(std::slice::from_ref(&next)))?;
            Some(names.block(&next))
        }
        None => None,
    };
    let following = |(one, hindrance): (Treatment, Option<Hindrance>)| Following {
        hindrance,
        minutes: one.minutes(),
        number: one.number,
        name: one.name,
        price: one.price,
    };
    let choices = extend::choices(tx, call, &line)?.into_iter().map(following).collect();
    Ok(ExtendPage { block: block.ok_or_else(kernel::Error::missing)?, choices, next, back: back.to_owned() })
}
