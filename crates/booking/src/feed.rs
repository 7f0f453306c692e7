//! Somebody's own calendar follows her bookings (iCalendar, RFC 5545): under an address that only she knows, and that
//! she can have made void. It leaves the house, so it says what and where, and never whose.

use customer::Vault;
use db::Tx;
use kernel::{Instant, Permission, PersonId, Place, Result};
use serde_json::json;
use web::{App, Call};

use crate::clock::moment_of;
use crate::secret;
use crate::state::Refused;
use crate::store::{self, FeedLine};

/// Of which kind the proof in the address is.
const KIND: &str = "booking-feed";
/// How many days back and ahead it reaches.
const BACK: i64 = 14;
const AHEAD: i64 = 60;

/// The address of somebody's calendar, if she has one.
pub fn address(tx: &mut Tx, app: &App, person: PersonId) -> Result<Option<String>> {
    let vault: &Vault = app.part();
    let feed = store::feed_of(tx, person)?;
    Ok(feed.map(|id| format!("/calendars/{}", secret::seal(vault, KIND, id))))
}

/// Gives the asker's calendar an address; the one before is void.
pub fn make(tx: &mut Tx, call: &Call) -> Result<()> {
    let me = call.actor.person;
    let by = call.mandate(Permission::GiveTreatments, &Place::of(me, None, None))?;
    store::end_feeds(tx, me, call.now)?;
    let id = store::add_feed(tx, me, call.now)?;
    call.note(tx, &by, "feed.made", format!("people/{me}"), json!({ "feed": id }))
}

/// Makes the address of the asker's calendar void.
pub fn end(tx: &mut Tx, call: &Call) -> Result<()> {
    let me = call.actor.person;
    let by = call.mandate(Permission::GiveTreatments, &Place::of(me, None, None))?;
    if store::end_feeds(tx, me, call.now)? == 0 {
        return Err(Refused::NotNow.into());
    }
    call.note(tx, &by, "feed.ended", format!("people/{me}"), json!({}))
}

/// The calendar at an address; none when it is not one of ours, or void.
pub(crate) fn calendar(tx: &mut Tx, app: &App, address: &str) -> Result<Option<String>> {
    let vault: &Vault = app.part();
    let Some(id) = secret::open(vault, KIND, address.trim_end_matches(".ics")) else { return Ok(None) };
    let Some(person) = store::feed(tx, id)? else { return Ok(None) };
    let organisation = org::fresh(tx, app.part())?;
    let now = app.now();
    let today = organisation.business_date(None, now);
    let (from, until) = (crate::days::later(today, -BACK), crate::days::later(today, AHEAD));
    let lines = store::feed_lines(tx, person, from, until)?;
    let moments = |line: &FeedLine| {
        let cut = organisation.day_cut(Some(line.store_id));
        [line.starts, line.ends].map(|minute| moment_of(&cut, line.day, minute))
    };
    let name = organisation.person_name(person);
    Ok(Some(written(name, now, lines.iter().map(|line| (line, moments(line))))))
}

/// The calendar as calendars read it.
fn written<'a>(
    name: &str,
    now: Instant,
    lines: impl Iterator<Item = (&'a FeedLine, [Instant; 2])>,
) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//dianwu//booking//ZH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for (booked, [starts, ends]) in lines {
        line("BEGIN:VEVENT");
        line(&format!("UID:treatment-{}@dianwu", booked.id));
        line(&format!("DTSTAMP:{}", utc(now)));
        line(&format!("DTSTART:{}", utc(starts)));
        line(&format!("DTEND:{}", utc(ends)));
        line(&format!("SUMMARY:{}", escaped(&booked.treatment)));
        line(&format!("LOCATION:{}", escaped(booked.room.as_deref().unwrap_or(""))));
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn utc(at: Instant) -> String {
    at.at(&jiff::tz::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 bytes, gone on with on the next after a blank.
fn fold(out: &mut String, text: &str) {
    let mut room = 75;
    for letter in text.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_reads_it_and_learns_no_name() {
        let line = FeedLine {
            id: kernel::Id::of(7),
            store_id: kernel::Id::of(1),
            day: jiff::civil::date(2026, 3, 2),
            starts: 600,
            ends: 660,
            treatment: "F002, 深层补水护理".into(),
            room: Some("面部一房".into()),
        };
        let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().expect("a moment"));
        let span = [at("2026-03-02T10:00+08:00"), at("2026-03-02T11:00+08:00")];
        let text = written("陈思思", at("2026-03-01T00:00Z"), [(&line, span)].into_iter());
        assert!(text.contains("DTSTART:20260302T020000Z\r\nDTEND:20260302T030000Z\r\n"), "{text}");
        assert!(text.contains("SUMMARY:F002\\, 深层补水护理\r\n"), "{text}");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        let long = escaped(&"长".repeat(60));
        let mut out = String::new();
        fold(&mut out, &long);
        assert!(out.lines().all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), long);
    }
}
