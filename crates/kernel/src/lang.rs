use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of the interface. Chinese first; English complete.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Lang {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Lang {
    /// Every language, in the order of the switch on the page.
    pub const ALL: [Lang; 2] = [Lang::Chinese, Lang::English];

    /// The tag of BCP 47, as in `<html lang>` and the names of the message files.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Chinese => "zh-CN",
            Lang::English => "en",
        }
    }

    /// The language a tag or an `Accept-Language` header asks for first, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let tag = tag.trim_start().to_ascii_lowercase();
        if tag.starts_with("zh") {
            Some(Lang::Chinese)
        } else if tag.starts_with("en") {
            Some(Lang::English)
        } else {
            None
        }
    }
}

/// A text that the data itself carries in both languages (a post's name, a duty's title).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English; where it is empty the Chinese is shown.
    #[serde(default)]
    pub en: String,
}

impl Words {
    /// Both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }

    /// The text for a reader.
    pub fn read(&self, lang: Lang) -> &str {
        match lang {
            Lang::English if !self.en.is_empty() => &self.en,
            _ => &self.zh,
        }
    }
}
