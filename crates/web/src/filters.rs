//! What templates say and how they write money, days and moments, each in the reader's language.
//! Every `pages.rs` has `use web::filters;`.

#![allow(missing_docs, reason = "the attribute makes items that cannot be documented")]

use std::borrow::Cow;

use askama::{Result, Values, get_value};
use kernel::{BusinessDate, Instant, Lang, Money, Problem, Refusal, Words};

use crate::chrome::Chrome;
use crate::i18n::Say;

fn chrome(env: &dyn Values) -> Option<&Chrome> {
    get_value::<Chrome>(env, Chrome::KEY).ok()
}

fn say(env: &dyn Values) -> Say {
    Say(chrome(env).map_or(Lang::default(), |chrome| chrome.lang))
}

/// The text of a key: `{{ "org.store.name"|t }}`.
#[askama::filter_fn]
pub fn t(key: impl AsRef<str>, env: &dyn Values) -> Result<Cow<'static, str>> {
    Ok(say(env).text(key.as_ref()))
}

/// Fills a gap of a text: `{{ "today.late"|t|with("n", late) }}`.
#[askama::filter_fn]
pub fn with<T: std::fmt::Display>(
    text: impl AsRef<str>,
    _: &dyn Values,
    name: &str,
    value: T,
) -> Result<String> {
    Ok(text.as_ref().replace(&format!("{{{name}}}"), &value.to_string()))
}

/// A text that the data carries in both languages.
#[askama::filter_fn]
pub fn words<'a>(words: &'a Words, env: &dyn Values) -> Result<&'a str> {
    Ok(words.read(say(env).0))
}

/// What is wrong with a field.
#[askama::filter_fn]
pub fn problem(problem: &Problem, env: &dyn Values) -> Result<String> {
    Ok(say(env).problem(problem))
}

/// Why not.
#[askama::filter_fn]
pub fn refusal(refusal: &Refusal, env: &dyn Values) -> Result<String> {
    Ok(say(env).refusal(refusal))
}

/// An amount: `¥1,234.50`.
#[askama::filter_fn]
pub fn yuan(money: &Money, _: &dyn Values) -> Result<String> {
    Ok(crate::text::yuan(*money))
}

/// A day with its weekday: `2026-11-24 周二`.
#[askama::filter_fn]
pub fn day(day: &BusinessDate, env: &dyn Values) -> Result<String> {
    Ok(crate::text::day(*day, say(env)))
}

/// A time of day in the centre's time zone: `09:30`.
#[askama::filter_fn]
pub fn clock(at: &Instant, env: &dyn Values) -> Result<String> {
    Ok(chrome(env).map_or_else(|| at.to_string(), |chrome| crate::text::clock(*at, &chrome.zone)))
}

/// Day and time in the centre's time zone: `2026-11-24 09:30`.
#[askama::filter_fn]
pub fn moment(at: &Instant, env: &dyn Values) -> Result<String> {
    Ok(chrome(env).map_or_else(|| at.to_string(), |chrome| crate::text::moment(*at, &chrome.zone)))
}

/// A picture of the icon sprite.
#[askama::filter_fn]
pub fn icon<N: AsRef<str>>(name: N, _: &dyn Values) -> Result<askama::filters::Safe<Icon<N>>> {
    Ok(askama::filters::Safe(Icon(name)))
}

/// A picture of the sprite.
pub struct Icon<N>(N);

impl<N: AsRef<str>> std::fmt::Display for Icon<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sprite, name) = (crate::assets::asset("icons.svg"), self.0.as_ref());
        write!(f, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{sprite}#icon-{name}\"/></svg>")
    }
}

/// May the reader go there: `{% if figure.href|leads %}`?
#[askama::filter_fn]
pub fn leads(href: impl AsRef<str>, env: &dyn Values) -> Result<bool> {
    Ok(chrome(env).is_none_or(|chrome| chrome.leads(href.as_ref())))
}

/// A weekday by its number, Monday is 0.
#[askama::filter_fn]
pub fn weekday(index: &usize, env: &dyn Values) -> Result<String> {
    let index = i8::try_from(*index % 7).unwrap_or_default();
    let weekday =
        jiff::civil::Weekday::from_monday_zero_offset(index).unwrap_or(jiff::civil::Weekday::Monday);
    Ok(crate::text::weekday(weekday, say(env)))
}

/// The key of the greeting that fits the hour.
#[askama::filter_fn]
pub fn greeting(at: &Instant, env: &dyn Values) -> Result<&'static str> {
    Ok(match chrome(env).map_or(0, |chrome| at.at(&chrome.zone).hour()) {
        5..11 => "common.greeting.morning",
        11..13 => "common.greeting.noon",
        13..18 => "common.greeting.afternoon",
        _ => "common.greeting.evening",
    })
}
