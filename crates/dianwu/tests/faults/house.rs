//! A demonstration centre served by the built program, on a database that outlives it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use db::testing::TestDb;
use db::{Database, Db, Options, Tx};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use kernel::Result;
use tempfile::TempDir;

/// A Thursday afternoon: the house is open and everybody is there.
const BEGINS: DateTime = date(2026, 11, 26).at(14, 0, 0, 0);

/// Longer than anything takes that one waits for.
const PATIENCE: Duration = Duration::from_secs(90);

/// A folder, a database, and a clock that goes on while nobody serves.
pub struct House {
    /// `sqlite` or `postgres`, for the message of a failing test.
    pub name: &'static str,
    pub database: Database,
    home: TempDir,
    began: Instant,
    _schema: Option<TestDb>,
}

impl House {
    /// In a file of its own, which only the program has open: what a killed one leaves behind is really recovered.
    pub fn in_a_file() -> House {
        let home = TempDir::new().expect("a folder");
        let database = Database::Sqlite(home.path().join("demo.sqlite"));
        House::on(home, "sqlite", database, None)
    }

    /// In a schema of the server that the tests were given.
    pub fn on_the_server() -> Option<House> {
        let schema = db::testing::databases().into_iter().find(|test| test.name == "postgres")?;
        let home = TempDir::new().expect("a folder");
        Some(House::on(home, "postgres", schema.database.clone(), Some(schema)))
    }

    /// One on each database there is.
    pub fn each() -> Vec<House> {
        [Some(House::in_a_file()), House::on_the_server()].into_iter().flatten().collect()
    }

    /// At a place that a test has made.
    pub fn at(database: Database) -> House {
        let name = if matches!(database, Database::Sqlite(_)) { "sqlite" } else { "postgres" };
        House::on(TempDir::new().expect("a folder"), name, database, None)
    }

    fn on(home: TempDir, name: &'static str, database: Database, schema: Option<TestDb>) -> House {
        House { name, database, home, began: Instant::now(), _schema: schema }
    }

    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    fn url(&self) -> String {
        match &self.database {
            Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            Database::Postgres(url) => url.clone(),
        }
    }

    /// What the house's clock shows.
    pub fn wall(&self) -> DateTime {
        BEGINS + i64::try_from(self.began.elapsed().as_secs()).expect("not that long").seconds()
    }

    /// Serves on a free port, as far on as the house's clock is.
    pub fn serve(&self) -> Served {
        self.serve_at(self.wall())
    }

    /// The same, by another clock.
    pub fn serve_at(&self, wall: DateTime) -> Served {
        let at = wall.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let log = File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut child = self
            .command(&["demo", "--listen", "127.0.0.1:0", "--at", &at])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("it starts");
        let mut said = BufReader::new(child.stdout.take().expect("its voice"));
        let mut line = String::new();
        said.read_line(&mut line).expect("a line");
        let Some(address) = line.trim().strip_prefix("dianwu serves on http://") else {
            panic!("{}: {:?}, {line}{}", self.name, child.wait(), self.logged());
        };
        Served { address: address.to_owned(), child, _said: said }
    }

    /// Runs a command of the program on the same database.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("it runs")
    }

    /// A command of the program, with nothing around that it would read.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dianwu"));
        command.current_dir(self.folder()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DIANWU_") {
                command.env_remove(name);
            }
        }
        command.args(args).args(["--database", &self.url()]);
        command
    }

    /// Everything that can be recomputed is what it should be.
    pub fn verify(&self) {
        let output = self.run(&["verify"]);
        assert!(output.status.success(), "{}: {}", self.name, told(&output));
    }

    /// Looks at the data beside the program.
    pub fn look<T: Send + 'static>(&self, look: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> T {
        let db = Db::open(&self.database, &Options { readers: 1, connections: 1 }).expect("opened");
        let found = db.read_now(look).expect("read");
        db.close();
        found
    }

    /// What the program has written down.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.folder().join("log")
    }
}

/// What a command has said.
pub fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The program at work; gone with the value.
pub struct Served {
    pub address: String,
    child: Child,
    _said: BufReader<std::process::ChildStdout>,
}

impl Served {
    /// Ends it without a word, as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Is it still there?
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_none()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits until something is so; how long that takes is nobody's business, but it must not be for ever.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
