//! Files through their doors, on both databases.

mod world;

use customer::consent::{self, ConsentForm};
use customer::filing::{self, DuplicateForm, FileForm};
use customer::merge::{self, MergeForm};
use customer::photo::{self, PhotoForm};
use customer::rights::{self, EraseForm};
use customer::warning::{self, EndForm, WarningForm};
use customer::{CustomerId, Phone};
use db::sql;
use kernel::{Error, Result};
use picture::Size;
use web::Form;

use world::{TODAY, World, code, form, worlds};

#[test]
fn a_customer_is_found_by_all_that_is_known_of_her_and_by_nothing_else() {
    for world in worlds() {
        world.opens(form("单晓敏", "138 0000 5678")).expect("opened");
        world.opens(form("李小燕", "13900001234")).expect("opened");
        for typed in [
            "单",
            "晓敏",
            "shanxiaomin",
            "shan xiao min",
            "sxm",
            "5678",
            "13800005678",
            "100001",
            "shan 5678",
        ] {
            assert_eq!(world.finds(typed), ["单晓敏"], "{typed} on {}", world.test.name);
        }
        assert_eq!(world.finds("xiao").len(), 2);
        for typed in ["dan", "shan 1234", "0000", "13800005679", "", "  "] {
            assert_eq!(world.finds(typed), Vec::<String>::new(), "{typed} on {}", world.test.name);
        }
        let elsewhere = world.at(world.other_store);
        let seen =
            world.test.db.read_now(move |tx| customer::search(tx, &elsewhere, "sxm")).expect("searched");
        assert_eq!(seen, [], "another store's");
    }
}

#[test]
fn numbers_lie_sealed_and_whoever_reads_them_is_written_down() {
    for world in worlds() {
        let id = world.opens(form("李小燕", "13800005678")).expect("opened");
        let sealed: Vec<u8> = world
            .does(move |tx, _| {
                tx.scalar(
                    sql!("SELECT phone_sealed FROM customer WHERE id = $1" => (Vec<u8>,)),
                    db::args![id],
                )
            })
            .expect("sealed");
        assert!(!sealed.windows(4).any(|part| part == b"1380" || part == b"5678"));
        let contacts = world.does(move |tx, call| {
            rights::ask_contacts(tx, call, id)?;
            rights::contacts(tx, call, id)
        });
        assert_eq!(contacts.expect("seen").phone.as_deref(), Some("13800005678"));
        let looks: i64 = world
            .does(move |tx, _| {
                tx.scalar(
                    sql!("SELECT count(*) FROM customer_look WHERE customer_id = $1" => (i64,)),
                    db::args![id],
                )
            })
            .expect("counted");
        assert_eq!(looks, 1);
        let found = world.does(|tx, call| {
            customer::by_phone(tx, call, &Phone::read("+86 138 0000 5678").expect("a number"))
        });
        assert_eq!(found.expect("looked"), Some(id));
    }
}

#[test]
fn a_number_that_is_known_is_told_before_a_second_file_is_opened() {
    for world in worlds() {
        let first = world.opens(form("李小燕", "13800005678")).expect("opened");
        assert_eq!(code(world.opens(form("李燕", "13800005678"))), "customer.duplicate");
        let typed = DuplicateForm {
            name: "李小燕".into(),
            phone: "138-0000-5678".into(),
            ..DuplicateForm::default()
        };
        let known = world
            .does(move |tx, call| filing::duplicates(tx, call, call_store(call), &typed))
            .expect("looked");
        assert_eq!(known.iter().map(|known| known.customer.id).collect::<Vec<_>>(), [first]);
        let daughter = FileForm { confirmed: "yes".into(), ..form("李小妹", "13800005678") };
        world.opens(daughter).expect("two people may share a number");
        let card = |card: &str, name: &str| FileForm { card: card.into(), ..form(name, "") };
        world.opens(card("vip-1", "王丽")).expect("opened");
        assert_eq!(code(world.opens(card("VIP-1", "王莉"))), "customer.card_taken");
    }
}

fn call_store(call: &web::Call) -> kernel::StoreId {
    call.actor.holdings[0].store.expect("a store")
}

fn agrees(world: &World, id: CustomerId, purpose: &str, given: &str, guardian: &str) -> Result<()> {
    let way = if given == "yes" { "paper" } else { "spoken" };
    let form = ConsentForm {
        purpose: purpose.into(),
        given: given.into(),
        way: way.into(),
        guardian: guardian.into(),
        signature: String::new(),
    };
    world.does(move |tx, call| consent::take(tx, call, id, &form, None).map(drop))
}

fn photographs(world: &World, id: CustomerId) -> Result<photo::PhotoId> {
    let form = PhotoForm::sample();
    let picture = picture::prepare(&picture::bytes(&form.photo)?)?;
    world.does(move |tx, call| photo::take(tx, call, id, &form, &picture))
}

#[test]
fn a_photo_needs_a_consent_that_holds_and_a_minor_her_guardian() {
    for world in worlds() {
        let id = world.opens(form("李小燕", "")).expect("opened");
        assert_eq!(code(photographs(&world, id)), "customer.no_photo_consent");
        assert_eq!(code(agrees(&world, id, "photos", "no", "")), "customer.nothing_given");
        agrees(&world, id, "photos", "yes", "").expect("agreed");
        let photo = photographs(&world, id).expect("taken");
        let (content, words) =
            world.does(move |tx, call| photo::look(tx, call, photo, Size::Large)).expect("seen");
        assert_eq!(&content[..2], [0xFF, 0xD8], "a JPEG");
        assert_eq!(words, "LIN XIAO TONG 0001 2026-03-02 10:00");
        agrees(&world, id, "photos", "no", "").expect("taken back");
        assert_eq!(code(photographs(&world, id)), "customer.no_photo_consent");
        assert!(world.does(move |tx, _| customer::agreed(tx, id, "photos")).is_ok_and(|agreed| !agreed));

        let minor = FileForm { birthday: "2009-03-03".into(), ..form("梁小曼", "") };
        let minor = world.opens(minor).expect("opened");
        assert_eq!(code(agrees(&world, minor, "service", "yes", "")), "customer.needs_guardian");
        agrees(&world, minor, "service", "yes", "梁太太（母亲）").expect("agreed");
    }
}

#[test]
fn what_must_be_heeded_is_told_until_it_ends() {
    for world in worlds() {
        let id = world.opens(form("李小燕", "")).expect("opened");
        let form =
            WarningForm {
                code: "pregnancy".into(), note: "五个月".into(), until_day: "2026-07-01".into()
            };
        let warning = world.does(move |tx, call| warning::note(tx, call, id, &form)).expect("noted");
        let told = move |world: &World, day| {
            world.does(move |tx, _| customer::warnings(tx, id, day)).expect("told").len()
        };
        assert_eq!((told(&world, TODAY), told(&world, jiff::civil::date(2026, 7, 2))), (1, 0));
        let end = EndForm { why: "已生产".into() };
        let ended = end.clone();
        world.does(move |tx, call| warning::end(tx, call, warning, &ended)).expect("ended");
        assert_eq!(told(&world, TODAY), 0);
        assert_eq!(code(world.does(move |tx, call| warning::end(tx, call, warning, &end))), "customer.ended");
    }
}

#[test]
fn two_files_become_one_with_all_that_belonged_to_them() {
    for world in worlds() {
        let stays = world.opens(form("李小燕", "13800005678")).expect("opened");
        let goes =
            FileForm { card: "VIP-7".into(), sex: "female".into(), ..form("李晓燕", "13900001111") };
        let goes = world.opens(goes).expect("opened");
        agrees(&world, goes, "service", "yes", "").expect("agreed");
        let merges = |from: CustomerId, into: CustomerId, why: &'static str| {
            let form = MergeForm { from: from.to_string(), why: why.into(), ..MergeForm::default() };
            world.does(move |tx, call| merge::merge(tx, call, into, &form))
        };
        assert_eq!(code(merges(stays, stays, "同一人")), "customer.same_file");
        assert_eq!(code(merges(goes, stays, " ")), "invalid");
        merges(goes, stays, "本人确认").expect("merged");
        assert_eq!(world.finds("lxy"), ["李小燕"], "one is found");
        let brief = world.does(move |tx, _| customer::brief(tx, stays)).expect("there");
        assert_eq!((brief.card.as_deref(), brief.phone_end.as_deref()), (Some("VIP-7"), Some("5678")));
        assert!(world.does(move |tx, _| customer::agreed(tx, stays, "service")).expect("asked"));
        let old_number = Phone::read("13900001111").expect("a number");
        let found = world.does(move |tx, call| customer::by_phone(tx, call, &old_number)).expect("looked");
        assert_eq!(found, Some(stays), "the old number finds the file that stayed");
        let again = world.does(move |tx, call| filing::change(tx, call, goes, &form("李晓燕", "")));
        assert_eq!(code(again), "customer.merged");
        let story = world.does(move |tx, call| customer::timeline(tx, call, stays, 50)).expect("told");
        assert!(
            story.iter().any(|line| line.code == "merged") && story.iter().any(|line| line.code == "agreed")
        );
    }
}

#[test]
fn a_customer_takes_her_data_along_and_has_it_erased() {
    for world in worlds() {
        let id = world.opens(form("李小燕", "13800005678")).expect("opened");
        agrees(&world, id, "photos", "yes", "").expect("agreed");
        let photo = photographs(&world, id).expect("taken");
        let all = world.does(move |tx, call| rights::export(tx, call, id)).expect("exported");
        assert_eq!(all["contacts"]["phone"], "13800005678");
        assert_eq!(all["kept"]["file"][0]["name"], "李小燕");
        let erases = |name: &'static str| {
            let form = EraseForm { name: name.into(), why: "本人书面要求".into() };
            world.does(move |tx, call| rights::erase(tx, call, id, &form))
        };
        assert_eq!(code(erases("李晓燕")), "customer.other_name");
        let stays = erases("李小燕").expect("erased");
        assert!(stays.iter().any(|stays| stays.code == "consents" && stays.count == 1), "{stays:?}");
        assert_eq!(world.finds("lxy"), Vec::<String>::new());
        assert_eq!(world.finds("13800005678"), Vec::<String>::new());
        let seen = world.does(move |tx, call| photo::look(tx, call, photo, Size::Small).map(drop));
        assert!(seen.is_err_and(|error: Error| error.refusal().is_some()), "the photo is gone");
        let left = world.does(move |tx, call| rights::export(tx, call, id)).expect("what stays");
        assert!(!left.to_string().contains("李小燕") && !left.to_string().contains("5678"), "{left}");
        assert_eq!(code(erases("—")), "customer.erased");
    }
}

#[test]
fn the_key_of_another_house_is_refused() {
    for world in worlds() {
        let fits = |key: u8| {
            world.test.db.write_now(move |tx| customer::Vault::new(&[key; 32]).fits(tx)).expect("asked")
        };
        assert!(fits(1), "the first key is taken");
        assert!(fits(1) && !fits(2));
        assert!(world.test.db.read_now(customer::has_key).expect("asked"));
    }
}
