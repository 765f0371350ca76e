use std::{io::Write, time::Duration};

use anyhow::Context;
use channel_layer::{
    ChannelLayer, ChannelName, Error as LayerError, GroupName, InvalidMessage, InvalidName, Message,
};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::options::seconds;

/// One line of the shell.
#[derive(Clone, Debug, PartialEq)]
enum Command {
    NewChannel,
    Send(ChannelName, Message),
    Receive(ChannelName, Option<Duration>),
    GroupAdd(GroupName, ChannelName),
    GroupDiscard(GroupName, ChannelName),
    GroupSend(GroupName, Message),
    Flush,
    Quit,
}

/// Why a command gives no value: the `error` and the `detail` of its answer.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Layer(#[from] LayerError),
    #[error("{0}")]
    Usage(&'static str),
}

impl From<InvalidName> for Failure {
    fn from(error: InvalidName) -> Self {
        Self::Layer(error.into())
    }
}

impl From<InvalidMessage> for Failure {
    fn from(error: InvalidMessage) -> Self {
        Self::Layer(error.into())
    }
}

/// Reads commands from standard input until it ends, and answers each with exactly one line of JSON.
pub(super) async fn run(layer: &ChannelLayer) -> anyhow::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).split(b'\n');
    while let Some(line) = lines.next_segment().await.context("standard input cannot be read")? {
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        let command = parse(line.trim());
        let quit = matches!(command, Ok(Command::Quit));
        let done = match command {
            Ok(command) => carry_out(layer, command).await,
            Err(failure) => Err(failure),
        };
        writeln!(std::io::stdout(), "{}", answer(done))
            .context("the answer could not be written")?;
        if quit {
            break;
        }
    }
    Ok(())
}

fn parse(line: &str) -> Result<Command, Failure> {
    let (word, rest) = split(line);
    let nothing_more = |command| {
        if rest.is_empty() { Ok(command) } else { Err(Failure::Usage("it takes no arguments")) }
    };
    match word {
        "new-channel" => nothing_more(Command::NewChannel),
        "flush" => nothing_more(Command::Flush),
        "quit" => nothing_more(Command::Quit),
        "send" => {
            let (channel, json) = two(rest, "send CHANNEL JSON")?;
            Ok(Command::Send(channel.parse()?, Message::from_json(json)?))
        }
        "group-send" => {
            let (group, json) = two(rest, "group-send GROUP JSON")?;
            Ok(Command::GroupSend(group.parse()?, Message::from_json(json)?))
        }
        "group-add" => {
            let (group, channel) = two(rest, "group-add GROUP CHANNEL")?;
            Ok(Command::GroupAdd(group.parse()?, channel.parse()?))
        }
        "group-discard" => {
            let (group, channel) = two(rest, "group-discard GROUP CHANNEL")?;
            Ok(Command::GroupDiscard(group.parse()?, channel.parse()?))
        }
        "receive" => receive(rest),
        _ => Err(Failure::Usage(
            "commands are new-channel, send, receive, group-add, group-discard, group-send, flush and quit",
        )),
    }
}

fn receive(rest: &str) -> Result<Command, Failure> {
    let (channel, limit) = split(rest);
    if channel.is_empty() {
        return Err(Failure::Usage("receive CHANNEL [SECONDS]"));
    }
    let limit = match limit {
        "" => None,
        limit => Some(seconds(limit).map_err(|_| Failure::Usage("receive CHANNEL [SECONDS]"))?),
    };
    Ok(Command::Receive(channel.parse()?, limit))
}

fn two<'a>(rest: &'a str, usage: &'static str) -> Result<(&'a str, &'a str), Failure> {
    let (first, second) = split(rest);
    if second.is_empty() { Err(Failure::Usage(usage)) } else { Ok((first, second)) }
}

/// The first word, and what follows it.
fn split(line: &str) -> (&str, &str) {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}

async fn carry_out(layer: &ChannelLayer, command: Command) -> Result<Json, Failure> {
    match command {
        Command::NewChannel => Ok(json!(layer.new_channel().await?.as_str())),
        Command::Send(channel, message) => Ok(json!(layer.send(&channel, &message).await?)),
        Command::Receive(channel, limit) => {
            let received = match limit {
                Some(limit) => layer.receive_within(&channel, limit).await?,
                None => layer.receive(&channel).await?,
            };
            // What the layer wrote as JSON is JSON.
            Ok(serde_json::from_str(&received.to_json()?).unwrap_or_default())
        }
        Command::GroupAdd(group, channel) => Ok(json!(layer.group_add(&group, &channel).await?)),
        Command::GroupDiscard(group, channel) => {
            Ok(json!(layer.group_discard(&group, &channel).await?))
        }
        Command::GroupSend(group, message) => {
            layer.group_send(&group, &message).await?;
            Ok(Json::Null)
        }
        Command::Flush => Ok(json!(layer.flush().await?)),
        Command::Quit => Ok(Json::Null),
    }
}

fn answer(done: Result<Json, Failure>) -> Json {
    match done {
        Ok(value) => json!({ "ok": value }),
        Err(failure) => {
            let kind = match &failure {
                Failure::Layer(error) => error.kind(),
                Failure::Usage(_) => "Usage",
            };
            json!({ "error": kind, "detail": failure.to_string() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    async fn session(layer: &ChannelLayer, line: &str) -> Json {
        answer(match parse(line) {
            Ok(command) => carry_out(layer, command).await,
            Err(failure) => Err(failure),
        })
    }

    #[tokio::test]
    async fn every_command_is_answered() {
        let layer =
            ChannelLayer::memory(channel_layer::Options { capacity: 1, ..Default::default() });
        let said = session(&layer, "new-channel").await;
        let channel = said["ok"].as_str().expect("a name");
        let null = json!({ "ok": null });
        assert_eq!(session(&layer, &format!("group-add g {channel}")).await, null);
        assert_eq!(session(&layer, r#"group-send g {"type": "hello", "n": 7}"#).await, null);
        assert_eq!(
            session(&layer, &format!("receive {channel} 1")).await,
            json!({ "ok": { "type": "hello", "n": 7 } })
        );
        assert_eq!(session(&layer, &format!("group-discard g {channel}")).await, null);
        assert_eq!(session(&layer, r#"send test_channel  {"type":"hello"}"#).await, null);
        assert_eq!(
            session(&layer, r#"send test_channel {"type":"hello"}"#).await["error"],
            "ChannelFull"
        );
        assert_eq!(session(&layer, "flush").await, null);
        assert_eq!(session(&layer, "receive test_channel 0.01").await["error"], "Timeout");
        assert_eq!(session(&layer, "quit").await, null);
    }

    #[tokio::test]
    async fn mistakes_are_answered_by_their_kind() {
        let layer = ChannelLayer::memory(channel_layer::Options::default());
        for (line, kind) in [
            ("dance", "Usage"),
            ("send", "Usage"),
            ("send test_channel", "Usage"),
            ("receive", "Usage"),
            ("receive test_channel soon", "Usage"),
            ("receive test_channel -1", "Usage"),
            ("flush now", "Usage"),
            ("send =+135! {}", "InvalidName"),
            ("receive a!b!c 1", "InvalidName"),
            ("group-send a/b {}", "InvalidName"),
            ("send test_channel hello", "InvalidMessage"),
            ("send test_channel [1]", "InvalidMessage"),
            (r#"send test_channel {"a":"\ud800"}"#, "InvalidMessage"),
        ] {
            assert_eq!(session(&layer, line).await["error"], kind, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_answered(line: String) {
            let _ = parse(&line);
        }
    }
}
