//! Any file that is brought in: a workbook of either format, text in any encoding, or neither.
#![no_main]

use import::{ImportKind, Sheet};
use kernel::Id;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let store = kernel::StoreId::of(1);
    if let Ok(sheet) = Sheet::read(ImportKind::Sales, store, bytes) {
        let again = Sheet::read(ImportKind::Sales, store, bytes).expect("as before");
        assert_eq!((sheet.len(), sheet.marks()), (again.len(), again.marks()));
    }
});
