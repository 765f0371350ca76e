//! Whatever happens to a log, to the layer, and to who is here.

use proptest::prelude::*;
use protocol::limits::RESUME_MESSAGES;

use super::{
    client::Client,
    step::{Step, steps},
    truth::{Doorbell, Truth},
    tutorial_page::TutorialPage,
    *,
};
use crate::room::hall::Found;

/// A room, and all that is on its way to it and from it.
struct World {
    truth: Truth,
    short: Text,
    long: Text,
    hall: Hall,
    bells: Vec<Doorbell>,
    /// The log's answer, not yet taken.
    found: Option<Found>,
    tail: Option<Tail>,
    /// The first of them takes in at once what it is told.
    clients: [Client; 3],
    pages: [TutorialPage; 2],
}

impl World {
    fn new(spoken: usize, kept: usize) -> Self {
        let mut truth = Truth::new(kept);
        let [short, long] = [1, 14_000].map(|length| Text::parse(&"x".repeat(length)));
        let (short, long) = (short.expect("a text"), long.expect("a text"));
        (0..spoken).for_each(|_| drop(truth.say(&short)));
        let hall = Hall::new("node".into(), Instant::now());
        let clients = std::array::from_fn(|_| Client::new());
        let pages = std::array::from_fn(|_| TutorialPage::new());
        Self {
            truth,
            short,
            long,
            hall,
            bells: Vec::new(),
            found: None,
            tail: None,
            clients,
            pages,
        }
    }

    fn happens(&mut self, step: Step) {
        let owed = self.truth.tail().last;
        if matches!(step, Step::Enter(3..)) {
            self.catch_up();
        }
        let was_lagging = self.hall.lagging;
        match step {
            Step::Say => self.bells.push(self.truth.say(&self.short)),
            Step::Change(which, who, how) => {
                self.bells.extend(self.truth.change(which, who, how));
            }
            Step::Burst(rings) => {
                let bells = (0..RESUME_MESSAGES / 2).map(|_| self.truth.say(&self.short));
                self.bells.extend(bells.filter(|_| rings));
            }
            Step::LongBurst => {
                (0..40).for_each(|_| drop(self.truth.say(&self.long)));
            }
            Step::Ring(which, again) if !self.bells.is_empty() => {
                let at = which.index(self.bells.len());
                let bell = if again { self.bells[at].clone() } else { self.bells.remove(at) };
                self.ring(bell);
            }
            Step::Peal => {
                std::mem::take(&mut self.bells).into_iter().for_each(|bell| self.ring(bell));
            }
            Step::LoseBell(which) if !self.bells.is_empty() => {
                self.bells.remove(which.index(self.bells.len()));
            }
            Step::Ring(..) | Step::LoseBell(_) => {}
            Step::Read if self.found.is_none() && self.hall.is_unread() => {
                let want = self.hall.want();
                self.found = Some(self.truth.look_up(&self.hall, want));
            }
            Step::Read => {}
            Step::Answer => self.answer(),
            Step::LoseAnswer => self.found = None,
            Step::AskTail => self.tail = Some(self.truth.tail()),
            Step::Compare => {
                let tail = self.tail.take().unwrap_or_else(|| self.truth.tail());
                self.hall.compare(tail);
            }
            Step::Enter(who) if who < 3 => self.clients[who].enter(&mut self.hall),
            Step::Enter(who) => self.pages[who - 3].enter(&mut self.hall, owed),
            Step::Leave(who) if who < 3 => self.clients[who].leave(&mut self.hall),
            Step::Leave(who) => self.pages[who - 3].leave(&mut self.hall),
            Step::Listen(who) if who < 3 => drop(self.clients[who].listen(&mut self.hall)),
            Step::Listen(who) => self.pages[who - 3].listen(&mut self.hall),
            Step::Heartbeat(who) => self.clients[who].hear_heartbeat(&mut self.hall),
            Step::Travel(who) if !self.clients[who].is_here() => {
                self.clients[who].travel(&self.truth);
            }
            Step::Travel(_) => {}
            Step::LoseTail(count) => self.truth.lose(count),
        }
        let heard = self.clients[0].listen(&mut self.hall);
        let lags = was_lagging || self.hall.lagging;
        assert!(heard == 0 || !lags, "who is about to begin anew is told nothing");
    }

    fn ring(&mut self, (entry, prev): Doorbell) {
        self.hall.hear(entry, prev, Instant::now());
    }

    /// The room takes what was read, and reads on.
    fn answer(&mut self) {
        let Some(found) = self.found.take() else { return };
        let stood = self.hall.window.position().map(|(epoch, last)| (epoch.clone(), last));
        let joined = match (&found, &stood) {
            (Found::After(_, sequel), Some((epoch, _))) => sequel.joined && sequel.epoch == *epoch,
            _ => false,
        };
        let want = self.hall.take(found, Instant::now());
        assert!(!joined || want != Some(room_log::Want::Newest), "it goes on where it stood");
        self.found = want.map(|want| self.truth.look_up(&self.hall, want));
    }

    /// The room reads all there is, as it does when one of the tutorial's pages comes.
    fn catch_up(&mut self) {
        self.read_on();
        let want = self.hall.want();
        self.found = Some(self.truth.look_up(&self.hall, want));
        self.read_on();
    }

    fn read_on(&mut self) {
        while self.found.is_some() {
            self.happens(Step::Answer);
        }
    }

    /// Everything comes to rest, as it does when nothing is said for some seconds.
    fn rest(&mut self) {
        for _ in 0..2 {
            self.everybody(Step::Listen);
            let away: Vec<_> = (0..3).filter(|who| !self.clients[*who].is_here()).collect();
            away.into_iter().for_each(|who| self.happens(Step::Enter(who)));
            self.happens(Step::Compare);
            while self.found.is_some() || self.hall.is_unread() {
                self.happens(Step::Read);
                self.happens(Step::Answer);
                self.everybody(Step::Listen);
            }
        }
    }

    fn everybody(&mut self, does: fn(usize) -> Step) {
        (0..5).for_each(|who| self.happens(does(who)));
    }
}

proptest! {
    #[test]
    fn whatever_happens_everybody_is_told_the_log_in_order_and_once(
        spoken in 0..400usize,
        kept in prop_oneof![Just(40usize), Just(700)],
        steps in steps(),
    ) {
        let mut world = World::new(spoken, kept);
        steps.into_iter().for_each(|step| world.happens(step));
        world.rest();
        prop_assert!(!world.hall.window.differs(&world.truth.tail()));
        for client in &world.clients {
            client.check(&world.truth)?;
        }
        for page in &world.pages {
            page.check(&world.truth)?;
        }
    }
}
