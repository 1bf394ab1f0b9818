//! What a step of a file does, in words: its own, or those of a flow.

use model::flow::Written;

use super::step::{kept, step, with};

/// What it does, who does it and which part it plays.
pub(crate) fn written(written: &Written) -> String {
    let include = match written {
        Written::Step(own) => return step(own),
        Written::Flow { include } => include,
    };
    let captures = include.capture.iter();
    let captures = captures.map(|(own, output)| format!("`{own}` from its `{output}`"));
    let who = include.who.as_ref();
    let who = who.map_or(String::new(), |who| format!(", as `{who}`"));
    let mark = include.mark.as_ref();
    let mark = mark.map_or(String::new(), |mark| format!(", marked `{mark}`"));
    format!(
        "Do the flow `{}`{}{}{who}{mark}. Set-up.",
        include.flow,
        with(&include.with),
        kept(captures.collect())
    )
}
