//! Dates as browsers read them in cookies (RFC 6265bis 5.1.1): any order, any separators.

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Unix seconds of a date, or `None` when a browser would make nothing of it.
pub fn seconds(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if let (None, Some(found)) = (time, time_of(token)) {
            time = Some(found);
        } else if let (None, Some(found)) = (day, number(token, 1..=2)) {
            day = Some(found);
        } else if let (None, Some(found)) = (month, month_of(token)) {
            month = Some(found);
        } else if let (None, Some(found)) = (year, number(token, 2..=4)) {
            year = Some(found);
        }
    }
    let year = match year? {
        short @ 0..=69 => short + 2000,
        short @ 70..=99 => short + 1900,
        year => year,
    };
    let ((hour, minute, second), day, month) = (time?, day?, month?);
    let possible = (1..=days_in(month, year)).contains(&day)
        && year >= 1601
        && hour <= 23
        && minute <= 59
        && second <= 59;
    possible.then(|| days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// A number of so many digits; what follows it must not begin with another.
fn number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let length = token.bytes().take_while(u8::is_ascii_digit).count();
    digits
        .contains(&length)
        .then(|| token[..length].parse().ok())?
}

fn time_of(token: &str) -> Option<(i64, i64, i64)> {
    let mut parts = token.splitn(3, ':');
    let exactly = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| number(part, 1..=2))?
    };
    let (hour, minute) = (exactly(parts.next()?)?, exactly(parts.next()?)?);
    Some((hour, minute, number(parts.next()?, 1..=2)?))
}

fn month_of(token: &str) -> Option<i64> {
    let start = token.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    i64::try_from(index + 1).ok()
}

fn days_in(month: i64, year: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 January 1970, counted in years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let leaps = year / 4 - year / 100 + year / 400;
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_browsers_read_them() {
        for (text, wanted) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("1994 nov 6 8:49:37x", Some(784_111_777)),
            ("29 Feb 2024 23:59:59", Some(1_709_251_199)),
            ("01 Mar 2000 00:00:00", Some(951_868_800)),
            ("31 Dec 1601 00:00:00", Some(-11_613_024_000)),
            ("29 Feb 2023 00:00:00", None),
            ("32 Jan 2024 00:00:00", None),
            ("01 Jan 2024 24:00:00", None),
            ("01 Jan 2024", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }
}
