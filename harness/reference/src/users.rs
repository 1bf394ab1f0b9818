//! The two users and their passwords.

use std::fmt;

use aws_lc_rs::{error::Unspecified, hmac};

use crate::random;

/// A user of every system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum User {
    Alice,
    Bob,
}

impl User {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            User::Alice => "alice",
            User::Bob => "bob",
        }
    }

    pub(crate) fn named(name: &str) -> Option<User> {
        [User::Alice, User::Bob]
            .into_iter()
            .find(|user| user.name() == name)
    }
}

/// The passwords, random per start.
pub(crate) struct Users {
    alice: String,
    bob: String,
    /// Compared with when the user is unknown, so that both cost the same.
    nobody: String,
    comparison: hmac::Key,
}

impl Users {
    pub(crate) fn random() -> Result<Users, Unspecified> {
        let comparison = hmac::Key::new(hmac::HMAC_SHA256, random::secret()?.as_bytes());
        let [alice, bob, nobody] = [random::secret()?, random::secret()?, random::secret()?];
        Ok(Users {
            alice,
            bob,
            nobody,
            comparison,
        })
    }

    pub(crate) fn password(&self, user: User) -> &str {
        match user {
            User::Alice => &self.alice,
            User::Bob => &self.bob,
        }
    }

    /// The user, if the password is theirs. Takes the same time for every wrong pair.
    pub(crate) fn login(&self, username: &str, password: &str) -> Option<User> {
        let user = User::named(username);
        let expected = user.map_or(self.nobody.as_str(), |user| self.password(user));
        // Digests have one length, so the comparison does not tell the password's.
        let given = hmac::sign(&self.comparison, password.as_bytes());
        let same = hmac::verify(&self.comparison, expected.as_bytes(), given.as_ref()).is_ok();
        user.filter(|_| same)
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Users").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_password_logs_in() {
        let users = Users::random().unwrap();
        assert_eq!(
            users.login("alice", users.password(User::Alice)),
            Some(User::Alice)
        );
        assert_eq!(users.login("alice", users.password(User::Bob)), None);
        assert_eq!(users.login("mallory", &users.nobody), None);
        assert_eq!(users.login("Alice", users.password(User::Alice)), None);
    }
}
