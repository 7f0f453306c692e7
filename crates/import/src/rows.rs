//! What a row asks for, understood against what the house knows; kind by kind.

use catalog::{OfferForm, OfferId, OfferKind};
use customer::bringing::{self, PastFile};
use customer::{CustomerId, NewCustomer};
use kernel::{BusinessDate, Money, PersonId, Problem, Words};
use org::people::PersonForm;
use sales::{LineKind, Means};

use crate::kind::{Field, ImportKind};
use crate::known::{Known, Named};
use crate::line::Line;
use crate::matching::Columns;

/// A row that can be brought in.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Customer(PastFile, Named),
    Person(PersonForm, Option<String>),
    /// With how many of it stand on the shelf, where the row says so.
    Offer(Box<OfferForm>, Option<i64>),
    Balance(Balance),
    /// How many of a known product stand on the shelf.
    Stock(OfferId, i64),
    Sale(Sale),
}

/// Whose a row is: somebody known, or somebody who gets a file with it.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    Nobody,
    Known(CustomerId),
    New(Box<(PastFile, Named)>),
}

#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub who: Who,
    pub day: BusinessDate,
    pub kind: LineKind,
    pub offer: Option<OfferId>,
    pub words: String,
    pub count: i64,
    pub amount: Money,
    pub means: Means,
    pub reference: String,
    pub server: Option<PersonId>,
    pub seller: Option<PersonId>,
}

#[derive(Debug, Clone)]
pub(crate) struct Balance {
    pub customer: CustomerId,
    pub since: BusinessDate,
    pub value: Money,
    pub gift: Money,
    pub package: Option<Package>,
    pub owed: Money,
}

/// What is left of a package.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub offer: OfferId,
    pub count: u32,
    pub worth: Money,
    pub until: Option<BusinessDate>,
}

/// A row as what it asks for, or all that is wrong with it.
pub(crate) fn understand(
    kind: ImportKind,
    cells: &[String],
    columns: &Columns,
    fields: &[Field],
    known: &Known,
) -> Result<Wanted, Vec<Problem>> {
    let mut line = Line::new(cells, columns, fields);
    if line.is_sample() {
        line.complain(&fields[0].code, "import.a_sample");
    }
    match kind {
        ImportKind::Customers => customer(line, known),
        ImportKind::Staff => person(line, known),
        ImportKind::Treatments => treatment(line, known),
        ImportKind::Products => product(line, known),
        ImportKind::Balances => balance(line, known),
        ImportKind::Sales => sale(line, known),
    }
}

const LONGEST_NAME: usize = 40;

fn short(line: &mut Line, code: &str, most: usize) -> String {
    let text = line.text(code);
    if text.chars().count() > most {
        line.complain(code, "import.too_long");
    }
    text.to_owned()
}

fn past_day(line: &mut Line, code: &str, known: &Known) -> Option<BusinessDate> {
    let day = line.day(code)?;
    if day > known.today {
        line.complain(code, "import.in_the_future");
    }
    Some(day)
}

/// Who the row's customer is, as it says.
fn named(line: &mut Line, known: &Known) -> (Named, Option<customer::Phone>) {
    let name = short(line, "name", LONGEST_NAME);
    let phone = line.phone("phone");
    let card = short(line, "card", 30).to_uppercase();
    (Named { card, phone: known.phone(phone.as_ref()), name }, phone)
}

fn customer(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let (named, phone) = named(&mut line, known);
    if known.whom.find(&named).is_some() {
        line.complain(if named.card.is_empty() { "name" } else { "card" }, "import.known_already");
    }
    let sex = line.sex("sex");
    let birthday = past_day(&mut line, "birthday", known);
    let opened = past_day(&mut line, "opened", known).unwrap_or(known.today);
    let source = source(&mut line);
    let [consultant, therapist] =
        ["consultant", "therapist"].map(|code| line.one_of(code, |text| known.person(text), "import.nobody"));
    let new = NewCustomer {
        phone,
        sex,
        birthday,
        source,
        consultant,
        therapist,
        ..NewCustomer::named(known.store, &named.name)
    };
    let card = Some(named.card.clone()).filter(|card| !card.is_empty());
    let opened = (opened, if opened == known.today { known.call.now } else { known.noon(opened) });
    line.or(Some(Wanted::Customer(PastFile { new, card, opened }, named)))
}

/// The channel by which she came; what there are is said where it is none of them.
fn source(line: &mut Line) -> Option<String> {
    let text = line.text("source");
    if text.is_empty() {
        return None;
    }
    let found = bringing::source_of(text).ok().flatten();
    if found.is_none() {
        let names = customer::sources().unwrap_or_default().iter();
        let names = one_text(names.map(|source| (source.zh.as_str(), source.en.as_str())));
        line.complain_with("source", "import.no_source", Some(("names", names)));
    }
    found
}

/// Names in both languages as one text.
fn one_text<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (zh, en): (Vec<&str>, Vec<&str>) = names.unzip();
    Words::new(zh.join("、"), en.join(", ")).for_gap()
}

fn person(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let name = short(&mut line, "name", LONGEST_NAME);
    let staff_number = short(&mut line, "number", 20);
    if known.numbers.contains(&staff_number) {
        line.complain("number", "import.number_taken");
    }
    let joined = past_day(&mut line, "joined", known).unwrap_or(known.today);
    let post = post(&mut line, known);
    let form = PersonForm { name, staff_number, joined_on: joined.to_string() };
    line.or(Some(Wanted::Person(form, post)))
}

/// The post by its name; which there are is said where there is none of that name.
fn post(line: &mut Line, known: &Known) -> Option<String> {
    let text = line.text("post");
    if text.is_empty() {
        return None;
    }
    let posts =
        || known.organisation.posts.values().filter(|post| post.ended_on.is_none_or(|day| day > known.today));
    let is = |post: &&org::PostRow| {
        post.code == text || post.name_zh == text || post.name_en.eq_ignore_ascii_case(text)
    };
    let found = posts().find(is).map(|post| post.code.clone());
    if found.is_none() {
        let names = one_text(posts().map(|post| (post.name_zh.as_str(), post.name_en.as_str())));
        line.complain_with("post", "import.no_post", Some(("names", names)));
    }
    found
}

/// What people call the boards, with department and kind of room.
const FAMILIES: [(&str, &str, &str, &str); 4] = [
    ("面", "face", "therapy", "facial"),
    ("身", "body", "body", "body"),
    ("水疗", "hydro", "hydro", "hydro"),
    ("仪器", "instrument", "treatment", "treatment"),
];

fn offer(line: &mut Line, known: &Known) -> OfferForm {
    let number = short(line, "number", 20);
    if known.numbers.contains(&number.to_lowercase()) {
        line.complain("number", "import.number_taken");
    }
    let amount = |line: &mut Line, code| line.money(code).map(|money| money.to_string()).unwrap_or_default();
    OfferForm {
        kind: "add".into(),
        number,
        name_zh: short(line, "name", LONGEST_NAME),
        price: amount(line, "price"),
        member_price: amount(line, "member_price"),
        hand_fee: amount(line, "hand_fee"),
        cost: amount(line, "cost"),
        ..OfferForm::default()
    }
}

fn treatment(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let form = offer(&mut line, known);
    let minutes = line.count("minutes").unwrap_or_default();
    if !(1..=480).contains(&minutes) {
        line.complain("minutes", "import.no_minutes");
    }
    let family = |text: &str| {
        let text = text.to_lowercase();
        FAMILIES.iter().find(|(zh, code, ..)| text.contains(zh) || text == *code)
    };
    let family = line.one_of("family", family, "import.no_family");
    let form = family.map(|(_, family, department, room)| OfferForm {
        offer_kind: "treatment".into(),
        family: (*family).into(),
        department: (*department).into(),
        room_kind: (*room).into(),
        step_kind: vec!["hands-on".into()],
        step_minutes: vec![minutes.to_string()],
        ..form
    });
    offered(line, form, None, known)
}

/// What the catalogue itself says of it.
fn offered(
    mut line: Line,
    form: Option<OfferForm>,
    stock: Option<i64>,
    known: &Known,
) -> Result<Wanted, Vec<Problem>> {
    let said = form
        .as_ref()
        .filter(|_| line.is_right())
        .and_then(|form| catalog::propose::wrong(form, &known.catalog));
    line.take(said.unwrap_or_default());
    line.or(form.map(|form| Wanted::Offer(Box::new(form), stock)))
}

fn product(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let form = offer(&mut line, known);
    let stock = stock(&mut line);
    let unit = match line.text("unit") {
        "" => "件",
        unit => unit,
    };
    let form = OfferForm {
        offer_kind: "product".into(),
        goes: "retail".into(),
        unit: unit.to_owned(),
        size: short(&mut line, "size", 20),
        cost: if form.cost.is_empty() { "0".into() } else { form.cost.clone() },
        ..form
    };
    offered(line, Some(form), stock, known)
}

/// How many stand on the shelf; nothing where the row does not say.
fn stock(line: &mut Line) -> Option<i64> {
    let count = line.count("stock");
    if count.is_some_and(|count| count < 0) {
        line.complain("stock", "import.negative");
    }
    count
}

/// What stands on the shelf of a product that the house knows.
fn shelf(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let is_product = |good: &&catalog::Good| good.kind == OfferKind::Product;
    let product = |text: &str| known.good(text).filter(is_product).map(|good| good.id);
    let product = line.one_of("product", product, "import.no_product");
    let count = stock(&mut line);
    if line.text("stock").is_empty() {
        line.complain("stock", "import.stock_of_what");
    }
    line.or(product.zip(count).map(|(product, count)| Wanted::Stock(product, count)))
}

fn balance(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let (named, _) = named(&mut line, known);
    if !line.text("product").is_empty() {
        if !named.is_nobody() {
            line.complain("product", "import.stock_and_customer");
        }
        return shelf(line, known);
    }
    let customer = known.whom.find(&named);
    if customer.is_none() {
        let problem = if known.whom.is_doubtful(&named) { "import.doubtful" } else { "import.no_customer" };
        line.complain(if named.card.is_empty() { "name" } else { "card" }, problem);
    }
    let since = past_day(&mut line, "since", known).unwrap_or(known.today);
    let [value, gift, worth, owed] = ["value", "gift", "worth", "owed"].map(|code| {
        let amount = line.money(code).unwrap_or_default();
        if amount < Money::ZERO {
            line.complain(code, "import.negative");
        }
        amount
    });
    let count = line.count("sessions").unwrap_or_default();
    let until = line.day("until");
    let good = line.one_of("item", |text| known.good(text).map(|good| good.id), "import.no_item");
    if count < 0 || (count > 0 && line.text("item").is_empty()) {
        line.complain("sessions", "import.sessions_of_what");
    }
    if count > 0 && line.text("worth").is_empty() {
        line.complain("worth", "import.worth_of_what");
    }
    let package = good.zip(u32::try_from(count).ok().filter(|count| *count > 0));
    let package = package.map(|(offer, count)| Package { offer, count, worth, until });
    if value == Money::ZERO && gift == Money::ZERO && package.is_none() && owed == Money::ZERO {
        line.complain("value", "import.nothing_left");
    }
    line.or(customer.map(|customer| Wanted::Balance(Balance { customer, since, value, gift, package, owed })))
}

fn means(text: &str) -> Option<Means> {
    let text = text.to_lowercase();
    let names: [(&[&str], Means); 6] = [
        (&["微信", "wechat"], Means::WeChat),
        (&["支付宝", "alipay"], Means::Alipay),
        (&["刷卡", "银行卡", "信用卡", "pos", "card"], Means::Card),
        (&["转账", "对公", "bank"], Means::Bank),
        (&["挂账", "欠", "account"], Means::Account),
        (&["现金", "cash"], Means::Cash),
    ];
    names.iter().find(|(names, _)| names.iter().any(|name| text.contains(name))).map(|(_, means)| *means)
}

fn line_kind(text: &str) -> Option<LineKind> {
    let text = text.to_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
    if has(&["产品", "商品", "客装", "product"]) {
        return Some(LineKind::Product);
    }
    has(&["项目", "护理", "服务", "疗程", "treatment", "service"]).then_some(LineKind::Treatment)
}

fn sale(mut line: Line, known: &Known) -> Result<Wanted, Vec<Problem>> {
    let day = past_day(&mut line, "day", known);
    let amount = line.money("amount");
    if amount.is_some_and(|amount| amount < Money::ZERO) {
        line.complain("amount", "import.negative");
    }
    let count = line.count("count").unwrap_or(1);
    if count < 1 {
        line.complain("count", "import.not_a_count");
    }
    let means = line.one_of("means", means, "import.no_means").unwrap_or(Means::Cash);
    let kind = line.one_of("kind", line_kind, "import.no_kind");
    let good = known.good(line.text("item"));
    let sold = good.and_then(|good| LineKind::of(good.kind)).filter(|kind| kind.is_delivered());
    let item = short(&mut line, "item", 80);
    let reference = short(&mut line, "number", 40);
    let [server, seller] =
        ["server", "seller"].map(|code| line.one_of(code, |text| known.person(text), "import.nobody"));
    let who = day.map_or(Who::Nobody, |day| who(&mut line, known, day));
    if means == Means::Account && matches!(who, Who::Nobody) {
        line.complain("means", "import.who_owes");
    }
    let sale = day.zip(amount).map(|(day, amount)| {
        Wanted::Sale(Sale {
            who,
            day,
            kind: sold.or(kind).unwrap_or(LineKind::Treatment),
            offer: sold.and(good).map(|good| good.id),
            words: if item.is_empty() { "以往消费".to_owned() } else { item },
            count,
            amount,
            means,
            reference,
            server,
            seller,
        })
    });
    line.or(sale)
}

/// Whoever is not known gets a file, opened on the day of the row.
fn who(line: &mut Line, known: &Known, day: BusinessDate) -> Who {
    let (named, phone) = named(line, known);
    if named.is_nobody() {
        return Who::Nobody;
    }
    if let Some(id) = known.whom.find(&named) {
        return Who::Known(id);
    }
    if known.whom.is_doubtful(&named) {
        line.complain("name", "import.doubtful");
        return Who::Nobody;
    }
    let name = match (named.name.as_str(), named.card.as_str()) {
        ("", "") => "未具名".to_owned(),
        ("", card) => format!("顾客 {card}"),
        (name, _) => name.to_owned(),
    };
    let new = NewCustomer { phone, ..NewCustomer::named(known.store, &name) };
    let card = Some(named.card.clone()).filter(|card| !card.is_empty());
    Who::New(Box::new((PastFile { new, card, opened: (day, known.noon(day)) }, Named { name, ..named })))
}
