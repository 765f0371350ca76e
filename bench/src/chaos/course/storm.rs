use anyhow::{Context, Result};
use tokio::{task::JoinSet, time::sleep};

use super::Course;

impl Course<'_> {
    /// Lets the faults happen while clients and programs talk, and waits until all are healed.
    pub(crate) async fn suffer(&mut self) -> Result<()> {
        let end = tokio::time::Instant::from_std(self.start + self.plan.length);
        let program = self.program.take().map(|program| tokio::spawn(program.talk(end)));
        let mut faults = JoinSet::new();
        for (at, fault) in &self.plan.schedule {
            sleep(at.saturating_sub(self.start.elapsed())).await;
            self.say(&format!("{} ({:?}) for {:.1?}", fault.kind(), fault.target, fault.time));
            let (world, fault) = (self.world.clone(), *fault);
            faults.spawn(async move { world.befall(fault).await });
            self.supervise().await?;
        }
        sleep(self.plan.length.saturating_sub(self.start.elapsed())).await;
        while let Some(done) = faults.join_next().await {
            if let Err(error) = done? {
                self.process(format!("{error:#}"));
            }
        }
        if let Some(program) = program {
            self.program = Some(program.await.context("a program failed")?);
        }
        self.supervise().await?;
        if let Err(error) = self.world.ready().await {
            self.process(format!("{error:#}"));
        }
        self.say("all is healed");
        Ok(())
    }

    /// Starts again what has ended by itself, which is a violation.
    pub(super) async fn supervise(&mut self) -> Result<()> {
        for ended in self.world.supervise().await? {
            self.process(ended);
        }
        Ok(())
    }
}
