/// Measures of a picture of boxes under boxes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measures {
    /// A box is so wide.
    pub width: i64,
    /// And so high.
    pub height: i64,
    /// Between neighbours.
    pub aside: i64,
    /// Between a row and the next.
    pub below: i64,
}

/// Where the boxes stand, by their upper left corners, and how large the whole is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Corner of each box.
    pub corners: Vec<(i64, i64)>,
    /// From left to right.
    pub width: i64,
    /// From top to bottom.
    pub height: i64,
}

/// Sets boxes in rows under each other: no two overlap, everybody stands centred over those directly below, and
/// subtrees stand as close as they can. `above` gives for each box the one above it, which must come before it;
/// any other stands at the top.
pub(crate) fn tidy(above: &[Option<usize>], measures: Measures) -> Layout {
    let above: Vec<Option<usize>> =
        above.iter().enumerate().map(|(i, above)| above.filter(|above| *above < i)).collect();
    let mut below: Vec<Vec<usize>> = vec![vec![]; above.len()];
    let mut roots = vec![];
    for (i, above) in above.iter().enumerate() {
        match above {
            Some(above) => below[*above].push(i),
            None => roots.push(i),
        }
    }
    // Whoever comes later stands lower, so that every subtree is ready when the one above it is drawn.
    let step = measures.width + measures.aside;
    let mut outlines: Vec<Outline> = vec![Outline::default(); above.len()];
    let mut shifts = vec![0; above.len()];
    for i in (0..above.len()).rev() {
        let together = abreast(&below[i], &mut outlines, &mut shifts, step);
        outlines[i] = together.under_one();
    }
    let top = abreast(&roots, &mut outlines, &mut shifts, step);
    let left = top.0.iter().map(|(left, _)| *left).min().unwrap_or_default();
    let right = top.0.iter().map(|(_, right)| *right).max().unwrap_or_default();
    let mut corners: Vec<(i64, i64)> = vec![(0, 0); above.len()];
    for i in 0..above.len() {
        corners[i] = match above[i] {
            Some(above) => {
                let (x, y) = corners[above];
                (x + shifts[i], y + measures.height + measures.below)
            }
            None => (shifts[i] - left, 0),
        };
    }
    let rows = i64::try_from(top.0.len()).unwrap_or_default();
    Layout {
        width: if rows == 0 { 0 } else { right - left + measures.width },
        height: rows * measures.height + (rows - 1).max(0) * measures.below,
        corners,
    }
}

/// Row by row, how far a subtree reaches to the left and to the right of its own top, measured at corners.
#[derive(Debug, Clone, Default)]
struct Outline(Vec<(i64, i64)>);

impl Outline {
    /// The same with one box on top, over the middle.
    fn under_one(mut self) -> Outline {
        self.0.insert(0, (0, 0));
        self
    }
}

/// Sets subtrees beside each other; their shifts are measured from the middle of the first and the last.
fn abreast(tops: &[usize], outlines: &mut [Outline], shifts: &mut [i64], step: i64) -> Outline {
    let mut whole = Outline::default();
    let mut at = 0;
    for top in tops {
        let outline = std::mem::take(&mut outlines[*top]);
        let room = whole.0.iter().zip(&outline.0).map(|((_, right), (left, _))| right + step - left);
        at = room.max().unwrap_or(0);
        shifts[*top] = at;
        for (row, (left, right)) in outline.0.into_iter().enumerate() {
            match whole.0.get_mut(row) {
                Some(reach) => reach.1 = right + at,
                None => whole.0.push((left + at, right + at)),
            }
        }
    }
    let middle = at / 2;
    for top in tops {
        shifts[*top] -= middle;
    }
    for (left, right) in &mut whole.0 {
        *left -= middle;
        *right -= middle;
    }
    whole
}

/// A text cut to a width, as near as one can tell without the font: a Chinese character is as wide as it is high,
/// a letter about half of that.
pub(crate) fn fit(text: &str, width: i64, size: i64) -> String {
    let wide = |c: char| if c.is_ascii() { size * 11 / 20 } else { size };
    if text.chars().map(wide).sum::<i64>() <= width {
        return text.to_owned();
    }
    let mut left = width - size;
    let kept = text.chars().take_while(|c| {
        left -= wide(*c);
        left >= 0
    });
    kept.collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MEASURES: Measures = Measures { width: 10, height: 4, aside: 2, below: 3 };

    fn xs(above: &[Option<usize>]) -> Vec<i64> {
        tidy(above, MEASURES).corners.iter().map(|(x, _)| *x).collect()
    }

    #[test]
    fn one_stands_in_the_middle_over_three() {
        assert_eq!(xs(&[None, Some(0), Some(0), Some(0)]), [12, 0, 12, 24]);
        let layout = tidy(&[None, Some(0), Some(0), Some(0)], MEASURES);
        assert_eq!((layout.width, layout.height), (34, 11));
    }

    #[test]
    fn a_narrow_tree_slides_under_a_wide_neighbour() {
        // The first child has three below it, the second none: the second stands close beside the first.
        assert_eq!(xs(&[None, Some(0), Some(0), Some(1), Some(1), Some(1)]), [18, 12, 24, 0, 12, 24]);
    }

    #[test]
    fn nothing_and_rings_harm_nobody() {
        assert_eq!(tidy(&[], MEASURES), Layout::default());
        assert_eq!(xs(&[Some(0), Some(5)]), [0, 12]);
    }

    #[test]
    fn a_long_text_ends_in_dots() {
        assert_eq!(fit("总经理", 45, 15), "总经理");
        assert_eq!(fit("行政总监助理", 60, 15), "行政总…");
        assert_eq!(fit("Administrative director", 100, 15), "Administra…");
    }

    proptest! {
        #[test]
        fn boxes_never_overlap_and_everybody_is_centred(picks in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
            let above: Vec<Option<usize>> = picks.iter().enumerate()
                .map(|(i, pick)| { let at = pick.index(i + 1); (at < i).then_some(at) }).collect();
            let layout = tidy(&above, MEASURES);
            for (i, a) in layout.corners.iter().enumerate() {
                prop_assert!(a.0 >= 0 && a.0 + MEASURES.width <= layout.width);
                prop_assert!(a.1 >= 0 && a.1 + MEASURES.height <= layout.height);
                for b in &layout.corners[..i] {
                    let apart = (a.0 - b.0).abs() >= MEASURES.width + MEASURES.aside || a.1 != b.1;
                    prop_assert!(apart, "{a:?} {b:?}");
                }
                let below: Vec<i64> = above.iter().zip(&layout.corners)
                    .filter(|(above, _)| **above == Some(i)).map(|(_, at)| at.0).collect();
                if let (Some(first), Some(last)) = (below.first(), below.last()) {
                    prop_assert!((first + last - 2 * a.0).abs() <= 1, "{first} {last} {a:?}");
                }
            }
        }
    }
}
