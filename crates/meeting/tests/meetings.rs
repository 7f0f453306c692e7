//! Meetings from the agenda to the signatures, on both databases.
#[path = "../../work/tests/world/mod.rs"]
mod world;

use std::collections::BTreeMap;

use jiff::civil::date;
use kernel::{PersonId, Result};
use meeting::{
    AgendaItem, AgendaSources, MeetingId, Meetings, MinutesForm, OpenForm, ResolveForm, Section, SignForm,
    Unsigned, holding,
};
use report::{DeedSources, ReportForm, Reports, writing};
use rhythm::{About, Asked, Evidence, Evidences};
use web::Call;
use web::notices::Noticing;
use work::{TaskId, TurnForm, Work, giving};
use world::{FIRST, World, code, worlds};

fn on_both(story: impl Fn(World)) {
    let evidences = || Evidences::default().evidence(Work).figures(Work).evidence(Reports).evidence(Meetings);
    let parts = |app: web::app::AppBuilder| {
        app.part(evidences())
            .part(DeedSources::default())
            .part(AgendaSources::default())
            .part(rhythm::Excuses::default())
    };
    for world in worlds(parts) {
        eprintln!("on {}", world.test.name);
        world.at(FIRST, "09:40");
        story(world);
    }
}

fn supervisors() -> OpenForm {
    OpenForm { kind: "supervisors".into(), ..OpenForm::default() }
}

impl World {
    fn open(&self, who: &str) -> Result<MeetingId> {
        self.does(who, |tx, call| holding::open(tx, call, &supervisors()))
    }

    fn resolve(&self, id: MeetingId, owner: &str) -> Result<TaskId> {
        let owner = self.person(owner).to_string();
        let form = ResolveForm { what: "三点加一个班次".into(), owner, due_day: String::new() };
        self.does("general-manager", move |tx, call| holding::resolve(tx, call, id, &form))
    }

    /// Keeps the roll, or closes: those named are there, all others absent.
    fn keep(&self, id: MeetingId, there: &[&str], close: &str) -> Result<()> {
        let there: Vec<PersonId> = there.iter().map(|post| self.person(post)).collect();
        let asked = self.does("general-manager", move |tx, call| holding::asked_to(tx, call, id))?;
        let presence = |person: &PersonId| if there.contains(person) { "present" } else { "absent" };
        let fields: BTreeMap<String, String> =
            asked.iter().map(|person| (format!("presence.{person}"), presence(person).to_owned())).collect();
        let form = MinutesForm { minutes: "先说昨天".into(), close: close.into(), fields };
        self.does("general-manager", move |tx, call| holding::keep(tx, call, id, &form))
    }

    fn sign(&self, who: &str, id: MeetingId) -> Result<()> {
        self.does(who, move |tx, call| holding::sign(tx, call, id, &SignForm::default()))
    }

    fn agenda(&self) -> Vec<AgendaItem> {
        self.does("general-manager", |tx, call| Ok(holding::preview(tx, call, &supervisors())?.1))
            .expect("made")
    }

    fn to_sign(&self, who: &str) -> i64 {
        let notices = self.does(who, |tx, call: &Call| Unsigned.notices(tx, call)).expect("notices");
        notices.iter().map(|notice| notice.count).sum()
    }
}

#[test]
fn a_meeting_is_held_closed_and_signed() {
    on_both(|world| {
        assert_eq!(code(world.open("greeter")), "forbidden");
        let id = world.open("general-manager").expect("open");
        assert_eq!(code(world.open("general-manager")), "meeting.held");
        world.keep(id, &["general-manager"], "").expect("kept half-done");
        assert_eq!(code(world.sign("general-manager", id)), "meeting.still_open");
        world.keep(id, &["general-manager", "front-desk-head"], "yes").expect("closed");
        assert_eq!(code(world.keep(id, &["general-manager"], "")), "meeting.closed");
        assert_eq!(code(world.resolve(id, "greeter")), "meeting.closed");

        assert_eq!(world.to_sign("front-desk-head"), 1);
        world.sign("front-desk-head", id).expect("signed");
        assert_eq!(world.to_sign("front-desk-head"), 0);
        assert_eq!(code(world.sign("therapy-director", id)), "meeting.not_there", "she was absent");
        assert_eq!(code(world.sign("greeter", id)), "missing", "she was not asked");

        let chair = world.person("general-manager");
        let proofs = world.house(move |tx, _| {
            Meetings.proofs(tx, &Asked { day: FIRST, people: [chair].into(), stores: [].into() })
        });
        let hers = proofs.iter().filter(|proof| proof.about == About::Person(chair)).map(|proof| proof.code);
        assert_eq!(hers.collect::<Vec<_>>(), ["rhythm.agenda", "rhythm.supervisors-meeting"]);
    });
}

#[test]
fn the_next_agenda_opens_with_what_was_not_done() {
    on_both(|world| {
        let id = world.open("general-manager").expect("open");
        let done = world.resolve(id, "front-desk-head").expect("resolved");
        let open = world.resolve(id, "therapy-director").expect("resolved");
        world.keep(id, &["general-manager"], "yes").expect("closed");
        let account = TurnForm { turn: "account".into(), words: "排好了".into(), day: String::new() };
        world.does("front-desk-head", move |tx, call| giving::turn(tx, call, done, &account)).expect("done");

        world.at(date(2026, 3, 3), "09:40");
        let agenda = world.agenda();
        let first = agenda.first().expect("an agenda");
        assert_eq!((first.section, first.title.as_str()), (Section::Open, "agenda.resolution_late"));
        assert_eq!(first.href, format!("/tasks/{open}"));
        assert!(!agenda.iter().any(|item| item.href == format!("/tasks/{done}")));
    });
}

#[test]
fn the_agenda_tells_what_logs_and_reports_say_and_who_is_missing() {
    on_both(|world| {
        world.at(FIRST, "21:10");
        let form = ReportForm {
            kind: "log".into(),
            on: FIRST.to_string(),
            problems: "三点前台只有一人".into(),
            support: "便签纸".into(),
            hand_in: "yes".into(),
            ..ReportForm::default()
        };
        world.does("greeter", move |tx, call| writing::write(tx, call, &form)).expect("handed in");
        world.at(date(2026, 3, 3), "09:40");
        let agenda = world.agenda();
        let told: Vec<(&str, &str)> =
            agenda.iter().map(|item| (item.title.as_str(), item.words.as_str())).collect();
        assert!(told.contains(&("agenda.problem", "greeter：三点前台只有一人")), "{told:?}");
        assert!(told.contains(&("agenda.support", "greeter：便签纸")), "{told:?}");
        let missing = told.iter().filter(|(title, _)| *title == "agenda.not_handed_in");
        assert!(missing.clone().any(|(_, words)| words.starts_with("therapy-director")), "{told:?}");
        assert!(told.iter().any(|(title, words)| *title == "agenda.duties" && *words == "front-desk-head"));
        let order: Vec<Section> = agenda.iter().map(|item| item.section).collect();
        assert!(order.is_sorted(), "part by part");
    });
}
