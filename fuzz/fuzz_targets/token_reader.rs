//! Fuzzes `gateproof_fuzz::token_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::token_reader(octets));
