//! A store of so many therapists with what stands in its diary, beside the demonstration.

use booking::{Minutes, Span};
use catalog::{Content, Level, SkillId, Step, StepKind, TreatmentContent};
use db::{Tx, args, sql};
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Money, PersonId, Result, StoreId};

/// Tomorrow, as the demonstration's clock stands.
pub const DAY: BusinessDate = jiff::civil::date(2026, 11, 27);
const SINCE: &str = "2020-01-01";

/// A store, and the keys of its treatments.
pub struct Shop {
    pub name: &'static str,
    pub store: StoreId,
    pub short: String,
    pub facial: String,
    pub laser: String,
}

/// Fifty visits each a month and so many days back, or seven tenths of everything.
pub fn shop(tx: &mut Tx, name: &'static str, hands: i64, history: i64, full: bool) -> Result<Shop> {
    let boss: PersonId = tx.scalar(
        sql!("SELECT h.person_id FROM holding h JOIN post o ON o.id = h.post_id WHERE o.code = 'greeter' \
              ORDER BY h.id LIMIT 1" => (PersonId,)),
        args![],
    )?;
    let store = store(tx, name)?;
    let (short, facial, laser, skill) = treatments(tx, name, boss)?;
    let people = people(tx, name, hands, skill, boss)?;
    if full {
        places(tx, store)?;
    }
    let mut seed = 1u32;
    for ahead in -history..=31 {
        let day = DAY.saturating_add(ahead.days());
        for person in &people {
            roster(tx, store, *person, day)?;
            if full {
                sheet(tx, store, "therapist", person.get(), day, &mut seed)?;
            } else {
                visits(tx, store, *person, day, short, ahead)?;
            }
        }
        if full {
            let rooms: Vec<i64> = tx
                .all(sql!("SELECT id FROM room WHERE store_id = $1" => (i64,)), args![store])?
                .into_iter()
                .map(|(id,)| id)
                .collect();
            let pieces =
                tx.all(sql!("SELECT id FROM equipment WHERE store_id = $1" => (i64,)), args![store])?;
            for room in rooms {
                sheet(tx, store, "room", room, day, &mut seed)?;
            }
            for (piece,) in pieces {
                sheet(tx, store, "equipment", piece, day, &mut seed)?;
            }
        }
    }
    org::changed(tx)?;
    tx.exec(sql!("UPDATE catalog_stamp SET stamp = stamp + 1"), args![])?;
    let [short, facial, laser] = [short, facial, laser].map(|key| key.to_string());
    Ok(Shop { name, store, short, facial, laser })
}

fn store(tx: &mut Tx, name: &str) -> Result<StoreId> {
    let store: StoreId = tx.scalar(
        sql!("INSERT INTO store (name, day_cut, opened_on) VALUES ($1, 240, $2) RETURNING id" => (StoreId,)),
        args![name, SINCE],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO holding (person_id, post_id, store_id, kind, reason, from_day) \
              SELECT person_id, post_id, $1, 'full', '', $2 FROM holding WHERE id = (SELECT min(h.id) FROM holding h \
              JOIN post o ON o.id = h.post_id WHERE o.code = 'greeter')"
        ),
        args![store, SINCE],
    )?;
    Ok(store)
}

/// Twenty minutes of hands; a facial with a room; a laser with a room and an instrument.
fn treatments(tx: &mut Tx, name: &str, by: PersonId) -> Result<(i64, i64, i64, SkillId)> {
    use StepKind::{CleanUp, HandsOn, Preparation, Processing};
    let skill: SkillId = tx.scalar(
        sql!("INSERT INTO skill (code, name_zh, name_en) VALUES ($1, $1, $1) RETURNING id" => (SkillId,)),
        args![name],
    )?;
    let long = [(Preparation, 5), (HandsOn, 30), (Processing, 15), (CleanUp, 10)];
    let short = treatment(tx, &format!("{name} S"), &[(HandsOn, 20)], None, None, skill, by)?;
    let facial = treatment(tx, &format!("{name} F"), &long, Some("face"), None, skill, by)?;
    let laser =
        treatment(tx, &format!("{name} L"), &[(HandsOn, 20)], Some("face"), Some("kind-3"), skill, by)?;
    Ok((short, facial, laser, skill))
}

fn treatment(
    tx: &mut Tx,
    number: &str,
    steps: &[(StepKind, u16)],
    room: Option<&str>,
    piece: Option<&str>,
    skill: SkillId,
    by: PersonId,
) -> Result<i64> {
    let step =
        |(kind, minutes): &(StepKind, u16)| Step { kind: *kind, minutes: *minutes, consumables: vec![] };
    let content = serde_json::to_string(&Content::Treatment(TreatmentContent {
        department: "therapy".into(),
        family: "face".into(),
        steps: steps.iter().map(step).collect(),
        room_kind: room.map(str::to_owned),
        equipment: piece.map(str::to_owned).into_iter().collect(),
        skill: Some((skill, Level::Basic)),
        hand_fee: Money::ZERO,
    }))?;
    let id: i64 = tx.scalar(
        sql!("INSERT INTO offer (kind, number, first_day) VALUES ('treatment', $1, $2) RETURNING id" => (i64,)),
        args![number, SINCE],
    )?;
    tx.exec(sql!("INSERT INTO treatment (id) VALUES ($1)"), args![id])?;
    let proposal: i64 = tx.scalar(
        sql!(
            "INSERT INTO catalog_proposal (kind, offer_kind, number, name_zh, name_en, content, why, whom, risk, \
              cost, proposed_by, proposed_at, proposed_day) \
              VALUES ('add', 'treatment', $1, $1, $1, '', '', '', '', 0, $2, 0, $3) RETURNING id" => (i64,)
        ),
        args![number, by, SINCE],
    )?;
    tx.exec(
        sql!(
            "INSERT INTO offer_version (offer_id, from_day, name_zh, name_en, find, content, proposal_id) \
              VALUES ($1, $2, $3, $3, $3, $4, $5)"
        ),
        args![id, SINCE, number, content, proposal],
    )?;
    tx.exec(
        sql!("INSERT INTO offer_price (offer_id, from_day, price, proposal_id) VALUES ($1, $2, 20000, $3)"),
        args![id, SINCE, proposal],
    )?;
    Ok(id)
}

fn people(tx: &mut Tx, name: &str, hands: i64, skill: SkillId, by: PersonId) -> Result<Vec<PersonId>> {
    let mut people = vec![];
    for number in 0..hands {
        let called = format!("{name} {number}");
        let person: PersonId = tx.scalar(
            sql!("INSERT INTO person (name, find, staff_number, joined_on) VALUES ($1, $1, $1, $2) RETURNING id"
                => (PersonId,)),
            args![called, SINCE],
        )?;
        tx.exec(
            sql!(
                "INSERT INTO skill_pass (skill_id, person_id, level, passed_on, passed_by, passed_at, note) \
                  VALUES ($1, $2, 'master', $3, $4, 0, '')"
            ),
            args![skill, person, SINCE, by],
        )?;
        people.push(person);
    }
    Ok(people)
}

/// Thirty rooms, twenty kinds of instruments, two of each.
fn places(tx: &mut Tx, store: StoreId) -> Result<()> {
    for room in 0..30 {
        tx.exec(
            sql!("INSERT INTO room (store_id, name, kind, opened_on) VALUES ($1, $2, 'face', $3)"),
            args![store, format!("room-{room}"), SINCE],
        )?;
    }
    for piece in 0..40 {
        tx.exec(
            sql!("INSERT INTO equipment (store_id, name, kind, opened_on) VALUES ($1, $2, $3, $4)"),
            args![store, format!("piece-{piece}"), format!("kind-{}", piece / 2), SINCE],
        )?;
    }
    Ok(())
}

fn roster(tx: &mut Tx, store: StoreId, person: PersonId, day: BusinessDate) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO roster (store_id, person_id, day, starts, ends, breaks, set_by, set_at) \
              VALUES ($1, $2, $3, 600, 1260, '780-810', $2, 0)"
        ),
        args![store, person, day],
    )
    .map(drop)
}

/// One visit a day, and a second on two days of three: fifty a month.
fn visits(
    tx: &mut Tx,
    store: StoreId,
    person: PersonId,
    day: BusinessDate,
    short: i64,
    turn: i64,
) -> Result<()> {
    let mut spans = vec![];
    for place in 0..if turn.rem_euclid(3) == 0 { 1 } else { 2 } {
        let from = u32::try_from(600 + (person.get() * 7 + turn * 3 + place * 17).rem_euclid(30) * 20)?;
        let span = Span::new(from, from + 20);
        if spans.contains(&span) {
            continue;
        }
        spans.push(span);
        let visit: i64 = tx.scalar(
            sql!(
                "INSERT INTO visit (store_id, day, starts, guest, source, booked_by, booked_at) \
                  VALUES ($1, $2, $3, 'x', 'phone', $4, 0) RETURNING id" => (i64,)
            ),
            args![store, day, from, person],
        )?;
        tx.exec(
            sql!(
                "INSERT INTO visit_line (visit_id, store_id, day, guest, treatment_id, therapist_id, dispatch, starts, \
                  ends, hands, state) VALUES ($1, $2, $3, 1, $4, $5, 'booked', $6, $7, $8, 'booked')"
            ),
            args![visit, store, day, short, person, from, from + 20, format!("{from}-{}", from + 20)],
        )?;
    }
    taken(tx, store, "therapist", person.get(), day, &spans)
}

/// Twenty-minute blocks, seven of ten taken.
fn sheet(tx: &mut Tx, store: StoreId, kind: &str, id: i64, day: BusinessDate, seed: &mut u32) -> Result<()> {
    let mut spans = vec![];
    for from in (600..1260).step_by(20) {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if *seed >> 16 & 1023 < 717 {
            spans.push(Span::new(from, from + 20));
        }
    }
    taken(tx, store, kind, id, day, &spans)
}

fn taken(tx: &mut Tx, store: StoreId, kind: &str, id: i64, day: BusinessDate, spans: &[Span]) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO day_sheet (day, kind, resource_id, store_id, taken) VALUES ($1, $2, $3, $4, $5)"),
        args![day, kind, id, store, Minutes::of_all(spans)],
    )
    .map(drop)
}
