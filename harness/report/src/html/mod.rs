//! HTML: one self-contained page that needs no script and loads nothing.

mod controls;
mod exchange;
mod finding;
mod parts;
mod plots;
mod timed;
mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};

use crate::format::ReportError;
use crate::run::Run;

/// The page.
pub(crate) fn render(run: &Run) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()?;
    environment.set_syntax(syntax);
    environment.add_template("page", include_str!("../../templates/report.html"))?;
    let style = include_str!("../../templates/report.css");
    environment.add_global(
        "style",
        minijinja::Value::from_safe_string(style.to_owned()),
    );
    Ok(environment
        .get_template("page")?
        .render(Serde(view::view(run)))?)
}
