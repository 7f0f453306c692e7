//! The built program, as one types it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder to run in, with nothing around that would be read.
fn dianwu(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dianwu"));
    command.current_dir(home).args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DIANWU_") {
            command.env_remove(name);
        }
    }
    command
}

fn run(home: &Path, args: &[&str]) -> Output {
    dianwu(home, args).output().expect("it runs")
}

fn home() -> TempDir {
    TempDir::new().expect("a folder")
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A server of its own, ended with the value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(home: &Path, command: &str) -> Server {
        let mut child = dianwu(home, &[command, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("dianwu serves on http://").expect(&line).to_owned();
        Server { child, address }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).expect("it listens")
    }

    fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn init(home: &Path) -> Output {
    let args = ["init", "--name", "花间", "--store", "静安店", "--admin", "xu", "--password-stdin"];
    let mut child = dianwu(home, &args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("its input").write_all("correct horse battery\n".as_bytes()).expect("typed");
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_new_centre_is_set_up_once() {
    let home = home();
    let first = init(home.path());
    assert!(first.status.success(), "{}", told(&first));
    let again = init(home.path());
    assert_eq!(again.status.code(), Some(2), "{}", told(&again));
    assert!(told(&again).contains("holds a centre already"), "{}", told(&again));
    let verified = run(home.path(), &["verify"]);
    assert!(
        verified.status.success() && told(&verified).contains("everything adds up"),
        "{}",
        told(&verified)
    );
    let demo = run(home.path(), &["demo", "--database", "sqlite:data/dianwu.sqlite"]);
    assert_eq!(demo.status.code(), Some(2), "a real centre is never shown as a demonstration");
}

#[test]
fn a_wrong_value_is_named_with_what_would_be_right() {
    let home = home();
    std::fs::write(home.path().join("odd.toml"), "datbase = 'x'").expect("written");
    for (args, right) in [
        (["serve", "--listen", "8080"].as_slice(), "127.0.0.1:8080"),
        (&["serve", "--https=perhaps"], "true or false"),
        (&["migrate", "--database", "mysql://u:secret@h/n"], "sqlite:/"),
        (&["verify", "--log", "xml"], "text or json"),
        (&["serve", "--config", "odd.toml"], "one of database, listen"),
        (&["serve", "--config", "nowhere.toml"], "a text file"),
        (&["init", "--name", "x"], "--store is missing"),
        (&["verify"], "run: dianwu migrate"),
        (&["serve"], "run: dianwu init"),
        (&["fly"], "Usage"),
    ] {
        let output = run(home.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", told(&output));
        assert!(told(&output).contains(right), "{args:?}: {}", told(&output));
        assert!(!told(&output).contains("secret"), "{args:?}");
    }
    let output = dianwu(home.path(), &["serve"]).env("DIANWU_LISTEN", "nowhere").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("DIANWU_LISTEN is \"nowhere\""), "{}", told(&output));
}

#[test]
fn a_file_is_served_once_and_copied_while_it_is() {
    let home = home();
    let server = Server::start(home.path(), "demo");
    let second = run(home.path(), &["demo", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(2));
    assert!(told(&second).contains("being served"), "{}", told(&second));

    let demo = ["--database", "sqlite:data/demo.sqlite"];
    let with = |args: &[&str]| run(home.path(), &[args, &demo].concat());
    let copied = with(&["backup", "copy.sqlite"]);
    assert!(copied.status.success(), "{}", told(&copied));
    assert!(!with(&["backup", "copy.sqlite"]).status.success(), "a copy is never overwritten");
    assert!(!with(&["restore", "copy.sqlite", "--force"]).status.success(), "not while it is served");
    drop(server);

    let refused = with(&["restore", "copy.sqlite"]);
    assert!(!refused.status.success() && told(&refused).contains("--force"), "{}", told(&refused));
    let forced = with(&["restore", "copy.sqlite", "--force"]);
    assert!(forced.status.success(), "{}", told(&forced));
    assert!(with(&["verify"]).status.success());
}

#[test]
fn a_token_opens_what_its_person_may_and_no_more() {
    let home = home();
    let server = Server::start(home.path(), "demo");
    let demo = ["--database", "sqlite:data/demo.sqlite"];
    let with = |args: &[&str]| run(home.path(), &[args, &demo].concat());
    let token = with(&["user", "token", "greeter"]);
    assert!(token.status.success(), "{}", told(&token));
    let token = String::from_utf8(token.stdout).expect("a text");
    assert_eq!(token.lines().count(), 1, "nothing else is printed");
    let bearer = format!("Authorization: Bearer {}\r\n", token.trim());
    let shown = server.get("/me", &bearer);
    assert!(shown.starts_with("HTTP/1.1 200") && shown.contains("greeter"), "{shown}");
    assert!(server.get("/accounts", &bearer).starts_with("HTTP/1.1 403"));
    assert!(server.get("/me", "Authorization: Bearer dw_00\r\n").starts_with("HTTP/1.1 401"));
    assert!(server.get("/metrics", "").contains("dianwu_requests_total"));

    assert_eq!(with(&["user", "token", "nobody"]).status.code(), Some(2));
    let unknown = with(&["user", "token", "greeter", "--only", "fly"]);
    assert!(unknown.status.code() == Some(2) && told(&unknown).contains("view-today"), "{}", told(&unknown));
    assert!(with(&["user", "reset-password", "greeter"]).status.success());
    assert!(told(&with(&["user", "end-sessions", "greeter"])).contains("0 sessions"));
    assert!(with(&["user", "disable", "greeter"]).status.success());
    assert!(server.get("/me", &bearer).starts_with("HTTP/1.1 401"), "a disabled account's token is none");
}

#[test]
fn a_request_under_way_is_answered_before_the_end_and_one_that_hangs_does_not_hold_it_up() {
    let home = home();
    let mut server = Server::start(home.path(), "demo");
    let (mut slow, mut hanging) = (server.connect(), server.connect());
    for stream in [&mut slow, &mut hanging] {
        let head = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{";
        stream.write_all(head.as_bytes()).expect("sent");
    }
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    let told = Instant::now();
    std::thread::sleep(Duration::from_millis(700));
    slow.write_all(b"}").expect("sent");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    assert!(server.child.wait().expect("it ends").success());
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
}

#[test]
fn a_newer_database_is_refused() {
    let home = home();
    assert!(init(home.path()).status.success());
    let file = rusqlite::Connection::open(home.path().join("data/dianwu.sqlite")).expect("the file");
    let newer =
        "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9999, 'later', '', 0)";
    file.execute(newer, []).expect("written");
    drop(file);
    for command in ["serve", "migrate", "verify"] {
        let output = run(home.path(), &[command]);
        assert_eq!(output.status.code(), Some(2), "{command}: {}", told(&output));
        assert!(told(&output).contains("newer than this program"), "{command}: {}", told(&output));
    }
}

#[test]
fn the_handbook_is_checked_in_five_words() {
    let home = home();
    let output = run(home.path(), &["handbook", "check", "--json"]);
    assert!(output.status.success(), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("json");
    let mut keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["built", "carried", "clauses", "missing", "not_built"]);
    assert_eq!((report["clauses"].as_u64(), report["carried"].as_u64()), (Some(96), Some(96)));
    let told = String::from_utf8(run(home.path(), &["handbook", "check"]).stdout).expect("a text");
    assert!(told.starts_with("96 clauses: 96 carried"), "{told}");
}

#[test]
fn the_description_is_printed() {
    let home = home();
    let output = run(home.path(), &["openapi"]);
    let api: serde_json::Value = serde_json::from_slice(&output.stdout).expect("json");
    assert!(api["paths"]["/stores/{id}"]["post"]["summary"].is_string());
}
