//! A disk that is full, and one that takes nothing any more. Needs a disk of its own, and so the right to mount one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use db::Database;
use tempfile::TempDir;

use crate::house::{House, Served, told, until};
use crate::http::Way;
use crate::load::{Load, check, visit};
use crate::people::Person;
use crate::{rounds, skipped};

/// A small disk; gone with the value.
struct Disk {
    place: PathBuf,
    _folder: TempDir,
}

impl Disk {
    /// In memory.
    fn in_memory() -> Option<Disk> {
        let disk = Disk::somewhere();
        disk.mount(&["-t", "tmpfs", "-o", "size=96m", "tmpfs"])?;
        Some(disk)
    }

    /// In a file, and of a kind that turns read-only when it is in trouble.
    fn in_a_file() -> Option<Disk> {
        let disk = Disk::somewhere();
        let image = disk.image();
        File::create(&image).and_then(|file| file.set_len(96 << 20)).expect("a file");
        quiet("mkfs.ext4", &["-q", &image])?;
        disk.mount(&["-o", "loop,errors=remount-ro", &image])?;
        Some(disk)
    }

    fn somewhere() -> Disk {
        let folder = TempDir::new().expect("a folder");
        let place = folder.path().join("disk");
        fs::create_dir(&place).expect("a folder");
        Disk { place, _folder: folder }
    }

    fn image(&self) -> String {
        self.place.with_extension("img").display().to_string()
    }

    fn mount(&self, how: &[&str]) -> Option<()> {
        let place = self.place.display().to_string();
        quiet("mount", &[how, &[place.as_str()]].concat())
    }

    /// Writes until nothing more goes in; the file takes the room away for as long as it is there.
    fn fill(&self) -> PathBuf {
        let ballast = self.place.join("ballast");
        let mut file = File::create(&ballast).expect("a file");
        for size in [1 << 20, 4096] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        ballast
    }

    /// The disk finds itself broken, and lets nobody write.
    fn breaks(&self) -> Option<()> {
        let mounts = fs::read_to_string("/proc/mounts").ok()?;
        let place = self.place.display().to_string();
        let line = mounts.lines().find(|line| line.split(' ').nth(1) == Some(&place))?;
        let device = Path::new(line.split(' ').next()?).file_name()?.to_str()?;
        fs::write(format!("/sys/fs/ext4/{device}/trigger_fs_error"), "a test").ok()
    }

    /// It is looked over and put back.
    fn mended(&self) {
        let image = self.image();
        quiet("umount", &[&self.place.display().to_string()]).expect("taken out");
        let _ = quiet("e2fsck", &["-fy", &image]);
        self.mount(&["-o", "loop,errors=remount-ro", &image]).expect("put back");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = quiet("umount", &[&self.place.display().to_string()]);
    }
}

/// Runs something, if it is there and may be run.
fn quiet(program: &str, args: &[&str]) -> Option<()> {
    let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success() || program == "e2fsck").then_some(())
}

/// Waits until the hands have been told something so many times.
fn hear(load: &Load, reason: &str, times: usize) {
    let heard = || load.told().reasons.get(reason).copied().unwrap_or(0);
    let before = heard();
    until(reason, || heard() >= before + times);
}

/// What one only looks at is there all the while.
fn can_be_read(served: &Served, person: &Person) {
    for page in ["/today", "/till", "/bookings", "/customers"] {
        let reply = person.by(&Way::to(&served.address)).get(page).expect("an answer");
        assert!(reply.is_done(), "{page}: {}", reply.reason());
    }
}

#[test]
fn a_full_disk_refuses_in_words_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::in_memory() else { return skipped("no disk can be mounted here") };
    let house = House::at(Database::Sqlite(disk.place.join("demo.sqlite")));
    let mut served = house.serve();
    let load = Load::begin(&Way::to(&served.address), &house);
    for _ in 0..rounds(2, 20) {
        load.hears(20);
        let ballast = disk.fill();
        hear(&load, "507 /problems/database.full", 10);
        can_be_read(&served, &load.people[0]);
        fs::remove_file(ballast).expect("made room");
    }
    load.hears(20);
    assert!(served.lives());
    let (told, people) = load.end();
    visit(&told.done, &people);
    check(&house, &told);
}

#[test]
fn a_disk_that_breaks_refuses_in_words_and_has_kept_what_was_answered() {
    let Some(disk) = Disk::in_a_file() else { return skipped("no disk can be mounted here") };
    let house = House::at(Database::Sqlite(disk.place.join("demo.sqlite")));
    let mut served = house.serve();
    let way = Way::to(&served.address);
    let load = Load::begin(&way, &house);
    load.hears(30);
    let sure = load.told().done.len();
    if disk.breaks().is_none() {
        load.end();
        return skipped("this system's disks cannot be broken on purpose");
    }
    hear(&load, "503 /problems/database.storage", 10);
    can_be_read(&served, &load.people[0]);
    assert!(served.lives());
    served.kill();
    let unsure = sure..load.told().done.len();

    let refused = house.run(&["demo", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
    assert!(in_words(&refused), "{}", told(&refused));

    disk.mended();
    served = house.serve();
    way.lead_to(&served.address);
    load.hears(20);
    let (mut told, people) = load.end();
    // A system that gives a disk's journal up says of a file at that moment that it is safe, and it is not.
    told.set_aside(unsure);
    visit(&told.done, &people);
    check(&house, &told);
}

/// One line that says what is wrong with which file.
fn in_words(output: &Output) -> bool {
    let said = told(output);
    said.contains("demo.sqlite") && said.contains("Read-only file system") && !said.contains("panicked")
}
