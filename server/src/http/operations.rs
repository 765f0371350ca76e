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
    if app.drain.has_begun() {
        (StatusCode::SERVICE_UNAVAILABLE, "ending\n")
    } else if !app.rooms.layer_health().connected {
        (StatusCode::SERVICE_UNAVAILABLE, "the channel layer is not connected\n")
    } else if !app.rooms.log_health().available {
        (StatusCode::SERVICE_UNAVAILABLE, "the log cannot be written\n")
    } else {
        (StatusCode::OK, "ok\n")
    }
}

/// Figures in the text format of Prometheus.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let (health, log) = (app.rooms.layer_health(), app.rooms.log_health());
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
    figure("log_available", "gauge", "1 while the log takes messages.", u64::from(log.available));
    figure(
        "log_undecodable_total",
        "counter",
        "Entries of the log that could not be read.",
        log.undecodable,
    );
    figure(
        "log_resets_total",
        "counter",
        "Epochs that were begun because something in the log may be lost.",
        log.resets,
    );
    figure(
        "foreign_lost_total",
        "counter",
        "Messages of programs on the layer that could not be logged in time.",
        app.rooms.foreign_lost(),
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
