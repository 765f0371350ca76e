use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

use crate::state::App;

/// Whom a proxy spoke to, the newest proxy last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Where a request comes from, as far as the network tells.
///
/// One IPv6 customer is given a whole /64 and can have a new address for every request, so only that half counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address(IpAddr);

/// The address behind a request; nothing when it is this machine's own, and no proxy on it says for whom it speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source(pub(crate) Option<Address>);

impl Address {
    /// The nearest address that is no proxy of ours. What stands before it in the header could be anybody's invention.
    fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> Option<Self> {
        let is_ours = |ip: &IpAddr| ip.is_loopback() || proxies.contains(ip);
        let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
        let told: Vec<_> = lines.flat_map(|line| line.split(',')).collect();
        let told = told.iter().rev().map_while(|ip| ip.trim().parse().ok());
        let mut chain = std::iter::once(peer).chain(told).map(|ip: IpAddr| ip.to_canonical());
        chain.find(|ip| !is_ours(ip)).map(Self::of)
    }

    fn of(ip: IpAddr) -> Self {
        Self(match ip {
            IpAddr::V6(ip) => {
                let network = u128::from(ip) >> 64 << 64;
                IpAddr::V6(network.into())
            }
            v4 => v4,
        })
    }
}

#[cfg(test)]
impl Address {
    /// One of many.
    pub(crate) fn example(n: usize) -> Self {
        Self::of(IpAddr::V4(u32::try_from(n).expect("few enough").into()))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(ip) = self;
        if ip.is_ipv6() { write!(f, "{ip}/64") } else { write!(f, "{ip}") }
    }
}

impl FromRequestParts<App> for Source {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer =
            parts.extensions.get().map(|ConnectInfo(peer): &ConnectInfo<SocketAddr>| peer.ip());
        Ok(Self(peer.and_then(|peer| Address::behind(peer, &parts.headers, &app.proxies))))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn behind(peer: &str, forwarded: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).expect("a header's value"));
        }
        let proxies = [PROXY.parse().expect("an address")];
        let peer = peer.parse().expect("an address");
        Address::behind(peer, &headers, &proxies).map(|address| address.to_string())
    }

    fn some(address: &str) -> Option<String> {
        Some(address.to_owned())
    }

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else() {
        assert_eq!(behind("203.0.113.9", &[]), some("203.0.113.9"));
        assert_eq!(behind("203.0.113.9", &["198.51.100.1"]), some("203.0.113.9"));
        assert_eq!(behind(PROXY, &["198.51.100.1"]), some("198.51.100.1"));
        assert_eq!(behind("127.0.0.1", &["198.51.100.1"]), some("198.51.100.1"));
        assert_eq!(behind("::ffff:10.0.0.1", &["198.51.100.1"]), some("198.51.100.1"));
    }

    #[test]
    fn what_a_client_puts_before_its_own_address_is_ignored() {
        assert_eq!(behind(PROXY, &["1.2.3.4, 198.51.100.1"]), some("198.51.100.1"));
        assert_eq!(behind("::1", &["1.2.3.4", "198.51.100.1, 10.0.0.1"]), some("198.51.100.1"));
        assert_eq!(behind("::1", &["198.51.100.1, unknown"]), None);
    }

    #[test]
    fn this_machine_itself_is_nobody_in_particular() {
        assert_eq!(behind("127.0.0.1", &[]), None);
        assert_eq!(behind("::1", &["127.0.0.1"]), None);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        assert_eq!(behind("2001:db8:1:2:3:4:5:6", &[]), some("2001:db8:1:2::/64"));
        assert_eq!(behind("2001:db8:1:2:ffff::1", &[]), some("2001:db8:1:2::/64"));
    }
}
