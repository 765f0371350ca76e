//! Who used the processor during a measurement.

use std::{fs, time::Instant};

/// Processor time since a moment.
#[derive(Debug)]
pub(super) struct Usage {
    began: Instant,
    this: u64,
    servers: Vec<(u32, u64)>,
}

impl Usage {
    /// Begins to count, for this process and for some servers.
    pub(super) fn begin(servers: &[u32]) -> Self {
        let servers = servers.iter().map(|&server| (server, ticks(server))).collect();
        Self { began: Instant::now(), this: ticks(std::process::id()), servers }
    }

    /// Cores that were used on average, by the clients and by the servers.
    pub(super) fn cores(&self) -> (f64, f64) {
        let per_second = rustix::param::clock_ticks_per_second() as f64;
        let wall = self.began.elapsed().as_secs_f64().max(0.001);
        let cores = |ticks: u64| ticks as f64 / per_second / wall;
        let servers = self.servers.iter();
        let servers = servers.map(|(server, before)| ticks(*server).saturating_sub(*before)).sum();
        (cores(ticks(std::process::id()).saturating_sub(self.this)), cores(servers))
    }
}

/// Processor time of a process so far: the fields 14 and 15 of its `stat`, of which the second may hold spaces.
fn ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let fields = fields.split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_seen() {
        let usage = Usage::begin(&[std::process::id()]);
        let began = Instant::now();
        let mut sum = 0_u64;
        while began.elapsed().as_millis() < 300 {
            sum = std::hint::black_box(sum + 1);
        }
        let (this, servers) = usage.cores();
        assert!(this > 0.05 && servers > 0.05, "{this} {servers}");
    }
}
