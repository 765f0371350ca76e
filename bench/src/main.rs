//! `bench`: how Parlor stands up to faults and to load.
//!
//! * [`chaos`]: whole clusters of real processes under faults that a seed decides, and a checker that compares what
//!   every client displayed;
//! * [`speed`]: latencies, rates and how fast everybody is back.
//!
//! What both are made of: [`process`], [`node`], [`redis_server`] and [`ports`] run servers, [`redis_client`] and [`resp`]
//! ask Redis past them, [`proxy`] spoils the lines between them, [`wire`] and [`socket`] speak the protocol, and
//! [`dice`] is chance that can be had again.

mod chaos;
mod dice;
mod node;
mod ports;
mod process;
mod proxy;
mod redis_client;
mod redis_server;
mod resp;
mod socket;
mod speed;
mod wire;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// How Parlor stands up to faults and to load.
#[derive(Debug, Parser)]
#[command(name = "bench")]
enum Command {
    /// Runs a cluster under faults and checks what every client displayed.
    Chaos(chaos::Options),
    /// Prints how fast things go, as a table in Markdown.
    Speed(speed::Options),
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match Command::parse() {
        Command::Chaos(options) => chaos::run(&options).await,
        Command::Speed(options) => speed::run(&options).await.map(|()| ExitCode::SUCCESS),
    }
}
