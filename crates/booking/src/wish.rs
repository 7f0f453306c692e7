//! From what a customer wishes to what the day must have free for it.

use catalog::Treatment;
use kernel::{PersonId, Result};

use crate::diary::{Diary, Fit, Need, Of, Wish};
use crate::minutes::{Span, Spans};
use crate::shape::Shape;
use crate::state::{Refused, Sex};
use crate::{EquipmentId, RoomId};

/// With whom, if the customer has a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum With {
    /// Whoever is free.
    #[default]
    Anybody,
    /// Her and nobody else (点).
    Only(PersonId),
    /// Her if she is free.
    Rather(PersonId),
}

/// A treatment that is wished for.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// What.
    pub treatment: &'a Treatment,
    /// For whom of the visit: 1 or 2.
    pub guest: u32,
    /// With whom.
    pub with: With,
    /// By a woman or a man.
    pub sex: Option<Sex>,
    /// At the same time as the one before it, instead of after it.
    pub together: bool,
}

/// A treatment that is wished for, with its place in the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Minutes from the moment the customer is there to the beginning of its preparation.
    pub at: i32,
    pub shape: Shape,
}

/// Where the treatments of a visit lie, counted from the moment the customer is there. Each guest's come one after the
/// other, clean-up and preparation between them; those together begin together.
pub(crate) fn places(parts: &[Part]) -> Vec<Placed> {
    let mut ends = [0i32; 2];
    let mut begun = [0i32; 2];
    let mut placed = vec![];
    for (place, part) in parts.iter().enumerate() {
        let shape = Shape::of(part.treatment);
        let guest = usize::from(part.guest == 2);
        let lead = shape.lead as i32;
        let is_first = !parts[..place].iter().any(|before| before.guest == part.guest);
        let at = match (part.together && !is_first, is_first) {
            (true, _) => begun[guest] - lead,
            (false, true) => -lead,
            (false, false) => ends[guest],
        };
        begun[guest] = at + lead;
        ends[guest] = ends[guest].max(at + shape.length as i32);
        placed.push(Placed { at, shape });
    }
    placed
}

/// What the day must have free for these treatments.
pub(crate) fn wish(
    diary: &Diary,
    parts: &[Part],
    may_give: impl Fn(PersonId, &Treatment) -> bool,
) -> Result<Wish> {
    let placed = places(parts);
    let mut needs = vec![];
    for (place, (part, placed)) in parts.iter().zip(&placed).enumerate() {
        let spans = placed
            .shape
            .hands
            .iter()
            .map(|span| (placed.at + span.from as i32, placed.at + span.until as i32));
        let candidates = hands(diary, part, |person| may_give(person, part.treatment));
        needs.push(Need { of: Of::Hands, parts: place..place + 1, spans: spans.collect(), candidates });
        for kind in &part.treatment.equipment {
            let pieces = diary.pieces.iter().enumerate().filter(|(_, piece)| piece.kind == *kind);
            let candidates = pieces.map(|(place, _)| place).collect();
            needs.push(Need {
                of: Of::Piece,
                parts: place..place + 1,
                spans: vec![whole(placed)],
                candidates,
            });
        }
    }
    needs.extend(rooms(diary, parts, &placed)?);
    Ok(Wish { needs })
}

fn whole(placed: &Placed) -> (i32, i32) {
    (placed.at, placed.at + placed.shape.length as i32)
}

/// Who would do, the dearest first: the one she would rather have, then whoever has the least to do.
fn hands(diary: &Diary, part: &Part, able: impl Fn(PersonId) -> bool) -> Vec<usize> {
    let fits = |hand: &crate::diary::Hand| {
        let wished = match part.with {
            With::Only(person) => hand.person == person,
            _ => part.sex.is_none() || hand.sex == part.sex,
        };
        wished && able(hand.person)
    };
    let mut places: Vec<usize> =
        diary.hands.iter().enumerate().filter(|(_, hand)| fits(hand)).map(|(place, _)| place).collect();
    places.sort_by_key(|place| {
        let hand = &diary.hands[*place];
        (With::Rather(hand.person) != part.with, hand.load, hand.person)
    });
    places
}

/// Treatments of one customer that go on together are given in one room.
fn rooms(diary: &Diary, parts: &[Part], placed: &[Placed]) -> Result<Vec<Need>> {
    let mut needs = vec![];
    let mut place = 0;
    // Two who come together would rather lie in one room.
    let are_two = parts.iter().any(|part| part.guest != parts[0].guest);
    while place < parts.len() {
        let guest = parts[place].guest;
        let more = parts[place + 1..].iter().take_while(|part| part.together && part.guest == guest).count();
        let group = place..place + 1 + more;
        let mut kinds: Vec<&str> =
            parts[group.clone()].iter().filter_map(|part| part.treatment.room_kind.as_deref()).collect();
        kinds.dedup();
        match kinds[..] {
            [] => {}
            [kind] => {
                let spans = placed[group.clone()].iter().map(whole);
                let whole =
                    spans.fold((i32::MAX, i32::MIN), |all, span| (all.0.min(span.0), all.1.max(span.1)));
                let beds = diary.beds.iter().enumerate().filter(|(_, bed)| bed.kind == kind);
                let mut candidates: Vec<usize> = beds.map(|(place, _)| place).collect();
                if are_two {
                    candidates.sort_by_key(|place| diary.beds[*place].stands_in.is_empty());
                }
                needs.push(Need { of: Of::Room, parts: group.clone(), spans: vec![whole], candidates });
            }
            _ => return Err(Refused::NotTogether.into()),
        }
        place = group.end;
    }
    Ok(needs)
}

/// Who gives a treatment of a wish, where and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub therapist: PersonId,
    pub room: Option<RoomId>,
    pub equipment: Vec<EquipmentId>,
    pub whole: Span,
    pub hands: Spans,
}

/// A moment that fits, treatment by treatment; none when it would begin before midnight.
pub(crate) fn given(diary: &Diary, wish: &Wish, parts: &[Part], fit: &Fit) -> Option<Vec<Given>> {
    let placed = places(parts);
    let chosen = |place: usize, of: Of| {
        let both = wish.needs.iter().zip(&fit.chosen);
        both.filter(move |(need, _)| need.of == of && need.parts.contains(&place)).map(|(_, chosen)| *chosen)
    };
    let one = |(place, placed): (usize, &Placed)| {
        let from = u32::try_from(fit.starts as i32 + placed.at).ok()?;
        Some(Given {
            therapist: diary.hands[chosen(place, Of::Hands).next()?].person,
            room: chosen(place, Of::Room).next().map(|bed| diary.beds[bed].id),
            equipment: chosen(place, Of::Piece).map(|piece| diary.pieces[piece].id).collect(),
            whole: Span::new(from, from + placed.shape.length),
            hands: Spans(placed.shape.hands_at(from)),
        })
    };
    placed.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diary::{Bed, Hand};
    use crate::minutes::Minutes;
    use crate::shape::tests::treatment;
    use catalog::StepKind::*;
    use kernel::Id;

    fn day() -> Diary {
        let free = Minutes::of(Span::new(600, 720));
        let hand =
            |key, sex| Hand { person: PersonId::of(key), sex: Some(sex), free, works: 120, load: key as u32 };
        let bed = |key, stands_in: &str| Bed {
            id: RoomId::of(key),
            kind: "facial".into(),
            stands_in: stands_in.into(),
            free,
        };
        Diary {
            day: jiff::civil::date(2026, 3, 2),
            hands: vec![hand(1, Sex::Female), hand(2, Sex::Male), hand(3, Sex::Female)],
            beds: vec![bed(1, ""), bed(2, "双人房"), bed(3, ""), bed(4, "双人房")],
            pieces: vec![],
        }
    }

    fn facial() -> Treatment {
        Treatment {
            room_kind: Some("facial".into()),
            ..treatment(&[(Preparation, 5), (HandsOn, 20), (Processing, 15), (CleanUp, 10)])
        }
    }

    fn part(treatment: &Treatment) -> Part<'_> {
        Part { treatment, guest: 1, with: With::Anybody, sex: None, together: false }
    }

    fn found(diary: &Diary, parts: &[Part]) -> Option<Vec<Given>> {
        let wish = wish(diary, parts, |_, _| true).expect("a wish");
        let fit = diary.search(&wish, !Minutes::NONE).first(1).pop()?;
        given(diary, &wish, parts, &fit)
    }

    fn who(given: &[Given]) -> Vec<i64> {
        given.iter().map(|given| given.therapist.get()).collect()
    }

    #[test]
    fn whoever_has_the_least_to_do_is_taken_unless_the_customer_wishes() {
        let (diary, facial) = (day(), facial());
        let with = |with, sex| who(&found(&diary, &[Part { with, sex, ..part(&facial) }]).expect("free"));
        assert_eq!(with(With::Anybody, None), [1]);
        assert_eq!(with(With::Rather(PersonId::of(3)), None), [3]);
        assert_eq!(with(With::Only(PersonId::of(2)), Some(Sex::Female)), [2], "she asked for him");
        assert_eq!(with(With::Anybody, Some(Sex::Male)), [2]);
    }

    #[test]
    fn the_one_she_would_rather_have_is_not_waited_for() {
        let (mut diary, facial) = (day(), facial());
        diary.hands[2].free = Minutes::NONE;
        let rather = [Part { with: With::Rather(PersonId::of(3)), ..part(&facial) }];
        assert_eq!(who(&found(&diary, &rather).expect("free")), [1]);
        let only = [Part { with: With::Only(PersonId::of(3)), ..part(&facial) }];
        assert_eq!(found(&diary, &only), None);
    }

    #[test]
    fn one_after_the_other_lies_clean_up_and_preparation() {
        let facial = facial();
        let given = found(&day(), &[part(&facial), part(&facial)]).expect("free");
        assert_eq!(given[0].whole, Span::new(600, 650));
        assert_eq!(given[1].whole, Span::new(650, 700));
        assert_eq!(given[0].room, given[1].room, "she stays where she is");
    }

    #[test]
    fn two_customers_together_have_two_therapists_and_the_beds_of_one_room() {
        let facial = facial();
        let given = found(&day(), &[part(&facial), Part { guest: 2, ..part(&facial) }]).expect("free");
        assert_eq!(who(&given), [1, 2]);
        assert_eq!(given[0].whole, given[1].whole);
        assert_eq!([given[0].room, given[1].room].map(|room| room.map(Id::get)), [Some(2), Some(4)]);
        let mut diary = day();
        diary.hands.truncate(1);
        assert_eq!(found(&diary, &[part(&facial), Part { guest: 2, ..part(&facial) }]), None);
    }

    #[test]
    fn two_treatments_at_once_are_given_in_one_room() {
        let (facial, mut feet) = (facial(), facial());
        feet.room_kind = None;
        let both = [part(&facial), Part { together: true, ..part(&feet) }];
        let given = found(&day(), &both).expect("free");
        assert_eq!((given[0].room, who(&given)), (given[1].room, vec![1, 2]));
        feet.room_kind = Some("hydro".into());
        let both = [part(&facial), Part { together: true, ..part(&feet) }];
        let error = wish(&day(), &both, |_, _| true).expect_err("two rooms");
        assert_eq!(error.refusal().map(|refusal| refusal.code), Some("booking.not_together"));
    }

    #[test]
    fn while_a_mask_works_she_can_begin_with_somebody_else() {
        let (mut diary, facial) = (day(), facial());
        let short = treatment(&[(HandsOn, 15)]);
        diary.hands.truncate(1);
        diary.hands[0].free = Minutes::of(Span::new(600, 650));
        let parts = [part(&facial), Part { guest: 2, ..part(&short) }];
        assert_eq!(found(&diary, &parts), None, "both begin together");
        diary.hands[0].free = Minutes::of(Span::new(600, 625)) | Minutes::of(Span::new(640, 650));
        assert!(found(&diary, &[part(&facial)]).is_some(), "she may be elsewhere while the mask works");
    }
}
