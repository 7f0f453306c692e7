//! Logs and reports, up the line and back, on both databases.
#[path = "../../work/tests/world/mod.rs"]
mod world;

use db::{args, sql};
use jiff::civil::date;
use kernel::Result;
use report::{Bell, DeedSources, ReportForm, ReportId, Reports, ReviewForm, reviewing, writing};
use rhythm::{About, Asked, Evidence, Evidences};
use web::Call;
use web::notices::Noticing;
use work::{GiveForm, TurnForm, Work, giving};
use world::{FIRST, World, code, worlds};

fn on_both(story: impl Fn(World)) {
    let evidences = || Evidences::default().evidence(Work).figures(Work).evidence(Reports).figures(Reports);
    for world in
        worlds(|app| app.part(evidences()).part(DeedSources::default()).part(rhythm::Excuses::default()))
    {
        eprintln!("on {}", world.test.name);
        story(world);
    }
}

fn form(kind: &str, problems: &str) -> ReportForm {
    ReportForm {
        kind: kind.into(),
        on: FIRST.to_string(),
        problems: problems.into(),
        hand_in: "yes".into(),
        ..ReportForm::default()
    }
}

impl World {
    fn hand_in(&self, who: &str, kind: &str, problems: &str) -> Result<ReportId> {
        let form = form(kind, problems);
        self.does(who, move |tx, call| writing::write(tx, call, &form))
    }

    fn review(&self, who: &str, id: ReportId, decision: &str, remark: &str) -> Result<()> {
        let form = ReviewForm { decision: decision.into(), remark: remark.into() };
        self.does(who, move |tx, call| reviewing::review(tx, call, id, &form))
    }

    fn bell(&self, who: &str) -> Vec<(&'static str, i64)> {
        let notices = self.does(who, |tx, call: &Call| Bell.notices(tx, call)).expect("notices");
        notices.into_iter().filter(|n| n.count > 0).map(|n| (n.code, n.count)).collect()
    }

    /// The figures that a report froze: code and amount.
    fn figures(&self, id: ReportId) -> Vec<(String, i64)> {
        self.house(move |tx, _| {
            tx.all(
                sql!("SELECT code, amount FROM report_figure WHERE report_id = $1 ORDER BY position" => (String, i64)),
                args![id],
            )
        })
    }

    fn proofs(&self, who: &str, day: kernel::BusinessDate) -> Vec<&'static str> {
        let person = self.person(who);
        self.house(move |tx, _| {
            let asked = Asked { day, people: [person].into(), stores: [].into() };
            let proofs = Reports.proofs(tx, &asked)?;
            Ok(proofs.iter().filter(|proof| proof.about == About::Person(person)).map(|p| p.code).collect())
        })
    }
}

#[test]
fn a_log_goes_up_is_returned_and_accepted() {
    on_both(|world| {
        world.at(FIRST, "21:10");
        assert_eq!(world.bell("greeter"), [("report.due", 1)], "a reminder before the deadline");
        assert_eq!(code(world.hand_in("greeter", "log", " ")), "invalid", "some words at least");
        let log = world.hand_in("greeter", "log", "前台只有一人").expect("handed in");
        assert_eq!(code(world.hand_in("greeter", "log", "改一下")), "report.handed_in");
        assert_eq!(world.bell("greeter"), []);
        assert_eq!(world.proofs("greeter", FIRST), ["rhythm.work-log"]);

        assert_eq!(world.bell("front-desk-head"), [("report.to_review", 1)]);
        assert_eq!(code(world.review("greeter", log, "accept", "")), "report.own");
        assert_eq!(code(world.review("therapist", log, "accept", "")), "missing", "not hers to see");
        assert_eq!(code(world.review("front-desk-head", log, "return", "")), "invalid", "with a reason");
        world.review("front-desk-head", log, "return", "哪个时段").expect("returned");
        assert_eq!(world.bell("greeter"), [("report.returned", 1)]);
        world.hand_in("greeter", "log", "三点到四点前台只有一人").expect("handed in again");
        world.review("front-desk-head", log, "accept", "").expect("accepted");
        assert_eq!(code(world.review("front-desk-head", log, "accept", "")), "report.not_waiting");
        assert!(world.proofs("front-desk-head", FIRST).contains(&"rhythm.review"));
    });
}

#[test]
fn who_has_not_handed_in_is_missed_and_it_climbs() {
    on_both(|world| {
        world.at(FIRST, "21:31");
        assert!(world.bell("greeter").contains(&("report.late", 1)));
        assert_eq!(world.bell("front-desk-head"), [("report.due", 1), ("report.missing", 1)]);
        assert!(!world.bell("general-manager").iter().any(|(code, _)| *code == "report.missing"));
        world.at(date(2026, 3, 3), "08:00");
        let above = world.bell("therapy-director");
        let missing = above.iter().find(|(code, _)| *code == "report.missing").map(|(_, n)| *n);
        assert_eq!(
            missing,
            Some(3),
            "the head's own, the therapist's, and the greeter's that climbed: {above:?}"
        );
    });
}

#[test]
fn figures_are_frozen_when_handed_in() {
    on_both(|world| {
        let greeter = world.person("greeter");
        let give = move |world: &World| {
            let form = GiveForm {
                title: "补毛巾".into(),
                owner: vec![greeter.to_string()],
                due_day: FIRST.to_string(),
                ..GiveForm::default()
            };
            world
                .does("front-desk-head", move |tx, call| Ok(giving::give(tx, call, &form)?[0]))
                .expect("given")
        };
        let task = give(&world);
        let turn = TurnForm { turn: "account".into(), words: "好了".into(), day: String::new() };
        world.does("greeter", move |tx, call| giving::turn(tx, call, task, &turn)).expect("accounted for");
        world.at(FIRST, "21:10");
        let log = world.hand_in("greeter", "log", "一句").expect("handed in");
        let before = world.figures(log);
        assert_eq!(before[0], ("work.tasks".to_owned(), 1));
        let deeds: i64 = world.house(move |tx, _| {
            tx.scalar(
                sql!("SELECT count(*) FROM report_deed WHERE report_id = $1 AND code = 'work.task'" => (i64,)),
                args![log],
            )
        });
        assert_eq!(deeds, 1, "the log opened with what she did");

        give(&world);
        world.review("front-desk-head", log, "return", "写清").expect("returned");
        world.hand_in("greeter", "log", "又一句").expect("handed in again");
        assert_eq!(world.figures(log), before, "whatever happens after, figures stay");
        let found = |world: &World| world.house(|tx, _| db::verify_all(tx)).len();
        assert_eq!(found(&world), 0);
        world.house(move |tx, _| {
            tx.exec(sql!("UPDATE report_figure SET amount = amount + 1 WHERE report_id = $1"), args![log])
        });
        assert_eq!(found(&world), 1, "a figure changed behind the program's back is found");
    });
}

#[test]
fn a_superiors_report_rolls_up_what_came_from_below() {
    on_both(|world| {
        world.at(FIRST, "21:10");
        let log = world.hand_in("greeter", "log", "前台只有一人").expect("handed in");
        let daily = world.hand_in("front-desk-head", "daily", "人手不够").expect("handed in");
        let parts = |of: ReportId| {
            world.house(move |tx, _| {
                tx.scalars(
                    sql!("SELECT part_id FROM report_part WHERE report_id = $1 ORDER BY position" => (Option<ReportId>,)),
                    args![of],
                )
            })
        };
        assert_eq!(parts(daily), [Some(log)]);
        let above = world.hand_in("therapy-director", "daily", "成交低").expect("handed in");
        assert_eq!(parts(above), [None, Some(daily)], "a therapist who handed in nothing, and the desk");
        assert_eq!(world.proofs("therapy-director", FIRST), ["rhythm.roll-up", "rhythm.daily-report"]);
    });
}

#[test]
fn the_administrative_directors_report_is_copied_to_the_board() {
    on_both(|world| {
        world.at(FIRST, "21:30");
        let report = world.hand_in("administrative-director", "daily", "消防通道已清").expect("handed in");
        assert!(world.proofs("administrative-director", FIRST).contains(&"rhythm.report-copy"));
        let seen = world.does("board", move |tx, call| {
            let chart = org::today(tx, call)?;
            reviewing::seen(tx, call, &chart, report).map(|row| row.id)
        });
        assert_eq!(seen.expect("seen"), report);
        assert_eq!(world.bell("general-manager"), [("report.to_review", 1)]);
    });
}

#[test]
fn a_signature_is_bound_to_figures_and_words() {
    on_both(|world| {
        world.at(FIRST, "21:10");
        let drawn = "M60 120L90 60L110 140L150 70L170 150L230 60".to_owned();
        let signed = ReportForm { drawn: drawn.clone(), ..form("log", "前台只有一人") };
        let first = signed.clone();
        let log = world.does("greeter", move |tx, call| writing::write(tx, call, &first)).expect("handed in");
        let digests = |world: &World| {
            world.house(move |tx, _| {
                tx.scalars(
                    sql!("SELECT digest FROM report_signature WHERE report_id = $1 ORDER BY id" => (String,)),
                    args![log],
                )
            })
        };
        assert_eq!(digests(&world).len(), 1);
        world.review("front-desk-head", log, "return", "写清").expect("returned");
        let changed = ReportForm { problems: "前台只有一人，等了两位".into(), ..signed };
        world.does("greeter", move |tx, call| writing::write(tx, call, &changed)).expect("handed in again");
        let all = digests(&world);
        assert_eq!(all.len(), 2);
        assert_ne!(all[0], all[1], "the first holds no more");
        let dot = ReportForm { drawn: "M1 1L2 2".into(), ..form("daily", "无") };
        let refused = world.does("front-desk-head", move |tx, call| writing::write(tx, call, &dot));
        assert_eq!(code(refused), "invalid", "a dot is no signature");
    });
}
