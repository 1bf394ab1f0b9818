//! Lists of `RateLimit` and `RateLimit-Policy`: as much of RFC 9651 as their drafts use.

use model::told::Quota;

/// Members of a list that are read, and parameters of each.
const MOST: usize = 32;

/// A member: what it is called or says, and its parameters.
struct Member<'a> {
    item: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

/// A policy and what it is called.
pub(super) struct Policy<'a> {
    name: &'a str,
    quota: Quota,
}

/// What a policy says: `"name";q=100;w=60`, or `100;w=60`.
pub(super) fn policies(text: &str) -> Option<Vec<Policy<'_>>> {
    let members = members(text)?.into_iter();
    // What is counted in other units than requests is another matter.
    let counted = members.filter(|member| member.text("qu").is_none_or(|of| of == "\"requests\""));
    let policies = counted.map(|member| {
        let limit = match number(member.item) {
            Some(limit) => Some(limit),
            None => member.number("q")?,
        };
        Some(Policy {
            name: member.item,
            quota: Quota {
                limit,
                window: member.number("w")?,
                ..Quota::default()
            },
        })
    });
    policies.collect()
}

/// How limits stand: `"name";r=1;t=2`, each with the policy of its name, or `limit=3, remaining=1, reset=2`.
/// Without any, the policies alone.
pub(super) fn states(text: &str, policies: &[Policy<'_>]) -> Option<Vec<Quota>> {
    let members = members(text)?;
    if members.is_empty() {
        return Some(policies.iter().map(|policy| policy.quota).collect());
    }
    let mut states = Vec::new();
    let mut pairs = Quota::default();
    for member in &members {
        if let Some((key, value)) = member.pair() {
            let number = Some(number(value)?);
            match key {
                "limit" => pairs.limit = number,
                "remaining" => pairs.remaining = number,
                "reset" => pairs.reset = number,
                _ => {}
            }
            continue;
        }
        let policy = policies.iter().find(|policy| policy.name == member.item);
        states.push(Quota {
            remaining: member.number("r")?,
            reset: member.number("t")?,
            ..policy.map(|policy| policy.quota).unwrap_or_default()
        });
    }
    if pairs != Quota::default() {
        let same = policies.iter().find(|it| it.quota.limit == pairs.limit);
        pairs.window = same.and_then(|policy| policy.quota.window);
        states.push(pairs);
    }
    Some(states)
}

/// A number without a sign, of at most fifteen digits (RFC 9651 3.3.1).
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    (digits && text.len() <= 15).then(|| text.parse().ok())?
}

impl<'a> Member<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        let found = self.parameters.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| *value)
    }

    /// A parameter that is a number; `None` when it is there and is none.
    #[expect(clippy::option_option, reason = "absent and broken are two things")]
    fn number(&self, name: &str) -> Option<Option<u64>> {
        match self.text(name) {
            Some(text) => number(text).map(Some),
            None => Some(None),
        }
    }

    /// Key and value of a member of a dictionary.
    fn pair(&self) -> Option<(&'a str, &'a str)> {
        let pair = self.item.split_once('=');
        let pair = pair.filter(|_| !self.item.starts_with('"'));
        pair.map(|(key, value)| (key.trim(), value.trim()))
    }
}

fn members(text: &str) -> Option<Vec<Member<'_>>> {
    let members = split(text, ',')?.into_iter();
    let members = members.filter(|member| !member.is_empty()).map(|member| {
        let mut parts = split(member, ';')?.into_iter();
        let item = parts.next()?;
        let parameters = parts.map(|part| match part.split_once('=') {
            Some((key, value)) => (key.trim(), value.trim()),
            None => (part, ""),
        });
        Some(Member {
            item,
            parameters: parameters.collect(),
        })
    });
    members.collect()
}

/// The parts between these signs, outside of quotes; `None` when a quote does not end or there are too many.
fn split(text: &str, sign: char) -> Option<Vec<&str>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == sign && !quoted => {
                parts.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    (!quoted && parts.len() <= MOST).then_some(parts)
}
