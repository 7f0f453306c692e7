//! An amount as somebody types it; what is written is read again, and its parts make the whole.
#![no_main]

use kernel::Money;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, Vec<u32>)| {
    let (text, weights) = input;
    let Ok(money) = text.parse::<Money>() else { return };
    assert_eq!(money.to_string().parse(), Ok(money));
    assert_eq!(money.typed().parse(), Ok(money));
    let parts = money.split(&weights);
    assert!(parts.is_empty() || Money::total(parts) == Ok(money));
});
