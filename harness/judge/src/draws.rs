//! One-time codes that were drawn one after the other: how many have another shape than declared, came
//! before, or could be told from those before them. With so few draws only gross faults show, such as a
//! counter, a clock or a constant; that nothing shows is no proof of chance.

use indexmap::IndexMap;
use model::contract::Codes;

/// Neighbours closer than this part of all codes are near: of random ones, one pair in five thousand.
const NEAR: f64 = 1.0 / 10_000.0;
/// Steps that differ by less are the same.
const SAME: f64 = 1e-9;

/// Counts by the names that expectations use.
pub fn drawn(codes: &[String], declared: &Codes) -> IndexMap<String, u64> {
    let counts = [
        ("drawn", codes.len()),
        ("misshapen", misshapen(codes, declared)),
        ("repeated", repeated(codes)),
        ("predictable", predictable(codes)),
    ];
    counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count as u64))
        .collect()
}

/// Codes of another length or with other characters.
fn misshapen(codes: &[String], declared: &Codes) -> usize {
    let shaped = |code: &&String| {
        let is_long = code.chars().count() == declared.length as usize;
        is_long && code.chars().all(|it| declared.alphabet.has(it))
    };
    codes.len() - codes.iter().filter(shaped).count()
}

/// Codes that came before.
fn repeated(codes: &[String]) -> usize {
    let before = |(number, code): &(usize, &String)| codes[..*number].contains(code);
    codes.iter().enumerate().filter(before).count()
}

/// Codes that are near the one before them, or as far from it as that is from its own.
fn predictable(codes: &[String]) -> usize {
    let places: Vec<f64> = codes.iter().map(|code| place(code)).collect();
    let steps: Vec<f64> = places
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).rem_euclid(1.0))
        .collect();
    let is_near = |step: f64| step.min(1.0 - step) <= NEAR + SAME;
    let foreseen = steps.iter().enumerate().filter(|(number, step)| {
        let before = number.checked_sub(1).and_then(|before| steps.get(before));
        let same = before.is_some_and(|before| (before - **step).abs() < SAME);
        // The same code again is counted as repeated.
        codes[*number] != codes[number + 1] && (is_near(**step) || same)
    });
    foreseen.count()
}

/// Where a code stands between the first, 0, and the last, 1, in the order of its characters.
fn place(code: &str) -> f64 {
    let base: f64 = match code.bytes().all(|octet| octet.is_ascii_digit()) {
        true => 10.0,
        false => 36.0,
    };
    let value = |character: char| f64::from(character.to_digit(36).unwrap_or_default());
    let digits = code.chars().map(value);
    let scales = std::iter::successors(Some(1.0 / base), |scale| Some(scale / base));
    digits.zip(scales).map(|(digit, scale)| digit * scale).sum()
}

#[cfg(test)]
mod tests {
    use model::contract::Alphabet;

    use super::*;

    fn counted(codes: &[&str]) -> [u64; 3] {
        let declared = Codes {
            length: 6,
            alphabet: Alphabet::LettersAndDigits,
            lifetime: None,
            attempts: None,
            after_newer: None,
            on_replay: None,
        };
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let counts = drawn(&codes, &declared);
        assert_eq!(counts["drawn"], codes.len() as u64);
        ["misshapen", "repeated", "predictable"].map(|name| counts[name])
    }

    #[test]
    fn gross_faults_are_counted_and_chance_is_not() {
        let chance = ["481516", "234208", "271828", "141421", "577215", "693147"];
        assert_eq!(counted(&chance), [0, 0, 0]);
        let counter = ["000997", "000998", "000999", "001000"];
        assert_eq!(counted(&counter), [0, 0, 3]);
        assert_eq!(counted(&["999999", "000000"]), [0, 0, 1], "it wraps");
        let stride = ["100000", "237000", "374000", "511000"];
        assert_eq!(counted(&stride), [0, 0, 2]);
        assert_eq!(counted(&["577215", "577215", "577215"]), [0, 2, 0]);
        assert_eq!(counted(&["57721", "5772156", "57 215"]), [3, 0, 1]);
        assert_eq!(counted(&["a0zb7x", "a0zb7y"]), [0, 0, 1]);
        assert_eq!(counted(&["k3v9qa", "0b7xwz", "zz81mc"]), [0, 0, 0]);
        assert_eq!(counted(&[]), [0, 0, 0]);
    }
}
