//! PostgreSQL servers of a test's own, to be stopped, killed and promoted. They keep what they say they keep.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::house::told;

const PASSWORD: &str = "a-loopback-secret";

/// A room for servers, and who they belong to.
pub struct Servers {
    bin: PathBuf,
    home: TempDir,
    /// The server refuses to be root's.
    owner: Option<String>,
}

/// One of them; stopped with the value.
pub struct Server<'a> {
    room: &'a Servers,
    data: PathBuf,
    pub port: u16,
}

impl Servers {
    /// Where `scripts/postgres` has found the server's programs.
    pub fn new() -> Option<Servers> {
        let bin = PathBuf::from(std::env::var_os("DIANWU_TEST_PG_BIN")?);
        let home = TempDir::new().expect("a folder");
        let id = |args: &[&str]| -> Option<u32> {
            let output = Command::new("id").args(args).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        let owner = (id(&["-u"]) == Some(0)).then(|| {
            let name = if id(&["-u", "postgres"]).is_some() { "postgres" } else { "nobody" };
            let (user, group) = (id(&["-u", name]), id(&["-g", name]));
            std::os::unix::fs::chown(home.path(), user, group).expect("handed over");
            name.to_owned()
        });
        Some(Servers { bin, home, owner })
    }

    /// Runs one of the server's programs; it has to work out.
    pub fn run(&self, program: &str, args: &[&str]) -> String {
        let output = self.command(program, args);
        assert!(output.status.success(), "{program} {args:?}: {}{}", told(&output), self.logs());
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn command(&self, program: &str, args: &[&str]) -> Output {
        let program = self.bin.join(program);
        let mut command = match &self.owner {
            Some(owner) => {
                let mut command = Command::new("runuser");
                command.args(["-u", owner, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.env("PGPASSWORD", PASSWORD).current_dir(self.home.path()).args(args);
        // What is left running must not hold on to our pipes.
        let said = self.home.path().join(format!("{:x}.said", rand::random::<u64>()));
        let file = std::fs::File::create(&said).expect("a file");
        command.stdin(std::process::Stdio::null()).stderr(file.try_clone().expect("a file")).stdout(file);
        let status = command.status().expect("it runs");
        Output { status, stdout: std::fs::read(&said).unwrap_or_default(), stderr: vec![] }
    }

    fn logs(&self) -> String {
        let files = std::fs::read_dir(self.home.path()).into_iter().flatten().flatten();
        let logs = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "log"));
        logs.map(|log| std::fs::read_to_string(log.path()).unwrap_or_default()).collect()
    }

    /// A path where the server's programs may write.
    pub fn place(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// A new server, up and empty.
    pub fn first(&self) -> Server<'_> {
        let secret = self.place("secret");
        std::fs::write(&secret, PASSWORD).expect("written");
        let data = self.place("first");
        let args =
            ["--pgdata", &data, "--username", "dianwu", "--auth", "scram-sha-256", "--pwfile", &secret];
        self.run("initdb", &[&args[..], &["--encoding", "UTF8", "--locale", "C", "--no-sync"]].concat());
        let server = Server { room: self, data: data.into(), port: free_port() };
        server.start();
        server
    }

    /// Another one that follows it, and hears of everything before it is answered.
    pub fn standby_of(&self, first: &Server) -> Server<'_> {
        let data = self.place("standby");
        let port = first.port.to_string();
        let from = ["--host", "127.0.0.1", "--port", &port, "--username", "dianwu", "--checkpoint", "fast"];
        let as_standby = ["--pgdata", &data, "--write-recovery-conf", "--wal-method", "stream"];
        self.run("pg_basebackup", &[&from[..], &as_standby[..]].concat());
        let standby = Server { room: self, data: data.into(), port: free_port() };
        standby.start();
        first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
        first.sql("SELECT pg_reload_conf()");
        crate::house::until("a standby that follows", || {
            first.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"
        });
        standby
    }
}

impl Server<'_> {
    pub fn start(&self) {
        let options =
            format!("-c port={} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", self.port);
        let log = self.data.with_extension("log").display().to_string();
        self.ctl(&["start", "--log", &log, "--options", &options]);
    }

    /// `fast` lets nobody end but closes in order; `immediate` is a crash.
    pub fn stop(&self, mode: &str) {
        self.ctl(&["stop", "--mode", mode]);
    }

    /// As if the machine had gone.
    pub fn kill(&self) {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid")).expect("the server's number");
        let number = file.lines().next().expect("a number").trim().to_owned();
        let status = Command::new("kill").args(["-KILL", &number]).status().expect("it runs");
        assert!(status.success(), "the server was gone already");
    }

    pub fn promote(&self) {
        self.ctl(&["promote"]);
    }

    fn ctl(&self, args: &[&str]) {
        let data = self.data.display().to_string();
        self.room
            .run("pg_ctl", &[args, &["--pgdata", &data, "--wait", "--silent", "--timeout", "90"]].concat());
    }

    pub fn sql(&self, text: &str) -> String {
        let url = self.url();
        self.room.run("psql", &["--no-psqlrc", "--tuples-only", "--no-align", "--command", text, &url])
    }

    pub fn url(&self) -> String {
        url(&[self.port], "postgres")
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        let _ = self.room.command("pg_ctl", &["stop", "--pgdata", &data, "--mode", "immediate", "--silent"]);
    }
}

/// A database of whichever of the servers may be written to.
pub fn url(ports: &[u16], database: &str) -> String {
    let places: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    let target = if ports.len() > 1 { "?target_session_attrs=read-write" } else { "" };
    format!("postgres://dianwu:{PASSWORD}@{}/{database}{target}", places.join(","))
}

fn free_port() -> u16 {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    door.local_addr().expect("an address").port()
}
