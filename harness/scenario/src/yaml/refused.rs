//! What YAML allows, or nearly allows, and these files do not.

use saphyr_parser::{ScalarStyle, ScanError};

use crate::region::Region;
use crate::yaml::{Reader, Stop};

impl Reader<'_, '_> {
    /// Notes an anchor or a tag; true when there is one.
    pub(super) fn decorated(&mut self, region: Region, anchor: usize, tag: bool) -> bool {
        if anchor != 0 {
            self.faults
                .add(region, "anchors are not allowed")
                .cure("write the value out where it is needed, or give it a name under `values`");
        }
        if tag {
            self.faults
                .add(region, "tags are not allowed")
                .cure("leave the tag out; text that looks like something else stands in quotes");
        }
        anchor != 0 || tag
    }

    /// Inside `{ }` and `[ ]`, `${x}` without quotes is a `$` and a mapping.
    pub(super) fn unquoted_reference(
        &mut self,
        text: &str,
        style: ScalarStyle,
        region: Region,
    ) -> Result<(), Stop> {
        let rest = self.text.get(region.end..).unwrap_or("");
        if style != ScalarStyle::Plain || !text.ends_with('$') || !rest.starts_with('{') {
            return Ok(());
        }
        let length = rest.find(['}', '\n']).map_or(rest.len(), |at| at + 1);
        let whole = Region::new(region.start, region.end + length);
        let written = whole.of(self.text).trim_end();
        self.faults
            .add(
                whole,
                "a reference inside `{ }` or `[ ]` must stand in quotes",
            )
            .cure(format!("write it in quotes: \"{written}\""));
        Err(Stop)
    }

    /// Notes why this is not YAML.
    pub(super) fn syntax(&mut self, error: &ScanError) {
        let at = self
            .offsets
            .byte(error.marker().index())
            .min(self.text.len());
        let end = at + self.text[at..].chars().next().map_or(0, char::len_utf8);
        let info = error.info();
        if info.contains("unknown anchor") {
            self.faults
                .add(Region::new(at, end), "aliases are not allowed")
                .cure("write the value out, or give it a name under `values` and refer to it");
            return;
        }
        let fault = self
            .faults
            .add(Region::new(at, end), format!("this is not YAML: {info}"));
        if info.contains("mapping values are not allowed") {
            fault.cure("text that holds `: ` must stand in quotes; members of a mapping stand in one column");
        } else if info.contains("tab") {
            fault.cure("indent with spaces");
        }
    }
}
