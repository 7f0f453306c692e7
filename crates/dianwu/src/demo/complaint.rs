//! What customers of the demonstration complained of, and a special situation that went well.

use complaint::alerts::{self, AlertForm};
use complaint::complaints::{self, ComplaintForm, NoteForm, RemedyForm, VerdictForm};
use complaint::{ComplaintId, Verdict};
use customer::CustomerId;
use db::Tx;
use kernel::{Error, Result};
use web::Call;

use super::acting;

/// How many hours ago, whose, of whom, why, how bad, what she says.
type Told = (i64, &'static str, &'static str, &'static str, &'static str, &'static str);

const COMPLAINTS: [Told; 6] = [
    (26 * 24, "张丽华", "", "waiting", "light", "前台说等十分钟，坐了半小时。"),
    (20 * 24, "杨柳", "therapist2", "technique", "normal", "按得太重，第二天肩膀还疼。"),
    (12 * 24, "郭敏", "", "selling", "normal", "做护理时一直劝我买套盒。"),
    (5 * 24, "仇文静", "", "hygiene", "light", "更衣柜里有头发。"),
    (22, "曾可欣", "therapist3", "effect", "normal", "补水做了三次，脸还是紧。"),
    (1, "徐静怡", "", "price", "normal", "疗程还剩几次，两次问的说法不一样。"),
];

/// The customer of a name.
pub(super) fn customer_of(tx: &mut Tx, call: &Call, name: &str) -> Result<CustomerId> {
    let found = customer::search(tx, call, name)?.into_iter().find(|brief| brief.name == name);
    found.map(|brief| brief.id).ok_or_else(|| Error::fault(format!("nobody is called {name}")))
}

/// The same hands some minutes ago.
pub(super) fn ago(call: &Call, minutes: i64) -> Call {
    Call { now: call.now.plus_minutes(-minutes), ..call.clone() }
}

pub(super) fn fill(tx: &mut Tx, call: &Call) -> Result<()> {
    let (greeter, head) = (acting(tx, call, "greeter")?, acting(tx, call, "head")?);
    for (hours, name, about, cause, severity, words) in COMPLAINTS {
        let about = match about {
            "" => String::new(),
            account => acting(tx, call, account)?.actor.person.to_string(),
        };
        let form = ComplaintForm {
            customer: customer_of(tx, &head, name)?.to_string(),
            customer_q: name.into(),
            about,
            cause: cause.into(),
            severity: severity.into(),
            words: words.into(),
            ..ComplaintForm::default()
        };
        let id = complaints::take(tx, &ago(&greeter, hours * 60), &form)?;
        if hours > 1 {
            make_up_for(tx, &ago(&head, hours * 60 - 45), id)?;
        }
        if hours > 24 {
            let verdict = if cause == "selling" { Verdict::Accepted } else { Verdict::Satisfied };
            let form = VerdictForm { verdict: verdict.code().into(), words: String::new() };
            complaints::judge(tx, &ago(&head, hours * 60 - 24 * 60), id, &form)?;
        }
    }
    let form = AlertForm {
        kind: "equipment".into(),
        words: "水疗二房的水温忽冷忽热，客人已换到一房。".into(),
        ..AlertForm::default()
    };
    let hydro = acting(tx, call, "hydro")?;
    let id = alerts::report(tx, &ago(&hydro, 3 * 60), &form)?;
    let director = acting(tx, call, "td")?;
    alerts::take(tx, &ago(&director, 3 * 60 - 2), id)?;
    let outcome = NoteForm { words: "恒温阀松了，已拧紧，试水正常。".into() };
    alerts::end(tx, &ago(&director, 150), id, &outcome)
}

fn make_up_for(tx: &mut Tx, head: &Call, id: ComplaintId) -> Result<()> {
    let note = NoteForm { words: "已向当班的人问清楚，情况属实。".into() };
    complaints::note(tx, head, id, &note)?;
    let form = RemedyForm {
        remedy: "gift".into(),
        worth: "128".into(),
        words: "当面致歉，赠眼部舒缓护理一次。".into(),
    };
    complaints::remedy(tx, head, id, &form).map(drop)
}
