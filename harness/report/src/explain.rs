//! One scenario as a page in Markdown that reads as plain text, too: a reviewer can paste it.

use model::forgery::forgery;
use model::scenario::{Axis, Fresh, FreshValue, Must, Scenario};
use model::sets;

use crate::text::{WIDTH, shown, wrap};
use crate::words;

/// What the scenario looks for, why, how to mend it, on what it rests, and what it does in which order.
/// `file` is its path as the user would find it.
pub fn explain(scenario: &Scenario, file: &str) -> String {
    let mut page = Page::default();
    page.heading("#", &scenario.id.0);
    page.paragraph(&scenario.title);
    page.paragraph(&standing(scenario));
    page.section("What", scenario.what.as_deref());
    page.section("Why", scenario.why.as_deref());
    page.section("Remedy", scenario.remedy.as_deref());
    let sources = scenario.references.iter().map(|it| match &it.note {
        Some(note) => format!("{it}: {note}"),
        None => it.to_string(),
    });
    page.list("Sources", sources.collect());
    page.list("Needs", scenario.needs.iter().map(need).collect());
    page.list("Values", scenario.values.iter().map(value).collect());
    page.list("Rows", scenario.matrix.iter().flat_map(axis).collect());
    let steps = scenario.steps.iter().enumerate();
    page.numbered(
        "Steps",
        steps
            .map(|(index, step)| (index + 1, words::written(step)))
            .collect(),
    );
    let expect = scenario.expect.iter().enumerate();
    page.numbered(
        "Expected",
        expect
            .map(|(index, it)| (index + 1, words::expectation(it)))
            .collect(),
    );
    let defects = scenario.defects.iter();
    page.list(
        "Planted defects that it catches",
        defects.map(|it| format!("`{it}`")).collect(),
    );
    page.section("File", Some(file));
    page.out
}

fn standing(scenario: &Scenario) -> String {
    let mut words = vec![format!("Severity {}", scenario.severity.word())];
    words.extend(
        scenario
            .class
            .as_ref()
            .map(|class| format!("class {}", words::term(class))),
    );
    words.push(format!("impact {}", scenario.impact));
    words.push(words::term(&scenario.status));
    words.extend(
        scenario
            .since
            .as_ref()
            .map(|since| format!("since {since}")),
    );
    words.join(", ") + "."
}

fn need((path, values): (&String, &Vec<serde_json::Value>)) -> String {
    if values.is_empty() {
        return format!("`{path}` is declared");
    }
    let values: Vec<String> = values.iter().map(words::value).collect();
    format!("`{path}` is {}", values.join(" or "))
}

fn value((name, value): (&String, &FreshValue)) -> String {
    match &value.fresh {
        Fresh::Uuid => format!("`{name}`: a fresh UUID"),
        Fresh::Email => format!("`{name}`: a fresh e-mail address"),
        Fresh::Password => format!("`{name}`: a fresh password"),
        Fresh::Pkce => format!("`{name}`: a fresh code verifier and its challenge (RFC 7636)"),
        Fresh::Like(other) => format!("`{name}`: of the same length and shape as {other}"),
    }
}

/// The rows of one axis, by what must become of them.
fn axis((name, axis): (&String, &Axis)) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told = |must: &str, row: &str| {
        let what = axis.named.as_deref().and_then(|set| described(set, row));
        let what = what.map_or(String::new(), |what| format!(": {what}"));
        lines.push(format!("{name} `{row}` {must}{what}"));
    };
    for (must, rows) in [
        ("is refused", &axis.refuse),
        ("is not accepted", &axis.not_accept),
        ("is accepted", &axis.accept),
        ("may be accepted or refused", &axis.either),
    ] {
        for row in rows {
            match sets::meant(axis.named.as_deref().unwrap_or_default(), row) {
                rows if rows.is_empty() => told(must, row),
                rows => rows.iter().for_each(|row| told(must, row)),
            }
        }
    }
    for (row, path) in &axis.contract {
        told(&format!("is as `contract.{path}` says"), row);
    }
    if let Some(path) = &axis.each {
        let only = axis.only.iter().map(|(field, values)| {
            let values: Vec<String> = values.iter().map(words::value).collect();
            format!("{field} {}", values.join(" or "))
        });
        let only: Vec<String> = only.collect();
        let with = if only.is_empty() { "" } else { " with " };
        lines.push(format!(
            "{name}: each of the target's `{path}`{with}{}",
            only.join(" and ")
        ));
    }
    for (row, it) in &axis.rows {
        let must = match &it.must {
            Some(Must::Refuse) => " is refused".to_owned(),
            Some(Must::NotAccept) => " is not accepted".to_owned(),
            Some(Must::Accept) => " is accepted".to_owned(),
            Some(Must::Either) => " may be accepted or refused".to_owned(),
            Some(Must::Contract(path)) => format!(" is as `contract.{path}` says"),
            None => String::new(),
        };
        let fields = it
            .fields
            .iter()
            .map(|(field, value)| format!("{field} {}", words::value(value)));
        let fields: Vec<String> = fields.collect();
        let with = if fields.is_empty() { "" } else { " with " };
        lines.push(format!("{name} `{row}`{must}{with}{}", fields.join(", ")));
    }
    lines
}

fn described(set: &str, row: &str) -> Option<&'static str> {
    let origin = || {
        sets::ORIGINS
            .iter()
            .find(|(name, _)| *name == row)
            .map(|(_, what)| *what)
    };
    let forgery = || forgery(row).map(|it| it.what);
    match set {
        "origins" => origin(),
        "forgeries" => forgery(),
        _ => None,
    }
}

#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    fn heading(&mut self, hashes: &str, words: &str) {
        let gap = if self.out.is_empty() { "" } else { "\n" };
        self.out
            .push_str(&format!("{gap}{hashes} {}\n\n", shown(words)));
    }

    fn paragraph(&mut self, words: &str) {
        let gap = if self.out.ends_with("\n\n") { "" } else { "\n" };
        self.out.push_str(gap);
        for line in wrap(words, WIDTH) {
            self.out.push_str(&format!("{}\n", shown(&line)));
        }
    }

    fn section(&mut self, title: &str, words: Option<&str>) {
        if let Some(words) = words {
            self.heading("##", title);
            self.paragraph(words);
        }
    }

    fn list(&mut self, title: &str, items: Vec<String>) {
        self.items(title, items.iter().map(|item| ("- ".to_owned(), item)));
    }

    fn numbered(&mut self, title: &str, items: Vec<(usize, String)>) {
        self.items(
            title,
            items
                .iter()
                .map(|(number, item)| (format!("{number}. "), item)),
        );
    }

    fn items<'a>(&mut self, title: &str, items: impl Iterator<Item = (String, &'a String)>) {
        for (index, (mark, item)) in items.enumerate() {
            if index == 0 {
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
