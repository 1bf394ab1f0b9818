//! Secrets, passwords and ids from the operating system's generator.

use aws_lc_rs::{error::Unspecified, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// 256 random bits as text that survives environments, URLs and JSON.
pub(crate) fn secret() -> Result<String, Unspecified> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A random UUID (RFC 9562 5.4).
pub(crate) fn uuid() -> Result<String, Unspecified> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let [a, b, c, d, e] = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Ok(format!("{a}-{b}-{c}-{d}-{e}"))
}

/// So many decimal digits, each as likely as any other.
pub(crate) fn digits(count: usize) -> Result<String, Unspecified> {
    // The largest multiple of ten among octets: above it, some digits would come more often.
    const FAIR: u8 = 250;
    let mut digits = String::with_capacity(count);
    while digits.len() < count {
        let mut byte = [0];
        rand::fill(&mut byte)?;
        if byte[0] < FAIR {
            digits.push(char::from(b'0' + byte[0] % 10));
        }
    }
    Ok(digits)
}
