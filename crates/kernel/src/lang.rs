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

    /// Both texts as one, to stand in the gap of a sentence whose reader is not known yet.
    pub fn for_gap(&self) -> String {
        format!("{}{BETWEEN}{}", self.zh, self.read(Lang::English))
    }

    /// What a reader is shown of a gap's text; one that is the same for everybody stays as it is.
    pub fn from_gap(text: &str, lang: Lang) -> &str {
        match (text.split_once(BETWEEN), lang) {
            (Some((zh, _)), Lang::Chinese) => zh,
            (Some((_, en)), Lang::English) => en,
            (None, _) => text,
        }
    }
}

/// Stands between the two texts of a gap; nobody types it.
const BETWEEN: char = '\u{1f}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_read_in_either_language() {
        let gap = Words::new("前台", "Front desk").for_gap();
        assert_eq!(Words::from_gap(&gap, Lang::Chinese), "前台");
        assert_eq!(Words::from_gap(&gap, Lang::English), "Front desk");
        assert_eq!(Words::from_gap(&Words::new("前台", "").for_gap(), Lang::English), "前台");
        assert_eq!(Words::from_gap("17", Lang::English), "17");
    }
}
