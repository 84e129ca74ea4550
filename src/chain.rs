//! The chain rule in numbers: how one unit's z, dL/dz and gradients come about on one sample.
//!
//! Forward, z_i = sum_k w_ik a_k + b_i, and a_i = f(z_i); backward,
//! dL/da_i = sum_j w_ji dL/dz_j over the layer above, and dL/dz_i = dL/da_i f'(z_i); then
//! dL/dw_ik is the sum of dL/dz_i a_k over the batch, and dL/db_i that of dL/dz_i. Normalisation, a
//! skip connection and dropout stand between; where they do, their parts are given.
//!
//! All numbers are those of the pass. Only the sum over the layer above is made anew, so that it
//! can be held against the dL/da that arrived.

use crate::experiment::Experiment;
use crate::layer::{Layer, Place};
use crate::network::Pass;
use crate::norm;
use crate::scaled::{Number, Scaled, sum};

/// The chain at one unit; what the pass has not come to is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// From the layer's inputs to a.
    pub forward: Option<Forward>,
    /// From the layer above to dL/dz and the gradients.
    pub backward: Option<Backward>,
}

/// One of the products that a sum is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// The weight.
    pub weight: f64,
    /// What it is multiplied by.
    pub value: Number,
}

impl Term {
    /// The product.
    pub fn product(&self) -> Number {
        Number {
            mantissa: self.weight * self.value.mantissa,
            ..self.value
        }
    }
}

/// How a comes about.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward {
    /// The row of z, u and v whose numbers these are: the unit's own, or with maxout, whose units
    /// have [`Forward::pieces`] rows each, the one that won.
    pub row: usize,
    /// Rows of the unit.
    pub pieces: usize,
    /// w_ik and a_k of every input k.
    pub terms: Vec<Term>,
    /// b_i.
    pub bias: f64,
    /// z, the sum of all these.
    pub z: Number,
    /// u, where z is normalised.
    pub norm: Option<(norm::Kind, Number)>,
    /// The skip connection that ends here.
    pub skip: Option<Skip>,
    /// v, what f sees: z or u, with a skip connection before the activation skip + scale u.
    pub seen: Number,
    /// f'(v).
    pub derivative: f64,
    /// f(v).
    pub value: Number,
    /// What dropout multiplies f(v) by; `None` where nothing was drawn.
    pub kept: Option<f64>,
    /// a: f(v), times what dropout has drawn; with a skip connection after the activation,
    /// skip + scale times that.
    pub a: Number,
}

/// A skip connection that ends at the unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skip {
    /// Where it ends.
    pub place: Place,
    /// What the layer's own part is multiplied by.
    pub scale: f64,
    /// What it brings.
    pub value: Number,
}

/// How dL/dz and the gradients come about.
#[derive(Clone, Debug, PartialEq)]
pub struct Backward {
    /// w_ji and dL/dz_j of every row j of the layer above; `None` for the output layer, whose
    /// dL/da comes from the loss.
    pub terms: Option<Vec<Term>>,
    /// What they come to.
    pub sum: Option<Number>,
    /// What comes by a skip connection that begins at this unit.
    pub by_skip: Option<Number>,
    /// dL/da: the sum, and what comes by a skip connection.
    pub signal: Number,
    /// dL/du, where z is normalised.
    pub norm: Option<Number>,
    /// dL/dz. Without normalisation it is dL/da f'(v), times what dropout has drawn, times the
    /// scale of a skip connection that ends here; that product is dL/du where there is one, and
    /// dL/dz then depends on all that is averaged over.
    pub delta: Number,
    /// Of the weight from the input asked for.
    pub weight: Share,
    /// Of the bias; with batch normalisation, whose mean takes it away, the batch's is exactly 0.
    pub bias: Share,
}

/// What a sample has in a gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The sample's own term.
    pub own: Number,
    /// The gradient, the sum over the batch.
    pub total: Number,
}

impl Chain {
    /// At a unit, for a sample of the batch that is shown, with the gradient of the weight from
    /// `input`; `None` where there is no such layer, unit, sample or input.
    pub fn of(
        experiment: &Experiment,
        layer: usize,
        unit: usize,
        sample: usize,
        input: usize,
    ) -> Option<Self> {
        let is_there = layer < experiment.layer_count()
            && unit < experiment.units(layer)
            && sample < experiment.batch().len()
            && input < experiment.fan_in(layer);
        let place = Link {
            experiment,
            layer,
            unit,
            sample,
        };
        let [forward, backward] = experiment.stage().has_reached(layer);
        is_there.then(|| Self {
            forward: forward.then(|| place.forward()).flatten(),
            backward: backward.then(|| place.backward(input)).flatten(),
        })
    }
}

/// A unit and a sample, both there.
struct Link<'a> {
    experiment: &'a Experiment,
    layer: usize,
    unit: usize,
    sample: usize,
}

impl<'a> Link<'a> {
    fn layer(&self) -> Option<&'a Layer> {
        self.experiment.network().layers.get(self.layer)
    }

    fn pass(&self) -> &'a Pass {
        self.experiment.pass()
    }

    /// Each of `weights` with its element of the sample's column.
    fn terms<'w>(&self, weights: impl Iterator<Item = &'w f64>, values: &Scaled) -> Vec<Term> {
        let column = values.mantissa.column(self.sample);
        let terms = weights.zip(column.iter()).map(|(&weight, &mantissa)| Term {
            weight,
            value: Number {
                mantissa,
                exponent: values.exponent,
            },
        });
        terms.collect()
    }

    /// The row of z that is the unit's, with maxout the one that won.
    fn row(&self) -> Option<usize> {
        let derivative = &self.pass().records.get(self.layer)?.forward.derivative;
        match self.layer()?.activation.pieces() {
            1 => Some(self.unit),
            pieces => (self.unit * pieces..)
                .take(pieces)
                .find(|&row| derivative[(row, self.sample)] != 0.0),
        }
    }

    fn forward(&self) -> Option<Forward> {
        let (layer, pass, row) = (self.layer()?, self.pass(), self.row()?);
        let forward = &pass.records.get(self.layer)?.forward;
        let at = (row, self.sample);
        let of_unit = (self.unit, self.sample);
        let source = self.experiment.network().skip_source(self.layer);
        Some(Forward {
            row,
            pieces: layer.activation.pieces(),
            terms: self.terms(layer.weights.row(row).iter(), pass.input_of(self.layer)),
            bias: *layer.biases.get(row)?,
            z: forward.z.get(at)?,
            norm: match (&layer.norm, &forward.norm) {
                (Some(norm), Some(forward)) => Some((norm.kind, forward.u.get(at)?)),
                _ => None,
            },
            skip: match (layer.skip, source) {
                (Some(skip), Some(source)) => Some(Skip {
                    place: skip.place,
                    scale: skip.scale,
                    value: pass.input_of(source).get(of_unit)?,
                }),
                _ => None,
            },
            seen: forward.seen().get(at)?,
            derivative: *forward.derivative.get(at)?,
            value: layer.value(forward, self.sample).get((self.unit, 0))?,
            kept: forward.kept.as_ref().map(|kept| kept[of_unit]),
            a: forward.a.get(of_unit)?,
        })
    }

    fn backward(&self, input: usize) -> Option<Backward> {
        let (pass, row) = (self.pass(), self.row()?);
        let backward = &pass.records.get(self.layer)?.backward;
        let at = (row, self.sample);
        let network = self.experiment.network();
        let above = network.layers.get(self.layer + 1);
        let deltas = pass.records.get(self.layer + 1);
        let terms = above.zip(deltas).map(|(above, record)| {
            let weights = above.weights.column(self.unit);
            self.terms(weights.iter(), &record.backward.delta)
        });
        let by_skip = (self.layer + 1..network.layers.len())
            .find(|&above| network.skip_source(above) == Some(self.layer + 1))
            .and_then(|above| pass.records.get(above)?.backward.to_skip.as_ref())
            .and_then(|to_skip| to_skip.get((self.unit, self.sample)));
        let delta = backward.delta.get(at)?;
        let norm = backward.norm.as_ref();
        Some(Backward {
            sum: terms.as_ref().map(|terms| Number {
                mantissa: sum(terms.iter().map(|term| term.product().mantissa)),
                exponent: terms.first().map_or(0, |term| term.value.exponent),
            }),
            terms,
            by_skip,
            signal: backward.signal.get((self.unit, self.sample))?,
            norm: norm.and_then(|norm| norm.signal.get(at)),
            delta,
            weight: Share {
                own: delta.times(pass.input_of(self.layer).get((input, self.sample))?),
                total: backward.grad_w.get((row, input))?,
            },
            bias: Share {
                own: delta,
                total: backward.grad_b.get((row, 0))?,
            },
        })
    }
}
