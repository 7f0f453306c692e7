use askama::Template;
use axum::extract::State;
use booking::VisitId;
use customer::{Brief, CardLine};
use db::Tx;
use kernel::Permission::{TakeMessages, ViewDesk};
use kernel::{Id, Instant, Place, Result, Scope, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, ListPlace, Listing, Nothing, Payload, Reply, Say, Table,
    TableCell, View, Wrong, again, filters,
};

use crate::arrivals::{self, ArrivalForm};
use crate::store::{self, ArrivalId, ArrivalLine};

/// Who came in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/arrivals.html")]
pub struct ArrivalsPage {
    rows: Vec<ArrivalLine>,
    list: ListPlace,
    may_take: bool,
    #[serde(skip)]
    form: ArrivalForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for ArrivalsPage {
    fn title(&self, say: Say) -> String {
        say.t("menu.arrivals")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("desk.arrivals.{key}"));
        let row = |line: &ArrivalLine| -> Vec<TableCell> {
            vec![
                line.at.into(),
                line.store.clone().into(),
                line.who.clone().into(),
                line.greeter.clone().into(),
                line.left_at.into(),
                line.note.clone().into(),
            ]
        };
        Some(Table {
            name: "arrivals".to_owned(),
            columns: ["at", "store", "who", "greeter", "left", "note"].map(heading).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let at = Instant::from_millis(1_795_484_000_000);
        let line = ArrivalLine {
            id: Id::of(1),
            at,
            store: "静安店".into(),
            who: "秦岚".into(),
            visit_id: Some(Id::of(1)),
            greeter: "唐糖".into(),
            left_at: None,
            note: "带了孩子".into(),
        };
        let left = ArrivalLine { left_at: Some(at), visit_id: None, ..line.clone() };
        let page = |rows, may_take, wrong| ArrivalsPage {
            rows,
            list: ListPlace::sample(),
            may_take,
            form: ArrivalForm::default(),
            wrong,
        };
        vec![
            page(vec![line, left], true, Wrong::sample("customer", "needed")),
            page(vec![], false, Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, listing: &Listing) -> Result<ArrivalsPage> {
    let held = call.actor.holdings.iter().find_map(|held| held.store);
    let store = match call.actor.scope(ViewDesk) {
        Some(Scope::Centre) => 0,
        _ => held.map_or(-1, Id::get),
    };
    let page = store::ARRIVALS.page(tx, &listing.ask_newest_first(), db::args![store])?;
    Ok(ArrivalsPage {
        list: listing.place(&page),
        rows: page.rows,
        may_take: call.actor.may(TakeMessages),
        form: ArrivalForm::default(),
        wrong: Wrong::default(),
    })
}

/// `GET /arrivals`
pub async fn list(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
) -> Result<Reply<ArrivalsPage>, Failure> {
    Ok(Reply(app.look(&by, &listing, page).await?))
}

/// `POST /arrivals`
pub async fn arrive(
    State(app): State<App>,
    By(by): By,
    listing: Listing,
    Payload(form): Payload<ArrivalForm>,
) -> Result<Answer<ArrivalsPage>, Failure> {
    match app.act(&by, &form, arrivals::arrive).await {
        Ok(id) => Ok(Done::created(format!("/arrivals/{id}"), id).saying("desk.arrivals.greeted").into()),
        Err(refused) => {
            let page = app.look(&by, &listing, page).await?;
            again(refused, |wrong| ArrivalsPage { wrong, form, ..page })
        }
    }
}

/// A treatment that waits for her.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ComingView {
    line: booking::VisitLineId,
    treatment: Words,
    therapist: String,
    room: String,
    at: String,
    may_begin: bool,
}

/// The greeting card of somebody who has just come in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "desk/card.html")]
pub struct CardPage {
    id: ArrivalId,
    who: String,
    customer: Option<Brief>,
    /// Is it her birthday, or nearly?
    birthday: bool,
    at: Instant,
    greeter: String,
    left_at: Option<Instant>,
    note: String,
    lines: Vec<CardLine>,
    visit: Option<VisitId>,
    treatments: Vec<ComingView>,
    may_take: bool,
}

impl View for CardPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("desk.card.title"), self.who)
    }

    fn samples() -> Vec<Self> {
        let line = |code, words: &str, warns| CardLine { code, words: words.into(), warns };
        let full = |left: bool| CardPage {
            id: Id::of(1),
            who: "李小燕".into(),
            customer: Some(Brief::sample()),
            birthday: true,
            at: Instant::from_millis(1_795_484_000_000),
            greeter: "唐糖".into(),
            left_at: left.then_some(Instant::from_millis(1_795_484_000_000)),
            note: "带了孩子".into(),
            lines: vec![line("open_complaint", "等了四十分钟", true), line("low_opinion", "2/5", false)],
            visit: Some(Id::of(1)),
            treatments: vec![ComingView {
                line: Id::of(1),
                treatment: Words::new("深层补水护理", "Deep moisture facial"),
                therapist: "王丽".into(),
                room: "面部一房".into(),
                at: "10:30".into(),
                may_begin: !left,
            }],
            may_take: true,
        };
        let guest = CardPage {
            customer: None,
            birthday: false,
            lines: vec![],
            visit: None,
            treatments: vec![],
            note: String::new(),
            may_take: false,
            ..full(false)
        };
        vec![full(false), full(true), guest]
    }
}

/// Is a birthday within three days of a day?
fn is_near(born: kernel::BusinessDate, day: kernel::BusinessDate) -> bool {
    let this_year = |year: i16| jiff::civil::Date::new(year, born.month(), born.day()).ok();
    let years = [day.year() - 1, day.year(), day.year() + 1];
    years.into_iter().filter_map(this_year).any(|birthday| (birthday - day).get_days().abs() <= 3)
}

fn draw(tx: &mut Tx, call: &Call, id: ArrivalId) -> Result<CardPage> {
    let row = arrivals::seen(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let customer = row.customer_id.map(|id| customer::brief(tx, id)).transpose()?;
    let lines = row.customer_id.map(|id| arrivals::card(tx, call, id)).transpose()?.unwrap_or_default();
    let treatments = catalog::treatments(tx, call, row.day)?;
    let rooms = booking::rooms(tx, row.store_id, row.day)?;
    let floor = match row.visit_id {
        Some(visit) => {
            let all = booking::floor(tx, row.store_id, row.day)?;
            all.into_iter().filter(|line| line.visit == visit).collect()
        }
        None => vec![],
    };
    let coming = floor.into_iter().filter(|line| line.state.is_open()).map(|line| ComingView {
        line: line.line,
        treatment: treatments.get(line.treatment).map(|treatment| treatment.name.clone()).unwrap_or_default(),
        therapist: organisation.person_name(line.therapist).to_owned(),
        room: rooms
            .iter()
            .find(|room| Some(room.room.id) == line.room)
            .map(|room| room.room.name.clone())
            .unwrap_or_default(),
        at: booking::minute_text(line.due(&treatments)),
        may_begin: line.state == booking::LineState::Arrived,
    });
    Ok(CardPage {
        id,
        who: customer.as_ref().map_or(row.guest, |brief| brief.name.clone()),
        birthday: customer
            .as_ref()
            .and_then(|brief| brief.birthday)
            .is_some_and(|born| is_near(born, row.day)),
        customer,
        at: row.at,
        greeter: organisation.person_name(row.greeted_by).to_owned(),
        left_at: row.left_at,
        note: row.note,
        lines,
        visit: row.visit_id,
        treatments: coming.collect(),
        may_take: call.actor.may_at(TakeMessages, &Place::store(row.store_id)),
    })
}

/// `GET /arrivals/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<ArrivalId>,
) -> Result<Reply<CardPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| draw(tx, call, *id)).await?))
}

/// `POST /arrivals/{id}/departure`
pub async fn leave(
    State(app): State<App>,
    By(by): By,
    At(id): At<ArrivalId>,
    _: Payload<Nothing>,
) -> Result<Done, Failure> {
    app.act(&by, &id, |tx, call, id| arrivals::leave(tx, call, *id)).await?;
    Ok(Done::at("/desk").saying("desk.arrivals.gone"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_birthday_is_near_also_across_the_new_year() {
        assert!(is_near(date(1990, 5, 20), date(2026, 5, 18)));
        assert!(!is_near(date(1990, 5, 20), date(2026, 5, 24)));
        assert!(is_near(date(1990, 1, 1), date(2026, 12, 30)));
        assert!(is_near(date(1992, 2, 29), date(2028, 3, 1)));
    }
}
