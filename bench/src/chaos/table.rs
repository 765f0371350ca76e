use crate::chaos::report::Report;

/// All runs, as a table in Markdown.
pub(super) fn table(reports: &[Report]) -> String {
    let mut table = String::from(
        "| seed | store | nodes | faults | said | acknowledged | deliveries | connections | violations |\n\
         | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut totals = [0; 6];
    for report in reports {
        let counts = report.counts;
        let row = [
            report.faults.values().sum(),
            counts.said,
            counts.acknowledged,
            counts.delivered,
            counts.connections,
            report.violations.values().sum(),
        ];
        totals.iter_mut().zip(row).for_each(|(total, count)| *total += count);
        let (seed, store, nodes) = (report.seed, report.store, report.nodes);
        table.push_str(&format!(
            "| {seed} | {store:?} | {nodes} | {} |\n",
            row.map(|n| n.to_string()).join(" | ")
        ));
    }
    table.push_str(&format!("| all | | | {} |", totals.map(|n| n.to_string()).join(" | ")));
    table
}
