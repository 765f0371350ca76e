//! A server that is asked to end: nobody is pushed, and nothing is lost.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Instant;

use futures_util::future::join_all;
use support::Server;

#[tokio::test]
async fn connections_end_one_after_the_other_and_the_port_is_free_at_once() {
    const CROWD: usize = 1_000;
    let server = Server::start(&["--drain", "5"]).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(server.join("lobby").await);
    }
    server.signal("-TERM").await;
    let begun = Instant::now();
    let next = tokio::spawn(server.start_beside());
    let ends = join_all(crowd.iter_mut().map(async |person| {
        assert_eq!(person.is_closed().await, Some(1012));
        begun.elapsed()
    }))
    .await;
    let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
    let half = *first + (*last - *first) / 2;
    let early = ends.iter().filter(|end| **end < half).count();
    assert!(early > CROWD / 10 && early < CROWD * 9 / 10, "{early} of {CROWD} in the first half");
    let next = next.await.expect("it starts while the other one ends");
    next.join("lobby").await.says("still here").await;
}
