//! The diary of a day (当日排期), and when a wish fits into it.
//!
//! Everybody and everything is a set of free minutes. A wish is a list of needs: somebody's hands, a room, a piece of
//! equipment, each for some minutes counted from the moment the customer is there. For each need and each of its
//! candidates all moments of the day that would do are worked out at once; the needs together are narrowed to the
//! moments that all of them share. Only where two needs could want the same at the same time (two customers together,
//! two treatments in parallel) is each moment looked at by itself.

use std::ops::Range;

use kernel::{BusinessDate, PersonId};

use crate::minutes::{Minutes, Span};
use crate::state::Sex;
use crate::{EquipmentId, RoomId};

/// Somebody on duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Hand {
    /// Who.
    pub person: PersonId,
    /// A woman or a man, where it is known.
    pub sex: Option<Sex>,
    /// When she works and nothing is promised.
    pub free: Minutes,
    /// How many minutes she works.
    pub works: u32,
    /// How many minutes are promised: whoever has the fewest is taken when nobody is wished for.
    pub load: u32,
}

/// A room or a bed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bed {
    /// Which.
    pub id: RoomId,
    /// What kind.
    pub kind: String,
    /// The larger room it stands in.
    pub stands_in: String,
    /// When it is free.
    pub free: Minutes,
}

/// A piece of equipment.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Which.
    pub id: EquipmentId,
    /// What kind.
    pub kind: String,
    /// When it is free.
    pub free: Minutes,
}

/// A business day of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Diary {
    /// The day.
    pub day: BusinessDate,
    /// Everybody on duty.
    pub hands: Vec<Hand>,
    /// The rooms and beds.
    pub beds: Vec<Bed>,
    /// The equipment.
    pub pieces: Vec<Piece>,
}

/// What a need is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Somebody's hands.
    Hands,
    /// A room.
    Room,
    /// A piece of equipment.
    Piece,
}

/// Something that a wish needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What.
    pub of: Of,
    /// For which treatments of the wish: one, or several that are given in one room.
    pub parts: Range<usize>,
    /// When, in minutes from the moment the customer is there; what is prepared comes before it.
    pub spans: Vec<(i32, i32)>,
    /// Who or which would do, by their places in the diary, the dearest first.
    pub candidates: Vec<usize>,
}

/// What a visit would need, all together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Its needs.
    pub needs: Vec<Need>,
}

/// A moment that fits, and who and what is taken then: one candidate for each need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The minute at which the customer is to be there.
    pub starts: u32,
    /// The places in the diary, in the order of the needs.
    pub chosen: Vec<usize>,
}

impl Need {
    /// Do both want something at the same time that cannot serve both?
    fn meets(&self, other: &Need) -> bool {
        let share = |a: &(i32, i32), b: &(i32, i32)| a.0 < b.1 && b.0 < a.1;
        self.of == other.of && self.spans.iter().any(|a| other.spans.iter().any(|b| share(a, b)))
    }

    /// The moments at which somebody with these free minutes would do.
    fn moments(&self, free: &Minutes) -> Minutes {
        let mut moments = !Minutes::NONE;
        for (from, until) in &self.spans {
            let starts = free.starts_of(until.abs_diff(*from));
            let by = from.unsigned_abs();
            moments = moments & if *from < 0 { starts.later(by) } else { starts.earlier(by) };
        }
        moments
    }
}

impl Diary {
    fn free(&self, of: Of, place: usize) -> &Minutes {
        match of {
            Of::Hands => &self.hands[place].free,
            Of::Room => &self.beds[place].free,
            Of::Piece => &self.pieces[place].free,
        }
    }

    /// Looks for a wish in the day, at these moments of it.
    pub fn search(&self, wish: &Wish, within: Minutes) -> Search<'_> {
        let moments = |need: &Need| -> Vec<(usize, Minutes)> {
            let one = |place: &usize| (*place, need.moments(self.free(need.of, *place)));
            need.candidates.iter().map(one).filter(|(_, moments)| !moments.is_empty()).collect()
        };
        let choices: Vec<Vec<(usize, Minutes)>> = wish.needs.iter().map(moments).collect();
        let any = |choices: &Vec<(usize, Minutes)>| {
            choices.iter().fold(Minutes::NONE, |any, (_, moments)| any | *moments)
        };
        let all = choices.iter().fold(within, |all, choices| all & any(choices));
        let rivals = |place: usize| -> Vec<usize> {
            (0..place).filter(|before| wish.needs[*before].meets(&wish.needs[place])).collect()
        };
        let rivals: Vec<Vec<usize>> = (0..wish.needs.len()).map(rivals).collect();
        let mates = wish.needs.iter().map(|need| need.of == Of::Room).collect();
        Search { diary: self, choices, rivals, mates, all }
    }
}

/// A wish that is looked for in a day.
pub struct Search<'a> {
    diary: &'a Diary,
    /// For each need who or what would do, with the moments at which.
    choices: Vec<Vec<(usize, Minutes)>>,
    /// For each need those before it that must not be served by the same.
    rivals: Vec<Vec<usize>>,
    /// Which needs are rooms: beds of one room, or the same room again, are looked at first.
    mates: Vec<bool>,
    all: Minutes,
}

impl Search<'_> {
    /// Every moment that fits.
    pub fn moments(&self) -> Minutes {
        if self.rivals.iter().all(Vec::is_empty) {
            return self.all;
        }
        let fitting = self.all.iter().filter(|moment| self.fit(*moment).is_some());
        let spans: Vec<Span> = fitting.map(|moment| Span::new(moment, moment + 1)).collect();
        Minutes::of_all(&spans)
    }

    /// The first moments that fit, at most so many.
    pub fn first(&self, most: usize) -> Vec<Fit> {
        self.all.iter().filter_map(|moment| self.fit(moment)).take(most).collect()
    }

    /// Who and what would be taken at a moment, if it fits.
    pub fn fit(&self, moment: u32) -> Option<Fit> {
        if !self.all.has(moment) {
            return None;
        }
        let mut chosen = vec![];
        self.choose(moment, &mut chosen).then_some(Fit { starts: moment, chosen })
    }

    /// Serves the needs one by one, and goes back where a later one is left with nothing.
    fn choose(&self, moment: u32, chosen: &mut Vec<usize>) -> bool {
        let Some(choices) = self.choices.get(chosen.len()) else { return true };
        let rivals = &self.rivals[chosen.len()];
        let mut able: Vec<usize> = choices
            .iter()
            .filter(|(place, moments)| {
                moments.has(moment) && rivals.iter().all(|rival| chosen[*rival] != *place)
            })
            .map(|(place, _)| *place)
            .collect();
        if self.mates[chosen.len()] {
            let before = (0..chosen.len()).rev().find(|need| self.mates[*need]).map(|need| chosen[need]);
            able.sort_by_key(|place| before.is_some_and(|before| !self.one_room(before, *place)));
        }
        for place in able {
            chosen.push(place);
            if self.choose(moment, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }

    fn one_room(&self, bed: usize, other: usize) -> bool {
        let beds = &self.diary.beds;
        bed == other || (!beds[bed].stands_in.is_empty() && beds[bed].stands_in == beds[other].stands_in)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;
    use proptest::prelude::*;

    /// A short day, so that the oracle can try everything.
    const DAY: u32 = 150;

    fn free() -> impl Strategy<Value = Minutes> {
        prop::collection::vec((0..DAY, 1..60u32), 0..4).prop_map(|busy| {
            let spans: Vec<Span> = busy.iter().map(|(from, long)| Span::new(*from, from + long)).collect();
            Minutes::of(Span::new(5, DAY)) & !Minutes::of_all(&spans)
        })
    }

    fn diary() -> impl Strategy<Value = Diary> {
        let some = |most| prop::collection::vec(free(), 1..most);
        (some(4usize), some(4), some(3)).prop_map(|(hands, beds, pieces)| Diary {
            day: jiff::civil::date(2026, 3, 2),
            hands: (1..)
                .zip(hands)
                .map(|(key, free)| Hand { person: PersonId::of(key), sex: None, free, works: 0, load: 0 })
                .collect(),
            beds: (1..)
                .zip(beds)
                .map(|(key, free)| Bed {
                    id: RoomId::of(key),
                    kind: String::new(),
                    stands_in: String::new(),
                    free,
                })
                .collect(),
            pieces: (1..)
                .zip(pieces)
                .map(|(key, free)| Piece { id: EquipmentId::of(key), kind: String::new(), free })
                .collect(),
        })
    }

    /// Of what, when, and which candidates as bits.
    type Asked = (Of, Vec<(i32, i32)>, u8);

    fn need() -> impl Strategy<Value = Asked> {
        let of = prop::sample::select(vec![Of::Hands, Of::Room, Of::Piece]);
        let spans = prop::collection::vec((-10..60i32, 1..30i32), 1..3)
            .prop_map(|spans| spans.into_iter().map(|(from, long)| (from, from + long)).collect());
        (of, spans, 1..8u8)
    }

    fn wish(diary: &Diary, needs: &[Asked]) -> Wish {
        let need = |(of, spans, which): &Asked| {
            let count = match of {
                Of::Hands => diary.hands.len(),
                Of::Room => diary.beds.len(),
                Of::Piece => diary.pieces.len(),
            };
            let candidates = (0..count).filter(|place| which >> place & 1 == 1).collect();
            Need { of: *of, parts: 0..1, spans: spans.clone(), candidates }
        };
        Wish { needs: needs.iter().map(need).collect() }
    }

    /// Would these serve the wish at a moment? Minute by minute, as one would explain it to somebody.
    fn serves(diary: &Diary, wish: &Wish, moment: u32, chosen: &[usize]) -> bool {
        let minutes = |need: &Need| -> Vec<i64> {
            let all = need.spans.iter().flat_map(|(from, until)| *from..*until);
            all.map(|minute| i64::from(moment) + i64::from(minute)).collect()
        };
        let mut taken = vec![];
        for (need, place) in wish.needs.iter().zip(chosen) {
            let mut own: Vec<i64> = minutes(need);
            own.sort_unstable();
            own.dedup();
            for minute in own {
                let free = u32::try_from(minute).is_ok_and(|minute| diary.free(need.of, *place).has(minute));
                let what = (need.of as u8, *place, minute);
                if !free || taken.contains(&what) {
                    return false;
                }
                taken.push(what);
            }
        }
        true
    }

    /// Every way to choose, tried one after the other.
    fn oracle(diary: &Diary, wish: &Wish, moment: u32) -> bool {
        let mut ways = vec![vec![]];
        for need in &wish.needs {
            let longer = |way: &Vec<usize>| -> Vec<Vec<usize>> {
                need.candidates.iter().map(|place| [&way[..], &[*place]].concat()).collect()
            };
            ways = ways.iter().flat_map(longer).collect();
        }
        ways.iter().any(|way| serves(diary, wish, moment, way))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn the_search_agrees_with_trying_everything(
            diary in diary(), needs in prop::collection::vec(need(), 1..5),
        ) {
            let wish = wish(&diary, &needs);
            let within = Minutes::of(Span::new(0, DAY + 20));
            let search = diary.search(&wish, within);
            let moments = search.moments();
            for moment in 0..DAY + 20 {
                let fits = oracle(&diary, &wish, moment);
                prop_assert_eq!(moments.has(moment), fits, "at {}", moment);
                if let Some(fit) = search.fit(moment) {
                    prop_assert!(serves(&diary, &wish, moment, &fit.chosen), "chosen wrongly at {}", moment);
                }
            }
            let first: Vec<u32> = search.first(3).iter().map(|fit| fit.starts).collect();
            prop_assert_eq!(first, moments.iter().take(3).collect::<Vec<_>>());
        }
    }
}
