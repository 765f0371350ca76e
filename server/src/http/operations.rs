use std::fmt::Write;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};

use crate::state::App;

/// The process is alive.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// New connections are welcome: the server is not ending, and messages travel.
pub(super) async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.stop.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "ending\n")
    } else if app.rooms.connected() {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the channel layer is not connected\n")
    }
}

/// Figures in the text format of Prometheus.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let health = app.rooms.health();
    let mut text = String::new();
    let mut figure = |name: &str, kind: &str, help: &str, value: u64| {
        // Writing into a String has no way to fail.
        let _ = writeln!(
            text,
            "# HELP parlor_{name} {help}\n# TYPE parlor_{name} {kind}\nparlor_{name} {value}"
        );
    };
    figure("connections", "gauge", "Open sockets.", app.sockets.len() as u64);
    figure("rooms", "gauge", "Rooms open on this node.", app.rooms.count() as u64);
    figure(
        "messages_total",
        "counter",
        "Messages heard in the rooms of this node.",
        app.rooms.heard(),
    );
    figure(
        "layer_connected",
        "gauge",
        "1 while messages travel between nodes.",
        u64::from(health.connected),
    );
    figure(
        "layer_gaps_total",
        "counter",
        "Times the subscription was lost and made again.",
        health.gaps,
    );
    figure(
        "layer_undecodable_total",
        "counter",
        "Messages on the layer that could not be read.",
        health.undecodable,
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
