//! How the house hangs together: its menu, its doors, its parts, what it does of itself. Every slice is named here.

use std::collections::BTreeSet;
use std::sync::Arc;

use aide::openapi::OpenApi;
use axum::Router;
use customer::Vault;
use db::Db;
use kernel::{Clock, Permission};
use rhythm::Evidences;
use web::app::AppBuilder;
use web::chrome::TopSearch;
use web::notices::Noticings;
use web::{Access, App, Done, MenuItem, Routes, Settings};

use crate::api::Description;
use crate::chores::{Chore, Errand};
use crate::{api, effects, journal_page, language, notices_page};

/// The way through the house, by group. What a reader may not do is not shown to her.
pub fn menu() -> Vec<MenuItem> {
    use Permission::*;
    let item = |group, code, href, icon, needs| MenuItem {
        group,
        code,
        href,
        icon,
        needs,
        on_phone: false,
        on_top: false,
    };
    let often = |item| MenuItem { on_phone: true, ..item };
    let never_far = |item| MenuItem { on_top: true, ..item };
    vec![
        // rhythm, inspection
        often(item("day", "today", "/today", "calendar-check", Some(ViewToday))),
        often(item("day", "duties", "/duties", "list-check", Some(ViewDuties))),
        often(item("day", "opening", "/opening", "clipboard-check", Some(FillChecklist))),
        // work
        item("day", "tasks", "/tasks", "list-check", Some(ViewWork)),
        item("day", "plans", "/plans", "file-text", Some(ViewWork)),
        // customer
        often(item("customers", "customers", "/customers", "users", Some(ViewCustomers))),
        item("day", "rounds", "/rounds", "route", Some(FillChecklist)),
        item("day", "corrections", "/corrections", "tools", Some(MendFindings)),
        item("day", "administration_sheet", "/administration-sheet", "list-check", Some(SignControls)),
        item("day", "safety", "/safety-equipment", "shield-check", Some(KeepSafety)),
        // booking
        often(item("floor", "bookings", "/bookings", "calendar", Some(ViewBookings))),
        often(item("floor", "my-day", "/my-day", "user", Some(GiveTreatments))),
        item("floor", "rosters", "/rosters", "users", Some(ViewBookings)),
        item("floor", "rooms", "/rooms", "home", Some(ViewBookings)),
        // approval
        often(item("day", "approvals", "/approvals", "inbox", Some(UseApprovals))),
        // report, meeting, the duty record
        item("day", "reports", "/reports", "report-analytics", Some(ViewReports)),
        item("day", "meetings", "/meetings", "users", Some(ViewMeetings)),
        item("day", "duty-record", "/duty-record", "chart-bar", Some(ViewDuties)),
        // desk
        item("floor", "desk", "/desk", "home", Some(ViewDesk)),
        item("floor", "slips", "/slips", "phone", Some(AnswerMessages)),
        item("floor", "greeters", "/greeters", "users", Some(ViewDesk)),
        // complaint
        never_far(item("floor", "alert_new", "/alerts/new", "urgent", Some(TakeComplaints))),
        item("floor", "alerts", "/alerts", "alert-triangle", Some(ViewComplaints)),
        item("floor", "complaints", "/complaints", "mood-sad", Some(ViewComplaints)),
        item("floor", "opinions", "/opinions", "star", Some(ViewOpinions)),
        // handbook, org
        item("house", "handbook", "/handbook", "book-2", Some(ReadHandbook)),
        item("house", "organisation", "/organisation", "sitemap", Some(ViewOrganisation)),
        item("house", "stores", "/stores", "building-store", Some(ViewOrganisation)),
        item("house", "posts", "/posts", "id", Some(ViewOrganisation)),
        item("house", "people", "/people", "users", Some(ViewOrganisation)),
        item("house", "calendar", "/calendar", "calendar", Some(ViewOrganisation)),
        // care
        often(item("customers", "care", "/care", "message-2", Some(ViewCare))),
        item("customers", "negotiations", "/negotiations", "inbox", Some(ViewCare)),
        item("customers", "classes", "/classes", "users", Some(ViewCare)),
        item("customers", "allocation", "/allocation", "arrows-sort", Some(ViewCare)),
        // catalog
        item("catalogue", "catalog", "/catalog", "package", Some(ViewCatalog)),
        item("catalogue", "proposals", "/proposals", "inbox", Some(ProposeCatalog)),
        item("catalogue", "reviews", "/reviews", "clipboard-check", Some(ProposeCatalog)),
        item("catalogue", "skills", "/skills", "certificate", Some(ViewCatalog)),
        // stock
        item("catalogue", "stock", "/stock", "package", Some(ViewStock)),
        // prepaid, ledger
        item("money", "prepaid", "/prepaid", "wallet", Some(ViewPrepaid)),
        // rotation
        item("floor", "rotation", "/rotation", "arrows-sort", Some(ViewRotation)),
        // sales
        often(item("money", "till", "/till", "cash", Some(RunTill))),
        item("money", "records", "/records", "report-analytics", Some(ViewSales)),
        // pay
        item("money", "pay", "/pay", "wallet", Some(ViewPay)),
        // targets
        often(item("day", "targets", "/targets", "flag", Some(ViewTargets))),
        // ledger
        item("money", "ledger", "/ledger", "scale", Some(ViewLedger)),
        // import
        item("system", "imports", "/imports", "file-spreadsheet", Some(ImportData)),
        // identity, and the house itself
        item("system", "accounts", "/accounts", "key", Some(ManageAccounts)),
        item("system", "journal", "/journal", "history", Some(ViewJournal)),
    ]
}

/// The search in the top bar: customers, because it is they who stand and wait.
fn top_search() -> TopSearch {
    TopSearch {
        page: "/customers",
        find: "/customers/find",
        title: "customer.find.title",
        hint: "customer.find.hint",
        needs: Permission::ViewCustomers,
    }
}

/// Every door, slice by slice, from the lowest up.
pub fn routes() -> Routes {
    let house = Routes::new("house").get("/", Access::SignedIn, "On to today", front_door);
    house
        .and(api::routes())
        .and(language::routes())
        .and(journal_page::routes())
        .and(notices_page::routes())
        .and(org::routes())
        .and(identity::routes())
        .and(handbook::routes())
        .and(rhythm::routes())
        .and(picture::routes())
        .and(work::routes())
        .and(approval::routes())
        .and(inspection::routes())
        .and(report::routes())
        .and(meeting::routes())
        .and(customer::routes())
        .and(catalog::routes())
        .and(care::routes())
        .and(booking::routes())
        .and(rotation::routes())
        .and(ledger::routes())
        .and(prepaid::routes())
        .and(stock::routes())
        .and(sales::routes())
        .and(pay::routes())
        .and(targets::routes())
        .and(complaint::routes())
        .and(desk::routes())
        .and(import::routes())
}

/// What the slices bring along and ask for by type.
fn parts(app: AppBuilder) -> AppBuilder {
    app.part(org::OrgCache::default())
        .part(handbook::BookCache::default())
        .part(handbook::Built(built()))
        .part(rhythm::DayCache::default())
        .part(catalog::CatalogCache::default())
        .part(uses())
        .part(facts())
        .part(prepaid::code::Codes::default())
        .part(prepaid::refund::CashDesk::of(sales::Counter))
        .part(booking::Sender::log_only())
        .part(booking::Hearers::default().and(rotation::Turns).and(sales::Bills))
        .part(evidences())
        .part(rhythm::PersonDays::default())
        .part(keepers())
        .part(noticings())
        .part(deeds())
        .part(agenda())
        .part(excuses())
        .part(kinds())
        .part(import::Running::default())
        .part(desk::Floors::default())
        .part(desk::Watchers::default())
}

/// Who has people wait, so that the bell rings.
pub fn noticings() -> Noticings {
    Noticings::default()
        .and(booking::Freed)
        .and(care::Due)
        .and(approval::Approvals)
        .and(work::Overdue)
        .and(inspection::Rounds)
        .and(report::Bell)
        .and(meeting::Unsigned)
        .and(complaint::Waiting)
        .and(desk::Messages)
}

/// What approvals carry out; a form whose kind stands here nowhere says so on its page.
pub fn kinds() -> approval::Kinds {
    approval::Kinds::default()
        .and(approval::Release)
        .and(approval::Register)
        .and(approval::Hire)
        .and(approval::Dismissal)
        .and(approval::Transfer)
        .and(approval::Repair)
        .and(effects::Leave)
        .and(effects::ShiftSwap)
        .and(effects::PriceChange)
        .and(effects::WriteOff)
        .and(effects::NewTreatment)
}

/// Who sees what people do, so that their logs open with it.
pub fn deeds() -> report::DeedSources {
    report::DeedSources::default()
        .and(booking::Bookings)
        .and(sales::Till)
        .and(care::Cared)
        .and(complaint::Spoken)
        .and(desk::Desk)
}

/// Who has something for the agenda of a meeting.
pub fn agenda() -> meeting::AgendaSources {
    meeting::AgendaSources::default()
        .and(complaint::Spoken)
        .and(desk::Desk)
        .and(booking::Bookings)
        .and(care::Cared)
        .and(targets::Aims)
}

/// Who knows that somebody need not do her duties on a day.
pub fn excuses() -> rhythm::Excuses {
    rhythm::Excuses::default().and(booking::Absences)
}

/// Who keeps something about customers.
pub fn keepers() -> customer::Keepers {
    customer::Keepers::default()
        .and(care::Care)
        .and(booking::Visits)
        .and(customer::Files)
        .and(prepaid::PrepaidKeeper)
        .and(sales::Tickets)
        .and(complaint::Said)
        .and(desk::Calls)
}

/// Who knows what happened with customers, for their care.
pub fn facts() -> care::FactsOf {
    care::FactsOf::default().and(booking::Given).and(sales::Takings)
}

/// Who counts how things of the catalogue do.
pub fn uses() -> catalog::UsesOf {
    catalog::UsesOf::default().and(booking::Visits).and(complaint::Said)
}

/// Who gives evidence that duties are done, and figures of a period.
pub fn evidences() -> Evidences {
    Evidences::default()
        .always(&["org.line", "customer.merge", "customer.owner"])
        .evidence(rhythm::looks::Looks)
        .evidence(approval::Approvals)
        .figures(approval::Approvals)
        .evidence(customer::Care)
        .figures(customer::Care)
        .evidence(prepaid::Prepayments)
        .figures(prepaid::Prepayments)
        .evidence(booking::Bookings)
        .figures(booking::Bookings)
        .evidence(rotation::Rotation)
        .figures(rotation::Rotation)
        .evidence(catalog::Changes)
        .evidence(care::Cared)
        .figures(care::Cared)
        .evidence(work::Work)
        .figures(work::Work)
        .evidence(report::Reports)
        .figures(report::Reports)
        .evidence(meeting::Meetings)
        .figures(meeting::Meetings)
        .figures(rhythm::Record)
        .evidence(inspection::Rounds)
        .figures(inspection::Rounds)
        .evidence(sales::Till)
        .figures(sales::Till)
        .evidence(pay::Commission)
        .evidence(targets::Aims)
        .figures(targets::Aims)
        .evidence(complaint::Spoken)
        .figures(complaint::Spoken)
        .evidence(desk::Desk)
        .figures(desk::Desk)
}

/// The codes of evidence that the program can show.
pub fn built() -> BTreeSet<String> {
    evidences().built()
}

/// What the house does of itself, and how often.
pub fn chores() -> Vec<Chore> {
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    vec![
        Chore { kind: "journal.seal", every: 1, act: |tx, call| db::journal::seal(tx, call.now).map(drop) },
        Chore {
            kind: "care.night",
            every: HOUR,
            act: |tx, call| care::night(tx, &facts(), &org::OrgCache::default(), call.now),
        },
        Chore {
            kind: "commands.forget",
            every: HOUR,
            act: |tx, call| db::once::forget(tx, call.now.plus_minutes(-2 * DAY)).map(drop),
        },
        Chore {
            kind: "sessions.forget",
            every: DAY,
            act: |tx, call| identity::sessions::purge(tx, call.now.plus_minutes(-30 * DAY)).map(drop),
        },
        Chore {
            kind: "opinion_attempts.forget",
            every: DAY,
            act: |tx, call| complaint::opinions::forget_attempts(tx, call.now.plus_minutes(-DAY)).map(drop),
        },
        Chore {
            kind: "booking.forget",
            every: DAY,
            act: |tx, call| booking::online::forget(tx, call.now.plus_minutes(-DAY)).map(drop),
        },
        Chore {
            kind: "attempts.forget",
            every: DAY,
            act: |tx, call| identity::attempts::purge(tx, call.now.plus_minutes(-30 * DAY)).map(drop),
        },
        Chore { kind: "sales.sum", every: HOUR, act: sales::summing::sum_days },
        Chore {
            kind: "duties.record",
            every: HOUR,
            act: |tx, call| rhythm::record::catch_up(tx, call).map(drop),
        },
    ]
}

/// What leaves the house: receipts on their way to the printer.
pub fn errands() -> Vec<Errand> {
    vec![
        Errand {
            kind: booking::reminder::REMIND,
            prepare: |tx, app, payload| {
                let (message, app) = (booking::reminder::to_send(tx, app, payload)?, app.clone());
                Ok(Box::new(move || {
                    let sender: &booking::Sender = app.part();
                    message.iter().for_each(|(number, text)| sender.send(number, text));
                    Ok(())
                }))
            },
        },
        Errand {
            kind: sales::PRINT,
            prepare: |tx, app, payload| {
                let receipt = sales::to_print(tx, app, payload)?;
                Ok(Box::new(move || receipt.as_ref().map_or(Ok(()), sales::print)))
            },
        },
    ]
}

/// The house and the way into it.
pub struct House {
    /// What every door is given.
    pub app: App,
    /// What the server serves.
    pub router: Router,
}

/// Puts the house together over a database, a clock, and the key that customers' numbers are sealed with.
pub fn house(db: Db, clock: Arc<dyn Clock>, settings: Settings, vault: Vault) -> House {
    let (doors, table) = routes().finish();
    let app = parts(App::builder(db, clock, settings))
        .part(vault)
        .part(Description::default())
        .menu(menu())
        .search(top_search())
        .routes(table)
        .build();
    let recognise = app.clone();
    let router = web::server::house(&app, doors, |doors| identity::recognise(doors, &recognise));
    House { app, router }
}

/// The description of the API, without a house.
pub fn description() -> OpenApi {
    web::openapi::describe(routes())
}

/// `GET /`
async fn front_door() -> Done {
    Done::at("/today")
}
