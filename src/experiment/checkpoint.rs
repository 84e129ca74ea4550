//! A point of training to come back to.
//!
//! A checkpoint holds what training has come to and nothing of the pass: no activations, no
//! gradients. They come back by making the same pass again, with the same batch and the same draws,
//! to the same bits.

use super::{Experiment, Stage, State};
use crate::Error;
use crate::data::Shape;
use crate::layer::Layer;
use crate::network::Pass;
use crate::optimizer::Memory;
use crate::score::Examination;

/// What an experiment can be put back to.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    query: String,
    shape: Shape,
    state: State,
}

impl Checkpoint {
    /// The step it was taken at.
    pub fn step(&self) -> u32 {
        self.state.step
    }

    /// Memory it takes, in bytes, but for what is small however large the network.
    pub fn bytes(&self) -> usize {
        self.state.bytes()
    }
}

impl State {
    fn bytes(&self) -> usize {
        let layers = self.network.layers.iter().map(layer_bytes);
        let memories = self.memories.iter().map(Memory::bytes);
        layers.chain(memories).sum::<usize>() + size_of_val(&*self.statistics)
    }
}

fn layer_bytes(layer: &Layer) -> usize {
    let learned = layer.parameters().map(size_of_val).iter().sum::<usize>();
    // Running mean and variance are as many as gamma and beta.
    let norm = layer.norm.as_ref();
    learned
        + size_of::<Layer>()
        + norm.map_or(0, |norm| {
            size_of_val(&*norm.gamma) + size_of_val(&*norm.beta)
        })
}

impl Experiment {
    /// What this moment can be brought back from; `None` while a pass is under way.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        (self.stage == Stage::Complete).then(|| Checkpoint {
            query: self.specification.to_query(),
            shape: self.dataset.shape,
            state: self.state.clone(),
        })
    }

    /// [`Checkpoint::bytes`] of a checkpoint taken now; less than later ones take while layers and
    /// an optimiser's memory are still to come.
    pub fn checkpoint_bytes(&self) -> usize {
        self.state.bytes()
    }

    /// Goes back to a checkpoint, to the beginning of its pass. The pass is then made again as it
    /// was: weights stay, normalisation does not count its batch twice, and the test rows are not
    /// walked again. At its end everything is what it was when the checkpoint was taken, and so is
    /// every step from there on.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] for one of an experiment with other settings or data of another shape;
    /// the experiment then goes on as it was. A reader's own file is known by its shape alone.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let Checkpoint {
            query,
            shape,
            state,
        } = checkpoint;
        if *query != self.specification.to_query() {
            return Err(Error::Checkpoint {
                problem: format!("it is of an experiment with other settings: {query}"),
            });
        }
        if *shape != self.dataset.shape {
            return Err(Error::Checkpoint {
                problem: "it is of an experiment with other data".to_owned(),
            });
        }
        self.state = state.clone();
        self.shuffle();
        self.take_batch();
        self.pass = Pass::new(self.batch.inputs.clone());
        self.test = Examination::default();
        self.stage = Stage::Forward(0);
        self.is_repeated = true;
        Ok(())
    }
}
