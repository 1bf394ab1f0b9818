//! A page in Markdown that grows from top to bottom, broken to lines that a terminal shows, too.

use crate::text::{WIDTH, shown, wrap};

/// Stands for a space at which no line is broken; nobody writes it.
const BOUND: &str = "\u{e000}";

/// The page so far.
#[derive(Default)]
pub(super) struct Page {
    pub(super) out: String,
}

impl Page {
    pub(super) fn heading(&mut self, hashes: &str, words: &str) {
        let gap = if self.out.is_empty() { "" } else { "\n" };
        self.out
            .push_str(&format!("{gap}{hashes} {}\n\n", shown(words)));
    }

    pub(super) fn paragraph(&mut self, words: &str) {
        let gap = if self.out.ends_with("\n\n") { "" } else { "\n" };
        self.out.push_str(gap);
        for line in lines(words, WIDTH) {
            self.out.push_str(&format!("{line}\n"));
        }
    }

    pub(super) fn section(&mut self, title: &str, words: Option<&str>) {
        if let Some(words) = words {
            self.heading("##", title);
            self.paragraph(words);
        }
    }

    pub(super) fn list(&mut self, title: &str, items: Vec<String>) {
        self.items(
            Some(title),
            items.iter().map(|item| ("- ".to_owned(), item)),
        );
    }

    /// A list without a heading.
    pub(super) fn bare_list(&mut self, items: Vec<String>) {
        self.items(None, items.iter().map(|item| ("- ".to_owned(), item)));
    }

    pub(super) fn numbered(&mut self, title: &str, items: Vec<String>) {
        let mark = |(index, item)| (format!("{}. ", index + 1), item);
        self.items(Some(title), items.iter().enumerate().map(mark));
    }

    fn items<'a>(
        &mut self,
        title: Option<&str>,
        items: impl Iterator<Item = (String, &'a String)>,
    ) {
        for (index, (mark, item)) in items.enumerate() {
            if let Some(title) = title.filter(|_| index == 0) {
                self.heading("##", title);
            }
            for (row, line) in lines(item, WIDTH - mark.len()).iter().enumerate() {
                let mark = if row == 0 {
                    mark.clone()
                } else {
                    " ".repeat(mark.len())
                };
                self.out.push_str(&format!("{mark}{line}\n"));
            }
        }
    }
}

/// Lines of at most `width` characters; the label of a link is not broken, since not every reader of
/// Markdown puts it together again.
fn lines(words: &str, width: usize) -> Vec<String> {
    let mut bound = String::new();
    let mut rest = words;
    while let Some(end) = rest.find("](") {
        let (head, tail) = rest.split_at(end);
        let start = head.rfind('[').unwrap_or(end);
        bound.push_str(&head[..start]);
        bound.push_str(&head[start..].replace(' ', BOUND));
        bound.push_str("](");
        rest = &tail[2..];
    }
    bound.push_str(rest);
    let lines = wrap(&bound, width).into_iter();
    lines
        .map(|line| shown(&line.replace(BOUND, " ")).into_owned())
        .collect()
}
