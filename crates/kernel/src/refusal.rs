use std::fmt;

/// What a door answers when it does not answer what was asked.
#[derive(Debug)]
pub enum Error {
    /// "No", with the reason: an answer, shown to whoever asked.
    Refused(Box<Refusal>),
    /// Anything else: logged once at the edge, never shown.
    Fault(anyhow::Error),
}

/// The result of everything that can refuse.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a "no" means to the one who asked; the web answers each with its own status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was typed is not right: 422.
    Invalid,
    /// Nobody is signed in: 401.
    SignedOut,
    /// The post does not allow it: 403.
    Forbidden,
    /// There is no such thing, or none that this person may see: 404.
    Missing,
    /// The world has moved on, or a rule of the house stands against it: 409.
    Conflict,
    /// Too often: 429.
    TooMany,
}

impl Kind {
    /// Can the asker mend it in the form and send again?
    pub fn can_be_mended(self) -> bool {
        matches!(self, Kind::Invalid | Kind::Conflict | Kind::TooMany)
    }
}

/// A "no" that is an answer. Its code names a text in the message files (`refusal.` + code), in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What the refusal means to the asker.
    pub kind: Kind,
    /// Slice and reason, such as `org.circle`.
    pub code: &'static str,
    /// What the sentence needs to know, by name.
    pub args: Vec<(&'static str, String)>,
    /// Field by field, when what was typed is not right.
    pub problems: Vec<Problem>,
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's name in the form.
    pub field: String,
    /// Names a text in the message files (`problem.` + code).
    pub code: &'static str,
    /// What the sentence needs to know, by name.
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal without further words.
    pub fn new(kind: Kind, code: &'static str) -> Refusal {
        Refusal { kind, code, args: vec![], problems: vec![] }
    }

    /// After how many minutes it may be tried again, when it was tried too often.
    pub fn wait_minutes(&self) -> Option<u64> {
        let too_many = self.kind == Kind::TooMany;
        let minutes = self.args.iter().find(|(name, _)| too_many && *name == "minutes");
        minutes.and_then(|(_, minutes)| minutes.parse().ok())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(Box::new(refusal))
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Error {
        Error::Fault(anyhow::Error::new(error))
    }
}

impl Error {
    /// A fault in words, for what should not happen.
    pub fn fault(what: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Error {
        Error::Fault(anyhow::Error::msg(what))
    }

    /// There is no such thing, or none that this person may see.
    pub fn missing() -> Error {
        Refusal::new(Kind::Missing, "missing").into()
    }

    /// The refusal, when it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) => Some(refusal),
            Error::Fault(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(refusal) => write!(f, "refused: {} {:?}", refusal.code, refusal.args),
            Error::Fault(fault) => write!(f, "{fault:#}"),
        }
    }
}

/// The problems of one form, gathered so that all are told together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Notes a problem of a field.
    pub fn add(&mut self, field: impl Into<String>, code: &'static str) {
        self.add_with(field, code, vec![]);
    }

    /// Notes a problem whose sentence needs to know something.
    pub fn add_with(
        &mut self,
        field: impl Into<String>,
        code: &'static str,
        args: Vec<(&'static str, String)>,
    ) {
        self.0.push(Problem { field: field.into(), code, args });
    }

    /// The value, or a note that the field lacks it.
    pub fn need<T>(&mut self, field: &str, value: Option<T>, code: &'static str) -> Option<T> {
        if value.is_none() {
            self.add(field, code);
        }
        value
    }

    /// The field's first problem.
    pub fn of(&self, field: &str) -> Option<&Problem> {
        self.0.iter().find(|problem| problem.field == field)
    }

    /// All of them.
    pub fn all(&self) -> &[Problem] {
        &self.0
    }

    /// Nothing wrong?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value if nothing is wrong; otherwise all problems as one refusal.
    pub fn or<T>(self, value: Option<T>) -> Result<T> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Refusal { problems: self.0, ..Refusal::new(Kind::Invalid, "invalid") }.into()),
        }
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Problems {
        Problems(problems)
    }
}

/// A code that some slice may refuse with; kept so that a test finds the ones without words.
pub struct RefusalCode(pub &'static str);

inventory::collect!(RefusalCode);
inventory::submit! { RefusalCode("missing") }
inventory::submit! { RefusalCode("invalid") }
inventory::submit! { RefusalCode("forbidden") }
inventory::submit! { RefusalCode("signed_out") }
inventory::submit! { RefusalCode("once_reused") }
inventory::submit! { RefusalCode("stale") }
inventory::submit! { RefusalCode("fault") }

/// Declares the refusals of a slice: each with its code, its kind, and what its sentence needs to know.
///
/// ```
/// kernel::refusals! {
///     /// Why the till says no.
///     pub enum Refused {
///         /// The card holds less than is asked.
///         Short { left: kernel::Money } = Conflict "till.short",
///         /// Nothing to pay.
///         Nothing = Conflict "till.nothing",
///     }
/// }
/// let error: kernel::Error = Refused::Short { left: kernel::Money::ZERO }.into();
/// assert_eq!(error.refusal().unwrap().args, [("left", "0.00".to_string())]);
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$meta:meta])* pub enum $name:ident { $(
        $(#[$variant_meta:meta])* $variant:ident $({ $($arg:ident : $type:ty),* $(,)? })? = $kind:ident $code:literal
    ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name { $( $(#[$variant_meta])* $variant $({ $(#[allow(missing_docs)] $arg: $type),* })? ),* }

        impl From<$name> for $crate::Error {
            fn from(refused: $name) -> $crate::Error {
                match refused { $(
                    $name::$variant $({ $($arg),* })? => $crate::Refusal {
                        args: vec![$($((stringify!($arg), $arg.to_string())),*)?],
                        ..$crate::Refusal::new($crate::Kind::$kind, $code)
                    }.into(),
                )* }
            }
        }

        $( $crate::inventory::submit! { $crate::RefusalCode($code) } )*
    };
}
