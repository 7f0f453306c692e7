//! Which column is which field, guessed from the headings.

use std::collections::BTreeMap;

use crate::kind::Field;

/// The place of its column, by the code of the field.
pub type Columns = BTreeMap<String, usize>;

/// A heading without what people put around it: blanks, marks, what stands in brackets, case.
pub(crate) fn plain(heading: &str) -> String {
    let mut depth = 0usize;
    let mut plain = String::new();
    for c in heading.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => {}
        }
    }
    plain
}

/// How well a heading names a field: whole names before parts, earlier names before later ones, longer parts before
/// shorter ones.
fn fit(heading: &str, field: &Field) -> usize {
    let names = [&field.zh, &field.en, &field.code].into_iter().chain(&field.also).enumerate();
    let fit = |(at, name): (usize, &String)| match plain(name) {
        name if name.is_empty() || heading.is_empty() => 0,
        name if name == heading => 2_000 - at,
        name if name.chars().count() > 1 && heading.contains(&name) => name.len(),
        _ => 0,
    };
    names.map(fit).max().unwrap_or(0)
}

/// The best column for each field; no column serves two.
pub fn guess(headings: &[String], fields: &[Field]) -> Columns {
    let headings: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    let mut fits: Vec<(usize, usize, usize)> = vec![];
    for (at, field) in fields.iter().enumerate() {
        for (column, heading) in headings.iter().enumerate() {
            fits.push((fit(heading, field), at, column));
        }
    }
    fits.retain(|(fit, ..)| *fit > 0);
    fits.sort_by_key(|(fit, at, column)| (std::cmp::Reverse(*fit), *at, *column));
    let mut columns = Columns::new();
    for (_, at, column) in fits {
        let code = &fields[at].code;
        if !columns.contains_key(code) && !columns.values().any(|taken| *taken == column) {
            columns.insert(code.clone(), column);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::ImportKind;
    use proptest::prelude::*;

    fn guessed(kind: ImportKind, headings: &[&str]) -> Vec<(String, usize)> {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        guess(&headings, kind.fields().expect("fields")).into_iter().collect()
    }

    #[test]
    fn headings_of_another_program_are_understood() {
        let found =
            guessed(ImportKind::Sales, &["消费时间", "会员 卡号", "项目名称", "实收金额（元）", "数 量"]);
        let right = [("amount", 3), ("card", 1), ("count", 4), ("day", 0), ("item", 2)];
        assert_eq!(found, right.map(|(code, at)| (code.to_owned(), at)));
    }

    /// As programs of salons write them.
    #[test]
    fn headings_of_many_programs() {
        let cases: [(ImportKind, &[&str], &[&str]); 8] = [
            (
                ImportKind::Customers,
                &["会员姓名", "手机号", "卡号", "储值余额", "建档日期", "会员等级", "来源渠道"],
                &["name", "phone", "card", "", "opened", "", "source"],
            ),
            (
                ImportKind::Customers,
                &[
                    "序号",
                    "客户名称",
                    "联系手机",
                    "性别",
                    "出生日期",
                    "开卡时间",
                    "所属美容师",
                    "服务顾问",
                    "备注",
                ],
                &["", "name", "phone", "sex", "birthday", "opened", "therapist", "consultant", ""],
            ),
            (
                ImportKind::Balances,
                &["会员卡号", "会员姓名", "手机", "卡金余额", "赠金余额", "欠款金额", "开卡日期"],
                &["card", "name", "phone", "value", "gift", "owed", "since"],
            ),
            (
                ImportKind::Balances,
                &["姓名", "手机号码", "项目名称", "总次数", "剩余次数", "剩余金额（元）", "有效期至"],
                &["name", "phone", "item", "", "sessions", "worth", "until"],
            ),
            (
                ImportKind::Sales,
                &[
                    "单据编号",
                    "结账时间",
                    "会员姓名",
                    "项目名称",
                    "数量",
                    "单价",
                    "折扣",
                    "应收金额",
                    "实收金额",
                    "支付方式",
                    "美容师",
                    "销售顾问",
                ],
                &[
                    "number", "day", "name", "item", "count", "", "", "", "amount", "means", "server",
                    "seller",
                ],
            ),
            (
                ImportKind::Treatments,
                &["服务编码", "服务名称", "所属分类", "服务时长(分钟)", "零售价", "会员价", "手工费"],
                &["number", "name", "family", "minutes", "price", "member_price", "hand_fee"],
            ),
            (
                ImportKind::Products,
                &["商品编码", "商品名称", "规格型号", "单位", "零售价", "进货价", "当前库存"],
                &["number", "name", "size", "unit", "price", "cost", "stock"],
            ),
            (
                ImportKind::Staff,
                &["员工编号", "员工姓名", "职务", "入职时间"],
                &["number", "name", "post", "joined"],
            ),
        ];
        for (kind, headings, right) in cases {
            let mut right: Vec<(String, usize)> = (0..)
                .zip(right)
                .filter(|(_, code)| !code.is_empty())
                .map(|(at, code)| ((*code).to_owned(), at))
                .collect();
            right.sort();
            assert_eq!(guessed(kind, headings), right, "{headings:?}");
        }
    }

    #[test]
    fn the_purchase_log_is_understood() {
        let found = guessed(ImportKind::Sales, &["customer_id", "date", "number_of_cds", "dollar_value"]);
        let right = [("amount", 3), ("card", 0), ("count", 2), ("day", 1)];
        assert_eq!(found, right.map(|(code, at)| (code.to_owned(), at)));
    }

    #[test]
    fn the_templates_own_headings_are_all_found() {
        for kind in ImportKind::ALL {
            let fields = kind.fields().expect("fields");
            for pick in [|field: &Field| field.zh.clone(), |field: &Field| field.en.clone()] {
                let headings: Vec<String> = fields.iter().map(pick).collect();
                let columns = guess(&headings, fields);
                for (at, field) in fields.iter().enumerate() {
                    assert_eq!(columns.get(&field.code), Some(&at), "{kind:?} {}", field.code);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_column_serves_two_fields(headings in prop::collection::vec("\\PC{0,12}|日期|金额|姓名|电话|卡号", 0..12)) {
            let columns = guess(&headings, ImportKind::Sales.fields().expect("fields"));
            let taken: std::collections::BTreeSet<_> = columns.values().collect();
            prop_assert_eq!(taken.len(), columns.len());
            prop_assert!(columns.values().all(|column| *column < headings.len()));
        }
    }
}
