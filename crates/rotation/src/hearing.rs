//! What booking tells the boards: a booked customer begins, is given more, is done. So the log has everybody who was
//! given a customer, however she came.

use booking::{Dispatch, Hearing, Treated};
use catalog::Treatment;
use db::Tx;
use kernel::{Id, Mandate, Money, Result};
use web::Call;

use crate::amending::line_ended;
use crate::board::CardState;
use crate::choose::Choice;
use crate::dispatching::{Dealt, enter};
use crate::place::Desk;
use crate::store;
use crate::wishes::kind;

/// The boards, as those who hear of treatments.
pub struct Turns;

impl Turns {
    /// Writes it down where her card hangs; whoever does not hang is in nobody's line.
    fn write(
        tx: &mut Tx,
        call: &Call,
        by: &Mandate,
        treated: &Treated,
        (treatment, dispatch, income): (Treatment, Dispatch, Money),
    ) -> Result<()> {
        let mut desk = Desk::by(tx, call, by.clone(), treated.store)?;
        let card = desk.board(&treatment.family)?.card(treated.therapist);
        if card.is_none_or(|card| card.state == CardState::Away) {
            return Ok(());
        }
        let policy = desk.boards.policy(desk.tx, &treatment.family)?;
        let dealt = Dealt {
            treatment,
            policy,
            person: treated.therapist,
            dispatch,
            income,
            until: treated.until,
            choice: Choice::default(),
            out_of_turn: String::new(),
            line: Some(treated.line.get()),
            customer: treated.customer,
        };
        enter(&mut desk, dealt).map(drop)
    }
}

impl Hearing for Turns {
    fn begun(&self, tx: &mut Tx, call: &Call, by: &Mandate, treated: &Treated) -> Result<()> {
        if !store::of_line(tx, treated.line.get())?.is_empty() {
            return Ok(());
        }
        let treatment = catalog::treatment(tx, treated.treatment)?;
        let dispatch = kind(tx, treated.customer, treated.therapist, treated.dispatch)?;
        let income = treatment.price;
        Turns::write(tx, call, by, treated, (treatment, dispatch, income))
    }

    fn extended(
        &self,
        tx: &mut Tx,
        call: &Call,
        by: &Mandate,
        treated: &Treated,
        minutes: u32,
    ) -> Result<()> {
        let treatment = catalog::treatment(tx, treated.treatment)?;
        let income = share(treatment.price, minutes, treatment.minutes())?;
        Turns::write(tx, call, by, treated, (treatment, Dispatch::Extension, income))
    }

    fn ended(&self, tx: &mut Tx, call: &Call, by: &Mandate, treated: &Treated) -> Result<()> {
        line_ended(tx, call, by, treated.line.get())
    }
}

/// What so many minutes more are worth, by the price of the whole.
fn share(price: Money, minutes: u32, whole: i64) -> Result<Money> {
    let fen = i128::from(price.in_fen()) * i128::from(minutes) / i128::from(whole.max(1));
    Ok(Money::fen(i64::try_from(fen).unwrap_or(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_time_is_worth_half_the_price() {
        let price = Money::fen(298_00).expect("fen");
        assert_eq!(share(price, 30, 60).expect("fen"), Money::fen(149_00).expect("fen"));
        assert_eq!(share(price, 30, 0).expect("fen"), Money::fen(298_00 * 30).expect("fen"), "no length");
    }
}
