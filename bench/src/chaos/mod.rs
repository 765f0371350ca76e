//! `bench chaos`: real processes, real sockets, faults from a seed, and a verdict.
//!
//! * [`options`] and [`seeds`] say which runs, [`runs`] does them one after the other, [`table`] sums them up;
//! * [`plan`] says what a seed means; [`schedule`] and [`fault`] say what goes wrong when;
//! * [`world`] is the processes and the lines between them, and keeps a [`tally`] of what has befallen them, each a [`trouble`];
//! * [`client`] the people, under their [`badge`]s, and [`program`] what speaks past the servers: they write a [`history`];
//! * [`run`] brings them together in the phases of a [`course`]: [`status`] is what clients tell it, [`audience`] whether
//!   all have got to the end, [`reading`] how it reads the rooms then;
//! * messages bear a [`stamp`], changes to them a [`mark`], ids the [`clock`]'s time; [`fold`] applies a change;
//! * [`checker`] judges, [`counts`] and [`report`] tell, [`keep`] keeps what there is to look at.

mod audience;
mod badge;
mod checker;
mod client;
mod clock;
mod counts;
mod course;
mod fault;
mod fold;
mod history;
mod keep;
mod mark;
mod options;
mod plan;
mod program;
mod reading;
mod report;
mod run;
mod runs;
mod schedule;
mod seeds;
mod stamp;
mod status;
mod table;
mod tally;
mod trouble;
mod world;

pub(crate) use options::Options;
pub(crate) use runs::run;
