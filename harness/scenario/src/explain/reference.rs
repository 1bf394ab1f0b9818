//! References where the schema wants something else than text: refused, or filled in later.

use jsonschema::ValidationError;

use crate::explain::{Explainer, References, stand_in, words};
use crate::nearest;
use crate::region::Region;
use crate::schema::resolve;

impl Explainer<'_, '_> {
    /// A scalar that is wholly one reference, where the schema wants something else than text.
    pub(crate) fn reference(&mut self, error: &ValidationError<'_>, name: &str) {
        let path = error.instance_path().as_str();
        if self.stand_ins.iter().any(|(known, _)| known == path) {
            return;
        }
        let place = self.spot(error).value();
        let later = path.starts_with("/steps/") || path.starts_with("/expect/");
        if self.references == References::Refused || !later {
            self.faults
                .add(place, "a reference cannot stand here")
                .cure("write the value itself");
            return;
        }
        let (given, cure) = match &self.references {
            References::Given(inputs) => (
                inputs.contains(&name),
                "inputs of the flow and `${contract.…}` are known before and can stand here",
            ),
            _ => (
                false,
                "`${row.…}` and `${contract.…}` are known before and can stand here",
            ),
        };
        // That a flow has no rows is a fault of its own.
        if !(given || name.starts_with("row.") || name.starts_with("contract.")) {
            let wanted = words::of_schema(self.schema, self.holder(error));
            self.faults
                .add(
                    place,
                    format!("`${{{name}}}` is known only while a case runs"),
                )
                .label(format!("expected {wanted}"))
                .cure(cure);
            return;
        }
        let example = stand_in::example(self.schema, resolve(self.schema, self.holder(error)));
        let example = example.unwrap_or_else(|| error.instance().as_ref().clone());
        self.stand_ins.push((path.to_owned(), example));
    }

    /// Adds what the reference at the place of an error became.
    pub(crate) fn became(&mut self, error: &ValidationError<'_>) {
        let place: Region = self.spot(error).value();
        let written = place.of(self.text);
        if self.filled && written.contains("${") {
            let value = nearest::short(&error.instance().to_string());
            self.faults.relabel(format!("became {value}"));
        }
    }
}
