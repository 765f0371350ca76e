use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::*;

const SOON: Duration = Duration::from_secs(5);
const A_WHILE: Duration = Duration::from_millis(150);

/// A server that sends back what it gets, behind a link.
async fn echo() -> Link {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let target = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = socket.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    Link::to(target, Dice::new(1, "the echo")).await.expect("a link")
}

async fn client(link: &Link) -> TcpStream {
    TcpStream::connect(link.address()).await.expect("a connection")
}

async fn says(socket: &mut TcpStream, words: &[u8]) {
    socket.write_all(words).await.expect("it goes out");
}

/// What comes back within `patience`: `None` when nothing does, empty at the end.
async fn hears(socket: &mut TcpStream, patience: Duration) -> Option<Vec<u8>> {
    let mut buffer = [0; 64];
    match timeout(patience, socket.read(&mut buffer)).await.ok()? {
        Ok(length) => Some(buffer[..length].to_vec()),
        Err(_) => Some(Vec::new()),
    }
}

fn sky(sky: Sky) -> Weather {
    Weather { sky, ..Weather::default() }
}

#[tokio::test]
async fn bytes_pass_and_an_end_is_passed_on() {
    let link = echo().await;
    let mut socket = client(&link).await;
    says(&mut socket, b"hello").await;
    assert_eq!(hears(&mut socket, SOON).await, Some(b"hello".to_vec()));
    socket.shutdown().await.expect("half of it");
    assert_eq!(hears(&mut socket, SOON).await, Some(Vec::new()));
}

#[tokio::test]
async fn one_or_all_connections_are_cut() {
    let link = echo().await;
    let (mut one, mut other) = (client(&link).await, client(&link).await);
    for socket in [&mut one, &mut other] {
        says(socket, b"x").await;
        assert_eq!(hears(socket, SOON).await, Some(b"x".to_vec()));
    }
    assert_eq!(link.cut(Which::Subscriptions), 0);
    assert_eq!(link.cut(Which::One(2)), 1);
    assert_eq!(hears(&mut one, SOON).await, Some(Vec::new()));
    assert_eq!(hears(&mut other, A_WHILE).await, None);
    assert_eq!(link.cut(Which::All), 1);
    assert_eq!(hears(&mut other, SOON).await, Some(Vec::new()));
}

#[tokio::test]
async fn a_refusing_link_lets_nobody_in() {
    let link = echo().await;
    link.set(Weather { refusing: true, ..Weather::default() });
    assert_eq!(hears(&mut client(&link).await, SOON).await, Some(Vec::new()));
    link.set(Weather::default());
    let mut socket = client(&link).await;
    says(&mut socket, b"x").await;
    assert_eq!(hears(&mut socket, SOON).await, Some(b"x".to_vec()));
}

#[tokio::test]
async fn a_silent_line_stays_open_and_never_carries_anything_again() {
    let link = echo().await;
    let (mut lost, mut quiet) = (client(&link).await, client(&link).await);
    says(&mut quiet, b"x").await;
    assert_eq!(hears(&mut quiet, SOON).await, Some(b"x".to_vec()));
    link.set(sky(Sky::Silent));
    says(&mut lost, b"lost").await;
    assert_eq!(hears(&mut lost, A_WHILE).await, None);
    link.set(Weather::default());
    assert_eq!(hears(&mut lost, SOON).await, Some(Vec::new()), "cut, and not healed");
    says(&mut quiet, b"y").await;
    assert_eq!(hears(&mut quiet, SOON).await, Some(b"y".to_vec()), "it has lost nothing");
}

#[tokio::test]
async fn a_slow_line_carries_a_little_at_a_time() {
    let link = echo().await;
    let mut socket = client(&link).await;
    link.set(sky(Sky::Slow(2)));
    let started = Instant::now();
    says(&mut socket, b"abcd").await;
    assert_eq!(hears(&mut socket, SOON).await, Some(b"ab".to_vec()));
    assert_eq!(hears(&mut socket, SOON).await, Some(b"cd".to_vec()));
    assert!(started.elapsed() >= 3 * crate::proxy::weather::TICK);
}

#[tokio::test]
async fn a_late_line_carries_everything_later() {
    let link = echo().await;
    let mut socket = client(&link).await;
    link.set(sky(Sky::Late(Duration::from_millis(60))));
    let started = Instant::now();
    says(&mut socket, b"x").await;
    assert_eq!(hears(&mut socket, SOON).await, Some(b"x".to_vec()));
    assert!(started.elapsed() >= Duration::from_millis(120), "there and back");
}

#[tokio::test]
async fn what_is_held_arrives_once_the_weather_clears() {
    let link = echo().await;
    let mut socket = client(&link).await;
    link.set(sky(Sky::Held));
    says(&mut socket, b"hello").await;
    assert_eq!(hears(&mut socket, A_WHILE).await, None);
    link.set(Weather::default());
    assert_eq!(hears(&mut socket, SOON).await, Some(b"hello".to_vec()));
}

#[tokio::test]
async fn subscriptions_are_spoilt_alone() {
    let link = echo().await;
    let (mut plain, mut subscribed) = (client(&link).await, client(&link).await);
    says(&mut plain, b"GET\r\n").await;
    says(&mut subscribed, b"SUBSCRIBE\r\n").await;
    assert!(hears(&mut plain, SOON).await.is_some());
    assert!(hears(&mut subscribed, SOON).await.is_some());
    link.set(Weather { subscriptions_only: true, ..sky(Sky::Silent) });
    for socket in [&mut plain, &mut subscribed] {
        says(socket, b"x").await;
    }
    assert_eq!(hears(&mut plain, SOON).await, Some(b"x".to_vec()));
    assert_eq!(hears(&mut subscribed, A_WHILE).await, None);
    assert_eq!((link.count(Which::All), link.cut(Which::Subscriptions)), (2, 1));
    assert_eq!(hears(&mut subscribed, SOON).await, Some(Vec::new()));
}

#[tokio::test]
async fn what_is_published_goes_by_a_deaf_subscriber() {
    const MESSAGE: &[u8] = b"*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n";
    let link = echo().await;
    let (mut plain, mut subscribed) = (client(&link).await, client(&link).await);
    says(&mut subscribed, b"SUBSCRIBE\r\n").await;
    assert!(hears(&mut subscribed, SOON).await.is_some());
    link.set(sky(Sky::Muted));
    for socket in [&mut plain, &mut subscribed] {
        says(socket, MESSAGE).await;
    }
    assert_eq!(hears(&mut plain, SOON).await, Some(MESSAGE.to_vec()));
    assert_eq!(hears(&mut subscribed, A_WHILE).await, None);
    says(&mut subscribed, b"+PONG\r\n").await;
    assert_eq!(hears(&mut subscribed, SOON).await, Some(b"+PONG\r\n".to_vec()));
    link.set(Weather::default());
    says(&mut subscribed, MESSAGE).await;
    assert_eq!(hears(&mut subscribed, SOON).await, Some(MESSAGE.to_vec()), "it lives on");
}
