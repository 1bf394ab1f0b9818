//! Diagnostics as text: the compiler's own look, by annotate-snippets.

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use crate::diagnostics::Diagnostic;
use crate::region::Excerpt;

/// All diagnostics, one after the other, with an empty line after each.
pub(crate) fn all(list: &[Diagnostic], colour: bool) -> String {
    let renderer = match colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let mut text = String::new();
    for diagnostic in list {
        text.push_str(&renderer.render(&[group(diagnostic)]));
        text.push_str("\n\n");
    }
    text
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let file = diagnostic.file.as_str();
    let mut group = Group::with_title(Level::ERROR.primary_title(diagnostic.message.as_str()));
    let label = diagnostic.label.as_str();
    let place = diagnostic.place.as_ref();
    let also = diagnostic
        .also
        .as_ref()
        .map(|(also, label)| (also, label.as_str()));
    group = match (place, also) {
        (None, _) => group.element(Origin::path(file)),
        // On one line both marks stand in one picture.
        (Some(place), Some((also, other))) if place.line == also.line => {
            let other = mark(AnnotationKind::Context, also, other);
            shown(group, file, (place, label), vec![other])
        }
        (Some(place), Some((also, other))) => {
            let group = shown(group, file, (place, label), Vec::new());
            let snippet = Snippet::source(also.text.as_str()).line_start(also.line);
            let mark = mark(AnnotationKind::Context, also, other);
            group.element(snippet.path(file).annotation(mark))
        }
        (Some(place), None) => shown(group, file, (place, label), Vec::new()),
    };
    match &diagnostic.cure {
        // Words of a file may stand in a cure: control characters must not reach the terminal.
        Some(cure) => group.element(Level::HELP.message(normalize_untrusted_str(cure))),
        None => group,
    }
}

fn shown<'a>(
    group: Group<'a>,
    file: &'a str,
    (place, label): (&'a Excerpt, &'a str),
    others: Vec<Annotation<'a>>,
) -> Group<'a> {
    if place.text.is_empty() && place.column > 1 {
        let origin = Origin::path(file)
            .line(place.line)
            .char_column(place.column);
        let group = group.element(origin);
        return match label.is_empty() {
            true => group,
            false => group.element(Level::NOTE.message(normalize_untrusted_str(label))),
        };
    }
    let snippet = Snippet::source(place.text.as_str()).line_start(place.line);
    let primary = mark(AnnotationKind::Primary, place, label);
    group.element(snippet.path(file).annotation(primary).annotations(others))
}

fn mark<'a>(kind: AnnotationKind, place: &'a Excerpt, label: &'a str) -> Annotation<'a> {
    let mark = kind.span(place.marked.clone());
    match label.is_empty() {
        true => mark,
        false => mark.label(label),
    }
}
