use std::{net::IpAddr, path::PathBuf, time::Duration};

use clap::Args;

use super::{LayerOptions, LogOptions, Switch, seconds};
use crate::{
    auth::AllowedOrigin,
    limiter::{Rate, RateOption},
};

/// How to serve.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeOptions {
    /// Address and port to listen on
    #[arg(long, env = "PARLOR_LISTEN", default_value = "127.0.0.1:8000", value_name = "ADDRESS")]
    pub(crate) listen: String,

    #[command(flatten)]
    pub(crate) layer: LayerOptions,

    #[command(flatten)]
    pub(crate) log: LogOptions,

    /// Where files go
    #[arg(long, env = "PARLOR_DATA", default_value = "parlor-data", value_name = "DIR")]
    pub(crate) data: PathBuf,

    /// What cookies are signed with, 32 characters at least; every node of a cluster needs the same [default: made at
    /// the first start and kept in the data directory]
    #[arg(long, env = "PARLOR_SECRET", hide_env_values = true)]
    pub(crate) secret: Option<String>,

    /// Origin besides this server's own whose pages may talk to it, as https://HOST[:PORT], or `*` for any; repeatable
    #[arg(long, env = "PARLOR_ALLOWED_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub(crate) allowed_origin: Vec<AllowedOrigin>,

    /// Address of a proxy in front whose `X-Forwarded-For` is believed; one on this machine always is; repeatable
    #[arg(long, env = "PARLOR_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<IpAddr>,

    /// Whether the lobby and `/rooms` list the rooms that have people in them; never those whose names cannot be guessed
    #[arg(
        long,
        env = "PARLOR_LIST_ROOMS",
        value_enum,
        default_value = "on",
        value_name = "on|off"
    )]
    pub(crate) list_rooms: Switch,

    /// Messages a second that one connection may send, and how many at once; `off` for no limit of any kind
    #[arg(long, env = "PARLOR_RATE", default_value = "10:20", value_name = "N[:BURST]")]
    pub(crate) rate: RateOption,

    /// Messages a second that all connections from one address may send together, and how many at once
    #[arg(
        long,
        env = "PARLOR_RATE_PER_ADDRESS",
        default_value = "100:400",
        value_name = "N[:BURST]"
    )]
    pub(crate) rate_per_address: RateOption,

    /// Seconds over which connections are told to come back at most, when the server is asked to end
    #[arg(long, env = "PARLOR_DRAIN", default_value = "5", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) drain: Duration,
}

impl ServeOptions {
    /// What an address may send: nothing is limited where connections are not.
    pub(crate) fn budget(&self) -> Option<Rate> {
        self.rate.0.and(self.rate_per_address.0)
    }
}
