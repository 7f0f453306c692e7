//! Headings and cells of every kind of import: columns guessed, cells read as what their field is.
#![no_main]

use import::{ImportKind, Sheet};
use kernel::Id;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for kind in ImportKind::ALL {
        // The needed headings stand there already, so that the rest is read as cells.
        let fields = kind.fields().expect("the shipped fields");
        let headings: Vec<&str> = fields.iter().map(|field| field.zh.as_str()).collect();
        for table in [text.to_owned(), format!("{}\n{text}", headings.join(","))] {
            if let Ok(sheet) = Sheet::read(*kind, kernel::StoreId::of(1), table.as_bytes()) {
                assert_eq!(sheet.marks().len(), sheet.len());
            }
        }
    }
});
