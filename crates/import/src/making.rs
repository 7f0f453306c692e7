//! Rows become what they ask for, through the steps of the slices, many together where there are many.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use catalog::{OfferForm, OfferId};
use customer::CustomerId;
use customer::bringing::{Bringing, PastFile};
use db::Tx;
use kernel::{Id, Lang, Mandate, Money, Result, Words};
use ledger::{Document, Line, Posting, Role};
use prepaid::{DrawRule, Occasion, PackageSale, SoldLine, UnitRule, Value, ValueSale};
use sales::LineKind;
use sales::past::{self, Origin, PastSale};
use web::Say;

use crate::known::{Known, Named};
use crate::refused::Refused;
use crate::rows::{Balance, Sale, Wanted, Who};
use crate::sheet::Sheet;
use crate::store::ImportId;

/// Customers who got a file in this transaction: learnt when it is committed.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    pub customers: Vec<(CustomerId, Named)>,
    keys: HashMap<String, CustomerId>,
}

/// What a new customer is told apart by.
fn key(named: &Named) -> String {
    match (named.card.as_str(), &named.phone) {
        ("", None) => format!("n{}", named.name),
        ("", Some(phone)) => format!("p{}{}", hex::encode(phone), named.name),
        (card, _) => format!("c{card}"),
    }
}

/// Where what is made belongs.
pub(crate) struct Maker<'a> {
    pub import: ImportId,
    pub by: &'a Mandate,
    pub known: &'a Known,
    pub sheet: &'a Sheet,
}

/// Another slice refuses a row: which one is said, and why.
fn at_line(line: i64, error: kernel::Error) -> kernel::Error {
    let Some(refusal) = error.refusal() else { return error };
    let words = |lang| {
        let say = Say(lang);
        let problems = refusal.problems.iter().map(|problem| say.problem(problem));
        std::iter::once(say.refusal(refusal)).chain(problems).collect::<Vec<_>>().join(" ")
    };
    Refused::RowRefused { line, why: Words::new(words(Lang::Chinese), words(Lang::English)).for_gap() }.into()
}

impl Maker<'_> {
    fn source(&self) -> String {
        format!("imports/{}", self.import)
    }

    fn bringing(&self) -> Bringing<'_> {
        Bringing { by: self.by, call: &self.known.call }
    }

    /// Makes all of them; what each became, in their order.
    pub fn make(&self, tx: &mut Tx, fresh: &mut Fresh, wanted: Vec<(i64, Wanted)>) -> Result<Vec<String>> {
        let mut made = vec![String::new(); wanted.len()];
        let (mut files, mut sales) = (vec![], vec![]);
        for (at, (place, wanted)) in wanted.into_iter().enumerate() {
            let alone = match wanted {
                Wanted::Customer(file, named) => {
                    files.push((at, file, named));
                    continue;
                }
                Wanted::Sale(sale) => {
                    sales.push((at, place, sale));
                    continue;
                }
                Wanted::Person(form, post) => self.person(tx, &form, post.as_deref()),
                Wanted::Offer(form, stock) => self.offer(tx, place, &form, stock),
                Wanted::Stock(offer, count) => self.shelf(tx, place, offer, count),
                Wanted::Balance(balance) => self.balance(tx, place, &balance),
            };
            let row = usize::try_from(place).unwrap_or(1).saturating_sub(1);
            made[at] = alone.map_err(|error| at_line(self.sheet.line(row), error))?;
        }
        self.files(tx, fresh, files, &mut made)?;
        self.sales(tx, fresh, sales, &mut made)?;
        Ok(made)
    }

    /// Opens files; the same customer twice is one.
    fn files(
        &self,
        tx: &mut Tx,
        fresh: &mut Fresh,
        files: Vec<(usize, PastFile, Named)>,
        made: &mut [String],
    ) -> Result<()> {
        let mut new: Vec<(usize, PastFile, Named)> = vec![];
        for (at, file, named) in files {
            let key = key(&named);
            if let Entry::Vacant(place) = fresh.keys.entry(key) {
                place.insert(CustomerId::of(0));
                new.push((at, file, named));
            }
        }
        let all: Vec<PastFile> = new.iter().map(|(_, file, _)| file.clone()).collect();
        let ids = customer::bringing::bring_in(tx, &self.bringing(), &all)?;
        for ((at, _, named), id) in new.into_iter().zip(ids) {
            fresh.keys.insert(key(&named), id);
            fresh.customers.push((id, named));
            made[at] = format!("customers/{id}");
        }
        Ok(())
    }

    fn sales(
        &self,
        tx: &mut Tx,
        fresh: &mut Fresh,
        sales: Vec<(usize, i64, Sale)>,
        made: &mut [String],
    ) -> Result<()> {
        if sales.is_empty() {
            return Ok(());
        }
        let new = sales.iter().filter_map(|(at, _, sale)| match &sale.who {
            Who::New(new) => Some((*at, new.0.clone(), new.1.clone())),
            _ => None,
        });
        self.files(tx, fresh, new.collect(), made)?;
        let past: Vec<PastSale> =
            sales.iter().map(|(_, place, sale)| self.past(fresh, *place, sale)).collect();
        let tickets = past::bring_in(tx, &self.origin(&self.source()), &past)?;
        for ((at, ..), ticket) in sales.iter().zip(tickets) {
            let file = std::mem::take(&mut made[*at]);
            made[*at] = format!("tickets/{ticket} {file}").trim().to_owned();
        }
        Ok(())
    }

    fn origin<'a>(&'a self, source: &'a str) -> Origin<'a> {
        Origin { by: self.by, source, store: self.known.store, at: self.known.call.now }
    }

    fn past(&self, fresh: &Fresh, place: i64, sale: &Sale) -> PastSale {
        let customer = match &sale.who {
            Who::Nobody => None,
            Who::Known(id) => Some(*id),
            Who::New(new) => fresh.keys.get(&key(&new.1)).copied(),
        };
        PastSale {
            number: self.number(sale.day, place),
            customer,
            day: sale.day,
            at: self.known.noon(sale.day),
            kind: sale.kind,
            offer: sale.offer,
            words: sale.words.clone(),
            count: sale.count,
            amount: sale.amount,
            means: sale.means,
            reference: sale.reference.clone(),
            server: sale.server,
            seller: sale.seller,
        }
    }

    /// Store, day, import, row: no ticket of a till is called so.
    fn number(&self, day: kernel::BusinessDate, place: i64) -> String {
        format!("{}-{}-I{}-{place:06}", self.known.store, day.strftime("%Y%m%d"), self.import)
    }

    fn offer(&self, tx: &mut Tx, place: i64, form: &OfferForm, stock: Option<i64>) -> Result<String> {
        let why = format!("导入 {}", self.import);
        let offer = catalog::propose::bring_in(tx, &self.known.call, self.by, form, &why)?;
        let shelf = stock.map(|count| self.shelf(tx, place, offer, count)).transpose()?;
        Ok(format!("offers/{offer} {}", shelf.unwrap_or_default()).trim().to_owned())
    }

    /// What stands on the shelf when the import begins.
    fn shelf(&self, tx: &mut Tx, place: i64, offer: OfferId, count: i64) -> Result<String> {
        let document = self.row(place);
        let on = stock::Occasion { store: self.known.store, day: self.known.today, at: self.known.call.now };
        let counted = stock::Moved { offer, count, document: document.clone() };
        stock::count(tx, self.by, &on, &counted, "期初库存")?;
        Ok(document)
    }

    /// The address of a row.
    fn row(&self, place: i64) -> String {
        format!("{}/rows/{place}", self.source())
    }

    fn person(&self, tx: &mut Tx, form: &org::people::PersonForm, post: Option<&str>) -> Result<String> {
        let call = &self.known.call;
        let person = org::people::add(tx, call, form)?;
        if let Some(code) = post {
            let organisation = org::organisation(tx, call)?;
            let of_store =
                organisation.post_by_code(code).is_some_and(|post| post.level == org::Level::Store);
            let form = org::people::AppointForm {
                post: code.to_owned(),
                store: if of_store { self.known.store.to_string() } else { String::new() },
                from_day: self.known.today.to_string(),
                ..org::people::AppointForm::default()
            };
            org::people::appoint(tx, call, person, &form)?;
        }
        Ok(format!("people/{person}"))
    }

    /// What is left of what she bought, as sold on the day that is named, against what was brought in; what she owes
    /// as a ticket that was not paid.
    fn balance(&self, tx: &mut Tx, place: i64, balance: &Balance) -> Result<String> {
        let document = Document { path: self.row(place), words: "期初余额".into() };
        let on = Occasion {
            document,
            store: self.known.store,
            day: balance.since,
            at: self.known.noon(balance.since),
        };
        let mut made = vec![];
        if balance.value != Money::ZERO || balance.gift != Money::ZERO {
            let sale = ValueSale {
                customer: balance.customer,
                plan: None,
                name: Words::new("期初储值", "Stored value brought in"),
                value: Value { principal: balance.value, gift: balance.gift },
                paid: balance.value,
                rule: DrawRule::InProportion,
            };
            prepaid::sell_value(tx, self.by, &on, &sale)?;
            self.clear(tx, &on, balance.value)?;
            made.push(on.document.path.clone());
        }
        if let Some(package) = &balance.package {
            self.package(tx, &on, balance.customer, package)?;
            made.push(on.document.path.clone());
        }
        if balance.owed > Money::ZERO {
            made.push(self.owed(tx, place, balance)?);
        }
        made.dedup();
        Ok(made.join(" "))
    }

    fn package(
        &self,
        tx: &mut Tx,
        on: &Occasion,
        customer: CustomerId,
        package: &crate::rows::Package,
    ) -> Result<()> {
        let good = self.known.goods.get(package.offer).ok_or_else(kernel::Error::missing)?;
        let sale = PackageSale {
            customer,
            offer: None,
            name: Words::new(format!("期初疗程 {}", good.name.zh), format!("Brought in: {}", good.name.en)),
            price: package.worth,
            paid: package.worth,
            rule: UnitRule::AllSessions,
            last_day: package.until,
            lines: vec![SoldLine {
                offer: package.offer,
                name: good.name.clone(),
                gift: false,
                list_price: good.price,
                count: package.count,
            }],
        };
        prepaid::sell_package(tx, self.by, on, &sale)?;
        self.clear(tx, on, package.worth)
    }

    /// What prepaid left open against what was brought in.
    fn clear(&self, tx: &mut Tx, on: &Occasion, amount: Money) -> Result<()> {
        if amount == Money::ZERO {
            return Ok(());
        }
        let lines = vec![Line::debit(Role::Opening, amount), Line::credit(Role::Clearing, amount)];
        let document = Document { path: self.source(), words: on.document.words.clone() };
        let posting = Posting { document, day: on.day, store: on.store, at: self.known.call.now, lines };
        ledger::post(tx, self.by, &posting).map(drop)
    }

    fn owed(&self, tx: &mut Tx, place: i64, balance: &Balance) -> Result<String> {
        let sale = PastSale {
            number: self.number(balance.since, place),
            customer: Some(balance.customer),
            day: balance.since,
            at: self.known.noon(balance.since),
            kind: LineKind::Treatment,
            offer: None,
            words: "期初欠款".into(),
            count: 1,
            amount: balance.owed,
            means: sales::Means::Account,
            reference: String::new(),
            server: None,
            seller: None,
        };
        let tickets = past::bring_in(tx, &self.origin(&self.source()), &[sale])?;
        Ok(tickets.first().map(|ticket| format!("tickets/{ticket}")).unwrap_or_default())
    }
}
