//! What the names of a flow become in a case: its own, so that two includes do not meet, or those by
//! which the scenario knows them.

use indexmap::IndexMap;
use model::step::Step;
use serde_json::{Map, Value};

use crate::bind::include::Including;
use crate::check::{marks, names, sockets};
use crate::flow::FlowFile;
use crate::references::Name;

/// What the names of a flow become.
pub(super) struct Names<'a> {
    including: &'a Including<'a>,
    flow: &'a FlowFile,
    /// Capture of the flow -> the scenario's names for it.
    captures: IndexMap<&'a str, Vec<&'a str>>,
}

impl<'a> Names<'a> {
    /// Reads them off an include and its flow.
    pub(super) fn of(including: &'a Including<'a>, flow: &'a FlowFile) -> Names<'a> {
        let mut captures: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (name, _, _) in names::captured(&flow.body()) {
            captures.entry(name).or_default();
        }
        for (own, output) in &including.include.capture {
            let capture = flow.flow.outputs.get(output);
            if let Some(names) = capture.and_then(|capture| captures.get_mut(capture.as_str())) {
                names.push(own);
            }
        }
        Names {
            including,
            flow,
            captures,
        }
    }

    /// A name that no file can write.
    pub(super) fn private(&self, name: &str) -> String {
        format!("{}/{name}", self.including.number)
    }

    /// What a reference of the flow becomes: the value of an input, or a reference of the case.
    pub(super) fn look(&self, name: &str) -> Option<Value> {
        if let Some(input) = self.flow.flow.inputs.get(name) {
            let given = self.including.include.with.get(name);
            return given.or(input.default.as_ref()).cloned();
        }
        if let Name::Listen(listener) = Name::of(name) {
            let own = self.private(listener);
            return Some(Value::from(format!("${{listen.{own}.url}}")));
        }
        let known = match self.captures.get(name) {
            Some(names) => names.first().map(|own| (*own).to_owned()),
            None if !self.flow.flow.values.contains_key(whole(name)) => return None,
            None => None,
        };
        let known = known.unwrap_or_else(|| self.private(name));
        Some(Value::from(format!("${{{known}}}")))
    }

    /// Gives captures and sockets their names in the case, and steps their role.
    pub(super) fn own(&self, steps: &mut Value) {
        let items = steps.as_array_mut().into_iter().flatten();
        for (item, written) in items.zip(&self.flow.flow.steps) {
            for (mark, path) in marks::used(written) {
                let pointer = format!("/{}/{}", written.verb(), path.join("/"));
                if let Some(since) = item.pointer_mut(&pointer) {
                    *since = Value::from(self.mark(mark));
                }
            }
            for pointer in ["/advance/past/expiry", "/advance/before/expiry"] {
                if let Some(token) = item.pointer_mut(pointer)
                    && let Some(own) = token.as_str().map(|token| self.token(token))
                {
                    *token = Value::from(own);
                }
            }
            let verb = format!("/{}", written.verb());
            self.own_step(item.pointer_mut(&verb), written);
            for (pointer, inner) in written.inner() {
                let pointer = format!("{verb}{pointer}/{}", inner.verb());
                self.own_step(item.pointer_mut(&pointer), inner);
            }
            let Some(step) = item.get_mut(written.verb()).and_then(Value::as_object_mut) else {
                continue;
            };
            if let Step::Listen(listen) = written {
                step.insert("name".to_owned(), Value::from(self.private(&listen.name)));
            }
            if let Some(mark) = &written.part().mark {
                step.insert("mark".to_owned(), Value::from(self.mark(mark)));
            }
        }
        self.last(steps);
    }

    /// Gives what one step captures, and the sockets that it names, their names in the case.
    fn own_step(&self, step: Option<&mut Value>, written: &Step) {
        let Some(step) = step else { return };
        for (socket, path) in sockets::names(written) {
            // A socket that an input names is the scenario's.
            if socket.contains("${") {
                continue;
            }
            if let Some(name) = step.pointer_mut(&format!("/{}", path.join("/"))) {
                *name = Value::from(self.private(socket));
            }
        }
        let Some(members) = step.as_object_mut() else {
            return;
        };
        if let Some(Value::Object(captures)) = members.get_mut("capture") {
            *captures = self.captured(captures);
        }
        let does_nothing_itself = !written.inner().is_empty();
        if let (Some(who), false) = (&self.including.include.who, does_nothing_itself) {
            members.entry("as").or_insert(Value::from(who.as_str()));
        }
    }

    /// The include's mark is that of its last step.
    fn last(&self, steps: &mut Value) {
        let last = steps.as_array_mut().and_then(|steps| steps.last_mut());
        let written = self.flow.flow.steps.last();
        if let (Some(mark), Some(last), Some(written)) =
            (&self.including.include.mark, last, written)
            && let Some(step) = last.get_mut(written.verb()).and_then(Value::as_object_mut)
        {
            step.insert("mark".to_owned(), Value::from(mark.as_str()));
        }
    }

    /// A mark of the flow in the case.
    fn mark(&self, mark: &str) -> String {
        let last = self.flow.flow.steps.last();
        let last = last.and_then(|step| step.part().mark.as_deref());
        match &self.including.include.mark {
            Some(own) if last == Some(mark) => own.clone(),
            _ => self.private(mark),
        }
    }

    /// A capture or a socket of the flow in the case; a socket that an input names is the scenario's.
    fn token(&self, token: &str) -> String {
        match self.captures.get(token).and_then(|names| names.first()) {
            Some(own) => (*own).to_owned(),
            None if token.contains("${") => token.to_owned(),
            None => self.private(token),
        }
    }

    fn captured(&self, captures: &Map<String, Value>) -> Map<String, Value> {
        let mut renamed = Map::new();
        for (name, source) in captures {
            match self.captures.get(name.as_str()).map(Vec::as_slice) {
                None | Some([]) => {
                    renamed.insert(self.private(name), source.clone());
                }
                Some(names) => {
                    let names = names.iter().map(|own| ((*own).to_owned(), source.clone()));
                    renamed.extend(names);
                }
            }
        }
        renamed
    }
}

/// The value that a reference names, of which it may name a part: `pkce.verifier`.
fn whole(name: &str) -> &str {
    match Name::of(name) {
        Name::Pkce(whole) => whole,
        _ => name,
    }
}
