//! Whose pay somebody sees: her own, that of those below her, or everybody's.

use db::Tx;
use jiff::civil::Date;
use kernel::{BusinessDate, Permission, PersonId, Place, Problems, Result};
use web::Call;

/// May the asker see this person's pay?
pub(crate) fn sees(tx: &mut Tx, call: &Call, person: PersonId) -> Result<bool> {
    let place = place(tx, call, person)?;
    Ok(call.actor.may_at(Permission::ViewPay, &place))
}

/// Where a person's pay belongs.
pub(crate) fn place(tx: &mut Tx, call: &Call, person: PersonId) -> Result<Place> {
    Ok(rhythm::place_of(&*org::today(tx, call)?, person))
}

/// The first day of a month typed as `2026-11`; this month where nothing is.
pub(crate) fn month(tx: &mut Tx, call: &Call, text: &str) -> Result<BusinessDate> {
    let today = org::today(tx, call)?.day;
    if text.trim().is_empty() {
        return Ok(today.first_of_month());
    }
    let mut wrong = Problems::default();
    let month = wrong.need("month", typed(text), "not_a_month");
    wrong.or(month)
}

/// `2026-11`, or any day of it.
pub(crate) fn typed(text: &str) -> Option<BusinessDate> {
    let text = text.trim();
    let month = text.get(..7)?;
    let day: Date = format!("{month}-01").parse().ok()?;
    let is_month = text.len() == 7 || kernel::parse_day(text).is_some();
    (is_month && (2000..2200).contains(&day.year())).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_is_typed_by_itself_or_by_a_day_of_it() {
        let november = Some(jiff::civil::date(2026, 11, 1));
        assert_eq!(typed("2026-11"), november);
        assert_eq!(typed(" 2026-11-24 "), november);
        assert_eq!(typed("2026-13"), None);
        assert_eq!(typed("2026-11-99"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            let _ = typed(&text);
        }
    }
}
