//! A page in Markdown that grows from top to bottom, broken to lines that a terminal shows, too.

use crate::text::{WIDTH, shown, wrap};

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
        for line in wrap(words, WIDTH) {
            self.out.push_str(&format!("{}\n", shown(&line)));
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
            for (row, line) in wrap(item, WIDTH - mark.len()).iter().enumerate() {
                let mark = if row == 0 {
                    mark.clone()
                } else {
                    " ".repeat(mark.len())
                };
                self.out.push_str(&format!("{mark}{}\n", shown(line)));
            }
        }
    }
}
