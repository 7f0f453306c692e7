use db::Tx;
use kernel::{BusinessDate, Instant, PersonId, Result};
use rhythm::{About, Evidences};
use web::Call;

/// A slice that sees what people do: customers served, sales, slips. Her log opens with it.
pub trait Deeds: Send + Sync {
    /// What a person did on a business day.
    fn deeds(&self, tx: &mut Tx, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>>;
}

/// Something that a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Instant,
    /// Names its text (`deed.` + code).
    pub code: String,
    /// What in particular: a customer, a treatment, a number.
    pub words: String,
    /// Where it stands.
    pub href: String,
}

/// What the code of a deed begins with that is a piece of evidence; the rest is the code of the handbook.
pub(crate) const PROOF: &str = "proof.";

/// Everybody who sees what people do; `shop.rs` lists them.
#[derive(Default)]
pub struct DeedSources(Vec<Box<dyn Deeds>>);

impl DeedSources {
    /// One more.
    pub fn and(mut self, deeds: impl Deeds + 'static) -> DeedSources {
        self.0.push(Box::new(deeds));
        self
    }
}

/// All that was seen of a person's day, by the hour: what slices tell, tasks accounted for, and what proves duties.
pub(crate) fn seen_of(tx: &mut Tx, call: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>> {
    let sources: &DeedSources = call.app.part();
    let mut all = vec![];
    for source in &sources.0 {
        all.extend(source.deeds(tx, person, day)?);
    }
    for task in work::accounted_on(tx, person, day)? {
        all.push(Deed {
            at: task.accounted_at.unwrap_or(task.given_at),
            code: "work.task".to_owned(),
            words: format!("{}：{}", task.title, task.result),
            href: format!("/tasks/{}", task.id),
        });
    }
    let evidences: &Evidences = call.app.part();
    let asked = rhythm::day(tx, call, day)?.asked([person].into());
    let own = |about: About| about == About::Person(person);
    let proofs = evidences.proofs(tx, &asked)?;
    // What only lies in order has no hour of its own.
    let proofs = proofs.into_iter().filter(|proof| own(proof.about) && proof.at > Instant::default());
    all.extend(proofs.map(|proof| Deed {
        at: proof.at,
        code: format!("{PROOF}{}", proof.code),
        words: String::new(),
        href: proof.href,
    }));
    all.sort_by_key(|deed| deed.at);
    Ok(all)
}
