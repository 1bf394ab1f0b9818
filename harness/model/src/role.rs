//! Roles as steps write them: `user`, `user/tab2`, `pool/3`, `pool/each`.

/// The role without any credential.
pub const ANONYMOUS: &str = "anonymous";

/// The role that has a valid shape and was never registered.
pub const STRANGER: &str = "stranger";

/// The role of a step that names none.
pub const DEFAULT: &str = "user";

/// A role taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role<'r> {
    /// The identity, by its name in the target file.
    pub identity: &'r str,
    /// Which member of it, where it is a pool; without one it is a member of its own.
    pub member: Option<Member>,
    /// Who acts, whatever the session: `pool/3` in `pool/3/tab2`.
    pub principal: &'r str,
}

/// A member of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// This one, from 1.
    Number(u32),
    /// Another for each copy of the step.
    Each,
}

impl<'r> Role<'r> {
    /// Takes a role apart. What follows the identity is a member if it is a number or `each`, else it
    /// tells sessions apart.
    pub fn of(role: &'r str) -> Role<'r> {
        let (identity, rest) = role.split_once('/').unwrap_or((role, ""));
        let first = rest.split('/').next().unwrap_or_default();
        let member = match first {
            "each" => Some(Member::Each),
            number => number.parse().ok().map(Member::Number),
        };
        let length = match member {
            Some(_) => identity.len() + 1 + first.len(),
            None => identity.len(),
        };
        Role {
            identity,
            member,
            principal: &role[..length],
        }
    }

    /// True when it stands for nobody whom a target knows.
    pub fn is_nobody(&self) -> bool {
        [ANONYMOUS, STRANGER].contains(&self.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_sessions_are_told_apart() {
        let told = |role| {
            let Role {
                identity,
                member,
                principal,
            } = Role::of(role);
            (identity, member, principal)
        };
        assert_eq!(told("user"), ("user", None, "user"));
        assert_eq!(told("user/tab2"), ("user", None, "user"));
        assert_eq!(told("pool"), ("pool", None, "pool"));
        let third = Some(Member::Number(3));
        assert_eq!(told("pool/3"), ("pool", third, "pool/3"));
        assert_eq!(told("pool/3/tab2"), ("pool", third, "pool/3"));
        assert_eq!(told("pool/each"), ("pool", Some(Member::Each), "pool/each"));
        assert_eq!(told(""), ("", None, ""));
    }
}
