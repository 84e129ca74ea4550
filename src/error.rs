//! What can be wrong with a request, in words that name the culprit.

use std::fmt;

/// Why a specification, or the data it asks for, was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// A key that no specification has.
    UnknownKey {
        /// The key as given.
        key: String,
        /// Every key there is, comma-separated.
        allowed: String,
    },
    /// A value outside the key's domain.
    InvalidValue {
        /// The key as given.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What would have been accepted.
        allowed: String,
    },
    /// A text that says nothing that could be used.
    InvalidText {
        /// The key as given.
        key: &'static str,
        /// The text as given.
        value: String,
        /// What is wrong with it, and where.
        problem: String,
    },
    /// A text that is not in the form it should be.
    Text {
        /// The form.
        form: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A network that would need more memory than one experiment may take.
    TooLarge {
        /// Estimated need in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A data set that is missing or not what it claims to be.
    Data {
        /// The data set's name.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A checkpoint that is of another experiment.
    Checkpoint {
        /// In what it differs.
        problem: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, allowed } => {
                write!(f, "unknown key \"{key}\": allowed are {allowed}")
            }
            Self::InvalidValue {
                key,
                value,
                allowed,
            } => {
                write!(f, "{key}: \"{value}\" is not allowed; allowed is {allowed}")
            }
            Self::InvalidText {
                key,
                value,
                problem,
            } => write!(f, "{key}: \"{value}\": {problem}"),
            Self::Text { form, problem } => write!(f, "{form}: {problem}"),
            Self::TooLarge { bytes, limit } => {
                const MIB: u64 = 1 << 20;
                write!(
                    f,
                    "the network is too large: depth, width and batch together need {} MiB; \
                     the limit is {} MiB",
                    bytes.div_ceil(MIB),
                    limit / MIB
                )
            }
            Self::Data { name, problem } => write!(f, "data: {name}: {problem}"),
            Self::Checkpoint { problem } => write!(f, "checkpoint: {problem}"),
        }
    }
}

impl std::error::Error for Error {}
