//! The one window: made, shown again, and remembered where it stood.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tauri::{
    AppHandle, Manager, PhysicalPosition, PhysicalSize, WebviewUrl, WebviewWindowBuilder, Window,
};

const LABEL: &str = "main";
const TITLE: &str = "同富 Tongfu";

/// Where the window stood when it was closed last; in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Placement {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

struct PlacementFile(PathBuf);

fn read(path: &Path) -> Option<Placement> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Makes the window, in the place it had last. `folder` is the store's: a
/// placement beside it tells nothing of its content.
pub fn open(app: &AppHandle, folder: &Path) -> tauri::Result<()> {
    let file = folder.join("window.json");
    let placement = read(&file);
    app.manage(PlacementFile(file));
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(TITLE)
        .inner_size(1366.0, 768.0)
        .min_inner_size(1024.0, 640.0)
        .build()?;
    if let Some(last) = placement {
        // A screen that is gone must not swallow the window.
        let fits = window.available_monitors()?.iter().any(|monitor| {
            let (corner, size) = (monitor.position(), monitor.size());
            last.x >= corner.x
                && last.y >= corner.y
                && i64::from(last.x) < i64::from(corner.x) + i64::from(size.width)
                && i64::from(last.y) < i64::from(corner.y) + i64::from(size.height)
        });
        if fits && last.width >= 640 && last.height >= 480 {
            window.set_size(PhysicalSize::new(last.width, last.height))?;
            window.set_position(PhysicalPosition::new(last.x, last.y))?;
        }
        if last.maximized {
            window.maximize()?;
        }
    }
    Ok(())
}

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Writes down where the window stands. A failure only costs the place.
pub fn remember(window: &Window) {
    let (Ok(position), Ok(size), Ok(maximized)) = (
        window.outer_position(),
        window.inner_size(),
        window.is_maximized(),
    ) else {
        return;
    };
    let placement = Placement {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximized,
    };
    let file = window.state::<PlacementFile>();
    if file.0.parent().is_some_and(Path::is_dir)
        && let Ok(bytes) = serde_json::to_vec(&placement)
    {
        let _ = std::fs::write(&file.0, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_placement_is_no_placement() {
        let folder = std::env::temp_dir().join(format!("tongfu-window-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("window.json");
        let placement = Placement {
            x: 1,
            y: 2,
            width: 1366,
            height: 768,
            maximized: false,
        };
        std::fs::write(&file, serde_json::to_vec(&placement).unwrap()).unwrap();
        assert_eq!(read(&file), Some(placement));
        std::fs::write(&file, b"{\"x\":").unwrap();
        assert_eq!(read(&file), None);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
