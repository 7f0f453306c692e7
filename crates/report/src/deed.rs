use std::collections::BTreeSet;

use db::Tx;
use kernel::{BusinessDate, Instant, PersonId, Result};
use rhythm::{About, Evidences};
use web::Call;

/// A slice that sees what people do: customers served, sales, slips. Her log opens with it.
pub trait Deeds: Send + Sync {
    /// What the codes of evidence begin with that it tells in its own words: as proof they are not told again.
    fn tells(&self) -> &'static [&'static str];

    /// What a person did on a business day.
    fn deeds(&self, tx: &mut Tx, call: &Call, person: PersonId, day: BusinessDate) -> Result<Vec<Deed>>;
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

impl Deed {
    /// Something done so many times, the last time at an hour: one line in the log instead of many.
    pub fn counted(at: Instant, code: &str, count: usize, href: impl Into<String>) -> Deed {
        Deed { at, code: code.to_owned(), words: format!("× {count}"), href: href.into() }
    }
}

/// What the code of a deed begins with that is a piece of evidence; the rest is the code of the handbook.
pub(crate) const PROOF: &str = "proof.";

/// To have looked at one's own day or the board is a duty, and nothing to write home about.
const LOOKS: [&str; 2] = [rhythm::looks::TODAY.code, rhythm::looks::BOARD.code];

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
        all.extend(source.deeds(tx, call, person, day)?);
    }
    for task in work::accounted_on(tx, person, day)? {
        all.push(Deed {
            at: task.accounted_at.unwrap_or(task.given_at),
            code: "work.task".to_owned(),
            words: format!("{}：{}", task.title, task.result),
            href: format!("/tasks/{}", task.id),
        });
    }
    for sheet in inspection::sheets_of(tx, person, day)? {
        all.push(Deed {
            at: sheet.at,
            code: format!("{PROOF}{}", sheet.evidence),
            words: sheet.words,
            href: sheet.href,
        });
    }
    let evidences: &Evidences = call.app.part();
    let asked = rhythm::day(tx, call, day)?.asked([person].into());
    let own = |about: About| about == About::Person(person);
    let proofs = evidences.proofs(tx, &asked)?;
    // What only lies in order has no hour of its own; what stands there already is not told twice.
    let mut told: BTreeSet<(Instant, String)> = all.iter().map(|deed| (deed.at, deed.href.clone())).collect();
    let proofs = proofs.into_iter().filter(|proof| own(proof.about) && proof.at > Instant::default());
    let tells = |code: &str| {
        LOOKS.contains(&code)
            || sources.0.iter().any(|source| source.tells().iter().any(|begin| code.starts_with(begin)))
    };
    let proofs = proofs.filter(|proof| !tells(proof.code));
    let proofs = proofs.filter(|proof| told.insert((proof.at, proof.href.clone())));
    all.extend(proofs.map(|proof| Deed {
        at: proof.at,
        code: format!("{PROOF}{}", proof.code),
        words: String::new(),
        href: proof.href,
    }));
    all.sort_by_key(|deed| deed.at);
    Ok(all)
}
