//! The command line: what each command is called, and what it takes.

mod layer;
mod shell;

use clap::{Parser, Subcommand};
use layer::LayerCommand;

use crate::{options::ServeOptions, serve};

/// Rooms to talk in. Type a name, press Enter, you are talking.
#[derive(Debug, Parser)]
#[command(name = "parlor", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the chat; what `parlor` does by itself.
    Serve(ServeOptions),
    /// Send and receive on the channel layer, as a process beside the server does.
    Layer(LayerCommand),
}

impl Cli {
    /// Does what the command line says.
    ///
    /// # Errors
    /// Whatever kept the command from being done, as a chain of causes for the operator.
    pub fn run(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let done = match self.command {
            None => runtime.block_on(serve::run(self.serve)),
            Some(Command::Serve(options)) => runtime.block_on(serve::run(options)),
            Some(Command::Layer(command)) => runtime.block_on(command.run()),
        };
        // A read of the terminal cannot be cancelled, and must not keep the process alive.
        runtime.shutdown_background();
        done
    }
}
