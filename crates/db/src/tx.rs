use kernel::{Cell, Error, Result, Value};

use crate::engine::{Described, Engine, Wire};
use crate::many::{Many, ROWS};
use crate::{Cells, Row, Statement};

/// An open transaction on either database. It is committed when the closure answers `Ok`, and undone
/// otherwise; an error of the database ends it, whatever the closure makes of the error.
pub struct Tx<'a> {
    wire: Wire<'a>,
    broken: bool,
}

impl<'a> Tx<'a> {
    pub(crate) fn on(wire: Wire<'a>) -> Tx<'a> {
        Tx { wire, broken: false }
    }

    /// Which database this is. For the few places that must know; a slice never does.
    pub fn engine(&self) -> Engine {
        self.wire.engine()
    }

    /// Names the state of the data that a reader sees: the same name again means that nothing was committed in
    /// between, by whomever. `None` inside a command, which sees its own work.
    pub fn moment(&mut self) -> Result<Option<String>> {
        self.sound()?;
        let result = self.wire.moment();
        self.noting(result)
    }

    /// Runs a statement that answers no rows; how many rows it touched.
    pub fn exec(&mut self, statement: Statement<()>, args: &[Value]) -> Result<u64> {
        self.sound()?;
        let result = self.wire.run(statement.text(), args);
        self.noting(result)
    }

    /// Runs an insert of one row, `… VALUES ($1, $2) …`, for many rows in one go: a way to the server costs more than
    /// a row. How many rows it touched.
    pub fn exec_many(&mut self, statement: Statement<()>, rows: &[Vec<Value>]) -> Result<u64> {
        let mut touched = 0;
        let mut many = Many::of(statement.text())?;
        for rows in rows.chunks(ROWS) {
            self.sound()?;
            let (text, args) = many.of_rows(rows)?;
            let result = self.wire.run_many(text, &args);
            touched += self.noting(result)?;
        }
        Ok(touched)
    }

    /// The same for an insert that answers something of each row. In which order is for the database to say.
    pub fn all_many<R: Row>(&mut self, statement: Statement<R>, rows: &[Vec<Value>]) -> Result<Vec<R>> {
        let mut found = vec![];
        let mut many = Many::of(statement.text())?;
        for rows in rows.chunks(ROWS) {
            self.sound()?;
            let (text, args) = many.of_rows(rows)?;
            let result = self.wire.rows_many(text, &args);
            found.extend(self.noting(result)?);
        }
        found.into_iter().map(|cells| fill(cells, statement.text())).collect()
    }

    /// Every row.
    pub fn all<R: Row>(&mut self, statement: Statement<R>, args: &[Value]) -> Result<Vec<R>> {
        self.rows(statement.text(), args)?.into_iter().map(|cells| fill(cells, statement.text())).collect()
    }

    /// The first row, if there is one.
    pub fn find<R: Row>(&mut self, statement: Statement<R>, args: &[Value]) -> Result<Option<R>> {
        let first = self.rows(statement.text(), args)?.into_iter().next();
        first.map(|cells| fill(cells, statement.text())).transpose()
    }

    /// The row that must be there; a fault when it is not.
    pub fn one<R: Row>(&mut self, statement: Statement<R>, args: &[Value]) -> Result<R> {
        let none = || Error::fault(format!("no row from {:?}", statement.text()));
        self.find(statement, args)?.ok_or_else(none)
    }

    /// The row somebody asked for; "there is none" when it is missing.
    pub fn get<R: Row>(&mut self, statement: Statement<R>, args: &[Value]) -> Result<R> {
        self.find(statement, args)?.ok_or_else(Error::missing)
    }

    /// The one value that must be there: a count, a sum, the key of a row just written.
    pub fn scalar<C: Cell>(&mut self, statement: Statement<(C,)>, args: &[Value]) -> Result<C> {
        self.one(statement, args).map(|(value,)| value)
    }

    /// Every value of a single column.
    pub fn scalars<C: Cell>(&mut self, statement: Statement<(C,)>, args: &[Value]) -> Result<Vec<C>> {
        Ok(self.all(statement, args)?.into_iter().map(|(value,)| value).collect())
    }

    /// The first value of a single column, if there is a row.
    pub fn find_scalar<C: Cell>(&mut self, statement: Statement<(C,)>, args: &[Value]) -> Result<Option<C>> {
        Ok(self.find(statement, args)?.map(|(value,)| value))
    }

    /// The row of one table, if there is one, which nobody changes until the command ends: what a command relies on that
    /// goes through [`Db::write_holding`](crate::Db::write_holding).
    pub fn hold<R: Row>(&mut self, statement: Statement<R>, args: &[Value]) -> Result<Option<R>> {
        self.sound()?;
        let result = self.wire.held_rows(statement.text(), args);
        let first = self.noting(result)?.into_iter().next();
        first.map(|cells| fill(cells, statement.text())).transpose()
    }

    /// All that this command reads has to stay as it is until it ends, not only what it holds: one that went through
    /// [`Db::write_holding`](crate::Db::write_holding) begins anew where that makes a difference.
    pub fn watch(&mut self) -> Result<()> {
        let result = self.wire.watch();
        self.noting(result)
    }

    /// Rows of a text that [`list`](crate::list) put together from registered parts.
    pub(crate) fn rows(&mut self, text: &str, args: &[Value]) -> Result<Vec<Vec<Value>>> {
        self.sound()?;
        let result = self.wire.rows(text, args);
        self.noting(result)
    }

    pub(crate) fn describe(&mut self, text: &str) -> Result<Vec<Described>> {
        self.wire.describe(text)
    }

    /// `Ok` from a closure that went on after an error is none: PostgreSQL has already undone its work.
    pub(crate) fn verdict<T>(&self, result: Result<T>) -> Result<T> {
        result.and_then(|value| self.sound().map(|()| value))
    }

    fn sound(&self) -> Result<()> {
        match self.broken {
            true => Err(Error::fault("the closure went on after an error of the database")),
            false => Ok(()),
        }
    }

    fn noting<T>(&mut self, result: Result<T>) -> Result<T> {
        self.broken |= result.is_err();
        result
    }
}

fn fill<R: Row>(cells: Vec<Value>, text: &str) -> Result<R> {
    let mut cells = Cells::new(cells);
    let row = R::from_cells(&mut cells).map_err(|what| Error::fault(format!("{what}, from {text:?}")))?;
    match cells.left() {
        0 => Ok(row),
        more => Err(Error::fault(format!("{more} columns too many from {text:?}"))),
    }
}
