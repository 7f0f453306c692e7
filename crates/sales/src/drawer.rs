//! What lies in a drawer, note by note.

use kernel::{Money, MoneyError, Problems, Result};

/// Notes and coins (面额), in fen, the largest first.
pub const DENOMINATIONS: [i64; 8] = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10];

/// How often each denomination lies there, as it was typed, in the order of [`DENOMINATIONS`].
pub(crate) fn read(typed: &[String], wrong: &mut Problems) -> Vec<(i64, i64)> {
    let mut count = vec![];
    for (at, denomination) in DENOMINATIONS.iter().enumerate() {
        let text = typed.get(at).map_or("", |text| text.trim());
        if text.is_empty() {
            continue;
        }
        let pieces = text.parse::<i64>().ok().filter(|pieces| (0..=100_000).contains(pieces));
        match wrong.need(&format!("pieces.{at}"), pieces, "not_a_number") {
            Some(pieces) if pieces > 0 => count.push((*denomination, pieces)),
            _ => {}
        }
    }
    count
}

/// What it comes to.
pub(crate) fn sum(count: &[(i64, i64)]) -> Result<Money, MoneyError> {
    let each = count.iter().map(|(denomination, pieces)| Money::fen(*denomination)?.times(*pieces));
    Money::total(each.collect::<Result<Vec<_>, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_what_its_pieces_come_to() {
        let typed: Vec<String> = ["3", "", "0", "2", "", "", "1", "4"].map(String::from).to_vec();
        let mut wrong = Problems::default();
        let count = read(&typed, &mut wrong);
        assert_eq!(count, [(10_000, 3), (1_000, 2), (50, 1), (10, 4)]);
        assert_eq!(sum(&count).map(Money::in_fen), Ok(32_090));
        assert!(wrong.is_empty());
        read(&["many".to_owned()], &mut wrong);
        assert!(wrong.of("pieces.0").is_some());
    }
}
