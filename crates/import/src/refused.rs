kernel::refusals! {
    /// Why nothing is brought in, or taken back.
    pub enum Refused {
        /// The file has no rows.
        Empty = Invalid "import.empty",
        /// It is neither a workbook nor text that can be read.
        Unreadable = Invalid "import.unreadable",
        /// It is a web page under the name of a workbook, as some programs write them.
        WebPage = Invalid "import.web_page",
        /// It is a workbook that asks for a password.
        Locked = Invalid "import.locked",
        /// It has too many rows.
        TooLong { most: usize } = Invalid "import.too_long",
        /// It has too many cells, or too much text in them.
        TooBig { most: usize } = Invalid "import.too_big",
        /// A needed column is not matched.
        Unmatched { field: String } = Conflict "import.unmatched",
        /// Some rows are not right, and it was to be all or nothing.
        RowsWrong { count: usize } = Conflict "import.rows_wrong",
        /// It was begun, has ended or was taken back.
        NotWaiting = Conflict "import.not_waiting",
        /// It was stopped before any row was in.
        Stopped = Conflict "import.stopped",
        /// It was broken off by a row that another part of the house refuses.
        RowRefused { line: i64, why: String } = Conflict "import.row_refused",
        /// It was broken off by a fault, which the log names.
        BrokenOff = Conflict "import.broken_off",
        /// Somebody is working at it.
        Running = Conflict "import.running",
        /// The file is no longer kept: it has to be brought once more.
        FileGone = Conflict "import.file_gone",
        /// Nothing is there to be taken back.
        NothingIn = Conflict "import.nothing_in",
        /// Something depends on what was brought in.
        LeanedOn { what: String, count: usize } = Conflict "import.leaned_on",
        /// There is no store to bring it into.
        NoStore = Conflict "import.no_store",
    }
}
