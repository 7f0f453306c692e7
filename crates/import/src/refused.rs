kernel::refusals! {
    /// Why nothing is brought in, or taken back.
    pub enum Refused {
        /// The file has no rows.
        Empty = Invalid "import.empty",
        /// It is neither a workbook nor text that can be read.
        Unreadable = Invalid "import.unreadable",
        /// It has too many rows.
        TooLong { most: usize } = Invalid "import.too_long",
        /// A needed column is not matched.
        Unmatched { field: String } = Conflict "import.unmatched",
        /// Some rows are not right, and it was to be all or nothing.
        RowsWrong { count: usize } = Conflict "import.rows_wrong",
        /// It was begun, has ended or was taken back.
        NotWaiting = Conflict "import.not_waiting",
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
