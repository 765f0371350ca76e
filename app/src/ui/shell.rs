use leptos::{
    config::LeptosOptions, either::Either, hydration::AutoReload, nonce::use_nonce, prelude::*,
};

use super::app::{App, title, use_boot};
use crate::{Assets, Excerpt, Page, Theme, words::Words};

/// Leaves to the page what a keyboard on glass does not cover. Browsers do that when the meta tag asks them to, but for Safari, which
/// lays the keyboard over the page, moves the page up, and tells of it only here. A magnified page is no smaller.
const MAKE_ROOM: &str = "\
const root = document.documentElement, view = window.visualViewport;
view?.addEventListener('resize', () => {
  const height = view.height * view.scale, covered = root.clientHeight - height > 100;
  root.style.setProperty('--height', covered ? `${height}px` : '');
  if (covered) scrollTo(0, 0);
});";

/// The whole document, as the server writes it. Takes [`Assets`], [`Boot`](crate::Boot) and the nonce of the
/// content security policy from the context.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let boot = use_boot();
    let Assets { js, wasm, css, style } = use_context().unwrap_or_else(unnamed_assets);
    // The module loads while the page is read already; URLs are the server's own, and `{:?}` quotes them.
    let start = format!(
        "import({js:?}).then(async page => {{ await page.default({{ module_or_path: {wasm:?} }}); page.hydrate(); }});\n{MAKE_ROOM}"
    );
    let unlisted = matches!(boot.page, Page::Room { .. } | Page::NotFound);
    let words = Words::of(boot.locale);
    let is_gone = matches!(boot.page, Page::Room { excerpt: Excerpt::Instead, .. });
    view! {
        <!DOCTYPE html>
        <html lang=boot.locale.tag() data-theme=boot.theme.map(Theme::name)>
            <head>
                <meta charset="utf-8"/>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <title>{title(&boot.page)}</title>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf8"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#17181a"/>
                <meta name="referrer" content="same-origin"/>
                {unlisted.then(|| view! { <meta name="robots" content="noindex"/> })}
                {match style {
                    // The next page finds the file in the browser.
                    Some(style) => Either::Left(view! {
                        <style nonce=use_nonce()>{style}</style>
                        <link rel="prefetch" href=css r#as="style"/>
                    }),
                    None => Either::Right(view! { <link rel="stylesheet" href=css/> }),
                }}
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="modulepreload" href=js nonce=use_nonce()/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=use_nonce()>{start}</script>
                <AutoReload options/>
            </head>
            <body>
                <App/>
                {is_gone.then(|| view! { <p class="gone" role="status">{words.gone}</p> })}
                // Data and no program: it is not run, and the security policy has nothing to allow.
                <script type="application/json" id="boot">{boot.to_json()}</script>
                <script type="application/json" id="words">{words.to_json()}</script>
            </body>
        </html>
    }
}

/// What cargo-leptos calls its files, for a server that says nothing else.
fn unnamed_assets() -> Assets {
    let asset = |name: &str| format!("/pkg/parlor.{name}");
    Assets { js: asset("js"), wasm: asset("wasm"), css: asset("css"), style: None }
}
