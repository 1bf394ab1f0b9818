//! Rows of a named set, written in a step or given by the rows of an axis.

use model::forgery::{Needs, forgery};
use model::sets;
use model::template::whole_reference;
use serde_json::Value;

use crate::body::Body;
use crate::fault::Faults;
use crate::nearest;
use crate::references::Name;
use crate::region::Region;
use crate::rows;

/// A named set, as one of its rows is called in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// `sets::ORIGINS`; an origin spelled out will do as well.
    Origins,
    /// `forgery::forgeries`.
    Forgeries,
    /// `sets::DISGUISES`, `sets::CSRF_DISGUISES` and `sets::BROKEN_BODIES`.
    Disguises,
    /// `sets::BROKEN_BODIES` and `sets::MESSAGE_LENGTHS`, for messages.
    Messages,
}

impl Set {
    fn what(self) -> &'static str {
        match self {
            Set::Origins => "row of the set `origins`",
            Set::Forgeries => "forgery",
            Set::Disguises => {
                "row of the sets `limit-disguises`, `csrf-disguises` and `broken-bodies`"
            }
            Set::Messages => "row of the sets `broken-bodies` and `message-lengths`",
        }
    }

    fn has(self, name: &str) -> bool {
        (self == Set::Origins && name.contains("://")) || self.rows().contains(&name)
    }

    fn rows(self) -> Vec<&'static str> {
        let names: &[&str] = match self {
            Set::Origins => &["origins"],
            Set::Forgeries => &["forgeries"],
            Set::Disguises => &["limit-disguises", "csrf-disguises", "broken-bodies"],
            Set::Messages => &["broken-bodies", "message-lengths"],
        };
        names
            .iter()
            .flat_map(|set| sets::rows(set))
            .flatten()
            .collect()
    }
}

/// True for a forgery that is not whole by its name.
fn leads(set: Set, name: &str) -> bool {
    set == Set::Forgeries && forgery(name).is_some_and(|it| it.needs == Needs::Url)
}

/// Checks that `text` is in the set, or that it is so for every row that `text` refers to.
pub(crate) fn check(body: &Body<'_>, set: Set, text: &str, (place, faults): (Region, &mut Faults)) {
    let Some(reference) = whole_reference(text) else {
        if !text.contains("${") && !set.has(text) {
            faults.unknown(place, set.what(), text, set.rows());
        } else if leads(set, text) {
            faults
                .add(place, format!("`{text}` leads to a URL, and none is given"))
                .cure(format!(
                    "write {{ {text}: {{ url: \"${{listen.NAME.url}}\" }} }}"
                ));
        }
        return;
    };
    let Name::Row(axis, field) = Name::of(reference) else {
        return;
    };
    // An axis that is not there has a fault of its own.
    let Some(known) = body.matrix.and_then(|matrix| matrix.get(axis)) else {
        return;
    };
    if known.each.is_some() && set == Set::Forgeries {
        faults
            .add(place, "an entry of the target is no forgery")
            .cure("give the forgeries an axis of their own, with `named: forgeries`");
        return;
    }
    for row in rows::of_axis(known, &body.document.json["matrix"][axis]) {
        let Some(Value::String(name)) = row.value(field) else {
            continue;
        };
        let what = match (name.contains("${"), set.has(&name), leads(set, &name)) {
            (false, false, _) => format!("is no {}", set.what()),
            (false, true, true) => "leads to a URL that is not given".to_owned(),
            _ => continue,
        };
        let message = format!("row `{}` makes this `{name}`, which {what}", row.name);
        let fault = faults.add(place, message);
        if let Some(near) = nearest::nearest(&name, set.rows()).filter(|near| *near != name) {
            fault.label(format!("did you mean `{near}`?"));
        }
        return;
    }
}
