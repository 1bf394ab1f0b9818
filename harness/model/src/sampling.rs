//! How a sample is laid out, so that no limit of the target answers in place of what is timed: how many
//! pairs, by how many accounts, and from how many addresses.

use crate::contract::{Limit, LimitKey};
use crate::name::Name;
use crate::step::{Sample, Step};
use crate::target::Target;
use crate::timed::MOST_PAIRS;

/// Members of a pool, or strangers, of each class.
const MEMBERS: u32 = 8;
/// The same where a limit counts for each user.
const MOST_MEMBERS: u32 = 64;
/// Addresses of ours at most, where a limit counts for each.
const MOST_ADDRESSES: u32 = 600;
/// Requests of an account, or an address, that set-up may need.
const SPARE: u32 = 2;
/// Pairs that it takes about to prove classes uniform, where they are, controls among them.
const NEEDED: u32 = 800;

/// How a sample is laid out: in blocks of pairs, each by one member of each class and from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Pairs at most, controls among them.
    pub pairs: u32,
    /// Pairs of one block.
    pub per_block: u32,
    /// Members of each class that act in turn, where its role ends in `/each`.
    pub members: u32,
    /// Whether each block comes from an address of its own.
    pub addresses: bool,
}

impl Layout {
    /// The layout of a sample on this target.
    pub fn of(target: &Target, sample: &Sample) -> Layout {
        let own = target.has_several_addresses();
        let mut layout = Layout {
            pairs: MOST_PAIRS,
            per_block: 16,
            members: MEMBERS,
            addresses: false,
        };
        for class in sample.classes.values() {
            let step = class.what.as_ref();
            let each = step
                .part()
                .who
                .as_ref()
                .is_some_and(|who| who.ends_with("/each"));
            for limit in limits(target, step) {
                layout.keep(limit, (own, each));
            }
        }
        layout
    }

    /// Keeps to a limit, by whom or what it counts.
    fn keep(&mut self, limit: &Limit, (own, each): (bool, bool)) {
        let both = limit.requests / 2;
        let most = match limit.key {
            LimitKey::Connection => return,
            LimitKey::Address if own => {
                self.addresses = true;
                self.per_block = self.per_block.min(both.max(1));
                match both {
                    0 => 0,
                    _ => self.per_block * MOST_ADDRESSES,
                }
            }
            LimitKey::Address | LimitKey::Everybody => both.saturating_sub(SPARE),
            LimitKey::User => {
                if each {
                    self.members = MOST_MEMBERS;
                }
                // A control asks the first class twice.
                let members = if each { MOST_MEMBERS } else { 1 };
                let one = limit.requests.saturating_sub(SPARE) / 2;
                self.per_block = self.per_block.min(one.max(1));
                one * members
            }
        };
        self.pairs = self.pairs.min(most);
    }

    /// How many blocks differ from each other.
    pub fn blocks(&self) -> u32 {
        match self.addresses {
            true => self.pairs.div_ceil(self.per_block.max(1)),
            false => self.members,
        }
    }

    /// The member of each class that acts in a block, from 1.
    pub fn member(&self, block: u32) -> u64 {
        u64::from(block % self.members.max(1)) + 1
    }

    /// Why it cannot come to an end.
    pub fn too_few(&self) -> Option<String> {
        let pairs = self.pairs;
        (pairs < NEEDED).then(|| {
            format!(
                "the limits of the target let {pairs} pairs through, and it takes about {NEEDED} to \
                 prove that there is no difference"
            )
        })
    }
}

/// The limits that count a step.
fn limits<'t>(target: &'t Target, step: &Step) -> impl Iterator<Item = &'t Limit> {
    let all = &target.contract.limits;
    let op = step.op().map(str::to_owned);
    all.iter().filter_map(move |(name, limit)| {
        let Some(op) = &op else { return Some(limit) };
        let covers = |limit: &Limit| limit.covers.iter().any(|it| it == op);
        let shared = |name: &Name| {
            let mut others = all.values();
            others.any(|it| it.shared.as_ref() == Some(name) && covers(it))
        };
        (covers(limit) || shared(name)).then_some(limit)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The layout of two logins, by a pool or by one account, under these limits.
    fn layout(who: &str, limits: serde_json::Value, host: &str) -> Layout {
        let target = json!({
            "name": "t",
            "services": { "app": { "http": format!("http://{host}") } },
            "scope": { "hosts": [host], "impact": "destroy" },
            "contract": { "limits": limits },
        });
        let target: Target = serde_json::from_value(target).unwrap();
        let class = |who: &str| json!({ "do": { "call": { "op": "login", "as": who } } });
        let classes = json!({ "classes": { "a": class(who), "b": class("stranger/each") } });
        let sample: Sample = serde_json::from_value(classes).unwrap();
        Layout::of(&target, &sample)
    }

    fn limit(requests: u32, key: &str) -> serde_json::Value {
        json!({ "l": { "requests": requests, "per": "15m", "key": key, "covers": ["login"] } })
    }

    #[test]
    fn no_limit_is_passed_by_the_pairs_of_a_block() {
        let free = layout("pool/each", json!({}), "127.0.0.1");
        assert_eq!((free.pairs, free.addresses), (MOST_PAIRS, false));
        assert_eq!(free.blocks(), MEMBERS);

        let by_address = layout("pool/each", limit(5, "address"), "127.0.0.1");
        assert_eq!((by_address.per_block, by_address.addresses), (2, true));
        assert_eq!((by_address.pairs, by_address.blocks()), (1_200, 600));
        assert!(by_address.too_few().is_none());
        // From one address only.
        let far = layout("pool/each", limit(5, "address"), "192.0.2.1");
        assert_eq!((far.pairs, far.addresses), (0, false));
        assert!(far.too_few().unwrap().contains("let 0 pairs through"));

        let one = layout("user", limit(100, "user"), "127.0.0.1");
        assert_eq!((one.pairs, one.per_block), (49, 16));
        let many = layout("pool/each", limit(100, "everybody"), "127.0.0.1");
        assert_eq!(many.pairs, 48);
        let of_others = layout("user", limit(1, "connection"), "127.0.0.1");
        assert_eq!(of_others.pairs, MOST_PAIRS);
    }

    #[test]
    fn members_act_in_turn() {
        let free = layout("pool/each", json!({}), "127.0.0.1");
        let members: Vec<u64> = [0, 1, 7, 8].map(|block| free.member(block)).to_vec();
        assert_eq!(members, [1, 2, 8, 1]);
    }
}
