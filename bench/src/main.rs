//! How Parlor stands up to faults and to load.
fn main() {}
