//! A stretch of a source, and where its lines are.

use std::ops::Range;

use crate::mask::MASK;

/// Bytes `start..end` of a source; `Copy`, unlike a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Region {
    /// First byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

impl Region {
    /// From `start` up to `end`.
    pub(crate) fn new(start: usize, end: usize) -> Region {
        Region {
            start,
            end: end.max(start),
        }
    }

    /// The text of this region; empty when the source is another one.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// A line of a source, with a marked stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The line's number, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1, in the whole line.
    pub(crate) column: usize,
    /// The line; empty when it is too long to be shown.
    pub(crate) text: String,
    /// The marked bytes of `text`.
    pub(crate) marked: Range<usize>,
}

/// Longer lines, in bytes, are not shown; their place is told by its numbers.
const LONGEST: usize = 4_000;

/// The line on which `region` starts, marked as far as it reaches on that line.
pub(crate) fn excerpt(text: &str, region: Region, masks: &[Region]) -> Excerpt {
    let start = boundary(text, region.start.min(text.len()));
    let head = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let tail = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = boundary(text, region.end.clamp(start, tail));
    let shown = match tail - head <= LONGEST {
        true => Shown::new(text, Region::new(head, tail), masks),
        false => Shown::default(),
    };
    let marked = shown.place(start, false)..shown.place(end, true);
    let marked = marked.start..marked.end.max(marked.start);
    let length = shown.text.trim_end().len().max(marked.end);
    Excerpt {
        line: 1 + text[..head].bytes().filter(|byte| *byte == b'\n').count(),
        column: 1 + text[head..start].chars().count(),
        text: shown.text[..length].to_owned(),
        marked,
    }
}

/// A stretch of text with its secrets masked.
#[derive(Default)]
struct Shown {
    text: String,
    /// Stretches of the source, where they stand in `text`, and whether they are masked.
    pieces: Vec<(Region, usize, bool)>,
}

impl Shown {
    fn new(text: &str, part: Region, masks: &[Region]) -> Shown {
        let mut shown = Shown::default();
        let mut at = part.start;
        for mask in masks {
            let start = boundary(text, mask.start.clamp(at, part.end));
            let end = boundary(text, mask.end.clamp(at, part.end));
            if end > start {
                shown.push(text, Region::new(at, start), false);
                shown.push(text, Region::new(start, end), true);
                at = end;
            }
        }
        shown.push(text, Region::new(at, part.end), false);
        shown
    }

    fn push(&mut self, text: &str, piece: Region, masked: bool) {
        self.pieces.push((piece, self.text.len(), masked));
        self.text.push_str(match masked {
            true => MASK,
            false => piece.of(text),
        });
    }

    /// Where a byte of the source stands in the text; the end of a masked piece is the mask's end.
    fn place(&self, at: usize, is_end: bool) -> usize {
        let holds = |piece: &Region| match is_end {
            true => piece.start < at && at <= piece.end,
            false => piece.start <= at && at < piece.end,
        };
        match self.pieces.iter().find(|(piece, _, _)| holds(piece)) {
            Some((_, base, true)) => base + if is_end { MASK.len() } else { 0 },
            Some((piece, base, false)) => base + (at - piece.start),
            None if is_end => 0,
            None => self.text.len(),
        }
    }
}

/// The nearest character boundary at or before `at`.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_and_column_of_a_region() {
        let text = "a: 1\nbä: two\n";
        let seen = excerpt(text, Region::new(10, 13), &[]);
        assert_eq!((seen.line, seen.column), (2, 5));
        assert_eq!(&seen.text[seen.marked], "two");
    }

    #[test]
    fn a_region_over_several_lines_is_marked_on_its_first() {
        let seen = excerpt("a:\n  b: 1\n  c: 2\n", Region::new(5, 16), &[]);
        assert_eq!(&seen.text[seen.marked], "b: 1");
    }

    #[test]
    fn very_long_lines_have_a_place_and_are_not_shown() {
        let text = format!("{}X{}", "a".repeat(5_000), "b".repeat(5_000));
        let seen = excerpt(&text, Region::new(5_000, 5_001), &[]);
        assert_eq!((seen.column, seen.text.as_str()), (5_001, ""));
    }

    #[test]
    fn masks_hide_and_marks_move() {
        let text = "{ password: hunter2, x: 1 }";
        let masks = [Region::new(12, 19)];
        let seen = excerpt(text, Region::new(12, 19), &masks);
        assert_eq!(seen.text, "{ password: [masked], x: 1 }");
        assert_eq!(&seen.text[seen.marked], "[masked]");
        let seen = excerpt(text, Region::new(21, 22), &masks);
        assert_eq!(&seen.text[seen.marked], "x");
    }
}
