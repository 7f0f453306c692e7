//! The records of sales (销售报表), live: every figure leads to its rows.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Id, Money, Problems, Result, Scope, parse_day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Asked, By, Call, Failure, Reply, Say, Table, TableCell, View, filters};

use super::rows::sight;
use crate::kind::Means;
use crate::proof;
use crate::share::Journal;
use crate::store::{self, DaySum, DealSum, KindSum, MeansSum, NewCustomer, Span};

/// Which time.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct TimeAsked {
    /// First day, `YYYY-MM-DD`; empty for what is usual for the record.
    #[serde(default)]
    pub from: String,
    /// Last day; empty for today.
    #[serde(default)]
    pub until: String,
}

/// Reads the time, and holds it to what the asker may see. `month`: from the first of the month where no day is given.
fn span(tx: &mut Tx, call: &Call, asked: &TimeAsked, month: bool) -> Result<Span> {
    let today = org::today(tx, call)?.day;
    let mut wrong = Problems::default();
    let mut day = |field: &str, text: &str, usual: BusinessDate| match text.trim() {
        "" => Some(usual),
        text => wrong.need(field, parse_day(text), "not_a_day"),
    };
    let until = day("until", &asked.until, today);
    let usual = until.unwrap_or(today);
    let from = day("from", &asked.from, if month { usual.first_of_month() } else { usual });
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        wrong.add("until", "day_order");
    }
    let (from, until) = wrong.or(from.zip(until))?;
    let (store, person) = sight(call);
    Ok(Span { store, person, from, until })
}

/// Time and address of a record, for its head.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Head {
    from: BusinessDate,
    until: BusinessDate,
    #[serde(skip)]
    path: &'static str,
}

impl Head {
    fn of(span: Span, path: &'static str) -> Head {
        Head { from: span.from, until: span.until, path }
    }

    fn query(&self) -> String {
        format!("from={}&until={}", self.from, self.until)
    }

    fn sample(path: &'static str) -> Head {
        Head { from: jiff::civil::date(2026, 11, 1), until: jiff::civil::date(2026, 11, 24), path }
    }
}

/// All the records.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/records.html")]
pub struct RecordsPage {
    records: Vec<RecordLine>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
pub struct RecordLine {
    /// Its code.
    code: &'static str,
    /// Where it stands.
    href: &'static str,
    #[serde(skip)]
    icon: &'static str,
}

/// The records of the sales side; those that other slices keep stand at their own addresses. Sums of everybody are for
/// those who see the whole store.
const RECORDS: [(&str, &str, &str, kernel::Permission, Scope); 13] = [
    ("targets", "/targets", "flag", kernel::Permission::ViewTargets, Scope::Own),
    ("daily", "/records/daily", "receipt", kernel::Permission::ViewSales, Scope::Store),
    ("cash", "/records/cash", "cash", kernel::Permission::ViewSales, Scope::Store),
    ("arrears", "/arrears", "clock", kernel::Permission::ViewSales, Scope::Own),
    ("turnover", "/records/turnover", "chart-bar", kernel::Permission::ViewSales, Scope::Store),
    ("new_customers", "/records/new-customers", "users", kernel::Permission::ViewSales, Scope::Own),
    ("performance", "/records/performance", "report-analytics", kernel::Permission::ViewSales, Scope::Own),
    ("negotiations", "/negotiations", "message-2", kernel::Permission::ViewCare, Scope::Own),
    ("classes", "/classes", "users", kernel::Permission::ViewCare, Scope::Own),
    ("files", "/customers", "id", kernel::Permission::ViewCustomers, Scope::Own),
    ("appointments", "/bookings", "calendar", kernel::Permission::ViewBookings, Scope::Own),
    ("opinions", "/opinions", "file-text", kernel::Permission::ViewOpinions, Scope::Own),
    ("vouchers", "/vouchers", "ticket", kernel::Permission::GiveVouchers, Scope::Own),
];

impl View for RecordsPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.title")
    }

    fn samples() -> Vec<Self> {
        vec![RecordsPage {
            records: RECORDS.iter().map(|(code, href, icon, ..)| RecordLine { code, href, icon }).collect(),
        }]
    }
}

/// `GET /records`
pub async fn all(State(app): State<App>, By(by): By) -> Result<Reply<RecordsPage>, Failure> {
    let there = |href: &str| app.routes().all().iter().any(|route| route.path == href);
    let records = RECORDS
        .iter()
        .filter(|(_, href, _, needs, at_least)| by.scope(*needs) >= Some(*at_least) && there(href));
    let records = records.map(|(code, href, icon, ..)| RecordLine { code, href, icon });
    Ok(Reply(RecordsPage { records: records.collect() }))
}

/// What a day or a time brought (每日销售报表), beside the month so far.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/daily.html")]
pub struct DailyPage {
    head: Head,
    tickets: i64,
    customers: i64,
    kinds: Vec<KindSum>,
    deals: Vec<DealSum>,
    means: Vec<MeansSum>,
    /// The month up to the last day, by kind.
    month: Vec<KindSum>,
}

impl DailyPage {
    fn sum(&self, of: fn(&KindSum) -> Money) -> Money {
        Money::total(self.kinds.iter().map(of)).unwrap_or_default()
    }

    fn sum_amount(&self) -> Money {
        self.sum(|one| one.amount)
    }

    fn sum_money(&self) -> Money {
        self.sum(|one| one.money)
    }

    fn sum_owed(&self) -> Money {
        self.sum(|one| one.owed)
    }

    fn month_of(&self, kind: &crate::LineKind) -> Money {
        self.month.iter().find(|sum| sum.kind == *kind).map(|sum| sum.amount).unwrap_or_default()
    }

    fn month_sum(&self) -> Money {
        Money::total(self.month.iter().map(|sum| sum.amount)).unwrap_or_default()
    }
}

impl View for DailyPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.daily")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |sum: &KindSum| -> Vec<TableCell> {
            vec![
                say.t(&sum.kind.title()).into(),
                sum.count.into(),
                sum.amount.into(),
                sum.money.into(),
                sum.owed.into(),
                self.month_of(&sum.kind).into(),
            ]
        };
        let keys = ["line.kind", "line.count", "line.amount", "line.money", "line.owed", "records.month"];
        Some(table("daily-sales", say, &keys, self.kinds.iter().map(row).collect()))
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let kinds = vec![KindSum {
            kind: crate::LineKind::Treatment,
            count: 12,
            amount: fen(3576_00),
            money: fen(3000_00),
            owed: fen(0),
        }];
        let page = |kinds: Vec<KindSum>| DailyPage {
            head: Head::sample("/records/daily"),
            tickets: 10,
            customers: 9,
            month: kinds.clone(),
            deals: vec![DealSum {
                deal: crate::Deal::Discount,
                lines: 2,
                list: fen(600_00),
                amount: fen(540_00),
            }],
            means: vec![MeansSum { means: Means::Cash, count: 4, amount: fen(1000_00) }],
            kinds,
        };
        vec![page(kinds), page(vec![])]
    }
}

fn table(name: &str, say: Say, keys: &[&str], rows: Vec<Vec<TableCell>>) -> Table {
    let columns = keys.iter().map(|key| say.t(&format!("sales.{key}"))).collect();
    Table { name: name.to_owned(), columns, rows }
}

/// Sums of everybody are not for those who see only their own.
fn whole(span: Span) -> Result<Span> {
    if span.person == 0 {
        Ok(span)
    } else {
        Err(kernel::Refusal::new(kernel::Kind::Forbidden, "forbidden").into())
    }
}

/// `GET /records/daily`
pub async fn daily(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<DailyPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let span = whole(span(tx, call, asked, false)?)?;
        let month = Span { from: span.until.first_of_month(), ..span };
        let (tickets, customers) = store::tickets(tx, span)?;
        Ok(DailyPage {
            head: Head::of(span, "/records/daily"),
            tickets,
            customers,
            kinds: store::by_kind(tx, span)?,
            deals: store::by_deal(tx, span)?,
            means: store::by_means(tx, span)?,
            month: store::by_kind(tx, month)?,
        })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, proof::DAILY).await?;
    Ok(Reply(page))
}

/// The money that came in (现金收入报表), day by day and means by means.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/cash.html")]
pub struct CashPage {
    head: Head,
    days: Vec<CashDay>,
    means: Vec<MeansSum>,
}

/// What came in on a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CashDay {
    day: BusinessDate,
    /// In the order of [`MONEY`].
    sums: Vec<Money>,
    total: Money,
}

impl CashDay {
    fn of(&self, means: &Means) -> Money {
        let place = MONEY.iter().position(|one| one == means);
        place.and_then(|place| self.sums.get(place).copied()).unwrap_or_default()
    }
}

const MONEY: [Means; 5] = [Means::Cash, Means::WeChat, Means::Alipay, Means::Card, Means::Bank];

impl CashPage {
    fn money(&self) -> &'static [Means] {
        &MONEY
    }

    fn total(&self) -> Money {
        let money = self.means.iter().filter(|sum| sum.means.is_money());
        Money::total(money.map(|sum| sum.amount)).unwrap_or_default()
    }

    /// What was paid with, without money coming in.
    fn other(&self) -> Vec<&MeansSum> {
        self.means.iter().filter(|sum| !sum.means.is_money()).collect()
    }
}

impl View for CashPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.cash")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |day: &CashDay| -> Vec<TableCell> {
            let mut row = vec![day.day.into()];
            row.extend(day.sums.iter().map(|sum| TableCell::from(*sum)));
            row.push(day.total.into());
            row
        };
        let mut columns = vec![say.t("sales.day")];
        columns.extend(MONEY.iter().map(|means| say.t(&means.title())));
        columns.push(say.t("sales.records.total"));
        Some(Table { name: "cash-income".to_owned(), columns, rows: self.days.iter().map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let day = CashDay {
            day: jiff::civil::date(2026, 11, 24),
            sums: vec![fen(1000_00), fen(500_00), fen(0), fen(0), fen(0)],
            total: fen(1500_00),
        };
        let sum = |means, amount| MeansSum { means, count: 2, amount: fen(amount) };
        let page = |days: Vec<CashDay>| CashPage {
            head: Head::sample("/records/cash"),
            days,
            means: vec![sum(Means::Cash, 1000_00), sum(Means::WeChat, 500_00), sum(Means::Session, 200_00)],
        };
        vec![page(vec![day]), page(vec![])]
    }
}

/// `GET /records/cash`
pub async fn cash(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<CashPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let span = whole(span(tx, call, asked, true)?)?;
        let mut days: BTreeMap<BusinessDate, Vec<Money>> = BTreeMap::new();
        for (day, means, amount) in store::means_by_day(tx, span)? {
            let sums = days.entry(day).or_insert_with(|| vec![Money::ZERO; MONEY.len()]);
            if let Some(place) = MONEY.iter().position(|one| *one == means) {
                sums[place] = amount;
            }
        }
        let total = |sums: &[Money]| Money::total(sums.iter().copied()).unwrap_or_default();
        let days = days.into_iter().map(|(day, sums)| CashDay { day, total: total(&sums), sums });
        Ok(CashPage {
            head: Head::of(span, "/records/cash"),
            days: days.collect(),
            means: store::by_means(tx, span)?,
        })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, proof::CASH).await?;
    Ok(Reply(page))
}

/// The turnover (总营业额): what was given, beside what was sold and what came in.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/turnover.html")]
pub struct TurnoverPage {
    head: Head,
    days: Vec<DaySum>,
}

impl TurnoverPage {
    fn sum(&self, of: fn(&DaySum) -> Money) -> Money {
        Money::total(self.days.iter().map(of)).unwrap_or_default()
    }

    fn sum_turnover(&self) -> Money {
        self.sum(|one| one.turnover)
    }

    fn sum_sold(&self) -> Money {
        self.sum(|one| one.sold)
    }

    fn sum_money(&self) -> Money {
        self.sum(|one| one.money)
    }
}

impl View for TurnoverPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.turnover")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |day: &DaySum| -> Vec<TableCell> {
            vec![day.day.into(), day.lines.into(), day.turnover.into(), day.sold.into(), day.money.into()]
        };
        let keys = ["day", "records.lines", "records.given", "records.sold", "records.came_in"];
        Some(table("turnover", say, &keys, self.days.iter().map(row).collect()))
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let day = DaySum {
            day: jiff::civil::date(2026, 11, 24),
            lines: 20,
            sold: fen(8000_00),
            turnover: fen(3500_00),
            money: fen(7000_00),
        };
        let page = |days| TurnoverPage { head: Head::sample("/records/turnover"), days };
        vec![page(vec![day]), page(vec![])]
    }
}

/// `GET /records/turnover`
pub async fn turnover(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<TurnoverPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let span = whole(span(tx, call, asked, true)?)?;
        Ok(TurnoverPage { head: Head::of(span, "/records/turnover"), days: store::by_day(tx, span)? })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, proof::TURNOVER).await?;
    Ok(Reply(page))
}

/// A person's results.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Earned {
    person: Option<i64>,
    name: String,
    cash: Money,
    consumption: Money,
    /// How many times she served.
    times: i64,
}

/// What each person earned the house (员工业绩表).
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/performance.html")]
pub struct PerformancePage {
    head: Head,
    people: Vec<Earned>,
}

impl PerformancePage {
    fn sum(&self, of: fn(&Earned) -> Money) -> Money {
        Money::total(self.people.iter().map(of)).unwrap_or_default()
    }

    fn sum_cash(&self) -> Money {
        self.sum(|one| one.cash)
    }

    fn sum_consumption(&self) -> Money {
        self.sum(|one| one.consumption)
    }
}

impl View for PerformancePage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.performance")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |one: &Earned| -> Vec<TableCell> {
            vec![one.name.clone().into(), one.cash.into(), one.consumption.into(), one.times.into()]
        };
        let keys = ["person", "journal.cash", "journal.consumption", "records.times"];
        Some(table("performance", say, &keys, self.people.iter().map(row).collect()))
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let one = |person: Option<i64>, name: &str| Earned {
            person,
            name: name.into(),
            cash: fen(9800_00),
            consumption: fen(3200_00),
            times: 12,
        };
        let page = |people| PerformancePage { head: Head::sample("/records/performance"), people };
        vec![page(vec![one(Some(7), "陈思思"), one(None, "")]), page(vec![])]
    }
}

/// `GET /records/performance`
pub async fn performance(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<PerformancePage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let span = span(tx, call, asked, true)?;
        let organisation = org::organisation(tx, call)?;
        let mut people: BTreeMap<Option<i64>, Earned> = BTreeMap::new();
        for sum in store::by_person(tx, span)? {
            let person = sum.person_id.map(Id::get);
            let one = people.entry(person).or_insert_with(|| Earned {
                person,
                name: sum.person_id.map_or("", |id| organisation.person_name(id)).to_owned(),
                cash: Money::ZERO,
                consumption: Money::ZERO,
                times: 0,
            });
            match sum.journal {
                Journal::Cash => one.cash = sum.amount,
                Journal::Consumption => (one.consumption, one.times) = (sum.amount, sum.count),
            }
        }
        let mut people: Vec<Earned> = people.into_values().collect();
        people.sort_by_key(|one| std::cmp::Reverse((one.cash, one.consumption)));
        Ok(PerformancePage { head: Head::of(span, "/records/performance"), people })
    });
    let page = page.await?;
    rhythm::looks::looked(&app, &by, proof::PERFORMANCE).await?;
    Ok(Reply(page))
}

/// New customers (新增客户报表) and what they bought since.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/new_customers.html")]
pub struct NewCustomersPage {
    head: Head,
    rows: Vec<(NewCustomer, String)>,
}

impl NewCustomersPage {
    fn bought(&self) -> usize {
        self.rows.iter().filter(|(row, _)| row.tickets > 0).count()
    }
}

impl View for NewCustomersPage {
    fn title(&self, say: Say) -> String {
        say.t("sales.records.new_customers")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |(row, consultant): &(NewCustomer, String)| -> Vec<TableCell> {
            vec![
                row.name.clone().into(),
                row.opened_on.into(),
                row.source.clone().into(),
                consultant.clone().into(),
                row.tickets.into(),
                row.total.into(),
            ]
        };
        let keys = [
            "ticket.customer",
            "day",
            "records.source",
            "arrears.consultant",
            "records.tickets",
            "line.amount",
        ];
        Some(table("new-customers", say, &keys, self.rows.iter().map(row).collect()))
    }

    fn samples() -> Vec<Self> {
        let row = NewCustomer {
            id: Id::of(1),
            name: "王芳".into(),
            opened_on: jiff::civil::date(2026, 11, 20),
            source: None,
            consultant_id: None,
            tickets: 2,
            total: Money::fen(498_00).unwrap_or_default(),
        };
        let page = |rows| NewCustomersPage { head: Head::sample("/records/new-customers"), rows };
        vec![page(vec![(row, "林晓彤".into())]), page(vec![])]
    }
}

/// `GET /records/new-customers`
pub async fn new_customers(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<NewCustomersPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let span = span(tx, call, asked, true)?;
        let organisation = org::organisation(tx, call)?;
        let name = |row: &NewCustomer| {
            row.consultant_id.map_or("", |person| organisation.person_name(person)).to_owned()
        };
        let rows = store::new_customers(tx, span)?.into_iter().map(|row| (row.clone(), name(&row)));
        Ok(NewCustomersPage { head: Head::of(span, "/records/new-customers"), rows: rows.collect() })
    });
    Ok(Reply(page.await?))
}
