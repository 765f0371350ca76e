use std::{io::Write, time::Duration};

use anyhow::Context;
use channel_layer::{ChannelLayer, ChannelName, GroupName, Message};
use clap::{Args, Subcommand};

use super::shell;
use crate::options::{LayerOptions, seconds};

/// One operation on the channel layer, or a session of many.
#[derive(Debug, Args)]
pub(crate) struct LayerCommand {
    #[command(flatten)]
    options: LayerOptions,
    #[command(subcommand)]
    operation: Operation,
}

#[derive(Debug, Subcommand)]
enum Operation {
    /// Send a message to a channel
    Send {
        /// Name of the channel
        channel: ChannelName,
        /// The message, a JSON object
        json: String,
    },
    /// Wait for a message on a channel, and print it as JSON
    Receive {
        /// Name of the channel
        channel: ChannelName,
        /// How long to wait [default: for ever]
        #[arg(value_parser = seconds)]
        seconds: Option<Duration>,
    },
    /// Send a message to every member of a group
    GroupSend {
        /// Name of the group
        group: GroupName,
        /// The message, a JSON object
        json: String,
    },
    /// Read commands from standard input, one a line, and answer each with one line of JSON
    Shell,
}

/// How long a one-shot command waits for the connection to Redis.
const PATIENCE: Duration = Duration::from_secs(5);

impl LayerCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let layer = self.options.build()?;
        match self.operation {
            Operation::Send { channel, json } => {
                connected(&layer).await?;
                layer.send(&channel, &message(&json)?).await.map_err(described)
            }
            Operation::GroupSend { group, json } => {
                connected(&layer).await?;
                layer.group_send(&group, &message(&json)?).await.map(drop).map_err(described)
            }
            Operation::Receive { channel, seconds } => {
                connected(&layer).await?;
                let received = match seconds {
                    Some(limit) => layer.receive_within(&channel, limit).await,
                    None => layer.receive(&channel).await,
                };
                let message = received.map_err(described)?;
                writeln!(std::io::stdout(), "{}", message.to_json()?)
                    .context("the answer could not be written")
            }
            Operation::Shell => shell::run(&layer).await,
        }
    }
}

/// Waits until the layer is connected, so that what is sent is not sent into the void.
async fn connected(layer: &ChannelLayer) -> anyhow::Result<()> {
    let mut health = layer.health();
    let waited = tokio::time::timeout(PATIENCE, health.wait_for(|health| health.connected)).await;
    waited.map(drop).ok().with_context(|| {
        format!("Unavailable: Redis does not answer within {} seconds", PATIENCE.as_secs())
    })
}

fn message(json: &str) -> anyhow::Result<Message> {
    Message::from_json(json).map_err(|error| described(error.into()))
}

/// An error with the kind that the shell gives it too.
fn described(error: channel_layer::Error) -> anyhow::Error {
    let kind = error.kind();
    anyhow::Error::from(error).context(kind)
}
