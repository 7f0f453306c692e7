//! Says plainly what to do when the web assets have not been built.

fn main() {
    let manifest = "../../assets/dist/manifest.json";
    println!("cargo:rerun-if-changed={manifest}");
    println!("cargo:rerun-if-changed=../../messages");
    println!("cargo:rerun-if-changed=templates");
    assert!(
        std::path::Path::new(manifest).exists(),
        "the web assets are not built yet: run `make assets` first"
    );
}
