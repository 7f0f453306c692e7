//! Where somebody wanted to go before being asked who it is. Only within the house.

/// The way as it was given, if it is one of ours; otherwise the front door.
pub(crate) fn own(next: Option<&str>) -> String {
    next.filter(|next| is_own(next)).unwrap_or("/").to_owned()
}

/// A path of ours: nothing that a browser would take for another site, and not the sign-in itself.
fn is_own(next: &str) -> bool {
    let mut letters = next.chars();
    letters.next() == Some('/')
        && !matches!(letters.next(), Some('/' | '\\'))
        && next.len() <= 1000
        && !next.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\' || !c.is_ascii())
        && !next.starts_with("/sign-in")
        && !next.starts_with("/sign-out")
}

/// A page that leads on to `next` when it is done with.
pub(crate) fn via(page: &str, next: &str) -> String {
    if next == "/" || next == page {
        return page.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{page}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ways_within_the_house_are_kept() {
        for own_way in ["/", "/today", "/people?q=%E8%AE%B8&sort=-name"] {
            assert_eq!(own(Some(own_way)), own_way);
        }
        for other in [
            "",
            "today",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\\b",
            "/a\nb",
            "/a b",
            "javascript:alert(1)",
            "/sign-in?next=/",
            "/sign-out",
            "/店",
        ] {
            assert_eq!(own(Some(other)), "/", "{other:?}");
        }
        assert_eq!(own(None), "/");
    }

    #[test]
    fn a_way_survives_the_detour() {
        assert_eq!(via("/sign-in", "/people?q=a&b=c"), "/sign-in?next=%2Fpeople%3Fq%3Da%26b%3Dc");
        assert_eq!(via("/sign-in", "/"), "/sign-in");
    }
}
