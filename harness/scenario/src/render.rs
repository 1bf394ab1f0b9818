//! Diagnostics as text: the compiler's own look, by annotate-snippets.

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
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
    let mut group = Group::with_title(Level::ERROR.primary_title(diagnostic.message.as_str()));
    match &diagnostic.place {
        Some(place) => {
            group = marked(group, place, AnnotationKind::Primary, diagnostic);
        }
        None => group = group.element(Origin::path(diagnostic.file.as_str())),
    }
    if let Some((place, label)) = &diagnostic.also {
        // On the same line both marks stand in one picture; that is done with the first.
        if !same_line(diagnostic, place) {
            group = group.element(
                Snippet::source(place.text.as_str())
                    .line_start(place.line)
                    .path(diagnostic.file.as_str())
                    .annotation(
                        AnnotationKind::Context
                            .span(place.marked.clone())
                            .label(label.as_str()),
                    ),
            );
        }
    }
    match &diagnostic.cure {
        // Words of a file may stand in a cure: control characters must not reach the terminal.
        Some(cure) => group.element(Level::HELP.message(normalize_untrusted_str(cure))),
        None => group,
    }
}

fn marked<'a>(
    mut group: Group<'a>,
    place: &'a Excerpt,
    kind: AnnotationKind,
    diagnostic: &'a Diagnostic,
) -> Group<'a> {
    let mut mark = kind.span(place.marked.clone());
    if !diagnostic.label.is_empty() {
        mark = mark.label(diagnostic.label.as_str());
    }
    let mut snippet = Snippet::source(place.text.as_str())
        .line_start(place.line)
        .annotation(mark);
    if let Some((other, label)) = &diagnostic.also
        && same_line(diagnostic, other)
    {
        snippet = snippet.annotation(
            AnnotationKind::Context
                .span(other.marked.clone())
                .label(label.as_str()),
        );
    }
    match place.cut {
        // The column in a part of a line is not the column in the file, so it is given.
        true => {
            group = group.element(
                Origin::path(diagnostic.file.as_str())
                    .line(place.line)
                    .char_column(place.column),
            );
        }
        false => snippet = snippet.path(diagnostic.file.as_str()),
    }
    group.element(snippet)
}

fn same_line(diagnostic: &Diagnostic, other: &Excerpt) -> bool {
    diagnostic
        .place
        .as_ref()
        .is_some_and(|place| place.line == other.line && place.text == other.text)
}
