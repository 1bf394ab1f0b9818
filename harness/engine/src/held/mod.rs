//! Credentials that identities bring along, taken before anything is sent: from the environment, from a
//! program, or from the state of a browser. One that has expired is told, and none is ever shown.

mod command;
mod state;

use jiff::Timestamp;
use model::credential::Format;
use model::identity::Held;
use model::secret::Secret;
use model::target::Target;

pub use command::CommandError;
pub use state::StateError;

/// Why a credential that an identity brings along cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    /// The program did not give it.
    #[error("`{program}` {error}")]
    Command {
        /// The program.
        program: String,
        /// What went wrong.
        error: CommandError,
    },
    /// The browser's state does not have it.
    #[error("`{file}` {error}")]
    State {
        /// The file.
        file: String,
        /// What is wrong with it.
        error: StateError,
    },
    /// It is of no use any more.
    #[error("it expired at {0}: get another one")]
    Expired(Timestamp),
}

/// A credential, and until when it is good, if that is known.
struct Taken {
    secret: Secret,
    expires: Option<Timestamp>,
}

/// Takes a credential; `variable` is the value of its variable, if it comes from one.
pub fn take(
    target: &Target,
    credential: &str,
    held: &Held,
    variable: Option<&Secret>,
) -> Result<Option<Secret>, HeldError> {
    let taken = match (&held.storage_state, held.command.split_first()) {
        (Some(file), _) => state::read(file, held, target).map_err(|error| HeldError::State {
            file: file.clone(),
            error,
        })?,
        (None, Some((program, arguments))) => {
            let run = command::run(program, arguments, command::LIMIT);
            let secret = run.map_err(|error| HeldError::Command {
                program: program.clone(),
                error,
            })?;
            Taken {
                secret,
                expires: None,
            }
        }
        (None, None) => match variable {
            Some(secret) => Taken {
                secret: secret.clone(),
                expires: None,
            },
            None => return Ok(None),
        },
    };
    let known = target.credentials.get(credential);
    let jwt = known.is_some_and(|known| known.format == Format::Jwt);
    let written = held.expires.as_ref().and_then(|text| text.parse().ok());
    let expires = written
        .or(taken.expires)
        .or_else(|| own_expiry(&taken.secret).filter(|_| jwt));
    match expires {
        Some(expires) if expires <= Timestamp::now() => Err(HeldError::Expired(expires)),
        _ => Ok(Some(taken.secret)),
    }
}

/// The expiry that a JWT says itself.
fn own_expiry(token: &Secret) -> Option<Timestamp> {
    let token = forge::Token::parse(token.expose())?;
    Timestamp::from_second(token.expires_at()?).ok()
}
