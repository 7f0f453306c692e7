//! The grade of a member (会员等级), on two axes: how often she comes and how much she spends. The first letter is the
//! visits', the second the money's.

use kernel::{Money, codes};

use crate::reason::Reason;
use crate::scheme::GradeScheme;

codes! {
    /// Visits, then money.
    pub enum Grade {
        /// Often, much.
        AA = "AA",
        /// Often, some.
        AB = "AB",
        /// Often, little.
        AC = "AC",
        /// Sometimes, much.
        BA = "BA",
        /// Sometimes, some.
        BB = "BB",
        /// Sometimes, little.
        BC = "BC",
        /// Seldom, much.
        CA = "CA",
        /// Seldom, some.
        CB = "CB",
        /// Seldom, little.
        CC = "CC",
    }
}

fn letter<T: PartialOrd>(reached: &T, a: &T, b: &T) -> usize {
    if reached >= a {
        0
    } else if reached >= b {
        1
    } else {
        2
    }
}

/// The grade of somebody who came so often and spent so much within the scheme's days, and why.
pub fn grade(visits: u32, spent: Money, scheme: &GradeScheme) -> (Grade, Vec<Reason>) {
    let [a, b] = scheme.visits;
    let often = letter(&visits, &a, &b);
    let [yuan_a, yuan_b] = scheme.yuan;
    // Whole yuan: the thresholds are.
    let yuan = spent.in_fen() / 100;
    let much = letter(&yuan, &yuan_a, &yuan_b);
    let reasons = vec![
        Reason::new("visits").with("days", scheme.days).with("n", visits).with("a", a).with("b", b),
        Reason::new("spent").with("days", scheme.days).with("sum", spent).with("a", yuan_a).with("b", yuan_b),
    ];
    (Grade::ALL[often * 3 + much], reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::scheme;
    use proptest::prelude::*;

    fn of(visits: u32, yuan: i64) -> Grade {
        let scheme = &scheme(jiff::civil::date(2026, 11, 25)).expect("a scheme").grade;
        grade(visits, Money::fen(yuan * 100).expect("an amount"), scheme).0
    }

    #[test]
    fn the_thresholds_themselves_count() {
        assert_eq!([of(24, 20_000), of(23, 19_999), of(12, 8_000)], [Grade::AA, Grade::BB, Grade::BB]);
        assert_eq!(
            [of(11, 7_999), of(0, 0), of(0, 50_000), of(40, 0)],
            [Grade::CC, Grade::CC, Grade::CA, Grade::AC]
        );
    }

    proptest! {
        #[test]
        fn more_never_lowers_a_letter(
            visits in 0u32..60, yuan in 0i64..40_000, more in 0u32..60, dearer in 0i64..40_000,
        ) {
            let (before, after) = (of(visits, yuan).code(), of(visits + more, yuan + dearer).code());
            prop_assert!(after.as_bytes()[0] <= before.as_bytes()[0]);
            prop_assert!(after.as_bytes()[1] <= before.as_bytes()[1]);
        }
    }
}
