//! Every view's samples, drawn in every language.

use jiff::tz::TimeZone;
use kernel::Lang;
use web::Chrome;

use dianwu::shop;

fn chrome(lang: Lang) -> Chrome {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    Chrome {
        lang,
        centre: "花间美容中心".into(),
        reader: Some("唐糖".into()),
        menu: shop::menu(),
        path: "/today".into(),
        demo: true,
        ..Chrome::bare(zone, jiff::civil::date(2026, 11, 24))
    }
}

/// Each view of each language, with the name of the view.
fn drawn() -> Vec<(String, String)> {
    shop::description();
    let mut all = vec![];
    for lang in Lang::ALL {
        for (view, samples) in web::samples::draw_all(&chrome(lang)) {
            assert!(!samples.is_empty(), "{view} has no samples");
            for sample in samples {
                let text = sample.unwrap_or_else(|error| panic!("{view} cannot be drawn: {error}"));
                all.push((format!("{view} in {}", lang.tag()), text));
            }
        }
    }
    all
}

#[test]
fn no_page_shows_a_key_instead_of_its_text() {
    let begun = crate::messages::begun();
    let known = web::i18n::texts(Lang::Chinese);
    for (view, text) in drawn() {
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "._-/#".contains(c))) {
            let is_key = known.contains_key(word) || begun.iter().any(|start| word.starts_with(start));
            // Codes of evidence look alike, and are data.
            assert!(!is_key || is_evidence(word), "{view} shows {word:?}");
        }
        let gap = text
            .match_indices('{')
            .find(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase()));
        assert_eq!(gap, None, "{view} has a gap that is not filled");
    }
}

fn is_evidence(word: &str) -> bool {
    handbook::shipped().expect("the handbook").book.evidence_codes().contains(word)
}

#[test]
fn every_form_that_acts_is_done_once() {
    for (view, text) in drawn() {
        for form in text.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let head = form.split('>').next().unwrap_or_default();
            assert!(!head.contains("method=\"post\"") || form.contains("name=\"once\""), "{view}: {head}");
        }
    }
}

#[test]
fn no_page_brings_scripts_or_styles_that_the_policy_forbids() {
    for (view, text) in drawn() {
        for forbidden in
            [" style=\"", " onclick=", " onsubmit=", " onchange=", "hx-on", "javascript:", "<style"]
        {
            assert!(!text.contains(forbidden), "{view}: {forbidden}");
        }
        let inline = text.split("<script").skip(1).find(|script| !script.trim_start().starts_with("src="));
        assert_eq!(inline, None, "{view}");
    }
}
