use pinyin::ToPinyin;

/// Surnames that are read otherwise than their characters usually are. Those of two characters come first.
const SURNAMES: &[(&str, &[&str])] = &[
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("长孙", &["zhang", "sun"]),
    ("单于", &["chan", "yu"]),
    ("澹台", &["tan", "tai"]),
    ("令狐", &["ling", "hu"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("仇", &["qiu"]),
    ("查", &["zha"]),
    ("区", &["ou"]),
    ("任", &["ren"]),
    ("盖", &["ge"]),
    ("翟", &["zhai"]),
    ("尉", &["yu"]),
    ("万", &["wan"]),
    ("朴", &["piao"]),
    ("覃", &["qin"]),
    ("冼", &["xian"]),
    ("洗", &["xian"]),
    ("缪", &["miao"]),
    ("乐", &["yue"]),
    ("折", &["she"]),
    ("员", &["yun"]),
    ("召", &["shao"]),
    ("盛", &["sheng"]),
    ("燕", &["yan"]),
    ("华", &["hua"]),
    ("应", &["ying"]),
    ("牟", &["mu"]),
    ("秘", &["bi"]),
    ("种", &["chong"]),
    ("重", &["chong"]),
    ("黑", &["he"]),
    ("郗", &["xi"]),
    ("柏", &["bai"]),
    ("能", &["nai"]),
    ("贾", &["jia"]),
    ("车", &["che"]),
    ("於", &["yu"]),
    ("幺", &["yao"]),
    ("教", &["jiao"]),
    ("都", &["du"]),
    ("宿", &["su"]),
    ("沈", &["shen"]),
    ("石", &["shi"]),
    ("谷", &["gu"]),
    ("叶", &["ye"]),
    ("俞", &["yu"]),
    ("阚", &["kan"]),
    ("乜", &["nie"]),
];

/// What a person is found by: the name as it is read, its initials, and the name itself, all in small letters.
/// The reading comes first, so that a list in this order is alphabetical.
pub(crate) fn find_text(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let syllables = reading(&name);
    let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    format!("{} {initials} {name}", syllables.concat())
}

/// How a name is read, syllable by syllable, in small letters without tones; a surname by its own reading.
pub fn reading(name: &str) -> Vec<String> {
    let surname = SURNAMES.iter().find(|(surname, _)| name.starts_with(surname));
    let (mut syllables, rest) = match surname {
        Some((surname, read)) => {
            (read.iter().map(|&syllable| syllable.to_owned()).collect(), &name[surname.len()..])
        }
        None => (vec![], name),
    };
    let mut in_word = false;
    for c in rest.chars() {
        match c.to_pinyin() {
            Some(syllable) => {
                syllables.push(syllable.plain().replace('ü', "v"));
                in_word = false;
            }
            None if !c.is_alphanumeric() => in_word = false,
            None => match syllables.last_mut().filter(|_| in_word) {
                Some(word) => word.push(c),
                None => {
                    syllables.push(c.to_string());
                    in_word = true;
                }
            },
        }
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_person_is_found_by_reading_initials_and_name() {
        assert_eq!(find_text("许雅琴"), "xuyaqin xyq 许雅琴");
        assert_eq!(find_text("Anna Lee"), "annalee al anna lee");
        assert_eq!(find_text("吕小Bo"), "lvxiaobo lxb 吕小bo");
    }

    #[test]
    fn surnames_are_read_as_surnames() {
        let read = |name: &str| reading(name).concat();
        let names = ["单", "曾", "解", "仇", "查", "区", "任", "盖", "翟", "万", "欧阳", "尉迟", "万俟"];
        assert_eq!(
            names.map(|surname| read(&format!("{surname}敏"))),
            [
                "shanmin",
                "zengmin",
                "xiemin",
                "qiumin",
                "zhamin",
                "oumin",
                "renmin",
                "gemin",
                "zhaimin",
                "wanmin",
                "ouyangmin",
                "yuchimin",
                "moqimin"
            ]
        );
        assert_eq!(read("李解"), "lijie", "but only at the beginning");
    }

    proptest! {
        #[test]
        fn any_name_can_be_found_by_itself(name in "\\PC{1,20}") {
            prop_assert!(find_text(&name).ends_with(&name.trim().to_lowercase()));
        }
    }
}
