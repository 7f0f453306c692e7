//! The till: a shift and its count, what was given is paid by whatever she has, something is bought besides, debts are
//! repaid, what was wrong is taken back, and the day is closed.

use booking::FloorLine;
use customer::CustomerId;
use db::Tx;
use kernel::{Error, Money, Result};
use sales::closing::{self, CloseForm};
use sales::reversal::{self, ReverseForm};
use sales::shift::{self, CountForm, OpenForm};
use sales::{ShiftId, TicketForm, checkout};
use web::Call;

use super::super::centre::Centre;
use super::floor::Stay;
use super::prepaid;

/// What most pay with.
const MEANS: [&str; 5] = ["wechat", "wechat", "alipay", "card", "cash"];

/// What is bought besides, of a hundred: up to here, what, what of it is paid at once where it may be owed, and of which
/// treatment it holds sessions.
const BOUGHT: [(usize, &str, &str, &str); 5] = [
    (50, "P001", "", ""),
    (62, "K001", "1500", "F004"),
    (70, "K002", "1600", "T001"),
    (85, "V001", "", ""),
    (100, "top-up", "", ""),
];

/// What lies in the drawer in the morning.
const FLOAT: i64 = 500_00;

pub(super) fn day(centre: &mut Centre, shop: usize) {
    centre.at(shop, 9 * 60 + 10, opens);
    let at = &mut centre.shops[shop];
    let (passers_by, repays) = (1 + at.dice.below(3), at.dice.happens(35));
    for _ in 0..passers_by {
        let minute = 11 * 60 + centre.shops[shop].minutes(9 * 60);
        centre.at(shop, minute, |centre, shop| buys(centre, shop, None, "greeter"));
    }
    if repays {
        let minute = 12 * 60 + centre.shops[shop].minutes(6 * 60);
        centre.at(shop, minute, repaid);
    }
    centre.at(shop, 21 * 60 + 50, |centre, shop| {
        centre.does(shop, ("day closed", "head"), |tx, call| {
            closing::close_day(tx, call, &CloseForm::default())
        })?;
        Ok(())
    });
}

fn opens(centre: &mut Centre, shop: usize) -> Result<()> {
    let form = OpenForm { till: "1".into(), began_with: yuan(FLOAT)?.to_string() };
    let id = centre.does(shop, ("shift", "greeter"), move |tx, call| shift::open(tx, call, &form))?;
    let slip = !centre.shops[shop].minds("greeter");
    if let Some(id) = id {
        centre.at(shop, 21 * 60 + 40, move |centre, shop| {
            centre.does(shop, ("counted", "greeter"), move |tx, call| count(tx, call, id, slip))?;
            Ok(())
        });
    }
    Ok(())
}

fn yuan(fen: i64) -> Result<Money> {
    Ok(Money::fen(fen)?)
}

/// Counts the drawer. Whoever slips is a yuan short, and says so.
fn count(tx: &mut Tx, call: &Call, id: ShiftId, slip: bool) -> Result<ShiftId> {
    // The first count is wrong on purpose: the refusal says by how much.
    let over = match shift::close(tx, call, id, &counted(FLOAT + 1_00, "")) {
        Ok(id) => return Ok(id),
        Err(error) => over(&error).ok_or(error)?,
    };
    let there = FLOAT + 1_00 - over.in_fen() - if slip { 1_00 } else { 0 };
    shift::close(tx, call, id, &counted(there, if slip { "找零时多给了一元" } else { "" }))
}

fn over(error: &Error) -> Option<Money> {
    let refusal = error.refusal().filter(|refusal| refusal.code == "sales.count_differs")?;
    refusal.args.iter().find(|(name, _)| *name == "over")?.1.parse().ok()
}

/// So much in as few pieces as it takes.
fn counted(fen: i64, why: &str) -> CountForm {
    let mut left = fen;
    let pieces = [100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 50, 10].map(|worth| {
        let many = left / worth;
        left -= many * worth;
        many.to_string()
    });
    CountForm {
        pieces: pieces.to_vec(),
        why: why.into(),
        left_in: (FLOAT / 100).min(fen / 100).to_string(),
        words: String::new(),
    }
}

/// She pays for what was given: with sessions or stored value of hers if she has them, by part, on account, or at once.
pub(super) fn pays(centre: &mut Centre, shop: usize, stay: Stay) -> Result<()> {
    let at = &mut centre.shops[shop];
    let means = at.dice.one(&MEANS).copied().unwrap_or("wechat");
    let way = at.dice.below(100);
    let number = |line: &FloorLine| at.by_key(line.therapist).map(|member| member.number.clone());
    let servers: Vec<String> = stay.given.iter().map(|line| number(line).unwrap_or_default()).collect();
    let customer = stay.given.iter().find_map(|line| line.customer);
    let Some(first) = stay.given.first().cloned() else { return Ok(()) };
    let day = centre.day;
    let paid = centre.does(shop, ("paid", "greeter"), move |tx, call| {
        let mut form = bill(tx, call, day, &stay, &servers)?;
        let (usable, due) = covered(tx, call, day, customer, &mut form)?;
        match way {
            _ if due == Money::ZERO => {}
            _ if usable >= due => form.pay = "value".into(),
            0..=4 if customer.is_some() => form.pay = "account".into(),
            5..=8 if customer.is_some() => {
                form.means = vec![means.into()];
                form.amount = vec!["50".into()];
                form.pay = "account".into();
            }
            _ => form.pay = means.into(),
        }
        let owes = form.pay == "account";
        Ok((checkout::checkout(tx, call, &form)?, owes))
    })?;
    let Some((ticket, owes)) = paid else { return Ok(()) };
    let at = &mut centre.shops[shop];
    at.indebted.extend(customer.filter(|_| owes));
    let seller = if at.dice.happens(50) { "consultant" } else { "consultant2" };
    let hers = at.by_key(first.therapist).map_or(0, |member| member.manner.skill);
    let more = at.dice.happens((at.manner(seller).skill + hers) / 10);
    if at.dice.happens(1) {
        centre.after(shop, 9, move |centre, shop| {
            let back = ReverseForm { line: vec![], why: "收错了项目".into() };
            centre.does(shop, ("taken back", "head"), move |tx, call| {
                reversal::reverse(tx, call, ticket, &back)
            })?;
            Ok(())
        });
    }
    if more && customer.is_some() {
        centre.after(shop, 6, move |centre, shop| buys(centre, shop, customer, seller));
    }
    Ok(())
}

/// The ticket of a visit: each treatment with whoever gave it.
fn bill(
    tx: &mut Tx,
    call: &Call,
    day: kernel::BusinessDate,
    stay: &Stay,
    servers: &[String],
) -> Result<TicketForm> {
    let treatments = catalog::treatments(tx, call, day)?;
    let mut form = TicketForm {
        customer: stay
            .given
            .iter()
            .find_map(|line| line.customer)
            .map(|id| id.to_string())
            .unwrap_or_default(),
        visit: stay.visit.to_string(),
        witness: "当面核对".into(),
        ..TicketForm::default()
    };
    for (line, server) in stay.given.iter().zip(servers) {
        let treatment = treatments.get(line.treatment).ok_or_else(Error::missing)?;
        form.item.push(treatment.number.clone());
        form.server.push(server.clone());
        form.visit_line.push(line.line.to_string());
        form.deal.push(String::new());
    }
    Ok(form)
}

/// What her packages pay is said so on the ticket; the rest of it, and how much stored value she may use.
fn covered(
    tx: &mut Tx,
    call: &Call,
    day: kernel::BusinessDate,
    customer: Option<CustomerId>,
    form: &mut TicketForm,
) -> Result<(Money, Money)> {
    let goods = catalog::goods(tx, call, day)?;
    let lines = customer.map(|customer| ::prepaid::usable(tx, customer, day)).transpose()?;
    let mut sessions = lines.map(|(_, lines)| lines).unwrap_or_default();
    let mut due = vec![];
    for (item, deal) in form.item.iter().zip(&mut form.deal) {
        let good = goods.all().iter().find(|good| good.number == *item).ok_or_else(Error::missing)?;
        match sessions.iter_mut().find(|line| line.offer == good.id && line.usable > 0) {
            Some(line) => {
                line.usable -= 1;
                *deal = "session".into();
            }
            None => due.push(good.member_price.filter(|_| customer.is_some()).unwrap_or(good.price)),
        }
    }
    let usable = customer.map(|customer| ::prepaid::balance(tx, customer)).transpose()?;
    let usable = usable.map_or(Ok(Money::ZERO), |balance| balance.usable.total())?;
    Ok((usable, Money::total(due)?))
}

/// Something is bought, by a customer or a passer-by; what costs much may be paid in parts.
fn buys(centre: &mut Centre, shop: usize, customer: Option<CustomerId>, seller: &'static str) -> Result<()> {
    let at = &mut centre.shops[shop];
    let roll = at.dice.below(100);
    let chosen = BOUGHT.iter().find(|(up_to, ..)| roll < *up_to).filter(|_| customer.is_some());
    let (_, item, part, holds) = *chosen.unwrap_or(&BOUGHT[0]);
    let means = at.dice.one(&MEANS[..4]).copied().unwrap_or("wechat");
    let owes = !part.is_empty() && at.dice.happens(20);
    let price = if item == "top-up" { "1000" } else { "" };
    let mut form = TicketForm {
        customer: customer.map(|customer| customer.to_string()).unwrap_or_default(),
        item: vec![item.into()],
        price: vec![price.into()],
        seller: vec![at.member(seller).map(|member| member.number.clone()).unwrap_or_default()],
        consent: "已说明".into(),
        pay: if owes { "account" } else { means }.into(),
        ..TicketForm::default()
    };
    if owes {
        (form.means, form.amount) = (vec![means.into()], vec![part.into()]);
    }
    let ticket =
        centre.does(shop, ("bought", "greeter"), move |tx, call| checkout::checkout(tx, call, &form))?;
    let (Some(_), Some(customer)) = (ticket, customer) else { return Ok(()) };
    let at = &mut centre.shops[shop];
    at.indebted.extend(Some(customer).filter(|_| owes));
    at.packaged.extend(Some((customer, holds)).filter(|_| !holds.is_empty()));
    if item == "P001" && at.dice.happens(15) {
        prepaid::leaves(centre, shop, customer)?;
    }
    Ok(())
}

/// Whoever owes repays some of it.
fn repaid(centre: &mut Centre, shop: usize) -> Result<()> {
    let at = &mut centre.shops[shop];
    if at.indebted.is_empty() {
        return Ok(());
    }
    let place = at.dice.below(at.indebted.len());
    let (customer, means) = (at.indebted[place], at.dice.one(&MEANS).copied().unwrap_or("wechat"));
    let price = at.dice.one(&["50", "100", "300", "1000"]).copied().unwrap_or("100");
    let form = TicketForm {
        customer: customer.to_string(),
        item: vec!["debt".into()],
        price: vec![price.into()],
        pay: means.into(),
        ..TicketForm::default()
    };
    centre.does(shop, ("repaid", "greeter"), move |tx, call| checkout::checkout(tx, call, &form))?;
    Ok(())
}
