//! A run before it is made: what it will ask of the target, how long it takes, what cannot be decided.

use model::contract::LimitKey;
use model::outlook::{LimitUse, Outlook};
use model::span::Span;

use crate::paper::{Ink, Paper, Style};
use crate::text::{brief, duration, many, some};

/// More names than this are counted.
const NAMES: usize = 6;

/// The page of an outlook.
pub fn outlook(outlook: &Outlook, style: Style) -> String {
    let mut paper = Paper::new(style);
    paper.ink(Ink::Strong, &brief(&outlook.target, 200));
    for (index, (_, address)) in outlook.services.iter().enumerate() {
        paper.put(if index == 0 { " at " } else { ", " });
        paper.put(&brief(address, 200));
    }
    let checks: std::collections::BTreeSet<&str> =
        outlook.run.keys().map(|case| case.check()).collect();
    paper.line(&format!(
        ": {} of {} would run; nothing was sent",
        many(outlook.run.len(), "case"),
        many(checks.len(), "check")
    ));
    paper.end();
    paper.labelled("time", &time(outlook));
    paper.labelled("requests", &requests(outlook));
    if let Some(mails) = outlook.asks.get("send-code") {
        let told = format!("{mails} one-time codes at most are sent to somebody");
        paper.labelled("mails", &told);
    }
    accounts(&mut paper, outlook);
    for limit in &outlook.limits {
        paper.labelled("limit", &told(limit));
    }
    for (why, cases) in &outlook.infeasible {
        let names = some(cases.iter().map(|case| case.0.as_str()), NAMES);
        let count = many(cases.len(), "case");
        let told = format!("{count}, because {}: {names}", brief(why, 300));
        paper.labelled("undecided", &told);
    }
    for (why, cases) in &outlook.skipped {
        let count = many(cases.len(), "case");
        paper.labelled("skipped", &format!("{count}, because {}", brief(why, 300)));
    }
    paper.finish()
}

fn ms(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn time(outlook: &Outlook) -> String {
    let mut said = format!(
        "about {} with {} at a time; {} one after the other",
        duration(ms(outlook.takes)),
        many(outlook.at_a_time, "case"),
        duration(ms(outlook.in_turn))
    );
    if outlook.alone > 0 {
        let runs = if outlook.alone == 1 { "runs" } else { "run" };
        said.push_str(&format!(
            "; {} {runs} alone, because the clock is moved, all cases are seen, or times are taken",
            many(outlook.alone, "case")
        ));
    }
    if !outlook.moved.is_zero() {
        let moved = duration(ms(outlook.moved));
        said.push_str(&format!(
            "; the clock is moved by {moved} to have limits afresh"
        ));
    }
    said
}

fn requests(outlook: &Outlook) -> String {
    let all: u64 = outlook.asks.values().sum();
    let mut asks: Vec<(&str, u64)> = outlook
        .asks
        .iter()
        .map(|(op, times)| (op.as_str(), *times))
        .collect();
    asks.sort_by_key(|(op, times)| (std::cmp::Reverse(*times), *op));
    let asks: Vec<String> = asks
        .iter()
        .map(|(op, times)| format!("{times} {op}"))
        .collect();
    let told = some(asks.iter().map(String::as_str), NAMES);
    format!("{all} at most: {told}")
}

fn accounts(paper: &mut Paper, outlook: &Outlook) {
    for (who, used) in &outlook.accounts {
        let mut said = format!("{}: ", brief(who, 100));
        said.push_str(&many(used.sessions as usize, "session"));
        said.push_str(" of their own at most, beside those that are shared");
        if used.changed > 0 {
            let have = if used.changed == 1 { "has" } else { "have" };
            said.push_str(&format!(
                "; {} {have} it alone, because it is changed",
                many(used.changed, "case")
            ));
        }
        paper.labelled("account", &said);
    }
    if outlook.registered > 0 {
        let told = format!("{} at most are registered", outlook.registered);
        paper.labelled("accounts", &told);
    }
}

fn told(limit: &LimitUse) -> String {
    let (each, one) = match limit.key {
        LimitKey::Address => ("address", "address"),
        LimitKey::User => ("user", "user"),
        LimitKey::Connection => ("connection", "connection"),
        LimitKey::Everybody => ("everybody", "count"),
    };
    let mut said = format!(
        "`{}`, {} in {} per {each}: {} of {}",
        brief(&limit.name, 100),
        limit.requests,
        Span(limit.per),
        limit.spent,
        many(limit.keys, one).replace("addresss", "addresses"),
    );
    if limit.most > 0 {
        said.push_str(&format!(
            "; a case that does not mean it takes {} at most",
            limit.most
        ));
    }
    if limit.filled > 0 {
        let uses = if limit.filled == 1 { "uses" } else { "use" };
        let cases = many(limit.filled, "case");
        said.push_str(&format!("; {cases} {uses} it up on purpose, at the end"));
    }
    said
}
