use kernel::{BusinessDate, Result, Shipped, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An article of the law, in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// What rules call it by.
    pub code: String,
    /// In force since.
    pub from: BusinessDate,
    /// Which law, and where in it.
    pub law: Words,
    /// What it says.
    pub says: Words,
}

#[derive(Deserialize)]
struct File {
    article: Vec<Article>,
}

/// All of them.
pub fn articles() -> Result<&'static [Article]> {
    static KEPT: Shipped<File> = Shipped::new(include_str!("../../data/articles.toml"));
    Ok(&KEPT.get()?.article)
}

/// The one of a code; a rule that names none that is there is a fault.
pub fn article(code: &str) -> Result<&'static Article> {
    let found = articles()?.iter().find(|article| article.code == code);
    found.ok_or_else(|| kernel::Error::fault(format!("no article is called {code}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_there_once_and_in_both_languages() {
        let all = articles().expect("the articles");
        for article in all {
            assert_eq!(all.iter().filter(|other| other.code == article.code).count(), 1, "{}", article.code);
            for words in [&article.law, &article.says] {
                assert!(!words.zh.is_empty() && !words.en.is_empty(), "{}", article.code);
            }
        }
    }
}
