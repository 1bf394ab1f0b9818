//! Fuzzes `gateproof_fuzz::redactor`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::redactor(octets));
