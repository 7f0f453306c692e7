//! The minutes of a business day, one bit each. Whole days are compared, shifted and narrowed at once, so that looking
//! for a free time touches a few words per person and never a date.

use std::ops::{BitAnd, BitOr, Not};

use kernel::{Cell, Value, ValueKind};

/// Sixty-four minutes each.
const WORDS: usize = 36;

/// How many minutes a business day may have: one that is cut at noon ends 36 hours after its first midnight.
pub const LAST: u32 = (WORDS * 64) as u32;

/// A set of minutes, counted from the business day's midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes([u64; WORDS]);

/// From a minute until another, which is no longer part of it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
pub struct Span {
    /// The first minute.
    pub from: u32,
    /// The first minute after it.
    pub until: u32,
}

impl Span {
    /// From a minute until another.
    pub fn new(from: u32, until: u32) -> Span {
        Span { from, until }
    }

    /// How long.
    pub fn length(self) -> u32 {
        self.until.saturating_sub(self.from)
    }

    /// Do both share a minute?
    pub fn meets(self, other: Span) -> bool {
        self.from < other.until && other.from < self.until
    }
}

impl Minutes {
    /// None.
    pub const NONE: Minutes = Minutes([0; WORDS]);

    /// Those of a span.
    pub fn of(span: Span) -> Minutes {
        Minutes::below(span.until) & !Minutes::below(span.from)
    }

    /// Those of several spans.
    pub fn of_all(spans: &[Span]) -> Minutes {
        spans.iter().fold(Minutes::NONE, |all, span| all | Minutes::of(*span))
    }

    /// Every so many minutes.
    pub fn every(step: u32) -> Minutes {
        let mut all = Minutes::NONE;
        for minute in (0..LAST).step_by(step.max(1) as usize) {
            all.0[minute as usize / 64] |= 1 << (minute % 64);
        }
        all
    }

    fn below(minute: u32) -> Minutes {
        let mut words = [0; WORDS];
        for (place, word) in words.iter_mut().enumerate() {
            *word = match minute.saturating_sub(place as u32 * 64) {
                0 => 0,
                bits @ 1..64 => (1 << bits) - 1,
                _ => u64::MAX,
            };
        }
        Minutes(words)
    }

    /// Is the minute one of them?
    pub fn has(&self, minute: u32) -> bool {
        self.0.get(minute as usize / 64).is_some_and(|word| word >> (minute % 64) & 1 == 1)
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// In their order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(place, word)| {
            let next = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
            let bits = std::iter::successors(Some(*word).filter(|word| *word != 0), next);
            bits.map(move |left| place as u32 * 64 + left.trailing_zeros())
        })
    }

    /// All so many minutes earlier; what falls before midnight is lost.
    pub fn earlier(&self, by: u32) -> Minutes {
        let (words, bits) = (by as usize / 64, by % 64);
        let at = |place: usize| self.0.get(place).copied().unwrap_or(0);
        Minutes(std::array::from_fn(|place| match bits {
            0 => at(place + words),
            _ => at(place + words) >> bits | at(place + words + 1) << (64 - bits),
        }))
    }

    /// All so many minutes later; what falls after the day's last is lost.
    pub fn later(&self, by: u32) -> Minutes {
        let (words, bits) = (by as usize / 64, by % 64);
        let at = |place: Option<usize>| place.and_then(|place| self.0.get(place)).copied().unwrap_or(0);
        Minutes(std::array::from_fn(|place| match bits {
            0 => at(place.checked_sub(words)),
            _ => at(place.checked_sub(words)) << bits | at(place.checked_sub(words + 1)) >> (64 - bits),
        }))
    }

    /// Those from which on all of so many minutes are in the set.
    pub fn starts_of(&self, length: u32) -> Minutes {
        let (mut starts, mut known) = (*self, 1);
        while known < length {
            let more = known.min(length - known);
            starts = starts & starts.earlier(more);
            known += more;
        }
        starts
    }

    /// With so many minutes more before and after each.
    pub fn widened(&self, by: u32) -> Minutes {
        let (mut all, mut known) = (*self, 0);
        while known < by {
            let more = (known + 1).min(by - known);
            all = all | all.earlier(more) | all.later(more);
            known += more;
        }
        all
    }

    /// The same as spans, in their order.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = vec![];
        for minute in self.iter() {
            match spans.last_mut() {
                Some(span) if span.until == minute => span.until += 1,
                _ => spans.push(Span::new(minute, minute + 1)),
            }
        }
        spans
    }
}

impl BitAnd for Minutes {
    type Output = Minutes;
    fn bitand(self, other: Minutes) -> Minutes {
        Minutes(std::array::from_fn(|place| self.0[place] & other.0[place]))
    }
}

impl BitOr for Minutes {
    type Output = Minutes;
    fn bitor(self, other: Minutes) -> Minutes {
        Minutes(std::array::from_fn(|place| self.0[place] | other.0[place]))
    }
}

impl Not for Minutes {
    type Output = Minutes;
    fn not(self) -> Minutes {
        Minutes(self.0.map(|word| !word))
    }
}

/// As the database keeps it: bytes, the earliest minutes first, without the empty end.
impl Cell for Minutes {
    const KIND: ValueKind = ValueKind::Blob;

    fn into_value(self) -> Value {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        Value::Blob(bytes)
    }

    fn from_value(value: Value) -> Result<Minutes, String> {
        match value {
            Value::Blob(bytes) if bytes.len() <= WORDS * 8 => {
                let mut whole = [0; WORDS * 8];
                whole[..bytes.len()].copy_from_slice(&bytes);
                let word = |place: usize| {
                    let mut eight = [0; 8];
                    eight.copy_from_slice(&whole[place * 8..place * 8 + 8]);
                    u64::from_le_bytes(eight)
                };
                Ok(Minutes(std::array::from_fn(word)))
            }
            other => Err(format!("found {other:?}, wanted the minutes of a day")),
        }
    }
}

/// Spans as a cell keeps them: `600-645 660-670`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(pub Vec<Span>);

impl Cell for Spans {
    const KIND: ValueKind = ValueKind::Text;

    fn into_value(self) -> Value {
        let texts: Vec<String> = self.0.iter().map(|span| format!("{}-{}", span.from, span.until)).collect();
        Value::Text(texts.join(" "))
    }

    fn from_value(value: Value) -> Result<Spans, String> {
        let text = String::from_value(value)?;
        let span = |word: &str| {
            let (from, until) = word.split_once('-')?;
            Some(Span::new(from.parse().ok()?, until.parse().ok()?)).filter(|span| span.from < span.until)
        };
        let spans: Option<Vec<Span>> = text.split_whitespace().map(span).collect();
        spans.map(Spans).ok_or_else(|| format!("{text:?} are no spans"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let span = (0..LAST, 1..200u32).prop_map(|(from, long)| Span::new(from, (from + long).min(LAST)));
        prop::collection::vec(span, 0..6)
    }

    fn plain(spans: &[Span]) -> BTreeSet<u32> {
        spans.iter().flat_map(|span| span.from..span.until).collect()
    }

    proptest! {
        #[test]
        fn the_bits_are_the_set(spans in spans(), by in 0..LAST, length in 1..200u32) {
            let (bits, set) = (Minutes::of_all(&spans), plain(&spans));
            let same = |bits: Minutes, set: BTreeSet<u32>| bits.iter().eq(set);
            prop_assert!(same(bits, set.clone()));
            prop_assert_eq!(bits.count() as usize, set.len());
            prop_assert!(same(bits.earlier(by), set.iter().filter_map(|m| m.checked_sub(by)).collect()));
            prop_assert!(same(bits.later(by), set.iter().map(|m| m + by).filter(|m| *m < LAST).collect()));
            let starts = set.iter().copied().filter(|m| (0..length).all(|more| set.contains(&(m + more))));
            prop_assert!(same(bits.starts_of(length), starts.collect()));
            prop_assert_eq!(plain(&bits.spans()), set.clone());
            let near = |m: &u32| set.range(m.saturating_sub(length)..=m + length).next().is_some();
            prop_assert!(same(bits.widened(length), (0..LAST).filter(near).collect()));
        }

        #[test]
        fn what_is_kept_comes_back(spans in spans()) {
            let bits = Minutes::of_all(&spans);
            prop_assert_eq!(Minutes::from_value(bits.into_value()), Ok(bits));
            prop_assert_eq!(Spans::from_value(Spans(spans.clone()).into_value()), Ok(Spans(spans)));
        }
    }

    #[test]
    fn what_is_no_span_is_said() {
        for wrong in ["600", "660-600", "a-b", "600-"] {
            assert!(Spans::from_value(Value::Text(wrong.into())).is_err(), "{wrong}");
        }
        assert!(Minutes::from_value(Value::Blob(vec![0; WORDS * 8 + 1])).is_err());
    }
}
