//! The page that text reports are written on. All words pass through here, so that nothing a target
//! sent reaches a terminal as more than characters.

use anstyle::{AnsiColor, Effects};

use crate::text::{WIDTH, shown, wrap};

/// How text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Colours for a terminal.
    pub colour: bool,
}

/// What a word is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Good,
    Bad,
    Unsure,
    Faint,
    Strong,
}

impl Ink {
    fn style(self) -> anstyle::Style {
        match self {
            Ink::Good => AnsiColor::Green.on_default(),
            Ink::Bad => AnsiColor::Red.on_default() | Effects::BOLD,
            Ink::Unsure => AnsiColor::Yellow.on_default(),
            Ink::Faint => anstyle::Style::new() | Effects::DIMMED,
            Ink::Strong => anstyle::Style::new() | Effects::BOLD,
        }
    }
}

/// How far the text behind a label is indented.
const LABEL: usize = 12;

/// A page that grows line by line.
#[derive(Debug)]
pub(crate) struct Paper {
    style: Style,
    out: String,
}

impl Paper {
    pub fn new(style: Style) -> Paper {
        let out = String::new();
        Paper { style, out }
    }

    /// The page so far.
    pub fn finish(self) -> String {
        self.out
    }

    /// Words in the running line.
    pub fn put(&mut self, words: &str) -> &mut Paper {
        self.out.push_str(&shown(words));
        self
    }

    /// Words in colour in the running line.
    pub fn ink(&mut self, ink: Ink, words: &str) -> &mut Paper {
        if !self.style.colour {
            return self.put(words);
        }
        let style = ink.style();
        self.out.push_str(&style.render().to_string());
        self.out.push_str(&shown(words));
        self.out.push_str(&style.render_reset().to_string());
        self
    }

    /// Ends the running line.
    pub fn end(&mut self) -> &mut Paper {
        self.out.push('\n');
        self
    }

    /// A whole line.
    pub fn line(&mut self, words: &str) -> &mut Paper {
        self.put(words).end()
    }

    /// A paragraph, broken to the page and indented.
    pub fn paragraph(&mut self, indent: usize, words: &str) -> &mut Paper {
        for line in wrap(&shown(words), WIDTH.saturating_sub(indent)) {
            self.put(&" ".repeat(indent)).line(&line);
        }
        self
    }

    /// A paragraph in colour.
    pub fn loud(&mut self, ink: Ink, words: &str) -> &mut Paper {
        for line in wrap(&shown(words), WIDTH) {
            self.ink(ink, &line).end();
        }
        self
    }

    /// A paragraph beside its label.
    pub fn labelled(&mut self, label: &str, words: &str) -> &mut Paper {
        let room = WIDTH - LABEL;
        for (index, line) in wrap(&shown(words), room).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            match line.is_empty() {
                true => self.ink(Ink::Faint, &format!("  {label}")),
                false => self.ink(Ink::Faint, &format!("  {label:<0$}", LABEL - 2)),
            };
            self.line(line);
        }
        self
    }

    /// Lines that must not be broken, because somebody copies them.
    pub fn verbatim(&mut self, indent: usize, lines: &[String]) -> &mut Paper {
        for line in lines {
            self.put(&" ".repeat(indent)).line(line);
        }
        self
    }
}
