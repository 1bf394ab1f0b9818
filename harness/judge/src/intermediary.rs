//! Whether the service answered, or something that stands before it: a CDN, a firewall.

use model::matcher::Matcher;
use model::wire::{Fault, Raw};

use crate::matches::holds;
use crate::phrases::wanted;

/// Why what came is not known to be the service's own; `None` when it is, or nothing came at all.
pub fn intermediary(marker: &Matcher, raw: &Raw) -> Option<String> {
    let what = match (&raw.answer, &raw.fault) {
        // Who holds the other end of a socket has answered for our key.
        (Some(answer), _) if answer.status == 101 => return None,
        (Some(answer), _) if holds(marker, Some(answer), &answer.body) => return None,
        (Some(answer), _) => format!("HTTP {} without its mark", answer.status),
        (None, Some(Fault::Cut { octets: 0 })) => "a dropped connection".to_owned(),
        _ => return None,
    };
    Some(format!(
        "answered by an intermediary, as far as one can tell: {what} ({})",
        wanted(marker)
    ))
}
