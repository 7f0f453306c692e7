//! Yesterday's logs and reports: handed in by most, missing by some; one returned, one accepted; today's still open.

use ::report::{CommentForm, ReportForm, ReportId, ReviewForm, reviewing, writing};
use db::Tx;
use kernel::Result;
use web::Call;

use super::acting_at;

const HOUR: i64 = 60;

/// What somebody writes: account, kind, problems, what customers said, suggestions and support, what comes next.
type Written = (&'static str, &'static str, [&'static str; 5]);

const YESTERDAY: [Written; 9] = [
    (
        "greeter",
        "log",
        ["下午三点到四点前台只有一人，两位客人等了五分钟", "停车不好找", "", "", "周三王女士来取寄存的首饰"],
    ),
    (
        "consultant",
        "log",
        [
            "两位体验客人没谈成，嫌套餐次数太多",
            "想要次数少一点的套餐",
            "补水做一个五次的小套餐",
            "",
            "回访名单上还有六位",
        ],
    ),
    (
        "therapist",
        "log",
        ["三号床的加热毯时好时坏", "客人说比上次力度好", "", "加热毯报修", "明天两位指定预约"],
    ),
    ("therapist2", "log", ["", "敏感肌客人做完没有泛红", "", "", "练习淋巴手法"]),
    ("body", "log", ["按摩油只剩三瓶", "", "", "补货", "周末预约已满"]),
    ("keeper", "log", ["毛巾少了两条，还在查", "", "", "", "明天到货两批"]),
    ("cleaner", "log", ["二楼洗手间水龙头滴水", "", "", "请维修来一趟", ""]),
    (
        "head",
        "daily",
        ["下午忙的时候前台人手不够", "停车和等候各有一条意见", "三点加一个班次", "", "周末早班排两人"],
    ),
    (
        "td",
        "daily",
        [
            "体验客人成交只有三成",
            "小套餐问的人多",
            "五次补水套餐提上来",
            "市场部给一批体验券",
            "明天盯回访和小套餐",
        ],
    ),
];

pub(super) fn fill(tx: &mut Tx, now: &Call) -> Result<()> {
    // Late in the evening of the day before; what somebody handed in then is about that day.
    let yesterday = org::today(tx, now)?.day.yesterday()?;
    let evening = org::organisation(tx, now)?.day_cut(None).moment(yesterday, 21 * HOUR + 20);
    let evening = &Call { now: evening, ..now.clone() };
    let mut written = vec![];
    for (minutes, (account, kind, words)) in (0..).zip(&YESTERDAY) {
        written.push(write(tx, evening, minutes, account, (kind, yesterday), words)?);
    }
    let late = &Call { now: evening.now.plus_minutes(20), ..evening.clone() };
    review(tx, late, "head", written[0], ("accept", "等候的事我来调班"))?;
    review(tx, late, "td", written[2], ("return", "哪位客人、报修单号写上"))?;
    review(tx, late, "td", written[3], ("accept", ""))?;
    let head = acting_at(tx, late, "td", 1)?;
    let comment = CommentForm { line: "suggestions".into(), words: "可以，下周试排".into() };
    reviewing::comment(tx, &head, written[7], &comment)
}

fn write(
    tx: &mut Tx,
    evening: &Call,
    minutes: i64,
    account: &str,
    (kind, day): (&str, kernel::BusinessDate),
    [problems, feedback, suggestions, support, next]: &[&str; 5],
) -> Result<ReportId> {
    let by = acting_at(tx, evening, account, minutes)?;
    let form = ReportForm {
        kind: kind.into(),
        on: day.to_string(),
        well: "当天预约都接待完".into(),
        problems: (*problems).into(),
        feedback: (*feedback).into(),
        suggestions: (*suggestions).into(),
        support: (*support).into(),
        next: (*next).into(),
        hand_in: "yes".into(),
        ..ReportForm::default()
    };
    writing::write(tx, &by, &form)
}

fn review(
    tx: &mut Tx,
    late: &Call,
    account: &str,
    id: ReportId,
    (decision, remark): (&str, &str),
) -> Result<()> {
    let by = acting_at(tx, late, account, 0)?;
    let form = ReviewForm { decision: decision.into(), remark: remark.into() };
    reviewing::review(tx, &by, id, &form)
}
