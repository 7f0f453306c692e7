use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use db::{Memo, Tx};
use kernel::{BusinessDate, Instant, Money, PersonId, Result, StoreId};
use schemars::JsonSchema;
use serde::Serialize;

/// What a slice knows of things done: duties ask it, nobody ticks.
pub trait Evidence: Send + Sync {
    /// The codes of the handbook that it answers for.
    fn codes(&self) -> &'static [&'static str];

    /// What there is of the day, for the people and stores asked about.
    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>>;

    /// Where one goes to do it.
    fn door(&self, code: &str) -> Option<&'static str>;
}

/// A question for evidence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The business day.
    pub day: BusinessDate,
    /// About these people.
    pub people: BTreeSet<PersonId>,
    /// And these stores.
    pub stores: BTreeSet<StoreId>,
}

/// What a proof is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// One person's doing.
    Person(PersonId),
    /// Done for a whole store, by whomever.
    Store(StoreId),
}

/// Something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What of.
    pub code: &'static str,
    /// Whose.
    pub about: About,
    /// When.
    pub at: Instant,
    /// Where it can be seen.
    pub href: String,
}

/// Everything done on a day, found by what it proves and of whom.
#[derive(Debug, Default)]
pub struct Proofs(HashMap<About, HashMap<&'static str, Proof>>);

impl Proofs {
    /// The first of each kind counts: what is done twice was done the first time.
    pub fn of(all: impl IntoIterator<Item = Proof>) -> Proofs {
        let mut first = Proofs::default();
        for proof in all {
            let of = first.0.entry(proof.about).or_default();
            if of.get(proof.code).is_none_or(|kept| proof.at < kept.at) {
                of.insert(proof.code, proof);
            }
        }
        first
    }

    /// What proves a code for a person who sits in a store: her own doing or the store's, whichever came first.
    pub fn first(&self, code: &str, person: PersonId, store: Option<StoreId>) -> Option<&Proof> {
        let of = |about: About| self.0.get(&about).and_then(|of| of.get(code));
        let store = store.and_then(|store| of(About::Store(store)));
        of(About::Person(person)).into_iter().chain(store).min_by_key(|proof| proof.at)
    }
}

/// What a slice can count.
pub trait Figures: Send + Sync {
    /// The figures of a period for those asked about, the most telling first.
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>>;
}

/// From one business day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: BusinessDate,
}

/// One figure, with the way to the rows behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figure {
    /// Names its text (`figure.` + code).
    pub code: &'static str,
    /// How much.
    pub amount: Amount,
    /// The rows behind it.
    pub href: String,
}

impl Figure {
    /// The key of its text.
    pub fn title(&self) -> String {
        format!("figure.{}", self.code)
    }
}

/// How much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// So many.
    Count(i64),
    /// So much money, in fen.
    Money(Money),
    /// So many of so many.
    Share(i64, i64),
}

impl Amount {
    /// Nothing at all?
    pub fn is_nothing(self) -> bool {
        match self {
            Amount::Count(n) => n == 0,
            Amount::Money(money) => money == Money::ZERO,
            Amount::Share(_, whole) => whole == 0,
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Amount::Count(n) => n.fmt(f),
            Amount::Money(money) => web::text::yuan(*money).fmt(f),
            Amount::Share(part, whole) => write!(f, "{part}/{whole}"),
        }
    }
}

/// Everybody who gives evidence and figures; `shop.rs` lists them.
#[derive(Default)]
pub struct Evidences {
    always: BTreeSet<&'static str>,
    given: HashSet<&'static str>,
    evidence: Vec<Box<dyn Evidence>>,
    figures: Vec<Box<dyn Figures>>,
    proven: Memo<Asked, Arc<Proofs>>,
    counted: Memo<(Asked, Period), Vec<Figure>>,
}

impl Evidences {
    /// What is there at all times, by being built: the reporting line, the handbook itself.
    pub fn always(mut self, codes: &[&'static str]) -> Evidences {
        self.always.extend(codes);
        self
    }

    /// One more who gives evidence.
    pub fn evidence(mut self, evidence: impl Evidence + 'static) -> Evidences {
        self.given.extend(evidence.codes());
        self.evidence.push(Box::new(evidence));
        self
    }

    /// One more who counts.
    pub fn figures(mut self, figures: impl Figures + 'static) -> Evidences {
        self.figures.push(Box::new(figures));
        self
    }

    /// The codes of everything that is built.
    pub fn built(&self) -> BTreeSet<String> {
        self.always.iter().chain(&self.given).map(|code| code.to_string()).collect()
    }

    /// Is it there?
    pub fn is_built(&self, code: &str) -> bool {
        self.is_always(code) || self.given.contains(code)
    }

    /// Is it there at all times, so that no day needs its own?
    pub fn is_always(&self, code: &str) -> bool {
        self.always.contains(code)
    }

    /// All there is of the day.
    pub fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = vec![];
        for evidence in &self.evidence {
            proofs.extend(evidence.proofs(tx, asked)?);
        }
        Ok(proofs)
    }

    /// What was first done of each, for duties to be judged by.
    pub fn first_proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Arc<Proofs>> {
        self.proven.of(tx, asked.clone(), |tx, asked| Ok(Arc::new(Proofs::of(self.proofs(tx, asked)?))))
    }

    /// Where one goes to do it.
    pub fn door(&self, code: &str) -> Option<&'static str> {
        self.evidence.iter().find_map(|evidence| evidence.door(code))
    }

    /// All that is counted.
    pub fn count(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        self.counted.of(tx, (asked.clone(), period), |tx, (asked, period)| {
            let mut all = vec![];
            for figures in &self.figures {
                all.extend(figures.figures(tx, asked, *period)?);
            }
            Ok(all)
        })
    }
}
