use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Lang, Permission, Place, Problems, Result, StoreId, Words, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, View, filters};

use super::form::Named;
use super::parts::{PostRef, SeatView};
use crate::chart::{Chart, Seat};
use crate::layout::{Layout, Measures, fit, tidy};
use crate::organisation::Organisation;
use crate::posts;

/// Which day and which store of the organisation.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct OrgQuery {
    /// The day, `YYYY-MM-DD`, past or coming; empty is today.
    #[serde(default)]
    pub on: String,
    /// Key of the store; empty is one's own.
    #[serde(default)]
    pub store: String,
}

/// A seat in the table behind the picture.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrgRow {
    #[serde(flatten)]
    seat: SeatView,
    /// The post above.
    superior: Option<PostRef>,
    /// Posts that get copies.
    copies_to: Vec<PostRef>,
    department: Option<Words>,
}

/// The reporting line on a day, drawn and as a table.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "org/organisation.html")]
pub struct OrganisationPage {
    day: BusinessDate,
    today: BusinessDate,
    /// Key of the store that is shown; empty when there is none.
    store: String,
    store_name: Option<String>,
    /// Stores one may choose.
    stores: Vec<Named>,
    vacant: usize,
    rows: Vec<OrgRow>,
    #[serde(skip)]
    picture: Picture,
}

impl OrganisationPage {
    fn as_file(&self, format: &str) -> String {
        format!("/organisation?on={}&store={}&format={format}", self.day, self.store)
    }
}

impl View for OrganisationPage {
    fn title(&self, say: Say) -> String {
        say.t("org.chart.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |row: &OrgRow| {
            let read = |post: &PostRef| post.name.read(say.0).to_owned();
            let copies: Vec<String> = row.copies_to.iter().map(read).collect();
            vec![
                read(&row.seat.post).into(),
                row.seat.store.clone().into(),
                held_by(&row.seat).read(say.0).into(),
                row.superior.as_ref().map(read).into(),
                row.department.as_ref().map(|name| name.read(say.0).to_owned()).into(),
                copies.join(&say.t("common.and")).into(),
            ]
        };
        let columns =
            ["chart.post", "store", "chart.holder", "chart.superior", "chart.department", "chart.copies_to"];
        Some(Table {
            name: format!("organisation-{}", self.day),
            columns: columns.map(|key| say.t(&format!("org.{key}"))).to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let row = |seat: SeatView| OrgRow {
            seat,
            superior: Some(PostRef::sample()),
            copies_to: vec![PostRef::sample()],
            department: Some(Words::new("前台", "Front desk")),
        };
        let rows: Vec<OrgRow> = SeatView::samples().into_iter().map(row).collect();
        let layout = tidy(&[None, Some(0), Some(0)], MEASURES);
        let boxes: Vec<Drawn> = rows
            .iter()
            .zip(&layout.corners)
            .map(|(row, corner)| Drawn::of(&row.seat, *corner, false))
            .collect();
        let (day, name) = (jiff::civil::date(2026, 11, 24), "静安店");
        let picture = Picture {
            width: layout.width + 2,
            height: layout.height + 2,
            solid: vec![solid(layout.corners[0], layout.corners[1])],
            dotted: vec![dotted(layout.corners[0], layout.corners[2])],
            boxes,
        };
        let page = OrganisationPage {
            day,
            today: day,
            store: "1".into(),
            store_name: Some(name.into()),
            stores: vec![Named::plain(1, name), Named::plain(2, "徐汇店")],
            vacant: 1,
            rows,
            picture,
        };
        let empty = OrganisationPage {
            day,
            today: day.yesterday().unwrap_or(day),
            store: String::new(),
            store_name: None,
            stores: vec![],
            vacant: 0,
            rows: vec![],
            picture: Picture::default(),
        };
        vec![page, empty]
    }
}

/// Who holds a seat, in one line.
fn held_by(seat: &SeatView) -> Words {
    let read = |say: Say| match (seat.names(say), seat.more) {
        (names, 0) if names.is_empty() => say.t("org.vacant"),
        (names, 0) => names,
        (names, more) => format!("{names}{}", say.fill("org.more_holders", &[("n", more.to_string())])),
    };
    Words::new(read(Say(Lang::Chinese)), read(Say(Lang::English)))
}

const MEASURES: Measures = Measures { width: 148, height: 58, aside: 12, below: 60 };

/// A box of the picture.
#[derive(Debug, Clone, Default)]
struct Drawn {
    x: i64,
    y: i64,
    middle: i64,
    href: String,
    class: &'static str,
    /// In full, for whoever points at it.
    whole: Words,
    post: Words,
    name: Words,
}

/// Everything in whole units of the drawing.
#[derive(Debug, Clone, Default)]
struct Picture {
    width: i64,
    height: i64,
    solid: Vec<String>,
    dotted: Vec<String>,
    boxes: Vec<Drawn>,
}

impl Drawn {
    fn of(seat: &SeatView, (x, y): (i64, i64), is_me: bool) -> Drawn {
        let cut = |words: &Words, size: i64| {
            let cut = |lang| fit(words.read(lang), MEASURES.width - 12, size);
            Words::new(cut(Lang::Chinese), cut(Lang::English))
        };
        let names = held_by(seat);
        let line = |lang| format!("{} · {}", seat.post.name.read(lang), names.read(lang));
        Drawn {
            x: x + 1,
            y: y + 1,
            middle: x + 1 + MEASURES.width / 2,
            href: format!("/posts/{}", seat.post.id),
            class: match (seat.is_vacant(), is_me) {
                (true, _) => "is-vacant",
                (_, true) => "is-me",
                _ => "",
            },
            whole: Words::new(line(Lang::Chinese), line(Lang::English)),
            post: cut(&seat.post.name, 15),
            name: cut(&names, 13),
        }
    }
}

/// From the foot of the upper box, by the middle between the rows, to the head of the lower one.
fn solid((above_x, above_y): (i64, i64), (x, y): (i64, i64)) -> String {
    let half = MEASURES.width / 2 + 1;
    let foot = above_y + MEASURES.height + 1;
    format!("M{} {foot}V{}H{}V{}", above_x + half, foot + MEASURES.below / 2, x + half, y + 1)
}

/// Beside the solid line, and behind the boxes that stand in between.
fn dotted((above_x, above_y): (i64, i64), (x, y): (i64, i64)) -> String {
    let beside = MEASURES.width * 3 / 4 + 1;
    let turn = y + 1 - MEASURES.below / 3;
    format!("M{} {}V{turn}H{}V{}", above_x + beside, above_y + MEASURES.height + 1, x + beside, y + 1)
}

/// The seats of the centre and of one store, each after the one above it, with the place of that one.
fn in_order(chart: &Chart, store: Option<StoreId>) -> Vec<(Seat, Option<usize>)> {
    let mut seats = chart.seats();
    seats.retain(|seat| seat.store.is_none() || seat.store == store);
    seats.sort_by_key(|seat| (chart.organisation.posts.get(&seat.post).map(|post| post.position), *seat));
    let above = |seat: &Seat| chart.seat_above(*seat).filter(|above| seats.contains(above));
    let mut order: Vec<(Seat, Option<usize>)> = vec![];
    let mut waiting: Vec<(Seat, Option<usize>)> =
        seats.iter().rev().filter(|seat| above(seat).is_none()).map(|seat| (*seat, None)).collect();
    while let Some((seat, place)) = waiting.pop() {
        let own = order.len();
        order.push((seat, place));
        let below = seats.iter().rev().filter(|below| above(below) == Some(seat));
        waiting.extend(below.map(|below| (*below, Some(own))));
    }
    order
}

fn picture(chart: &Chart, call: &Call, rows: &[OrgRow], order: &[(Seat, Option<usize>)]) -> Picture {
    let above: Vec<Option<usize>> = order.iter().map(|(_, above)| *above).collect();
    let Layout { corners, width, height } = tidy(&above, MEASURES);
    let lines = corners.iter().zip(&above).filter_map(|(at, above)| Some((corners.get((*above)?)?, at)));
    let mut dotted_lines = vec![];
    for ((seat, _), at) in order.iter().zip(&corners) {
        for post in chart.copied(seat.post) {
            let to = order.iter().position(|(other, _)| {
                other.post == post && (other.store == seat.store || other.store.is_none())
            });
            dotted_lines.extend(to.and_then(|to| corners.get(to)).map(|to| dotted(*to, *at)));
        }
    }
    let mine = |seat: &Seat| chart.holders(*seat).contains(&call.actor.person);
    let boxes = rows.iter().zip(order).zip(&corners);
    Picture {
        width: width + 2,
        height: height + 2,
        solid: lines.map(|(above, at)| solid(*above, *at)).collect(),
        dotted: dotted_lines,
        boxes: boxes.map(|((row, (seat, _)), at)| Drawn::of(&row.seat, *at, mine(seat))).collect(),
    }
}

/// The stores that somebody may look at: all of them, or those where she works.
pub fn stores_seen(organisation: &Organisation, call: &Call) -> Vec<StoreId> {
    let seen = |store: &StoreId| call.actor.may_at(Permission::ViewOrganisation, &Place::store(*store));
    let works = |store: &StoreId| call.actor.holdings.iter().any(|held| held.store == Some(*store));
    organisation.stores.keys().copied().filter(|store| seen(store) || works(store)).collect()
}

/// The store asked for, or one's own, or the first.
pub fn store_asked(call: &Call, seen: &[StoreId], typed: &str) -> Result<Option<StoreId>> {
    let typed = typed.trim();
    if !typed.is_empty() {
        let found = typed.parse().ok().filter(|store| seen.contains(store));
        return found.map(Some).ok_or_else(Error::missing);
    }
    let own = call.actor.holdings.iter().find_map(|held| held.store).filter(|store| seen.contains(store));
    Ok(own.or_else(|| seen.first().copied()))
}

fn day_asked(typed: &str, today: BusinessDate) -> Result<BusinessDate> {
    let mut wrong = Problems::default();
    let day = match typed.trim() {
        "" => Some(today),
        text => wrong.need("on", parse_day(text), "not_a_day"),
    };
    wrong.or(day)
}

fn organisation_page(tx: &mut Tx, call: &Call, query: &OrgQuery) -> Result<OrganisationPage> {
    let now = crate::today(tx, call)?;
    let day = day_asked(&query.on, now.day)?;
    let chart = if day == now.day { now.clone() } else { Arc::new(Chart::of(now.organisation.clone(), day)) };
    let organisation = &chart.organisation;
    let mut seen = stores_seen(organisation, call);
    seen.retain(|store| chart.open_stores().any(|open| open == *store));
    let store = store_asked(call, &seen, &query.store)?;
    let order = in_order(&chart, store);
    let row = |(seat, _): &(Seat, Option<usize>)| OrgRow {
        // Whom one may see is a matter of today, also on other days.
        seat: seen_today(&now, &chart, call, *seat),
        superior: chart.seat_above(*seat).map(|above| PostRef::of(organisation, above.post)),
        copies_to: chart.copied(seat.post).into_iter().map(|post| PostRef::of(organisation, post)).collect(),
        department: organisation
            .posts
            .get(&seat.post)
            .and_then(|post| post.department.as_deref())
            .map(|code| posts::department_name(organisation, code)),
    };
    let rows: Vec<OrgRow> = order.iter().map(row).collect();
    let named = |id: &StoreId| Some(Named::plain(id, &organisation.stores.get(id)?.name));
    Ok(OrganisationPage {
        day,
        today: now.day,
        store: store.map(|store| store.to_string()).unwrap_or_default(),
        store_name: super::parts::store_name(organisation, store),
        stores: seen.iter().filter_map(named).collect(),
        vacant: rows.iter().filter(|row| row.seat.is_vacant()).count(),
        picture: picture(&chart, call, &rows, &order),
        rows,
    })
}

fn seen_today(now: &Chart, chart: &Chart, call: &Call, seat: Seat) -> SeatView {
    let mut view = SeatView::of(chart, call, seat);
    let all = view.holders.len() + view.more;
    let holders = chart.holders(seat).iter().map(|person| super::parts::PersonRef::of(now, call, *person));
    view.holders = holders.filter(|person| person.seen).collect();
    view.more = all - view.holders.len();
    view
}

/// `GET /organisation`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(query): Asked<OrgQuery>,
) -> Result<Reply<OrganisationPage>, Failure> {
    Ok(Reply(app.look(&by, &query, organisation_page).await?))
}
