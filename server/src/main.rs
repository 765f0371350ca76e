//! The program `parlor`.

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use server::cli::Cli;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The alternate form puts the whole chain of causes on one line.
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
