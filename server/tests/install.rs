//! The page among the apps of a device: what its manifest says is there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;
use support::Server;

/// A file that browsers get as it is.
fn public(address: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let file = address.strip_prefix('/').expect("an address of this server");
    fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{address}: {error}"))
}

/// Width and height of a picture, which stand in the first chunk of a PNG file.
fn size(png: &[u8]) -> String {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "a PNG file");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    format!("{}x{}", number(16), number(20))
}

#[test]
fn the_manifest_names_pictures_of_the_sizes_that_devices_ask_for() {
    let manifest: Value = serde_json::from_slice(&public("/manifest.webmanifest")).expect("JSON");
    let icons = manifest["icons"].as_array().expect("icons");
    let mut offered = Vec::new();
    for icon in icons {
        let text = |key: &str| icon[key].as_str().unwrap_or_default();
        let png = public(text("src"));
        assert_eq!((size(&png).as_str(), text("type")), (text("sizes"), "image/png"));
        assert!(png.len() < 5_000, "{icon} is small");
        offered.push((text("sizes"), text("purpose")));
    }
    for wanted in [("192x192", ""), ("512x512", ""), ("512x512", "maskable")] {
        assert!(offered.contains(&wanted), "{wanted:?}");
    }
    assert_eq!(size(&public("/apple-touch-icon.png")), "180x180");
}

#[tokio::test]
async fn it_opens_where_rooms_are_chosen_and_in_the_colours_of_the_page() {
    let server = Server::start(&[]).await;
    let manifest: Value = serde_json::from_slice(&public("/manifest.webmanifest")).expect("JSON");
    let text = |key: &str| manifest[key].as_str().expect(key);
    assert_eq!((text("name"), text("display")), ("Parlor", "standalone"));
    let start = server.get(text("start_url")).await;
    assert_eq!(start.status, 200);
    assert!(text("start_url").starts_with(text("scope")));
    for colour in ["theme_color", "background_color"] {
        let here = format!("content=\"{}\"", text(colour));
        assert!(start.body.contains(&here), "{colour} is that of a light");
    }
}

#[tokio::test]
async fn every_page_leads_to_the_manifest() {
    let server = Server::start(&[]).await;
    let built = include_str!("../../frontend/index.html").to_owned();
    let mut pages = vec![built];
    for path in ["/chat/", "/chat/lobby/", "/nothing"] {
        let page = server.get(path).await;
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'self'") && !policy.contains("manifest-src"));
        pages.push(page.body);
    }
    for page in pages {
        for link in ["rel=\"manifest\" href=\"/manifest.webmanifest\"", "rel=\"apple-touch-icon\""]
        {
            assert!(page.contains(link), "{link}: {page}");
        }
    }
}
