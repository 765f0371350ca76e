//! What is left of a run for whoever wants to know more.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde::Serialize;
use tempfile::TempDir;

use crate::chaos::{checker::Violation, history::History, plan::Plan};

/// Keeps the folder with the logs, and puts beside them what was planned, seen and found.
pub(crate) fn keep(
    folder: TempDir,
    plan: &Plan,
    history: &History,
    violations: &[Violation],
) -> Result<PathBuf> {
    let folder = folder.keep();
    fs::write(folder.join("plan.txt"), format!("{plan:#?}\n"))?;
    for client in &history.clients {
        write_lines(&folder.join(format!("{}.jsonl", client.name)), &client.events)?;
        write_lines(&folder.join(format!("{} shows.jsonl", client.name)), &client.shown)?;
    }
    for (number, log) in history.logs.iter().enumerate() {
        write_lines(
            &folder.join(format!("room {number}, epoch {}.jsonl", log.epoch)),
            &log.messages,
        )?;
    }
    write_lines(&folder.join("programs.jsonl"), &history.posts)?;
    let losses = serde_json::json!({
        "began": history.began,
        "calm": history.calm,
        "restarts of Redis": history.restarts,
        "taken with the power": history.taken,
        "changes taken with the power": history.undone,
        "troubles": history.troubles,
    });
    write_lines(&folder.join("losses.jsonl"), &[losses])?;
    write_lines(&folder.join("violations.jsonl"), violations)?;
    Ok(folder)
}

fn write_lines(path: &Path, lines: &[impl Serialize]) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for line in lines {
        serde_json::to_writer(&mut file, line)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}
