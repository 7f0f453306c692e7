use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::{DynamicImage, Rgb, RgbImage};
use kernel::Result;

use crate::read::jpeg;

/// Draws who looks and when over all of a picture, so that a copy tells where it came from. Letters, digits and plain
/// signs are drawn; anything else leaves a gap, so names come as they are read.
pub fn watermark(picture: &[u8], words: &str) -> Result<Vec<u8>> {
    let mut picture = image::load_from_memory(picture)?.into_rgb8();
    let dot = (picture.width().max(picture.height()) / 480).max(1);
    let sign = 8 * dot;
    let (across, down) = ((words.chars().count() as u32 + 6) * sign, 9 * sign);
    for (row, top) in (sign..picture.height()).step_by(down as usize).enumerate() {
        // Every other line begins half way, so that no strip can be cut out clean.
        let begin = if row % 2 == 0 { sign } else { across / 2 };
        for left in (begin..picture.width().max(begin + 1)).step_by(across as usize) {
            write(&mut picture, words, left, top, dot);
        }
        write(&mut picture, words, 0, top + down / 2, dot);
    }
    jpeg(&DynamicImage::ImageRgb8(picture))
}

fn write(picture: &mut RgbImage, words: &str, left: u32, top: u32, dot: u32) {
    for (at, glyph) in (0u32..).zip(words.chars().map(|c| BASIC_FONTS.get(c).unwrap_or_default())) {
        for (y, line) in (0u32..).zip(glyph) {
            for x in (0..8u32).filter(|x| line & (1 << x) != 0) {
                square(picture, left + (at * 8 + x) * dot, top + y * dot, dot);
            }
        }
    }
}

/// Halfway to white where it is dark and to black where it is light: readable on either, and seen through.
fn square(picture: &mut RgbImage, left: u32, top: u32, dot: u32) {
    for y in top..(top + dot).min(picture.height()) {
        for x in left..(left + dot).min(picture.width()) {
            let Rgb(was) = *picture.get_pixel(x, y);
            let light = was.iter().map(|c| u32::from(*c)).sum::<u32>() > 3 * 128;
            let towards: u32 = if light { 0 } else { 255 };
            picture.put_pixel(x, y, Rgb(was.map(|c| ((u32::from(c) * 5 + towards * 3) / 8) as u8)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::prepare;
    use proptest::prelude::*;

    fn plain(width: u32, height: u32) -> Vec<u8> {
        let sheet = RgbImage::from_pixel(width, height, Rgb([200, 180, 170]));
        prepare(&jpeg(&DynamicImage::ImageRgb8(sheet)).expect("written")).expect("read").large
    }

    fn changed(one: &[u8], other: &[u8], of: impl Fn(u32, u32) -> bool) -> usize {
        let seen = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture").into_rgb8();
        let (one, other) = (seen(one), seen(other));
        let differ = |(x, y, pixel): (u32, u32, &Rgb<u8>)| {
            of(x, y) && pixel.0[0].abs_diff(other.get_pixel(x, y).0[0]) > 30
        };
        one.enumerate_pixels().filter(|pixel| differ(*pixel)).count()
    }

    #[test]
    fn every_quarter_of_a_picture_is_marked() {
        let picture = plain(1200, 900);
        let marked = watermark(&picture, "LIN XIAOTONG 0005 2026-11-24 09:15").expect("marked");
        for (left, top) in [(0, 0), (600, 0), (0, 450), (600, 450)] {
            let quarter = |x: u32, y: u32| (left..left + 600).contains(&x) && (top..top + 450).contains(&y);
            assert!(changed(&picture, &marked, quarter) > 500, "{left} {top}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_words_on_any_picture(words in "\\PC{0,60}", width in 1u32..300, height in 1u32..300) {
            prop_assert!(watermark(&plain(width, height), &words).is_ok());
        }
    }
}
