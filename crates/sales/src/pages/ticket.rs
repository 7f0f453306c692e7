use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Error, Instant, Money, Permission, Place, Result};
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Choice, Done, Failure, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use super::editing::{self, EditedLine, EditedTender, Payer};
use crate::checkout::{self, DropForm, PartForm, understood};
use crate::form::TicketForm;
use crate::invoice::{self, InvoiceForm, InvoiceView};
use crate::kind::{LineKind, Means};
use crate::receipt::Receipt;
use crate::reversal::{self, ReverseForm};
use crate::store::{self, TicketId, TicketLineId, TicketRow};
use crate::wish::Deal;

/// An open ticket on its page.
#[derive(Serialize, JsonSchema)]
pub struct Editing {
    version: i64,
    customer: String,
    visit: String,
    lines: Vec<EditedLine>,
    tenders: Vec<EditedTender>,
    payer: Option<Payer>,
    /// What is to be paid.
    due: Money,
    /// What of it no tender pays yet.
    rest: Money,
    due_on: String,
    drawn: String,
    code: String,
    witness: String,
    consent: String,
    tips: bool,
    #[serde(skip)]
    goods: Vec<Choice>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    others: Vec<Choice>,
}

impl Editing {
    fn means(&self) -> Vec<(Means, &'static str)> {
        editing::means()
    }

    /// What a picker shows of who pays.
    fn payer_words(&self) -> String {
        self.payer.as_ref().map_or(String::new(), |payer| format!("{} {}", payer.name, payer.number))
    }

    /// The place of the empty line at the end.
    fn next(&self) -> usize {
        self.lines.last().map_or(0, |line| line.at + 1)
    }

    fn next_tender(&self) -> usize {
        self.tenders.last().map_or(0, |tender| tender.at + 1)
    }

    /// Has she anything that may be used, so that it may have to be shown that she is there?
    fn asks_proof(&self) -> bool {
        self.uses_hers()
            || self
                .payer
                .as_ref()
                .is_some_and(|payer| payer.usable() > Money::ZERO || !payer.sessions.is_empty())
    }

    /// Is it time that she confirms?
    fn confirms(&self) -> bool {
        self.uses_hers() || !self.drawn.is_empty() || self.payer.as_ref().is_some_and(|payer| payer.code_sent)
    }

    /// Is something of hers used already?
    fn uses_hers(&self) -> bool {
        self.lines.iter().any(|line| line.deal == Deal::Session.code())
            || self
                .tenders
                .iter()
                .any(|tender| [Means::Value, Means::TradeIn].iter().any(|hers| hers.code() == tender.means))
    }
}

/// A line of a settled ticket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettledLine {
    pub id: TicketLineId,
    pub kind: LineKind,
    pub words: String,
    pub count: i64,
    pub list: Money,
    pub amount: Money,
    pub deal: Deal,
    pub why: String,
    pub owed: Money,
    /// Who sold and who served, with what counts for each.
    pub shares: Vec<(String, &'static str, Money)>,
    /// Was it taken back?
    pub gone: bool,
}

impl SettledLine {
    fn deal_key(&self) -> String {
        format!("sales.deal.{}", self.deal.code())
    }
}

/// A settled ticket on its page.
#[derive(Serialize, JsonSchema)]
pub struct SettledView {
    number: String,
    day: BusinessDate,
    at: Instant,
    by: String,
    lines: Vec<SettledLine>,
    tenders: Vec<(Means, Money, String)>,
    total: Money,
    receipt: String,
    reverses: Option<TicketId>,
    reason: String,
    reversals: Vec<(TicketId, String)>,
    invoice: Option<InvoiceView>,
    may_reverse: bool,
    may_print: bool,
    printer: bool,
}

impl SettledView {
    fn is_gone(&self) -> bool {
        self.lines.iter().all(|line| line.gone)
    }
}

/// A ticket.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "sales/ticket.html")]
pub struct TicketPage {
    id: TicketId,
    store: String,
    customer: Option<String>,
    open: Option<Editing>,
    settled: Option<SettledView>,
    /// Why it was put aside, where it was.
    dropped: Option<String>,
    /// The one it was made part of.
    merged_into: Option<TicketId>,
    #[serde(skip)]
    wrong: Wrong,
}

impl TicketPage {
    fn refused(&self) -> Option<&str> {
        self.wrong.refusal().map(|refusal| refusal.code)
    }

    /// Was it refused for going beyond one's authority, so that one may ask?
    fn may_ask(&self) -> bool {
        matches!(self.refused(), Some("sales.discount_beyond" | "sales.gifts_beyond"))
    }

    /// Was it refused because nothing shows that she is there, or not well enough?
    fn wants_proof(&self) -> bool {
        matches!(
            self.refused(),
            Some("sales.no_proof" | "prepaid.wrong_code" | "prepaid.not_signed" | "prepaid.just_sent")
        )
    }
}

impl View for TicketPage {
    fn title(&self, say: Say) -> String {
        match &self.settled {
            Some(settled) => say.fill("sales.ticket.title", &[("number", settled.number.clone())]),
            None => say.t("sales.ticket.open"),
        }
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| Money::fen(fen).unwrap_or_default();
        let line = EditedLine {
            item: "F001 基础清洁护理".into(),
            server: "0007".into(),
            words: Some("基础清洁护理".into()),
            list: Some(fen(168_00)),
            amount: Some(fen(168_00)),
            warnings: vec![kernel::Words::new("怀孕", "Pregnant")],
            ..EditedLine::default()
        };
        let unknown = EditedLine { at: 1, item: "X".into(), deal: "gift".into(), ..EditedLine::default() };
        let payer = Payer {
            id: kernel::Id::of(1),
            number: 1001,
            name: "王芳".into(),
            debts: vec![crate::debt::Open { debt: kernel::Id::of(3), owing: fen(300_00) }],
            owing: fen(300_00),
            value: prepaid::Value { principal: fen(1000_00), gift: fen(200_00) },
            deposits: fen(200_00),
            packages: vec![prepaid::Tradable {
                package: kernel::Id::of(5),
                name: kernel::Words::new("补水疗程", "Hydration course"),
                worth: fen(750_00),
            }],
            code_sent: true,
            sessions: vec![],
            warnings: vec![customer::Warning::sample()],
            numbers: Default::default(),
        };
        let open = |payer, lines: Vec<EditedLine>| Editing {
            version: 2,
            customer: "1".into(),
            visit: String::new(),
            tenders: vec![
                EditedTender { means: "cash".into(), amount: "100".into(), ..EditedTender::default() },
                EditedTender { at: 1, means: "trade-in".into(), amount: "750".into(), reference: "5".into() },
            ],
            payer,
            due: fen(168_00),
            rest: fen(68_00),
            due_on: String::new(),
            drawn: String::new(),
            code: String::new(),
            witness: "本人在场".into(),
            consent: String::new(),
            tips: true,
            goods: vec![],
            people: vec![],
            others: vec![Choice::new(9, "李静 158.00")],
            lines,
        };
        let page = |open, settled| TicketPage {
            id: kernel::Id::of(7),
            store: "静安店".into(),
            customer: Some("王芳".into()),
            open,
            settled,
            dropped: None,
            merged_into: None,
            wrong: Wrong::default(),
        };
        let dropped = TicketPage { dropped: Some("改天再来".into()), ..page(None, None) };
        let merged = TicketPage { merged_into: Some(kernel::Id::of(8)), ..page(None, None) };
        let wrong = Wrong::sample("item.1", "sales.item");
        vec![
            page(Some(open(Some(payer), vec![line, unknown.clone()])), None),
            TicketPage { wrong, ..page(Some(open(None, vec![unknown])), None) },
            page(None, Some(sample_settled(None))),
            page(None, Some(sample_settled(Some(kernel::Id::of(5))))),
            dropped,
            merged,
        ]
    }
}

fn sample_settled(reverses: Option<TicketId>) -> SettledView {
    let fen = |fen| Money::fen(fen).unwrap_or_default();
    let line = SettledLine {
        id: kernel::Id::of(1),
        kind: LineKind::Treatment,
        words: "基础清洁护理".into(),
        count: 1,
        list: fen(168_00),
        amount: fen(150_00),
        deal: Deal::Discount,
        why: "熟客".into(),
        owed: fen(50_00),
        shares: vec![("陈思思".into(), "sales.journal.consumption", fen(150_00))],
        gone: reverses.is_none(),
    };
    SettledView {
        number: "1-20261124-1-0007".into(),
        day: jiff::civil::date(2026, 11, 24),
        at: Instant::from_millis(1_795_484_000_000),
        by: "唐糖".into(),
        lines: vec![
            line.clone(),
            SettledLine { gone: false, deal: Deal::Usual, why: String::new(), owed: fen(0), ..line },
        ],
        tenders: vec![(Means::Cash, fen(100_00), String::new()), (Means::Account, fen(50_00), String::new())],
        total: fen(150_00),
        receipt: "ab12".into(),
        reason: reverses.map(|_| "收错了".to_owned()).unwrap_or_default(),
        reverses,
        reversals: vec![(kernel::Id::of(9), "1-20261124-1-0009".into())],
        invoice: reverses.is_none().then(InvoiceView::sample),
        may_reverse: true,
        may_print: true,
        printer: true,
    }
}

/// Whoever runs the till there may see a ticket, and whoever sees the sales there; and who earned by it, to whom her pay
/// shows it.
pub(super) fn seen(tx: &mut Tx, call: &Call, id: TicketId) -> Result<TicketRow> {
    let row = store::ticket(tx, id)?;
    let place = Place::store(row.store_id);
    let runs = call.actor.may_at(Permission::RunTill, &place);
    let sees = runs || call.actor.may_at(Permission::ViewSales, &place);
    if sees || store::earned_by(tx, id, call.actor.person)? { Ok(row) } else { Err(Error::missing()) }
}

fn page(tx: &mut Tx, call: &Call, id: TicketId, typed: Option<&TicketForm>) -> Result<TicketPage> {
    let row = seen(tx, call, id)?;
    let organisation = org::organisation(tx, call)?;
    let customer = row.customer_id.map(|id| customer::brief(tx, id)).transpose()?;
    let (open, wrong) = match row.is_open() {
        true => (Some(editing(tx, call, &row, typed)?), told(tx, call, &row, typed)?),
        false => (None, Wrong::default()),
    };
    let settled = match &row.number {
        Some(_) => Some(settled_view(tx, call, &row)?),
        None => None,
    };
    Ok(TicketPage {
        id,
        store: organisation.store(row.store_id)?.name.clone(),
        customer: customer.map(|brief| brief.name),
        open,
        settled,
        dropped: row.dropped_at.filter(|_| row.merged_into.is_none()).map(|_| row.dropped_why.clone()),
        merged_into: row.merged_into,
        wrong,
    })
}

/// What of a kept ticket is not understood; what was just typed is told with the answer to it.
fn told(tx: &mut Tx, call: &Call, row: &TicketRow, typed: Option<&TicketForm>) -> Result<Wrong> {
    if typed.is_some() {
        return Ok(Wrong::default());
    }
    match understood(tx, call, row.store_id, &row.form()?) {
        Ok(_) => Ok(Wrong::default()),
        Err(Error::Refused(refusal)) => Ok(Wrong(Some(refusal))),
        Err(fault) => Err(fault),
    }
}

fn editing(tx: &mut Tx, call: &Call, row: &TicketRow, typed: Option<&TicketForm>) -> Result<Editing> {
    let kept = row.form()?;
    let form = typed.unwrap_or(&kept);
    let beside = editing::beside(tx, call, row.store_id, form)?;
    let others = store::open_tickets(tx, row.store_id)?;
    let other = |other: &store::OpenRow| Choice::new(other.id, format!("{} {}", other.words, other.total));
    Ok(Editing {
        version: row.version,
        customer: form.customer.clone(),
        visit: form.visit.clone(),
        lines: beside.lines,
        tenders: beside.tenders,
        payer: beside.payer,
        due: beside.due,
        rest: beside.rest,
        due_on: form.due_on.clone(),
        drawn: form.drawn.clone(),
        code: form.code.clone(),
        witness: form.witness.clone(),
        consent: form.consent.clone(),
        tips: beside.tips,
        goods: beside.goods,
        people: beside.people,
        others: others.iter().filter(|one| one.id != row.id).map(other).collect(),
    })
}

fn settled_view(tx: &mut Tx, call: &Call, row: &TicketRow) -> Result<SettledView> {
    let organisation = org::organisation(tx, call)?;
    let shares = store::shares(tx, row.id)?;
    let tips = store::tips(tx, row.id)?;
    let gone = store::taken_back(tx, row.id)?;
    let named = |line: &store::LineRow| {
        let of = shares.iter().filter(|share| share.line_id == line.id && share.person_id.is_some());
        of.map(|share| {
            let name = share.person_id.map_or("", |person| organisation.person_name(person));
            let journal = match share.journal {
                crate::Journal::Cash => "sales.journal.cash",
                crate::Journal::Consumption => "sales.journal.consumption",
            };
            (name.to_owned(), journal, share.amount)
        })
        .chain(tips.iter().filter(|tip| tip.line_id == line.id).filter_map(|tip| {
            Some((organisation.person_name(tip.person_id?).to_owned(), "sales.kind.tip", tip.amount))
        }))
        .collect()
    };
    let lines = store::lines(tx, row.id)?;
    let lines = lines.iter().map(|line| SettledLine {
        id: line.id,
        kind: line.kind,
        words: line.words.clone(),
        count: line.count,
        list: line.list,
        amount: line.amount,
        deal: line.deal,
        why: line.why.clone(),
        owed: line.owed,
        shares: named(line),
        gone: gone.contains(&line.id),
    });
    let tenders = store::tenders(tx, row.id)?;
    let place = Place::store(row.store_id);
    let setting = store::till_setting(tx, row.store_id)?;
    Ok(SettledView {
        number: row.number.clone().unwrap_or_default(),
        day: row.day.unwrap_or_default(),
        at: row.settled_at.unwrap_or_default(),
        by: row.settled_by.map_or("", |person| organisation.person_name(person)).to_owned(),
        lines: lines.collect(),
        total: Money::total(tenders.iter().map(|tender| tender.amount))?,
        tenders: tenders.into_iter().map(|one| (one.means, one.amount, one.reference)).collect(),
        receipt: row.receipt.clone(),
        reverses: row.reverses,
        reason: row.reason.clone(),
        reversals: store::reversals(tx, row.id)?,
        invoice: invoice::of(tx, row.id)?,
        may_reverse: row.reverses.is_none() && call.actor.may_at(Permission::ReverseTickets, &place),
        may_print: call.actor.may_at(Permission::RunTill, &place),
        printer: !setting.printer.is_empty(),
    })
}

/// `GET /tickets/{id}`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
) -> Result<Reply<TicketPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id, None)).await?))
}

async fn shown_again(
    app: &App,
    by: &kernel::Actor,
    id: TicketId,
    form: Option<TicketForm>,
    refused: Error,
) -> Result<Answer<TicketPage>, Failure> {
    let page = app.look(by, &(id, form), |tx, call, (id, form)| page(tx, call, *id, form.as_ref())).await?;
    again(refused, |wrong| TicketPage { wrong, ..page })
}

/// `POST /tickets/{id}`
pub async fn keep(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form.clone()), |tx, call, (id, form)| checkout::keep(tx, call, *id, form)).await
    {
        Ok(id) => Ok(Done::at(format!("/tickets/{id}#next")).into()),
        Err(refused) => shown_again(&app, &by, id, Some(form), refused).await,
    }
}

/// `POST /tickets/{id}/settle`
pub async fn settle(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app
        .act_holding(&by, &(id, form.clone()), |tx, call, (id, form)| checkout::settle(tx, call, *id, form))
        .await
    {
        Ok(id) => Ok(Done::at(format!("/tickets/{id}")).saying("sales.ticket.settled").into()),
        Err(refused) => shown_again(&app, &by, id, Some(form), refused).await,
    }
}

/// `POST /tickets/{id}/code`: keeps the ticket, and sends whoever pays a code that she reads out.
pub async fn code(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TicketPage>, Failure> {
    let (code, digest) = prepaid::code::new_code();
    let asked = (id, form.clone(), digest.clone());
    let kept =
        app.act(&by, &asked, |tx, call, (id, form, digest)| checkout::keep_code(tx, call, *id, form, digest));
    match kept.await {
        Ok((customer, holds)) => {
            // The same form sent twice does not send another code.
            if holds == digest {
                app.part::<prepaid::code::Codes>().0.send(customer, &code);
            }
            Ok(Done::at(format!("/tickets/{id}#proof")).saying("sales.proof.sent").into())
        }
        Err(refused) => shown_again(&app, &by, id, Some(form), refused).await,
    }
}

/// `POST /tickets/{id}/ask`
pub async fn ask(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<TicketForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form.clone()), |tx, call, (id, form)| checkout::ask(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/tickets/{id}")).saying("sales.ticket.asked").into()),
        Err(refused) => shown_again(&app, &by, id, Some(form), refused).await,
    }
}

/// `POST /tickets/{id}/drop`
pub async fn put_aside(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<DropForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| checkout::put_aside(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at("/till").saying("sales.ticket.dropped").into()),
        Err(refused) => shown_again(&app, &by, id, None, refused).await,
    }
}

/// `POST /tickets/{id}/split`
pub async fn split(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<PartForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| checkout::split(tx, call, *id, form)).await {
        Ok(new) => Ok(Done::created(format!("/tickets/{new}"), new).saying("sales.ticket.was_split").into()),
        Err(refused) => shown_again(&app, &by, id, None, refused).await,
    }
}

/// `POST /tickets/{id}/merge`
pub async fn merge(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<PartForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| checkout::merge(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/tickets/{id}")).into()),
        Err(refused) => shown_again(&app, &by, id, None, refused).await,
    }
}

/// `POST /tickets/{id}/reverse`
pub async fn reverse(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<ReverseForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| reversal::reverse(tx, call, *id, form)).await {
        Ok(new) => Ok(Done::created(format!("/tickets/{new}"), new).saying("sales.ticket.reversed").into()),
        Err(refused) => shown_again(&app, &by, id, None, refused).await,
    }
}

/// `POST /tickets/{id}/invoice`
pub async fn invoice(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(form): Payload<InvoiceForm>,
) -> Result<Answer<TicketPage>, Failure> {
    match app.act(&by, &(id, form), |tx, call, (id, form)| invoice::ask(tx, call, *id, form)).await {
        Ok(id) => Ok(Done::at(format!("/tickets/{id}")).saying("sales.invoice.kept").into()),
        Err(refused) => shown_again(&app, &by, id, None, refused).await,
    }
}

/// `POST /tickets/{id}/print`
pub async fn print(
    State(app): State<App>,
    By(by): By,
    At(id): At<TicketId>,
    Payload(_): Payload<Nothing>,
) -> Result<Done, Failure> {
    let asked = app.act(&by, &id, |tx, call, id| {
        let row = seen(tx, call, *id)?;
        call.mandate(Permission::RunTill, &Place::store(row.store_id))?;
        Receipt::put_to_print(tx, call, &row)
    });
    asked.await?;
    Ok(Done::at(format!("/tickets/{id}")).saying("sales.ticket.printing"))
}
