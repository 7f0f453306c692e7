//! A form that brings files becomes a form like any other: each file is a field `data:…;base64,…`, as programs and
//! pads send pictures too. So every handler reads one shape, and a command with a picture is done once like the rest.

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use multer::Multipart;

/// The most that a form with files may bring: a photo of a telephone, and some more.
pub const LIMIT: usize = 16 * 1024 * 1024;

/// Does a form of this media type come in parts?
pub(crate) fn in_parts(media: &str) -> bool {
    media.starts_with("multipart/form-data")
}

/// The same as `application/x-www-form-urlencoded`. None where it is malformed or brings no file: whoever has none
/// to bring sends no parts.
pub(crate) async fn as_form(media: &str, body: Bytes) -> Option<Bytes> {
    let boundary = multer::parse_boundary(media).ok()?;
    let once = futures_util::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut parts = Multipart::new(once, boundary);
    let mut fields: Vec<(String, String)> = vec![];
    let mut files = 0;
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_owned();
        let file = part.file_name().map(str::to_owned);
        let kind = part.content_type().map_or(String::new(), |kind| kind.essence_str().to_owned());
        let content = part.bytes().await.ok()?;
        if let Some(file) = file {
            files += 1;
            // A field in which nothing was chosen is an empty file.
            let called: String = form_urlencoded::byte_serialize(file.as_bytes()).collect();
            let data = format!("data:{kind};name={called};base64,{}", URL_SAFE_NO_PAD.encode(&content));
            fields.push((name, if content.is_empty() { String::new() } else { data }));
        } else {
            fields.push((name, std::str::from_utf8(&content).ok()?.to_owned()));
        }
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    (files > 0).then(|| Bytes::from(form.extend_pairs(fields).finish()))
}

/// What a field of a file holds; none where none was brought, or it is no such field.
pub fn content(field: &str) -> Option<Vec<u8>> {
    let (head, data) = field.split_once(";base64,")?;
    let data = data.trim().trim_end_matches('=');
    let engines = [URL_SAFE_NO_PAD, STANDARD_NO_PAD];
    head.strip_prefix("data:")?;
    engines.iter().find_map(|engine| engine.decode(data).ok())
}

/// What the file of a field was called, where that was sent along.
pub fn name(field: &str) -> Option<String> {
    let (head, _) = field.split_once(";base64,")?;
    let head = head.split_once(';')?.1;
    form_urlencoded::parse(head.as_bytes()).find(|(key, _)| key == "name").map(|(_, name)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_gives_its_file_back() {
        let bytes = [0xd6, 0xd0, 0xff, 0xfe];
        for engine in [URL_SAFE_NO_PAD, STANDARD_NO_PAD] {
            let field = format!("data:text/csv;base64,{}", engine.encode(bytes));
            assert_eq!(content(&field).as_deref(), Some(&bytes[..]));
        }
        assert_eq!(
            ["", "data:text/csv", "text;base64,aGk", "data:;base64,%%"].map(content),
            [const { None }; 4]
        );
    }

    #[test]
    fn a_field_says_what_its_file_was_called() {
        assert_eq!(
            name("data:text/csv;name=%E9%A1%BE%E5%AE%A2+1.csv;base64,aGk").as_deref(),
            Some("顾客 1.csv")
        );
        assert_eq!(["data:text/csv;base64,aGk", "data:;base64,", ""].map(name), [const { None }; 3]);
    }

    const MEDIA: &str = "multipart/form-data; boundary=x";

    async fn read(body: &str) -> Option<String> {
        let form = as_form(MEDIA, Bytes::from(body.replace('\n', "\r\n"))).await?;
        Some(String::from_utf8(form.to_vec()).expect("ascii"))
    }

    #[tokio::test]
    async fn a_file_is_a_field_among_others() {
        let body = "--x\nContent-Disposition: form-data; name=\"once\"\n\n12345678\n\
                    --x\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\n\
                    Content-Type: image/jpeg\n\nhello\n--x--\n";
        let form = read(body).await.expect("a form");
        assert_eq!(form, "once=12345678&photo=data%3Aimage%2Fjpeg%3Bname%3Da.jpg%3Bbase64%2CaGVsbG8");
    }

    #[tokio::test]
    async fn a_field_left_empty_is_empty() {
        let body = "--x\nContent-Disposition: form-data; name=\"photo\"; filename=\"\"\n\
                    Content-Type: application/octet-stream\n\n\n--x--\n";
        assert_eq!(read(body).await.as_deref(), Some("photo="));
    }

    #[tokio::test]
    async fn parts_without_a_file_or_without_shape_are_none() {
        for body in ["--x--\n", "nonsense", "--x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--x--\n"] {
            assert_eq!(read(body).await, None, "{body}");
        }
    }
}
