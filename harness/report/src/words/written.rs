//! What a step of a file does, in words: its own, or those of a flow.

use model::flow::Written;

use super::step::{acting, capital, kept, marked, step, with};

/// What it does, who does it and which part it plays.
pub(crate) fn written(written: &Written) -> String {
    let include = match written {
        Written::Step(own) => return step(own),
        Written::Flow { include } => include,
    };
    let captures = include.capture.iter();
    let captures = captures.map(|(own, output)| format!("its `{output}` as `{own}`"));
    let flow = format!(
        "{}do the flow `{}`{}{}{}",
        acting(include.who.as_ref(), None),
        include.flow,
        with(&include.with),
        kept(captures.collect()),
        marked(include.mark.as_ref())
    );
    format!("{}.", capital(flow))
}
