use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Id, Instant, Money, Permission, PersonId, Result, Words};
use sales::TicketId;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, Asked, At, By, Call, Done, Failure, Payload, Reply, Say, Table, TableCell, View, Wrong,
    again, filters,
};

use super::{Head, MonthAsked};
use crate::limit::{Bounds, Sheet};
use crate::month::{as_it_stands, scheme_of};
use crate::scheme::Scheme;
use crate::settling::{self, CorrectionForm};
use crate::store::{self, PayLineRow, SchemeId};
use crate::{form, sight};

/// What a share of a ticket's line pays; or base wages, which are of no ticket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineView {
    day: BusinessDate,
    ticket: Option<TicketId>,
    number: String,
    words: String,
    /// Her weight, of all, as the ticket has it.
    share: (u32, i64),
    /// Of how much the base is her part, where the scheme shares it.
    whole: Option<Money>,
    /// How many times it was done.
    count: i64,
    /// Of how much.
    base: Money,
    /// In ten-thousandths; none where it is paid by the piece.
    rate: Option<u32>,
    amount: Money,
}

impl LineView {
    fn share(&self) -> String {
        match (self.whole, self.ticket) {
            (Some(whole), _) => format!("{}/{whole}", self.base),
            (None, Some(_)) => format!("{}/{}", self.share.0, self.share.1),
            (None, None) => String::new(),
        }
    }

    fn rate(&self) -> String {
        self.rate.map(form::rate).unwrap_or_default()
    }
}

/// The lines of a rule.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleView {
    name: Words,
    /// Takes back what an earlier month paid.
    is_back: bool,
    lines: Vec<LineView>,
    /// What it is paid on.
    base: Money,
    sum: Money,
}

impl RuleView {
    fn is_fee(&self) -> bool {
        self.lines.first().is_some_and(|line| line.rate.is_none())
    }
}

/// A further entry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CorrectionView {
    amount: Money,
    why: String,
    by: String,
    at: Instant,
}

/// What a month pays a person, line by line.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "pay/sheet.html")]
pub struct SheetPage {
    head: Head,
    person: PersonId,
    name: String,
    sheet: Sheet,
    settled: bool,
    rules: Vec<RuleView>,
    corrections: Vec<CorrectionView>,
    /// What customers gave her, which the house holds for her beside her pay (小费).
    tips: Money,
    /// The reader may enter a correction.
    may_correct: bool,
    #[serde(skip)]
    form: CorrectionForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for SheetPage {
    fn title(&self, say: Say) -> String {
        format!("{} {} {}", say.t("pay.sheet.title"), self.name, self.head.month())
    }

    fn table(&self, say: Say) -> Option<Table> {
        let row = |(rule, line): (&RuleView, &LineView)| -> Vec<TableCell> {
            vec![
                line.day.into(),
                line.number.clone().into(),
                line.words.clone().into(),
                rule.name.read(say.0).into(),
                line.base.into(),
                line.share().into(),
                line.rate().into(),
                line.amount.into(),
            ]
        };
        let keys = ["day", "ticket", "item", "rule.one", "base", "share", "rate", "amount"];
        let columns = keys.iter().map(|key| say.t(&format!("pay.{key}"))).collect();
        let lines = self.rules.iter().flat_map(|rule| rule.lines.iter().map(move |line| (rule, line)));
        let name = format!("pay-{}-{}", self.person, self.head.month());
        Some(Table { name, columns, rows: lines.map(row).collect() })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = |rate, base, amount| LineView {
            day: jiff::civil::date(2026, 11, 24),
            ticket: Some(Id::of(7)),
            number: "1-20261124-1-0007".into(),
            words: "深层补水".into(),
            share: (60, 100),
            whole: None,
            count: 1,
            base: fen(base),
            rate,
            amount: fen(amount),
        };
        let rule = |name: &str, is_back, line: LineView| RuleView {
            name: Words::new(name, ""),
            is_back,
            base: line.base,
            sum: line.amount,
            lines: vec![line],
        };
        let wage = LineView { ticket: None, number: String::new(), ..line(Some(10_000), 3_000_00, 3_000_00) };
        let team = LineView { whole: Some(fen(980_00)), ..line(Some(100), 490_00, 4_90) };
        let rules = vec![
            rule("底薪", false, wage),
            rule("团队提成", false, team),
            rule("顾问现金业绩提成", false, line(Some(200), 10_000_00, 200_00)),
            rule("手工费", false, line(None, 20_00, 20_00)),
            rule("卖卡提成", true, line(Some(200), -1_000_00, -20_00)),
        ];
        let correction = CorrectionView {
            amount: fen(50_00),
            why: "十月漏记一次".into(),
            by: "谢婷".into(),
            at: Instant::from_millis(1_795_484_000_000),
        };
        let page = |rules, corrections, may_correct: bool, wrong| SheetPage {
            head: Head::sample(),
            person: Id::of(6),
            name: "林晓彤".into(),
            sheet: Sheet::of(
                fen(220_00),
                fen(20_00),
                fen(100_00),
                fen(50_00),
                Bounds { most: 2000, least: Money::ZERO },
            )
            .unwrap_or_default(),
            settled: !may_correct,
            rules,
            corrections,
            tips: fen(30_00),
            may_correct,
            form: CorrectionForm::default(),
            wrong,
        };
        vec![
            page(rules, vec![correction], true, Wrong::sample("amount", "not_an_amount")),
            page(vec![], vec![], false, Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, (person, asked): &(PersonId, MonthAsked)) -> Result<SheetPage> {
    let person = *person;
    let organisation = org::organisation(tx, call)?;
    let name = organisation.person(person)?.name.clone();
    if !sight::sees(tx, call, person)? {
        return Err(Error::missing());
    }
    let first = org::month(tx, call, &asked.month)?;
    let month = as_it_stands(tx, call, first)?;
    let settled = store::settled(tx, first)?;
    let lines = match &settled {
        Some(settled) => store::lines(tx, settled.id, person)?,
        None => month.lines.iter().filter(|line| line.person == person).map(PayLineRow::of).collect(),
    };
    let corrections = store::corrections(tx, first)?.into_iter().filter(|row| row.person_id == person);
    let corrections = corrections.map(|row| CorrectionView {
        amount: row.amount,
        why: row.why,
        by: organisation.person_name(row.entered_by).to_owned(),
        at: row.entered_at,
    });
    let place = sight::place(tx, call, person)?;
    let may = call.actor.may_at(Permission::SettlePay, &place) && call.actor.person != person;
    Ok(SheetPage {
        head: Head::of(first)?,
        person,
        name,
        sheet: month.sheets.get(&person).copied().unwrap_or_default(),
        settled: settled.is_some(),
        rules: rules(tx, call, first, person, lines)?,
        corrections: corrections.collect(),
        tips: sales::tips_of(tx, person, first, first.last_of_month())?,
        may_correct: may && settled.is_none(),
        form: CorrectionForm::default(),
        wrong: Wrong::default(),
    })
}

/// The lines with their tickets, by rule.
fn rules(
    tx: &mut Tx,
    call: &Call,
    first: BusinessDate,
    person: PersonId,
    lines: Vec<PayLineRow>,
) -> Result<Vec<RuleView>> {
    let tickets = tickets(tx, call, first, person, &lines)?;
    let mut schemes: BTreeMap<Option<SchemeId>, Scheme> = BTreeMap::from([scheme_of(tx, first)?]);
    let mut rules: BTreeMap<(bool, Option<SchemeId>, String), RuleView> = BTreeMap::new();
    for line in lines {
        let of = line.performance_id.map(|row| tickets.get(&row));
        if matches!(of, Some(None)) {
            continue;
        }
        let ticket = of.flatten();
        let scheme = match schemes.entry(line.scheme_id) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(match line.scheme_id {
                Some(id) => store::scheme(tx, id)?.scheme()?,
                None => Scheme::usual()?,
            }),
        };
        let name =
            scheme.rule(&line.rule).map_or_else(|| Words::new(&line.rule, ""), |rule| rule.name.clone());
        let key = (line.is_back, line.scheme_id, line.rule.clone());
        let view = rules.entry(key).or_insert(RuleView {
            name,
            is_back: line.is_back,
            lines: vec![],
            base: Money::ZERO,
            sum: Money::ZERO,
        });
        view.base = view.base.plus(line.base)?;
        view.sum = view.sum.plus(line.amount)?;
        view.lines.push(LineView {
            day: ticket.map_or(first, |ticket| ticket.day),
            ticket: ticket.map(|ticket| ticket.ticket_id),
            number: ticket.map(|ticket| ticket.number.clone()).unwrap_or_default(),
            words: ticket.map(|ticket| ticket.words.clone()).unwrap_or_default(),
            share: ticket.map_or((0, 0), |ticket| (ticket.weight, ticket.whole)),
            whole: line.whole,
            count: ticket.map_or(0, |ticket| ticket.count),
            base: line.base,
            rate: line.rate,
            amount: line.amount,
        });
    }
    Ok(rules.into_values().collect())
}

/// The tickets of the lines: her own; where she earns by what others did, those of the stores.
fn tickets(
    tx: &mut Tx,
    call: &Call,
    first: BusinessDate,
    person: PersonId,
    lines: &[PayLineRow],
) -> Result<BTreeMap<i64, store::TicketOf>> {
    let last = first.last_of_month();
    let own = store::tickets_of(tx, person, first, last)?;
    let mut tickets: BTreeMap<i64, _> = own.into_iter().map(|ticket| (ticket.id, ticket)).collect();
    let others = lines.iter().filter_map(|line| line.performance_id).any(|row| !tickets.contains_key(&row));
    if others {
        let organisation = org::organisation(tx, call)?;
        for store in organisation.stores.keys() {
            for ticket in store::tickets_at(tx, *store, first, last)? {
                tickets.entry(ticket.id).or_insert(ticket);
            }
        }
    }
    Ok(tickets)
}

/// `GET /pay/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(person): At<PersonId>,
    Asked(asked): Asked<MonthAsked>,
) -> Result<Reply<SheetPage>, Failure> {
    Ok(Reply(app.look(&by, &(person, asked), page).await?))
}

/// `POST /pay/{id}`
pub async fn correct(
    State(app): State<App>,
    By(by): By,
    At(person): At<PersonId>,
    Payload(form): Payload<CorrectionForm>,
) -> Result<Answer<SheetPage>, Failure> {
    let month = kernel::parse_month(&form.month).map(|day| Head::written(&day)).unwrap_or_default();
    let typed = (person, form);
    match app.act(&by, &typed, |tx, call, (person, form)| settling::correct(tx, call, *person, form)).await {
        Ok(id) => {
            Ok(Done::created(format!("/pay/{person}?month={month}"), id).saying("pay.corrected_now").into())
        }
        Err(refused) => {
            let page = app.look(&by, &(person, MonthAsked { month }), page).await?;
            again(refused, |wrong| SheetPage { form: typed.1, wrong, ..page })
        }
    }
}
