//! Complaints and special situations through their doors, on every kind of database.

mod world;

use complaint::alerts::{self, AlertForm};
use complaint::complaints::{
    self, ComplaintForm, NoteForm, OwnerForm, RemedyForm, SeverityForm, VerdictForm,
};
use complaint::{ComplaintId, Said};
use customer::Keeper;
use world::{World, worlds};

fn serious(world: &World) -> ComplaintForm {
    ComplaintForm {
        customer: world.customer.to_string(),
        cause: "reaction".into(),
        severity: "serious".into(),
        words: "脸上起了红疹。".into(),
        ..ComplaintForm::default()
    }
}

fn taken(world: &World) -> ComplaintId {
    let form = serious(world);
    world.does("唐糖", move |tx, call| complaints::take(tx, call, &form)).expect("taken")
}

fn remedy(worth: &str) -> RemedyForm {
    RemedyForm { remedy: "refund".into(), worth: worth.into(), words: "退还这次费用。".into() }
}

#[test]
fn a_complaint_goes_to_the_head_and_closes_with_the_customers_word() {
    for world in worlds() {
        let id = taken(&world);
        let waits = world.waits_for("杨帆");
        assert_eq!(waits.iter().map(|notice| notice.code).collect::<Vec<_>>(), ["complaints_mine"]);
        assert_eq!(world.waits_for("周敏"), [], "it is not late yet, on {}", world.test.name);

        let early = VerdictForm { verdict: "satisfied".into(), words: String::new() };
        let refused = world.does("杨帆", move |tx, call| complaints::judge(tx, call, id, &early));
        assert_eq!(World::refusal(refused).0, "complaint.no_remedy");

        world
            .does("杨帆", move |tx, call| complaints::remedy(tx, call, id, &remedy("128")))
            .expect("remedied");
        let unhappy = VerdictForm { verdict: "dissatisfied".into(), words: "还是红。".into() };
        world.does("杨帆", move |tx, call| complaints::judge(tx, call, id, &unhappy)).expect("judged");
        world.does("杨帆", move |tx, call| complaints::remedy(tx, call, id, &remedy("200"))).expect("again");
        let content = VerdictForm { verdict: "accepted".into(), words: String::new() };
        world.does("杨帆", move |tx, call| complaints::judge(tx, call, id, &content)).expect("judged");
        assert_eq!(world.waits_for("杨帆"), []);

        let note = NoteForm { words: "补记".into() };
        let refused = world.does("杨帆", move |tx, call| complaints::note(tx, call, id, &note));
        assert_eq!(World::refusal(refused).0, "complaint.closed");
    }
}

#[test]
fn beyond_ones_authority_the_refusal_says_who_may() {
    for world in worlds() {
        let id = taken(&world);
        let told = |worth: &'static str| {
            let refused =
                world.does("杨帆", move |tx, call| complaints::remedy(tx, call, id, &remedy(worth)));
            World::refusal(refused)
        };
        let says = |who: &str, worth: &str| {
            let args = vec![("limit", "300.00".into()), ("worth", worth.into()), ("who", who.into())];
            ("complaint.beyond_authority", args)
        };
        assert_eq!(told("1500"), says("周敏", "1,500.00"));
        assert_eq!(told("2000.01"), says("许雅琴", "2,000.01"));
        assert_eq!(told("1000000.01").0, "complaint.beyond_all");
        world
            .does("周敏", move |tx, call| complaints::remedy(tx, call, id, &remedy("1500")))
            .expect("she may");
    }
}

#[test]
fn an_overdue_one_climbs_superior_by_superior_without_any_job() {
    for world in worlds() {
        let id = taken(&world);
        let late = |name: &str| world.waits_for(name).iter().any(|notice| notice.urgent);
        let hear = || ["杨帆", "周敏", "许雅琴", "沈静宜"].map(late);
        world.pass_minutes(240);
        assert_eq!(hear(), [false, false, false, false], "due, not late");
        world.pass_minutes(1);
        assert_eq!(hear(), [true, true, false, false]);
        world.pass_minutes(120);
        assert_eq!(hear(), [true, true, true, false]);
        world.pass_minutes(120);
        assert_eq!(hear(), [true, true, true, true]);
        world
            .does("许雅琴", move |tx, call| complaints::remedy(tx, call, id, &remedy("500")))
            .expect("remedied");
        assert_eq!(hear(), [false, false, false, false], "on {}", world.test.name);
    }
}

#[test]
fn it_is_handed_on_and_weighed_anew_only_by_those_who_handle() {
    for world in worlds() {
        let id = taken(&world);
        let people = world.does("周敏", |tx, call| Ok(org::today(tx, call)?.organisation.people.clone()));
        let people = people.expect("people");
        let key = |name: &str| people.values().find(|one| one.name == name).expect("somebody").id.to_string();
        let to = |name: &str| OwnerForm { owner: key(name), words: "请您来".into() };

        let (greeter, director) = (to("唐糖"), to("周敏"));
        let refused = world.does("杨帆", move |tx, call| complaints::hand(tx, call, id, &greeter));
        assert_eq!(World::refusal(refused).0, "complaint.not_a_handler");
        world.does("杨帆", move |tx, call| complaints::hand(tx, call, id, &director)).expect("handed");
        assert_eq!(world.waits_for("周敏").len(), 1);

        let worse = SeverityForm { severity: "critical".into(), words: "去了医院".into() };
        let same = worse.clone();
        world.does("周敏", move |tx, call| complaints::weigh(tx, call, id, &worse)).expect("weighed");
        let refused = world.does("周敏", move |tx, call| complaints::weigh(tx, call, id, &same));
        assert_eq!(World::refusal(refused).0, "complaint.same_severity");
        world.pass_minutes(61);
        assert!(world.waits_for("许雅琴")[0].urgent, "a critical one is due within the hour");

        let form = remedy("1");
        let refused = world.does("唐糖", move |tx, call| complaints::remedy(tx, call, id, &form));
        assert_eq!(World::refusal(refused).0, "forbidden", "who took it down may see it, not settle it");
    }
}

#[test]
fn a_special_situation_is_heard_at_once_and_by_one_more_each_five_minutes() {
    for world in worlds() {
        let form =
            AlertForm {
                kind: "injury".into(), words: "地滑，有人摔倒。".into(), ..AlertForm::default()
            };
        let id = world.does("唐糖", move |tx, call| alerts::report(tx, call, &form)).expect("reported");
        let hear = || {
            ["唐糖", "杨帆", "周敏", "许雅琴"]
                .map(|name| world.waits_for(name).iter().any(|n| n.code == "alert"))
        };
        assert_eq!(hear(), [false, true, false, false]);
        world.pass_minutes(5);
        assert_eq!(hear(), [false, true, true, false]);
        world.does("周敏", move |tx, call| alerts::take(tx, call, id)).expect("taken");
        assert_eq!(hear(), [false, false, false, false]);
        let refused = world.does("杨帆", move |tx, call| alerts::take(tx, call, id));
        let (code, args) = World::refusal(refused);
        assert_eq!((code, args[0].1.as_str()), ("complaint.alert_taken", "周敏"));

        let outcome = NoteForm { words: "扶到休息区，无碍。".into() };
        let again = outcome.clone();
        world.does("周敏", move |tx, call| alerts::end(tx, call, id, &outcome)).expect("ended");
        let refused = world.does("周敏", move |tx, call| alerts::end(tx, call, id, &again));
        assert_eq!(World::refusal(refused).0, "complaint.alert_over", "on {}", world.test.name);
    }
}

#[test]
fn what_she_said_is_in_her_story_and_goes_with_her() {
    for world in worlds() {
        taken(&world);
        let customer = world.customer;
        let (story, card) = world
            .does("杨帆", move |tx, call| {
                Ok((Said.happenings(tx, customer, 10)?, Said.card(tx, customer, call.now)?))
            })
            .expect("told");
        assert_eq!((story[0].code, story[0].words.as_str()), ("complaint", "脸上起了红疹。"));
        assert!(card[0].warns && card[0].code == "open_complaint");

        let (stays, words) = world
            .does("许雅琴", move |tx, call| {
                let by = call.mandate(kernel::Permission::HandleComplaints, &kernel::Place::centre())?;
                let stays = Said.erase(tx, &by, customer)?;
                Ok((stays, Said.happenings(tx, customer, 10)?[0].words.clone()))
            })
            .expect("erased");
        assert_eq!((stays[0].count, words.as_str()), (1, ""), "on {}", world.test.name);
    }
}

#[test]
fn what_is_lacking_is_told_together() {
    for world in worlds() {
        let form = ComplaintForm { severity: "terrible".into(), ..ComplaintForm::default() };
        let refused =
            world.does("唐糖", move |tx, call| complaints::take(tx, call, &form)).expect_err("refused");
        let problems = &refused.refusal().expect("a refusal").problems;
        let told: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
        let lacking =
            [("cause", "needed"), ("severity", "not_a_choice"), ("words", "needed"), ("customer", "needed")];
        assert_eq!(told, lacking);
    }
}
