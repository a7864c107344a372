//! Lists the commands that the window may call; whatever is not listed is
//! closed to it.

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(&["call"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .unwrap_or_else(|fault| panic!("{fault:#}"));
}
