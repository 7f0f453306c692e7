//! Photos before and after (对比照): only with her consent, seen with a watermark, and every look is written down.
use db::Tx;
use garde::Validate;
use kernel::{BusinessDate, Error, Instant, Permission, PersonId, Result, codes, ids};
use picture::{PictureId, Prepared, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Call, Form};

use crate::consent::{ConsentId, holding};
use crate::{CustomerId, Refused, sight, store};

ids! {
    /// A photo of a customer.
    pub struct PhotoId;
}

codes! {
    /// When it was taken.
    pub enum Stage {
        /// Before the treatment (护理前).
        Before = "before",
        /// After it (护理后).
        After = "after",
    }
}

codes! {
    /// What is not everybody's to see.
    pub enum LookAt {
        /// A photo.
        Photo = "photo",
        /// A whole telephone or identity number.
        Contacts = "contacts",
        /// Everything that is kept.
        Export = "export",
    }
}

db::record! {
    /// A photo.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PhotoRow {
        pub id: PhotoId,
        pub customer_id: CustomerId,
        pub picture_id: PictureId,
        pub stage: Stage,
        pub part: String,
        pub day: BusinessDate,
        pub note: String,
        pub consent_id: ConsentId,
        pub taken_by: PersonId,
        pub taken_at: Instant,
        pub removed_at: Option<Instant>,
    }
}

/// A photo as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(default)]
pub struct PhotoForm {
    /// `before` or `after`.
    #[garde(length(max = 10))]
    pub stage: String,
    /// Which part of her, 20 characters at most.
    #[garde(length(chars, max = 20))]
    pub part: String,
    /// What is to be seen, 200 characters at most.
    #[garde(length(chars, max = 200))]
    pub note: String,
    /// The picture, `data:image/jpeg;base64,…`; a form sends the file itself.
    #[garde(length(max = 25_000_000))]
    pub photo: String,
}

impl Form for PhotoForm {
    fn sample() -> PhotoForm {
        // A picture of one dot.
        let dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
        PhotoForm {
            stage: "before".into(),
            part: "正面".into(),
            note: String::new(),
            photo: format!("data:image/png;base64,{dot}"),
        }
    }
}

/// Keeps a photo in her file.
pub fn take(
    tx: &mut Tx,
    call: &Call,
    customer: CustomerId,
    form: &PhotoForm,
    picture: &Prepared,
) -> Result<PhotoId> {
    let file = sight::changing(tx, call, customer)?;
    let by = call.mandate(Permission::ViewPhotos, &sight::place(&file))?;
    let mut wrong = web::limits(form);
    let stage = wrong.need("stage", Stage::from_code(&form.stage), "not_a_choice");
    let stage = wrong.or(stage)?;
    let consent = holding(tx, customer, "photos")?.ok_or(Refused::NoPhotoConsent)?;
    let picture_id = picture::keep(tx, &by, call.now, picture)?;
    let row = PhotoRow {
        id: kernel::Id::of(0),
        customer_id: customer,
        picture_id,
        stage,
        part: form.part.trim().to_owned(),
        day: org::organisation(tx, call)?.business_date(Some(file.store_id), call.now),
        note: form.note.trim().to_owned(),
        consent_id: consent.id,
        taken_by: by.person,
        taken_at: call.now,
        removed_at: None,
    };
    let id = store::add_photo(tx, &row)?;
    call.note(tx, &by, "customer.photographed", format!("customers/{customer}"), json!({ "photo": id }))?;
    Ok(id)
}

/// Takes a photo out of her file: its content is gone, that it was there stays. Whose it was.
pub fn remove(tx: &mut Tx, call: &Call, id: PhotoId) -> Result<CustomerId> {
    let photo = store::photo(tx, id)?;
    let file = sight::seeing(tx, call, photo.customer_id)?;
    let by = call.mandate(Permission::ViewPhotos, &sight::place(&file))?;
    if store::remove_photo(tx, id, by.person, call.now)? == 0 {
        return Err(Refused::Ended.into());
    }
    picture::wipe(tx, photo.picture_id, call.now)?;
    call.note(tx, &by, "customer.photo_removed", format!("customers/{}", file.id), json!({ "photo": id }))?;
    Ok(file.id)
}

/// Looks at a photo, which is written down: its content, and what the watermark says.
pub fn look(tx: &mut Tx, call: &Call, id: PhotoId, size: Size) -> Result<(Vec<u8>, String)> {
    let photo = store::photo(tx, id)?;
    let file = sight::seeing(tx, call, photo.customer_id)?;
    let by = call.sight(Permission::ViewPhotos, &sight::place(&file))?;
    if photo.removed_at.is_some() {
        return Err(Error::missing());
    }
    let content = picture::show(tx, photo.picture_id, size)?;
    store::add_look(tx, file.id, LookAt::Photo, Some(id), by.person, call.now, size.code())?;
    let organisation = org::organisation(tx, call)?;
    let number = organisation.person(by.person).map_or("", |person| person.staff_number.as_str());
    let name = org::reading(organisation.person_name(by.person)).join(" ").to_uppercase();
    let at = web::text::moment(call.now, &organisation.zone());
    Ok((content, format!("{name} {number} {at}")))
}
