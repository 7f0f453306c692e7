//! Coming in, staying in, being let in no more: through the router, on each database.

mod house;

use axum::http::StatusCode;
use house::{PASSWORD, demo_houses, houses};
use identity::{accounts, tokens};
use kernel::Permission;
use std::collections::BTreeSet;

const SEE_OTHER: StatusCode = StatusCode::SEE_OTHER;
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

#[tokio::test]
async fn a_stranger_is_led_to_the_door_and_on_to_where_she_wanted() {
    for house in houses() {
        let mut browser = house.browser();
        let led = browser.get("/stores?q=a").await;
        assert_eq!((led.status, led.location.as_str()), (SEE_OTHER, "/sign-in?next=%2Fstores%3Fq%3Da"));
        let form = browser.get(&led.location).await;
        assert!(form.text.contains(r#"name="next" value="/stores?q=a""#), "{}", form.text);
        let fields = [("name", "0052"), ("password", PASSWORD), ("next", "/stores?q=a")];
        assert_eq!(browser.post("/sign-in", &fields).await.location, "/stores?q=a");
        browser.sign_in("0052", PASSWORD).await;
        assert_eq!(browser.get("/stores").await.status, StatusCode::OK, "{}", house.name);
        assert_eq!(browser.get("/accounts").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_program_is_told_no_instead() {
    for house in houses() {
        let mut program = house.browser();
        program.bearer = Some("dw_0000".into());
        let answer = program.get("/stores").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text.contains("/problems/signed_out"), "{}", answer.text);
    }
}

#[tokio::test]
async fn wrong_tries_are_all_alike_and_then_one_waits_even_with_the_right_password() {
    for house in houses() {
        let mut browser = house.browser();
        for name in ["0052", "nobody-at-all"] {
            for left in ["还可以试 4 次", "还可以试 3 次", "还可以试 2 次", "还可以试 1 次", "请等一等"]
            {
                let answer = browser.sign_in(name, "wrong, and long enough").await;
                assert_eq!(answer.status, UNPROCESSABLE);
                assert!(answer.text.contains(left), "{}: {name}: {left}", house.name);
            }
            let answer = browser.sign_in(name, PASSWORD).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(answer.text.contains("请等 1 分钟，10:02 以后再试"), "{}", answer.text);
            assert_eq!(answer.set_cookie, None);
        }
        house.pass(1);
        assert_eq!(browser.sign_in("0052", PASSWORD).await.status, SEE_OTHER, "{}", house.name);
        let answer = browser.sign_in("0052", "wrong, and long enough").await;
        assert!(answer.text.contains("还可以试 4 次"), "a right password begins the count anew");
    }
}

#[tokio::test]
async fn many_tries_at_once_count_as_many() {
    for house in houses() {
        let browser = house.browser();
        let fields = [("name", "0052"), ("password", "wrong, and long enough")];
        let go = || async { browser.post("/sign-in", &fields).await.status };
        let (a, b, c, d, e, f, g, h) = tokio::join!(go(), go(), go(), go(), go(), go(), go(), go());
        let wrong = [a, b, c, d, e, f, g, h].iter().filter(|status| **status == UNPROCESSABLE).count();
        assert_eq!(wrong, 5, "{}: the others have to wait", house.name);
    }
}

#[tokio::test]
async fn an_ended_session_is_known_no_more() {
    for house in houses() {
        let (here, there) = (house.signed_in("0052").await, house.signed_in("0052").await);
        assert_eq!(there.get("/me").await.text.matches("/end\"").count(), 1, "the other one can be ended");
        here.post("/me/sessions/end-others", &[]).await;
        assert_eq!(there.get("/me").await.location, "/sign-in?next=%2Fme");
        assert_eq!(here.get("/me").await.status, StatusCode::OK);
        let left = here.post("/sign-out", &[]).await;
        assert!(left.set_cookie.is_some_and(|cookie| cookie.contains("Max-Age=0")));
        assert_eq!(here.get("/me").await.status, SEE_OTHER, "{}", house.name);
    }
}

#[tokio::test]
async fn a_session_goes_on_while_it_is_used_and_ends_when_left_alone() {
    for house in houses() {
        let browser = house.signed_in("0052").await;
        house.pass(719);
        assert_eq!(browser.get("/me").await.status, StatusCode::OK);
        until_seen(&house).await;
        house.pass(719);
        assert_eq!(browser.get("/me").await.status, StatusCode::OK, "{}: it was used meanwhile", house.name);
        until_seen(&house).await;
        house.pass(720);
        assert_eq!(browser.get("/me").await.status, SEE_OTHER, "{}", house.name);
    }
}

/// That a session was seen is written down while nobody waits for it.
async fn until_seen(house: &house::House) {
    for _ in 0..200 {
        let seen = house.write(|tx, _, now| {
            let row = db::sql!("SELECT count(*) FROM session WHERE seen_at = $1" => (i64,));
            tx.scalar(row, db::args![now])
        });
        if seen > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{}: never written down", house.name);
}

#[tokio::test]
async fn who_has_power_over_money_sets_up_the_second_step_first_and_a_code_works_once() {
    for house in demo_houses() {
        let manager = house.signed_in("0001").await;
        let led = manager.get("/stores").await;
        assert_eq!((led.status, led.location.as_str()), (SEE_OTHER, "/me/second-step?next=%2Fstores"));
        let page = manager.get(&led.location).await;
        assert!(page.text.contains(r#"<svg class="qr""#) && !page.text.contains("style="), "{}", page.text);
        let code = page.between(r#"<b class="secret">"#, "</b>");
        assert_eq!(manager.post("/me/second-step", &[("code", "000000")]).await.status, UNPROCESSABLE);
        let set = manager.post("/me/second-step", &[("code", &code), ("next", "/stores")]).await;
        assert_eq!(set.location, "/stores", "{}", set.text);
        assert_eq!(manager.get("/stores").await.status, StatusCode::OK);

        let again = house.signed_in("0001").await;
        assert_eq!(again.get("/stores").await.location, "/sign-in/code?next=%2Fstores");
        assert_eq!(again.get("/me/second-step").await.location, "/sign-in/code?next=%2Fme%2Fsecond-step");
        assert_eq!(again.post("/me/password", &[]).await.status, StatusCode::UNAUTHORIZED);
        let used = again.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(used.status, UNPROCESSABLE, "{}: the code was used to set it up", house.name);
        house.pass(1);
        let code = again.get("/sign-in/code").await.between(r#"<b class="secret">"#, "</b>");
        let passed = again.post("/sign-in/code", &[("code", &code), ("next", "/stores")]).await;
        assert_eq!((passed.status, passed.location.as_str()), (SEE_OTHER, "/stores"));
        assert_eq!(again.get("/stores").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn wrong_codes_wait_too_and_the_password_does_not_make_up_for_them() {
    for house in demo_houses() {
        let manager = house.signed_in("0001").await;
        let code = manager.get("/me/second-step").await.between(r#"<b class="secret">"#, "</b>");
        manager.post("/me/second-step", &[("code", &code)]).await;
        for _ in 0..5 {
            let again = house.signed_in("0001").await;
            assert_eq!(again.post("/sign-in/code", &[("code", "000000")]).await.status, UNPROCESSABLE);
        }
        let answer = house.browser().sign_in("0001", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", house.name);
    }
}

#[tokio::test]
async fn outside_the_demonstration_no_code_is_shown() {
    for house in houses() {
        let manager = house.signed_in("0001").await;
        let page = manager.get("/me/second-step").await;
        assert!(
            page.text.contains("code-box") && !page.text.contains(r#"<b class="secret">"#),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn a_token_is_narrower_than_its_person_and_cannot_change_her_account() {
    for house in houses() {
        let admin = house.account("0003");
        let issue = |only: Option<BTreeSet<Permission>>| {
            house.write(move |tx, by, now| {
                let expires_at = Some(now.plus_minutes(60));
                let new = tokens::NewToken {
                    account: admin,
                    name: "考勤机".into(),
                    only: only.clone(),
                    expires_at,
                };
                tokens::issue(tx, by, now, &new)
            })
        };
        let (wide, narrow) = (issue(None), issue(Some([Permission::ViewOrganisation].into())));
        let mut program = house.browser();
        program.bearer = Some(wide);
        assert_eq!(program.get("/accounts").await.status, StatusCode::OK);
        assert_eq!(program.post("/me/sessions/end-others", &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.post("/me/password", &[("new", "x")]).await.status, StatusCode::FORBIDDEN);
        program.bearer = Some(narrow);
        assert_eq!(program.get("/accounts").await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.get("/stores").await.status, StatusCode::OK);
        house.pass(60);
        assert_eq!(program.get("/stores").await.status, StatusCode::UNAUTHORIZED, "{}: expired", house.name);
    }
}

#[tokio::test]
async fn before_there_is_a_centre_there_is_a_door_and_nobody_behind_it() {
    for test in db::testing::databases() {
        let house = house::House::bare(test, web::Settings::default());
        let mut browser = house.browser();
        assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK, "{}", house.name);
        assert_eq!(browser.get("/stores").await.status, SEE_OTHER);
        assert_eq!(browser.sign_in("0001", PASSWORD).await.status, UNPROCESSABLE);
        assert_eq!(house.write(|tx, _, _| accounts::by_name(tx, "0001")), None);
    }
}
