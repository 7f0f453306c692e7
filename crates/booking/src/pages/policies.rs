use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::{BusinessDate, Lang, Permission, Place, Result, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{Answer, App, By, Call, Choice, Done, Failure, Payload, Reply, Say, View, Wrong, again, filters};

use super::names::store_asked;
use crate::clock::minute_text;
use crate::policies::{self as doors, NUMBERS, PolicyForm, policy};
use crate::policy::{Policy, shipped};
use crate::{PolicyId, store};

/// How a store books, with where and since when.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicyLine {
    /// None for what the program comes with.
    id: Option<PolicyId>,
    /// None for every store.
    store: Option<String>,
    from_day: Option<BusinessDate>,
    why: String,
    by: String,
    policy: Policy,
}

impl PolicyLine {
    fn shipped() -> Result<PolicyLine> {
        let policy = shipped()?.clone();
        Ok(PolicyLine {
            id: None,
            store: None,
            from_day: None,
            why: String::new(),
            by: String::new(),
            policy,
        })
    }

    fn deposits(&self) -> Vec<Words> {
        self.policy.deposits.iter().map(|rule| rule.words()).collect()
    }

    fn online_hours(&self) -> String {
        format!("{}–{}", minute_text(self.policy.online_from), minute_text(self.policy.online_until))
    }
}

/// The versions of how the stores book, the newest first.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/policies.html")]
pub struct PoliciesPage {
    lines: Vec<PolicyLine>,
    may_set: bool,
}

impl View for PoliciesPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.policies.title")
    }

    fn samples() -> Vec<Self> {
        let Ok(shipped) = PolicyLine::shipped() else { return vec![] };
        let own = PolicyLine {
            id: Some(kernel::Id::of(1)),
            store: Some("静安店".into()),
            from_day: Some(jiff::civil::date(2027, 1, 1)),
            why: "店会议定".into(),
            by: "周敏".into(),
            policy: Policy { deposits: vec![], remind_hours: vec![], ..shipped.policy.clone() },
        };
        vec![
            PoliciesPage { lines: vec![own, shipped.clone()], may_set: true },
            PoliciesPage { lines: vec![shipped], may_set: false },
        ]
    }
}

/// `GET /bookings/policies`
pub async fn list(State(app): State<App>, By(by): By) -> Result<Reply<PoliciesPage>, Failure> {
    Ok(Reply(app.look(&by, &(), |tx, call, ()| lines(tx, call)).await?))
}

fn lines(tx: &mut Tx, call: &Call) -> Result<PoliciesPage> {
    let organisation = org::organisation(tx, call)?;
    let mut lines = vec![];
    for row in store::policies(tx)? {
        let hidden = row.store_id.map(Place::store);
        if hidden.is_some_and(|place| !call.actor.may_at(Permission::ViewBookings, &place)) {
            continue;
        }
        let named = row.store_id.map(|store| organisation.store(store).map(|store| store.name.clone()));
        lines.push(PolicyLine {
            id: Some(row.id),
            store: named.transpose()?,
            from_day: Some(row.from_day),
            why: row.why.clone(),
            by: organisation.person_name(row.set_by).to_owned(),
            policy: serde_json::from_str(&row.content)?,
        });
    }
    lines.push(PolicyLine::shipped()?);
    Ok(PoliciesPage { lines, may_set: call.actor.may(Permission::SetBookings) })
}

/// A rule of deposits as it stands in the form.
struct RuleRow<'a> {
    zh: &'a str,
    en: &'a str,
    price: &'a str,
    misses: &'a str,
    days: &'a str,
    amount: &'a str,
    percent: &'a str,
}

/// The form of how a store books.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "booking/policy.html")]
pub struct PolicyPage {
    form: PolicyForm,
    /// May she set it for every store?
    everywhere: bool,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    wrong: Wrong,
}

/// So many rules more than there are fit into the form.
const SPARE: usize = 1;
/// And so many altogether.
const MOST_RULES: usize = 6;

impl PolicyPage {
    /// The numbers of a part of the form: name, text key, value.
    fn numbers(&self, online: bool) -> Vec<(&'static str, String, &str)> {
        let of_part = NUMBERS
            .iter()
            .map(|(field, ..)| *field)
            .filter(|field| (field.starts_with("online") || field.starts_with("cancel")) == online);
        of_part.map(|field| (field, format!("booking.policies.{field}"), self.form.number(field))).collect()
    }

    fn rules(&self) -> Vec<RuleRow<'_>> {
        let form = &self.form;
        let at = |list: &'static str, place: usize| -> &str {
            let list = match list {
                "zh" => &form.rule_zh,
                "en" => &form.rule_en,
                "price" => &form.rule_price,
                "misses" => &form.rule_misses,
                "days" => &form.rule_days,
                "amount" => &form.rule_amount,
                _ => &form.rule_percent,
            };
            list.get(place).map_or("", String::as_str)
        };
        let row = |place| RuleRow {
            zh: at("zh", place),
            en: at("en", place),
            price: at("price", place),
            misses: at("misses", place),
            days: at("days", place),
            amount: at("amount", place),
            percent: at("percent", place),
        };
        (0..(form.rule_zh.len() + SPARE).min(MOST_RULES)).map(row).collect()
    }
}

impl View for PolicyPage {
    fn title(&self, say: Say) -> String {
        say.t("booking.policies.new")
    }

    fn samples() -> Vec<Self> {
        let page = |everywhere, wrong| PolicyPage {
            form: <PolicyForm as web::Form>::sample(),
            everywhere,
            stores: vec![Choice::new(1, "静安店")],
            wrong,
        };
        vec![page(true, Wrong::default()), page(false, Wrong::sample("rules", "booking.deposit_rule"))]
    }
}

fn form(tx: &mut Tx, call: &Call, typed: &Option<PolicyForm>) -> Result<PolicyPage> {
    let store = store_asked(tx, call, None)?;
    call.sight(Permission::SetBookings, &Place::store(store))?;
    let organisation = org::organisation(tx, call)?;
    let form = match typed {
        Some(form) => form.clone(),
        None => {
            let tomorrow = organisation.business_date(Some(store), call.now).tomorrow()?;
            let everywhere = call.actor.may_at(Permission::SetBookings, &Place::centre());
            let whose = if everywhere { String::new() } else { store.to_string() };
            let holds = PolicyForm::of(&policy(tx, store, tomorrow)?);
            PolicyForm { store: whose, from_day: tomorrow.to_string(), ..holds }
        }
    };
    let may = |store: &kernel::StoreId| call.actor.may_at(Permission::SetBookings, &Place::store(*store));
    let chart = org::today(tx, call)?;
    let open = chart.open_stores().filter(may);
    let named = |store| Choice::new(store, organisation.store(store).map_or("", |row| row.name.as_str()));
    Ok(PolicyPage {
        form,
        everywhere: call.actor.may_at(Permission::SetBookings, &Place::centre()),
        stores: open.map(named).collect(),
        wrong: Wrong::default(),
    })
}

/// `GET /bookings/policies/new`
pub async fn blank(State(app): State<App>, By(by): By) -> Result<Reply<PolicyPage>, Failure> {
    Ok(Reply(app.look(&by, &None, form).await?))
}

/// `POST /bookings/policies`
pub async fn set(
    State(app): State<App>,
    By(by): By,
    Payload(typed): Payload<PolicyForm>,
) -> Result<Answer<PolicyPage>, Failure> {
    match app.act(&by, &typed, doors::set).await {
        Ok(id) => Ok(Done::created("/bookings/policies", id).saying("booking.policies.set").into()),
        Err(refused) => {
            let page = app.look(&by, &Some(typed), form).await?;
            again(refused, |wrong| PolicyPage { wrong, ..page })
        }
    }
}
