//! Tasks and plans, from hand to hand, on both databases.
mod world;

use kernel::{Id, PersonId, Result};
use rhythm::{About, Asked, Evidence, Evidences};
use web::Call;
use web::notices::Noticing;
use work::{GiveForm, Overdue, PlanForm, ReviewForm, TaskId, TurnForm, Work, giving, planning};
use world::{FIRST, World, code, worlds};

fn on_both(story: impl Fn(World)) {
    for world in worlds(|app| app.part(Evidences::default().evidence(Work).figures(Work))) {
        eprintln!("on {}", world.test.name);
        story(world);
    }
}

fn form(owner: PersonId, due_day: &str, must_accept: &str) -> GiveForm {
    GiveForm {
        title: "补齐毛巾".into(),
        owner: vec![owner.to_string()],
        due_day: due_day.into(),
        must_accept: must_accept.into(),
        ..GiveForm::default()
    }
}

impl World {
    fn give(&self, giver: &str, owner: &str, due_day: &'static str, must: &'static str) -> Result<TaskId> {
        let owner = self.person(owner);
        self.does(giver, move |tx, call| Ok(giving::give(tx, call, &form(owner, due_day, must))?[0]))
    }

    fn turn(&self, who: &str, task: TaskId, turn: &'static str, words: &'static str) -> Result<()> {
        let form = TurnForm { turn: turn.into(), words: words.into(), day: String::new() };
        self.does(who, move |tx, call| giving::turn(tx, call, task, &form))
    }

    /// What waits for somebody: codes with their counts.
    fn bell(&self, who: &str) -> Vec<(&'static str, i64)> {
        let notices = self.does(who, |tx, call: &Call| Overdue.notices(tx, call)).expect("notices");
        notices.into_iter().filter(|n| n.count > 0).map(|n| (n.code, n.count)).collect()
    }
}

#[test]
fn an_instruction_is_accepted_accounted_for_and_agreed() {
    on_both(|world| {
        let task = world.give("general-manager", "therapy-director", "2026-03-03", "yes").expect("given");
        assert_eq!(world.bell("therapy-director"), [("work.to_accept", 1)]);
        assert_eq!(code(world.turn("general-manager", task, "accept", "")), "work.not_yours");
        assert_eq!(code(world.turn("greeter", task, "accept", "")), "missing", "not hers to see");
        world.turn("therapy-director", task, "accept", "").expect("accepted");
        assert_eq!(code(world.turn("therapy-director", task, "account", " ")), "invalid", "in words");
        world.turn("therapy-director", task, "account", "办好").expect("accounted for");
        assert_eq!(world.bell("general-manager"), [("work.to_agree", 1)]);
        assert_eq!(code(world.turn("therapy-director", task, "agree", "")), "work.not_yours");
        world.turn("general-manager", task, "agree", "").expect("agreed");
        assert_eq!(code(world.turn("general-manager", task, "withdraw", "不用了")), "work.not_so");
        assert_eq!(world.bell("general-manager"), []);
    });
}

#[test]
fn nobody_gives_work_upward_and_everybody_to_herself() {
    on_both(|world| {
        assert_eq!(code(world.give("greeter", "front-desk-head", "2026-03-03", "")), "invalid");
        let own = world.give("greeter", "greeter", "2026-03-03", "yes").expect("given");
        world.turn("greeter", own, "account", "好了").expect("closed at once");
        assert_eq!(code(world.turn("greeter", own, "account", "好了")), "work.not_so");
    });
}

#[test]
fn what_is_overdue_climbs_a_step_a_day() {
    on_both(|world| {
        world.give("front-desk-head", "greeter", "2026-03-02", "").expect("given");
        world.at(jiff::civil::date(2026, 3, 3), "09:00");
        assert_eq!(world.bell("greeter"), [("work.overdue", 1)]);
        assert_eq!(world.bell("front-desk-head"), [], "not in its first day");
        world.at(jiff::civil::date(2026, 3, 4), "09:00");
        assert_eq!(world.bell("front-desk-head"), [("work.risen", 1)]);
        assert_eq!(world.bell("therapy-director"), []);
        world.at(jiff::civil::date(2026, 3, 5), "09:00");
        assert_eq!(world.bell("therapy-director"), [("work.risen", 1)]);
        assert_eq!(world.bell("administrative-director"), [], "another line");
    });
}

#[test]
fn a_plan_is_read_and_handed_down_and_its_lines_become_tasks() {
    on_both(|world| {
        let greeter = world.person("greeter");
        let plan = PlanForm {
            kind: "week".into(),
            on: FIRST.to_string(),
            goals: "预约全部回访".into(),
            line_words: vec!["打回访电话".into(), String::new()],
            line_owner: vec![greeter.to_string(), String::new()],
            line_day: vec!["2026-03-04".into(), String::new()],
            hand_in: "yes".into(),
            ..PlanForm::default()
        };
        let again = plan.clone();
        let id =
            world.does("therapy-director", move |tx, call| planning::write(tx, call, &plan)).expect("kept");
        let second = world.does("therapy-director", move |tx, call| planning::write(tx, call, &again));
        assert_eq!(code(second), "work.handed_in");

        assert_eq!(world.bell("general-manager"), [("work.plans", 1)]);
        let accept = ReviewForm { decision: "accept".into(), remark: String::new() };
        let (own, manager) = (accept.clone(), accept);
        let refused = world.does("therapy-director", move |tx, call| planning::review(tx, call, id, &own));
        assert_eq!(code(refused), "work.own_plan");
        world
            .does("general-manager", move |tx, call| planning::review(tx, call, id, &manager))
            .expect("read");
        world
            .does("therapy-director", move |tx, call| planning::hand_down(tx, call, id))
            .expect("handed down");
        let again = world.does("therapy-director", move |tx, call| planning::hand_down(tx, call, id));
        assert_eq!(code(again), "work.handed_down");

        assert_eq!(world.bell("front-desk-head"), [("work.handed_down", 1)]);
        assert_eq!(world.bell("greeter"), [("work.to_accept", 1)]);
        let tasks = world.house(move |tx, _| work::of_source(tx, &format!("/plans/{id}")));
        assert_eq!(tasks.iter().map(|task| task.owner_id).collect::<Vec<_>>(), [greeter]);
        world.does("front-desk-head", move |tx, call| planning::take(tx, call, id)).expect("taken");
        assert_eq!(world.bell("front-desk-head"), []);
    });
}

#[test]
fn an_unanswered_instruction_leaves_the_day_unproven() {
    on_both(|world| {
        let (director, day) = (world.person("therapy-director"), FIRST);
        let proven = move |tx: &mut db::Tx, _: &Call| {
            let asked = Asked { day, people: [director].into(), stores: [].into() };
            let proofs = Work.proofs(tx, &asked)?;
            let hers = |about: About| about == About::Person(director);
            Ok(proofs.iter().any(|proof| proof.code == "rhythm.task" && hers(proof.about)))
        };
        assert!(world.house(proven), "nothing given, nothing missing");
        let task = world.give("general-manager", "therapy-director", "2026-03-03", "yes").expect("given");
        assert!(!world.house(proven));
        world.turn("therapy-director", task, "decline", "人手不够").expect("declined");
        assert!(world.house(proven), "an answer is an answer");
        assert_eq!(TaskId::of(task.get()), task);
    });
}
