//! Care through its doors, on both databases.
mod world;

use care::allotting::{self, OverrideForm};
use care::following::{self, OutcomeForm};
use care::negotiating::{self, RemarkForm, TalkForm};
use care::{Facts, FactsOf, NegotiationId, Question, VisitFact};
use customer::{CustomerId, Keeper, NewCustomer, Vault};
use db::{Tx, args, sql};
use jiff::ToSpan;
use kernel::{BusinessDate, Id, Instant, PersonId, Result};
use web::Form;
use world::{FIRST, World, worlds};

/// Visits as a test wants them: of the first customer, by the therapist, so many days before the day asked about.
struct Visits;

impl Facts for Visits {
    fn visits(&self, tx: &mut Tx, asked: &Question) -> Result<Vec<VisitFact>> {
        let found = tx.find(sql!("SELECT id, therapist FROM test_visit" => (i64, i64)), args![])?;
        let Some((customer, therapist)) = found else { return Ok(vec![]) };
        let fact = |ago: i64| VisitFact {
            customer: CustomerId::of(customer),
            day: FIRST.saturating_sub(ago.days()),
            at: Instant::from_millis(100 - ago),
            therapist: PersonId::of(therapist),
            document: format!("visits/{ago}"),
        };
        let all = [1, 8, 15, 22].into_iter().map(fact);
        Ok(all.filter(|visit| asked.customer.is_none_or(|only| only == visit.customer)).collect())
    }
}

fn all() -> Vec<World> {
    let all = worlds(|app| {
        let facts = FactsOf::default().and(Visits);
        app.part(Vault::new(&[7; 32])).part(facts).part(catalog::CatalogCache::default())
    });
    for world in &all {
        let table = sql!("CREATE TABLE test_visit (id BIGINT, therapist BIGINT)");
        world.house(move |tx, _| tx.exec(table, args![]).map(drop));
    }
    all
}

fn opened(world: &World, name: &'static str, consultant: Option<&str>) -> CustomerId {
    let (store, consultant) = (world.store, consultant.map(|who| world.person(who)));
    let new = NewCustomer { consultant, ..NewCustomer::named(store, name) };
    world.does("greeter", move |tx, call| customer::open(tx, call, &new)).expect("opened")
}

/// From now on the first customer has been here four times.
fn has_been_here(world: &World, customer: CustomerId) {
    let therapist = world.person("therapist").get();
    world.house(move |tx, _| {
        tx.exec(
            sql!("INSERT INTO test_visit (id, therapist) VALUES ($1, $2)"),
            args![customer.get(), therapist],
        )
    });
}

fn talk(customer: CustomerId) -> TalkForm {
    TalkForm { customer: customer.to_string(), next_day: FIRST.to_string(), ..TalkForm::sample() }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("refused");
    error.refusal().map(|refusal| refusal.code.to_owned()).unwrap_or_else(|| error.to_string())
}

fn classes(world: &World, customer: CustomerId) -> Vec<(String, String)> {
    world.house(move |tx, _| {
        tx.all(
            sql!("SELECT kind, class FROM care_class WHERE customer_id = $1 ORDER BY id" => (String, String)),
            args![customer],
        )
    })
}

#[test]
fn a_talk_leads_to_the_next_and_moves_the_class() {
    for world in all() {
        let she = opened(&world, "李小燕", Some("consultant"));
        let id = world
            .does("consultant", move |tx, call| negotiating::open(tx, call, &talk(she)))
            .expect("opened");
        let again = world.does("consultant", move |tx, call| negotiating::open(tx, call, &talk(she)));
        assert_eq!(code(again), "care.negotiating");
        let remark = |who: &str| {
            world.does(who, move |tx, call| negotiating::remark(tx, call, id, &RemarkForm::sample()))
        };
        assert_eq!(code(remark("consultant")), "forbidden", "only the director remarks");
        assert_eq!(code(remark("second")), "missing", "others do not see it at all");
        remark("director").expect("remarked");

        let next = |id: NegotiationId, form: TalkForm| {
            world.does("consultant", move |tx, call| negotiating::talk(tx, call, id, &form))
        };
        assert_eq!(
            code(next(id, TalkForm { next_day: String::new(), ..talk(she) })),
            "invalid",
            "it needs a date"
        );
        next(id, TalkForm { objection: String::new(), ..talk(she) }).expect("talked");
        next(id, TalkForm { stage: "won".into(), next_day: String::new(), ..talk(she) }).expect("won");
        assert_eq!(code(next(id, talk(she))), "care.closed");

        let outcomes: Vec<String> = world.house(|tx, _| {
            tx.scalars(sql!("SELECT outcome FROM follow_up ORDER BY id" => (String,)), args![])
        });
        assert_eq!(
            outcomes,
            ["reached", "bought"],
            "each date was kept by the talk after it, {}",
            world.test.name
        );
        let potential: Vec<String> = classes(&world, she)
            .into_iter()
            .filter(|(kind, _)| kind == "potential")
            .map(|(_, class)| class)
            .collect();
        assert_eq!(potential, ["interested", "likely", "ordinary"], "an objection, none, then nothing open");
    }
}

#[test]
fn what_was_not_reached_is_asked_for_again_and_nothing_is_done_twice() {
    for world in all() {
        let she = opened(&world, "李小燕", Some("consultant"));
        let plan = |tx: &mut Tx, today: BusinessDate, now: Instant, store| {
            following::plan_by_rules(tx, &FactsOf::default(), store, today, now)
        };
        let store = world.store;
        let planned = world.house(move |tx, call| plan(tx, FIRST, call.now, store));
        let twice = world.house(move |tx, call| plan(tx, FIRST, call.now, store));
        assert_eq!((planned, twice), (1, 0), "the opened file, once");
        let id = care::FollowUpId::of(1);
        let finish = |who: &str, form: OutcomeForm| {
            world.does(who, move |tx, call| following::finish(tx, call, id, &form))
        };
        let missed =
            OutcomeForm { outcome: "not-reached".into(), next_day: String::new(), ..OutcomeForm::sample() };
        assert_eq!(code(finish("consultant", missed.clone())), "invalid");
        assert_eq!(code(finish("second", OutcomeForm::sample())), "forbidden");
        let next_day = FIRST.saturating_add(2.days()).to_string();
        finish("consultant", OutcomeForm { next_day, ..missed }).expect("done");
        assert_eq!(
            code(finish(
                "consultant",
                OutcomeForm { next_day: String::new(), outcome: "reached".into(), ..OutcomeForm::sample() }
            )),
            "care.done"
        );
        let open: i64 = world.house(|tx, _| {
            tx.scalar(sql!("SELECT count(*) FROM follow_up WHERE done_at IS NULL" => (i64,)), args![])
        });
        assert_eq!(open, 1, "the next one, {} {}", she, world.test.name);
    }
}

#[test]
fn new_customers_go_round_and_three_services_make_a_regular() {
    for world in all() {
        let all: Vec<CustomerId> =
            ["甲", "乙", "丙"].into_iter().map(|name| opened(&world, name, None)).collect();
        has_been_here(&world, all[0]);
        let run = |who: &str| world.does(who, |tx, call| allotting::run(tx, call, ""));
        assert_eq!(code(run("consultant")), "missing", "consultants do not deal themselves in");
        assert_eq!(run("director").expect("ran"), 4, "three new ones and a regular");
        assert_eq!(run("director").expect("ran"), 0, "and then nothing");
        let owners: Vec<(Option<PersonId>, Option<PersonId>)> = world.house(move |tx, _| {
            all.iter()
                .map(|id| customer::owners(tx, *id).map(|held| (held.consultant, held.therapist)))
                .collect()
        });
        let [one, two, therapist] = ["consultant", "second", "therapist"].map(|who| Some(world.person(who)));
        assert_eq!(owners, [(one, therapist), (two, None), (one, None)], "{}", world.test.name);
    }
}

#[test]
fn a_director_overrides_with_a_reason_and_it_stays_written() {
    for world in all() {
        let she = opened(&world, "李小燕", Some("consultant"));
        let second = world.person("second").to_string();
        let form = OverrideForm { customer: she.to_string(), person: second, ..OverrideForm::sample() };
        let give =
            |form: OverrideForm| world.does("director", move |tx, call| allotting::give(tx, call, &form));
        assert_eq!(code(give(OverrideForm { reason: " ".into(), ..form.clone() })), "invalid");
        give(form.clone()).expect("given");
        assert_eq!(code(give(form)), "care.already_hers");
        let log: Vec<(String, String)> = world
            .house(|tx, _| tx.all(sql!("SELECT rule, note FROM allocation" => (String, String)), args![]));
        assert_eq!(log, [("override".to_owned(), OverrideForm::sample().reason)]);
    }
}

#[test]
fn two_files_become_one_and_an_erased_one_loses_its_words() {
    for world in all() {
        let (she, double) =
            (opened(&world, "李小燕", Some("consultant")), opened(&world, "李晓燕", Some("second")));
        world.does("consultant", move |tx, call| negotiating::open(tx, call, &talk(she))).expect("opened");
        world.does("second", move |tx, call| negotiating::open(tx, call, &talk(double))).expect("opened");
        let erase = move |tx: &mut Tx, call: &web::Call| {
            let by = call.mandate(kernel::Permission::MergeCustomers, &kernel::Place::centre())?;
            care::Care.merge(tx, &by, double, she)?;
            let happened = care::Care.happenings(tx, she, 50)?.len();
            care::Care.erase(tx, &by, she)?;
            let words: i64 = tx
                .scalar(sql!("SELECT count(*) FROM negotiation_entry WHERE said <> ''" => (i64,)), args![])?;
            let open: i64 = tx.scalar(
                sql!("SELECT count(*) FROM follow_up WHERE done_at IS NULL OR said <> '' OR topic <> ''" => (i64,)),
                args![],
            )?;
            Ok((happened, words, open))
        };
        let kept = world.does("manager", erase).expect("the manager may");
        assert_eq!(kept, (2, 0, 0), "{}", world.test.name);
    }
}
