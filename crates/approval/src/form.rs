//! A form (单据) as data: its fields, its route, how it is signed and what its approval carries out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use kernel::{Error, Result, StoreId, Words, codes};
use rust_embed::RustEmbed;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::state::Refused;

/// The forms that come with the program.
#[derive(RustEmbed)]
#[folder = "../../handbook/forms"]
struct Files;

codes! {
    /// What is typed into a field.
    pub enum FieldKind {
        /// A line.
        Text = "text",
        /// Several lines.
        Area = "area",
        /// A whole number.
        Number = "number",
        /// An amount of money; kept in fen.
        Money = "money",
        /// A day.
        Day = "day",
        /// One of some.
        Choice = "choice",
        /// Somebody who works here; kept as her key.
        Person = "person",
        /// A post of the centre; kept as its code.
        Post = "post",
        /// A picture.
        Picture = "picture",
        /// Worked out: days from one to another, both counted.
        Days = "days",
        /// Worked out: a number times an amount.
        Product = "product",
    }
}

impl FieldKind {
    /// Worked out, not typed?
    pub fn is_worked_out(self) -> bool {
        matches!(self, FieldKind::Days | FieldKind::Product)
    }
}

codes! {
    /// What a decision is proved with, besides the signature.
    pub enum Sign {
        /// Nothing, and no signature either.
        None = "none",
        /// One's password.
        Password = "password",
        /// The six digits of one's telephone, where it is set up; otherwise the password.
        Code = "code",
    }
}

codes! {
    /// What forms are about.
    pub enum Group {
        /// People (人事).
        People = "people",
        /// Goods (货物).
        Goods = "goods",
        /// Customers and what is offered to them (客户).
        Customers = "customers",
        /// Money (钱款).
        Money = "money",
        /// The house (店务).
        House = "house",
    }
}

/// One of some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// What is kept.
    pub code: String,
    /// What is read.
    pub name: Words,
    /// Within so many hours, where it is about haste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<i64>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Code, unique in the form.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What is typed.
    pub kind: FieldKind,
    /// Has it to be filled in?
    #[serde(default)]
    pub must: bool,
    /// The least that a number may be.
    #[serde(default)]
    pub least: Option<i64>,
    /// The most.
    #[serde(default)]
    pub most: Option<i64>,
    /// The fields that it is worked out of.
    #[serde(default)]
    pub of: Vec<String>,
    /// What there is to choose.
    #[serde(default)]
    pub options: Vec<Pick>,
}

/// Who decides a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Who {
    /// So many steps up the reporting line of who asks.
    Superior(u8),
    /// The holder of a post, by its code; in the store of who asks where it is one of a store.
    Post(String),
}

impl JsonSchema for Who {
    fn schema_name() -> Cow<'static, str> {
        "Who".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Who decides a step", "examples": ["superior:1"] })
    }
}

impl TryFrom<String> for Who {
    type Error = String;
    fn try_from(text: String) -> std::result::Result<Who, String> {
        let text = text.trim();
        match text.split_once(':') {
            None if text == "superior" => Ok(Who::Superior(1)),
            Some(("superior", steps)) => match steps.parse() {
                Ok(steps @ 1..=9) => Ok(Who::Superior(steps)),
                _ => Err(format!("{text:?}: superior:1 to superior:9")),
            },
            Some(("post", code)) if !code.is_empty() => Ok(Who::Post(code.to_owned())),
            _ => Err(format!("{text:?} is neither superior nor post:CODE")),
        }
    }
}

impl From<Who> for String {
    fn from(who: Who) -> String {
        match who {
            Who::Superior(1) => "superior".to_owned(),
            Who::Superior(steps) => format!("superior:{steps}"),
            Who::Post(code) => format!("post:{code}"),
        }
    }
}

/// A step of the route, taken when its conditions hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who decides.
    pub who: Who,
    /// From this on: fen of the form's amount, or the number of the field named.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// Below this.
    #[serde(default)]
    pub below: Option<i64>,
    /// The field whose number is looked at instead of the amount.
    #[serde(default)]
    pub number: Option<String>,
    /// Only for these departments of who asks, by code; for all when empty.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Only for these stores; for all when empty.
    #[serde(default)]
    pub stores: Vec<StoreId>,
    /// Steps next to each other with the same word go side by side (会签).
    #[serde(default)]
    pub together: String,
    /// Side by side: is one of them enough (或签)?
    #[serde(default)]
    pub any: bool,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What it is about.
    pub group: Group,
    /// Place in the list.
    pub position: i64,
    /// How it is signed.
    pub sign: Sign,
    /// The field that is its amount.
    #[serde(default)]
    pub amount: Option<String>,
    /// What its approval carries out, by code.
    #[serde(default)]
    pub effect: Option<String>,
    /// The part of the program that would carry it out and does not exist yet.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// The fields.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// The route.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
}

impl Form {
    /// Reads the text of a form and checks that its parts fit.
    pub fn read(text: &str) -> Result<Form> {
        let not = |why: String| Error::from(Refused::NotAForm { why });
        let form: Form = toml::from_str(text).map_err(|error| not(error.message().to_owned()))?;
        match form.fault() {
            Some(fault) => Err(not(fault)),
            None => Ok(form),
        }
    }

    /// The same as text.
    pub fn text(&self) -> Result<String> {
        Ok(toml::to_string_pretty(self)?)
    }

    /// A field by its code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }

    fn fault(&self) -> Option<String> {
        let is = |code: &str, kinds: &[FieldKind]| self.field(code).is_some_and(|f| kinds.contains(&f.kind));
        let codes: BTreeSet<&str> = self.fields.iter().map(|field| field.code.as_str()).collect();
        if codes.len() < self.fields.len() {
            return Some("a field stands there twice".to_owned());
        }
        if let Some(amount) = &self.amount
            && !is(amount, &[FieldKind::Money, FieldKind::Product])
        {
            return Some(format!("amount: {amount:?} is no field of money"));
        }
        for field in &self.fields {
            let fits = match field.kind {
                FieldKind::Choice => !field.options.is_empty(),
                FieldKind::Days => field.of.len() == 2 && field.of.iter().all(|of| is(of, &[FieldKind::Day])),
                FieldKind::Product => {
                    matches!(field.of.as_slice(), [count, price]
                        if is(count, &[FieldKind::Number]) && is(price, &[FieldKind::Money]))
                }
                _ => true,
            };
            let code = field
                .code
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
            if !fits || !code || field.code.is_empty() {
                return Some(format!("the field {:?} does not fit its kind", field.code));
            }
        }
        let number = |step: &Step| {
            step.number.as_ref().is_none_or(|code| is(code, &[FieldKind::Number, FieldKind::Days]))
        };
        if let Some(at) = self.steps.iter().position(|step| !number(step)) {
            return Some(format!("step {}: there is no such number", at + 1));
        }
        self.steps.is_empty().then(|| "a form needs a step".to_owned())
    }
}

/// The forms that come with the program, in their order.
pub fn shipped() -> Result<&'static [Form]> {
    static SHIPPED: OnceLock<std::result::Result<Vec<Form>, String>> = OnceLock::new();
    let made = SHIPPED.get_or_init(|| {
        let mut forms = vec![];
        for path in Files::iter() {
            let file = Files::get(&path).ok_or_else(|| format!("{path} is gone"))?;
            let text = std::str::from_utf8(&file.data).map_err(|error| format!("{path}: {error}"))?;
            forms.push(Form::read(text).map_err(|error| format!("{path}: {error}"))?);
        }
        forms.sort_by_key(|form| form.position);
        Ok(forms)
    });
    made.as_deref().map_err(|why| Error::fault(why.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_forms_can_be_read_and_come_back_the_same() {
        let forms = shipped().expect("the shipped forms");
        assert_eq!(forms.len(), 21);
        for form in forms {
            assert_eq!(&Form::read(&form.text().expect("text")).expect("read"), form);
            assert!(form.effect.is_some() != form.waits_for.is_some(), "{}: one of both", form.code);
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let purchase = shipped().expect("forms").iter().find(|form| form.code == "purchase").expect("one");
        let broken = Form { amount: Some("item".into()), ..purchase.clone() };
        assert_eq!(broken.fault().as_deref(), Some("amount: \"item\" is no field of money"));
        assert!(Form { steps: vec![], ..purchase.clone() }.fault().is_some());
        assert!(Who::try_from("boss".to_owned()).is_err());
    }
}
