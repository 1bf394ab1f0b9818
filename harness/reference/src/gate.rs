//! What every system shares: its policy, users, tokens and tasks.

use aws_lc_rs::error::Unspecified;

use crate::{
    Policy, System,
    policy::SecretSource,
    random,
    sign::Tokens,
    tasks::Tasks,
    users::{User, Users},
};

/// The shared state of one running system.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) system: System,
    pub(crate) policy: Policy,
    pub(crate) users: Users,
    pub(crate) tokens: Tokens,
    pub(crate) tasks: Tasks,
}

impl Gate {
    /// A gate with fresh secrets, and the environment that tells them.
    pub(crate) fn open(
        system: System,
        policy: Policy,
    ) -> Result<(Gate, Vec<(String, String)>), Unspecified> {
        let secret = match policy.secret {
            SecretSource::Random => random::secret()?,
            SecretSource::WellKnown => "dev-secret-key".to_owned(),
        };
        let users = Users::random()?;
        let tokens = Tokens::new(system, &secret);
        let variables = [
            ("SECRET", secret.as_str()),
            ("ALICE_PASSWORD", users.password(User::Alice)),
            ("BOB_PASSWORD", users.password(User::Bob)),
        ];
        let prefix = system.name().to_ascii_uppercase();
        let environment =
            variables.map(|(name, value)| (format!("{prefix}_{name}"), value.to_owned()));
        let gate = Gate {
            system,
            policy,
            users,
            tokens,
            tasks: Tasks::new(),
        };
        Ok((gate, environment.into()))
    }
}
