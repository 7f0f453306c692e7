use askama::Template;
use axum::extract::State;
use db::Tx;
use kernel::Permission::ViewPhotos;
use kernel::{Actor, BusinessDate, Instant, Result};
use picture::Size;
use schemars::JsonSchema;
use serde::Serialize;
use web::{
    Answer, App, At, By, Call, Done, Failure, FileReply, Nothing, Payload, Reply, Say, View, Wrong, again,
    filters,
};

use crate::photo::{self, LookAt, PhotoForm, PhotoId, Stage};
use crate::{Brief, CustomerId, brief, consent, sight, store};

/// A photo in the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PhotoView {
    id: PhotoId,
    stage: Stage,
    part: String,
    day: BusinessDate,
    note: String,
    by: String,
}

/// Somebody looked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LookView {
    what: LookAt,
    name: String,
    at: Instant,
    times: i64,
}

/// A customer's photos, and who looked at what is not everybody's to see.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "customer/photos.html")]
pub struct PhotosPage {
    customer: Brief,
    /// Does she agree to photos?
    agrees: bool,
    photos: Vec<PhotoView>,
    looks: Vec<LookView>,
    #[serde(skip)]
    form: PhotoForm,
    #[serde(skip)]
    wrong: Wrong,
}

impl View for PhotosPage {
    fn title(&self, say: Say) -> String {
        format!("{} · {}", say.t("customer.photo.title"), self.customer.name)
    }

    fn samples() -> Vec<Self> {
        let photo = |stage| PhotoView {
            id: kernel::Id::of(1),
            stage,
            part: "正面".into(),
            day: jiff::civil::date(2026, 11, 20),
            note: "首次护理前".into(),
            by: "郑洁".into(),
        };
        let look = |what| LookView {
            what,
            name: "周敏".into(),
            at: Instant::from_millis(1_795_484_000_000),
            times: 3,
        };
        let page = |agrees, photos, wrong| PhotosPage {
            customer: Brief::sample(),
            agrees,
            photos,
            looks: [LookAt::Photo, LookAt::Contacts, LookAt::Export].map(look).into(),
            form: PhotoForm::default(),
            wrong,
        };
        vec![
            page(true, [Stage::Before, Stage::After].map(photo).into(), Wrong::sample("photo", "needed")),
            page(false, vec![], Wrong::default()),
        ]
    }
}

fn page(tx: &mut Tx, call: &Call, id: CustomerId) -> Result<PhotosPage> {
    let row = sight::seeing(tx, call, id)?;
    call.sight(ViewPhotos, &sight::place(&row))?;
    let organisation = org::organisation(tx, call)?;
    let name = |person| organisation.person_name(person).to_owned();
    let kept = store::photos(tx, id)?.into_iter().filter(|row| row.removed_at.is_none());
    let photos = kept.map(|row| PhotoView {
        id: row.id,
        stage: row.stage,
        part: row.part,
        day: row.day,
        note: row.note,
        by: name(row.taken_by),
    });
    let looks = store::looks(tx, id)?.into_iter();
    Ok(PhotosPage {
        customer: brief(tx, id)?,
        agrees: consent::agreed(tx, id, "photos")?,
        photos: photos.collect(),
        looks: looks
            .map(|row| LookView { what: row.what, name: name(row.person_id), at: row.at, times: row.times })
            .collect(),
        form: PhotoForm { stage: "before".into(), ..PhotoForm::default() },
        wrong: Wrong::default(),
    })
}

/// `GET /customers/{id}/photos`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
) -> Result<Reply<PhotosPage>, Failure> {
    Ok(Reply(app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?))
}

/// `POST /customers/{id}/photos`
pub async fn take(
    State(app): State<App>,
    By(by): By,
    At(id): At<CustomerId>,
    Payload(form): Payload<PhotoForm>,
) -> Result<Answer<PhotosPage>, Failure> {
    let done = match picture::read(&form.photo).await {
        Ok(picture) => {
            let form = PhotoForm { photo: String::new(), ..form.clone() };
            app.act(&by, &(id, form, picture), |tx, call, (id, form, picture)| {
                photo::take(tx, call, *id, form, picture)
            })
            .await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(_) => Ok(Done::at(format!("/customers/{id}/photos")).saying("customer.photo.kept").into()),
        Err(refused) => {
            let page = app.look(&by, &id, |tx, call, id| page(tx, call, *id)).await?;
            again(refused, |wrong| PhotosPage { form, wrong, ..page })
        }
    }
}

/// `GET /customer-photos/{id}`
pub async fn large(State(app): State<App>, By(by): By, At(id): At<PhotoId>) -> Result<FileReply, Failure> {
    seen(&app, &by, id, Size::Large).await
}

/// `GET /customer-photos/{id}/small`
pub async fn small(State(app): State<App>, By(by): By, At(id): At<PhotoId>) -> Result<FileReply, Failure> {
    seen(&app, &by, id, Size::Small).await
}

/// Looking is written down, so it acts, although nothing else changes.
async fn seen(app: &App, by: &Actor, id: PhotoId, size: Size) -> Result<FileReply, Failure> {
    let look = move |tx: &mut Tx, call: &Call, id: &PhotoId| photo::look(tx, call, *id, size);
    let (content, words) = app.act(by, &id, look).await?;
    let marked = tokio::task::spawn_blocking(move || picture::watermark(&content, &words));
    Ok(picture::reply(marked.await.map_err(kernel::Error::from)??))
}

/// `POST /customer-photos/{id}/removal`
pub async fn remove(
    State(app): State<App>,
    By(by): By,
    At(id): At<PhotoId>,
    Payload(Nothing {}): Payload<Nothing>,
) -> Result<Done, Failure> {
    let customer = app.act(&by, &id, |tx, call, id| photo::remove(tx, call, *id)).await?;
    Ok(Done::at(format!("/customers/{customer}/photos")).saying("customer.photo.removed"))
}
