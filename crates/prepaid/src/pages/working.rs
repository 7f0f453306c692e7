//! A working with the article behind each line.

use kernel::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::law::{Article, article};
use crate::refund::{GiftPolicy, Step, Working};

/// One line, with what the law says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    #[serde(flatten)]
    pub step: Step,
    /// The article in words; none for what was typed.
    pub law: Option<Article>,
}

impl StepView {
    /// The key of its text.
    pub fn key(&self) -> String {
        format!("prepaid.working.{}", self.step.code)
    }

    /// Is it a sum of the lines above?
    pub fn is_sum(&self) -> bool {
        matches!(self.step.code.as_str(), "principal" | "total" | "required" | "missing" | "beyond")
    }
}

/// All lines.
pub(crate) fn steps(steps: &[Step]) -> Result<Vec<StepView>> {
    let view = |step: &Step| {
        let law = match step.article.as_str() {
            "" => None,
            code => Some(article(code)?.clone()),
        };
        Ok(StepView { step: step.clone(), law })
    };
    steps.iter().map(view).collect()
}

/// A working by one policy for gifts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WorkingView {
    pub gifts: GiftPolicy,
    pub steps: Vec<StepView>,
    pub principal: kernel::Money,
    pub interest: kernel::Money,
    pub total: kernel::Money,
}

impl WorkingView {
    /// The key of the policy's name.
    pub fn policy(&self) -> String {
        format!("prepaid.gifts.{}", self.gifts.code())
    }

    pub(crate) fn of(gifts: GiftPolicy, working: &Working) -> Result<WorkingView> {
        Ok(WorkingView {
            gifts,
            steps: steps(&working.steps)?,
            principal: working.principal,
            interest: working.interest,
            total: working.total,
        })
    }

    pub(crate) fn samples() -> Vec<WorkingView> {
        let fen = |fen| kernel::Money::fen(fen).unwrap_or_default();
        let step = |code: &str, sum: &str, amount, article: &str| Step {
            code: code.into(),
            name: (code == "at-discount").then(|| kernel::Words::new("深层补水", "Deep moisture")),
            sum: sum.into(),
            amount: fen(amount),
            article: article.into(),
        };
        let all = vec![
            step("paid", "", 3_000_00, "spc-15"),
            step("at-discount", "¥3,000.00 ÷ 10 × 4", -1_200_00, "spc-18"),
            step("principal", "¥3,000.00 − ¥1,200.00", 1_800_00, "spc-15"),
            step("interest", "¥1,800.00 × 3.10% × 30 ÷ 365", 4_59, "spc-16"),
            step("total", "", 1_804_59, ""),
        ];
        let of = |gifts| WorkingView {
            gifts,
            steps: steps(&all).unwrap_or_default(),
            principal: fen(1_800_00),
            interest: fen(4_59),
            total: fen(1_804_59),
        };
        vec![of(GiftPolicy::Counted), of(GiftPolicy::LeftOut)]
    }
}
