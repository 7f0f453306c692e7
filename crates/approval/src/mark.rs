//! A signature as it is drawn: strokes on a pad of 600 by 200, as the path of a picture.

/// The most that a signature may take.
const MOST: usize = 24_000;

/// Reads what the pad sends: `M10 20L12 22…`, nothing but moves, lines and whole numbers. None when nothing was drawn.
pub fn strokes(typed: &str) -> Result<Option<String>, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let plain = typed.bytes().all(|b| b.is_ascii_digit() || b"ML ".contains(&b));
    let lines = typed.matches('L').count();
    if !plain || !typed.starts_with('M') || typed.len() > MOST {
        return Err("approval.not_a_signature");
    }
    // A dot is no signature.
    if lines < 5 { Err("approval.too_short_a_signature") } else { Ok(Some(typed.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strokes_are_a_signature() {
        let drawn = "M10 20L12 22L14 25L20 30L40 20L50 25";
        assert_eq!(strokes(drawn), Ok(Some(drawn.to_owned())));
        assert_eq!(strokes("  "), Ok(None));
        assert_eq!(strokes("M1 1L2 2"), Err("approval.too_short_a_signature"));
        assert_eq!(strokes("M1 1\"/><script>"), Err("approval.not_a_signature"));
    }
}
