//! What people and programs are shown of imports.

mod columns;
mod list;
mod show;
mod template;
mod view;

use kernel::Permission::ImportData;
use web::Routes;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("import")
        .get("/imports", ImportData, "List what was brought in from files", list::list)
        .post("/imports", ImportData, "Read a file, and guess its columns", list::read)
        .get("/imports/template", ImportData, "A workbook to fill in, `?kind=sales`", template::download)
        .get("/imports/{id}", ImportData, "Show an import: columns, dry run, progress, outcome", show::show)
        .post("/imports/{id}/columns", ImportData, "Say which column is which field", show::columns)
        .post("/imports/{id}/run", ImportData, "Bring the rows in, or go on after a stop", show::run)
        .post("/imports/{id}/stop", ImportData, "Stop; what is in stays, and one may go on", show::stop)
        .post("/imports/{id}/undo", ImportData, "Take a whole import back", show::undo)
}
