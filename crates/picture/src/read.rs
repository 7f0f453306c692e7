use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use kernel::{Error, Result, refusals};

/// The longest side of the large one, in pixels: enough for a screen held close.
const LARGE: u32 = 1600;
/// The longest side of the small one.
const SMALL: u32 = 320;
/// The most that a picture may have, in pixels: what telephones take today, and some more.
const MOST_PIXELS: u64 = 64_000_000;
/// The most memory that reading one may take, in bytes.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// The most that a picture's file may have, in bytes.
const MOST_BYTES: usize = 15 * 1024 * 1024;
/// How faithfully it is written, of 100.
const QUALITY: u8 = 85;

refusals! {
    /// Why a picture is not taken.
    pub enum Refused {
        /// It is no picture that can be read.
        NoPicture = Invalid "picture.no_picture",
        /// It is too large.
        TooLarge { most: String } = Invalid "picture.too_large",
    }
}

/// A picture that is ready to be kept: upright, scaled, written anew.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) large: Vec<u8>,
    pub(crate) small: Vec<u8>,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prepared({}×{})", self.width, self.height)
    }
}

/// Reads what a camera gave, on a thread that may be kept busy.
pub async fn read(field: &str) -> Result<Prepared> {
    let bytes = bytes(field)?;
    tokio::task::spawn_blocking(move || prepare(&bytes)).await?
}

/// The bytes of a form's field: `data:image/jpeg;base64,…`, as pads and programs send them and as the house turns
/// files of a form into.
pub fn bytes(field: &str) -> Result<Vec<u8>> {
    Ok(web::files::content(field).ok_or(Refused::NoPicture)?)
}

/// Decodes a picture, turns it upright by what the camera noted, scales it and writes it anew; nothing else of what
/// the camera noted (place, device, time) is taken along. Takes its time: call it outside the transaction.
pub fn prepare(bytes: &[u8]) -> Result<Prepared> {
    let most = || format!("{} MB", MOST_BYTES / 1024 / 1024);
    if bytes.len() > MOST_BYTES {
        return Err(Refused::TooLarge { most: most() }.into());
    }
    let no = |_| Error::from(Refused::NoPicture);
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Refused::NoPicture)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(no)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refused::TooLarge { most: format!("{} MP", MOST_PIXELS / 1_000_000) }.into());
    }
    let way_up = decoder.orientation().map_err(no)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(no)?;
    picture.apply_orientation(way_up);
    // A pad's signature is transparent where nothing was drawn; paper is white.
    let picture = on_paper(picture);
    let large = within(&picture, LARGE);
    let small = within(&large, SMALL);
    Ok(Prepared { width: large.width(), height: large.height(), large: jpeg(&large)?, small: jpeg(&small)? })
}

fn on_paper(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let drawn = picture.into_rgba8();
    let mut paper = image::RgbImage::new(drawn.width(), drawn.height());
    for (sheet, pixel) in paper.pixels_mut().zip(drawn.pixels()) {
        let [r, g, b, a] = pixel.0.map(u32::from);
        *sheet = image::Rgb([r, g, b].map(|colour| ((colour * a + 255 * (255 - a)) / 255) as u8));
    }
    DynamicImage::ImageRgb8(paper)
}

/// Made smaller so that it fits; never larger.
fn within(picture: &DynamicImage, side: u32) -> DynamicImage {
    match picture.width().max(picture.height()) <= side {
        true => picture.clone(),
        false => picture.resize(side, side, FilterType::Triangle),
    }
}

pub(crate) fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>> {
    let mut out = vec![];
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(vec![]);
        picture.write_to(&mut out, format).expect("written");
        out.into_inner()
    }

    fn two_halves(width: u32, height: u32) -> DynamicImage {
        let colour = |x: u32| if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| colour(x)))
    }

    /// A JPEG with an Exif part that says "turned by 90°" and names a place nobody shall learn of.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"31.2304N 121.4737E SECRET-PLACE");
        let mut out = jpeg[..2].to_vec();
        out.extend([0xFF, 0xE1]);
        out.extend(u16::try_from(tiff.len() + 2).expect("short").to_be_bytes());
        out.extend(tiff);
        out.extend(&jpeg[2..]);
        out
    }

    fn seen(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory(jpeg).expect("a picture").into_rgb8()
    }

    #[test]
    fn a_picture_stands_upright_and_tells_nothing_besides() {
        let camera = with_exif(&written(&two_halves(400, 200), ImageFormat::Jpeg), 6);
        assert!(camera.windows(12).any(|part| part == b"SECRET-PLACE"));
        let kept = prepare(&camera).expect("read");
        assert_eq!((kept.width, kept.height), (200, 400), "turned by a quarter");
        let large = seen(&kept.large);
        assert!(large.get_pixel(100, 20).0[0] > 200 && large.get_pixel(100, 380).0[2] > 200, "left went up");
        for bytes in [&kept.large, &kept.small] {
            assert!(!bytes.windows(4).any(|part| part == b"Exif"));
            assert!(!bytes.windows(12).any(|part| part == b"SECRET-PLACE"));
        }
    }

    #[test]
    fn a_large_picture_is_scaled_and_a_small_one_is_not_blown_up() {
        let large = prepare(&written(&two_halves(4000, 1000), ImageFormat::Png)).expect("read");
        assert_eq!((large.width, large.height), (1600, 400));
        assert_eq!(seen(&large.small).dimensions(), (320, 80));
        let small = prepare(&written(&two_halves(50, 40), ImageFormat::WebP)).expect("read");
        assert_eq!((small.width, small.height), (50, 40));
    }

    #[test]
    fn a_signature_is_ink_on_paper() {
        let pad = RgbaImage::from_fn(40, 20, |x, _| if x < 20 { Rgba([0, 0, 0, 255]) } else { Rgba([0; 4]) });
        let kept = prepare(&written(&DynamicImage::ImageRgba8(pad), ImageFormat::Png)).expect("read");
        let seen = seen(&kept.large);
        assert!(seen.get_pixel(5, 10).0[0] < 60 && seen.get_pixel(35, 10).0[0] > 200);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let code = |error: Error| error.refusal().map(|refusal| refusal.code);
        assert_eq!(prepare(b"GIF89a no").err().and_then(code), Some("picture.no_picture"));
        assert_eq!(bytes("hello").err().and_then(code), Some("picture.no_picture"));
        assert_eq!(prepare(&vec![0; MOST_BYTES + 1]).err().and_then(code), Some("picture.too_large"));
        // A PNG that claims to be 30,000 by 30,000 is refused by its head.
        let mut bomb = written(&two_halves(2, 2), ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        assert!(prepare(&bomb).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in 0usize..900) {
            let _ = prepare(&bytes);
            let camera = with_exif(&written(&two_halves(30, 20), ImageFormat::Jpeg), 3);
            let _ = prepare(&camera[..cut.min(camera.len())]);
        }

        #[test]
        fn what_a_pad_sends_is_read(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let standard = format!("data:image/png;base64,{}", STANDARD.encode(&content));
            let ours = format!("data:;base64,{}", URL_SAFE_NO_PAD.encode(&content));
            prop_assert_eq!(bytes(&standard).expect("read"), content.clone());
            prop_assert_eq!(bytes(&ours).expect("read"), content);
        }
    }
}
