use protocol::Nonce;

/// A nonce for those who have none of their own.
pub(crate) fn own_nonce() -> Nonce {
    #[expect(
        clippy::expect_used,
        reason = "32 hexadecimal digits are visible ASCII, and few enough"
    )]
    Nonce::parse(&format!("{:032x}", rand::random::<u128>())).expect("a nonce")
}
