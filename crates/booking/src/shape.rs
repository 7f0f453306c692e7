//! What a treatment takes of a day: when the therapist's hands, how long the room and the equipment.

use catalog::{StepKind, Treatment};

use crate::minutes::Span;

/// A treatment as it lies in a day, in minutes from the beginning of its preparation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// From then on the customer is there: what comes before is preparation.
    pub lead: u32,
    /// How long room and equipment are taken, clean-up and all.
    pub length: u32,
    /// When the therapist is needed. While something works by itself she is free, and the room is not.
    pub hands: Vec<Span>,
}

impl Shape {
    /// That of a treatment, by its steps.
    pub fn of(treatment: &Treatment) -> Shape {
        let (mut at, mut lead, mut hands) = (0, None, Vec::<Span>::new());
        for step in &treatment.steps {
            let span = Span::new(at, at + u32::from(step.minutes));
            if step.kind != StepKind::Preparation {
                lead.get_or_insert(at);
            }
            match hands.last_mut() {
                _ if step.kind == StepKind::Processing || span.length() == 0 => {}
                Some(last) if last.until == span.from => last.until = span.until,
                _ => hands.push(span),
            }
            at = span.until;
        }
        Shape { lead: lead.unwrap_or(0), length: at.max(1), hands }
    }

    /// The same for a customer who stands there: nothing was prepared, and it begins at once.
    pub fn at_once(self) -> Shape {
        Shape { lead: 0, ..self }
    }

    /// When room and equipment are taken if the customer is there at a minute; none before midnight.
    pub fn whole(&self, starts: u32) -> Option<Span> {
        let from = starts.checked_sub(self.lead)?;
        Some(Span::new(from, from + self.length))
    }

    /// When the therapist's hands are.
    pub fn hands_at(&self, from: u32) -> Vec<Span> {
        self.hands.iter().map(|span| Span::new(from + span.from, from + span.until)).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use catalog::{Step, TreatmentId};
    use kernel::{Id, Money, Words};

    /// A treatment of these steps that asks for nothing.
    pub fn treatment(steps: &[(StepKind, u16)]) -> Treatment {
        let step =
            |(kind, minutes): &(StepKind, u16)| Step { kind: *kind, minutes: *minutes, consumables: vec![] };
        Treatment {
            id: TreatmentId::of(1),
            number: "F002".into(),
            name: Words::new("深层补水护理", "Deep moisture facial"),
            department: "therapy".into(),
            family: "face".into(),
            steps: steps.iter().map(step).collect(),
            room_kind: None,
            equipment: vec![],
            skill: None,
            hand_fee: Money::ZERO,
            price: Money::ZERO,
            member_price: None,
        }
    }

    #[test]
    fn while_a_mask_works_the_therapist_is_free_and_the_room_is_not() {
        use StepKind::*;
        let shape =
            Shape::of(&treatment(&[(Preparation, 5), (HandsOn, 40), (Processing, 15), (CleanUp, 10)]));
        assert_eq!((shape.lead, shape.length), (5, 70));
        assert_eq!(shape.hands, [Span::new(0, 45), Span::new(60, 70)]);
        assert_eq!(shape.whole(600), Some(Span::new(595, 665)));
        assert_eq!(shape.whole(3), None, "nothing is prepared before midnight");
        assert_eq!(shape.hands_at(595), [Span::new(595, 640), Span::new(655, 665)]);
        assert_eq!(shape.at_once().whole(600), Some(Span::new(600, 670)));
    }

    #[test]
    fn a_step_that_takes_no_time_changes_nothing() {
        use StepKind::*;
        let shape = Shape::of(&treatment(&[(Preparation, 0), (HandsOn, 20), (Processing, 0), (CleanUp, 5)]));
        assert_eq!((shape.lead, shape.length, shape.hands), (0, 25, vec![Span::new(0, 25)]));
    }
}
