use axum::extract::State;
use db::Tx;
use kernel::{Error, Result};
use web::{Answer, App, At, By, Call, Done, Failure, Form, Payload, again};

use super::complaint::{ComplaintPage, draw};
use super::complaints::address;
use crate::case::{ComplaintId, StepId};
use crate::complaints::{self, NoteForm, OwnerForm, RemedyForm, SeverityForm, VerdictForm};

/// What was typed into one of the forms of a complaint's page, to stand there again.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Which form: `note`, `remedy`, `verdict`, `owner`, `severity`.
    pub form: &'static str,
    /// What was chosen there.
    pub choice: String,
    /// The amount.
    pub worth: String,
    /// The words.
    pub words: String,
}

impl Typed {
    /// Is it this form?
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// What stands in a form's words.
    pub fn words_of(&self, form: &str) -> &str {
        if self.is(form) { &self.words } else { "" }
    }
}

type Step<F> = fn(&mut Tx, &Call, ComplaintId, &F) -> Result<StepId>;

async fn go_on<F: Form + Clone + Sync>(
    app: &App,
    by: &kernel::Actor,
    (id, form): (ComplaintId, F),
    step: Step<F>,
    said: &'static str,
    typed: Typed,
) -> Result<Answer<ComplaintPage>, Failure> {
    match app.act(by, &(id, form), move |tx, call, (id, form)| step(tx, call, *id, form)).await {
        Ok(_) => Ok(Done::at(address(id)).saying(said).into()),
        Err(refused) => refused_step(app, by, id, refused, typed).await,
    }
}

async fn refused_step(
    app: &App,
    by: &kernel::Actor,
    id: ComplaintId,
    refused: Error,
    typed: Typed,
) -> Result<Answer<ComplaintPage>, Failure> {
    if !refused.refusal().is_some_and(|refusal| refusal.kind.can_be_mended()) {
        return Err(Failure(refused));
    }
    let mut page = app.look(by, &id, |tx, call, id| draw(tx, call, *id)).await?;
    again(refused, |wrong| {
        (page.wrong, page.typed) = (wrong, typed);
        page
    })
}

/// `POST /complaints/{id}/notes`
pub async fn note(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
    Payload(form): Payload<NoteForm>,
) -> Result<Answer<ComplaintPage>, Failure> {
    let typed = Typed { form: "note", words: form.words.clone(), ..Typed::default() };
    go_on(&app, &by, (id, form), complaints::note, "complaint.show.noted", typed).await
}

/// `POST /complaints/{id}/remedies`
pub async fn remedy(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
    Payload(form): Payload<RemedyForm>,
) -> Result<Answer<ComplaintPage>, Failure> {
    let RemedyForm { remedy, worth, words } = form.clone();
    let typed = Typed { form: "remedy", choice: remedy, worth, words };
    go_on(&app, &by, (id, form), complaints::remedy, "complaint.show.remedied", typed).await
}

/// `POST /complaints/{id}/verdicts`
pub async fn judge(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
    Payload(form): Payload<VerdictForm>,
) -> Result<Answer<ComplaintPage>, Failure> {
    let VerdictForm { verdict, words } = form.clone();
    let typed = Typed { form: "verdict", choice: verdict, words, ..Typed::default() };
    go_on(&app, &by, (id, form), complaints::judge, "complaint.show.judged", typed).await
}

/// `POST /complaints/{id}/owner`
pub async fn hand(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
    Payload(form): Payload<OwnerForm>,
) -> Result<Answer<ComplaintPage>, Failure> {
    let OwnerForm { owner, words } = form.clone();
    let typed = Typed { form: "owner", choice: owner, words, ..Typed::default() };
    go_on(&app, &by, (id, form), complaints::hand, "complaint.show.handed", typed).await
}

/// `POST /complaints/{id}/severity`
pub async fn weigh(
    State(app): State<App>,
    By(by): By,
    At(id): At<ComplaintId>,
    Payload(form): Payload<SeverityForm>,
) -> Result<Answer<ComplaintPage>, Failure> {
    let SeverityForm { severity, words } = form.clone();
    let typed = Typed { form: "severity", choice: severity, words, ..Typed::default() };
    go_on(&app, &by, (id, form), complaints::weigh, "complaint.show.weighed", typed).await
}
