//! What a case asks for, by its acts and by the set-up that they imply.

use indexmap::IndexMap;
use model::name::Name;

/// An operation that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The operation; none for a request that is spelled out.
    pub op: Option<Name>,
    /// As whom.
    pub role: Name,
    /// From which symbolic address.
    pub from: Option<Name>,
    /// How often.
    pub times: u32,
    /// The limit that a burst means to use up.
    pub fills: Option<Name>,
    /// True when it may fail: a probe, or what must be refused.
    pub judged: bool,
    /// True when it belongs to a login that no step asks for.
    pub login: bool,
    /// The batch of a race, from 0: each has addresses and members of pools of its own.
    pub batch: u32,
}

/// All that a case asks for.
#[derive(Debug, Default)]
pub struct Walked {
    /// In order.
    pub asked: Vec<Asked>,
    /// Sockets that are open at one time, by role.
    pub sockets: IndexMap<Name, u32>,
    /// Everybody who has a part in it.
    pub roles: Vec<Name>,
}

impl Walked {
    /// How many register.
    pub fn registered(&self) -> u32 {
        let named = |asked: &&Asked| asked.op.as_deref() == Some("register");
        self.asked
            .iter()
            .filter(named)
            .map(|asked| asked.times)
            .sum()
    }
}
