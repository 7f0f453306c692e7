//! What a customer does not bear is told before she is booked, and again before a treatment begins.

use catalog::{Treatment, TreatmentId, Treatments};
use customer::{CustomerId, Touch, Warning};
use db::Tx;
use kernel::{BusinessDate, Result, Words};

use crate::floor::FloorLine;
use crate::order::Order;
use crate::state::Refused;

/// The warnings of a customer that touch a treatment, with how far.
pub(crate) fn touching(warnings: &[Warning], treatment: &Treatment) -> Vec<(Touch, Words)> {
    let consumables = treatment.steps.iter().flat_map(|step| &step.consumables);
    let uses: Vec<&str> = consumables.map(|consumable| consumable.name.as_str()).collect();
    let uses = uses.join(" ");
    let touch = |warning: &Warning| {
        let touch = warning.touches(&treatment.family, &treatment.equipment, &uses);
        let note = |text: &str| match warning.note.trim() {
            "" => text.to_owned(),
            note => format!("{text}（{note}）"),
        };
        (touch, Words::new(note(&warning.name.zh), note(warning.name.read(kernel::Lang::English))))
    };
    warnings.iter().map(touch).filter(|(touch, _)| *touch > Touch::Not).collect()
}

/// What must be heeded at a treatment that is still to come.
pub(crate) fn of(tx: &mut Tx, line: &FloorLine, treatments: &Treatments) -> Result<Vec<Words>> {
    let Some(customer) = line.customer.filter(|_| line.state.is_ahead()) else { return Ok(vec![]) };
    let Some(treatment) = treatments.get(line.treatment) else { return Ok(vec![]) };
    let held = customer::warnings(tx, customer, line.day)?;
    Ok(touching(&held, treatment).into_iter().map(|(_, words)| words).collect())
}

/// Refuses what must not be given, and what was not read yet.
pub(crate) fn check(
    tx: &mut Tx,
    customer: CustomerId,
    treatment: &Treatment,
    day: BusinessDate,
    heeded: bool,
) -> Result<()> {
    let warnings = customer::warnings(tx, customer, day)?;
    let found = touching(&warnings, treatment);
    let text = |least: Touch| {
        let named: Vec<&Words> =
            found.iter().filter(|(touch, _)| *touch >= least).map(|(_, words)| words).collect();
        let joined = |read: fn(&Words) -> &str, mark: &str| {
            named.iter().map(|words| read(words)).collect::<Vec<_>>().join(mark)
        };
        let words = Words::new(
            joined(|words| words.read(kernel::Lang::Chinese), "、"),
            joined(|words| words.read(kernel::Lang::English), ", "),
        );
        words.for_gap()
    };
    if found.iter().any(|(touch, _)| *touch == Touch::Forbidden) {
        return Err(Refused::Forbidden { warnings: text(Touch::Forbidden) }.into());
    }
    if !heeded && !found.is_empty() {
        return Err(Refused::Warned { warnings: text(Touch::Look) }.into());
    }
    Ok(())
}

/// The same for all that is ordered.
pub(crate) fn read(tx: &mut Tx, order: &Order, treatments: &Treatments) -> Result<()> {
    let treatment = |id: TreatmentId| treatments.get(id);
    for part in &order.parts {
        let customer = if part.guest == 2 { order.second } else { Some(order.customer) };
        if let (Some(customer), Some(treatment)) = (customer, treatment(part.treatment)) {
            check(tx, customer, treatment, order.day, order.heeded)?;
        }
    }
    Ok(())
}
