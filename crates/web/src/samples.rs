//! Every view brings samples of itself; a walk draws them all in every language.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::chrome::Chrome;
use crate::i18n::Say;
use crate::reply::View;

type Draw = fn(&Chrome) -> Vec<Result<String, String>>;

static KEPT: Mutex<BTreeMap<&'static str, Draw>> = Mutex::new(BTreeMap::new());

/// Keeps a view for the walk; called while the API description is made, which visits every route.
pub(crate) fn keep<V: View>() {
    let draw: Draw = |chrome| V::samples().iter().map(|sample| drawn(sample, chrome)).collect();
    if let Ok(mut kept) = KEPT.lock() {
        kept.insert(std::any::type_name::<V>(), draw);
    }
}

fn drawn<V: View>(view: &V, chrome: &Chrome) -> Result<String, String> {
    let body = view.render_with_values(chrome).map_err(|e| e.to_string())?;
    view.table(Say(chrome.lang))
        .map_or(Ok(()), |t| t.csv(&chrome.zone).map(drop))
        .map_err(|e| e.to_string())?;
    Ok(format!("<title>{}</title>{body}", view.title(Say(chrome.lang))))
}

/// Draws all samples of all views that any route answers.
pub fn draw_all(chrome: &Chrome) -> Vec<(&'static str, Vec<Result<String, String>>)> {
    let kept = KEPT.lock().map(|kept| kept.clone()).unwrap_or_default();
    kept.into_iter().map(|(name, draw)| (name, draw(chrome))).collect()
}
