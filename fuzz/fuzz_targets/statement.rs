//! What a platform or a terminal says of a day, as a file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sales::statement;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(rows) = statement::read(&statement::decoded(bytes.to_vec())) {
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| !row.reference.is_empty() && row.amount != kernel::Money::ZERO));
    }
});
