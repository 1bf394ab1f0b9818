//! The users of a system, and their passwords.

use std::{
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::{error::Unspecified, hmac, pbkdf2};

use crate::{
    System,
    account::{Account, Role, Standing, User},
    policy::Hashing,
    random,
};

/// Accounts of one server; it takes no further ones.
const ACCOUNTS: usize = 4096;

/// Why there is no new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAccount {
    Taken,
    Full,
}

/// Passwords, by how the variables with them begin.
pub(crate) type Passwords = Vec<(&'static str, String)>;

/// All accounts, by id and by name.
pub(crate) struct Users {
    accounts: Mutex<Accounts>,
    comparison: hmac::Key,
    /// Compared with when the user is unknown, so that both cost the same.
    nobody: hmac::Tag,
}

#[derive(Default)]
struct Accounts {
    by_id: HashMap<User, Account>,
    ids: HashMap<String, User>,
}

impl Users {
    /// The users that a system starts with, and their passwords, which are random per start.
    pub(crate) fn of(system: System) -> Result<(Users, Passwords), Unspecified> {
        let comparison = hmac::Key::new(hmac::HMAC_SHA256, random::secret()?.as_bytes());
        let nobody = hmac::sign(&comparison, random::secret()?.as_bytes());
        let (mut accounts, mut passwords) = (Accounts::default(), Vec::new());
        for person in system.shape().people {
            let password = random::secret()?;
            let user = match system.shape().ids {
                true => User::fresh()?,
                false => User::from(person.name),
            };
            let account = Account {
                user,
                name: person.name.to_owned(),
                role: person.role,
                promoted: person.role == Role::Admin,
                standing: Standing::Active,
                password: hmac::sign(&comparison, password.as_bytes()),
                demo: None,
                until: None,
            };
            accounts.insert(account);
            passwords.push((person.variable, password));
        }
        let users = Users {
            accounts: Mutex::new(accounts),
            comparison,
            nobody,
        };
        Ok((users, passwords))
    }

    /// The user, if the password is theirs and they are let in. Takes the same time for every
    /// wrong pair.
    pub(crate) fn login(&self, name: &str, password: &str, hashing: Hashing) -> Option<Account> {
        let account = self.named(name);
        if let (Some(_), Hashing::KnownOnly(rounds)) = (&account, hashing) {
            hash_slowly(password, rounds);
        }
        let expected = account.as_ref().map_or(self.nobody, |it| it.password);
        // Digests have one length, so the comparison does not tell the password's.
        let given = hmac::sign(&self.comparison, password.as_bytes());
        let same =
            aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_ref(), given.as_ref());
        account.filter(|account| same.is_ok() && account.standing == Standing::Active)
    }

    /// A new account under a name that nobody has.
    pub(crate) fn register(&self, user: User, name: &str, password: &str) -> Result<(), NoAccount> {
        let account = Account {
            user,
            name: name.to_owned(),
            role: Role::User,
            promoted: false,
            standing: Standing::Active,
            password: hmac::sign(&self.comparison, password.as_bytes()),
            demo: None,
            until: None,
        };
        let mut accounts = self.accounts();
        if accounts.by_id.len() >= ACCOUNTS {
            return Err(NoAccount::Full);
        }
        if accounts.is_taken(name) {
            return Err(NoAccount::Taken);
        }
        accounts.insert(account);
        Ok(())
    }

    pub(crate) fn look_up(&self, user: &User) -> Option<Account> {
        self.accounts().by_id.get(user).cloned()
    }

    pub(crate) fn named(&self, name: &str) -> Option<Account> {
        let accounts = self.accounts();
        let user = accounts.ids.get(name)?;
        accounts.by_id.get(user).cloned()
    }

    /// Changes an account that is there.
    pub(crate) fn change(&self, user: &User, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts().by_id.get_mut(user) {
            change(account);
        }
    }

    /// Gives an account that is there another name, unless somebody else has it.
    pub(crate) fn rename(&self, user: &User, name: &str) -> Result<(), NoAccount> {
        let mut accounts = self.accounts();
        if accounts.is_taken(name) && accounts.ids.get(name) != Some(user) {
            return Err(NoAccount::Taken);
        }
        if let Some(mut account) = accounts.by_id.get(user).cloned() {
            accounts.ids.remove(&account.name);
            account.name = name.to_owned();
            accounts.insert(account);
        }
        Ok(())
    }

    /// Every account, sorted by name.
    pub(crate) fn all(&self) -> Vec<Account> {
        let mut all: Vec<Account> = self.accounts().by_id.values().cloned().collect();
        all.sort_by(|left, right| left.name.cmp(&right.name));
        all
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Accounts {
    /// Whether somebody has this name who is still there.
    fn is_taken(&self, name: &str) -> bool {
        let holder = self.ids.get(name);
        let holder = holder.and_then(|user| self.by_id.get(user));
        holder.is_some_and(|holder| holder.standing != Standing::Deleted)
    }

    fn insert(&mut self, account: Account) {
        self.ids.insert(account.name.clone(), account.user.clone());
        self.by_id.insert(account.user.clone(), account);
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Users").finish_non_exhaustive()
    }
}

/// What a hash costs that is slow on purpose (RFC 8018 5.2); nobody looks at it.
fn hash_slowly(password: &str, rounds: u32) {
    let rounds = NonZeroU32::new(rounds).unwrap_or(NonZeroU32::MIN);
    let mut hash = [0; 32];
    let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
    pbkdf2::derive(algorithm, rounds, b"salt", password.as_bytes(), &mut hash);
    std::hint::black_box(hash);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_password_logs_in() {
        let (users, passwords) = Users::of(System::Sessions).unwrap();
        let [(_, alice), (_, bob)] = &passwords[..] else {
            panic!("two people")
        };
        let log_in = |name, password| users.login(name, password, Hashing::Alike);
        assert_eq!(log_in("alice", alice).unwrap().user, User::from("alice"));
        assert!(log_in("alice", bob).is_none());
        assert!(log_in("mallory", alice).is_none());
        assert!(log_in("Alice", alice).is_none());
    }

    #[test]
    fn a_name_is_free_again_once_its_holder_is_deleted() {
        let (users, _) = Users::of(System::Sessions).unwrap();
        let again = |id: &str| users.register(User::from(id), "alice", "another");
        assert_eq!(again("1"), Err(NoAccount::Taken));
        let alice = User::from("alice");
        users.change(&alice, |account| account.standing = Standing::Deleted);
        assert_eq!(again("1"), Ok(()));
        assert_eq!(users.named("alice").unwrap().user, User::from("1"));
        assert_eq!(users.look_up(&alice).unwrap().standing, Standing::Deleted);
    }
}
