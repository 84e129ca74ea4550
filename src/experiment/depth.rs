//! The same experiment at another depth.
//!
//! Each hidden layer draws from its own stream and sees nothing of what lies above it, so its forward
//! pass is the same whatever the depth. Under a finger that drags the depth, only the layers that
//! are new have to be drawn and walked, and the way back.

use super::{Divergence, Experiment, Stage};
use crate::stats::Quantity;

impl Experiment {
    /// Takes over from `previous` what would come out here to the same bits: the hidden layers that
    /// both have and `previous` has walked forward, with what that walk has left.
    ///
    /// Nothing is taken over once this one has begun, or from one that has been trained or has
    /// other settings or another batch.
    pub fn inherit(&mut self, previous: Self) {
        let shared = self.shared(&previous);
        if shared == 0 {
            return;
        }
        let mut state = previous.state;
        state.network.layers.truncate(shared);
        self.state.network = state.network;
        for (own, known) in self.state.statistics[..shared]
            .iter_mut()
            .zip(&state.statistics)
        {
            *own = known.of_forward();
        }
        let is_here = |divergence: &Divergence| {
            let is_forward = matches!(divergence.quantity, Some(Quantity::Z | Quantity::A));
            is_forward && divergence.layer < shared
        };
        self.state.divergence = state.divergence.filter(is_here);
        self.pass.records = previous.pass.records;
        self.pass.records.truncate(shared);
        self.stage = Stage::Forward(shared);
    }

    /// How many layers, from the first, have the same forward pass in both.
    fn shared(&self, previous: &Self) -> usize {
        if self.stage != Stage::Forward(0) || (self.step(), previous.step()) != (0, 0) {
            return 0;
        }
        let walked = match previous.stage {
            Stage::Forward(next) => next,
            _ => previous.layer_count(),
        };
        // Not the output layers, which differ.
        let hidden = self.layer_count().min(previous.layer_count()) - 1;
        let mut at_this_depth = previous.specification.clone();
        at_this_depth.depth = self.specification.depth;
        let is_same = at_this_depth.to_query() == self.specification.to_query()
            && previous.batch.inputs == self.batch.inputs;
        if is_same { walked.min(hidden) } else { 0 }
    }
}
