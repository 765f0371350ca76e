/// Where a message is always found: on the page that the server makes around it, and there in its row.
pub(super) fn address(id: &str) -> String {
    format!("?at={id}#m-{id}")
}
