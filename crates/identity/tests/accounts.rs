//! Accounts as they are opened, reset, shut and changed, on each database.

mod house;

use axum::http::StatusCode;
use house::{PASSWORD, houses};
use identity::{accounts, attempts, sessions};

const SEE_OTHER: StatusCode = StatusCode::SEE_OTHER;

#[tokio::test]
async fn every_statement_fits_both_databases() {
    for house in houses() {
        let wrong = db::check_statements(house.app.db()).expect("described");
        let ours: Vec<_> = wrong.into_iter().filter(|line| line.contains("identity")).collect();
        assert_eq!(ours, Vec::<String>::new(), "{}", house.name);
    }
}

#[tokio::test]
async fn a_first_password_is_shown_once_and_has_to_be_changed() {
    for house in houses() {
        let admin = house.signed_in("0003").await;
        let form = admin.get("/accounts/new").await;
        let person = form.between("<option value=\"", "\">0058 林可欣");
        let person = person.rsplit("<option value=\"").next().unwrap_or_default();
        let shown = admin.post("/accounts", &[("person", person)]).await;
        assert_eq!(shown.status, StatusCode::OK, "{}: {}", house.name, shown.text);
        let password = shown.between("<dd class=\"secret\"><b>", "</b>");
        assert_eq!(password.len(), 19, "{}", shown.text);
        assert_eq!(
            admin.post("/accounts", &[("person", person)]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );

        let mut newcomer = house.browser();
        newcomer.sign_in("0058", &password).await;
        assert_eq!(newcomer.get("/me").await.location, "/me/password?next=%2Fme");
        let change = |new: &'static str| [("new", new), ("again", new), ("next", "/me")];
        assert_eq!(
            newcomer.post("/me/password", &change("短")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(newcomer.post("/me/password", &change(PASSWORD)).await.location, "/me");
        assert!(
            newcomer.get("/me").await.text.contains("密码已修改")
                || newcomer.get("/me").await.status == StatusCode::OK
        );
        assert_eq!(house.browser().sign_in("0058", &password).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_reset_lets_everybody_out_who_was_in_and_is_in_the_journal_without_the_password() {
    for house in houses() {
        let (admin, greeter) = (house.signed_in("0003").await, house.signed_in("0052").await);
        let id = house.account("0052");
        let shown = admin.post(&format!("/accounts/{id}/reset-password"), &[]).await;
        let password = shown.between("<dd class=\"secret\"><b>", "</b>");
        assert_eq!(greeter.get("/me").await.status, SEE_OTHER);
        assert_eq!(house.browser().sign_in("0052", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(house.browser().sign_in("0052", &password).await.status, SEE_OTHER);
        let subject = format!("accounts/{id}");
        let notes: Vec<(String, String)> = house.write(move |tx, _, _| {
            tx.all(
                db::sql!("SELECT what, detail FROM journal_note WHERE subject = $1 ORDER BY id" => (String, String)),
                db::args![&subject],
            )
        });
        let what: Vec<&str> = notes.iter().map(|(what, _)| what.as_str()).collect();
        assert_eq!(
            what,
            ["account.added", "session.began", "account.password_reset", "session.began"],
            "{}",
            house.name
        );
        assert!(notes.iter().all(|(_, detail)| !detail.contains(&password) && !detail.contains("argon2")));
    }
}

#[tokio::test]
async fn a_disabled_account_is_out_until_it_is_enabled_and_nobody_disables_herself() {
    for house in houses() {
        let (admin, greeter) = (house.signed_in("0003").await, house.signed_in("0052").await);
        let (own, other) = (house.account("0003"), house.account("0052"));
        assert_eq!(admin.post(&format!("/accounts/{own}/disable"), &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(admin.post(&format!("/accounts/{other}/disable"), &[]).await.status, SEE_OTHER);
        assert_eq!(greeter.get("/me").await.status, SEE_OTHER);
        let answer = house.browser().sign_in("0052", PASSWORD).await;
        assert!(answer.text.contains("登录名或密码不对"), "a disabled account answers like any wrong try");
        admin.post(&format!("/accounts/{other}/enable"), &[]).await;
        assert_eq!(house.browser().sign_in("0052", PASSWORD).await.status, SEE_OTHER, "{}", house.name);
    }
}

#[tokio::test]
async fn a_head_sees_to_the_accounts_of_her_store_only() {
    for house in houses() {
        let head = house.signed_in("0034").await;
        let list = head.get("/accounts").await.text;
        let listed: Vec<bool> =
            ["周晓雯", "陈思源", "王慧敏", "孙立群"].map(|name| list.contains(name)).to_vec();
        assert_eq!(listed, [true, true, false, false], "{}", house.name);
        let manager = house.account("0001");
        assert_eq!(head.get(&format!("/accounts/{manager}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            head.post(&format!("/accounts/{manager}/reset-password"), &[]).await.status,
            StatusCode::NOT_FOUND
        );
        let greeter = house.account("0052");
        assert_eq!(head.get(&format!("/accounts/{greeter}")).await.status, StatusCode::OK);
        let ending = head.post(&format!("/accounts/{greeter}/end-sessions"), &[]).await;
        assert_eq!(ending.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_list_sorts_filters_and_leaves_as_a_file() {
    for house in houses() {
        let admin = house.signed_in("0003").await;
        assert!(admin.get("/accounts?q=0052&sort=-person").await.text.contains("周晓雯"));
        assert!(!admin.get("/accounts?state=disabled").await.text.contains("周晓雯"));
        let file = admin.get("/accounts?format=csv").await.text;
        assert_eq!(file.lines().count(), 5, "{}: {file}", house.name);
    }
}

#[tokio::test]
async fn ones_own_password_is_changed_with_the_present_one() {
    for house in houses() {
        let (here, there) = (house.signed_in("0052").await, house.signed_in("0052").await);
        let fields =
            |current: &'static str, new: &'static str| [("current", current), ("new", new), ("again", new)];
        let wrong = here.post("/me/password", &fields("not the present one", "correct horse battery")).await;
        assert!(wrong.text.contains("现在的密码不对"), "{}", wrong.text);
        let same = here.post("/me/password", &fields(PASSWORD, PASSWORD)).await;
        assert!(same.text.contains("要和现在的密码不一样"), "{}", same.text);
        assert_eq!(
            here.post("/me/password", &fields(PASSWORD, "correct horse battery")).await.location,
            "/me"
        );
        assert_eq!(here.get("/me").await.status, StatusCode::OK, "this session goes on");
        assert_eq!(there.get("/me").await.status, SEE_OTHER, "{}: the other one ended", house.name);
        assert_eq!(house.browser().sign_in("0052", "correct horse battery").await.status, SEE_OTHER);
    }
}

#[tokio::test]
async fn the_language_of_the_account_goes_before_that_of_the_browser() {
    for house in houses() {
        let mut browser = house.signed_in("0052").await;
        assert!(browser.get("/me").await.text.contains("我的账号"));
        assert_eq!(browser.post("/me/language", &[("lang", "en")]).await.location, "/me");
        assert!(browser.get("/me").await.text.contains("My account"), "{}", house.name);
        browser.cookie = browser.cookie.map(|cookie| format!("{cookie}; lang=zh-CN"));
        assert!(browser.get("/me").await.text.contains("我的账号"), "unless this browser is to differ");
        assert_eq!(
            browser.post("/me/language", &[("lang", "fr")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
}

#[tokio::test]
async fn a_name_is_taken_once_in_small_letters() {
    for house in houses() {
        let (now, app) = (web::App::now(&house.app), house.app.clone());
        let person = house.write(|tx, _, _| {
            tx.scalar(
                db::sql!("SELECT id FROM person WHERE staff_number = '0058'" => (kernel::PersonId,)),
                db::args![],
            )
        });
        let by = org::founding::house().mandate(kernel::Permission::ManageAccounts, &kernel::Place::centre());
        let by = by.expect("the house may");
        let add = move |name: &'static str| {
            let (by, new) = (
                by.clone(),
                accounts::NewAccount {
                    person,
                    name: name.into(),
                    password_hash: String::new(),
                    lang: kernel::Lang::English,
                    must_change: false,
                },
            );
            let added = app.db().write_now(move |tx| accounts::add(tx, &by, now, &new));
            added.map_err(|error| error.refusal().map(|refusal| refusal.code))
        };
        assert_eq!(add("0052").err(), Some(Some("identity.name_taken")), "{}", house.name);
        let id = add("  Lin.Kexin ").expect("added");
        assert_eq!(add("other").err(), Some(Some("identity.has_account")));
        assert_eq!(house.account("lin.kexin"), id);
    }
}

#[tokio::test]
async fn what_is_old_is_forgotten() {
    for house in houses() {
        let browser = house.signed_in("0052").await;
        house.pass(60 * 24 * 40);
        let purged = house.write(|tx, _, now| {
            let before = now.plus_minutes(-60 * 24 * 30);
            Ok((sessions::purge(tx, before)?, attempts::purge(tx, before)?))
        });
        assert_eq!(purged, (1, 1), "{}", house.name);
        assert_eq!(browser.get("/me").await.status, SEE_OTHER);
    }
}

#[tokio::test]
async fn every_page_draws_its_samples_in_both_languages() {
    let house = houses().remove(0);
    for lang in kernel::Lang::ALL {
        let chrome = web::Chrome {
            lang,
            ..web::Chrome::bare(house.app.settings().zone.clone(), jiff::civil::date(2026, 11, 24))
        };
        for (name, drawn) in web::samples::draw_all(&chrome) {
            for page in drawn.iter().filter(|_| name.starts_with("identity")) {
                let page = page.as_ref().expect(name);
                for key in ["identity.", "common.", "menu.", "problem.", "refusal."] {
                    assert!(
                        !page.contains(&format!(">{key}")) && !page.contains(&format!("\"{key}")),
                        "{name}: {page}"
                    );
                }
            }
        }
    }
}
