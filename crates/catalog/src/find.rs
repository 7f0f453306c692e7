use kernel::Words;
use pinyin::ToPinyin;

/// What a thing is found by: its number, its names, and the Chinese name's reading and initials, in small letters.
pub(crate) fn find_text(number: &str, name: &Words) -> String {
    let syllables: Vec<&str> =
        name.zh.chars().filter_map(|c| c.to_pinyin().map(|read| read.plain())).collect();
    let initials: String = syllables.iter().filter_map(|read| read.chars().next()).collect();
    let whole = syllables.concat().replace('ü', "v");
    format!("{number} {} {} {whole} {initials}", name.zh, name.en).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_treatment_is_found_by_number_names_reading_and_initials() {
        let text = find_text("F001", &Words::new("深层补水", "Deep moisture"));
        assert_eq!(text, "f001 深层补水 deep moisture shencengbushui scbs");
    }
}
